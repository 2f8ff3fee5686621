//! A "yes" that is written down already, so that it can be said again.

use std::marker::PhantomData;

use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{Operation, Response as Documented, StatusCode as Code};
use axum::body::Bytes;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use bronya_gate::Denial;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answered::Seen;
use crate::problem::Result;

/// Something that is there, as JSON: 200.
pub(crate) struct Rendered<T> {
    body: Bytes,
    of: PhantomData<T>,
}

impl<T: Serialize> Rendered<T> {
    /// Writes it down.
    pub(crate) fn new(answer: &T) -> Result<Self> {
        let body = serde_json::to_vec(answer).map_err(|_| Denial::internal())?;
        Ok(Self::again(body.into()))
    }

    /// What was written down before.
    pub(crate) fn again(body: Bytes) -> Self {
        Self {
            body,
            of: PhantomData,
        }
    }

    /// What is written down.
    pub(crate) fn body(&self) -> Bytes {
        self.body.clone()
    }
}

impl<T> IntoResponse for Rendered<T> {
    fn into_response(self) -> Response {
        let kind = HeaderValue::from_static("application/json");
        ([(CONTENT_TYPE, kind)], self.body).into_response()
    }
}

impl<T: JsonSchema> OperationOutput for Rendered<T> {
    type Inner = T;

    fn operation_response(ctx: &mut GenContext, operation: &mut Operation) -> Option<Documented> {
        Seen::<T>::operation_response(ctx, operation)
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<Code>, Documented)> {
        Seen::<T>::inferred_responses(ctx, operation)
    }
}
