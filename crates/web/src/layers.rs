//! What lies around all pages: where a form may come from, what is counted, and what a panic becomes.

use std::any::Any;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{HOST, HeaderValue, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Redirect, Response};
use bronya_gate::{Denial, Gate};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::asked::{FORM_MOST, Here, Visitor};
use crate::tongue::Tongue;
use crate::{cookies, inside, language, lost, page, told};

/// Some pages with everything around them. What is not among them is not there.
pub(crate) fn around(pages: Router<Gate>, gate: &Gate) -> Router {
    let pages = pages
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_this_way);
    beside(pages, gate)
}

/// Pages for those who are logged in, with everything around them.
pub(crate) fn inside(pages: Router<Gate>, gate: &Gate) -> Router {
    let pages = pages
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_this_way)
        .layer(from_fn(lost::shown))
        .layer(from_fn_with_state(gate.clone(), inside::identified));
    beside(pages, gate)
}

/// Pages with everything around them that stand beside those of another door, which says what is not there.
pub(crate) fn beside(pages: Router<Gate>, gate: &Gate) -> Router {
    pages
        .layer(DefaultBodyLimit::max(FORM_MOST))
        .layer(from_fn_with_state(gate.clone(), from_our_own_pages))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(gate.clone(), count))
        .layer(map_response(page::guarded))
        .layer(CompressionLayer::new())
        .with_state(gate.clone())
}

async fn nothing_here(visitor: Visitor) -> Response {
    told::nothing(visitor.tongue).into_response()
}

/// Where a form goes there is nothing to look at. Whoever comes there by himself, or in another language, is led to the page
/// around it.
async fn not_this_way(visitor: Visitor, Here(here): Here, method: Method) -> Response {
    let path = here.split('?').next().unwrap_or_default();
    if let Some((around, _)) = path.rsplit_once('/')
        && method == Method::GET
    {
        let around = if around.is_empty() { "/" } else { around };
        return Redirect::to(around).into_response();
    }
    visitor.told(Err(Denial::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address does not take that method.",
    )))
}

/// Refuses what another site makes a browser send.
async fn from_our_own_pages(
    State(gate): State<Gate>,
    visitor: Visitor,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() || !is_foreign(&gate, request.headers()) {
        return next.run(request).await;
    }
    visitor.told(Err(Denial::new(
        StatusCode::FORBIDDEN,
        "foreign_form",
        "The form did not stand on a page of ours.",
    )))
}

/// Whether a form stood on another site, by what the browser says of it. One that says nothing of it at all is foreign as
/// soon as it shows a pass: what a key in the address opens, no other site gets to know, but a pass the browser sends by
/// itself.
fn is_foreign(gate: &Gate, headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    match headers.get(ORIGIN) {
        Some(origin) => !is_own(gate, headers, origin),
        None => cookies::pass(gate, headers).is_some(),
    }
}

/// Whether an origin is ours: the address under which the world sees us, or the host that was asked.
fn is_own(gate: &Gate, headers: &HeaderMap, origin: &HeaderValue) -> bool {
    let origin = origin.to_str().unwrap_or_default();
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let asked = origin.split_once("://").map(|(_, host)| host);
    let public = gate.public_url().strip_prefix(origin);
    let is_public = public.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    is_public || (asked.is_some() && asked == host)
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
    told::denied(tongue, &Denial::internal(), None).into_response()
}
