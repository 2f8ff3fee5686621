//! `docs/postman`: the native API as a collection of Postman, with its environment, made from the OpenAPI document.
//!
//! `BRONYA_POSTMAN=write` writes the two files anew.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use bronya_sim::postman::{
    Asked, Body, Field, Shows, check_kept, collection, environment, problems,
};

/// What a request takes from the environment, what stands there first, and whether it is nobody else's business.
const VALUES: [(&str, &str); 9] = [
    ("base_url", "http://127.0.0.1:9000"),
    ("venue", "restaurant"),
    ("date", "2026-12-01"),
    ("username", ""),
    ("password", ""),
    ("token", ""),
    ("refresh_token", ""),
    ("guest_key", ""),
    ("booking", "1"),
];
const SECRET: [&str; 4] = ["password", "token", "refresh_token", "guest_key"];

/// Every operation of the document, in the order of its tags.
fn requests(document: &Value) -> Vec<Asked> {
    let paths = document["paths"].as_object().expect("paths");
    let of = |(path, item): (&String, &Value)| {
        let item = item.as_object().expect("operations");
        let asked = |(method, operation): (&String, &Value)| asked(path, method, operation);
        item.iter().map(asked).collect::<Vec<_>>()
    };
    let mut requests: Vec<Asked> = paths.iter().flat_map(of).collect();
    let tags = document["tags"].as_array().expect("tags");
    let rank = |asked: &Asked| {
        tags.iter()
            .position(|tag| tag["name"] == asked.folder.as_str())
    };
    requests.sort_by_key(|asked| (rank(asked), asked.path.clone(), asked.method.clone()));
    requests
}

fn asked(path: &str, method: &str, operation: &Value) -> Asked {
    let word = |name: &str| operation[name].as_str().expect(name).to_owned();
    let name = word("operationId");
    let parameters = operation["parameters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let fields = |place: &str| {
        let of_place = parameters.iter().filter(|known| known["in"] == place);
        of_place
            .map(|known| parameter(&name, known))
            .collect::<Vec<_>>()
    };
    let secured = operation["security"]
        .as_array()
        .is_some_and(|ways| !ways.is_empty());
    let folder = operation["tags"][0].as_str().expect("a tag").to_owned();
    // The booking that was made last is the one that is wanted next.
    let id = if folder == "bookings" {
        "{{booking}}"
    } else {
        "{id}"
    };
    Asked {
        about: format!("{} {}", word("summary"), word("description")),
        method: method.to_uppercase(),
        path: path
            .replace("{venue}", "{{venue}}")
            .replace("{id}", id)
            .split('/')
            .map(at_request)
            .collect::<Vec<_>>()
            .join("/"),
        query: fields("query"),
        headers: fields("header"),
        body: body(&name, operation),
        shows: if secured {
            Shows::Token
        } else {
            Shows::Nothing
        },
        after: after(&name, operation),
        folder,
        name,
    }
}

/// A part of a path, as Postman writes what is filled in at each request.
fn at_request(part: &str) -> String {
    match part
        .strip_prefix('{')
        .and_then(|part| part.strip_suffix('}'))
    {
        Some(name) if !name.starts_with('{') => format!(":{name}"),
        _ => part.to_owned(),
    }
}

/// A parameter. Hardly any is needed, so they wait to be ticked.
fn parameter(operation: &str, known: &Value) -> Field {
    let name = known["name"].as_str().expect("a name");
    let (value, is_sent) = match (operation, name) {
        ("availability.search", "date") => ("{{date}}", true),
        ("availability.search", "party") => ("2", true),
        (_, "Bronya-Guest-Key") => ("{{guest_key}}", false),
        (_, "Idempotency-Key") => ("{{$guid}}", false),
        _ => ("", known["required"] == true),
    };
    Field {
        name: name.to_owned(),
        value: value.to_owned(),
        about: known["description"].as_str().unwrap_or_default().to_owned(),
        is_sent,
    }
}

/// The example of the document; who logs in is taken from the environment.
fn body(operation: &str, described: &Value) -> Body {
    let content = &described["requestBody"]["content"]["application/json"];
    match operation {
        "auth.token" => Body::Json(json!({"username": "{{username}}", "password": "{{password}}"})),
        "auth.refresh" => Body::Json(json!({"refresh_token": "{{refresh_token}}"})),
        _ if content.is_null() => Body::Nothing,
        _ => Body::Json(content["example"].clone()),
    }
}

/// Keeps what the next request shows: tokens after a login, the guest's key after a booking.
fn after(operation: &str, described: &Value) -> Vec<String> {
    let responses = described["responses"].as_object().expect("responses");
    let gives = |schema: &str| {
        let reference = format!("#/components/schemas/{schema}");
        let mut done = responses
            .iter()
            .filter(|(status, _)| status.starts_with('2'));
        done.any(|(_, known)| known["content"]["application/json"]["schema"]["$ref"] == *reference)
    };
    let kept: &[(&str, &str)] = if gives("Tokens") {
        &[
            ("access_token", "token"),
            ("refresh_token", "refresh_token"),
        ]
    } else if operation == "bookings.create" {
        &[("guest_key", "guest_key"), ("id", "booking")]
    } else {
        return Vec::new();
    };
    let keep = |(key, name): &(&str, &str)| {
        format!("    if (answer.{key}) pm.environment.set('{name}', answer.{key});")
    };
    let head = [
        "if (pm.response.code < 300) {",
        "    const answer = pm.response.json();",
    ];
    let lines = head
        .map(str::to_owned)
        .into_iter()
        .chain(kept.iter().map(keep));
    lines.chain(["}".to_owned()]).collect()
}

#[test]
fn the_collection_in_docs_is_that_of_the_document() {
    let document = bronya_api::openapi();
    let requests = requests(&document);
    let operations = document["paths"].as_object().expect("paths").values();
    let operations: usize = operations.filter_map(Value::as_object).map(Map::len).sum();
    assert_eq!(requests.len(), operations);
    let made = collection("Bronya", &requests);
    let values = environment("Bronya", &VALUES, &SECRET);
    assert_eq!(problems(&made, &values), Vec::<String>::new());
    for asked in &requests {
        assert!(
            !matches!(asked.body, Body::Json(Value::Null)),
            "{} has no example",
            asked.name
        );
    }
    let keeps = requests
        .iter()
        .filter(|asked| asked.after.iter().any(|line| line.contains("'token'")));
    assert!(
        keeps
            .map(|asked| asked.name.as_str())
            .any(|name| name == "auth.token")
    );
    check("bronya.postman_collection.json", &made);
    check("bronya.postman_environment.json", &values);
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test says whether the files are read or written"
)]
fn check(name: &str, made: &Value) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/postman");
    let writes = std::env::var("BRONYA_POSTMAN").is_ok_and(|word| word == "write");
    check_kept(&folder.join(name), made, writes);
}
