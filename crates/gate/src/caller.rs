//! Who calls: what he showed, and as what that lets him act.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, HeaderMap};
use bronya_desk::Session;
use bronya_domain::booking::Booking;
use bronya_domain::command::{Actor, Role};
use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::people::{ApiKey, HOUSE, Scope};
use bronya_domain::refusal::Reason;

use crate::denial::{Denial, Result};
use crate::gate::Gate;
use crate::keys::hash_operator_key;
use crate::realm::Realm;
use crate::tokens::{self, unknown_credentials};

/// What somebody showed of himself.
#[derive(Clone, Debug)]
pub enum Identity {
    /// Nothing.
    Nobody,
    /// The operator's key.
    OperatorKey,
    /// That he is logged in.
    Person(Arc<Session>),
    /// The key of a program.
    Program(Arc<ApiKey>),
}

/// Who calls, and as what he acts where he calls.
#[derive(Clone, Debug)]
pub struct Caller {
    identity: Identity,
    actor: Actor,
}

impl Identity {
    /// What the headers show. Something that is not known here is refused, for who shows it does not want to be taken
    /// for nobody.
    pub async fn of(gate: &Gate, realm: &Realm, headers: &HeaderMap) -> Result<Self> {
        let Some(shown) = headers.get(AUTHORIZATION) else {
            return Ok(Self::Nobody);
        };
        let token = shown.to_str().ok().and_then(bearer);
        Self::of_token(gate, realm, token.ok_or_else(unknown_credentials)?).await
    }

    /// What a token shows.
    pub async fn of_token(gate: &Gate, realm: &Realm, token: &str) -> Result<Self> {
        if tokens::is_api_key(token) {
            let hash = tokens::api_key_hash(token);
            let key = gate.desk().api_key(&hash, gate.now()).await?;
            return key
                .map(|key| Self::Program(Arc::new(key)))
                .ok_or_else(unknown_credentials);
        }
        if gate.is_operator_key(&hash_operator_key(token)) {
            return Ok(Self::OperatorKey);
        }
        let session = Self::of_access(gate, realm, token).await?;
        session.ok_or_else(unknown_credentials)
    }

    /// Whom an access token shows; nobody where the session behind it has ended.
    pub(crate) async fn of_access(gate: &Gate, realm: &Realm, token: &str) -> Result<Option<Self>> {
        let (now, further) = (gate.now(), realm.further());
        let tokens = gate.tokens();
        let access = tokens.read_access_saying(&realm.name, &further, token, now)?;
        let session = gate.desk().session(&access.session, now).await?;
        let session = session.filter(|session| {
            let account = &session.account;
            access.account.is_none_or(|id| id == account.id) && account.realm == realm.name
        });
        Ok(session.map(|session| Self::Person(Arc::new(session))))
    }

    /// Whom a browser's pass shows; nobody where we did not give it, or where the session behind it has ended. Pages are for
    /// accounts of the installation.
    pub async fn of_pass(gate: &Gate, pass: &str) -> Result<Self> {
        let Some(session) = gate.tokens().read_pass(pass) else {
            return Ok(Self::Nobody);
        };
        let session = gate.desk().session(session, gate.now()).await?;
        let session = session.filter(|session| session.account.realm == HOUSE);
        Ok(session.map_or(Self::Nobody, |session| Self::Person(Arc::new(session))))
    }

    /// As what he acts at a venue, or outside of any.
    pub(crate) fn actor(&self, venue: Option<VenueId>) -> Actor {
        match self {
            Self::Nobody => Actor::GUEST,
            Self::OperatorKey => Actor::OPERATOR,
            Self::Program(key) if venue == Some(key.venue) => Actor {
                role: Role::Staff,
                account: None,
                own: None,
            },
            Self::Program(_) => Actor::GUEST,
            Self::Person(session) => person(session, venue),
        }
    }

