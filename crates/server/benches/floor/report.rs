//! Writes down what was measured: the values as JSON, the table as Markdown, the plots, and the table in the README.

use std::fs;
use std::path::{Path, PathBuf};

use crate::figures::Figures;
use crate::{plots, readme, table};

/// Where results lie.
fn folder() -> PathBuf {
    repository().join("bench/results")
}

/// The folder of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Writes everything. The short run leaves what the long one wrote.
pub fn write(figures: &Figures) {
    let folder = folder();
    fs::create_dir_all(&folder).expect("a folder");
    let name = if figures.quick { "quick" } else { "full" };
    let json = serde_json::to_string_pretty(figures).expect("JSON");
    fs::write(folder.join(format!("{name}.json")), json + "\n").expect("written");
    let markdown = table::markdown(figures);
    fs::write(folder.join(format!("{name}.md")), &markdown).expect("written");
    if !figures.quick {
        plots::draw(figures, &folder);
    }
}

/// Writes the tables and plots once more, from the results of the last long run, and puts the table into the README.
pub fn again() {
    let text = fs::read_to_string(folder().join("full.json")).expect("results of `make bench`");
    let figures: Figures = serde_json::from_str(&text).expect("what the bench wrote");
    write(&figures);
    readme::put(&repository(), &table::markdown(&figures));
}
