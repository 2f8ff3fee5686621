//! Registering, logging in and out, and what a token is worth.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use bronya_domain::command::Role;
use bronya_gate::limits::Limit;
use bronya_gate::{Identity, Who};
use serde_json::{Value, json};

use super::super::seeds;
use super::super::translate::Nay;
use super::super::wire::{self, Credentials};
use super::caller;
use super::sight::{Answer, shown};
use crate::answers;
use crate::door::Door;
use crate::fastapi::Asked;
use crate::heard::Heard;

pub(super) async fn register(State(door): State<Door>, heard: Heard) -> Answer {
    let Credentials { username, password } = Credentials::registering(Asked::body(&heard)?)?;
    let (gate, now) = (door.gate(), door.now());
    gate.limits()
        .take(Limit::Register, &heard.from.bucket(), now)?;
    let hash = gate.passwords().hash(&password).await?;
    let joining = seeds::joining(door.realm(), username, hash, Role::Customer);
    door.desk().join(door.venue(), joining, now).await?;
    shown(StatusCode::OK, json!("complete"))
}

pub(super) async fn log_in(State(door): State<Door>, heard: Heard) -> Answer {
    let Credentials { username, password } = Credentials::of_form(&heard).await?;
    let gate = door.gate();
    let entry = gate.log_in(door.realm(), &username, &password, &heard.from);
    let entry = entry.await.map_err(|denial| match denial.status {
        StatusCode::UNAUTHORIZED => Nay::unknown("Incorrect username or password"),
        _ => denial.into(),
    })?;
    let body = json!({ "access_token": entry.access, "token_type": "bearer" });
    Ok(not_kept(body))
}

/// Ends the login behind the token and no other. Whoever shows a token that is worth nothing is out already.
pub(super) async fn log_out(State(door): State<Door>, heard: Heard) -> Answer {
    let token = caller::bearer(&heard).ok_or_else(Nay::nobody)?;
    match Identity::of_token(door.gate(), door.realm(), token).await {
        Ok(Identity::Person(session)) => door.desk().end_session(&session.id).await?,
        Ok(Identity::Nobody | Identity::OperatorKey | Identity::Program(_)) => {}
        Err(denial) if denial.status == StatusCode::UNAUTHORIZED => {}
        Err(denial) => return Err(denial.into()),
    }
    let body = json!({ "message": "Successfully logged out" });
    shown(StatusCode::OK, body)
}

/// Whose token it is. Of the older code.
pub(super) async fn verify(State(door): State<Door>, heard: Heard) -> Answer {
    let token = wire::part_of_path(&heard, 0);
    let over = || Nay::forbidden("Token is invalid or expired");
    let identity = match Identity::of_token(door.gate(), door.realm(), token).await {
        Ok(identity) => identity,
        Err(denial) if denial.status == StatusCode::UNAUTHORIZED => return Err(over()),
        Err(denial) => return Err(denial.into()),
    };
    let caller = door.admit(Who::Account, identity).map_err(|_| over())?;
    let username = &caller.session()?.account.username;
    Ok(not_kept(json!({ "username": username })))
}

/// An answer that nothing on its way may keep.
fn not_kept(body: Value) -> Response {
    let body = answers::json(StatusCode::OK, body);
    ([(CACHE_CONTROL, "no-store")], body).into_response()
}
