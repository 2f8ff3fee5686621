//! What a client sent, taken apart as FastAPI does: a JSON body, a form, a query.

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use super::wrong::Wrong;
use crate::heard::Heard;

/// How deep a body may nest.
const DEEPEST: usize = 64;

/// A body that cannot be read at all.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Unread {
    /// It is no text, or nests too deep: `There was an error parsing the body`.
    Garbled,
    /// It is no JSON object, or is missing.
    Wrong(Wrong),
}

/// The JSON object that a body is. A body that does not say what it is counts as JSON, one that says it is something
/// else does not.
pub(crate) fn body(heard: &Heard) -> Result<Map<String, Value>, Unread> {
    let text = std::str::from_utf8(&heard.body).map_err(|_| Unread::Garbled)?;
    let kind = heard.kind();
    let is_json = kind.is_empty() || kind == "application/json" || kind.ends_with("+json");
    if text.is_empty() {
        let missing = Wrong::new("missing", "Field required", &Value::Null).at(&["body"]);
        return Err(Unread::Wrong(missing));
    }
    if !is_json {
        return Err(no_object(Value::from(text)));
    }
    if depth(text) > DEEPEST {
        return Err(Unread::Garbled);
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(entries)) => Ok(entries),
        Ok(other) => Err(no_object(other)),
        Err(error) => {
            let facts = json!({ "error": error.to_string() });
            let mut wrong = Wrong::new("json_invalid", "JSON decode error", &json!({})).with(facts);
            wrong.place = vec![json!("body"), json!(error.column())];
            Err(Unread::Wrong(wrong))
        }
    }
}

fn no_object(input: Value) -> Unread {
    let words = "Input should be a valid dictionary or object to extract fields from";
    Unread::Wrong(Wrong::new("model_attributes_type", words, &input).at(&["body"]))
}

/// How deep the brackets of a text nest at most; what stands in a text of its own does not count.
fn depth(text: &str) -> usize {
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
    deepest
}

/// The fields of a form, url-encoded or multipart; of a field that stands there twice the last counts. A body that is no
/// form has none.
pub(crate) async fn form(heard: &Heard) -> Map<String, Value> {
    match heard.kind().as_str() {
        "application/x-www-form-urlencoded" => pairs(&heard.body),
        "multipart/form-data" => multipart(heard).await.unwrap_or_default(),
        _ => Map::new(),
    }
}

async fn multipart(heard: &Heard) -> Option<Map<String, Value>> {
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

/// The entries of a query; of one that stands there twice the last counts.
pub(crate) fn query(heard: &Heard) -> Map<String, Value> {
    pairs(heard.query.as_bytes())
}

fn pairs(text: &[u8]) -> Map<String, Value> {
    let pairs = form_urlencoded::parse(text);
    pairs
        .map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())))
        .collect()
}
