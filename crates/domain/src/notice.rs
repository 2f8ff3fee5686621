//! The messages that a change owes somebody: to whom and about what. What they say is decided where they are worded.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::booking::{Booking, State, When};
use crate::command::{Act, Actor};
use crate::id::{ResourceId, SlotId};
use crate::span::{Span, later};

pub use crate::topic::{Topic, Webhook};

/// A message owed to one side of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Notice {
    /// To whom.
    pub to: Recipient,
    /// About what.
    pub topic: Topic,
}

/// A message with the times that matter for carrying it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// To whom and about what.
    pub notice: Notice,
    /// Since when it is owed, which is what it says of its own time.
    pub owed_at: Timestamp,
    /// Not before this it may be carried.
    pub due_at: Timestamp,
}

/// What a change was, for whoever words it later: by then the booking may have changed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// How the booking was, if it was.
    pub before: Option<Glimpse>,
    /// How it was after the change.
    pub after: Glimpse,
    /// Who did it.
    pub by: Actor,
    /// Why, in his words.
    pub reason: Option<String>,
}

/// What of a booking changes, as its history keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glimpse {
    /// Where it stood.
    pub state: State,
    /// When it was to take place.
    pub when: When,
    /// What it was about, in the order of its claims.
    pub resources: Vec<ResourceId>,
    /// The published slot that it took.
    pub slot: Option<SlotId>,
    /// How many were to come.
    pub party: Option<u32>,
    /// Until when the staff could decide.
    pub deadline: Option<Timestamp>,
    /// Its version.
    pub version: i64,
}

/// One side of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The guest.
    Guest,
    /// The staff, or the specialist whose time it is.
    Staff,
    /// The venue's own program, by its webhook.
    Program,
}

impl Recipient {
    /// Its name, as it is written everywhere.
    pub fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Staff => "staff",
            Self::Program => "program",
        }
    }
}

/// What a change from `before` to `after` owes to whom. Nobody is told what he did himself, apart from the guest, who
/// gets a receipt; a guest who left no contact cannot be told, and one who stands at the door need not be. The venue's
/// program is told whoever acted, of a party at the door as of any booking that is agreed.
pub fn owed(
    before: Option<&Booking>,
    after: &Booking,
    actor: Actor,
    act: &Act,
    webhook: Option<&Webhook>,
    now: Timestamp,
) -> Vec<Owed> {
    let changed_state = before.is_none_or(|before| before.state != after.state);
    let asked = before.is_some_and(|before| before.cancel_asked_at != after.cancel_asked_at);
    let is_walk_in = matches!(act, Act::WalkIn(_));
    let topic = match after.state {
        _ if matches!(act, Act::Move(..)) => Some(Topic::Moved),
        _ if is_walk_in => Some(Topic::Confirmed),
        _ if asked && !changed_state => Some(Topic::CancelAsked),
        _ if !changed_state => None,
        State::Requested | State::Tentative => Some(Topic::Received),
        State::Confirmed => Some(Topic::Confirmed),
        State::Declined => Some(Topic::Declined),
        State::Cancelled => Some(Topic::Cancelled),
        State::Expired => Some(Topic::Expired),
        State::Seated | State::Finished | State::NoShow => None,
    };
    let Some(topic) = topic else {
        return Vec::new();
    };
    let hears = after.is_reachable() && topic != Topic::CancelAsked && !is_walk_in;
    let guest = hears.then_some(Recipient::Guest);
    let staff = (!actor.is_staff() || topic == Topic::Expired).then_some(Recipient::Staff);
    let sides = guest.into_iter().chain(staff);
    sides
        .chain(program(webhook, topic))
        .map(|to| Notice { to, topic }.at(now))
        .collect()
}

/// What is owed to whom when a waiting request is declined because another party was given its time. Nobody asked for
/// it by name, so the staff hear nothing.
pub fn owed_to_rival(rival: &Booking, webhook: Option<&Webhook>, now: Timestamp) -> Vec<Owed> {
    let topic = Topic::RivalChosen;
    let guest = rival.is_reachable().then_some(Recipient::Guest);
    let sides = guest.into_iter().chain(program(webhook, topic));
    sides.map(|to| Notice { to, topic }.at(now)).collect()
}

fn program(webhook: Option<&Webhook>, topic: Topic) -> Option<Recipient> {
    let wants = webhook.is_some_and(|webhook| webhook.wants(topic));
    wants.then_some(Recipient::Program)
}

/// The reminder that an agreed booking owes its guest so long ahead of its start; none where that moment has passed,
/// for he has just been told, or where it has no start.
pub fn reminder(booking: &Booking, ahead: SignedDuration, now: Timestamp) -> Option<Owed> {
    let due_at = later(booking.when.span()?.from(), -ahead);
    let wanted = booking.state == State::Confirmed && booking.is_reachable() && due_at > now;
    let notice = Notice {
        to: Recipient::Guest,
        topic: Topic::Reminder,
    };
    wanted.then_some(notice.at(due_at))
}

/// Whether a message that waited is still worth its words. News of a change always is; a reminder speaks of what is to
/// come, so it falls silent once the visit has begun, was called off or has another time.
pub fn still_true(notice: Notice, told: &Told, booking: &Booking, now: Timestamp) -> bool {
    let start = |when: When| when.span().map(Span::from);
    match notice.topic {
        Topic::Reminder => {
            booking.state == State::Confirmed
                && start(booking.when) == start(told.after.when)
                && start(booking.when).is_some_and(|start| start > now)
        }
        _ => true,
    }
}

impl Notice {
    /// The same, owed and to be carried from an instant on.
    pub fn at(self, due_at: Timestamp) -> Owed {
        Owed {
            notice: self,
            owed_at: due_at,
            due_at,
        }
    }
}

impl Owed {
    /// The same, but carried no sooner than an instant.
    pub fn held_until(self, until: Timestamp) -> Self {
        Self {
            due_at: self.due_at.max(until),
            ..self
        }
    }
}

impl Glimpse {
    /// What of a booking changes, as it is now.
    pub fn of(booking: &Booking) -> Self {
        Self {
            state: booking.state,
            when: booking.when,
            resources: booking.resources().collect(),
            slot: booking.slot,
            party: booking.party,
            deadline: booking.deadline,
            version: booking.version,
        }
    }

    /// A booking as it was then. What never changes is taken from how it is now.
    pub fn of_the_time(&self, now: Booking) -> Booking {
        Booking {
            state: self.state,
            when: self.when,
            slot: self.slot,
            party: self.party,
            deadline: self.deadline,
            version: self.version,
            ..now
        }
    }
}
