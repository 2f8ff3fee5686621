//! A page of settings with one form on it, and what else can be done with what it is about.

use askama::Template;
use axum::http::StatusCode;

use super::sent::SEEN;
use super::ways::{self, Around};
use crate::fields::{Field, Trouble};
use crate::inside::Inside;
use crate::page::{Frame, Page};

/// What stands on the page.
#[derive(Template)]
#[template(path = "settings/form.html")]
pub(super) struct FormPage {
    pub frame: Frame,
    pub around: Around,
    pub lines: Vec<String>,
    pub hidden: Vec<(String, String)>,
    pub fields: Vec<Field>,
    pub action: String,
    pub button: String,
    pub links: Vec<(String, String)>,
    pub leaving: Option<Leaving>,
}

/// The ways in which what the page is about can go; each asks first.
pub(super) struct Leaving {
    pub seen: i64,
    pub ways: Vec<LeavingWay>,
}

/// One of them.
pub(super) struct LeavingWay {
    pub summary: String,
    pub lead: String,
    pub action: String,
    pub button: String,
}

impl FormPage {
    /// A form of some fields, which goes where its page is.
    pub(super) fn new(
        inside: &Inside,
        around: Around,
        title: String,
        action: String,
        fields: Vec<Field>,
    ) -> Self {
        let seen = inside.catalog.venue.settings.to_string();
        Self {
            frame: ways::frame(inside, title, &around),
            around,
            lines: Vec::new(),
            hidden: vec![(SEEN.to_owned(), seen)],
            fields,
            action,
            button: inside.known.tongue().word("settings-save"),
            links: Vec::new(),
            leaving: None,
        }
    }

    /// The page. Where a field says what is wrong with it, the page says so above all else.
    pub(super) fn page(mut self) -> Page {
        let tongue = self.frame.tongue;
        let wrong = Trouble::of(tongue, &mut self.fields);
        let status = match (&wrong, &self.around.trouble) {
            (Some(_), _) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, Some(_)) => StatusCode::CONFLICT,
            (None, None) => StatusCode::OK,
        };
        self.around.trouble = wrong.or(self.around.trouble);
        self.frame.troubled = self.around.trouble.is_some();
        Page::of(status, &self)
    }
}

/// Says of the field of that name what is wrong with it, if nothing was said of it yet.
pub(super) fn blame(fields: &mut [Field], name: &str, problem: String) {
    if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
        field.problem.get_or_insert(problem);
    }
}

/// Whether anything is wrong with any of them.
pub(super) fn wrong(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.problem.is_some())
}
