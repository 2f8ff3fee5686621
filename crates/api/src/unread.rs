//! A query that is not read yet: what was answered to the same text may still be known.

use std::marker::PhantomData;

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use bronya_gate::{Gate, reading};
use garde::Validate;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::asked::Query;
use crate::problem::{Problem, Result};

/// The query as it was sent.
pub(crate) struct Unread<T>(String, PhantomData<T>);

impl<T: DeserializeOwned + Validate<Context = ()>> Unread<T> {
    /// As it was sent.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// Reads it.
    pub(crate) fn read(&self) -> Result<T> {
        Ok(reading::query(&self.0)?)
    }
}

impl<T: Send> FromRequestParts<Gate> for Unread<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        let text = parts.uri.query().unwrap_or_default();
        Ok(Self(text.to_owned(), PhantomData))
    }
}

impl<T: JsonSchema> OperationInput for Unread<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        Query::<T>::operation_input(ctx, operation);
    }
}
