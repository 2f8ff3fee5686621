//! Who calls, and as what he acts.

use axum::http::StatusCode;
use bronya_domain::command::{Actor, Role};
use bronya_domain::people::Scope;
use bronya_gate::limits::Limit;
use bronya_gate::{Caller, Denial, Identity, Who};

use super::super::seeds::{EDITORS, Editors};
use super::super::translate::Nay;
use crate::door::Door;
use crate::heard::Heard;

/// Whoever is logged in.
pub(super) async fn user(door: &Door, heard: &Heard) -> Result<Caller, Nay> {
    let identity = identity(door, heard).await?;
    door.admit(Who::Account, identity).map_err(refused)
}

/// Whoever runs the venue, or a program whose key has the scope.
pub(super) async fn admin(door: &Door, heard: &Heard, scope: Scope) -> Result<Caller, Nay> {
    let identity = identity(door, heard).await?;
    door.admit(Who::Admin(Some(scope)), identity)
        .map_err(refused)
}

/// Whoever runs the venue, else whoever is logged in.
pub(super) async fn admin_or_user(door: &Door, heard: &Heard, scope: Scope) -> Result<Caller, Nay> {
    let identity = identity(door, heard).await?;
    let admin = door.admit(Who::Admin(Some(scope)), identity.clone());
    admin.or_else(|_| door.admit(Who::Account, identity).map_err(refused))
}

/// As what somebody acts who changes resources and closes time. For the desk that is the staff's to do, and the operator
/// has said by `editors` for whom this instance does it: they act as staff of the venue, with their own account in the
/// books.
pub(super) async fn editor(door: &Door, heard: &Heard) -> Result<Actor, Nay> {
    let staff = |account| Actor {
        role: Role::Staff,
        account,
        own: None,
    };
    let may = door.setting(EDITORS).and_then(Editors::named);
    match may.unwrap_or(Editors::Users) {
        Editors::Admin => Ok(admin(door, heard, Scope::WriteOffer).await?.actor()),
        Editors::Users => {
            let caller = admin_or_user(door, heard, Scope::WriteOffer).await?;
            let actor = caller.actor();
            let is_customer = !matches!(actor.role, Role::Staff | Role::Admin | Role::Operator);
            Ok(if is_customer {
                staff(actor.account)
            } else {
                actor
            })
        }
        Editors::Anyone => {
            let (limits, from) = (door.gate().limits(), heard.from.bucket());
            limits.take(Limit::BookingAddress, &from, door.now())?;
            Ok(staff(None))
        }
    }
}

/// As what somebody books: an admin who books is bound by the same rules as everybody.
pub(super) fn guest(caller: &Caller) -> Actor {
    Actor {
        role: Role::Customer,
        account: caller.account(),
        own: None,
    }
}

/// What the token of a request shows.
pub(super) async fn identity(door: &Door, heard: &Heard) -> Result<Identity, Nay> {
    let token = bearer(heard).ok_or_else(Nay::nobody)?;
    let identity = Identity::of_token(door.gate(), door.realm(), token).await;
    identity.map_err(refused)
}

/// The token of a header; another scheme is as good as none, and a scheme alone shows an empty token.
pub(super) fn bearer(heard: &Heard) -> Option<&str> {
    let header = heard.header("authorization")?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// That somebody is not known, or is and may not.
fn refused(denial: Denial) -> Nay {
    match (denial.status, denial.code) {
        (StatusCode::UNAUTHORIZED, _) => Nay::not_valid(),
        (_, "account_blocked") => Nay::forbidden("User is blocked"),
        (StatusCode::FORBIDDEN | StatusCode::NOT_FOUND, _) => Nay::forbidden("Not authorized"),
        _ => denial.into(),
    }
}
