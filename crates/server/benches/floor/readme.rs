//! Puts the table between its marks in the README.

use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- bench: written by `make bench` -->\n";
const END: &str = "<!-- bench: end -->";

/// Puts a text between the marks.
pub fn put(repository: &Path, table: &str) {
    let path = repository.join("README.md");
    let text = fs::read_to_string(&path).expect("a README");
    let between = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) = between.expect("the marks of the table in the README");
    let text = format!("{before}{BEGIN}\n{table}\n{END}{after}");
    fs::write(path, text).expect("written");
}
