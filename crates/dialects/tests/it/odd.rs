//! What a call can be sent that is not what it wants.

use serde_json::{Map, Value};

use crate::garbage::{Call, Good, encoded};
use crate::town::Sent;

/// Something odd.
#[derive(Clone, Debug)]
pub struct Odd {
    /// What is odd about it.
    pub says: &'static str,
    pub sent: Sent,
    /// Whether nobody who wants what the call wants can take it for fine.
    pub plainly_wrong: bool,
    /// Whether the credentials are what is odd; whoever calls shows no others then.
    pub credentials: bool,
    /// The one status that is right, where there is one.
    pub status: Option<u16>,
}

/// What stands in a body where raw JSON is put later: some odd values are no JSON that a library writes.
const HERE: &str = "@@here@@";

/// Values for a field, as raw JSON, and whether no field takes them.
const VALUES: &[(&str, &str, bool)] = &[
    ("null in a field", "null", false),
    ("a truth in a field", "true", false),
    ("a list in a field", "[]", true),
    ("a list in a field", "[1]", true),
    ("an object in a field", "{}", true),
    ("NUL in a field", "\"a\\u0000b\"", true),
    ("a lone surrogate in a field", "\"\\ud800\"", true),
    ("2^63 in a field", "9223372036854775808", false),
    ("-2^63-1 in a field", "-9223372036854775809", false),
    ("2^63 as a text", "\"9223372036854775808\"", false),
    ("-1 in a field", "-1", false),
    ("0 in a field", "0", false),
    ("1.5 in a field", "1.5", false),
    ("1e400 in a field", "1e400", true),
    ("1e308 in a field", "1e308", false),
    ("NaN in a field", "NaN", true),
    ("an empty text in a field", "\"\"", false),
    ("a blank text in a field", "\" \"", false),
    (
        "a date out of the calendar",
        "\"9999-12-31T23:59:59-23:59\"",
        false,
    ),
    (
        "a date before the calendar",
        "\"0000-00-00T00:00:00Z\"",
        false,
    ),
    ("markup in a field", "\"<script>alert(1)</script>\"", false),
    (
        "line breaks in a field",
        "\"a\\r\\nBcc: all@example.org\"",
        false,
    ),
];

/// Texts for an entry of a query or a form, encoded.
const TEXTS: &[&str] = &[
    "",
    "%20",
    "-1",
    "0",
    "9223372036854775808",
    "-9223372036854775809",
    "1e400",
    "1e308",
    "NaN",
    "x",
    "a%00b",
    "%ff",
    "%zz",
    "%",
    "%ED%A0%80",
    "9999-12-31T23:59:59-23:59",
];

const PLACES: &[&str] = &[
    "0",
    "-1",
    "99999999999999999999",
    "9223372036854775807",
    "x",
    "%00",
    "%ff",
    "%2e%2e",
    "1%2F2",
];

/// Everything odd that a call is sent.
pub fn odds(call: &Call) -> Vec<Odd> {
    let mut odds = bodies(call);
    odds.extend(fields(call));
    odds.extend(kinds(call));
    odds.extend(queries(call));
    odds.extend(places(call));
    odds.extend(credentials(call));
    odds
}

fn odd(says: &'static str, sent: Sent, plainly_wrong: bool) -> Odd {
    Odd {
        says,
        sent,
        plainly_wrong,
        credentials: false,
        status: None,
    }
}

