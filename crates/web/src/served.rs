//! Serves what pages load beside themselves.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};

use crate::asked::Visitor;
use crate::{assets, told};

/// A style sheet or a script, which browsers may keep for good.
pub(crate) async fn show(visitor: Visitor, name: Option<Path<String>>) -> Response {
    let Some(asset) = name.and_then(|Path(name)| assets::find(&name)) else {
        return told::nothing(visitor.tongue).into_response();
    };
    let headers: [(HeaderName, String); 2] = [
        (CONTENT_TYPE, format!("{}; charset=utf-8", asset.kind)),
        (CACHE_CONTROL, "public, max-age=31536000, immutable".into()),
    ];
    (StatusCode::OK, headers, &*asset.text).into_response()
}
