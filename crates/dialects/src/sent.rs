//! What clients send, taken apart in the ways in which both frameworks take it: forms, queries, and how deep a text nests.

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use crate::heard::Heard;

/// How deep a body may nest.
const DEEPEST: usize = 64;

/// Whether the brackets of a text nest deeper than a body may; what stands in a text of its own does not count.
pub(crate) fn nests_too_deep(text: &str) -> bool {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest > DEEPEST
}

/// The fields of a multipart body; of one that stands there twice the last counts. None where it is no such body.
pub(crate) async fn multipart(heard: &Heard) -> Option<Map<String, Value>> {
    let kind = heard.header("content-type")?;
    let request = Request::builder().header(CONTENT_TYPE, kind);
    let request = request.body(Body::from(heard.body.clone())).ok()?;
    let mut parts = Multipart::from_request(request, &()).await.ok()?;
    let mut entries = Map::new();
    while let Some(part) = parts.next_field().await.ok()? {
        let Some(name) = part.name().map(str::to_owned) else {
            continue;
        };
        entries.insert(name, Value::from(part.text().await.ok()?));
    }
    Some(entries)
}

/// The entries of a query or a url-encoded form; of one that stands there twice the last counts.
pub(crate) fn pairs(text: &[u8]) -> Map<String, Value> {
    let pairs = form_urlencoded::parse(text);
    pairs
        .map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())))
        .collect()
}
