//! What a client sent, taken apart as the framework does: JSON or a form, and the query.

use bronya_domain::catalog::Language;
use bronya_gate::Denial;
use serde_json::Value;

use super::denials;
use super::fields::Fields;
use super::phrases::{Message, NO_DATA, NO_OBJECT};
use crate::heard::Heard;
use crate::sent;

/// The fields of a body: of JSON or of either form. An empty body has none, whatever it says to be. A body that is JSON
/// but no object has that wrong with it, beside all fields.
pub(crate) async fn body(heard: &Heard, language: Language) -> Result<Fields, Denial> {
    let pairs = |text| Fields::of_form(sent::pairs(text), language);
    if heard.body.is_empty() {
        return Ok(pairs(&[]));
    }
    match heard.kind().as_str() {
        "application/json" => json(&heard.body, language),
        "application/x-www-form-urlencoded" => Ok(pairs(&heard.body)),
        "multipart/form-data" => match sent::multipart(heard).await {
            Some(entries) => Ok(Fields::of_form(entries, language)),
            None => Err(denials::no_multipart(language)),
        },
        _ => {
            let kind = heard.header("content-type").unwrap_or_default();
            Err(denials::media_type(kind, language))
        }
    }
}

/// The fields of the query.
pub(crate) fn query(heard: &Heard, language: Language) -> Fields {
    Fields::of_form(sent::pairs(heard.query.as_bytes()), language)
}

fn json(body: &[u8], language: Language) -> Result<Fields, Denial> {
    let no_json = |why: &str| denials::no_json(why, language);
    let text = std::str::from_utf8(body).map_err(|_| no_json("the body is not UTF-8"))?;
    if sent::nests_too_deep(text) {
        return Err(no_json("the body nests too deep"));
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(entries)) => Ok(Fields::of(entries, language)),
        Ok(other) => Ok(Fields::of_no_object(&no_object(&other), language)),
        Err(error) => Err(no_json(&error.to_string())),
    }
}

fn no_object(value: &Value) -> Message {
    let name = match value {
        Value::Null => return NO_DATA.into(),
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    };
    NO_OBJECT.with(name)
}

#[cfg(test)]
mod tests {
    use axum::http::header::CONTENT_TYPE;
    use axum::http::{HeaderMap, HeaderValue, Method};
    use bronya_gate::address::{Proxies, client};
    use bytes::Bytes;
    use serde_json::json;

    use super::super::values::{int, text};
    use super::*;

    fn heard(kind: &'static str, body: &[u8]) -> Heard {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        Heard {
            method: Method::POST,
            path: "/slots/".to_owned(),
            query: "id=1&id=2".to_owned(),
            from: client(None, &headers, &Proxies::default()),
            headers,
            body: Bytes::copy_from_slice(body),
        }
    }

    async fn read(kind: &'static str, body: &[u8]) -> Result<Fields, Denial> {
        super::body(&heard(kind, body), Language::En).await
    }

    #[track_caller]
    fn check_denied(read: Result<Fields, Denial>, status: u16, detail: &str) {
        let denial = read.err().expect("a body that cannot be read");
        assert_eq!(denial.status.as_u16(), status);
        assert!(denial.detail.starts_with(detail), "{}", denial.detail);
    }

    #[tokio::test]
    async fn a_body_is_json_or_either_form() {
        let multipart =
            b"--x\r\nContent-Disposition: form-data; name=\"seats\"\r\n\r\n4\r\n--x--\r\n";
        for (kind, body) in [
            ("application/json", &br#"{"seats":4}"#[..]),
            ("application/json; charset=utf-8", br#"{"seats":"4"}"#),
            ("application/x-www-form-urlencoded", b"seats=3&seats=4"),
            ("multipart/form-data; boundary=x", multipart),
        ] {
            let mut fields = read(kind, body).await.expect(kind);
            assert_eq!(fields.needed("seats", int(1..=100)), Some(4), "{kind}");
        }
    }

    #[tokio::test]
    async fn a_body_that_cannot_be_read_is_refused() {
        let media = r#"Unsupported media type "text/plain; a=b" in request."#;
        check_denied(read("text/plain; a=b", b"hello").await, 415, media);
        check_denied(
            read("", b"{}").await,
            415,
            r#"Unsupported media type "" in request."#,
        );
        let deep = "[".repeat(30_000);
        for garbled in [
            &b"{"[..],
            b"{\"a\":NaN}",
            b"{\"a\":-Infinity}",
            b"{\"a\":\"\xff\"}",
        ] {
            check_denied(
                read("application/json", garbled).await,
                400,
                "JSON parse error - ",
            );
        }
        check_denied(
            read("application/json", deep.as_bytes()).await,
            400,
            "JSON parse error - ",
        );
        let broken = read("multipart/form-data; boundary=x", b"no parts").await;
        check_denied(broken, 400, "Multipart form parse error - ");
    }

    #[tokio::test]
    async fn an_empty_body_has_no_fields_whatever_it_says_to_be() {
        let mut fields = read("text/plain", b"").await.expect("an empty body");
        assert_eq!(fields.maybe("note", text(255)), None);
        assert!(fields.is_fine());
    }

    #[tokio::test]
    async fn a_body_that_is_no_object_has_that_wrong_and_nothing_else() {
        for (body, words) in [
            (
                &b"[1]"[..],
                "Invalid data. Expected a dictionary, but got list.",
            ),
            (
                b"\"a\"",
                "Invalid data. Expected a dictionary, but got str.",
            ),
            (
                b"1.5",
                "Invalid data. Expected a dictionary, but got float.",
            ),
            (b"null", "No data provided"),
        ] {
            let mut fields = read("application/json", body).await.expect("JSON");
            assert_eq!(fields.needed("seats", int(1..=100)), None);
            assert!(!fields.is_fine());
            assert_eq!(fields.wrongs(), json!({ "non_field_errors": [words] }));
        }
    }

    #[test]
    fn of_an_entry_that_stands_twice_in_the_query_the_last_counts() {
        let mut fields = query(&heard("", b""), Language::En);
        assert_eq!(fields.needed("id", int(1..=9)), Some(2));
    }
}
