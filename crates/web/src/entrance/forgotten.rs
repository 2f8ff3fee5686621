//! A forgotten password: whoever says his address gets a letter with a link, if the address has an account. The page says
//! the same either way.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bronya_gate::entry::Realm;
use bronya_gate::{Denial, Gate, texts};
use garde::Validate;
use serde::Deserialize;

use crate::asked::{Form, Here, Visitor};
use crate::fields::Field;
use crate::one_form::OneForm;
use crate::page::Frame;
use crate::told;
use crate::tongue::Tongue;

/// The longest e-mail address.
const EMAIL_MOST: usize = 254;

/// Whose password it is.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ForgottenForm {
    /// His address.
    #[garde(length(max = 1024))]
    email: Option<String>,
}

pub(super) async fn show(visitor: Visitor, Here(here): Here) -> Response {
    visitor.shown(Ok(form(visitor.tongue, here, "", None).page()))
}

pub(super) async fn ask(
    State(gate): State<Gate>,
    visitor: Visitor,
    Form(sent): Form<ForgottenForm>,
) -> Response {
    let page = async {
        let tongue = visitor.tongue;
        let email = sent.email.unwrap_or_default();
        let email = email.trim();
        if email.len() > EMAIL_MOST || texts::email(email, &()).is_err() {
            let problem = tongue.word("bad-email");
            return Ok(form(tongue, "/forgotten".into(), email, Some(problem)).page());
        }
        gate.forget_password(&Realm::house(), email, &visitor.from)
            .await?;
        let frame = Frame::bare(tongue, tongue.word("forgotten.done"));
        Ok::<_, Denial>(told::lines(
            StatusCode::OK,
            frame,
            vec![tongue.word("forgotten.then")],
        ))
    };
    visitor.shown(page.await)
}

fn form(tongue: Tongue, here: String, email: &str, problem: Option<String>) -> OneForm {
    let field = Field {
        value: email.to_owned(),
        problem,
        fill: Some("username"),
        most: Some(EMAIL_MOST),
        ..Field::new("email", "email", tongue.word("field-email"))
    };
    OneForm {
        frame: Frame {
            here: Some(here),
            ..Frame::bare(tongue, tongue.word("forgotten.title"))
        },
        trouble: None,
        lines: vec![tongue.word("forgotten.lead")],
        hidden: Vec::new(),
        fields: vec![field],
        action: "/forgotten".into(),
        button: tongue.word("forgotten.button"),
        links: vec![(tongue.word("login.title"), "/login".into())],
    }
}
