//! Who calls, and whether he may. A route that does not declare who may call it cannot be called.

use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, HeaderMap};
use bronya_domain::command::Actor;

use crate::denial::{Denial, Result};
use crate::gate::Gate;
use crate::keys::hash_operator_key;

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Whoever runs the installation: he showed the operator key.
    Operator,
    /// Anybody who showed nothing.
    Guest,
}

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anyone,
    /// The operator, or a guest who shows the key of his own booking; the route itself asks for it.
    OwnGuest,
    /// The operator alone.
    Operator,
}

impl Caller {
    /// Who sent these headers. A wrong key is refused, for who shows one does not want to be taken for a guest.
    pub fn of(gate: &Gate, headers: &HeaderMap) -> Result<Self> {
        let Some(shown) = headers.get(AUTHORIZATION) else {
            return Ok(Self::Guest);
        };
        let token = shown.to_str().ok().and_then(bearer);
        match token {
            Some(token)
                if gate
                    .secret()
                    .same(&hash_operator_key(token), gate.operator_key_hash()) =>
            {
                Ok(Self::Operator)
            }
            _ => Err(Denial::new(
                StatusCode::UNAUTHORIZED,
                "unknown_credentials",
                "The credentials that were shown are not known here.",
            )
            .of("Authorization")),
        }
    }

    /// As whom he acts.
    pub fn actor(self) -> Actor {
        match self {
            Self::Operator => Actor::OPERATOR,
            Self::Guest => Actor::GUEST,
        }
    }

    /// The name under which his idempotency keys lie.
    pub fn name(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Guest => "guest",
        }
    }

    /// Refuses who does not act for the venue.
    pub fn require_staff(self) -> Result<()> {
        match self {
            Self::Operator => Ok(()),
            Self::Guest => Err(bronya_domain::refusal::Reason::StaffOnly.into()),
        }
    }
}

impl Who {
    /// Refuses a caller who is none of these. Who showed nothing at all, not even a guest's key, may still show who he
    /// is; a guest may not do it whatever he shows.
    pub fn admit(self, caller: Caller, is_known_guest: bool) -> Result<()> {
        match (self, caller) {
            (Self::Anyone | Self::OwnGuest, _) | (Self::Operator, Caller::Operator) => Ok(()),
            (Self::Operator, Caller::Guest) if is_known_guest => caller.require_staff(),
            (Self::Operator, Caller::Guest) => Err(Denial::new(
                StatusCode::UNAUTHORIZED,
                "credentials_required",
                "Only the operator may do this, and no credentials were shown.",
            )
            .of("Authorization")),
        }
    }
}

fn bearer(shown: &str) -> Option<&str> {
    let (scheme, token) = shown.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