    /// Whether the venue knows him by more than that he has an account.
    pub(crate) fn is_known_at(&self, venue: Option<VenueId>) -> bool {
        match self {
            Self::Nobody => false,
            Self::OperatorKey => true,
            Self::Program(key) => venue == Some(key.venue),
            Self::Person(session) => {
                let mut known = session.memberships.iter();
                session.account.operator || known.any(|known| Some(known.venue) == venue)
            }
        }
    }

    /// Whether the venue wants nothing more to do with him.
    pub(crate) fn is_blocked_at(&self, venue: Option<VenueId>) -> bool {
        match self {
            // Whoever runs the installation is not a venue's to shut out.
            Self::Person(session) => {
                let mut known = session.memberships.iter();
                !session.account.operator
                    && known.any(|known| known.blocked && Some(known.venue) == venue)
            }
            Self::Nobody | Self::OperatorKey | Self::Program(_) => false,
        }
    }
}

fn person(session: &Session, venue: Option<VenueId>) -> Actor {
    let account = Some(session.account.id);
    let mut known = session.memberships.iter();
    let known = known.find(|known| Some(known.venue) == venue);
    let (role, own) = match known {
        _ if session.account.operator => (Role::Operator, None),
        Some(known) => known.acts_as(&session.account),
        None => (Role::Customer, None),
    };
    Actor { role, account, own }
}

impl Caller {
    pub(crate) fn new(identity: Identity, venue: Option<VenueId>) -> Self {
        let actor = identity.actor(venue);
        Self { identity, actor }
    }

    /// Somebody outside of any venue.
    pub fn outside(identity: Identity) -> Self {
        Self::new(identity, None)
    }

    /// What he showed of himself.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// As what he acts here.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// His account, if he is logged in.
    pub fn account(&self) -> Option<AccountId> {
        self.actor.account
    }

    /// His session, if he is logged in.
    pub fn session(&self) -> Result<&Arc<Session>> {
        match &self.identity {
            Identity::Person(session) => Ok(session),
            Identity::Nobody | Identity::OperatorKey | Identity::Program(_) => Err(accounts_only()),
        }
    }

    /// Whether he may do what a scope is about: only programs have their hands bound by scopes.
    pub fn has(&self, scope: Scope) -> bool {
        match &self.identity {
            Identity::Program(key) => key.scopes.contains(&scope),
            Identity::Nobody | Identity::OperatorKey | Identity::Person(_) => true,
        }
    }

    /// The name under which his idempotency keys lie.
    pub fn name(&self) -> String {
        match &self.identity {
            Identity::Nobody => "guest".to_owned(),
            Identity::OperatorKey => "operator".to_owned(),
            Identity::Person(session) => format!("account {}", session.account.id),
            Identity::Program(key) => format!("key {}.{}", key.venue, key.id),
        }
    }

    /// As what he acts on a booking; to somebody for whom it is not there, there is none. A guest shows its key, which
    /// opens nothing any more once the visit is over.
    pub fn on(
        &self,
        gate: &Gate,
        venue: VenueId,
        booking: &Booking,
        key: Option<&str>,
    ) -> Result<Actor> {
        let actor = self.actor;
        if !matches!(actor.role, Role::Guest) && actor.sees(booking) {
            return Ok(actor);
        }
        let opens = key.is_some_and(|key| gate.secret().opens_booking(venue, booking, key));
        if opens && !booking.is_over(gate.now()) {
            return Ok(Actor {
                role: Role::Guest,
                own: None,
                ..actor
            });
        }
        Err(Reason::UnknownBooking.into())
    }

    /// Refuses who does not act for the venue.
    pub fn require_staff(&self) -> Result<()> {
        if self.actor.is_staff() {
            Ok(())
        } else {
            Err(Reason::StaffOnly.into())
        }
    }
}

/// Only somebody who is logged in with an account may do this.
pub(crate) fn accounts_only() -> Denial {
    Denial::new(
        StatusCode::FORBIDDEN,
        "accounts_only",
        "Only somebody who is logged in with an account may do this.",
    )
}

fn bearer(shown: &str) -> Option<&str> {
    let (scheme, token) = shown.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
