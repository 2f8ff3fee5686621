//! Reads what callers send, strictly: a value that is not understood is refused by its name, never passed over.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use garde::Validate;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::denial::{Denial, Result};
use crate::keys::fingerprint;

/// A body that was read.
#[derive(Clone, Debug)]
pub struct Read<T> {
    /// What it says.
    pub value: T,
    /// A digest of the request, the same for bodies that mean the same.
    pub fingerprint: String,
}

/// Reads a JSON body. `place` is what else tells one request from another: its method and path.
pub fn json<T: DeserializeOwned + Validate<Context = ()>>(
    headers: &HeaderMap,
    place: [&str; 2],
    body: &[u8],
) -> Result<Read<T>> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    if !is_json(kind) {
        return Err(Denial::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "The body must be application/json.",
        )
        .of("Content-Type"));
    }
    let text =
        std::str::from_utf8(body).map_err(|_| bad_json().because("the body is not UTF-8"))?;
    let value: T = typed(text)?;
    let whole: Value =
        serde_json::from_str(text).map_err(|error| bad_json().because(error.to_string()))?;
    refuse_control(&whole, &mut String::new())?;
    check(&value)?;
    let [method, path] = place.map(str::as_bytes);
    let mut canonical = String::new();
    write_canonical(&whole, &mut canonical);
    Ok(Read {
        value,
        fingerprint: fingerprint(&[method, path, canonical.as_bytes()]),
    })
}

/// Reads a query string.
pub fn query<T: DeserializeOwned + Validate<Context = ()>>(query: &str) -> Result<T> {
    let mut names = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        // What was no UTF-8 has become the replacement character.
        if value
            .chars()
            .any(|letter| letter.is_control() || letter == char::REPLACEMENT_CHARACTER)
        {
            return Err(Denial::invalid(name, "holds characters that no text has"));
        }
        if names.contains(&name) {
            return Err(Denial::invalid(name, "stands there twice"));
        }
        names.push(name);
    }
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    let value: T = serde_path_to_error::deserialize(reader).map_err(|error| {
        let problem = error.inner().to_string();
        Denial::invalid(path(error.path(), &problem), problem)
    })?;
    check(&value)?;
    Ok(value)
}

fn typed<T: DeserializeOwned>(text: &str) -> Result<T> {
    // A list would be read as the fields of an object in their order.
    if text.trim_start().starts_with('[') {
        return Err(Denial::invalid("body", "must be an object"));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let problem = error.inner().to_string();
        // A number beyond all bounds is a value that makes no sense, not a text that is no JSON.
        if error.inner().is_data() || problem.starts_with("number out of range") {
            Denial::invalid(path(error.path(), &problem), without_place(&problem))
        } else {
            bad_json().because(problem)
        }
    })?;
    reader
        .end()
        .map_err(|error| bad_json().because(error.to_string()))?;
    Ok(value)
}

fn check<T: Validate<Context = ()>>(value: &T) -> Result<()> {
    let Err(report) = value.validate() else {
        return Ok(());
    };
    match report.iter().next() {
        Some((path, error)) => Err(Denial::invalid(path.to_string(), error.message())),
        None => Ok(()),
    }
}

fn bad_json() -> Denial {
    Denial::new(StatusCode::BAD_REQUEST, "bad_json", "The body is not JSON.").of("body")
}

fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

/// The path of a wrong value. That of a missing value ends where it should stand, so its name is taken from the words.
fn path(path: &serde_path_to_error::Path, problem: &str) -> String {
    let path = path.to_string();
    let parent = if path == "." { "" } else { &path };
    let quoted = || problem.split('`').nth(1).unwrap_or_default();
    let named = ["missing field", "unknown field", "duplicate field"]
        .iter()
        .any(|lead| problem.starts_with(lead));
    match (parent, named) {
        (parent, true) if parent == quoted() || parent.ends_with(&format!(".{}", quoted())) => {
            parent.to_owned()
        }
        ("", true) => quoted().to_owned(),
        (parent, true) => format!("{parent}.{}", quoted()),
        ("", false) => "body".to_owned(),
        (parent, false) => parent.to_owned(),
    }
}

/// The words of a JSON error without its line and column: the field says where.
fn without_place(problem: &str) -> &str {
    problem
        .rfind(" at line ")
        .map_or(problem, |end| &problem[..end])
}

