//! Pages that only say something: that a link leads nowhere, that one must wait, that something failed, what was done.

use askama::Template;
use axum::http::StatusCode;
use bronya_gate::Denial;

use crate::page::{Frame, Page};
use crate::tongue::{Blanks, Tongue};

#[derive(Template)]
#[template(path = "told.html")]
struct Told {
    frame: Frame,
    lines: Vec<String>,
    /// Where to go from here: what it is called, and where it is.
    way: Option<(String, String)>,
    /// What was typed and came to nothing.
    typed: Vec<String>,
}

/// A page of nothing but sentences.
pub(crate) fn lines(status: StatusCode, frame: Frame, lines: Vec<String>) -> Page {
    let told = Told {
        frame,
        lines,
        way: None,
        typed: Vec::new(),
    };
    Page::of(status, &told)
}

/// A page of sentences with the one way to go from here.
pub(crate) fn with_way(frame: Frame, lines: Vec<String>, way: (String, String)) -> Page {
    let told = Told {
        frame,
        lines,
        way: Some(way),
        typed: Vec::new(),
    };
    Page::of(StatusCode::OK, &told)
}

/// The one page of all links that lead nowhere. A wrong key, a spent link, a past booking and an address that nobody
/// ever gave out look alike to the last byte, so that nobody learns from it what there is.
pub(crate) fn nothing(tongue: Tongue) -> Page {
    let none = Blanks::default();
    said(tongue, StatusCode::NOT_FOUND, "nothing", &none, Vec::new())
}

/// The page of a "no" that no page of its own words, with what was typed before it where that was a form.
pub(crate) fn denied(tongue: Tongue, denial: &Denial, typed: Option<Vec<String>>) -> Page {
    let status = denial.status;
    let seconds = denial.retry_after;
    let blanks = Blanks::default().with("seconds", seconds.unwrap_or(1));
    let words = match status {
        StatusCode::NOT_FOUND if typed.is_none() => return nothing(tongue),
        StatusCode::NOT_FOUND => "gone",
        StatusCode::PAYLOAD_TOO_LARGE => "too-much",
        StatusCode::TOO_MANY_REQUESTS => "too-many",
        StatusCode::SERVICE_UNAVAILABLE if denial.code == "outcome_unknown" => "unknown-outcome",
        StatusCode::SERVICE_UNAVAILABLE => "busy",
        StatusCode::FORBIDDEN if denial.code != "foreign_form" => "not-allowed",
        _ if status.is_client_error() => "not-understood",
        _ => "failed",
    };
    let typed = typed.unwrap_or_default();
    said(tongue, status, words, &blanks, typed).retry_after(seconds)
}

fn said(
    tongue: Tongue,
    status: StatusCode,
    words: &str,
    blanks: &Blanks<'_>,
    typed: Vec<String>,
) -> Page {
    let part = |part: &str| tongue.say(&format!("{words}.{part}"), blanks);
    let told = Told {
        frame: Frame::bare(tongue, part("title")),
        lines: vec![part("lead"), part("next")],
        way: None,
        typed,
    };
    Page::of(status, &told)
}
