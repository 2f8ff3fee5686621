//! Everything on the disk that the rules look at, in memory.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Context;
use toml::{Table, Value};

use super::finding::Finding;
use super::source::{Place, Source, address};
use super::tree::{Tree, grow, is_root};

/// The workspace: its crates' files, parsed.
#[derive(Debug, Default)]
pub struct House {
    /// Every file of every crate, relative to the workspace.
    pub paths: BTreeSet<String>,
    /// The Rust files.
    pub sources: Vec<Source>,
    /// A tree of modules for every root file.
    pub trees: Vec<Tree>,
    /// The crates' manifests.
    pub manifests: Vec<Manifest>,
    /// What could not be parsed, which no rule can judge.
    pub unreadable: Vec<Finding>,
}

/// The `Cargo.toml` of one crate.
#[derive(Debug)]
pub struct Manifest {
    /// Relative to the workspace.
    pub path: String,
    /// The crate's folder.
    pub room: String,
    /// Its content.
    pub table: Table,
    text: String,
}

impl House {
    /// Reads the crates of the workspace at `root`.
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        for top in ["crates", "xtask"] {
            gather(&root.join(top), top, &mut files)?;
        }
        files.sort();
        Ok(Self::furnish(files))
    }

    /// The house of these paths and texts. The text of a file that is neither Rust nor a manifest is never looked at.
    pub fn furnish(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut house = Self::default();
        for (path, text) in files {
            if let Err(error) = house.take(&path, &text) {
                house
                    .unreadable
                    .push(Finding::new(&path, 1, format!("cannot be parsed: {error}")));
            }
            house.paths.insert(path);
        }
        let roots = (0..house.sources.len()).filter(|at| is_root(&house.sources[*at].path));
        house.trees = roots.map(|root| grow(&house.sources, root)).collect();
        house.mark_test_files();
        house
    }

    fn take(&mut self, path: &str, text: &str) -> anyhow::Result<()> {
        if path.ends_with(".rs") {
            self.sources.push(Source::parse(path, text)?);
        } else if let Some((room, "Cargo.toml")) = address(path) {
            let (path, room, table) = (path.to_owned(), room.to_owned(), text.parse()?);
            self.manifests.push(Manifest {
                path,
                room,
                table,
                text: text.to_owned(),
            });
        }
        Ok(())
    }

    /// A file that only test modules use is a test, wherever it lies.
    fn mark_test_files(&mut self) {
        let modules = || self.trees.iter().flat_map(|tree| &tree.modules);
        let in_production: BTreeSet<usize> = modules()
            .filter(|module| !module.test)
            .map(|module| module.file)
            .collect();
        let in_tests: BTreeSet<usize> = modules()
            .filter(|module| module.test)
            .map(|module| module.file)
            .collect();
        for file in in_tests.difference(&in_production) {
            self.sources[*file].test_only = true;
        }
    }

    /// The Rust files of what ships.
    pub fn shipped(&self) -> impl Iterator<Item = &Source> {
        self.sources
            .iter()
            .filter(|source| source.place == Place::Src && source.room != "xtask")
    }
}

impl Manifest {
    /// The crates that the shipped code or its build script depends on, by their true names, with their lines.
    pub fn dependencies(&self) -> Vec<(String, usize)> {
        let targets = self.table.get("target").and_then(Value::as_table);
        let platforms = targets
            .into_iter()
            .flat_map(Table::values)
            .filter_map(Value::as_table);
        [&self.table]
            .into_iter()
            .chain(platforms)
            .flat_map(|table| ["dependencies", "build-dependencies"].map(|kind| table.get(kind)))
            .filter_map(|listed| listed.and_then(Value::as_table))
            .flatten()
            .map(|(key, value)| {
                let renamed = value.get("package").and_then(Value::as_str);
                (renamed.unwrap_or(key).to_owned(), self.line(key))
            })
            .collect()
    }

    /// The first line that starts with this key; the parsed table no longer knows its lines.
    pub fn line(&self, key: &str) -> usize {
        let at = self.text.lines().position(|line| {
            let rest = line.trim_start_matches('"').strip_prefix(key);
            rest.is_some_and(|rest| rest.starts_with(['"', ' ', '.', '=']))
        });
        at.map_or(1, |at| at + 1)
    }
}

fn gather(folder: &Path, name: &str, files: &mut Vec<(String, String)>) -> anyhow::Result<()> {
    let listed = fs::read_dir(folder).with_context(|| format!("failed to list {name}"))?;
    for entry in listed {
        let entry = entry?;
        let leaf = entry.file_name().to_string_lossy().into_owned();
        // What was built or installed here is not ours to judge.
        if leaf.starts_with('.') || leaf == "target" || leaf == "node_modules" {
            continue;
        }
        let path = format!("{name}/{leaf}");
        if entry.file_type()?.is_dir() {
            gather(&entry.path(), &path, files)?;
            continue;
        }
        let is_read = leaf.ends_with(".rs") || leaf == "Cargo.toml";
        let text = if is_read {
            fs::read_to_string(entry.path())
        } else {
            Ok(String::new())
        };
        files.push((
            path.clone(),
            text.with_context(|| format!("failed to read {path}"))?,
        ));
    }
    Ok(())
}

/// A made-up house for the tests of the rules.
#[cfg(test)]
pub fn made_up(files: &[(&str, &str)]) -> House {
    House::furnish(
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_behind_a_test_module_is_a_test() {
        let house = made_up(&[
            ("crates/desk/src/lib.rs", "mod a;"),
            ("crates/desk/src/a.rs", "#[cfg(test)]\nmod tests;"),
            ("crates/desk/src/a/tests.rs", "mod deep;"),
            ("crates/desk/src/a/tests/deep.rs", "fn f() {}"),
        ]);
        let tests: Vec<&str> = house
            .sources
            .iter()
            .filter(|source| source.test_only)
            .map(|s| s.path.as_str())
            .collect();
        assert_eq!(
            tests,
            [
                "crates/desk/src/a/tests.rs",
                "crates/desk/src/a/tests/deep.rs"
            ]
        );
    }

    #[test]
    fn what_is_not_rust_is_said_so() {
        let house = made_up(&[("crates/desk/src/lib.rs", "fn {")]);
        assert_eq!(house.unreadable.len(), 1);
        assert!(house.sources.is_empty());
    }
}
