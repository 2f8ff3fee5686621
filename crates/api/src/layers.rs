//! What lies around all routes: who may pass, how large a body may be, what is counted, and what a panic becomes.

use std::any::Any;

use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use bronya_gate::{Caller, Denial, Gate, Who};
use tower_http::catch_panic::CatchPanicLayer;

use crate::problem::Problem;

/// The largest body.
const BODY_MOST: usize = 64 * 1024;

/// The routes with everything around them.
pub(crate) fn around(routes: Router<Gate>, gate: Gate) -> Router {
    routes
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_this_way)
        .layer(DefaultBodyLimit::max(BODY_MOST))
        .layer(Extension(gate.clone()))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(gate.clone(), count))
        .with_state(gate)
}

/// Lets a request through to its route if whoever sent it may call it, and tells the route who that is.
pub(crate) async fn admit(who: Who, mut request: Request, next: Next) -> Response {
    match admitted(who, request.extensions().get::<Gate>(), request.headers()) {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(denial) => Problem::from(denial).into_response(),
    }
}

/// Without a gate nobody can tell who calls, so nobody passes.
fn admitted(who: Who, gate: Option<&Gate>, headers: &HeaderMap) -> Result<Caller, Denial> {
    let caller = Caller::of(gate.ok_or_else(Denial::internal)?, headers)?;
    who.admit(caller)?;
    Ok(caller)
}

async fn nothing_here() -> Problem {
    Denial::not_found().into()
}

async fn not_this_way() -> Problem {
    Denial::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address does not take that method.",
    )
    .into()
}

async fn count(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let method = name(request.method());
    let began = gate.now();
    let response = next.run(request).await;
    let took = gate.now().duration_since(began);
    gate.meters()
        .answered(&route, method, response.status().as_u16(), took);
    response
}

/// The name of a method as a label; methods that nobody knows share one.
fn name(method: &Method) -> &'static str {
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

fn panicked(payload: Box<dyn Any + Send + 'static>) -> Response {
    let words = payload.downcast_ref::<String>().map(String::as_str);
    let words = words
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("without words");
    tracing::error!(panic = words, "a handler panicked");
    Problem::from(Denial::internal()).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_problem_that_gives_nothing_away() {
        async fn panic() -> &'static str {
            panic!("secret")
        }
        let router = Router::<()>::new()
            .route("/", get(panic))
            .layer(CatchPanicLayer::custom(panicked));
        let response = router
            .oneshot(Request::new(Body::empty()))
            .await
            .expect("an answer");
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), BODY_MOST)
            .await
            .expect("a body");
        let text = String::from_utf8_lossy(&body);
        assert!(
            text.contains("\"code\":\"internal\"") && !text.contains("secret"),
            "{text}"
        );
    }
}
