//! Inviting somebody to a venue: his address, his role, and a letter with a link by which he chooses a password.

use axum::Router;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bronya_desk::Invitee;
use bronya_domain::catalog::Language;
use bronya_domain::id::ResourceId;
use bronya_domain::people::Names;
use bronya_gate::{Denial, Gate, texts};
use garde::Validate;
use serde::Deserialize;

use super::roles::{self, Post};
use crate::asked::Form;
use crate::fields::Field;
use crate::inside::{Admin, Inside, Room};
use crate::one_form::OneForm;
use crate::paths;

/// The longest e-mail address.
const EMAIL_MOST: usize = 254;
/// The longest name, in characters.
const NAME_MOST: usize = 128;

/// Who is invited, and as what.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct InviteForm {
    #[garde(length(max = 1024))]
    email: Option<String>,
    #[garde(length(chars, max = NAME_MOST))]
    first: Option<String>,
    #[garde(length(chars, max = NAME_MOST))]
    last: Option<String>,
    #[garde(skip)]
    role: Option<Post>,
    #[garde(skip)]
    resource: Option<ResourceId>,
    #[garde(skip)]
    language: Option<Language>,
}

pub(super) fn routes() -> Router<Gate> {
    Router::new().route("/{venue}/people/new", get(show).post(invite))
}

async fn show(Admin(inside): Admin) -> Response {
    let visitor = inside.known.visitor;
    let fields = fields(&inside, &InviteForm::empty(&inside));
    visitor.shown(Ok(form(&inside, fields).page()))
}

async fn invite(Admin(inside): Admin, Form(sent): Form<InviteForm>) -> Response {
    let visitor = inside.known.visitor;
    visitor.told(invited(&inside, sent).await)
}

async fn invited(inside: &Inside, sent: InviteForm) -> Result<Response, Denial> {
    let mut fields = fields(inside, &sent);
    let problem = match sent.invitee() {
        Err(problem) => problem,
        Ok(invitee) => {
            let (gate, venue) = (&inside.known.gate, &inside.catalog.venue);
            match inside.desk().invite(venue.id, invitee, gate.now()).await {
                Ok((member, _)) => {
                    let path = paths::person(&venue.slug, member.account.id);
                    return Ok(Redirect::to(&format!("{path}?done=invited")).into_response());
                }
                Err(no) => blamed(no.into())?,
            }
        }
    };
    let (name, words) = problem;
    if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
        field.problem = Some(inside.known.tongue().word(words));
    }
    Ok(form(inside, fields).page().into_response())
}

/// The field that a "no" is about, and the words for it there.
pub(super) fn blamed(denial: Denial) -> Result<(&'static str, &'static str), Denial> {
    match (denial.code, denial.field.as_deref()) {
        ("account_blocked", _) => Ok(("email", "people-bad-blocked")),
        ("works_here", _) => Ok(("email", "people-bad-known")),
        ("invalid", Some("resource")) => Ok(("resource", "people-bad-time")),
        _ => Err(denial),
    }
}

impl InviteForm {
    fn empty(inside: &Inside) -> Self {
        Self {
            email: None,
            first: None,
            last: None,
            role: None,
            resource: None,
            language: Some(inside.catalog.venue.language),
        }
    }

    fn post(&self) -> Post {
        self.role.unwrap_or(Post::Staff)
    }

    /// Whom it invites, or the field that will not do and why.
    fn invitee(&self) -> Result<Invitee, (&'static str, &'static str)> {
        let email = self.email.as_deref().unwrap_or_default().trim();
        if email.len() > EMAIL_MOST || texts::email(email, &()).is_err() {
            return Err(("email", "bad-email"));
        }
        let name = |name: &Option<String>| name.as_deref().map(|name| name.trim().to_owned());
        let (first, last) = (name(&self.first), name(&self.last));
        for (field, name) in [("first", &first), ("last", &last)] {
            if name
                .as_deref()
                .is_some_and(|name| texts::line(name, &()).is_err())
            {
                return Err((field, "bad-name"));
            }
        }
        Ok(Invitee {
            email: texts::as_login(email),
            names: Names {
                first,
                last,
                middle: None,
            },
            language: self.language,
            role: self.post().role(),
            resource: self.post().time(self.resource),
        })
    }
}

fn fields(inside: &Inside, sent: &InviteForm) -> Vec<Field> {
    let tongue = inside.known.tongue();
    let name = |name, label: &str, value: &Option<String>| Field {
        value: value.clone().unwrap_or_default(),
        most: Some(NAME_MOST),
        required: false,
        fill: Some("off"),
        ..Field::new(name, "text", tongue.word(label))
    };
    let email = Field {
        value: sent.email.clone().unwrap_or_default(),
        most: Some(EMAIL_MOST),
        fill: Some("off"),
        ..Field::new("email", "email", tongue.word("field-email"))
    };
    let [role, resource] = roles::fields(inside, sent.post(), sent.resource);
    vec![
        email,
        name("first", "people-first", &sent.first),
        name("last", "people-last", &sent.last),
        role,
        resource,
        language(inside, sent.language),
    ]
}

/// The language of the letter.
fn language(inside: &Inside, chosen: Option<Language>) -> Field {
    let tongue = inside.known.tongue();
    let options = [("ru", "language-ru"), ("en", "language-en")];
    let options = options.map(|(tag, words)| (tag.to_owned(), tongue.word(words)));
    let chosen = chosen.unwrap_or(inside.catalog.venue.language);
    let value = crate::tongue::Tongue(chosen).tag().to_owned();
    Field::choice(
        "language",
        tongue.word("people-language"),
        options.into(),
        value,
    )
}

fn form(inside: &Inside, fields: Vec<Field>) -> OneForm {
    let tongue = inside.known.tongue();
    let list = paths::people(&inside.catalog.venue.slug);
    OneForm {
        frame: inside.frame_at(Room::Settings, tongue.word("people-invite.title")),
        trouble: None,
        lines: vec![tongue.word("people-invite.lead")],
        hidden: Vec::new(),
        fields,
        action: format!("{list}/new"),
        button: tongue.word("people-invite.button"),
        links: vec![(tongue.word("people.title"), list)],
    }
}
