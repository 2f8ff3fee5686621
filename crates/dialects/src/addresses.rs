//! Addresses as clients write them, against the patterns of the routes, and how one leads to another.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};

use crate::heard::Heard;

/// Whether a path is one of `known`, which are patterns as routes write them. The path is looked at below wherever the
/// dialect is reached.
pub(crate) fn is_known(path: &str, known: &[&str]) -> bool {
    known.iter().any(|pattern| ends_like(path, pattern))
}

/// Leads to another path, with the query that came along.
pub(crate) fn lead(status: StatusCode, path: &str, heard: &Heard) -> Response {
    let mut location = here(path);
    if !heard.query.is_empty() {
        location.push('?');
        location.push_str(&heard.query);
    }
    (status, [(LOCATION, location)]).into_response()
}

/// The path on this host. One that begins with two slashes would name another host, and whoever made the link would
/// have us send people there.
fn here(path: &str) -> String {
    match path.strip_prefix('/') {
        Some(rest) if rest.starts_with('/') => format!("/%2F{}", &rest[1..]),
        Some(rest) if rest.starts_with('\\') => format!("/%5C{}", &rest[1..]),
        _ => path.to_owned(),
    }
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

    #[test]
    fn nobody_is_sent_to_another_host() {
        assert_eq!(here("/slots/"), "/slots/");
        assert_eq!(here("//evil.example/slots/"), "/%2Fevil.example/slots/");
        assert_eq!(here("/\\evil.example/slots/"), "/%5Cevil.example/slots/");
    }
}
