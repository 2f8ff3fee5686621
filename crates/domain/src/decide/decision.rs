//! What a decision consists of: changes to one or several things, in the order in which they must be written. What
//! frees time stands before what takes it.

use jiff::Timestamp;

use crate::booking::{Block, Booking, Hold};
use crate::command::Actor;
use crate::facts::Numbers;
use crate::id::{BlockId, BookingId, HoldId, ResourceId, SlotId};
use crate::notice::{Glimpse, Owed, Told};
use crate::occupancy::{Claim, Owner, Taken};
use crate::resource::{Resource, Slot};
use crate::series::{Published, Withdrawn};
use crate::undo::Undo;

/// What is to be written, all of it or nothing.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The changes, in the order in which they must be written.
    pub changes: Vec<Change>,
    /// What the command was about in the end.
    pub outcome: Outcome,
    /// The numbers that are next after this decision.
    pub numbers: Numbers,
}

/// What a command made or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A booking.
    Booking(BookingId),
    /// A hold.
    Hold(HoldId),
    /// A block.
    Block(BlockId),
    /// A slot.
    Slot(SlotId),
    /// A resource.
    Resource(ResourceId),
    /// Many slots were published.
    Published(Published),
    /// Many slots were withdrawn.
    Withdrawn(Withdrawn),
    /// Nothing: it was so already.
    Nothing,
}

/// One change.
#[derive(Clone, Debug)]
pub enum Change {
    /// A booking is made or changed; nothing ever deletes one.
    Booking(Box<BookingChange>),
    /// A hold is made (`before` is none) or dropped (`after` is none).
    Hold(Edit<Hold>),
    /// A block is made or taken back.
    Block(Edit<Block>),
    /// A slot is published, edited or withdrawn.
    Slot(Edit<Slot>),
    /// A resource is retired or deleted.
    Resource(Box<Edit<Resource>>),
}

/// A thing as it was and as it is to be.
#[derive(Clone, Debug)]
pub struct Edit<T> {
    /// How it was, if it was.
    pub before: Option<T>,
    /// How it is to be, if it is to be.
    pub after: Option<T>,
}

impl<T> Edit<T> {
    /// The thing as it is to be, or as it was where it is to be no more.
    pub fn either(&self) -> Option<&T> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// A booking as it was and as it is to be, with the line that history gets and the messages owed.
#[derive(Clone, Debug)]
pub struct BookingChange {
    /// How it was, if it was.
    pub before: Option<Booking>,
    /// How it is to be.
    pub after: Booking,
    /// Who did it.
    pub actor: Actor,
    /// What he did, by its stable name.
    pub act: &'static str,
    /// Why, in his words.
    pub reason: Option<String>,
    /// Who must be told.
    pub notices: Vec<Owed>,
    /// Whether it can be taken back, or takes something back.
    pub undoing: Undoing,
}

/// What a change of a booking has to do with taking back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undoing {
    /// Nothing: it stands.
    Stands,
    /// It can be taken back for a moment.
    Open(Undo),
    /// It takes back the change before it, and whatever that one owes.
    TakesBack,
}

impl BookingChange {
    /// What it was, for whoever words it later.
    pub fn told(&self) -> Told {
        Told {
            before: self.before.as_ref().map(Glimpse::of),
            after: Glimpse::of(&self.after),
            by: self.actor,
            reason: self.reason.clone(),
        }
    }
}

impl Change {
    /// The live claims that the change frees and takes, in this order.
    pub fn claims(&self) -> (Vec<Taken>, Vec<Taken>) {
        match self {
            Self::Booking(change) => (
                change
                    .before
                    .as_ref()
                    .map(booking_claims)
                    .unwrap_or_default(),
                booking_claims(&change.after),
            ),
            Self::Hold(edit) => {
                edit.sides(|hold| taken(&hold.claims, Owner::Hold(hold.id), Some(hold.deadline)))
            }
            Self::Block(edit) => {
                edit.sides(|block| taken(&block.claims, Owner::Block(block.id), None))
            }
            Self::Slot(_) | Self::Resource(_) => (Vec::new(), Vec::new()),
        }
    }
}

impl<T> Edit<T> {
    fn sides<U>(&self, claims: impl Fn(&T) -> Vec<U>) -> (Vec<U>, Vec<U>) {
        let side = |thing: &Option<T>| thing.as_ref().map(&claims).unwrap_or_default();
        (side(&self.before), side(&self.after))
    }
}

/// The live claims of a booking: all of them while its state holds, else none.
pub fn booking_claims(booking: &Booking) -> Vec<Taken> {
    if booking.state.holds() {
        taken(&booking.claims, booking.owner(), booking.deadline)
    } else {
        Vec::new()
    }
}

fn taken(claims: &[Claim], owner: Owner, deadline: Option<Timestamp>) -> Vec<Taken> {
    claims
        .iter()
        .map(|claim| Taken {
            claim: *claim,
            owner,
            deadline,
        })
        .collect()
}
