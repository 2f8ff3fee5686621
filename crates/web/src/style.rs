//! The one style sheet, at an address that changes with it, so that browsers may keep it for good.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::asked::Visitor;
use crate::told;

const SHEET: &str = include_str!("../look/style.css");
/// Its name, which holds a digest of what it says.
static NAME: LazyLock<String> = LazyLock::new(|| format!("bronya-{:016x}.css", digest(SHEET)));
/// Where it is.
static PATH: LazyLock<String> = LazyLock::new(|| format!("/static/{}", *NAME));

/// Where the style sheet is.
pub(crate) fn path() -> &'static str {
    &PATH
}

/// The style sheet. What it was before is not there any more.
pub(crate) async fn sheet(visitor: Visitor, name: Option<Path<String>>) -> Response {
    if name.is_none_or(|Path(name)| name != *NAME) {
        return told::nothing(visitor.tongue).into_response();
    }
    const HEADERS: [(axum::http::HeaderName, &str); 2] = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (StatusCode::OK, HEADERS, SHEET).into_response()
}

/// FNV-1a, which is enough to tell two style sheets of ours apart.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
