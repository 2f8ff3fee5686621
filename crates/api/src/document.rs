//! The OpenAPI document, and the page on which people read it. The page holds everything that it shows.

use std::sync::OnceLock;

use aide::openapi::{
    ApiKeyLocation, Info, License, OAuth2Flow, OAuth2Flows, OpenApi, SecurityScheme, Tag,
};
use aide::swagger::Swagger;
use aide::transform::TransformOpenApi;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName};
use axum::response::{Html, NoContent};
use axum::routing::get;
use axum::{Json, Router};
use bronya_gate::Gate;
use serde_json::Value;

/// What stands at the head of the document.
const DESCRIPTION: &str = "Bookings of everything that one party at a time can take.

Times are instants of RFC 3339; without an offset they are wall time of the venue. Money is counted in minor units of \
the venue's currency. A \"no\" is `application/problem+json` with a stable `code`. Whoever runs \
the installation, works at a venue or has an account logs in at `/v1/auth/token` and shows the access token as \
`Authorization: Bearer …`, as programs show their key; a guest shows the key of his booking as `Bronya-Guest-Key`. Creating calls take an \
`Idempotency-Key`; changes take `If-Match`.";

/// The groups of routes, by the first word of their names.
const TAGS: [(&str, &str); 23] = [
    ("venues", "Who takes bookings."),
    ("hours", "When a venue is open."),
    ("policy", "The rules of a venue, a kind or a resource."),
    ("resources", "What is taken."),
    ("floor_plan", "Where things stand."),
    ("blocks", "Time that the staff close."),
    ("slots", "Intervals that specialists publish."),
    (
        "calendar",
        "Calendars that programs read by a secret address.",
    ),
    ("availability", "What can be had."),
    ("holds", "Short claims while a guest fills a form."),
    ("bookings", "One party's agreement with a venue."),
    ("agenda", "What the staff's screens show."),
    ("history", "Who did what when, and what happens now."),
    ("preview", "What a change of settings would touch."),
    ("auth", "Coming in and going out."),
    ("me", "One's own account."),
    ("people", "Who is known at a venue, and as what."),
    (
        "dialects",
        "The foreign contracts that a venue speaks, and their users.",
    ),
    ("guests", "What is kept about one guest."),
    ("keys", "Keys by which other programs act for a venue."),
    ("letters", "Letters that could not be delivered."),
    ("accounts", "The accounts of the installation."),
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
    let mut document = serde_json::to_value(&document).unwrap_or_default();
    plain_enums(&mut document);
    crate::examples::put_into(&mut document);
    document
}

/// Writes choices among words as the list of the words, which readers and generators of clients know best. What is said
/// of each word moves into the description of all.
fn plain_enums(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(plain_enums),
        Value::Object(entries) => {
            let words = entries
                .get("oneOf")
                .and_then(Value::as_array)
                .and_then(|choices| choices.iter().map(word).collect::<Option<Vec<_>>>());
            if let Some(words) = words.filter(|words| !words.is_empty()) {
                let lines = words.iter().map(|(word, said)| format!("`{word}`: {said}"));
                let own = entries.get("description").and_then(Value::as_str);
                let described: Vec<String> =
                    own.map(str::to_owned).into_iter().chain(lines).collect();
                let names: Vec<Value> = words.iter().map(|(word, _)| (*word).into()).collect();
                let description = described.join("\n\n").into();
                entries.remove("oneOf");
                entries.insert("description".into(), description);
                entries.insert("type".into(), "string".into());
                entries.insert("enum".into(), names.into());
            }
            entries.values_mut().for_each(plain_enums);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A choice that is one word, and what is said of it.
fn word(choice: &Value) -> Option<(&str, &str)> {
    let said = choice.get("description").and_then(Value::as_str);
    Some((choice.get("const")?.as_str()?, said.unwrap_or_default()))
}

fn furnished(document: TransformOpenApi<'_>) -> TransformOpenApi<'_> {
    let flow = OAuth2Flow::Password {
        token_url: "/v1/auth/token".into(),
        refresh_url: Some("/v1/auth/token".into()),
        scopes: Default::default(),
    };
    let login = SecurityScheme::OAuth2 {
        flows: OAuth2Flows {
            password: Some(flow),
            ..OAuth2Flows::default()
        },
        description: Some("Of somebody who logs in with his name and password.".into()),
        extensions: Default::default(),
    };
    let key = SecurityScheme::Http {
        scheme: "bearer".into(),
        bearer_format: None,
        description: Some(
            "The key of another program, or of whoever runs the installation.".into(),
        ),
        extensions: Default::default(),
    };
    let guest = SecurityScheme::ApiKey {
        location: ApiKeyLocation::Header,
        name: crate::admission::GUEST_KEY.into(),
        description: Some("The key that a guest got with his booking.".into()),
        extensions: Default::default(),
    };
    let document = document
        .security_scheme("login", login)
        .security_scheme("key", key)
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
        // Browsers ask for it beside every page; there is none, and that is nothing to complain about.
        .route("/favicon.ico", get(async || NoContent))
}

async fn document() -> Json<Value> {
    Json(value())
}

async fn page() -> ([(HeaderName, &'static str); 1], Html<&'static str>) {
    static PAGE: OnceLock<String> = OnceLock::new();
    let page = PAGE.get_or_init(|| {
        let page = Swagger::new("/openapi.json").with_title("Bronya").html();
        // Left alone, the viewer sends the address of every public document to its makers.
        let page = page.replacen(
            "<head>",
            "<head><meta name=\"viewport\" content=\"width=device-width\">",
            1,
        );
        page.replace(
            "\"layout\": \"BaseLayout\"",
            "\"validatorUrl\": null, \"layout\": \"BaseLayout\"",
        )
    });
    let policy = "default-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'self' data:";
    ([(CONTENT_SECURITY_POLICY, policy)], Html(page))
}
