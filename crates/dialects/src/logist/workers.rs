//! Who works at the venue, and how a client shows it.

use axum::http::StatusCode;
use bronya_domain::command::Role;
use bronya_domain::people::Scope;
use bronya_domain::refusal::Reason;
use bronya_gate::{Caller, Identity, Who};

use super::translate::Sorry;
use crate::door::Door;
use crate::heard::Heard;

/// The worker who calls, or the program whose key has the scope.
pub(super) async fn worker(door: &Door, heard: &Heard, scope: Scope) -> Result<Caller, Sorry> {
    let shown = heard.header("authorization").unwrap_or_default();
    let (scheme, token) = shown.split_once(' ').unwrap_or((shown, ""));
    let token = token.trim();
    if scheme.is_empty() || token.is_empty() {
        return Err(Sorry::forbidden("Not authenticated"));
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Sorry::forbidden("Invalid authentication credentials"));
    }
    let identity = Identity::of_token(door.gate(), door.realm(), token).await;
    let caller = identity.and_then(|known| door.admit(Who::Crew(scope), known));
    let caller = caller.map_err(|denial| match denial.status {
        StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND => {
            Sorry::forbidden("Invalid token or expired token.")
        }
        _ => denial.into(),
    })?;
    match caller.actor().role {
        Role::Staff | Role::Admin | Role::Operator => Ok(caller),
        Role::Guest | Role::Customer | Role::Specialist | Role::Clock => {
            Err(Reason::StaffOnly.into())
        }
    }
}
