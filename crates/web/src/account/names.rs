//! What somebody is called, and the language of his letters and pages.

use axum::Router;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bronya_desk::AccountEdit;
use bronya_domain::catalog::Language;
use bronya_gate::entry::Realm;
use bronya_gate::{Gate, texts};
use garde::Validate;
use serde::Deserialize;

use super::form::{again, form, led_back};
use crate::asked::Form;
use crate::cookies;
use crate::fields::Field;
use crate::inside::Known;
use crate::tongue::Tongue;

/// The longest name, in characters.
const NAME_MOST: usize = 128;

/// What he wants to be called.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct NamesForm {
    #[garde(length(chars, max = NAME_MOST))]
    first: Option<String>,
    #[garde(length(chars, max = NAME_MOST))]
    last: Option<String>,
    #[garde(skip)]
    language: Option<Language>,
}

pub(super) fn routes() -> Router<Gate> {
    Router::new().route("/names", get(show).post(change))
}

async fn show(known: Known) -> Response {
    let names = &known.session.account.names;
    let own = NamesForm {
        first: names.first.clone(),
        last: names.last.clone(),
        language: Some(known.tongue().0),
    };
    let page = form(&known, "names", fields(known.tongue(), &own)).page();
    page.into_response()
}

async fn change(known: Known, Form(sent): Form<NamesForm>) -> Response {
    let visitor = known.visitor;
    let trimmed = |name: &Option<String>| name.as_deref().map(|name| name.trim().to_owned());
    let (first, last) = (trimmed(&sent.first), trimmed(&sent.last));
    for (field, name) in [("first", &first), ("last", &last)] {
        if name
            .as_deref()
            .is_some_and(|name| texts::line(name, &()).is_err())
        {
            let fields = fields(known.tongue(), &sent);
            return again(&known, "names", fields, (field, "bad-name"));
        }
    }
    let language = sent.language.unwrap_or(known.tongue().0);
    let edit = AccountEdit {
        first_name: Some(first),
        last_name: Some(last),
        language: Some(Some(language)),
        ..AccountEdit::default()
    };
    let (gate, caller) = (&known.gate, known.caller());
    let answer = async {
        gate.change_oneself(&Realm::house(), &caller, edit, None, None)
            .await?;
        // What he chooses for himself holds on this machine too, or he would not see what he did.
        let cookie = cookies::keep_language(gate, Tongue(language).tag());
        Ok(([(SET_COOKIE, cookie)], led_back("names")).into_response())
    };
    visitor.told(answer.await)
}

fn fields(tongue: Tongue, own: &NamesForm) -> Vec<Field> {
    let name = |name, label: &str, fill, value: &Option<String>| Field {
        value: value.clone().unwrap_or_default(),
        most: Some(NAME_MOST),
        required: false,
        fill: Some(fill),
        ..Field::new(name, "text", tongue.word(label))
    };
    let options = [("ru", "language-ru"), ("en", "language-en")];
    let options = options.map(|(tag, words)| (tag.to_owned(), tongue.word(words)));
    let language = Tongue(own.language.unwrap_or(tongue.0)).tag().to_owned();
    vec![
        name("first", "field-first", "given-name", &own.first),
        name("last", "field-last", "family-name", &own.last),
        Field::choice(
            "language",
            tongue.word("account-language"),
            options.into(),
            language,
        ),
    ]
}
