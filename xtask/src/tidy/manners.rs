//! How a file introduces itself, and that it silences no warning without a word.

use super::finding::Finding;
use super::house::House;
use super::source::{Place, Source};
use super::tokens::Token;

/// Every silenced warning and every file that does not say what it is for.
pub fn check(house: &House) -> Vec<Finding> {
    let silenced = house.sources.iter().flat_map(silenced);
    let mute = house
        .sources
        .iter()
        .filter(|source| source.place == Place::Src)
        .filter_map(mute);
    silenced.chain(mute).collect()
}

fn mute(source: &Source) -> Option<Finding> {
    let opening = source
        .text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let what = "opens without a `//!` comment that says what the file is for";
    (!opening.starts_with("//!")).then(|| Finding::new(&source.path, 1, what))
}

/// Read from the tokens, not from the syntax tree: attributes inside macro definitions count as well.
fn silenced(source: &Source) -> Vec<Finding> {
    let row = &source.tokens;
    let hash = |at: Option<usize>| at.is_some_and(|at| row[at].is_mark('#'));
    let bang = |at: usize| at > 0 && row[at - 1].is_mark('!');
    let opens = |at: &usize| {
        let before = if bang(*at) { 2 } else { 1 };
        row[*at].is_mark('[') && hash(at.checked_sub(before))
    };
    let judge = |at: usize| {
        let what = complaint(inside(&row[at + 1..]))?;
        Some(Finding::new(&source.path, row[at].line, what))
    };
    (0..row.len()).filter(opens).filter_map(judge).collect()
}

fn complaint(attribute: &[Token]) -> Option<&'static str> {
    let has = |wanted| attribute.iter().any(|token| token.word() == Some(wanted));
    match attribute.first()?.word()? {
        "allow" => Some("`allow` stays when its cause is gone; use `expect` with a reason"),
        "cfg_attr" if has("allow") => Some("`allow` in disguise; use `expect` with a reason"),
        "expect" if !has("reason") => Some("`expect` gives no `reason`"),
        "cfg_attr" if has("expect") && !has("reason") => Some("`expect` gives no `reason`"),
        _ => None,
    }
}

/// What stands before the bracket that closes the attribute.
fn inside(row: &[Token]) -> &[Token] {
    let mut depth = 1;
    let end = row.iter().position(|token| {
        depth += usize::from(token.is_mark('['));
        depth -= usize::from(token.is_mark(']'));
        depth == 0
    });
    &row[..end.unwrap_or(row.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::house::made_up;

    fn judge(path: &str, text: &str) -> Vec<String> {
        check(&made_up(&[(path, text)]))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    const PATH: &str = "crates/desk/tests/desk.rs";

    #[test]
    fn a_silenced_warning_is_found_in_every_dress() {
        let text = "#![allow(a)]\n#[allow(b)]\nfn f() {}\n#[cfg_attr(unix, allow(c))]\nfn g() {}\n\
                    macro_rules! m { () => { #[allow(d)] fn h() {} } }\n#[expect(e)]\nfn i() {}";
        let found = judge(PATH, text);
        let lines: Vec<_> = found
            .iter()
            .filter_map(|line| line.split(':').nth(1))
            .collect();
        assert_eq!(lines, ["1", "2", "4", "6", "7"]);
    }

    #[test]
    fn an_expectation_with_a_reason_is_silent() {
        let text = "#[expect(e, reason = \"why\")]\nfn f(allow: bool) { a[allow]; vec![allow] }";
        assert!(judge(PATH, text).is_empty());
    }

    #[test]
    fn a_file_says_what_it_is_for() {
        let path = "crates/desk/src/lib.rs";
        assert_eq!(judge(path, "// Not a doc comment.\nfn f() {}").len(), 1);
        assert_eq!(judge(path, "").len(), 1);
        assert!(judge(path, "//! The front desk.\nfn f() {}").is_empty());
        assert!(judge(PATH, "fn f() {}").is_empty());
    }
}
