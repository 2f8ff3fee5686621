//! Says again what was said before. Whoever asks what can be had on a day that another asked about gets the very same answer,
//! as long as it stands, before any route is looked for.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::task::{Context, Poll};

use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::header::AUTHORIZATION;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use bronya_gate::Gate;
use futures_util::future::Either;
use tower::Service;

use crate::availability::{ADDRESS, Availability, name};
use crate::layers::guarded;
use crate::rendered::Rendered;

/// All doors, and before them the answers that are kept.
#[derive(Clone)]
pub struct Again<S> {
    gate: Gate,
    behind: S,
}

/// Puts the kept answers before all doors.
pub fn again<S>(gate: Gate, behind: S) -> Again<S> {
    Again { gate, behind }
}

impl<S, B> Service<Request<B>> for Again<S>
where
    S: Service<Request<B>, Response = Response, Error = Infallible>,
    B: HttpBody,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.behind.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        match kept(&self.gate, &request) {
            Some(answer) => Either::Left(ready(Ok(answer))),
            None => Either::Right(self.behind.call(request)),
        }
    }
}

/// The answer that is kept for a request, while it stands. Only for whoever shows nothing of himself, as what he shows may be refused,
/// and sends nothing, as what he sends would have to be read.
fn kept<B: HttpBody>(gate: &Gate, request: &Request<B>) -> Option<Response> {
    let asks = request.method() == Method::GET && request.body().is_end_stream();
    if !asks || request.headers().contains_key(AUTHORIZATION) {
        return None;
    }
    let kept = gate.kept().get(name(request.uri()))?;
    let began = gate.now();
    if !gate.desk().stands(&kept.sight, began) {
        return None;
    }
    let answer = Rendered::<Availability>::again(kept.body.clone());
    let answer = guarded(answer.into_response());
    let took = gate.now().duration_since(began);
    gate.meters()
        .answered(ADDRESS, "GET", StatusCode::OK.as_u16(), took);
    Some(answer)
}
