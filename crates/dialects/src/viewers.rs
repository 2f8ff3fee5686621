//! The two pages on which people read an OpenAPI document. They hold everything that they show.

use aide::redoc::Redoc;
use aide::swagger::Swagger;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName};
use axum::response::Html;

/// Nothing is loaded from anywhere else.
const POLICY: &str = "default-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'self' data:; worker-src blob:";

/// A page with what browsers may do on it.
pub(crate) type Page = ([(HeaderName, &'static str); 1], Html<&'static str>);

/// The page on which calls can be tried, for the document at an address beside it.
pub(crate) fn swagger(document: &str, title: &str) -> String {
    let page = Swagger::new(document).with_title(title).html();
    // Left alone, the viewer sends the address of every public document to its makers.
    page.replace(
        "\"layout\": \"BaseLayout\"",
        "\"validatorUrl\": null, \"layout\": \"BaseLayout\"",
    )
}

/// The page for reading, for the document at an address beside it.
pub(crate) fn redoc(document: &str, title: &str) -> String {
    Redoc::new(document).with_title(title).html()
}

/// One of these pages as an answer.
pub(crate) fn shown(page: &'static str) -> Page {
    ([(CONTENT_SECURITY_POLICY, POLICY)], Html(page))
}
