//! Names that have no place in the house: rooms that say nothing, and foreign words outside their dialect.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::house::House;
use super::source::{Source, address};
use super::tokens::Kind;

/// A room of this name holds whatever found no other, and everything ends up knowing it.
const EMPTY_NAMES: &[&str] = &[
    "util", "utils", "common", "helper", "helpers", "shared", "misc", "manager", "service", "core",
    "types",
];

/// The foreign contracts by name. The fifth, `resources`, is an ordinary word of ours and cannot be told apart.
const DIALECTS: &[&str] = &["logist", "garant", "aspex", "planner"];

/// The rooms that may know that dialects exist: their own, and the one that wires it in.
const DIALECT_ROOMS: &[&str] = &["dialects", "server"];

/// Every empty room name and every dialect's name outside of its room.
pub fn check(house: &House) -> Vec<Finding> {
    let rooms: BTreeSet<Finding> = house
        .paths
        .iter()
        .flat_map(|path| empty_names(path))
        .collect();
    let strangers = house
        .shipped()
        .filter(|source| !DIALECT_ROOMS.contains(&source.room.as_str()));
    rooms
        .into_iter()
        .chain(strangers.flat_map(dialects))
        .collect()
}

fn empty_names(path: &str) -> Vec<Finding> {
    let judged = match address(path) {
        Some(("xtask", inside)) => inside.starts_with("src/"),
        Some((_, inside)) => inside.starts_with("src/") || inside.starts_with("tests/"),
        None => false,
    };
    let ends = path
        .match_indices('/')
        .map(|(at, _)| at)
        .chain([path.len()])
        .filter(|_| judged);
    let judge = |end: usize| {
        // Cut at each slash, so that a folder is found once and not once per file in it.
        let part = &path[..end];
        let name = part.rsplit('/').next()?.split('.').next()?;
        let what = format!("nothing is called {name}: name the room for what it holds");
        EMPTY_NAMES
            .contains(&name)
            .then(|| Finding::new(part, 1, what))
    };
    ends.filter_map(judge).collect()
}

fn dialects(source: &Source) -> Vec<Finding> {
    let judge = |(text, line): (&str, usize)| {
        let name = parts(text)
            .into_iter()
            .find(|part| DIALECTS.contains(&part.as_str()))?;
        let what = format!("the dialect {name} is named outside of dialects and server");
        Some(Finding::new(&source.path, line, what))
    };
    let texts = source.production().filter_map(|token| match &token.kind {
        Kind::Word(text) | Kind::Text(text) => Some((text.as_str(), token.line)),
        _ => None,
    });
    texts.filter_map(judge).collect()
}

/// The words of a name or a text, in small letters: `LogistRoutes` and `logist_routes` are both two.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_small = false;
    for letter in text.chars() {
        if !letter.is_alphanumeric() || was_small && letter.is_uppercase() {
            parts.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(last) = parts.last_mut()
        {
            last.extend(letter.to_lowercase());
        }
        was_small = letter.is_lowercase();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::house::made_up;

    fn judge(files: &[(&str, &str)]) -> Vec<String> {
        check(&made_up(files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn an_empty_name_is_found_once_at_any_depth() {
        let found = judge(&[
            ("crates/desk/src/a/helpers/b.rs", ""),
            ("crates/desk/src/a/helpers/c.rs", ""),
            ("crates/desk/tests/common.rs", ""),
            ("xtask/src/util.rs", ""),
        ]);
        assert_eq!(found.len(), 3);
        assert!(found[0].starts_with("crates/desk/src/a/helpers:1: nothing is called helpers"));
    }

    #[test]
    fn a_speaking_name_is_silent() {
        let files = [
            ("crates/desk/src/hours.rs", ""),
            ("crates/web/assets/core.css", ""),
            ("crates/a/src/typed.rs", ""),
        ];
        assert!(judge(&files).is_empty());
    }

    #[test]
    fn a_dialect_is_named_at_home_alone() {
        let text =
            "/// The query planner's choice.\nfn f() { let x = LogistRoutes; g(\"see aspex-17\") }";
        assert_eq!(judge(&[("crates/web/src/lib.rs", text)]).len(), 2);
        assert!(
            judge(&[
                ("crates/dialects/src/lib.rs", text),
                ("crates/server/src/main.rs", text)
            ])
            .is_empty()
        );
        let tests = format!("#[cfg(test)]\nmod tests {{\n{text}\n}}");
        assert!(
            judge(&[
                ("crates/web/src/lib.rs", &tests),
                ("crates/web/tests/web.rs", text)
            ])
            .is_empty()
        );
    }

    #[test]
    fn a_longer_word_is_another_word() {
        assert!(
            judge(&[(
                "crates/web/src/lib.rs",
                "fn guarantee() { logistics(); garantie(resources) }"
            )])
            .is_empty()
        );
    }
}
