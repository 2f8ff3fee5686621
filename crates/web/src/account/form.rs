//! Pages of one form about the account, and where they lead.

use axum::response::{IntoResponse, Redirect, Response};

use crate::fields::Field;
use crate::inside::Known;
use crate::one_form::OneForm;
use crate::paths;
use crate::tongue::Tongue;

/// A page of one form about the account.
pub(super) fn form(known: &Known, part: &str, fields: Vec<Field>) -> OneForm {
    let tongue = known.tongue();
    let say = |what: &str| tongue.word(&format!("account-{part}.{what}"));
    OneForm {
        frame: known.frame(say("title")),
        trouble: None,
        lines: vec![say("lead")],
        hidden: Vec::new(),
        fields,
        action: format!("{}/{part}", paths::ACCOUNT),
        button: say("button"),
        links: vec![(tongue.word("leave-it"), paths::ACCOUNT.into())],
    }
}

/// The form once more, with what is wrong with one of its fields.
pub(super) fn again(
    known: &Known,
    part: &str,
    mut fields: Vec<Field>,
    (name, words): Blame,
) -> Response {
    if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
        field.problem = Some(known.tongue().word(words));
    }
    form(known, part, fields).page().into_response()
}

/// A field that will not do, and the words for it.
pub(super) type Blame = (&'static str, &'static str);

/// The password that he has, to be typed once more.
pub(super) fn own_password(tongue: Tongue) -> Field {
    Field {
        fill: Some("current-password"),
        ..Field::new("own", "password", tongue.word("account-own-password"))
    }
}

pub(super) fn led_back(done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", paths::ACCOUNT)).into_response()
}
