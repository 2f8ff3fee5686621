//! The link that shows that an address is one's own: the password of the account, and one button.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use bronya_domain::people::Purpose;
use bronya_gate::entry::Realm;
use bronya_gate::{Denial, Gate};
use garde::Validate;
use serde::Deserialize;

use super::form::{EMAIL_MOST, Link, Named, PASSWORD_MOST, blame, token, veiled};
use crate::asked::{Form, Visitor};
use crate::fields::Field;

/// That it is his account, too.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct ConfirmForm {
    /// The address that the page showed; it says nothing new.
    #[garde(length(max = EMAIL_MOST))]
    #[serde(rename = "email")]
    _email: Option<String>,
    /// The account's password.
    #[garde(length(max = PASSWORD_MOST))]
    #[serde(default)]
    password: String,
}

/// The pages below its prefix.
pub(crate) fn routes() -> Router<Gate> {
    Router::new().route("/{token}", get(show).post(confirm))
}

async fn show(State(gate): State<Gate>, visitor: Visitor, named: Named) -> Response {
    let page = async {
        let (link, fields) = open(&gate, visitor, named).await?;
        Ok(link.page(fields))
    };
    visitor.shown(page.await)
}

async fn confirm(
    State(gate): State<Gate>,
    visitor: Visitor,
    named: Named,
    Form(form): Form<ConfirmForm>,
) -> Response {
    let page = async {
        let (link, mut fields) = open(&gate, visitor, named).await?;
        let (realm, password) = (Realm::house(), &form.password);
        let redeemed = gate.redeem_confirmation(&realm, &link.token, password, &visitor.from);
        if let Err(denial) = redeemed.await {
            let (field, problem) = link.blamed(denial)?;
            blame(&mut fields, field, Some(problem));
            return Ok(link.page(fields));
        }
        Ok(link.done())
    };
    visitor.shown(page.await)
}

/// The link and the address that it is about, while it works and its owner is not shut out.
async fn open(gate: &Gate, visitor: Visitor, named: Named) -> Result<(Link, Vec<Field>), Denial> {
    let token = token(named)?;
    let purpose = Purpose::AddressConfirmation;
    let (_, account) = gate.behind(purpose, &token).await.map_err(veiled)?;
    let account = account.filter(|account| !account.blocked);
    let account = account.ok_or_else(Denial::not_found)?;
    let link = Link {
        tongue: visitor.tongue_of(account.language),
        purpose,
        token,
        words: "confirmation",
    };
    let email = link.known_email(account.email.as_deref());
    let fields = email.into_iter().chain([link.own_password()]).collect();
    Ok((link, fields))
}
