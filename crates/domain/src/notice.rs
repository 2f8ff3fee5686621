//! The messages that a change owes somebody: to whom and about what. What they say is decided where they are worded.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::booking::{Booking, State};
use crate::command::{Act, Actor};

/// A message owed to one side of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Notice {
    /// To whom.
    pub to: Recipient,
    /// About what.
    pub topic: Topic,
}

/// One side of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The guest.
    Guest,
    /// The staff, or the specialist whose time it is.
    Staff,
}

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The order arrived and waits for a decision.
    Received,
    /// The booking is agreed.
    Confirmed,
    /// The staff said no.
    Declined,
    /// Another party was given the time.
    RivalChosen,
    /// The booking is called off.
    Cancelled,
    /// The guest asks the staff to call it off.
    CancelAsked,
    /// The booking has another time, place or size.
    Moved,
    /// Nobody decided in time.
    Expired,
}

impl Topic {
    /// Its name, as it is written everywhere.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Confirmed => "confirmed",
            Self::Declined => "declined",
            Self::RivalChosen => "rival_chosen",
            Self::Cancelled => "cancelled",
            Self::CancelAsked => "cancel_asked",
            Self::Moved => "moved",
            Self::Expired => "expired",
        }
    }
}

impl Recipient {
    /// Its name, as it is written everywhere.
    pub fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Staff => "staff",
        }
    }
}

/// What a change from `before` to `after` owes to whom. Nobody is told what he did himself, apart from the guest, who
/// gets a receipt; and a guest who left no contact cannot be told.
pub fn owed(before: Option<&Booking>, after: &Booking, actor: Actor, act: &Act) -> Vec<Notice> {
    let changed_state = before.is_none_or(|before| before.state != after.state);
    let asked = before.is_some_and(|before| before.cancel_asked_at != after.cancel_asked_at);
    let topic = match after.state {
        _ if matches!(act, Act::Move(..)) => Some(Topic::Moved),
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
    let reachable =
        after.contact.email.is_some() || after.contact.phone.is_some() || after.account.is_some();
    let guest = (reachable && topic != Topic::CancelAsked).then_some(Recipient::Guest);
    let staff = (!actor.is_staff() || topic == Topic::Expired).then_some(Recipient::Staff);
    guest
        .into_iter()
        .chain(staff)
        .map(|to| Notice { to, topic })
        .collect()
}
