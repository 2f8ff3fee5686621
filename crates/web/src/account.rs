//! One's own account: what one is called, how one logs in, and where one is logged in.

mod email;
mod form;
mod logins;
mod names;
mod password;

use askama::Template;
use axum::Router;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use bronya_domain::catalog::Language;
use bronya_gate::{Denial, Gate, reading};
use garde::Validate;
use serde::Deserialize;

use crate::facts::{Fact, Facts};
use crate::inside::Known;
use crate::page::{Frame, Page};
use logins::Login;

/// What was done a moment ago.
#[derive(Default, Deserialize, Validate)]
struct AccountQuery {
    #[garde(skip)]
    done: Option<Done>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Done {
    Names,
    Email,
    Password,
    Login,
    Logins,
}

#[derive(Template)]
#[template(path = "account/account.html")]
struct Content {
    frame: Frame,
    told: Option<String>,
    facts: Vec<Fact>,
    is_unconfirmed: bool,
    logins: Vec<Login>,
    has_others: bool,
}

pub(crate) fn routes() -> Router<Gate> {
    Router::new()
        .route("/", get(show))
        .merge(names::routes())
        .merge(email::routes())
        .merge(password::routes())
        .merge(logins::routes())
}

async fn show(known: Known, RawQuery(query): RawQuery) -> Response {
    let visitor = known.visitor;
    let page = async {
        let AccountQuery { done } = reading::query(&query.unwrap_or_default())?;
        page(&known, done).await
    };
    visitor.shown(page.await)
}

async fn page(known: &Known, done: Option<Done>) -> Result<Page, Denial> {
    let (tongue, account) = (known.tongue(), &known.session.account);
    let logins = logins::all(known).await?;
    let content = Content {
        frame: known.frame(tongue.word("account.title")),
        told: done.map(|done| {
            tongue.word(match done {
                Done::Names => "account-done-names",
                Done::Email => "account-done-email",
                Done::Password => "account-done-password",
                Done::Login => "account-done-login",
                Done::Logins => "account-done-logins",
            })
        }),
        facts: facts(known),
        is_unconfirmed: account.email.is_some() && !account.email_confirmed,
        has_others: logins.len() > 1,
        logins,
    };
    Ok(Page::of(StatusCode::OK, &content))
}

fn facts(known: &Known) -> Vec<Fact> {
    let (tongue, account) = (known.tongue(), &known.session.account);
    let mut facts = Facts::new(tongue);
    facts.line("account-name", account.names.full().as_deref());
    facts.line("fact-email", account.email.as_deref());
    facts.line("account-username", account.username.as_deref());
    facts.line("fact-phone", account.phone.as_deref());
    let language = account.language.map(|language| {
        tongue.word(match language {
            Language::Ru => "language-ru",
            Language::En => "language-en",
        })
    });
    facts.add("account-language", language);
    facts.0
}
