//! One's own logins: which of them hold, and ending one of them.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::Operation;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::NoContent;
use bronya_gate::{Denial, Gate};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answered::Seen;
use crate::asked::{self, By};
use crate::problem::{Problem, Result};

/// The session that the address names.
pub(crate) struct Named(pub String);

/// One's own logins.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SessionList {
    items: Vec<Login>,
}

/// A login that holds.
#[derive(Serialize, JsonSchema)]
struct Login {
    /// Its name. It opens nothing by itself.
    id: String,
    /// Whether it is the one that asks.
    is_this: bool,
    /// When it began.
    made_at: Timestamp,
    /// When it was last renewed.
    renewed_at: Timestamp,
    /// When it ends by itself.
    expires_at: Timestamp,
}

pub(crate) async fn list(State(gate): State<Gate>, By(caller): By) -> Result<Seen<SessionList>> {
    let session = caller.session()?;
    let account = session.account.id;
    let logins = gate.desk().sessions_of(account, gate.now()).await?;
    let items = logins.into_iter().map(|login| Login {
        is_this: login.id == session.id,
        id: login.id,
        made_at: login.made_at,
        renewed_at: login.renewed_at,
        expires_at: login.expires_at,
    });
    let items = items.collect();
    Ok(Seen::new(SessionList { items }).private())
}

pub(crate) async fn end(
    State(gate): State<Gate>,
    By(caller): By,
    Named(id): Named,
) -> Result<NoContent> {
    let account = caller.session()?.account.id;
    match gate.desk().end_own_session(account, &id).await? {
        true => Ok(NoContent),
        false => Err(unknown().into()),
    }
}

impl FromRequestParts<Gate> for Named {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        asked::part(parts, "session").await.map(Self)
    }
}

impl OperationInput for Named {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let words = "The session, by its name.";
        asked::in_path::<String>(ctx, operation, "session", words);
    }
}

fn unknown() -> Denial {
    Denial::new(
        StatusCode::NOT_FOUND,
        "unknown_session",
        "There is no such session, or it has ended.",
    )
}
