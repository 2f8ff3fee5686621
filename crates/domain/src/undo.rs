//! Taking back what the staff just did to a booking: for how long, and what has to be known for it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::booking::{Booking, State, When};
use crate::command::{Act, Actor};
use crate::id::SlotId;
use crate::occupancy::Claim;
use crate::span::{later, to_micros};

/// For how many seconds a change can be taken back.
pub const UNDO_SECONDS: i64 = 10;

const WITHIN: SignedDuration = SignedDuration::from_secs(UNDO_SECONDS);

/// A change of a booking that can still be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// The version that the change gave the booking. While it has no other, the change was the last one.
    pub version: i64,
    /// The last instant at which it can be taken back. Nobody is told of it before.
    pub until: Timestamp,
    /// What the booking was.
    pub before: Before,
    /// Whether word of it is on its way, so that it is too late.
    pub told: bool,
}

/// What of a booking is put back. Who the guest is stands in the booking alone, so that it can be forgotten there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Where it stood.
    pub state: State,
    /// When it was to take place.
    pub when: When,
    /// What it took.
    pub claims: Vec<Claim>,
    /// The published slot that it took.
    pub slot: Option<SlotId>,
    /// How many were to come.
    pub party: Option<u32>,
}

/// Until when somebody's act can be taken back that he does at `now`; none where it stands at once.
pub fn undo_until(actor: Actor, act: &Act, now: Timestamp) -> Option<Timestamp> {
    (actor.is_staff() && act.can_be_undone()).then(|| later(to_micros(now), WITHIN))
}

impl Undo {
    /// A change of `before` that can be taken back for a while.
    pub fn of(before: &Booking, until: Timestamp) -> Self {
        let Booking {
            state,
            when,
            claims,
            slot,
            party,
            version,
            ..
        } = before.clone();
        Self {
            version: version + 1,
            until,
            before: Before {
                state,
                when,
                claims,
                slot,
                party,
            },
            told: false,
        }
    }

    /// When the change was made.
    pub fn made_at(&self) -> Timestamp {
        later(self.until, -WITHIN)
    }
}
