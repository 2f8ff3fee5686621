//! What can be taken: a table, a room, a specialist, anything.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::hours::OpeningHours;
use crate::id::{ResourceId, SlotId};
use crate::policy::Policy;
use crate::span::Span;

/// Something that one party at a time takes, or several where it has lanes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// Its number within the venue.
    pub id: ResourceId,
    /// The venue's own word for what it is: `table`, `room`, `doctor`.
    pub kind: String,
    /// Its number within its kind, never reused.
    pub number: i64,
    /// What people call it.
    pub name: String,
    /// For how many people it is meant.
    pub seats: Seats,
    /// The price of taking it once, in minor units of the venue's currency; not negative.
    pub price: i64,
    /// How many parties it serves side by side, at least one.
    pub lanes: u16,
    /// Whether new bookings are taken.
    pub open: bool,
    /// Whether it left the offer for good. Its bookings stay readable.
    pub retired: bool,
    /// How it is offered.
    pub schedule: Schedule,
    /// Its own opening hours, where they differ from the venue's.
    pub hours: Option<OpeningHours>,
    /// Its own rules; what they leave out comes from its kind and then from the venue.
    pub policy: Policy,
}

/// From how many to how many people, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    /// The smallest party.
    pub from: u32,
    /// The largest party.
    pub to: u32,
}

/// How a resource is offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// During opening hours: its own, else the venue's, else always.
    #[default]
    Hours,
    /// Only in slots that are published by hand.
    Slots,
}

/// An interval that a specialist publishes, to be taken as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Its number within the venue.
    pub id: SlotId,
    /// Whose it is.
    pub resource: ResourceId,
    /// From when until when; never open.
    pub span: Span,
    /// What it is about, in the specialist's words.
    pub topic: Option<String>,
    /// Its price in minor units, a credit where it is negative; the resource's own where none is given.
    pub price: Option<i64>,
    /// Counts the changes, from 1.
    pub version: i64,
}

impl Resource {
    /// As it is once it has left the offer for good.
    pub fn retire(self) -> Self {
        Self {
            retired: true,
            open: false,
            ..self
        }
    }

    /// As it is once it is offered again after all.
    pub fn come_back(self) -> Self {
        Self {
            retired: false,
            open: true,
            ..self
        }
    }
}

impl Seats {
    /// Whether a party of this size fits.
    pub fn fit(self, party: u32) -> bool {
        self.from <= party && party <= self.to
    }
}
