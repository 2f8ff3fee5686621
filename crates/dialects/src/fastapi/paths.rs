//! Addresses that nothing stands at. With or without a slash at their end they may lead to one that something stands at.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

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
    if !known.iter().any(|pattern| ends_like(&other, pattern)) {
        return answers::json(StatusCode::NOT_FOUND, refused);
    }
    let query = if heard.query.is_empty() {
        String::new()
    } else {
        format!("?{}", heard.query)
    };
    let location = format!("{other}{query}");
    (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response()
}

/// The answer to a method that an address does not take.
pub(crate) fn not_allowed() -> Response {
    let body = json!({ "detail": "Method Not Allowed" });
    answers::json(StatusCode::METHOD_NOT_ALLOWED, body)
}

/// Whether the last parts of a path are as a pattern says; before them stands where the dialect is reached.
fn ends_like(path: &str, pattern: &str) -> bool {
    let (mut path, mut pattern) = (path.rsplit('/'), pattern.rsplit('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None | Some(""), _) if pattern.clone().next().is_none() => return true,
            (Some(part), Some(shown)) => {
                let is_name = part.starts_with('{') && !shown.is_empty();
                if !is_name && part != shown {
                    return false;
                }
            }
            (None, _) => return true,
            (Some(_), None) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_known_below_wherever_the_dialect_is_reached() {
        assert!(ends_like("/show/", "/show/"));
        assert!(ends_like("/dialects/logist/show/", "/show/"));
        assert!(!ends_like("/show", "/show/"));
        assert!(ends_like("/bookings/7", "/bookings/{id}"));
        assert!(!ends_like("/bookings/", "/bookings/{id}"));
        assert!(ends_like("/x/bookings/my", "/bookings/my"));
        assert!(!ends_like("/my", "/bookings/my"));
    }
}
