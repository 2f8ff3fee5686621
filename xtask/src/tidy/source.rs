//! One Rust file, read once for all rules, and which of its lines are tests.

use std::ops::RangeInclusive;

use anyhow::Context;
use proc_macro2::TokenStream;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, Meta, Token as Punctuation, punctuated::Punctuated};

use super::paths::{Path, paths};
use super::tokens::{Token, flatten};

/// Where a file stands in its crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What ships.
    Src,
    /// The crate's own test binary.
    Tests,
    /// What is measured.
    Benches,
    /// A build script, an example.
    Aside,
}

/// One Rust file.
#[derive(Debug)]
pub struct Source {
    /// Relative to the workspace, with forward slashes.
    pub path: String,
    /// The folder's name of the crate it belongs to, such as `store`.
    pub room: String,
    /// Where in the crate it stands.
    pub place: Place,
    /// The text.
    pub text: String,
    /// The parsed text.
    pub syntax: syn::File,
    /// The text as a row of tokens.
    pub tokens: Vec<Token>,
    /// Every path it names.
    pub paths: Vec<Path>,
    /// A file of `src` that only a `#[cfg(test)] mod` leads to.
    pub test_only: bool,
    tests: Vec<RangeInclusive<usize>>,
}

impl Source {
    /// Reads a text, or says why it is not Rust.
    pub fn parse(path: &str, text: &str) -> anyhow::Result<Self> {
        let (room, inside) = address(path).context("a file outside of every crate")?;
        let stream: TokenStream = syn::parse_str(text)?;
        let tokens = flatten(stream.clone());
        let syntax: syn::File = syn::parse2(stream)?;
        let mut finder = TestFinder { lines: Vec::new() };
        finder.visit_file(&syntax);
        Ok(Self {
            path: path.to_owned(),
            room: room.to_owned(),
            place: place(inside),
            text: text.to_owned(),
            paths: paths(&tokens),
            test_only: is_test(&syntax.attrs),
            tests: finder.lines,
            syntax,
            tokens,
        })
    }

    /// Whether the line belongs to a test.
    pub fn is_test_line(&self, line: usize) -> bool {
        self.test_only
            || self.place == Place::Tests
            || self.tests.iter().any(|range| range.contains(&line))
    }

    /// The tokens that are no test's.
    pub fn production(&self) -> impl Iterator<Item = &Token> {
        self.tokens
            .iter()
            .filter(|token| !self.is_test_line(token.line))
    }

    /// The paths that no test names.
    pub fn production_paths(&self) -> impl Iterator<Item = &Path> {
        self.paths
            .iter()
            .filter(|path| !self.is_test_line(path.line))
    }
}

/// Splits a path into the room's name and what follows inside the room's folder.
pub fn address(path: &str) -> Option<(&str, &str)> {
    match path.strip_prefix("crates/") {
        Some(rest) => rest.split_once('/'),
        None => path.strip_prefix("xtask/").map(|inside| ("xtask", inside)),
    }
}

fn place(inside: &str) -> Place {
    match inside.split('/').next() {
        Some("src") => Place::Src,
        Some("tests") => Place::Tests,
        Some("benches") => Place::Benches,
        _ => Place::Aside,
    }
}

/// Collects the lines of everything marked as a test. Formatted code never puts two items on one line.
struct TestFinder {
    lines: Vec<RangeInclusive<usize>>,
}

impl TestFinder {
    fn note(&mut self, attributes: &[Attribute], span: proc_macro2::Span) -> bool {
        let found = is_test(attributes);
        if found {
            self.lines.push(span.start().line..=span.end().line);
        }
        found
    }
}

impl<'ast> Visit<'ast> for TestFinder {
    fn visit_item(&mut self, item: &'ast Item) {
        if !self.note(attributes(item), item.span()) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let marked = matches!(item, ImplItem::Fn(method) if self.note(&method.attrs, item.span()));
        if !marked {
            visit::visit_impl_item(self, item);
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// `#[test]`, another crate's `#[….test]`, or `#[cfg(test)]`.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let named_test = attribute
            .path()
            .segments
            .last()
            .is_some_and(|last| last.ident == "test");
        let is_cfg = attribute.path().is_ident("cfg");
        named_test || is_cfg && attribute.parse_args().is_ok_and(|meta| needs_test(&meta))
    })
}

/// Whether a condition holds in tests alone: `test`, or `all(…)` with it. `any` and `not` say nothing of the kind.
fn needs_test(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => {
            let parts = Punctuated::<Meta, Punctuation![,]>::parse_terminated;
            list.parse_args_with(parts)
                .is_ok_and(|parts| parts.iter().any(needs_test))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_items_are_no_production_lines() {
        let text = "fn a() {}\n#[cfg(test)]\nmod t {\n}\n#[cfg(all(test, unix))]\nfn b() {}\n\
                    #[cfg(not(test))]\nfn c() {}\n#[tokio::test]\nasync fn d() {}\n";
        let source = Source::parse("crates/desk/src/lib.rs", text).expect("it is Rust");
        let tests: Vec<usize> = (1..=10).filter(|line| source.is_test_line(*line)).collect();
        assert_eq!(tests, [2, 3, 4, 5, 6, 9, 10]);
    }

    #[test]
    fn everything_under_tests_is_a_test() {
        let source = Source::parse("crates/desk/tests/desk.rs", "fn a() {}").expect("it is Rust");
        assert!(source.is_test_line(1));
    }
}
