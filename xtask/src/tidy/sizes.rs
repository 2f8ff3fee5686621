//! What does not fit into a head is taken apart: limits on files and functions.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, ImplItemFn, ItemFn, Signature, TraitItemFn};

use super::finding::Finding;
use super::house::House;
use super::source::{Place, Source};

const FILE_LINES_MAX: usize = 500;
const TEST_FILE_LINES_MAX: usize = 900;
const FUNCTION_LINES_MAX: usize = 70;

/// Every file and function that is too long.
pub fn check(house: &House) -> Vec<Finding> {
    house
        .sources
        .iter()
        .flat_map(|source| file(source).into_iter().chain(functions(source)))
        .collect()
}

fn file(source: &Source) -> Option<Finding> {
    let lines = source.text.lines().count();
    let (lines, max, what) = if is_exempt(source) {
        (lines, TEST_FILE_LINES_MAX, "lines of tests")
    } else {
        let production = (1..=lines)
            .filter(|line| !source.is_test_line(*line))
            .count();
        (production, FILE_LINES_MAX, "lines of production code")
    };
    (lines > max).then(|| {
        Finding::new(
            &source.path,
            1,
            format!("{lines} {what}; a file has at most {max}"),
        )
    })
}

fn functions(source: &Source) -> Vec<Finding> {
    let mut ruler = Ruler {
        source,
        findings: Vec::new(),
    };
    if !is_exempt(source) {
        ruler.visit_file(&source.syntax);
    }
    ruler.findings
}

fn is_exempt(source: &Source) -> bool {
    source.test_only || matches!(source.place, Place::Tests | Place::Benches)
}

struct Ruler<'a> {
    source: &'a Source,
    findings: Vec<Finding>,
}

impl Ruler<'_> {
    fn measure(&mut self, signature: &Signature, block: &Block) {
        let first = signature.span().start().line;
        let lines = block.span().end().line - first + 1;
        if lines > FUNCTION_LINES_MAX && !self.source.is_test_line(first) {
            let name = &signature.ident;
            let what =
                format!("fn {name} has {lines} lines; a function has at most {FUNCTION_LINES_MAX}");
            self.findings
                .push(Finding::new(&self.source.path, first, what));
        }
    }
}

impl<'ast> Visit<'ast> for Ruler<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.measure(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.measure(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        if let Some(block) = &item.default {
            self.measure(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }
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

    fn function(lines: usize) -> String {
        format!("fn f() {{\n{}}}\n", "    g();\n".repeat(lines - 2))
    }

    #[test]
    fn a_file_is_as_long_as_its_production_code() {
        let path = "crates/desk/src/a.rs";
        let tests = format!(
            "#[cfg(test)]\nmod tests {{\n{}}}\n",
            "const A: u8 = 1;\n".repeat(300)
        );
        let at_limit = "const A: u8 = 1;\n".repeat(500) + &tests;
        assert!(judge(path, &at_limit).is_empty());
        let over = format!("const B: u8 = 1;\n{at_limit}");
        assert_eq!(
            judge(path, &over),
            ["crates/desk/src/a.rs:1: 501 lines of production code; a file has at most 500"]
        );
    }

    #[test]
    fn a_test_file_may_be_longer_but_not_endless() {
        let lines = |count: usize| "const A: u8 = 1;\n".repeat(count);
        assert!(judge("crates/desk/tests/desk.rs", &lines(900)).is_empty());
        assert_eq!(judge("crates/desk/tests/desk.rs", &lines(901)).len(), 1);
        assert_eq!(judge("crates/desk/benches/desk.rs", &lines(901)).len(), 1);
    }

    #[test]
    fn a_function_is_measured_from_its_signature_wherever_it_stands() {
        let path = "crates/desk/src/a.rs";
        assert!(judge(path, &function(70)).is_empty());
        let long = function(71);
        assert_eq!(
            judge(path, &long),
            ["crates/desk/src/a.rs:1: fn f has 71 lines; a function has at most 70"]
        );
        assert_eq!(judge(path, &format!("impl A {{\n{long}}}")).len(), 1);
        assert_eq!(judge(path, &format!("trait A {{\n{long}}}")).len(), 1);
        // The nested one and the one around it.
        assert_eq!(judge(path, &format!("fn g() {{\n{long}}}")).len(), 2);
    }

    #[test]
    fn a_test_may_be_long() {
        assert!(
            judge(
                "crates/desk/src/a.rs",
                &format!("#[test]\n{}", function(99))
            )
            .is_empty()
        );
        assert!(judge("crates/desk/tests/desk.rs", &function(99)).is_empty());
    }
}