/// Refuses texts with characters that no text has. PostgreSQL cannot keep NUL, and none of them belongs in a name.
fn refuse_control(value: &Value, path: &mut String) -> Result<()> {
    let foreign = |text: &str| {
        text.chars()
            .any(|letter| letter.is_control() && !"\n\r\t".contains(letter))
    };
    let length = path.len();
    match value {
        Value::String(text) if foreign(text) => {
            let field = if path.is_empty() { "body" } else { path };
            return Err(Denial::invalid(field, "holds characters that no text has"));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push_str(&format!("[{index}]"));
                refuse_control(item, path)?;
                path.truncate(length);
            }
        }
        Value::Object(entries) => {
            for (name, item) in entries {
                path.push_str(if length == 0 { "" } else { "." });
                path.push_str(name);
                if foreign(name) {
                    return Err(Denial::invalid(
                        path.escape_default().to_string(),
                        "holds characters that no text has",
                    ));
                }
                refuse_control(item, path)?;
                path.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    Ok(())
}

/// Writes JSON so that the order of names and the blanks between them make no difference.
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (name, item) in entries {
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write_canonical(item, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            text.push_str(&value.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize, Validate, Debug)]
    #[serde(deny_unknown_fields)]
    struct Party {
        #[garde(range(min = 1, max = 10))]
        size: u32,
        #[garde(dive)]
        #[serde(default)]
        rest: Vec<Guest>,
    }

    #[derive(Deserialize, Validate, Debug)]
    #[serde(deny_unknown_fields)]
    struct Guest {
        #[garde(custom(crate::texts::line))]
        name: String,
    }

    /// The code and the field of the refusal.
    fn read(body: &[u8]) -> Option<(&'static str, String)> {
        let headers = HeaderMap::from_iter([(
            CONTENT_TYPE,
            "application/json; charset=utf-8".parse().expect("a value"),
        )]);
        let read = json::<Party>(&headers, ["POST", "/"], body);
        read.err()
            .map(|denial| (denial.code, denial.field.unwrap_or_default()))
    }

    #[track_caller]
    fn check_bad(body: &str, code: &'static str, field: &str) {
        assert_eq!(
            read(body.as_bytes()),
            Some((code, field.to_owned())),
            "{body}"
        );
    }

    #[test]
    fn a_wrong_value_is_named() {
        assert_eq!(read(br#"{"size": 2, "rest": [{"name": "A"}]}"#), None);
        check_bad(r#"{"size": 0}"#, "invalid", "size");
        check_bad(r#"{"size": -1}"#, "invalid", "size");
        check_bad(r#"{"size": 1e999}"#, "invalid", "size");
        check_bad(r#"{"size": "2"}"#, "invalid", "size");
        check_bad(r#"{}"#, "invalid", "size");
        check_bad(r#"[2, []]"#, "invalid", "body");
        check_bad(r#"7"#, "invalid", "body");
        check_bad(r#"{"size": 2, "sise": 2}"#, "invalid", "sise");
        check_bad(r#"{"size": 2, "size": 2}"#, "invalid", "size");
        check_bad(
            r#"{"size": 2, "rest": [{"name": "A"}, {"name": " "}]}"#,
            "invalid",
            "rest[1].name",
        );
        check_bad(
            r#"{"size": 2, "rest": [{"nam": "A"}]}"#,
            "invalid",
            "rest[0].nam",
        );
        check_bad(r#"{"size": 2, "rest": [{}]}"#, "invalid", "rest[0].name");
        check_bad(
            r#"{"size": 2, "rest": [{"name": "\u0000"}]}"#,
            "invalid",
            "rest[0].name",
        );
        check_bad(r#"{"size": 2"#, "bad_json", "body");
        check_bad(r#"{"size": 2} x"#, "bad_json", "body");
        assert_eq!(read(b"{\"size\": \xff}"), Some(("bad_json", "body".into())));
    }

    #[test]
    fn bodies_that_mean_the_same_have_the_same_fingerprint() {
        let headers =
            HeaderMap::from_iter([(CONTENT_TYPE, "application/json".parse().expect("a value"))]);
        let print = |path, body: &str| {
            json::<Party>(&headers, ["POST", path], body.as_bytes()).map(|read| read.fingerprint)
        };
        let one = print("/a", r#"{"size": 2, "rest": []}"#);
        assert_eq!(one, print("/a", r#"{"rest":[],"size":2}"#));
        assert_ne!(one, print("/b", r#"{"size": 2, "rest": []}"#));
        assert_ne!(one, print("/a", r#"{"size": 3, "rest": []}"#));
    }

    #[test]
    fn a_query_is_read_as_strictly() {
        let read = |text| {
            query::<Guest>(text)
                .map(|guest| guest.name)
                .map_err(|denial| denial.field.unwrap_or_default())
        };
        assert_eq!(read("name=%D0%90"), Ok("А".into()));
        assert_eq!(read("nam=A"), Err("nam".into()));
        assert_eq!(read("name=A&name=B"), Err("name".into()));
        assert_eq!(read("name=%FF"), Err("name".into()));
        assert_eq!(read("name=%00"), Err("name".into()));
        assert_eq!(read(""), Err("name".into()));
    }
}
