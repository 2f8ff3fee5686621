//! Another password. All other logins end with the old one.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bronya_gate::Gate;
use bronya_gate::entry::Realm;
use garde::Validate;
use serde::Deserialize;

use super::form::{again, form, led_back, own_password};
use crate::asked::Form;
use crate::fields::Field;
use crate::inside::Known;

/// The longest password that is looked at, in bytes.
const PASSWORD_MOST: usize = 1024;

/// The old password and the new one.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct PasswordForm {
    #[garde(length(max = PASSWORD_MOST))]
    own: Option<String>,
    #[garde(length(max = PASSWORD_MOST))]
    password: Option<String>,
    #[garde(length(max = PASSWORD_MOST))]
    again: Option<String>,
}

pub(super) fn routes() -> Router<Gate> {
    Router::new().route("/password", get(show).post(change))
}

async fn show(known: Known) -> Response {
    let page = form(&known, "password", fields(&known)).page();
    page.into_response()
}

async fn change(known: Known, Form(sent): Form<PasswordForm>) -> Response {
    let blame = |blame| again(&known, "password", fields(&known), blame);
    if sent.password != sent.again {
        return blame(("again", "bad-again"));
    }
    let own = sent.own.unwrap_or_default();
    let new = sent.password.unwrap_or_default();
    let (realm, caller) = (Realm::house(), known.caller());
    let changed = known.gate.change_password(&realm, &caller, &own, &new);
    match changed.await {
        Ok(()) => led_back("password"),
        Err(denial) => match denial.code {
            "wrong_password" => blame(("own", "password-wrong")),
            "password_too_short" => blame(("password", "password-too-short")),
            "password_too_long" => blame(("password", "password-too-long")),
            "password_personal" => blame(("password", "password-personal")),
            "password_common" => blame(("password", "password-common")),
            _ => known.visitor.told(Err(denial)),
        },
    }
}

fn fields(known: &Known) -> Vec<Field> {
    let tongue = known.tongue();
    let new = |name, label: &str| Field {
        fill: Some("new-password"),
        ..Field::new(name, "password", tongue.word(label))
    };
    let password = Field {
        hint: Some(tongue.word("password-hint")),
        ..new("password", "field-password")
    };
    vec![own_password(tongue), password, new("again", "field-again")]
}
