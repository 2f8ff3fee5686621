//! Addresses that nothing stands at. With or without a slash at their end they may lead to one that something stands at.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use crate::addresses;
use crate::answers;
use crate::heard::Heard;

/// The answer to an address at which nothing stands: a redirect to the other form with or without its slash, if that is
/// one of `known`, which are patterns as routes write them. The path is looked at below `root`, where the dialect is
/// reached.
pub(crate) fn nowhere(heard: &Heard, known: &[&str], refused: Value) -> Response {
    let other = match heard.path.strip_suffix('/') {
        Some(without) => without.to_owned(),
        None => format!("{}/", heard.path),
    };
    if !addresses::is_known(&other, known) {
        return answers::json(StatusCode::NOT_FOUND, refused);
    }
    addresses::lead(StatusCode::TEMPORARY_REDIRECT, &other, heard)
}

/// The answer to a method that an address does not take.
pub(crate) fn not_allowed() -> Response {
    let body = json!({ "detail": "Method Not Allowed" });
    answers::json(StatusCode::METHOD_NOT_ALLOWED, body)
}
