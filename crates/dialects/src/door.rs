//! What a dialect's routes are given: the gate, the instance, the venue's things as the contract sees them.

use std::sync::Arc;

use axum::response::Response;
use bronya_desk::{Desk, Done, No};
use bronya_domain::catalog::{Catalog, Listed};
use bronya_domain::command::{Act, Actor, Command};
use bronya_domain::id::VenueId;
use bronya_domain::instance::Instance;
use bronya_gate::entry::Realm;
use bronya_gate::keys::Secret;
use bronya_gate::{Caller, Denial, Gate, Identity, Who};
use jiff::Timestamp;

use crate::answers::Refuse;
use crate::kinds::Kinds;
use crate::settings::{self, BadSetting, Setting};

/// What the routes of one instance are given. Copies of it are the same door.
#[derive(Clone)]
pub(crate) struct Door(Arc<Inner>);

struct Inner {
    gate: Gate,
    instance: Instance,
    manner: Manner,
    kinds: Kinds,
    url: String,
}

/// What a dialect tells its door of itself.
pub(crate) struct Manner {
    /// Its name.
    pub name: &'static str,
    /// Where the users of the instance log in, and by which rules.
    pub realm: Realm,
    /// How what the gate refuses is said.
    pub refuse: Refuse,
    /// The kinds that the contract knows; none where it takes every kind that the venue has.
    pub kinds: Option<&'static [&'static str]>,
    /// What can be set.
    pub settings: &'static [Setting],
}

/// What the letters of an instance are written with.
pub struct Stationery {
    /// The instance.
    pub instance: Instance,
    /// What the keys in their links are made with.
    pub secret: Secret,
    /// The address under which the world reaches the instance, without a slash at its end.
    pub url: String,
}

impl Door {
    /// The door of an instance that the world reaches under `url`, which has no slash at its end.
    ///
    /// # Errors
    /// Where a setting makes no sense.
    pub(crate) fn open(
        gate: Gate,
        instance: Instance,
        url: String,
        manner: Manner,
    ) -> Result<Self, BadSetting> {
        settings::check(manner.settings, &instance.settings)?;
        Ok(Self(Arc::new(Inner {
            kinds: Kinds::of(&instance, manner.kinds),
            gate,
            instance,
            manner,
            url,
        })))
    }

    /// The name of the contract.
    pub(crate) fn contract(&self) -> &'static str {
        self.0.manner.name
    }

    /// The instance's name: the channel of its bookings and the realm of its users.
    pub(crate) fn name(&self) -> &str {
        &self.0.instance.name
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.0.gate
    }

    pub(crate) fn desk(&self) -> &Desk {
        self.0.gate.desk()
    }

    /// The desk, at which somebody manages the venue now.
    pub(crate) fn desk_of(&self, actor: Actor) -> Desk {
        self.0.gate.desk_of(actor)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.gate.now()
    }

    pub(crate) fn venue(&self) -> VenueId {
        self.0.instance.venue
    }

    pub(crate) fn realm(&self) -> &Realm {
        &self.0.manner.realm
    }

    /// The kinds of the contract and the venue's.
    pub(crate) fn kinds(&self) -> &Kinds {
        &self.0.kinds
    }

    /// The address under which the world reaches the instance.
    pub(crate) fn url(&self) -> &str {
        &self.0.url
    }

    /// What was set under a name.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        self.0.instance.settings.get(name).map(String::as_str)
    }

    /// Whether a setting was switched on.
    pub(crate) fn is_on(&self, name: &str) -> bool {
        self.setting(name).is_some_and(settings::is_on)
    }

    /// What the gate refuses, in the dialect's own shape.
    pub(crate) fn refuse(&self, denial: Denial) -> Response {
        (self.0.manner.refuse)(denial)
    }

    /// The venue with what it offers, under the rules of bookings that come through this instance.
    pub(crate) async fn catalog(&self) -> Result<Arc<Catalog>, No> {
        let catalog = self.desk().venue_of(self.venue()).await?;
        Ok(catalog.kept_through(self.name()))
    }

    /// The resources that the contract sees: of its kinds, and not retired.
    pub(crate) fn listed<'a>(&'a self, catalog: &'a Catalog) -> impl Iterator<Item = &'a Listed> {
        let listed = catalog.listed().iter();
        listed.filter(|one| !one.resource.retired && self.kinds().sees(&one.resource.kind))
    }

    /// Whoever this is, if he may call what `who` says.
    pub(crate) fn admit(&self, who: Who, identity: Identity) -> Result<Caller, Denial> {
        who.admit(identity, Some(self.venue()), false)
    }

    /// Does what is asked, or says why not. No contract names what could be had instead, so it is not looked for.
    pub(crate) async fn execute(&self, actor: Actor, act: Act) -> Result<Done, No> {
        let command = Command {
            actor,
            act,
            expects: None,
        };
        let told = self.desk().begin(self.venue(), command, None, self.now())?;
        told.await
    }
}
