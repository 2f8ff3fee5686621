//! The links by which a password is chosen: an invitation, and the answer to a forgotten one.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bronya_domain::people::{Account, Purpose};
use bronya_gate::entry::Realm;
use bronya_gate::{Denial, Gate};
use garde::Validate;
use serde::Deserialize;

use super::form::{EMAIL_MOST, Link, Named, PASSWORD_MOST, blame, token, veiled};
use crate::asked::{Form, Visitor};
use crate::fields::Field;
use crate::page::{Frame, Page};
use crate::paths;
use crate::told;
use crate::tongue::Tongue;

/// A password.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct PasswordForm {
    /// The address that the page showed; it says nothing new.
    #[garde(length(max = EMAIL_MOST))]
    #[serde(rename = "email")]
    _email: Option<String>,
    /// The password to be.
    #[garde(length(max = PASSWORD_MOST))]
    #[serde(default)]
    password: String,
    /// The same again.
    #[garde(length(max = PASSWORD_MOST))]
    #[serde(default)]
    again: String,
}

/// The pages below the prefix of invitations.
pub(crate) fn invitation() -> Router<Gate> {
    routes(Purpose::Invitation, "invitation")
}

/// The pages below the prefix of forgotten passwords.
pub(crate) fn reset() -> Router<Gate> {
    routes(Purpose::PasswordReset, "password")
}

fn routes(purpose: Purpose, words: &'static str) -> Router<Gate> {
    let show = move |State(gate): State<Gate>, visitor: Visitor, named: Named| async move {
        let page = show(&gate, visitor, named, (purpose, words)).await;
        visitor.shown(page.or_else(|denial| withdrawn(visitor.tongue, denial)))
    };
    let choose = move |State(gate): State<Gate>,
                       visitor: Visitor,
                       named: Named,
                       Form(form): Form<PasswordForm>| async move {
        let answer = choose(&gate, visitor, named, (purpose, words), form).await;
        let withdrawn = |denial| withdrawn(visitor.tongue, denial).map(IntoResponse::into_response);
        visitor.told(answer.or_else(withdrawn))
    };
    Router::new().route("/{token}", get(show).post(choose))
}

type Kind = (Purpose, &'static str);

async fn show(gate: &Gate, visitor: Visitor, named: Named, kind: Kind) -> Result<Page, Denial> {
    let (link, account) = open(gate, visitor, named, kind).await?;
    Ok(link.page(fields(&link, &account)))
}

async fn choose(
    gate: &Gate,
    visitor: Visitor,
    named: Named,
    kind: Kind,
    form: PasswordForm,
) -> Result<Response, Denial> {
    let (link, account) = open(gate, visitor, named, kind).await?;
    let mut fields = fields(&link, &account);
    let problem = link.again_problem(&form.password, &form.again);
    if problem.is_some() {
        blame(&mut fields, "again", problem);
        return Ok(link.page(fields).into_response());
    }
    let realm = Realm::house();
    let redeemed = gate
        .redeem_password(
            &realm,
            link.purpose,
            &link.token,
            &form.password,
            &visitor.from,
        )
        .await;
    match redeemed {
        Ok(entry) => Ok(link.let_in(gate, &entry, paths::HOME)),
        Err(denial) => {
            let (field, problem) = link.blamed(denial)?;
            blame(&mut fields, field, Some(problem));
            Ok(link.page(fields).into_response())
        }
    }
}

/// The link and whose it is, while it works and he is not shut out.
async fn open(
    gate: &Gate,
    visitor: Visitor,
    named: Named,
    (purpose, words): Kind,
) -> Result<(Link, Account), Denial> {
    let token = token(named)?;
    let (_, account) = gate.behind(purpose, &token).await.map_err(veiled)?;
    let account = account.filter(|account| !account.blocked);
    let account = account.ok_or_else(Denial::not_found)?;
    let link = Link {
        tongue: visitor.tongue_of(account.language),
        purpose,
        token,
        words,
    };
    Ok((link, account))
}

/// The page of an invitation that was taken back: whoever was asked to come shall know why he cannot. Every other "no" is a
/// page of its own.
fn withdrawn(tongue: Tongue, denial: Denial) -> Result<Page, Denial> {
    if denial.code != "invitation_withdrawn" {
        return Err(denial);
    }
    let part = |part: &str| tongue.word(&format!("invitation-withdrawn.{part}"));
    let frame = Frame::bare(tongue, part("title"));
    Ok(told::lines(
        denial.status,
        frame,
        vec![part("lead"), part("next")],
    ))
}

fn fields(link: &Link, account: &Account) -> Vec<Field> {
    let known = link.known_email(account.email.as_deref());
    known.into_iter().chain(link.passwords()).collect()
}
