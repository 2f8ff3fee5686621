//! The OpenAPI document, and the page on which people read it. The page holds everything that it shows.

use std::sync::OnceLock;

use aide::openapi::{ApiKeyLocation, Info, License, OpenApi, SecurityScheme, Tag};
use aide::swagger::Swagger;
use aide::transform::TransformOpenApi;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName};
use axum::response::Html;
use axum::routing::get;
use axum::{Json, Router};
use bronya_gate::Gate;
use serde_json::Value;

/// What stands at the head of the document.
const DESCRIPTION: &str = "Bookings of everything that one party at a time can take.

Times are instants of RFC 3339; without an offset they are wall time of the venue. Money is counted in minor units of \
the venue's currency. A \"no\" is `application/problem+json` with a stable `code`. Whoever runs the installation shows \
its key as `Authorization: Bearer …`; a guest shows the key of his booking as `Bronya-Guest-Key`. Creating calls take an \
`Idempotency-Key`; changes take `If-Match`.";

/// The groups of routes, by the first word of their names.
const TAGS: [(&str, &str); 11] = [
    ("venues", "Who takes bookings."),
    ("hours", "When a venue is open."),
    ("policy", "The rules of a venue, a kind or a resource."),
    ("resources", "What is taken."),
    ("blocks", "Time that the staff close."),
    ("slots", "Intervals that specialists publish."),
    ("availability", "What can be had."),
    ("holds", "Short claims while a guest fills a form."),
    ("bookings", "One party's agreement with a venue."),
    ("preview", "What a change of settings would touch."),
    ("watch", "Whether the server lives, and what it counts."),
];

/// The document as a value.
pub(crate) fn value() -> Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(written).clone()
}

fn written() -> Value {
    aide::generate::reset_context();
    aide::generate::extract_schemas(true);
    let mut document = OpenApi {
        info: Info {
            title: "Bronya".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            description: Some(DESCRIPTION.into()),
            license: Some(License {
                name: "Apache-2.0 OR MIT".into(),
                ..License::default()
            }),
            ..Info::default()
        },
        ..OpenApi::default()
    };
    drop(crate::routes::table().finish_api_with(&mut document, furnished));
    serde_json::to_value(&document).unwrap_or_default()
}

fn furnished(document: TransformOpenApi<'_>) -> TransformOpenApi<'_> {
    let operator = SecurityScheme::Http {
        scheme: "bearer".into(),
        bearer_format: None,
        description: Some("The key of whoever runs the installation.".into()),
        extensions: Default::default(),
    };
    let guest = SecurityScheme::ApiKey {
        location: ApiKeyLocation::Header,
        name: crate::asked::GUEST_KEY.into(),
        description: Some("The key that a guest got with his booking.".into()),
        extensions: Default::default(),
    };
    let document = document
        .security_scheme("operator", operator)
        .security_scheme("guest", guest);
    TAGS.iter().fold(document, |document, (name, words)| {
        let tag = Tag {
            name: (*name).into(),
            description: Some((*words).into()),
            ..Tag::default()
        };
        document.tag(tag)
    })
}

/// Where the document is read, by machines and by people.
pub(crate) fn pages() -> Router<Gate> {
    Router::new()
        .route("/openapi.json", get(document))
        .route("/docs", get(page))
}

async fn document() -> Json<Value> {
    Json(value())
}

async fn page() -> ([(HeaderName, &'static str); 1], Html<&'static str>) {
    static PAGE: OnceLock<String> = OnceLock::new();
    let page = PAGE.get_or_init(|| {
        let page = Swagger::new("/openapi.json").with_title("Bronya").html();
        // Left alone, the viewer sends the address of every public document to its makers.
        page.replace(
            "\"layout\": \"BaseLayout\"",
            "\"validatorUrl\": null, \"layout\": \"BaseLayout\"",
        )
    });
    let policy = "default-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'self' data:";
    ([(CONTENT_SECURITY_POLICY, policy)], Html(page))
}
