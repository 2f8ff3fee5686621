//! Another e-mail address. It is shown to be his by the link in a letter that goes there.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bronya_desk::AccountEdit;
use bronya_gate::entry::Realm;
use bronya_gate::{Gate, texts};
use garde::Validate;
use serde::Deserialize;

use super::form::{again, form, led_back, own_password};
use crate::asked::Form;
use crate::fields::Field;
use crate::inside::Known;

/// The longest e-mail address.
const EMAIL_MOST: usize = 254;

/// Where he is to be written to from now on.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct EmailForm {
    #[garde(length(max = 1024))]
    email: Option<String>,
    /// The password that he has.
    #[garde(length(max = 1024))]
    own: Option<String>,
}

pub(super) fn routes() -> Router<Gate> {
    Router::new().route("/email", get(show).post(change))
}

async fn show(known: Known) -> Response {
    let page = form(&known, "email", fields(&known, "")).page();
    page.into_response()
}

async fn change(known: Known, Form(sent): Form<EmailForm>) -> Response {
    let email = sent.email.as_deref().unwrap_or_default().trim().to_owned();
    let blame = |blame| again(&known, "email", fields(&known, &email), blame);
    if email.len() > EMAIL_MOST || texts::email(&email, &()).is_err() {
        return blame(("email", "bad-email"));
    }
    let edit = AccountEdit {
        email: Some(Some(texts::as_login(&email))),
        ..AccountEdit::default()
    };
    let own = sent.own.unwrap_or_default();
    let (realm, caller) = (Realm::house(), known.caller());
    let changed = known
        .gate
        .change_oneself(&realm, &caller, edit, Some(&own), None);
    match changed.await {
        Ok(_) => led_back("email"),
        Err(denial) => match denial.code {
            "wrong_password" => blame(("own", "password-wrong")),
            "not_unique" => blame(("email", "email-taken")),
            _ => known.visitor.told(Err(denial)),
        },
    }
}

fn fields(known: &Known, typed: &str) -> Vec<Field> {
    let tongue = known.tongue();
    let email = Field {
        value: typed.to_owned(),
        most: Some(EMAIL_MOST),
        fill: Some("email"),
        ..Field::new("email", "email", tongue.word("account-new-email"))
    };
    vec![email, own_password(tongue)]
}
