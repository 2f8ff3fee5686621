//! The OpenAPI document of the contract, and the two pages on which people read it.

use std::sync::OnceLock;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::seeds::{APP_NAME, prefix};
use crate::door::Door;
use crate::heard::Heard;
use crate::viewers::{self, Page, shown};

/// Where the document and its pages stand.
pub(super) const PATHS: [&str; 3] = ["/openapi.json", "/docs", "/redoc"];

const TITLE: &str = "ASPEX Booking API";
/// Beside the page, wherever the dialect is reached.
const DOCUMENT: &str = "openapi.json";

pub(super) fn pages() -> Router<Door> {
    Router::new()
        .route(PATHS[0], get(document))
        .route(PATHS[1], get(swagger))
        .route(PATHS[2], get(redoc))
}

/// The document as it is written down.
fn written() -> Value {
    let text = include_str!("openapi.json");
    serde_json::from_str(text).expect("the document is JSON")
}

async fn document(State(door): State<Door>, heard: Heard) -> Json<Value> {
    let mut document = written();
    let title = door.setting(APP_NAME).filter(|name| !name.is_empty());
    document["info"]["title"] = json!(title.unwrap_or(TITLE));
    let root = heard.path.strip_suffix(PATHS[0]).unwrap_or_default();
    if !root.is_empty() {
        document["servers"] = json!([{ "url": root }]);
    }
    prefixed(&mut document, prefix(&door));
    Json(document)
}

/// Writes the prefix before the addresses that have it.
fn prefixed(document: &mut Value, prefix: &str) {
    let Some(paths) = document["paths"].as_object_mut() else {
        return;
    };
    let renamed = std::mem::take(paths).into_iter();
    let renamed = renamed.map(|(path, item)| match path.as_str() {
        super::meters::PATH => (path, item),
        _ => (format!("{prefix}{path}"), item),
    });
    *paths = renamed.collect::<Map<String, Value>>();
}

async fn swagger() -> Page {
    static PAGE: OnceLock<String> = OnceLock::new();
    shown(PAGE.get_or_init(|| viewers::swagger(DOCUMENT, TITLE)))
}

async fn redoc() -> Page {
    static PAGE: OnceLock<String> = OnceLock::new();
    shown(PAGE.get_or_init(|| viewers::redoc(DOCUMENT, TITLE)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::routes;
    use super::*;

    #[test]
    fn the_document_names_exactly_what_is_served() {
        let document = written();
        let paths = document["paths"].as_object().expect("paths");
        let named = paths.iter().flat_map(|(path, item)| {
            let methods = item.as_object().expect("methods");
            methods
                .keys()
                .map(move |method| (method.clone(), path.clone()))
        });
        let named: BTreeSet<_> = named.collect();
        let served = routes::table().into_iter();
        let served = served.map(|(method, path, _)| (method.to_owned(), path.to_owned()));
        let mut served: BTreeSet<_> = served.collect();
        served.insert(("get".to_owned(), super::super::meters::PATH.to_owned()));
        assert_eq!(named, served);
    }

    #[test]
    fn the_document_is_read_by_a_program_that_knows_openapi() {
        let text = include_str!("openapi.json");
        let document: aide::openapi::OpenApi = serde_json::from_str(text).expect("OpenAPI");
        assert_eq!(document.info.title, TITLE);
        assert_eq!(document.info.version, "0.1.0");
        let document = written();
        assert_eq!(document["openapi"], "3.1.0");
        check_references(&document, &document);
        for (path, item) in document["paths"].as_object().expect("paths") {
            for operation in item.as_object().expect("methods").values() {
                let parameters = operation["parameters"].as_array();
                let parameters = parameters.into_iter().flatten();
                let named: BTreeSet<_> = parameters
                    .filter(|one| one["in"] == "path")
                    .filter_map(|one| one["name"].as_str())
                    .collect();
                let written: BTreeSet<_> = path.split(['{', '}']).skip(1).step_by(2).collect();
                assert_eq!(named, written, "{path}");
                let responses = operation["responses"].as_object().expect("responses");
                let good = responses.keys().filter(|status| status.starts_with('2'));
                assert_eq!(good.count(), 1, "{path}");
            }
        }
    }

    fn check_references(value: &Value, document: &Value) {
        match value {
            Value::Object(entries) => {
                if let Some(place) = entries.get("$ref").and_then(Value::as_str) {
                    let found = document.pointer(place.trim_start_matches('#'));
                    assert!(found.is_some(), "{place}");
                }
                entries
                    .values()
                    .for_each(|value| check_references(value, document));
            }
            Value::Array(items) => items
                .iter()
                .for_each(|value| check_references(value, document)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[test]
    fn the_prefix_stands_before_all_but_the_metrics() {
        let mut document = written();
        prefixed(&mut document, "/api/v1");
        let paths = document["paths"].as_object().expect("paths");
        assert!(paths.contains_key("/api/v1/bookings/my"));
        assert!(paths.contains_key("/metrics"));
        assert!(!paths.contains_key("/bookings/my"));
    }
}
