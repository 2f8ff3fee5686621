//! Who calls, looked at before how he calls, and that before what he sends.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use bronya_domain::people::Scope;
use bronya_gate::{Caller, Identity, Who};

use super::translate::Sorry;
use super::wire::LANGUAGE;
use crate::django::{self, Shown};
use crate::door::Door;
use crate::heard::Heard;

/// What a handler gives.
pub(super) type Answer = Result<Response, Sorry>;

/// What a caller shows of himself. What is not right is refused wherever it is shown.
async fn identity(door: &Door, heard: &Heard) -> Result<Identity, Sorry> {
    let (gate, realm) = (door.gate(), door.realm());
    match django::shown(heard, LANGUAGE)? {
        Shown::Nothing => Ok(Identity::Nobody),
        Shown::Basic { name, password } => {
            let known = Identity::of_basic(gate, realm, &name, &password, &heard.from).await;
            known.map_err(|denial| match denial.status {
                StatusCode::UNAUTHORIZED => django::wrong_login(LANGUAGE).into(),
                _ => denial.into(),
            })
        }
        Shown::Bearer(token) => {
            let known = Identity::of_token(gate, realm, &token).await;
            known.map_err(|denial| match denial.status {
                StatusCode::UNAUTHORIZED => Sorry::bad_token(),
                _ => denial.into(),
            })
        }
    }
}

/// Whoever calls, if he is one of `who`.
pub(super) async fn caller(door: &Door, heard: &Heard, who: Who) -> Result<Caller, Sorry> {
    let known = identity(door, heard).await?;
    door.admit(who, known)
        .map_err(|denial| match denial.status {
            StatusCode::UNAUTHORIZED => django::not_authenticated(LANGUAGE).into(),
            // To whom the venue does not know, the contract says no more than to its customers.
            StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => django::forbidden(LANGUAGE).into(),
            _ => denial.into(),
        })
}

/// Whoever calls as a guest does: logged in, by a key, or as nobody.
pub(super) async fn guest(door: &Door, heard: &Heard) -> Result<Caller, Sorry> {
    caller(door, heard, Who::Own(Scope::WriteBookings)).await
}

/// Refuses methods that an address does not take.
pub(super) fn only(
    door: &Door,
    heard: &Heard,
    taken: &[Method],
    named: &'static str,
) -> Result<(), Sorry> {
    match taken.contains(&heard.method) {
        true => Ok(()),
        false => Err(django::not_allowed(door, heard, named, LANGUAGE).into()),
    }
}
