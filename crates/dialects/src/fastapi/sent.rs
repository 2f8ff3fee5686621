//! What a client sent, taken apart as FastAPI does: a JSON body, a form, a query.

use serde_json::{Map, Value, json};

use super::wrong::Wrong;
use crate::heard::Heard;
use crate::sent;

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
    if sent::nests_too_deep(text) {
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

/// The fields of a form, url-encoded or multipart; of a field that stands there twice the last counts. A body that is no
/// form has none.
pub(crate) async fn form(heard: &Heard) -> Map<String, Value> {
    match heard.kind().as_str() {
        "application/x-www-form-urlencoded" => sent::pairs(&heard.body),
        "multipart/form-data" => sent::multipart(heard).await.unwrap_or_default(),
        _ => Map::new(),
    }
}

/// The entries of a query; of one that stands there twice the last counts.
pub(crate) fn query(heard: &Heard) -> Map<String, Value> {
    sent::pairs(heard.query.as_bytes())
}
