//! How answers are put together, whatever their shape.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use bronya_gate::Denial;
use serde_json::Value;

/// How a dialect says what the gate refuses: too much, too often, too busy, broken.
pub(crate) type Refuse = fn(Denial) -> Response;

/// A body of JSON.
pub(crate) fn json(status: StatusCode, body: Value) -> Response {
    (status, Json(body)).into_response()
}

/// The same answer, with the time after which asking again makes sense.
pub(crate) fn patiently(mut response: Response, denial: &Denial) -> Response {
    if let Some(seconds) = denial.retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}
