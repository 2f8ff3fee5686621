//! By what way bookings come: pages, this API itself, or a foreign contract that the venue speaks.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use bronya_gate::{Denial, Gate};

use crate::asked::{In, in_path, part};
use crate::problem::{Problem, Result};

/// The channel that the address names, if bookings of the venue can come through one of that name.
pub(crate) struct Channel(pub String);

impl FromRequestParts<Gate> for Channel {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, gate: &Gate) -> Result<Self> {
        let channel = part(parts, "channel").await?;
        let In(catalog) = In::from_request_parts(parts, gate).await?;
        let channels = gate.desk().channels(catalog.venue.id).await?;
        if channels.contains(&channel) {
            return Ok(Self(channel));
        }
        let words = "No bookings of the venue come through a channel that is called that.";
        Err(Denial::new(StatusCode::NOT_FOUND, "unknown_channel", words).into())
    }
}

impl OperationInput for Channel {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        in_path::<String>(
            ctx,
            operation,
            "channel",
            "By what bookings come: `web` for pages, `api` for this API, or the name of a foreign contract that the venue speaks.",
        );
    }
}
