//! Who may call a route. A route that does not declare it cannot be called.

use axum::http::StatusCode;
use bronya_domain::command::Role;
use bronya_domain::id::VenueId;
use bronya_domain::people::Scope;
use bronya_domain::refusal::Reason;

use crate::caller::{Caller, Identity, accounts_only};
use crate::denial::{Denial, Result};

/// Who may call a route. Where a scope stands, programs whose key has it may call it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody, and what he shows is not looked at: he comes to get something to show. Viewers of the document send
    /// headers of their own there, and a token that has ended must not keep anybody from getting another.
    Entrance,
    /// Anybody.
    Anyone,
    /// Those who work at the venue, the customer whose booking it is, and the guest who shows its key; which booking it
    /// is, the route itself finds out.
    Own(Scope),
    /// Anybody, as guests come to book; a program needs the scope.
    Guest(Scope),
    /// Anybody who is logged in.
    Account,
    /// Specialists, for their own time, and those above them.
    Crew(Scope),
    /// Those who run the venue.
    Admin(Option<Scope>),
    /// Whoever runs the installation.
    Operator,
}

impl Who {
    /// Refuses who is none of these. Who showed nothing at all, not even a guest's key, may still show who he is; who
    /// showed a guest's key may not do it whatever he shows. To whom a venue does not know, what it keeps to itself is
    /// not there.
    pub fn admit(
        self,
        identity: Identity,
        venue: Option<VenueId>,
        shows_guest_key: bool,
    ) -> Result<Caller> {
        if identity.is_blocked_at(venue) {
            return Err(Reason::AccountBlocked.into());
        }
        let (is_known, is_nobody) = (
            identity.is_known_at(venue),
            matches!(identity, Identity::Nobody),
        );
        let caller = Caller::new(identity, venue);
        let Some((least, scope)) = self.least() else {
            return self.admit_lightly(caller, is_known);
        };
        if is_nobody {
            return Err(self.not_nobody(shows_guest_key));
        }
        if !is_known {
            return Err(if self == Self::Operator {
                self.too_low()
            } else {
                Denial::not_found()
            });
        }
        match caller.identity() {
            Identity::Program(_) => match scope {
                Some(scope) if caller.has(scope) => Ok(caller),
                Some(scope) => Err(scope_missing(scope)),
                None => Err(self.too_low()),
            },
            Identity::Nobody | Identity::OperatorKey | Identity::Person(_) => {
                if rank(caller.actor().role) >= rank(least) {
                    Ok(caller)
                } else {
                    Err(self.too_low())
                }
            }
        }
    }

    /// Routes that ask for no role at the venue.
    fn admit_lightly(self, caller: Caller, is_known: bool) -> Result<Caller> {
        match (self, caller.identity()) {
            (Self::Account, Identity::Person(_)) => Ok(caller),
            (Self::Account, Identity::Nobody) => Err(self.not_nobody(false)),
            (Self::Account, Identity::OperatorKey | Identity::Program(_)) => Err(accounts_only()),
            (Self::Own(_) | Self::Guest(_), Identity::Program(_)) if !is_known => {
                Err(Denial::not_found())
            }
            (Self::Own(scope) | Self::Guest(scope), Identity::Program(_)) if !caller.has(scope) => {
                Err(scope_missing(scope))
            }
            _ => Ok(caller),
        }
    }

    /// The lowest role that may call, and the scope that lets a program call.
    fn least(self) -> Option<(Role, Option<Scope>)> {
        match self {
            Self::Entrance | Self::Anyone | Self::Own(_) | Self::Guest(_) | Self::Account => None,
            Self::Crew(scope) => Some((Role::Specialist, Some(scope))),
            Self::Admin(scope) => Some((Role::Admin, scope)),
            Self::Operator => Some((Role::Operator, None)),
        }
    }

    fn not_nobody(self, shows_guest_key: bool) -> Denial {
        if shows_guest_key {
            return self.too_low();
        }
        let words = match self {
            Self::Operator => "Only the operator may do this, and no credentials were shown.",
            _ => "Only somebody who is known here may do this, and no credentials were shown.",
        };
        Denial::new(StatusCode::UNAUTHORIZED, "credentials_required", words).of("Authorization")
    }

    fn too_low(self) -> Denial {
        match self {
            Self::Operator => Denial::new(
                StatusCode::FORBIDDEN,
                "operator_only",
                "Only whoever runs the installation may do this.",
            ),
            Self::Admin(_) => Denial::new(
                StatusCode::FORBIDDEN,
                "admin_only",
                "Only whoever runs the venue may do this.",
            ),
            _ => Reason::StaffOnly.into(),
        }
    }
}

fn scope_missing(scope: Scope) -> Denial {
    let name = match scope {
        Scope::ReadBookings => "read_bookings",
        Scope::WriteBookings => "write_bookings",
        Scope::WriteOffer => "write_offer",
        Scope::WriteSettings => "write_settings",
    };
    Denial::new(
        StatusCode::FORBIDDEN,
        "scope_missing",
        "The program's key does not have the scope for this.",
    )
    .because(format!("the key lacks the scope {name}"))
}

/// How much a role may do, beside the others.
fn rank(role: Role) -> u8 {
    match role {
        Role::Guest => 0,
        Role::Customer => 1,
        Role::Specialist => 2,
        Role::Staff => 3,
        Role::Admin => 4,
        Role::Operator | Role::Clock => 5,
    }
}
