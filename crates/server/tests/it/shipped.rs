//! What ships beside the binary, read as it lies in the repository, and which tools there are to judge it.

use std::process::Command;

use serde_json::Value;

use crate::house::repository;

/// The text of a file of the repository.
pub fn text(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).expect(path)
}

/// A YAML file of the repository, with its anchors followed.
pub fn yaml(path: &str) -> Value {
    serde_saphyr::from_str(&text(path)).expect(path)
}

/// A JSON file of the repository.
pub fn json(path: &str) -> Value {
    serde_json::from_str(&text(path)).expect(path)
}

/// The names of the files in a folder of the repository.
pub fn files(folder: &str) -> Vec<String> {
    let files = std::fs::read_dir(repository().join(folder)).expect(folder);
    let name = |file: std::io::Result<std::fs::DirEntry>| file.expect("a file").file_name();
    let mut names: Vec<String> = files
        .map(|file| name(file).into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

/// The things of a list, or of a map by their names.
pub fn named(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let map = value.as_object().expect("a map");
    map.iter().map(|(name, value)| (name.as_str(), value))
}

/// The words of a list.
pub fn words(value: &Value) -> Vec<&str> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).collect()
}

/// Whether a tool is installed; where it is not, that is said, and with `CI=true` it is a failure.
#[expect(
    clippy::disallowed_methods,
    reason = "the environment says whether a test may be skipped"
)]
pub fn is_here(tool: &[&str], install: &str) -> bool {
    let asked = Command::new(tool[0]).args(&tool[1..]).output();
    if asked.is_ok_and(|asked| asked.status.success()) {
        return true;
    }
    let tool = tool[0];
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "{tool} is missing (Debian: apt-get install {install}; make test does so)"
    );
    eprintln!("SKIPPED: {tool} is missing (Debian: apt-get install {install}; make test does so)");
    false
}
