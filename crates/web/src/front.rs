//! The pages that stand right below the root, before all other doors.

use std::convert::Infallible;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use axum::extract::Request;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use axum::{BoxError, Router};
use tower::Service;

use crate::book;

/// The pages on which guests book, and whatever stands behind them. It is a service rather than a layer of the router, which would
/// box and copy it for every request.
#[derive(Clone)]
pub struct Front {
    pub(crate) pages: Router,
    pub(crate) behind: Router,
}

impl<B> Service<Request<B>> for Front
where
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if book::could_be(request.uri().path()) {
            self.pages.call(request)
        } else {
            self.behind.call(request)
        }
    }
}
