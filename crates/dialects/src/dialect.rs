//! The table of the five: their names, and where each of them keeps what it brings along.

use axum::Router;
use bronya_desk::{Desk, NewVenue};
use bronya_domain::catalog::Venue;
use bronya_domain::instance::Instance;
use bronya_gate::Gate;
use bronya_gate::entry::Realm;
use bronya_gate::passwords::Passwords;
use bronya_words::LetterSet;

use crate::answers::Refuse;
use crate::door::{Door, Manner, Stationery};
use crate::seeding::{Ground, NotSeeded, Seeding};
use crate::settings::{BadSetting, Setting};
use crate::{aspex, garant, logist, planner, resources};

/// A foreign contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Tables by kind, ordered by e-mail, confirmed by a worker.
    Logist,
    /// Tables that are asked for and accepted, with letters that cancel.
    Garant,
    /// Tables with stays of two hours, deadlines and an admin.
    Aspex,
    /// Specialists who publish slots, clients who reserve them.
    Planner,
    /// Anything that can be taken, for free intervals.
    Resources,
}

/// An instance of a dialect, ready to be served.
#[derive(Clone)]
pub struct Spoken {
    /// Its name.
    pub name: String,
    /// The dialect.
    pub dialect: Dialect,
    /// Everything that can be called.
    pub router: Router,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Logist,
        Self::Garant,
        Self::Aspex,
        Self::Planner,
        Self::Resources,
    ];

    /// Its name, under which it is found.
    pub fn name(self) -> &'static str {
        match self {
            Self::Logist => "logist",
            Self::Garant => "garant",
            Self::Aspex => "aspex",
            Self::Planner => "planner",
            Self::Resources => "resources",
        }
    }

    /// The dialect of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// The dialect of an instance: what stands before the venue in its name.
    pub fn of(instance: &Instance) -> Option<Self> {
        Self::named(instance.name.split('@').next().unwrap_or_default())
    }

    /// What can be set for an instance.
    pub fn settings(self) -> &'static [Setting] {
        match self {
            Self::Logist => logist::SETTINGS,
            Self::Garant => garant::SETTINGS,
            Self::Aspex => aspex::SETTINGS,
            Self::Planner => planner::SETTINGS,
            Self::Resources => resources::SETTINGS,
        }
    }

    /// An instance of it, ready to be served. The world reaches it under `url`, which has no slash at its end.
    ///
    /// # Errors
    /// Where a setting makes no sense.
    pub fn open(self, gate: Gate, instance: Instance, url: String) -> Result<Spoken, BadSetting> {
        let manner = Manner {
            name: self.name(),
            realm: self.realm(&instance),
            refuse: self.refuse(),
            kinds: self.kinds(),
            settings: self.settings(),
        };
        let name = instance.name.clone();
        let door = Door::open(gate, instance, url, manner)?;
        Ok(Spoken {
            name,
            dialect: self,
            router: self.router(door),
        })
    }

    fn router(self, door: Door) -> Router {
        match self {
            Self::Logist => logist::router(door),
            Self::Garant => garant::router(door),
            Self::Aspex => aspex::router(door),
            Self::Planner => planner::router(door),
            Self::Resources => resources::router(door),
        }
    }

    /// The kinds that the contract knows; none where it takes every kind that the venue has.
    fn kinds(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Logist => Some(logist::KINDS),
            Self::Garant => Some(garant::KINDS),
            Self::Aspex => Some(&["table"]),
            Self::Planner => Some(&["specialist"]),
            Self::Resources => None,
        }
    }

    /// The letters of bookings that come through an instance; none where they are the native ones.
    pub fn letters(self, stationery: Stationery) -> Option<Box<dyn LetterSet>> {
        match self {
            Self::Logist => logist::letters(stationery),
            Self::Garant => garant::letters(stationery),
            Self::Aspex => aspex::letters(stationery),
            Self::Planner => planner::letters(stationery),
            Self::Resources => resources::letters(stationery),
        }
    }

    /// What the operator should know of an instance before the world finds it: passwords that everybody knows.
    pub async fn warnings(
        self,
        desk: &Desk,
        passwords: &Passwords,
        instance: &Instance,
    ) -> Vec<String> {
        match self {
            Self::Garant => garant::warnings(desk, passwords, instance).await,
            Self::Planner => planner::warnings(desk, passwords, instance).await,
            Self::Logist | Self::Aspex | Self::Resources => Vec::new(),
        }
    }

    /// What the operator should know of an instance that was just seeded: what other programs need from him.
    pub fn notes(self, instance: &Instance) -> Vec<String> {
        match self {
            Self::Garant => garant::notes(instance),
            Self::Logist | Self::Aspex | Self::Planner | Self::Resources => Vec::new(),
        }
    }

    /// Where the users of an instance log in, and by which rules.
    fn realm(self, instance: &Instance) -> Realm {
        match self {
            Self::Logist => logist::realm(instance),
            Self::Garant => garant::realm(instance),
            Self::Aspex => aspex::realm(instance),
            Self::Planner => planner::realm(instance),
            Self::Resources => resources::realm(instance),
        }
    }

    /// How what the gate refuses is said.
    fn refuse(self) -> Refuse {
        match self {
            Self::Logist => logist::refuse,
            Self::Garant => garant::refuse,
            Self::Aspex => aspex::refuse,
            Self::Planner => planner::refuse,
            Self::Resources => resources::refuse,
        }
    }

    /// The venue with which the contract's own descriptions start.
    pub(crate) fn venue(self, seeding: &Seeding<'_>) -> Result<NewVenue, NotSeeded> {
        match self {
            Self::Logist => logist::venue(seeding),
            Self::Garant => garant::venue(seeding),
            Self::Aspex => aspex::venue(seeding),
            Self::Planner => planner::venue(seeding),
            Self::Resources => resources::venue(seeding),
        }
    }

    /// Refuses settings that make no sense together, or at a venue that is there, before anything is made or changed.
    pub(crate) fn check(
        self,
        seeding: &Seeding<'_>,
        venue: Option<&Venue>,
    ) -> Result<(), BadSetting> {
        match self {
            Self::Aspex => aspex::check(seeding, venue),
            Self::Garant => garant::check(seeding),
            Self::Logist | Self::Planner | Self::Resources => Ok(()),
        }
    }

    /// Makes the rest of that state: what is taken, and who is known.
    pub(crate) async fn seed(self, ground: &Ground<'_>) -> Result<(), NotSeeded> {
        match self {
            Self::Logist => logist::seed(ground).await,
            Self::Garant => garant::seed(ground).await,
            Self::Aspex => aspex::seed(ground).await,
            Self::Planner => planner::seed(ground).await,
            Self::Resources => resources::seed(ground).await,
        }
    }
}
