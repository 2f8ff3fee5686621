//! Coming in: registering, and the tokens with which one shows that he did.

use axum::extract::State;
use axum::http::StatusCode;
use bronya_desk::{Joining, NewAccount, No};
use bronya_domain::command::Role;
use bronya_gate::limits::Limit;
use serde_json::json;

use super::caller::{Answer, told};
use crate::django::{body, text};
use crate::door::Door;
use crate::heard::Heard;
use crate::planner::people::time_of;
use crate::planner::seeds::SPECIALIST_REGISTRATION;
use crate::planner::translate::{self, SPOKEN, Sorry};
use crate::planner::wire::{self, Registration, mailbox};

/// The longest token and the longest login name that are looked at.
const SHOWN_MOST: usize = 4096;

pub(super) async fn register(State(door): State<Door>, heard: Heard) -> Answer {
    let gate = door.gate();
    let fields = body(&heard, SPOKEN).await?;
    let rule = door.realm().rule;
    let new = Registration::read(fields, |password| {
        translate::password(&rule.check(password, &[]).err()?)
    })?;
    may_be(&door, new.role)?;
    let bucket = heard.from.bucket();
    gate.limits().take(Limit::Register, &bucket, door.now())?;
    let hash = gate.passwords().hash(&new.password).await?;
    let time = time_of(&door, new.role, &new.names);
    let account = NewAccount {
        realm: door.realm().name.clone(),
        username: None,
        email: Some(new.email),
        // Nobody here is asked to show that an address is his, and a specialist may act at once.
        email_confirmed: true,
        phone: None,
        names: new.names,
        language: None,
        password: Some(hash),
        operator: false,
    };
    let joining = Joining {
        account,
        role: new.role,
        time,
        unique_phone: false,
        first: false,
        number: None,
    };
    let joined = door.desk().join(door.venue(), joining, door.now()).await;
    let member = joined.map_err(|no| match no {
        No::NotUnique { field: "email" } => wire::email_taken(),
        no => no.into(),
    })?;
    Ok(told(StatusCode::CREATED, wire::registered(&member)))
}

/// Whether somebody may take a role for himself.
fn may_be(door: &Door, role: Role) -> Result<(), Sorry> {
    let invites = door.setting(SPECIALIST_REGISTRATION) == Some("invite");
    match role {
        Role::Customer => Ok(()),
        Role::Specialist if !invites => Ok(()),
        Role::Specialist => Err(Sorry::role("Вы не можете выбрать роль Специалиста.")),
        Role::Guest | Role::Staff | Role::Admin | Role::Operator | Role::Clock => {
            Err(Sorry::role("Вы не можете выбрать роль Администратора."))
        }
    }
}

pub(super) async fn create(State(door): State<Door>, heard: Heard) -> Answer {
    let mut fields = body(&heard, SPOKEN).await?;
    let email = fields.needed("email", text(SHOWN_MOST));
    let password = wire::password(&mut fields);
    let (Some(email), Some(password)) = (email, password) else {
        return Err(Sorry::fields(fields.wrongs()));
    };
    let entry = door
        .gate()
        .log_in(door.realm(), &mailbox(&email), &password, &heard.from)
        .await;
    let entry = entry.map_err(|denial| match denial.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Sorry::no_account(),
        _ => denial.into(),
    })?;
    let tokens = json!({ "refresh": entry.refresh, "access": entry.access });
    Ok(told(StatusCode::OK, tokens))
}

pub(super) async fn refresh(State(door): State<Door>, heard: Heard) -> Answer {
    let token = token(&heard, "refresh").await?;
    let renewed = door.gate().renew(door.realm(), &token, &heard.from).await;
    let entry = renewed.map_err(|denial| match denial.status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Sorry::refused_token(),
        _ => denial.into(),
    })?;
    Ok(told(StatusCode::OK, json!({ "access": entry.access })))
}

pub(super) async fn verify(State(door): State<Door>, heard: Heard) -> Answer {
    let token = token(&heard, "token").await?;
    match door.gate().is_token_of(door.realm(), &token).await? {
        true => Ok(told(StatusCode::OK, json!({}))),
        false => Err(Sorry::refused_token()),
    }
}

/// The token of a body.
async fn token(heard: &Heard, name: &str) -> Result<String, Sorry> {
    let mut fields = body(heard, SPOKEN).await?;
    let token = fields.needed(name, text(SHOWN_MOST));
    token.ok_or_else(|| Sorry::fields(fields.wrongs()))
}
