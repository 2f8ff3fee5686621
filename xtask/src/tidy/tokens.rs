//! A Rust file as a flat row of tokens.
//!
//! The syntax tree does not look into macro calls, where a good part of the paths and SQL texts stand; a row of tokens
//! sees them all. Comments, doc comments included, are not in the row: the rules read code.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Lit;

/// One token and the line it stands on.
#[derive(Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// The line, counted from one.
    pub line: usize,
}

/// What the rules need to know of a token.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// A keyword or a name, without the raw prefix.
    Word(String),
    /// The value of a string literal.
    Text(String),
    /// One character of punctuation, or one bracket.
    Mark(char),
    /// Any other literal.
    Number,
}

impl Token {
    /// The word, if it is one.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether it is this character.
    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// Pours the nested stream into one row.
pub fn flatten(stream: TokenStream) -> Vec<Token> {
    let mut row = Vec::new();
    pour(stream, &mut row);
    row
}

fn pour(stream: TokenStream, row: &mut Vec<Token>) {
    for tree in stream {
        let line = tree.span().start().line;
        let kind = match tree {
            TokenTree::Group(group) => {
                pour_group(&group, row);
                continue;
            }
            TokenTree::Ident(word) => Kind::Word(plain(&word)),
            TokenTree::Punct(mark) => Kind::Mark(mark.as_char()),
            TokenTree::Literal(literal) => match Lit::new(literal) {
                Lit::Str(text) => Kind::Text(text.value()),
                _ => Kind::Number,
            },
        };
        row.push(Token { kind, line });
    }
}

fn pour_group(group: &Group, row: &mut Vec<Token>) {
    if is_doc(group) {
        // A doc comment arrives as an attribute: its opening marks are already in the row.
        while row
            .pop_if(|token| token.is_mark('#') || token.is_mark('!'))
            .is_some()
        {}
        return;
    }
    let (open, close) = brackets(group.delimiter());
    row.push(Token {
        kind: Kind::Mark(open),
        line: group.span_open().start().line,
    });
    pour(group.stream(), row);
    row.push(Token {
        kind: Kind::Mark(close),
        line: group.span_close().start().line,
    });
}

/// A name without its raw prefix: `r#type` and `type.rs` are the same module.
pub fn plain(word: &proc_macro2::Ident) -> String {
    let word = word.to_string();
    word.strip_prefix("r#").map_or(word.clone(), str::to_owned)
}

fn is_doc(group: &Group) -> bool {
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(word)) if word == "doc")
}

fn brackets(delimiter: Delimiter) -> (char, char) {
    match delimiter {
        Delimiter::Parenthesis => ('(', ')'),
        Delimiter::Brace => ('{', '}'),
        Delimiter::Bracket => ('[', ']'),
        // Such groups only come out of macro expansion, which a parsed file never holds.
        Delimiter::None => (' ', ' '),
    }
}
