//! Workers: registered, logged in, kept logged in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use bronya_desk::{Joining, NewAccount, No};
use bronya_domain::command::Role;
use bronya_domain::people::{Names, Scope};
use bronya_domain::refusal::Reason;
use bronya_gate::Identity;
use bronya_gate::entry::WhyNot;
use bronya_gate::limits::Limit;
use serde_json::{Value, json};

use crate::answers;
use crate::door::Door;
use crate::fastapi;
use crate::fastapi::v1::{self, Fields, Wrong};
use crate::heard::Heard;
use crate::logist::halves::HALF;
use crate::logist::seeds::{ECHO_PASSWORD, OPEN_REGISTRATION};
use crate::logist::translate::{Answer, Sorry};
use crate::logist::wire;
use crate::logist::workers::worker;

/// What stands in the place of a password.
const MASKED: &str = "********";

pub(super) async fn register(State(door): State<Door>, heard: Heard) -> Answer {
    let is_open = door.is_on(OPEN_REGISTRATION);
    let comes_alone = !heard.headers.contains_key("authorization");
    if !is_open && !comes_alone {
        let worker = worker(&door, &heard, Scope::WriteSettings).await?;
        if matches!(worker.identity(), Identity::Program(_)) {
            // Whom a program lets in could do more than the program may.
            return Err(Reason::StaffOnly.into());
        }
    } else {
        let (limits, now) = (door.gate().limits(), door.now());
        limits.take(Limit::Register, &heard.from.bucket(), now)?;
    }
    let mut fields = wire::body(&heard)?;
    let username = new_name(&mut fields);
    let password = wire::password(&mut fields, "password1");
    fields.needed("password2", |value| {
        repeated(v1::text_of(value)?, password.as_deref())
    });
    let (username, password) = fields.done(username.zip(password))?;
    keepable(&username)?;
    let allowed = door.realm().rule.check(&password, &[]);
    allowed.map_err(|denial| denial.of("password1"))?;
    let hash = door.gate().passwords().hash(&password).await?;
    let joining = Joining {
        account: NewAccount {
            realm: door.realm().name.clone(),
            username: Some(kept(&username).to_owned()),
            email: None,
            // There is no address to confirm.
            email_confirmed: true,
            phone: None,
            names: Names::default(),
            language: None,
            password: Some(hash),
            operator: false,
        },
        role: Role::Staff,
        time: None,
        unique_phone: false,
        first: comes_alone && !is_open,
        number: None,
    };
    let joined = door.desk().join(door.venue(), joining, door.now()).await;
    joined.map_err(not_joined)?;
    let echo = door.is_on(ECHO_PASSWORD);
    let password = if echo { password.as_str() } else { MASKED };
    Ok(private(
        json!({ "username": username, "password": password }),
    ))
}

/// Who is not the first must be let in by a worker, and showed none.
fn not_joined(no: No) -> Sorry {
    match &no {
        No::Refused { refusal, .. } if *refusal.first() == Reason::StaffOnly => {
            Sorry::forbidden("Not authenticated")
        }
        _ => no.into(),
    }
}

pub(super) async fn login(State(door): State<Door>, heard: Heard) -> Answer {
    let mut fields = wire::body(&heard)?;
    let username = wire::filled(&mut fields, "username");
    let password = wire::password(&mut fields, "password");
    let (username, password) = fields.done(username.zip(password))?;
    keepable(&username)?;
    let (realm, name) = (door.realm(), kept(&username));
    let entry = door
        .gate()
        .log_in(realm, name, &password, &heard.from)
        .await;
    let entry = match entry {
        Ok(entry) => entry,
        Err(denial) if denial.code == "wrong_login" => {
            let known = match realm.names.kept(name) {
                Some(name) => door.desk().login(&realm.name, &name).await?,
                None => None,
            };
            return Err(Sorry::in_the_body(match known {
                Some(_) => "Invalid password",
                None => "This username is not registered.",
            }));
        }
        Err(denial) => return Err(denial.into()),
    };
    let tokens = json!({ "access_token": entry.access, "refresh_token": entry.refresh });
    Ok(private(tokens))
}

pub(super) async fn refresh(State(door): State<Door>, heard: Heard) -> Answer {
    let mut fields = Fields::of("query", fastapi::query(&heard));
    if !fields.has("refresh") && !fields.has("refresh_token") {
        fields = wire::anywhere(&heard).await?;
    }
    let name = match fields.has("refresh_token") && !fields.has("refresh") {
        true => "refresh_token",
        false => "refresh",
    };
    let token = fields.needed(name, v1::text_of);
    let token = fields.done(token)?;
    let (gate, realm) = (door.gate(), door.realm());
    let words = match gate.renew(realm, &token, &heard.from).await {
        Ok(entry) => return Ok(private(json!({ "access_token": entry.access }))),
        Err(denial) if denial.status == StatusCode::UNAUTHORIZED => {
            match gate.behind_refresh(realm, &token).await {
                Err(WhyNot::Access) => "Invalid scope for token",
                Err(WhyNot::Over) => "Refresh token expired",
                Ok(_) | Err(WhyNot::NotOurs) => "Invalid refresh token",
                Err(WhyNot::Failed(denial)) => return Err((*denial).into()),
            }
        }
        Err(denial) => return Err(denial.into()),
    };
    Err(Sorry::new(StatusCode::UNAUTHORIZED, words))
}

/// A login name that somebody may have.
fn new_name(fields: &mut Fields) -> Option<String> {
    let name = wire::filled(fields, "username")?;
    let short = v1::at_most(wire::NAME_MOST, name);
    let short = short.and_then(|name| match kept(&name).is_empty() {
        true => Err(Wrong::value("It is necessary to send 'username'")),
        false => Ok(name),
    });
    fields.keep("username", short)
}

/// A name as it is kept: blanks at the end of a column of fixed length mean nothing.
fn kept(name: &str) -> &str {
    name.trim_end_matches(' ')
}

fn repeated(second: String, first: Option<&str>) -> Result<(), Wrong> {
    match first.is_none_or(|first| first == second) {
        true => Ok(()),
        false => Err(Wrong::value("passwords do not match")),
    }
}

/// Refuses a name that no database can keep, in the words of the original.
fn keepable(name: &str) -> Result<(), Sorry> {
    let bad = |words| Err(Sorry::new(StatusCode::BAD_REQUEST, words));
    match name {
        _ if name.contains('\0') => bad("A string literal cannot contain NUL (0x00) characters."),
        _ if name.contains(HALF) => {
            bad("'utf-8' codec can't encode characters: surrogates not allowed")
        }
        _ => Ok(()),
    }
}

/// An answer that nobody keeps.
fn private(body: Value) -> Response {
    let headers = [(CACHE_CONTROL, "no-store")];
    (headers, answers::json(StatusCode::OK, body)).into_response()
}
