//! The page to which a link in a letter leads. It shows, and only its button acts: mail scanners open links, too.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use bronya_domain::catalog::Language;

/// Nothing is loaded, and the form goes nowhere but here.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";

/// A page with at most one button.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// Its language, as HTML names it.
    pub language: &'static str,
    /// The news in a few words.
    pub title: String,
    /// The news in sentences.
    pub lines: Vec<String>,
    /// What can be done; nothing where it was done or can no more be done.
    pub button: Option<Button>,
}

/// A button that acts.
#[derive(Clone, Debug)]
pub(crate) struct Button {
    /// What it says.
    pub label: String,
    /// Where it posts to; the page's own address where it is empty.
    pub action: String,
    /// What it posts.
    pub hidden: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Written<'a> {
    page: &'a Page,
}

impl Page {
    /// The page as an answer. It is never kept: what can be done changes.
    pub(crate) fn shown(&self, status: StatusCode) -> Response {
        let text = Written { page: self }.render();
        let text = text.expect("plain strings can be written into a string");
        let headers = [
            (CACHE_CONTROL, "no-store"),
            (CONTENT_SECURITY_POLICY, POLICY),
        ];
        (status, headers, Html(text)).into_response()
    }
}

/// The language that a browser asks for, of the two that there are; the venue's where it asks for neither.
pub(crate) fn language(headers: &HeaderMap, venue: Language) -> Language {
    let wanted = headers.get("accept-language");
    let wanted = wanted.and_then(|value| value.to_str().ok()).unwrap_or("");
    let tags = wanted.split(',').map(|tag| tag.trim().to_ascii_lowercase());
    let known = tags.filter_map(|tag| match tag.get(..2) {
        Some("ru") => Some(Language::Ru),
        Some("en") => Some(Language::En),
        _ => None,
    });
    known.into_iter().next().unwrap_or(venue)
}

/// A language as HTML names it.
pub(crate) fn tag(language: Language) -> &'static str {
    match language {
        Language::Ru => "ru",
        Language::En => "en",
    }
}
