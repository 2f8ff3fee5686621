//! The shapes of a "yes": something seen, something made; with the version that it has.

use std::fmt::Display;

use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{
    MediaType, Operation, Response as Documented, SchemaObject, StatusCode as Code,
};
use axum::Json;
use axum::http::header::{CACHE_CONTROL, ETAG, HeaderName, LINK, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bronya_domain::catalog::Catalog;
use bronya_domain::refusal::Reason;
use bronya_gate::Denial;
use bronya_gate::marks::etag;
use schemars::JsonSchema;
use serde::Serialize;

/// Something that is there: 200.
pub(crate) struct Seen<T> {
    body: T,
    version: Option<i64>,
    next: Option<String>,
    private: bool,
}

/// Something that was made: 201.
pub(crate) struct Made<T> {
    body: T,
    version: Option<i64>,
    location: String,
    private: bool,
}

/// Something that was taken note of and will be done: 202.
pub(crate) struct Accepted<T>(pub T);

impl<T: Serialize> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        (StatusCode::ACCEPTED, Json(self.0)).into_response()
    }
}

impl<T: JsonSchema> OperationOutput for Accepted<T> {
    type Inner = T;

    fn operation_response(ctx: &mut GenContext, _: &mut Operation) -> Option<Documented> {
        Some(documented::<T>(ctx))
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        _: &mut Operation,
    ) -> Vec<(Option<Code>, Documented)> {
        vec![(Some(Code::Code(202)), documented::<T>(ctx))]
    }
}

impl<T> Seen<T> {
    pub(crate) fn new(body: T) -> Self {
        Self {
            body,
            version: None,
            next: None,
            private: false,
        }
    }

    pub(crate) fn version(self, version: i64) -> Self {
        Self {
            version: Some(version),
            ..self
        }
    }

    /// For the caller's eyes only: it holds a key or how to reach somebody, and no cache may keep it.
    pub(crate) fn private(self) -> Self {
        Self {
            private: true,
            ..self
        }
    }

    /// With the address of the next page.
    pub(crate) fn next(self, next: Option<String>) -> Self {
        Self { next, ..self }
    }
}

impl<T> Made<T> {
    pub(crate) fn at(location: impl Display, body: T) -> Self {
        Self {
            body,
            version: None,
            location: location.to_string(),
            private: false,
        }
    }

    pub(crate) fn version(self, version: i64) -> Self {
        Self {
            version: Some(version),
            ..self
        }
    }
    /// For the caller's eyes only: it holds a key or how to reach somebody, and no cache may keep it.
    pub(crate) fn private(self) -> Self {
        Self {
            private: true,
            ..self
        }
    }
}

impl<T: Serialize> IntoResponse for Seen<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.body).into_response();
        mark(&mut response, ETAG, self.version.map(etag));
        mark(
            &mut response,
            LINK,
            self.next.map(|next| format!("<{next}>; rel=\"next\"")),
        );
        mark(&mut response, CACHE_CONTROL, no_store(self.private));
        response
    }
}

impl<T: Serialize> IntoResponse for Made<T> {
    fn into_response(self) -> Response {
        let mut response = (StatusCode::CREATED, Json(self.body)).into_response();
        mark(&mut response, ETAG, self.version.map(etag));
        mark(&mut response, LOCATION, Some(self.location));
        mark(&mut response, CACHE_CONTROL, no_store(self.private));
        response
    }
}

fn no_store(private: bool) -> Option<String> {
    private.then(|| "no-store".to_owned())
}

fn mark(response: &mut Response, name: HeaderName, value: Option<String>) {
    if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
        response.headers_mut().insert(name, value);
    }
}

impl<T: JsonSchema> OperationOutput for Seen<T> {
    type Inner = T;

    fn operation_response(ctx: &mut GenContext, _: &mut Operation) -> Option<Documented> {
        Some(documented::<T>(ctx))
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        _: &mut Operation,
    ) -> Vec<(Option<Code>, Documented)> {
        vec![(Some(Code::Code(200)), documented::<T>(ctx))]
    }
}

impl<T: JsonSchema> OperationOutput for Made<T> {
    type Inner = T;

    fn operation_response(ctx: &mut GenContext, _: &mut Operation) -> Option<Documented> {
        Some(documented::<T>(ctx))
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        _: &mut Operation,
    ) -> Vec<(Option<Code>, Documented)> {
        vec![(Some(Code::Code(201)), documented::<T>(ctx))]
    }
}

fn documented<T: JsonSchema>(ctx: &mut GenContext) -> Documented {
    let json_schema = ctx.schema.subschema_for::<T>();
    let description = ctx.resolve_schema(&json_schema).get("description");
    let description = description
        .and_then(|words| words.as_str())
        .unwrap_or("What was asked for.")
        .to_owned();
    let schema = SchemaObject {
        json_schema,
        example: None,
        external_docs: None,
    };
    let media = MediaType {
        schema: Some(schema),
        ..MediaType::default()
    };
    Documented {
        description,
        content: [("application/json".to_owned(), media)]
            .into_iter()
            .collect(),
        ..Documented::default()
    }
}

/// A change that names nothing makes no new version. Who saw another one hears of that all the same.
pub(crate) fn unchanged(catalog: &Catalog, expects: Option<i64>) -> Result<(), Denial> {
    let version = catalog.venue.settings;
    match expects {
        Some(seen) if seen != version => Err(Reason::VersionDiffers { version }.into()),
        Some(_) | None => Ok(()),
    }
}
