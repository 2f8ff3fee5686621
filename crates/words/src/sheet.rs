//! The sheet of paper that every letter is written on, once as plain text and once as HTML.
//!
//! It knows how a letter looks and nothing of what it is about; a foreign contract's letters may use it too.

use askama::Template;
use bronya_domain::catalog::Language;

use crate::line::Passage;

/// What stands on the sheet, from top to bottom.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its language.
    pub language: Language,
    /// In whose name it is written: the venue's, or the installation's.
    pub venue: String,
    /// The news in a few words.
    pub title: String,
    /// To whom it speaks.
    pub hello: String,
    /// The news in sentences.
    pub lead: String,
    /// Somebody's own words.
    pub quotes: Vec<Quote>,
    /// The facts.
    pub rows: Vec<Row>,
    /// What there is to choose from.
    pub choice: Option<Choice>,
    /// What can be done.
    pub buttons: Vec<Button>,
    /// What is said in passing.
    pub small: Vec<String>,
}

/// A fact and what it is called.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is called.
    pub label: String,
    /// The fact.
    pub value: String,
}

/// Somebody's own words.
#[derive(Clone, Debug)]
pub struct Quote {
    /// What they are.
    pub label: String,
    /// The words.
    pub words: Passage,
}

/// What there is to choose from.
#[derive(Clone, Debug)]
pub struct Choice {
    /// How it is introduced.
    pub label: String,
    /// The things, each with its link if it has one.
    pub things: Vec<(String, Option<String>)>,
}

/// A link that looks like a button.
#[derive(Clone, Debug)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub link: String,
    /// Whether it is the one that most readers want.
    pub first: bool,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Text<'a> {
    sheet: &'a Sheet,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    sheet: &'a Sheet,
    tag: &'static str,
}

impl Sheet {
    /// The plain text.
    pub fn text(&self) -> String {
        let text = Text { sheet: self }.render();
        text.expect("plain strings can be written into a string")
    }

    /// The HTML. It loads nothing from anywhere.
    pub fn html(&self) -> String {
        let tag = match self.language {
            Language::Ru => "ru",
            Language::En => "en",
        };
        let html = Html { sheet: self, tag }.render();
        html.expect("plain strings can be written into a string")
    }
}
