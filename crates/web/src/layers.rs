//! What lies around all pages: where a form may come from, what is counted, and what a panic becomes.

use std::any::Any;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use bronya_gate::{Denial, Gate};
use tower_http::catch_panic::CatchPanicLayer;

use crate::asked::{FORM_MOST, Visitor};
use crate::tongue::Tongue;
use crate::{language, page, told};

/// Some pages with everything around them. What is not among them is not there.
pub(crate) fn around(pages: Router<Gate>, gate: &Gate) -> Router {
    pages
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_this_way)
        .layer(DefaultBodyLimit::max(FORM_MOST))
        .layer(from_fn_with_state(gate.clone(), from_our_own_pages))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(gate.clone(), count))
        .layer(map_response(page::guarded))
        .with_state(gate.clone())
}

async fn nothing_here(visitor: Visitor) -> Response {
    told::nothing(visitor.tongue).into_response()
}

async fn not_this_way(visitor: Visitor) -> Response {
    visitor.told(Err(Denial::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address does not take that method.",
    )))
}

/// Refuses what another site makes a browser send. Nobody can do so without the key in the address, which no other site
/// gets to know; where a browser says where a form stood, it is believed all the same.
async fn from_our_own_pages(visitor: Visitor, request: Request, next: Next) -> Response {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if reads || !is_foreign(request.headers()) {
        return next.run(request).await;
    }
    visitor.told(Err(Denial::new(
        StatusCode::FORBIDDEN,
        "foreign_form",
        "The form did not stand on a page of ours.",
    )))
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

async fn count(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    let method = match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    };
    let began = gate.now();
    let response = next.run(request).await;
    let took = gate.now().duration_since(began);
    gate.meters()
        .answered(&route, method, response.status().as_u16(), took);
    response
}

fn panicked(payload: Box<dyn Any + Send + 'static>) -> Response {
    let words = payload.downcast_ref::<String>().map(String::as_str);
    let words = words
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("without words");
    tracing::error!(panic = words, "a page panicked");
    let tongue = Tongue(language::wanted(&HeaderMap::new()));
    told::denied(tongue, &Denial::internal()).into_response()
}
