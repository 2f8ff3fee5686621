//! The link that shows that an address is one's own: one button.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use bronya_domain::people::Purpose;
use bronya_gate::{Denial, Gate};
use garde::Validate;
use serde::Deserialize;

use super::form::{EMAIL_MOST, Link, Named, token, veiled};
use crate::asked::{Form, Visitor};
use crate::fields::Field;

/// Nothing more to say.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct ConfirmForm {
    /// The address that the page showed; it says nothing new.
    #[garde(length(max = EMAIL_MOST))]
    #[serde(rename = "email")]
    _email: Option<String>,
}

/// The pages below its prefix.
pub(crate) fn routes() -> Router<Gate> {
    Router::new().route("/{token}", get(show).post(confirm))
}

async fn show(State(gate): State<Gate>, visitor: Visitor, named: Named) -> Response {
    let page = async {
        let (link, email) = open(&gate, visitor, named).await?;
        Ok(link.page(email.into_iter().collect()))
    };
    visitor.shown(page.await)
}

async fn confirm(
    State(gate): State<Gate>,
    visitor: Visitor,
    named: Named,
    Form(_): Form<ConfirmForm>,
) -> Response {
    let page = async {
        let (link, _) = open(&gate, visitor, named).await?;
        let redeemed = gate.redeem_confirmation(&link.token, &visitor.from).await;
        redeemed.map_err(veiled)?;
        Ok(link.done())
    };
    visitor.shown(page.await)
}

/// The link and the address that it is about, while it works and its owner is not shut out.
async fn open(
    gate: &Gate,
    visitor: Visitor,
    named: Named,
) -> Result<(Link, Option<Field>), Denial> {
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
    Ok((link, email))
}
