//! Who calls.

use axum::http::StatusCode;
use bronya_domain::command::{Actor, Role};
use bronya_domain::people::{Account, Scope};
use bronya_gate::limits::Limit;
use bronya_gate::{Caller, Denial, Identity, Who, texts};

use super::super::translate::{Nay, Said};
use crate::door::Door;
use crate::heard::Heard;

/// Whoever is logged in as a user.
pub(super) struct User {
    pub account: Account,
}

impl User {
    /// The user whose token a request shows.
    pub(super) async fn of(door: &Door, heard: &Heard) -> Result<Self, Nay> {
        let caller = admitted(door, heard, Who::Account).await?;
        let account = caller.session()?.account.clone();
        Ok(Self { account })
    }

    /// As what he books: an admin who books a table is a guest like everybody, and bound by the same rules.
    pub(super) fn actor(&self) -> Actor {
        Actor {
            role: Role::Customer,
            account: Some(self.account.id),
            own: None,
        }
    }

    /// Refuses who books again and again.
    pub(super) fn within_limits(&self, door: &Door, heard: &Heard) -> Result<(), Nay> {
        let (limits, now) = (door.gate().limits(), door.now());
        limits.take(Limit::BookingAddress, &heard.from.bucket(), now)?;
        let mailbox = self.account.email.as_deref().map(texts::mailbox);
        let mailbox = mailbox.unwrap_or_else(|| format!("#{}", self.account.id));
        Ok(limits.take(Limit::BookingContact, &mailbox, now)?)
    }
}

/// As what an admin acts; a program may whose key has the scope for what is offered.
pub(super) async fn admin(door: &Door, heard: &Heard) -> Result<Actor, Nay> {
    let caller = admitted(door, heard, Who::Admin(Some(Scope::WriteOffer))).await?;
    Ok(caller.actor())
}

async fn admitted(door: &Door, heard: &Heard, who: Who) -> Result<Caller, Nay> {
    let missing = || Said::unknown_caller("Authorization header is missing.");
    let token = bearer(heard).ok_or_else(missing)?;
    let (gate, realm) = (door.gate(), door.realm());
    let identity = match Identity::of_token(gate, realm, token).await {
        Ok(identity) => identity,
        Err(denial) if denial.status == StatusCode::UNAUTHORIZED => {
            let is_ours = gate.tokens().read_access(&realm.name, token, door.now());
            // The token is good, and nobody stands behind it any more.
            let text = match is_ours {
                Ok(_) => "User from access token was not found.",
                Err(_) => "Access token is invalid.",
            };
            return Err(Said::unknown_caller(text).into());
        }
        Err(denial) => return Err(denial.into()),
    };
    door.admit(who, identity)
        .map_err(|denial| refused(who, denial))
}

/// That somebody who is known may not do this.
fn refused(who: Who, denial: Denial) -> Nay {
    let is_no = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&denial.status);
    match (who, denial.code) {
        (_, "account_blocked") => Said::forbidden("This user is blocked.").into(),
        (Who::Admin(_), _) if is_no => Said::forbidden("Admin role is required.").into(),
        (_, "accounts_only") => Said::forbidden(denial.detail).into(),
        _ => denial.into(),
    }
}

/// The token of a header; another scheme is as good as none.
fn bearer(heard: &Heard) -> Option<&str> {
    let (scheme, token) = heard.header("authorization")?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
