//! What lies around the routes of every dialect: what is counted, what a panic becomes, what browsers are told.

use std::any::Any;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use bronya_gate::Denial;
use tower_http::catch_panic::CatchPanicLayer;

use crate::door::Door;

/// Routes with everything around them. They have their own answers to what is not there and to other methods.
pub(crate) fn around(routes: Router<Door>, door: Door) -> Router {
    let refuse = door.clone();
    let panicked = move |payload: Box<dyn Any + Send>| {
        let words = payload.downcast_ref::<String>().map(String::as_str);
        let words = words
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("without words");
        tracing::error!(panic = words, "a handler panicked");
        refuse.refuse(Denial::internal())
    };
    routes
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(door.clone(), watched))
        .with_state(door)
}

async fn watched(State(door): State<Door>, request: Request, next: Next) -> Response {
    let pattern = pattern(&door, &request);
    let below = pattern.strip_prefix('/').unwrap_or(&pattern);
    let route = format!("/dialects/{}/{below}", door.contract());
    let method = name(request.method());
    let began = door.now();
    let mut response = next.run(request).await;
    let took = door.now().duration_since(began);
    let status = response.status().as_u16();
    door.gate().meters().answered(&route, method, status, took);
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// The pattern of a request's address below wherever the dialect is reached; `none` where nothing stands there.
pub(crate) fn pattern(door: &Door, request: &Request) -> String {
    let path = request.extensions().get::<MatchedPath>();
    let path = path.map_or("none", MatchedPath::as_str);
    // On the main port the pattern begins with where the instance is mounted.
    let mount = format!("/dialects/{}", door.name());
    path.strip_prefix(&mount).unwrap_or(path).to_owned()
}

/// The name of a method as a label; methods that nobody knows share one.
pub(crate) fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
