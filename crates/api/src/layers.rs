//! What lies around all routes: who may pass, how large a body may be, what is counted, and what a panic becomes.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::{CONNECTION, EXPECT, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use bronya_gate::{Denial, Gate, Who};
use futures_util::stream::{self, StreamExt};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

use crate::admission;
use crate::problem::Problem;

/// The largest body.
pub(crate) const BODY_MOST: usize = 64 * 1024;

/// The routes with everything around them.
pub(crate) fn around(routes: Router<Gate>, gate: Gate) -> Router {
    routes
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_this_way)
        // One layer of all: a router boxes each that it is given, and copies the boxes below with every request.
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(gate.clone(), attend))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(Extension(gate.clone()))
                .layer(DefaultBodyLimit::max(BODY_MOST)),
        )
        .with_state(gate)
}

/// What is done around each answer.
async fn attend(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let answer = read_to_the_end(request, |request| count(gate, request, next));
    guarded(answer.await)
}

/// Lets a request through to its route if whoever sent it may call it, and tells the route who that is.
pub(crate) async fn admit(who: Who, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match admission::admit(who, &mut parts).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(problem) => problem.into_response(),
    }
}

/// Tells browsers to take an answer for what it says it is, and to tell nobody where they read it.
pub(crate) fn guarded(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 2] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A body that is lent to a route. Many a "no" is said before the body was read; what is left of it then stands on the
/// connection where the next request should begin.
struct Lent {
    body: BodyDataStream,
    /// Whether somebody began to read.
    is_begun: bool,
    /// Whether it came to its end, once it came to one: true for its own, false where it broke.
    end: Option<bool>,
}

impl Lent {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        if self.end.is_some() {
            return Poll::Ready(None);
        }
        self.is_begun = true;
        let polled = self.body.poll_next_unpin(context);
        match &polled {
            Poll::Ready(None) => self.end = Some(true),
            Poll::Ready(Some(Err(_))) => self.end = Some(false),
            Poll::Ready(Some(Ok(_))) | Poll::Pending => {}
        }
        polled
    }
}

/// Reads what a route left of the body, up to as much as a body may hold, before the answer leaves. Where that does not
/// bring it to its end, the answer says that the connection closes, so that nobody sends his next request into it.
async fn read_to_the_end<F>(request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    if request.body().is_end_stream() {
        return next(request).await;
    }
    let (parts, body) = request.into_parts();
    // Who waits to be told to go on sends nothing before, and is not told so just to be refused.
    let waits = parts.headers.contains_key(EXPECT);
    let lent = Arc::new(Mutex::new(Lent {
        body: body.into_data_stream(),
        is_begun: false,
        end: None,
    }));
    let theirs = Body::from_stream(reader(lent.clone()));
    let mut response = next(Request::from_parts(parts, theirs)).await;
    if !is_read(lent, waits).await {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    response
}

fn reader(
    lent: Arc<Mutex<Lent>>,
) -> impl stream::Stream<Item = Result<Bytes, axum::Error>> + Send + 'static {
    stream::poll_fn(move |context| {
        lent.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .poll(context)
    })
}

async fn is_read(lent: Arc<Mutex<Lent>>, waits: bool) -> bool {
    let (is_begun, end) = {
        let lent = lent.lock().unwrap_or_else(PoisonError::into_inner);
        (lent.is_begun, lent.end)
    };
    if let Some(end) = end {
        return end;
    }
    if waits && !is_begun {
        return false;
    }
    let mut rest = reader(lent);
    let mut length = 0;
    while let Some(part) = rest.next().await {
        length += match part {
            Ok(part) => part.len(),
            Err(_) => return false,
        };
        if length > BODY_MOST {
            return false;
        }
    }
    true
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

async fn count(gate: Gate, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = name(request.method());
    let began = gate.now();
    let response = next.run(request).await;
    let took = gate.now().duration_since(began);
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    gate.meters()
        .answered(route, method, response.status().as_u16(), took);
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
