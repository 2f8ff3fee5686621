//! Reads what callers send, strictly: a value that is not understood is refused by its name, never passed over.

use std::borrow::Cow;
use std::fmt;

use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use garde::Validate;
use serde::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::denial::{Denial, Result};
use crate::keys::fingerprint;
use crate::tree::Tree;

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
    if let Some(coding) = headers.get(CONTENT_ENCODING)
        && !coding.as_bytes().eq_ignore_ascii_case(b"identity")
    {
        return Err(Denial::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_encoding",
            "The body must be sent as it is, without a content encoding.",
        )
        .of("Content-Encoding"));
    }
    let text =
        std::str::from_utf8(body).map_err(|_| bad_json().because("the body is not UTF-8"))?;
    let whole = parsed(text)?;
    refuse_control(&whole, &mut String::new())?;
    let value: T = shaped(Tree::of_json(&whole))?;
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
    let mut entries = Map::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        refuse_no_text(&name, &value, char::is_control)?;
        insert_once(&mut entries, name, value.into_owned())?;
    }
    of_texts(entries)
}

/// Reads the form of a page. A field that was left empty is as absent as one that was not there; one whose name ends in
/// `[]` stands there as often as the page has it and is read as a list under the name without them; texts may have
/// several lines, which end as they do here.
pub fn form<T: DeserializeOwned + Validate<Context = ()>>(form: &str) -> Result<T> {
    let mut entries = Map::new();
    for (name, value) in form_urlencoded::parse(form.as_bytes()) {
        let value = value.replace("\r\n", "\n");
        refuse_no_text(&name, &value, |letter| {
            letter.is_control() && !matches!(letter, '\n' | '\t')
        })?;
        if value.is_empty() {
            continue;
        }
        match name.strip_suffix("[]") {
            None => insert_once(&mut entries, name, value)?,
            Some(list) => match entries
                .entry(list)
                .or_insert_with(|| Value::Array(Vec::new()))
            {
                Value::Array(items) => items.push(value.into()),
                _ => return Err(Denial::invalid(list, "stands there twice")),
            },
        }
    }
    of_texts(entries)
}

fn insert_once(entries: &mut Map<String, Value>, name: Cow<'_, str>, value: String) -> Result<()> {
    if entries.contains_key(name.as_ref()) {
        return Err(Denial::invalid(name, "stands there twice"));
    }
    entries.insert(name.into_owned(), Value::String(value));
    Ok(())
}

fn refuse_no_text(name: &str, value: &str, is_foreign: impl Fn(char) -> bool) -> Result<()> {
    // What was no UTF-8 has become the replacement character.
    let bad = |letter| is_foreign(letter) || letter == char::REPLACEMENT_CHARACTER;
    if value.chars().any(bad) {
        return Err(Denial::invalid(name, "holds characters that no text has"));
    }
    Ok(())
}

fn of_texts<T: DeserializeOwned + Validate<Context = ()>>(
    entries: Map<String, Value>,
) -> Result<T> {
    let value: T = shaped(Tree::of_texts(&Value::Object(entries)))?;
    check(&value)?;
    Ok(value)
}

/// The value that a text writes.
fn parsed(text: &str) -> Result<Value> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let Whole(value) = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let problem = error.inner().to_string();
        let words = without_place(&problem);
        if let Some(name) = words.strip_prefix(TWICE) {
            Denial::invalid(place(error.path(), Some(name)), "stands there twice")
        } else if problem.starts_with("number out of range") {
            // A number beyond all bounds is a value that makes no sense, not a text that is no JSON.
            Denial::invalid(place(error.path(), None), words)
        } else {
            bad_json().because(problem)
        }
    })?;
    reader
        .end()
        .map_err(|error| bad_json().because(error.to_string()))?;
    Ok(value)
}

