//! The OpenAPI document says what the router does, and the page that shows it needs nobody else.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::app::App;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

fn paths(document: &Value) -> &Map<String, Value> {
    document["paths"].as_object().expect("paths")
}

fn operations(document: &Value) -> impl Iterator<Item = (String, &'static str, &Value)> {
    paths(document).iter().flat_map(|(path, item)| {
        let of = |method| {
            item.get(method)
                .map(|operation| (path.clone(), method, operation))
        };
        METHODS.into_iter().filter_map(of)
    })
}

#[test]
fn every_operation_says_what_it_is_and_how_it_answers() {
    let document = bronya_api::openapi();
    assert_eq!(document["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let place = format!("{method} {path}");
        let name = operation["operationId"].as_str().expect("a name");
        assert!(names.insert(name.to_owned()), "{name} is there twice");
        assert!(
            operation["summary"].is_string() && operation["description"].is_string(),
            "{place}"
        );
        let responses = operation["responses"].as_object().expect("responses");
        assert!(
            responses
                .values()
                .all(|response| !response["description"].as_str().unwrap_or("").is_empty()),
            "{place}"
        );
        assert!(
            responses.keys().any(|status| status.starts_with('2')),
            "{place}"
        );
        if path.starts_with("/v1/") {
            let problem =
                &responses["default"]["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(problem, "#/components/schemas/Problem", "{place}");
        }
        let parameters = operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        for parameter in &parameters {
            assert!(
                parameter["description"].is_string(),
                "{place}: {}",
                parameter["name"]
            );
        }
        let named: BTreeSet<&str> = parameters
            .iter()
            .filter(|known| known["in"] == "path")
            .filter_map(|known| known["name"].as_str())
            .collect();
        let written: BTreeSet<&str> = path.split(['{', '}']).skip(1).step_by(2).collect();
        assert_eq!(named, written, "{place}");
    }
    assert!(names.len() >= 45, "{}", names.len());
}

#[test]
fn nothing_in_the_document_refers_to_what_is_not_there() {
    fn check(value: &Value, document: &Value) {
        match value {
            Value::Object(entries) => {
                if let Some(reference) = entries.get("$ref").and_then(Value::as_str) {
                    let place = reference.trim_start_matches('#');
                    assert!(document.pointer(place).is_some(), "{reference}");
                }
                entries.values().for_each(|value| check(value, document));
            }
            Value::Array(items) => items.iter().for_each(|value| check(value, document)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let document = bronya_api::openapi();
    check(&document, &document);
}

#[test]
fn limits_and_words_stand_in_the_document_too() {
    let document = bronya_api::openapi();
    let schemas = &document["components"]["schemas"];
    let party = &schemas["NewBookingBody"]["properties"]["party"];
    assert_eq!(
        (&party["minimum"], &party["maximum"]),
        (&json!(1), &json!(10_000))
    );
    assert_eq!(
        schemas["NewVenueBody"]["properties"]["name"]["maxLength"],
        200
    );
    assert_eq!(
        schemas["NewBlockBody"]["properties"]["resources"]["maxItems"],
        100
    );
    assert_eq!(schemas["NewVenueBody"]["additionalProperties"], false);
    assert_eq!(schemas["HoursBody"]["required"], json!(["hours"]));
}

#[tokio::test]
async fn every_route_of_the_document_is_there_and_takes_no_other_method() {
    App::in_each_restaurant(async |app| {
        let document = app.get("/openapi.json").send().await.is(200).body;
        assert_eq!(document, bronya_api::openapi());
        for (path, item) in paths(&document) {
            let place = path
                .replace("{venue}", "demo")
                .replace("{id}", "1")
                .replace("{kind}", "table")
                .replace("{hold}", "1.x")
                .replace("{letter}", "invitation")
                .replace("{session}", "1");
            for (method, small) in [
                ("GET", "get"),
                ("POST", "post"),
                ("PUT", "put"),
                ("PATCH", "patch"),
                ("DELETE", "delete"),
            ] {
                let documented = item.get(small).is_some();
                // A guest with a wrong content type changes nothing and still shows whether the route is there.
                let answer = app
                    .call(method, &place)
                    .header("Content-Type", "text/plain")
                    .send()
                    .await;
                assert_eq!(
                    answer.status != 405,
                    documented,
                    "{method} {path}: {}",
                    answer.text
                );
                assert_ne!(answer.body["code"], "not_found", "{method} {path}");
                assert!(answer.status < 500, "{method} {path}: {}", answer.text);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn guests_are_let_through_exactly_where_the_document_says_so() {
    App::in_each_restaurant(async |app| {
        let document = bronya_api::openapi();
        for (path, method, operation) in operations(&document) {
            let place = path
                .replace("{venue}", "demo")
                .replace("{id}", "1")
                .replace("{kind}", "table")
                .replace("{hold}", "1.x")
                .replace("{letter}", "invitation")
                .replace("{session}", "1");
            let method = METHODS
                .iter()
                .position(|known| *known == method)
                .map(|at| ["GET", "POST", "PUT", "PATCH", "DELETE"][at]);
            let answer = app
                .call(method.expect("a method"), &place)
                .header("Content-Type", "text/plain")
                .send()
                .await;
            let security = operation
                .get("security")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            let shows = |shown| security.contains(&shown);
            let is_for_guests =
                security.is_empty() || shows(json!({})) || shows(json!({"guest": []}));
            assert_eq!(
                answer.body["code"] != "credentials_required",
                is_for_guests,
                "{method:?} {path}: {}",
                answer.text
            );
        }
    })
    .await;
}

#[tokio::test]
async fn the_page_needs_no_network() {
    App::in_each_empty(async |app| {
        let page = app.get("/docs").send().await.is(200);
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(
            page.header("content-security-policy")
                .starts_with("default-src 'self'")
        );
        assert!(page.text.contains("\"validatorUrl\": null"));
        assert!(page.text.contains("url: '/openapi.json'"));
        for foreign in [
            "src=\"http",
            "src='http",
            "href=\"http://",
            "src=\"//",
            "@import",
            "url(http",
            "url(\"http",
            "url(//",
        ] {
            assert!(!page.text.contains(foreign), "{foreign}");
        }
    })
    .await;
}
