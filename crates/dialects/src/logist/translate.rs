//! Their words for our refusals.

use axum::response::Response;
use bronya_gate::Denial;
use bronya_words::LetterSet;
use serde_json::json;

use crate::answers;
use crate::door::Stationery;

/// What the gate refuses.
pub(crate) fn refuse(denial: Denial) -> Response {
    let body = json!({ "detail": denial.detail });
    answers::patiently(answers::json(denial.status, body), &denial)
}

pub(crate) fn letters(_: Stationery) -> Option<Box<dyn LetterSet>> {
    None
}