fn with_body(call: &Call, kind: &str, body: Vec<u8>) -> Sent {
    let headers = vec![("content-type".to_owned(), kind.as_bytes().to_vec())];
    Sent {
        headers,
        body,
        ..call.good()
    }
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Whole bodies.
fn bodies(call: &Call) -> Vec<Odd> {
    let deep = |open: &str| open.repeat(10_000).into_bytes();
    let closed = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let wants_json = matches!(call.body, Good::Json(_));
    let bodies: Vec<(&'static str, Vec<u8>)> = vec![
        ("no body", Vec::new()),
        ("null", b"null".to_vec()),
        ("a list", b"[]".to_vec()),
        ("a text", b"\"x\"".to_vec()),
        ("a number", b"7".to_vec()),
        ("half a body", b"{\"a\": ".to_vec()),
        ("no JSON", b"{'a': 1}".to_vec()),
        ("two bodies", b"{}{}".to_vec()),
        ("no UTF-8", b"{\"a\": \"\xff\xfe\"}".to_vec()),
        ("no UTF-8", b"\xff\xfe".to_vec()),
        ("a deep nest", deep("[")),
        ("a deep nest of objects", deep("{\"a\":")),
        ("a deep nest that is closed", closed.into_bytes()),
        ("NUL", b"\0".to_vec()),
    ];
    let mut odds: Vec<Odd> = bodies
        .into_iter()
        .map(|(says, body)| odd(says, with_body(call, JSON, body), wants_json))
        .collect();
    let large = format!("{{\"a\": \"{}\"}}", "x".repeat(1_000_000)).into_bytes();
    let mut large = odd("a body of 1 MB", with_body(call, JSON, large), false);
    large.status = (!matches!(call.body, Good::Nothing)).then_some(413);
    odds.push(large);
    odds
}

/// Each field of the body.
fn fields(call: &Call) -> Vec<Odd> {
    match &call.body {
        Good::Nothing => Vec::new(),
        Good::Json(Value::Object(entries)) => {
            let names = entries.keys();
            names
                .flat_map(|name| of_json(call, entries, name))
                .collect()
        }
        Good::Json(other) => panic!("the good body of {} is no object: {other}", call.path),
        Good::Form(entries) => pairs(entries)
            .into_iter()
            .map(|(says, text)| odd(says, with_body(call, FORM, text.into_bytes()), false))
            .collect(),
    }
}

fn of_json(call: &Call, entries: &Map<String, Value>, name: &str) -> Vec<Odd> {
    let long = |length: usize| format!("\"{}\"", "x".repeat(length));
    let values = VALUES
        .iter()
        .map(|(says, raw, wrong)| (*says, (*raw).to_owned(), *wrong));
    let values = values.chain([
        ("60 kB of text in a field", long(60_000), false),
        ("100 kB of text in a field", long(100_000), true),
        ("a number of 10,000 digits", "9".repeat(10_000), false),
    ]);
    let mut odds: Vec<Odd> = values
        .map(|(says, raw, wrong)| {
            let mut entries = entries.clone();
            entries.insert(name.to_owned(), HERE.into());
            let body = Value::Object(entries).to_string();
            let body = body.replace(&format!("\"{HERE}\""), &raw);
            odd(says, with_body(call, JSON, body.into_bytes()), wrong)
        })
        .collect();
    let mut without = entries.clone();
    without.remove(name);
    let body = Value::Object(without).to_string().into_bytes();
    odds.push(odd("a field left out", with_body(call, JSON, body), false));
    odds
}

/// The good body, said to be something else.
fn kinds(call: &Call) -> Vec<Odd> {
    let good = call.good();
    let kinds = [
        "",
        "text/plain",
        "text/html; charset=utf-16",
        "application/octet-stream",
        "application/xml",
        "application/json; charset=koi8-r",
        "application/problem+json",
        FORM,
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
        "/",
        ";;;",
    ];
    let said = kinds.map(|kind| {
        let sent = with_body(call, kind, good.body.clone());
        odd("another content type", sent, false)
    });
    let half = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb".to_vec();
    let half = with_body(call, "multipart/form-data; boundary=x", half);
    let form = b"a=%ff&a=%zz&=&&%00=%00".to_vec();
    said.into_iter()
        .chain([odd("half a multipart body", half, false)])
        .chain([odd("a broken form", with_body(call, FORM, form), false)])
        .collect()
}

/// Each entry of the query, and more than there should be.
fn queries(call: &Call) -> Vec<Odd> {
    let path = call.path.replace(['{', '}'], "");
    let mut queries = pairs(call.query);
    queries.push(("a broken query", "&&==&%&%zz=%zz&a[]=1&%00=%ff".into()));
    queries
        .into_iter()
        .map(|(says, query)| {
            let path = format!("{path}?{query}");
            odd(
                says,
                Sent {
                    path,
                    ..call.good()
                },
                false,
            )
        })
        .collect()
}

/// Odd forms of a query or a form, encoded.
fn pairs(entries: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let mut odds = Vec::new();
    for (number, (name, value)) in entries.iter().enumerate() {
        let mut others = entries.to_vec();
        others.remove(number);
        let others = encoded(&others);
        let name = encoded(&[(name, "")]).trim_end_matches('=').to_owned();
        for text in TEXTS {
            odds.push(("an odd entry", format!("{others}&{name}={text}")));
        }
        let long = "x".repeat(20_000);
        odds.push(("a long entry", format!("{others}&{name}={long}")));
        odds.push((
            "an entry twice",
            format!("{others}&{name}=x&{}", encoded(&[(&name, value)])),
        ));
        odds.push(("an entry without a value", format!("{others}&{name}")));
        odds.push(("an entry left out", others));
    }
    odds
}

/// Each varying part of the path.
fn places(call: &Call) -> Vec<Odd> {
    let mut odds = Vec::new();
    let query = encoded(call.query);
    let mark = if query.is_empty() { "" } else { "?" };
    for (open, _) in call.path.match_indices('{') {
        let (before, rest) = call.path.split_at(open);
        let (_, after) = rest.split_once('}').expect("a brace that closes");
        let long = "9".repeat(5_000);
        for place in PLACES.iter().copied().chain([long.as_str()]) {
            let path = format!("{before}{place}{after}").replace(['{', '}'], "");
            let path = format!("{path}{mark}{query}");
            odds.push(odd(
                "an odd place",
                Sent {
                    path,
                    ..call.good()
                },
                true,
            ));
        }
    }
    odds
}

/// What no password and no token is.
fn credentials(call: &Call) -> Vec<Odd> {
    let long = format!("Bearer {}", "x".repeat(20_000));
    let shown: [&[u8]; 16] = [
        b"",
        b"Bearer",
        b"Bearer ",
        b"Bearer a.b.c",
        b"Bearer a b c",
        b"Bearer \xff\xfe",
        b"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        b"Basic",
        b"Basic !!!",
        b"Basic bm8gY29sb24=",
        b"Basic //46//4=",
        b"Basic AAA6AAA=",
        b"Digest x",
        b"\xd0\xb6",
        b"\xff\xfe",
        long.as_bytes(),
    ];
    shown
        .into_iter()
        .map(|value| {
            let mut sent = call.good();
            sent.headers.push(("authorization".into(), value.to_vec()));
            Odd {
                credentials: true,
                ..odd("odd credentials", sent, false)
            }
        })
        .collect()
}
