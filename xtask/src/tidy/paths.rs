//! Every path that a file names: in `use` trees, in code and inside macro calls.

use super::tokens::Token;

/// A path such as `crate::span::Span`.
#[derive(Debug)]
pub struct Path {
    /// Its parts; a glob import ends with `*`.
    pub segments: Vec<String>,
    /// The name it goes by after `as`.
    pub alias: Option<String>,
    /// The line of its last part.
    pub line: usize,
    /// How it is named.
    pub via: Via,
    /// The inline modules of the file around it.
    pub within: Vec<String>,
}

/// How a path comes to be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// In the middle of code.
    Code,
    /// By a private `use`.
    Use,
    /// By a `pub use`, of whatever reach.
    Reexport,
}

impl Path {
    /// The name by which the importing module knows it.
    pub fn name(&self) -> &str {
        self.alias
            .as_ref()
            .or(self.segments.last())
            .map_or("", String::as_str)
    }

    /// Whether it starts with these parts.
    pub fn starts_with(&self, parts: &[&str]) -> bool {
        self.segments.len() >= parts.len() && self.segments.iter().zip(parts).all(|(a, b)| a == b)
    }
}

/// All paths in a row of tokens, in order. A lone name is a path only after `use`.
pub fn paths(tokens: &[Token]) -> Vec<Path> {
    let mut scan = Scan {
        tokens,
        at: 0,
        depth: 0,
        within: Vec::new(),
        found: Vec::new(),
    };
    scan.walk();
    scan.found
}

struct Scan<'a> {
    tokens: &'a [Token],
    at: usize,
    /// How many braces are open.
    depth: usize,
    /// The inline modules that are open, each with the depth outside it.
    within: Vec<(String, usize)>,
    found: Vec<Path>,
}

impl Scan<'_> {
    fn walk(&mut self) {
        while let Some(token) = self.tokens.get(self.at) {
            match token.word() {
                Some("use") if !self.mark(1, '<') => {
                    let via = if self.is_public() {
                        Via::Reexport
                    } else {
                        Via::Use
                    };
                    self.at += 1;
                    self.use_tree(Vec::new(), via);
                }
                Some("mod") if self.mark(2, '{') => {
                    let name = self.word(1).unwrap_or_default();
                    self.within.push((name, self.depth));
                    self.at += 2;
                }
                Some(_) => self.code_path(),
                None => self.bracket(),
            }
        }
    }

    fn bracket(&mut self) {
        if self.mark(0, '{') {
            self.depth += 1;
        } else if self.mark(0, '}') {
            self.depth = self.depth.saturating_sub(1);
            let depth = self.depth;
            self.within.pop_if(|(_, outside)| *outside == depth);
        }
        self.at += 1;
    }

    fn code_path(&mut self) {
        let mut segments = Vec::new();
        while let Some(word) = self.word(0) {
            segments.push(word);
            self.at += 1;
            if !self.is_joint() || self.tokens.get(self.at + 2).and_then(Token::word).is_none() {
                break;
            }
            self.at += 2;
        }
        if segments.len() > 1 {
            self.push(segments, None, Via::Code);
        }
    }

    fn use_tree(&mut self, mut segments: Vec<String>, via: Via) {
        loop {
            if self.is_joint() {
                self.at += 2;
            }
            if self.mark(0, '{') {
                return self.use_group(&segments, via);
            }
            let part = if self.mark(0, '*') {
                Some("*".to_owned())
            } else {
                self.word(0)
            };
            let Some(part) = part else { return };
            self.at += 1;
            // `a::{self}` names `a`.
            if part != "self" || segments.is_empty() {
                segments.push(part);
            }
            if !self.is_joint() {
                break;
            }
        }
        let alias = (self.word(0).as_deref() == Some("as"))
            .then(|| self.word(1))
            .flatten();
        self.at += if alias.is_some() { 2 } else { 0 };
        self.push(segments, alias, via);
    }

    fn use_group(&mut self, segments: &[String], via: Via) {
        self.at += 1;
        while self.at < self.tokens.len() && !self.mark(0, '}') {
            let before = self.at;
            self.use_tree(segments.to_vec(), via);
            // The comma, or a macro's placeholder, which is no path.
            if self.mark(0, ',') || self.at == before {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    fn push(&mut self, segments: Vec<String>, alias: Option<String>, via: Via) {
        let line = self.tokens[self.at - 1].line;
        let within = self.within.iter().map(|(name, _)| name.clone()).collect();
        self.found.push(Path {
            segments,
            alias,
            line,
            via,
            within,
        });
    }

    /// Whether the `use` here follows `pub` or `pub(…)`; nothing else ends with a round bracket before it.
    fn is_public(&self) -> bool {
        let before = self.at.checked_sub(1).map(|at| &self.tokens[at]);
        before.is_some_and(|token| token.word() == Some("pub") || token.is_mark(')'))
    }

    fn is_joint(&self) -> bool {
        self.mark(0, ':') && self.mark(1, ':')
    }

    fn mark(&self, ahead: usize, mark: char) -> bool {
        self.tokens
            .get(self.at + ahead)
            .is_some_and(|token| token.is_mark(mark))
    }

    fn word(&self, ahead: usize) -> Option<String> {
        self.tokens
            .get(self.at + ahead)
            .and_then(Token::word)
            .map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tokens::flatten;

    fn seen(text: &str) -> Vec<String> {
        let paths = paths(&flatten(text.parse().expect("it is Rust")));
        paths
            .iter()
            .map(|path| format!("{} {:?}", path.segments.join("::"), path.via))
            .collect()
    }

    #[test]
    fn a_use_tree_is_taken_apart() {
        let text = "pub(crate) use a::{self, b::{C as D, e::*}}; use ::f; use self::g;";
        let wanted = [
            "a Reexport",
            "a::b::C Reexport",
            "a::b::e::* Reexport",
            "f Use",
            "self::g Use",
        ];
        assert_eq!(seen(text), wanted);
    }

    #[test]
    fn paths_in_code_and_in_macro_calls_are_seen() {
        let text =
            r#"fn f(x: u8) -> Vec<crate::a::B> { log!("{}", super::c(x)); Vec::<u8>::new() }"#;
        assert_eq!(seen(text), ["crate::a::B Code", "super::c Code"]);
    }

    #[test]
    fn an_inline_module_is_remembered_until_it_closes() {
        let text = "mod a { mod b { use x; } fn f() { use y; } } use z;";
        let paths = paths(&flatten(text.parse().expect("it is Rust")));
        let within: Vec<String> = paths.iter().map(|path| path.within.join("::")).collect();
        assert_eq!(within, ["a::b", "a", ""]);
    }
}
