//! The page of a link that works once: a few sentences, a form, one button; and what of the form will not do.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use bronya_domain::people::Purpose;
use bronya_gate::entry::Entry;
use bronya_gate::{Denial, Gate, texts};

use crate::fields::Field;
use crate::one_form::OneForm;
use crate::page::{Frame, Page};
use crate::tongue::Tongue;
use crate::{cookies, paths, told};

/// What an address names: the token.
pub(super) type Named = Result<Path<String>, PathRejection>;

/// The longest password that is looked at, in bytes; the rule of the realm is shorter.
pub(super) const PASSWORD_MOST: usize = 1024;
/// The longest e-mail address.
pub(super) const EMAIL_MOST: usize = 254;

/// A link that works once, in the language of whoever follows it.
pub(super) struct Link {
    pub tongue: Tongue,
    pub purpose: Purpose,
    pub token: String,
    /// Under which name its words are kept.
    pub words: &'static str,
}

/// The token of an address. What is no text is as unknown as a text that we never gave out.
pub(super) fn token(named: Named) -> Result<String, Denial> {
    let Path(token) = named.map_err(|_| Denial::not_found())?;
    Ok(token)
}

/// A "no" from behind the gate, before it becomes a page: who is shut out finds no more than who has a spent link.
pub(super) fn veiled(denial: Denial) -> Denial {
    match denial.code {
        "ticket_spent" | "account_blocked" => Denial::not_found(),
        _ => denial,
    }
}

impl Link {
    fn part(&self, part: &str) -> String {
        self.tongue.word(&format!("{}.{part}", self.words))
    }

    /// Its page, with what will not do of what was typed.
    pub(super) fn page(&self, fields: Vec<Field>) -> Page {
        let page = OneForm {
            frame: Frame::bare(self.tongue, self.part("title")),
            trouble: None,
            lines: vec![self.part("lead")],
            hidden: Vec::new(),
            fields,
            action: paths::ticket(self.purpose, &self.token),
            button: self.part("button"),
            links: Vec::new(),
        };
        page.page()
    }

    /// What works from now on.
    pub(super) fn done(&self) -> Page {
        let frame = Frame::bare(self.tongue, self.part("done"));
        told::lines(StatusCode::OK, frame, vec![self.part("then")])
    }

    /// The same for somebody who is logged in by it, with the way on.
    pub(super) fn let_in(&self, gate: &Gate, entry: &Entry, next: &str) -> Response {
        let frame = Frame::bare(self.tongue, self.part("done"));
        let way = (self.part("next"), next.to_owned());
        let page = told::with_way(frame, vec![self.part("then")], way);
        let pass = gate.tokens().pass(&entry.session);
        ([(SET_COOKIE, cookies::keep_pass(gate, &pass))], page).into_response()
    }

    /// The e-mail address of somebody who is known, for him and for what keeps his passwords.
    pub(super) fn known_email(&self, email: Option<&str>) -> Option<Field> {
        Some(Field {
            value: email?.to_owned(),
            fill: Some("username"),
            required: false,
            readonly: true,
            ..Field::new("email", "email", self.tongue.word("field-email"))
        })
    }

    /// An empty field for a password, and one to type it again. Neither ever shows what was typed.
    pub(super) fn passwords(&self) -> [Field; 2] {
        let field = |name, label: &str| Field {
            fill: Some("new-password"),
            ..Field::new(name, "password", self.tongue.word(label))
        };
        [
            Field {
                hint: Some(self.tongue.word("password-hint")),
                ..field("password", "field-password")
            },
            field("again", "field-again"),
        ]
    }

    /// An empty field for the password that somebody has already.
    pub(super) fn own_password(&self) -> Field {
        Field {
            fill: Some("current-password"),
            ..Field::new(
                "password",
                "password",
                self.tongue.word("field-own-password"),
            )
        }
    }

    /// What is wrong with an address.
    pub(super) fn email_problem(&self, email: &str) -> Option<String> {
        let plausible = email.len() <= EMAIL_MOST && texts::email(email, &()).is_ok();
        (!plausible).then(|| self.tongue.word("bad-email"))
    }

    /// What is wrong with a name.
    pub(super) fn name_problem(&self, name: &str) -> Option<String> {
        let bad = texts::line(name, &()).is_err();
        bad.then(|| self.tongue.word("bad-name"))
    }

    /// What is wrong with a password that was to be typed twice.
    pub(super) fn again_problem(&self, password: &str, again: &str) -> Option<String> {
        (password != again).then(|| self.tongue.word("bad-again"))
    }

    /// The field that a "no" is about, and what it says there; the "no" itself where no field is to blame.
    pub(super) fn blamed(&self, denial: Denial) -> Result<(&'static str, String), Denial> {
        let (field, id) = match denial.code {
            "password_too_short" => ("password", "password-too-short"),
            "password_too_long" => ("password", "password-too-long"),
            "password_personal" => ("password", "password-personal"),
            "password_common" => ("password", "password-common"),
            "wrong_password" => ("password", "password-wrong"),
            "not_unique" => ("email", "email-taken"),
            _ => return Err(veiled(denial)),
        };
        Ok((field, self.tongue.word(id)))
    }
}

/// Says of the field of that name what is wrong with it.
pub(super) fn blame(fields: &mut [Field], name: &str, problem: Option<String>) {
    if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
        field.problem = field.problem.take().or(problem);
    }
}
