//! The tool of the house that never ships: it keeps the house tidy.
//!
//! `cargo run -p xtask -- tidy [ROOT]` checks the workspace, or another one, and prints a line per finding.

mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;

fn main() -> anyhow::Result<ExitCode> {
    let mut words = std::env::args().skip(1);
    match words.next().as_deref() {
        Some("tidy") => report(&words.next().map_or_else(workspace, PathBuf::from)),
        _ => bail!("usage: xtask tidy [ROOT]"),
    }
}

fn report(root: &Path) -> anyhow::Result<ExitCode> {
    let findings = tidy::check(root)?;
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(ExitCode::SUCCESS),
        count => {
            eprintln!("{count} findings");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The workspace that this tool was built in.
fn workspace() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

#[test]
fn the_house_is_tidy() {
    let findings = tidy::check(&workspace()).expect("the workspace can be read");
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(
        lines.is_empty(),
        "{} findings:\n{}",
        lines.len(),
        lines.join("\n")
    );
}
