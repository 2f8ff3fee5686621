//! What was typed into a form that came to nothing: what it was about is gone meanwhile, or it could not be read. The page that
//! says so shows it, so that it can be copied and nobody types it twice. Only for those who are logged in: to all others the
//! links that lead nowhere must look alike.

use std::sync::{Arc, OnceLock};

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bronya_gate::Denial;

use crate::told;
use crate::tongue::Tongue;

/// The fields into which people write words. What else a form sends is chosen, or the page's own; passwords are shown to nobody.
const WORDS: [&str; 23] = [
    "address",
    "email",
    "embedders",
    "first",
    "friday",
    "hours",
    "last",
    "line",
    "lines",
    "monday",
    "name",
    "note",
    "phone",
    "reason",
    "saturday",
    "staff_email",
    "sunday",
    "thursday",
    "topic",
    "tuesday",
    "turns",
    "url",
    "wednesday",
];

/// The form that a request brought, once it was read.
#[derive(Clone, Default)]
pub(crate) struct Brought(Arc<OnceLock<String>>);

/// The mark of an answer that is but a "no".
#[derive(Clone)]
struct DeadEnd(Tongue, Denial);

impl Brought {
    /// Keeps what a form says until it is known what came of it.
    pub(crate) fn keep(&self, form: &str) {
        // A request is read once; a second reading would say the same.
        let _ = self.0.set(form.to_owned());
    }

    /// What people wrote into it; none where no form was read.
    fn words(&self) -> Option<Vec<String>> {
        let form = self.0.get()?;
        let fields = form_urlencoded::parse(form.as_bytes());
        let written = fields.filter(|(name, _)| WORDS.contains(&name.as_ref()));
        let words = written.map(|(_, words)| words.trim().to_owned());
        Some(words.filter(|words| !words.is_empty()).collect())
    }
}

/// The page of a "no" that no page of its own words.
pub(crate) fn dead_end(tongue: Tongue, denial: Denial) -> Response {
    let mut response = told::denied(tongue, &denial, None).into_response();
    response.extensions_mut().insert(DeadEnd(tongue, denial));
    response
}

/// Puts what was typed on the page of a "no".
pub(crate) async fn shown(mut request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let brought = Brought::default();
    request.extensions_mut().insert(brought.clone());
    let mut response = next.run(request).await;
    let dead_end = response.extensions_mut().remove::<DeadEnd>();
    match (dead_end, brought.words()) {
        (Some(DeadEnd(tongue, denial)), Some(words)) => {
            told::denied(tongue, &denial, Some(words)).into_response()
        }
        _ => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_shown_and_no_password_is() {
        let brought = Brought::default();
        assert_eq!(brought.words(), None);
        brought.keep("name=+Ada+&seen=7&own=secret&password=secret&again=secret&note=");
        assert_eq!(brought.words(), Some(vec!["Ada".to_owned()]));
    }
}
