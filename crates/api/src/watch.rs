//! What operators and their machines watch: whether the server lives, whether it is ready, what it counts.

use axum::extract::State;
use bronya_gate::{Denial, Gate};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answered::Seen;
use crate::problem::Result;

/// How the server stands.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Status {
    /// `ok`; anything else is a problem.
    status: &'static str,
}

pub(crate) async fn healthz() -> Seen<Status> {
    Seen::new(Status { status: "ok" })
}

pub(crate) async fn readyz(State(gate): State<Gate>) -> Result<Seen<Status>> {
    // Whatever the database says, a balancer understands one answer: not now.
    gate.desk().ready().await.map_err(|fault| {
        tracing::error!(%fault, "not ready");
        let unavailable = axum::http::StatusCode::SERVICE_UNAVAILABLE;
        Denial::new(unavailable, "unavailable", "The database does not answer.").retry_after(5)
    })?;
    Ok(Seen::new(Status { status: "ok" }))
}

pub(crate) async fn metrics(State(gate): State<Gate>) -> Result<String> {
    let now = gate.now();
    // What the process counts itself is told even while the database does not answer.
    let letters = gate.desk().letters_standing(now).await;
    let letters = letters.map_err(|no| tracing::warn!(%no, "letters were not counted"));
    let webhooks = gate.desk().webhooks_standing(now).await;
    let webhooks = webhooks.map_err(|no| tracing::warn!(%no, "news were not counted"));
    let standing = gate.desk().standing();
    let text = gate
        .meters()
        .text(standing, letters.ok(), webhooks.ok(), now);
    text.map_err(|error| {
        tracing::error!(%error, "the meters cannot be written");
        Denial::internal().into()
    })
}
