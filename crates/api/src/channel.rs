//! By what way bookings come: this API itself, or a foreign contract that the venue speaks.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use bronya_gate::{Denial, Gate};

use crate::asked::{In, in_path, part};
use crate::problem::{Problem, Result};

/// The channel of bookings that come through this API.
pub(crate) const CHANNEL: &str = "api";

/// The channel that the address names, if bookings of the venue can come through one of that name.
pub(crate) struct Channel(pub String);

impl FromRequestParts<Gate> for Channel {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, gate: &Gate) -> Result<Self> {
        let channel = part(parts, "channel").await?;
        let In(catalog) = In::from_request_parts(parts, gate).await?;
        let spoken = gate.desk().instances().await?;
        let mut spoken = spoken
            .iter()
            .filter(|one| one.venue == catalog.venue.id)
            .map(|one| one.name.as_str());
        if channel == CHANNEL || spoken.any(|name| name == channel) {
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
            "By what bookings come: `api`, or the name of a foreign contract that the venue speaks.",
        );
    }
}
