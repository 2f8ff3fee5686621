//! Who calls, by the token that he shows, and what every handler gives.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use bronya_gate::{Caller, Identity, Who};
use serde_json::Value;

use crate::answers;
use crate::django::{self, Shown, shown};
use crate::door::Door;
use crate::heard::Heard;
use crate::planner::translate::{SPOKEN, Sorry};

/// What a handler gives.
pub(super) type Answer = Result<Response, Sorry>;

/// The number in an address; none where no number stands there, which nothing has.
pub(super) struct Number(pub Option<i64>);

impl<S: Send + Sync> FromRequestParts<S> for Number {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let shown = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(shown.ok().and_then(|Path(shown)| shown.parse().ok())))
    }
}

/// Who calls, by the token that he shows.
async fn identity(door: &Door, heard: &Heard) -> Result<Identity, Sorry> {
    let token = match shown(heard, SPOKEN)? {
        Shown::Bearer(token) => token,
        Shown::Nothing | Shown::Basic { .. } => {
            return Err(django::not_authenticated(SPOKEN).into());
        }
    };
    Ok(Identity::of_token(door.gate(), door.realm(), &token).await?)
}

/// Somebody who is logged in.
pub(super) async fn caller(door: &Door, heard: &Heard) -> Result<Caller, Sorry> {
    let identity = identity(door, heard).await?;
    Ok(door.admit(Who::Account, identity)?)
}

/// Somebody who runs the venue.
pub(super) async fn administrator(door: &Door, heard: &Heard) -> Result<Caller, Sorry> {
    let identity = identity(door, heard).await?;
    let admitted = door.admit(Who::Admin(None), identity);
    admitted.map_err(|denial| match denial.code {
        "account_blocked" => denial.into(),
        _ => Sorry::not_staff(),
    })
}

/// An answer of JSON.
pub(super) fn told(status: StatusCode, body: Value) -> Response {
    answers::json(status, body)
}