fn shaped<T: DeserializeOwned>(tree: Tree<'_>) -> Result<T> {
    serde_path_to_error::deserialize(tree).map_err(|error| {
        let wrong = error.inner();
        Denial::invalid(place(error.path(), wrong.entry.as_deref()), wrong)
    })
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

/// The place of a wrong value. Where it is about an entry of an object, the path may end at the object or at the entry.
fn place(path: &serde_path_to_error::Path, entry: Option<&str>) -> String {
    let path = path.to_string();
    let parent = if path == "." { "" } else { &path };
    match (parent, entry) {
        ("", Some(entry)) => entry.to_owned(),
        ("", None) => "body".to_owned(),
        (parent, Some(entry)) if parent == entry || parent.ends_with(&format!(".{entry}")) => {
            parent.to_owned()
        }
        (parent, Some(entry)) => format!("{parent}.{entry}"),
        (parent, None) => parent.to_owned(),
    }
}

/// The words of a JSON error without its line and column: the field says where.
fn without_place(problem: &str) -> &str {
    problem
        .rfind(" at line ")
        .map_or(problem, |end| &problem[..end])
}

/// How an entry that stands in an object twice is led in.
const TWICE: &str = "stands there twice: ";

/// A JSON value in which no object has two entries of one name. Whoever sends two means one of them, and which one
/// nobody here can know.
struct Whole(Value);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> std::result::Result<Self, D::Error> {
        reader.deserialize_any(WholeVisitor).map(Self)
    }
}

struct WholeVisitor;

impl<'de> Visitor<'de> for WholeVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> std::result::Result<Value, E> {
        Ok(truth.into())
    }

    fn visit_u64<E>(self, number: u64) -> std::result::Result<Value, E> {
        Ok(number.into())
    }

    fn visit_i64<E>(self, number: i64) -> std::result::Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> std::result::Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> std::result::Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Whole(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Value, A::Error> {
        let mut entries = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if entries.contains_key(&name) {
                return Err(A::Error::custom(format_args!("{TWICE}{name}")));
            }
            let Whole(value) = map.next_value()?;
            entries.insert(name, value);
        }
        Ok(Value::Object(entries))
    }
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
                write_text(name, text);
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
        Value::String(item) => write_text(item, text),
        Value::Null | Value::Bool(_) | Value::Number(_) => text.push_str(&value.to_string()),
    }
}

/// Writes a text between quotes, as JSON does.
fn write_text(item: &str, text: &mut String) {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if item.bytes().all(is_plain) {
        text.push('"');
        text.push_str(item);
        text.push('"');
    } else {
        text.push_str(&Value::from(item).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let twice = r#"{"size": 2, "rest": [{"name": "A"}, {"name": "B", "name": "C"}]}"#;
        check_bad(twice, "invalid", "rest[1].name");
        check_bad(r#"{"size": 2, "rest": [["A"]]}"#, "invalid", "rest[0]");
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

    #[test]
    fn a_form_leaves_out_what_is_empty_and_gathers_what_comes_several_times() {
        #[derive(Debug, PartialEq, Deserialize, Validate)]
        #[serde(deny_unknown_fields)]
        struct Sent {
            #[garde(skip)]
            name: Option<String>,
            #[garde(skip)]
            #[serde(default)]
            tables: Vec<i64>,
        }
        let read = |text| form::<Sent>(text).map_err(|denial| denial.field.unwrap_or_default());
        let sent = |name: Option<&str>, tables: &[i64]| {
            let (name, tables) = (name.map(str::to_owned), tables.to_vec());
            Ok(Sent { name, tables })
        };
        assert_eq!(read(""), sent(None, &[]));
        assert_eq!(read("name="), sent(None, &[]));
        assert_eq!(
            read("tables[]=3&name=A%0D%0AB&tables%5B%5D=5"),
            sent(Some("A\nB"), &[3, 5])
        );
        assert_eq!(read("name=A&name=B"), Err("name".into()));
        assert_eq!(read("name=A&name[]=B"), Err("name".into()));
        assert_eq!(read("tables[]=x"), Err("tables[0]".into()));
        assert_eq!(read("name=%00"), Err("name".into()));
        assert_eq!(read("other=1"), Err("other".into()));
    }
}
