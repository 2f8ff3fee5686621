//! No two files of a crate import each other, on any round trip.
//!
//! An arrow goes from the file that names a path to the file that holds what is named. A parent that re-exports its
//! children draws no arrow to them: it is their shop window, and a path through the window is followed to the child
//! behind it. A parent that uses its children in any other way does.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Finding;
use super::house::House;
use super::paths::{Path, Via};
use super::source::{Place, Source};
use super::tree::{Module, Tree};

/// How many re-exports a path is followed through; a longer chain is a circle of its own.
const HOPS_MAX: usize = 16;

/// From file to file, the first line that draws the arrow.
type Arrows = BTreeMap<usize, BTreeMap<usize, usize>>;

/// Every knot: a set of files that all reach each other, with one arrow out of each.
pub fn check(house: &House) -> Vec<Finding> {
    let in_src = |tree: &&Tree| house.sources[tree.modules[0].file].place == Place::Src;
    house
        .trees
        .iter()
        .filter(in_src)
        .flat_map(|tree| untangle(&house.sources, tree))
        .collect()
}

fn untangle(sources: &[Source], tree: &Tree) -> Vec<Finding> {
    let arrows = Map::draw(sources, tree).arrows();
    let reach: BTreeMap<usize, BTreeSet<usize>> = arrows
        .keys()
        .map(|from| (*from, reachable(&arrows, *from)))
        .collect();
    let mut knotted = BTreeSet::new();
    let mut findings = Vec::new();
    for (from, reached) in &reach {
        if !reached.contains(from) || knotted.contains(from) {
            continue;
        }
        let back = |to: &&usize| reach.get(to).is_some_and(|reached| reached.contains(from));
        let members: BTreeSet<usize> = reached.iter().filter(back).copied().collect();
        findings.push(describe(sources, &arrows, &members));
        knotted.extend(members);
    }
    findings
}

fn reachable(arrows: &Arrows, from: usize) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        let next = arrows.get(&at).into_iter().flat_map(BTreeMap::keys);
        open.extend(next.filter(|to| seen.insert(**to)));
    }
    seen
}

fn describe(sources: &[Source], arrows: &Arrows, members: &BTreeSet<usize>) -> Finding {
    let example = |from: &usize| {
        let (to, line) = arrows
            .get(from)?
            .iter()
            .find(|(to, _)| members.contains(to))?;
        Some((&sources[*from].path, *line, &sources[*to].path))
    };
    let drawn: Vec<_> = members.iter().filter_map(example).collect();
    let (path, line, _) = drawn[0];
    let text: Vec<String> = drawn
        .iter()
        .map(|(from, line, to)| format!("{from}:{line} -> {to}"))
        .collect();
    Finding::new(
        path,
        line,
        format!(
            "a knot of files that import each other: {}",
            text.join(", ")
        ),
    )
}

/// The modules of one crate with what each of them imports.
struct Map<'a> {
    modules: &'a [Module],
    named: Vec<Vec<&'a Path>>,
}

impl<'a> Map<'a> {
    fn draw(sources: &'a [Source], tree: &'a Tree) -> Self {
        let named = tree.modules.iter().map(|module| {
            let paths = sources[module.file].production_paths();
            paths.filter(|path| path.within == module.inline).collect()
        });
        Self {
            modules: &tree.modules,
            named: named.collect(),
        }
    }

    fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        let in_production = (0..self.modules.len()).filter(|at| !self.modules[*at].test);
        for at in in_production {
            let from = self.modules[at].file;
            for path in &self.named[at] {
                if let Some(to) = self.arrow(at, path) {
                    let drawn = arrows.entry(from).or_default();
                    drawn.entry(to).or_insert(path.line);
                }
            }
        }
        arrows
    }

    /// The other file that a path leads to from module `at`.
    fn arrow(&self, at: usize, path: &Path) -> Option<usize> {
        let target = self.resolve(at, &path.segments, HOPS_MAX)?;
        let to = self.modules[target].file;
        let is_window = path.via == Via::Reexport && self.is_below(target, at);
        (to != self.modules[at].file && !is_window).then_some(to)
    }

    fn is_below(&self, mut module: usize, above: usize) -> bool {
        while let Some(parent) = self.modules[module].parent {
            if parent == above {
                return true;
            }
            module = parent;
        }
        false
    }

    /// The module that holds what the path names, seen from module `at`; `None` outside this crate or where nobody
    /// can tell.
    fn resolve(&self, at: usize, path: &[String], hops: usize) -> Option<usize> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.descend(0, rest, hops),
            "self" => self.descend(at, rest, hops),
            "super" => {
                let up = self.modules[at].parent?;
                // `super::super` goes on climbing.
                if rest.first().is_some_and(|part| part == "super") {
                    return self.resolve(up, rest, hops);
                }
                self.descend(up, rest, hops)
            }
            child if self.modules[at].children.contains_key(child) => self.descend(at, path, hops),
            _ => None,
        }
    }

    fn descend(&self, mut at: usize, mut path: &[String], hops: usize) -> Option<usize> {
        while let Some((part, rest)) = path.split_first() {
            let module = &self.modules[at];
            if let Some(child) = module.children.get(part) {
                (at, path) = (*child, rest);
                continue;
            }
            if module.items.contains(part) {
                return Some(at);
            }
            if let Some(import) = self.named[at]
                .iter()
                .find(|path| path.via != Via::Code && path.name() == part)
                && part != "*"
            {
                let through: Vec<String> = import.segments.iter().chain(rest).cloned().collect();
                return self.resolve(at, &through, hops.checked_sub(1)?);
            }
            return self.through_globs(at, part, hops).or_else(|| self.stay(at));
        }
        self.stay(at)
    }

    /// The module behind a glob import that holds the name.
    fn through_globs(&self, at: usize, part: &str, hops: usize) -> Option<usize> {
        let hops = hops.checked_sub(1)?;
        let globs = self.named[at]
            .iter()
            .filter(|path| path.via != Via::Code && path.name() == "*");
        globs
            .filter_map(|glob| self.resolve(at, &glob.segments, hops))
            .find(|behind| {
                let module = &self.modules[*behind];
                module.items.contains(part) || module.children.contains_key(part)
            })
    }

    /// A root that defines nothing of its own is a mere list of rooms, and no arrow leads to it.
    fn stay(&self, at: usize) -> Option<usize> {
        (at != 0 || !self.modules[0].items.is_empty()).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::house::made_up;

    fn knots(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<(String, String)> = files
            .iter()
            .map(|(path, text)| (format!("crates/desk/src/{path}"), (*text).to_owned()))
            .collect();
        check(&House::furnish(files))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn two_files_that_import_each_other_are_a_knot() {
        let found = knots(&[
            ("lib.rs", "pub mod a;\npub mod b;\npub mod c;"),
            ("a.rs", "\nuse crate::b::B;\npub struct A;"),
            ("b.rs", "pub struct B;\nfn f(_: super::a::A) {}"),
            ("c.rs", "use crate::{a::A, b::B};"),
        ]);
        assert_eq!(
            found,
            [
                "crates/desk/src/a.rs:2: a knot of files that import each other: \
              crates/desk/src/a.rs:2 -> crates/desk/src/b.rs, crates/desk/src/b.rs:2 -> crates/desk/src/a.rs"
            ]
        );
    }

    #[test]
    fn a_long_round_trip_through_a_macro_call_is_a_knot() {
        let found = knots(&[
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "fn f() { log!(crate::b::B) }"),
            ("b.rs", "use super::c::*; pub struct B;"),
            ("c.rs", "mod inner { use super::super::a::f; }"),
        ]);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_shop_window_is_no_arrow_and_leads_to_the_child_behind_it() {
        let good = [
            ("lib.rs", "mod a; pub mod b; pub use a::A;"),
            ("a.rs", "pub struct A;"),
            (
                "b.rs",
                "mod c; mod d; pub use c::{C as D}; pub(crate) use self::d::*;",
            ),
            ("b/c.rs", "use crate::A; pub struct C;"),
            ("b/d.rs", "use super::D; use crate::b::c; pub struct E;"),
        ];
        assert!(knots(&good).is_empty());
        let mut bad = good;
        bad[3].1 = "use crate::b::E; pub struct C;";
        assert_eq!(knots(&bad).len(), 1);
    }

    #[test]
    fn a_parent_that_uses_its_child_is_not_used_by_it() {
        let parent = ("a.rs", "mod b; pub struct A; fn f() { b::g() }");
        let root = ("lib.rs", "mod a;");
        assert!(knots(&[root, parent, ("a/b.rs", "pub fn g() {}")]).is_empty());
        assert_eq!(
            knots(&[root, parent, ("a/b.rs", "use super::A; pub fn g() {}")]).len(),
            1
        );
    }

    #[test]
    fn tests_tie_no_knots() {
        let found = knots(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::B;\npub struct A;"),
            (
                "b.rs",
                "pub struct B;\n#[cfg(test)]\nmod tests {\nuse crate::a::A;\n}",
            ),
        ]);
        assert!(found.is_empty());
    }

    #[test]
    fn a_circle_of_imports_ends() {
        let root = "mod a; mod b; fn f() { crate::a::x() }";
        let circle = [
            ("lib.rs", root),
            ("a.rs", "pub use super::b::x;"),
            ("b.rs", "pub use super::a::x;"),
        ];
        assert!(knots(&circle).is_empty());
        assert!(check(&made_up(&[])).is_empty());
    }
}
