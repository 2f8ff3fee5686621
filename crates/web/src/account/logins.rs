//! Where somebody is logged in: each login with the day on which it began, to be ended from here.

use axum::Router;
use axum::response::Response;
use axum::routing::post;
use bronya_gate::{Denial, Gate};
use bronya_words::moment;
use garde::Validate;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::form::led_back;
use crate::asked::Form;
use crate::inside::Known;
use crate::tongue::Blanks;

/// A login that holds.
pub(super) struct Login {
    pub id: String,
    pub is_this: bool,
    pub since: String,
    pub until: String,
}

/// Which one.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct LoginForm {
    #[garde(length(max = 256))]
    login: String,
}

/// A press of a button that says everything.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct Press {}

pub(super) fn routes() -> Router<Gate> {
    Router::new()
        .route("/logins/end", post(end))
        .route("/logins/end-others", post(end_others))
}

/// All that hold, this one first.
pub(super) async fn all(known: &Known) -> Result<Vec<Login>, Denial> {
    let (gate, session) = (&known.gate, &known.session);
    let logins = gate.desk().sessions_of(session.account.id, gate.now());
    let logins = logins.await?;
    let zone = zone(known).await?;
    let mut logins: Vec<Login> = logins
        .into_iter()
        .map(|login| Login {
            is_this: login.id == session.id,
            since: told(known, "account-since", zone.as_ref(), login.made_at),
            until: told(known, "account-until", zone.as_ref(), login.expires_at),
            id: login.id,
        })
        .collect();
    logins.sort_by_key(|login| !login.is_this);
    Ok(logins)
}

/// The clock by which he lives: that of the first venue that knows him.
async fn zone(known: &Known) -> Result<Option<TimeZone>, Denial> {
    let Some(first) = known.session.memberships.first() else {
        return Ok(None);
    };
    let catalog = known.gate.desk().venue_of(first.venue).await?;
    Ok(Some(catalog.venue.zone.clone()))
}

fn told(known: &Known, words: &str, zone: Option<&TimeZone>, at: Timestamp) -> String {
    let tongue = known.tongue();
    let when = match zone {
        Some(zone) => moment::full(tongue.0, zone, at),
        None => format!("{} UTC", moment::full(tongue.0, &TimeZone::UTC, at)),
    };
    tongue.say(words, &Blanks::default().with("when", when))
}

async fn end(known: Known, Form(sent): Form<LoginForm>) -> Response {
    let visitor = known.visitor;
    let answer = async {
        let account = known.session.account.id;
        let desk = known.gate.desk();
        // One that had ended by itself is as ended as he wants it.
        desk.end_own_session(account, &sent.login).await?;
        Ok(led_back("login"))
    };
    visitor.told(answer.await)
}

async fn end_others(known: Known, Form(Press {}): Form<Press>) -> Response {
    let visitor = known.visitor;
    let answer = async {
        let session = &known.session;
        let desk = known.gate.desk();
        desk.end_sessions(session.account.id, Some(&session.id))
            .await?;
        Ok(led_back("logins"))
    };
    visitor.told(answer.await)
}
