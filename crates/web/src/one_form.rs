//! A page with one form: a few sentences, fields, one button, and what of the form will not do.

use askama::Template;
use axum::http::StatusCode;

use crate::fields::{Field, Trouble};
use crate::page::{Frame, Page};

/// What stands on the page.
#[derive(Template)]
#[template(path = "one_form.html")]
pub(crate) struct OneForm {
    /// What is around it.
    pub frame: Frame,
    /// What went wrong besides what its fields say.
    pub trouble: Option<Trouble>,
    /// What it is about.
    pub lines: Vec<String>,
    /// What goes along unseen, by name.
    pub hidden: Vec<(String, String)>,
    /// What is to be filled in.
    pub fields: Vec<Field>,
    /// Where it goes.
    pub action: String,
    /// What sends it.
    pub button: String,
    /// Where one may go instead: what it is called, and where it is.
    pub links: Vec<(String, String)>,
}

impl OneForm {
    /// The page. Where a field says what is wrong with it, the page says so above all else.
    pub(crate) fn page(mut self) -> Page {
        let tongue = self.frame.tongue;
        self.trouble = Trouble::of(tongue, &mut self.fields).or(self.trouble);
        self.frame.troubled = self.trouble.is_some();
        let status = match self.frame.troubled {
            true => StatusCode::UNPROCESSABLE_ENTITY,
            false => StatusCode::OK,
        };
        Page::of(status, &self)
    }
}
