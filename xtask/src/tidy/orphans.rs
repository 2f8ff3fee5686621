//! No file that nothing leads to, and one test binary per crate.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Finding;
use super::house::House;
use super::source::{Place, Source};
use super::tree::is_root;

/// Every dead file and every test binary beyond a crate's first.
pub fn check(house: &House) -> Vec<Finding> {
    let modules = house.trees.iter().flat_map(|tree| &tree.modules);
    let alive: BTreeSet<usize> = modules.map(|module| module.file).collect();
    let numbered = house
        .sources
        .iter()
        .enumerate()
        .filter(|(_, source)| source.place != Place::Aside);
    let dead = numbered
        .filter(|(at, _)| !alive.contains(at))
        .map(|(_, source)| {
            Finding::new(
                &source.path,
                1,
                "a dead file: no `mod` leads here from the root of the crate",
            )
        });
    dead.chain(second_binaries(house)).collect()
}

/// Each test binary links the whole crate again, so a crate has one.
fn second_binaries(house: &House) -> Vec<Finding> {
    let mut roots: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in &house.sources {
        if source.place == Place::Tests && is_root(&source.path) {
            roots.entry(&source.room).or_default().push(source);
        }
    }
    let more = roots.values().filter_map(|roots| roots.split_first());
    more.flat_map(|(first, rest)| {
        rest.iter().map(|source| {
            let what = format!("a test binary beside {}; a crate has one", first.path);
            Finding::new(&source.path, 1, what)
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::house::made_up;

    fn judge(files: &[(&str, &str)]) -> Vec<String> {
        check(&made_up(files))
            .iter()
            .map(|finding| finding.path.clone())
            .collect()
    }

    #[test]
    fn a_file_that_nothing_leads_to_is_dead() {
        let files = [
            ("crates/desk/src/lib.rs", "mod a;"),
            ("crates/desk/src/a.rs", ""),
            ("crates/desk/src/b.rs", "mod c;"),
            ("crates/desk/src/b/c.rs", ""),
            ("crates/desk/tests/it/main.rs", ""),
            ("crates/desk/tests/it/a.rs", ""),
        ];
        assert_eq!(
            judge(&files),
            [
                "crates/desk/src/b.rs",
                "crates/desk/src/b/c.rs",
                "crates/desk/tests/it/a.rs"
            ]
        );
    }

    #[test]
    fn every_way_of_the_compiler_is_followed() {
        let files = [
            (
                "crates/server/src/main.rs",
                "mod a; mod b { mod c; } #[path = \"../elsewhere/d.rs\"] mod d; mod r#type;",
            ),
            ("crates/server/src/a/mod.rs", "mod e;"),
            ("crates/server/src/a/e.rs", "#[cfg(test)] mod tests;"),
            ("crates/server/src/a/e/tests.rs", ""),
            ("crates/server/src/b/c.rs", ""),
            ("crates/server/elsewhere/d.rs", ""),
            ("crates/server/src/type.rs", ""),
            ("crates/server/src/bin/tool.rs", ""),
            ("crates/server/build.rs", ""),
            ("crates/server/tests/server/main.rs", "mod boot;"),
            ("crates/server/tests/server/boot.rs", ""),
        ];
        assert!(judge(&files).is_empty());
    }

    #[test]
    fn a_second_test_binary_is_found() {
        let files = [
            ("crates/desk/tests/a.rs", ""),
            ("crates/desk/tests/b.rs", ""),
            ("crates/store/tests/c.rs", ""),
        ];
        assert_eq!(judge(&files), ["crates/desk/tests/b.rs"]);
    }
}
