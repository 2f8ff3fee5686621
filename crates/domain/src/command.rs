//! Everything that can be asked of a venue, and by whom.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::booking::{Booking, Contact};
use crate::catalog::Language;
use crate::id::{AccountId, BlockId, BookingId, HoldId, ResourceId, SlotId};
use crate::resource::Resource;
use crate::span::Span;

/// One thing to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Who asks.
    pub actor: Actor,
    /// What for.
    pub act: Act,
    /// The version that the caller saw, if he wants to act on no other: of the booking, the slot or the block,
    /// or of the venue's settings where the command is about a resource.
    pub expects: Option<i64>,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Actor {
    /// In what capacity.
    pub role: Role,
    /// With which account, if with one.
    pub account: Option<AccountId>,
    /// The one resource that he may act for, where it is but one: a specialist's own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<ResourceId>,
}

/// In what capacity somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nobody logged in: a guest, known by his link at most.
    Guest,
    /// A guest with an account.
    Customer,
    /// A specialist, for his own time.
    Specialist,
    /// Somebody who works at the venue.
    Staff,
    /// Somebody who runs the venue.
    Admin,
    /// Somebody who runs the installation.
    Operator,
    /// Nobody: the clock did it.
    Clock,
}

impl Role {
    /// Its name, as it is written everywhere.
    pub fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Customer => "customer",
            Self::Specialist => "specialist",
            Self::Staff => "staff",
            Self::Admin => "admin",
            Self::Operator => "operator",
            Self::Clock => "clock",
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Keep a stay for a few minutes.
    Hold(Order),
    /// Give a hold back.
    DropHold(HoldId),
    /// Make a booking.
    Book(Box<NewBooking>),
    /// Agree to a booking; other resources than the requested ones may be given.
    Confirm(BookingId, Option<Vec<ResourceId>>),
    /// Say no to a booking, with a reason for the guest.
    Decline(BookingId, Option<String>),
    /// Call a booking off, with a reason for the other side.
    Cancel(BookingId, Option<String>),
    /// Ask the staff to call a booking off.
    AskToCancel(BookingId, Option<String>),
    /// Give a booking another time, other resources or another party size.
    Move(BookingId, Box<Order>),
    /// The party is there.
    Seat(BookingId),
    /// The party left; what remains of its time is free again.
    Finish(BookingId),
    /// The party never came.
    NoShow(BookingId),
    /// Take back the last change of a booking, if the staff made it a moment ago and nobody has been told of it. Requests
    /// that were declined because the booking moved into their way stay declined: their guests know.
    Undo(BookingId),
    /// Seat a party that stands at the door.
    WalkIn(Box<WalkIn>),
    /// Let an order lapse that nobody decided in time.
    ExpireBooking(BookingId),
    /// Let a hold lapse.
    ExpireHold(HoldId),
    /// Close time of resources.
    Block(NewBlock),
    /// Open blocked time again.
    Unblock(BlockId),
    /// Publish a slot.
    PublishSlot(SlotText),
    /// Change a slot while it is free.
    EditSlot(SlotId, SlotText),
    /// Take a slot back while it is free.
    WithdrawSlot(SlotId),
    /// Publish many slots of one resource. Those that are there already are left as they are, those that overlap others are
    /// left out, and it is said how many.
    PublishSlots(Box<SlotSeries>),
    /// Take many slots back; those that somebody has taken, or waits for, stay.
    WithdrawSlots(Vec<SlotId>),
    /// Delete a resource that was never booked.
    DeleteResource(ResourceId),
    /// Take a resource out of the offer for good.
    RetireResource(ResourceId),
}

/// What a guest wants to have, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Which resources.
    pub choice: Choice,
    /// When.
    pub at: At,
    /// How many come.
    pub party: Option<u32>,
}

/// Which resources an order is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// These, together; all or none.
    These(Vec<ResourceId>),
    /// Any one that fits: the smallest that is free.
    Any(Filter),
}

/// What an order that leaves the choice open still demands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// A kind of resource.
    pub kind: Option<String>,
    /// The lowest price, in minor units, itself included.
    pub price_from: Option<i64>,
    /// The highest price, in minor units, itself included.
    pub price_to: Option<i64>,
}

/// When an order is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// From a start on, as long as the rules say.
    From(Timestamp),
    /// For exactly this time.
    During(Span),
    /// For a published slot.
    Slot(SlotId),
    /// From confirmation until released.
    Confirmation,
}

/// A booking to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBooking {
    /// What is wanted. May be left out where a hold says it.
    pub order: Option<Order>,
    /// The hold that becomes this booking.
    pub hold: Option<HoldId>,
    /// How to reach the guest.
    pub contact: Contact,
    /// What the guest wants the staff to know.
    pub note: Option<String>,
    /// The guest's language.
    pub language: Option<Language>,
    /// The way by which it comes.
    pub channel: String,
}

/// A party that stands at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkIn {
    /// Where it is seated.
    pub choice: Choice,
    /// How many they are.
    pub party: Option<u32>,
    /// Until when they stay; as long as the rules say, where it is left out.
    pub until: Option<Timestamp>,
    /// How to reach the guest, where he says so.
    pub contact: Contact,
    /// What the staff should know.
    pub note: Option<String>,
    /// The way by which it is entered.
    pub channel: String,
}

/// Time to be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBlock {
    /// The resources.
    pub resources: Vec<ResourceId>,
    /// From when until when; the end may be open.
    pub span: Span,
    /// Why.
    pub reason: Option<String>,
}

/// What a slot says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotText {
    /// Whose it is.
    pub resource: ResourceId,
    /// From when until when.
    pub span: Span,
    /// What it is about.
    pub topic: Option<String>,
    /// Its price in minor units; the resource's own where none is given.
    pub price: Option<i64>,
}

/// Many slots that say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotSeries {
    /// Whose they are.
    pub resource: ResourceId,
    /// From when until when each of them is, at most [`SLOTS_AT_ONCE`](crate::series::SLOTS_AT_ONCE).
    pub spans: Vec<Span>,
    /// What they are about.
    pub topic: Option<String>,
    /// The price of each in minor units; the resource's own where none is given.
    pub price: Option<i64>,
}

impl Actor {
    /// The clock, which expires what nobody decided.
    pub const CLOCK: Self = Self {
        role: Role::Clock,
        account: None,
        own: None,
    };
    /// A guest without an account.
    pub const GUEST: Self = Self {
        role: Role::Guest,
        account: None,
        own: None,
    };
    /// Whoever runs the installation.
    pub const OPERATOR: Self = Self {
        role: Role::Operator,
        account: None,
        own: None,
    };

    /// Whether he acts for the venue and not for a guest.
    pub fn is_staff(self) -> bool {
        !matches!(self.role, Role::Guest | Role::Customer)
    }

    /// Whether a booking is there for him at all: a customer's own, for a specialist those of his time. A guest showed
    /// its key before anybody asked the rules.
    pub fn sees(self, booking: &Booking) -> bool {
        match self.role {
            Role::Customer => self.account.is_some() && booking.account == self.account,
            Role::Specialist => self
                .own
                .is_some_and(|own| booking.resources().any(|id| id == own)),
            Role::Guest | Role::Staff | Role::Admin | Role::Operator | Role::Clock => true,
        }
    }
}

impl Act {
    /// What it is called in history, metrics and logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Hold(_) => "hold",
            Self::DropHold(_) => "drop_hold",
            Self::Book(_) => "book",
            Self::Confirm(..) => "confirm",
            Self::Decline(..) => "decline",
            Self::Cancel(..) => "cancel",
            Self::AskToCancel(..) => "ask_to_cancel",
            Self::Move(..) => "move",
            Self::Seat(_) => "seat",
            Self::Finish(_) => "finish",
            Self::NoShow(_) => "no_show",
            Self::Undo(_) => "undo",
            Self::WalkIn(_) => "walk_in",
            Self::ExpireBooking(_) => "expire",
            Self::ExpireHold(_) => "expire_hold",
            Self::Block(_) => "block",
            Self::Unblock(_) => "unblock",
            Self::PublishSlot(_) => "publish_slot",
            Self::EditSlot(..) => "edit_slot",
            Self::WithdrawSlot(_) => "withdraw_slot",
            Self::PublishSlots(_) => "publish_slots",
            Self::WithdrawSlots(_) => "withdraw_slots",
            Self::DeleteResource(_) => "delete_resource",
            Self::RetireResource(_) => "retire_resource",
        }
    }

    /// Whether what it does to a booking can be taken back for a moment. To confirm, decline or cancel is told at once.
    pub fn can_be_undone(&self) -> bool {
        matches!(
            self,
            Self::Move(..) | Self::Seat(_) | Self::Finish(_) | Self::NoShow(_)
        )
    }

    /// The booking that it names.
    pub fn booking(&self) -> Option<BookingId> {
        match self {
            Self::Confirm(id, _)
            | Self::Decline(id, _)
            | Self::Cancel(id, _)
            | Self::AskToCancel(id, _)
            | Self::Move(id, _)
            | Self::Seat(id)
            | Self::Finish(id)
            | Self::NoShow(id)
            | Self::Undo(id)
            | Self::ExpireBooking(id) => Some(*id),
            _ => None,
        }
    }

    /// The channel whose rules it is judged by: that of the booking which it makes or, as far as it exists, of the one that
    /// it names.
    pub fn channel<'a>(&'a self, named: Option<&'a Booking>) -> Option<&'a str> {
        match self {
            Self::Book(new) => Some(&new.channel),
            Self::WalkIn(party) => Some(&party.channel),
            _ => named.map(|booking| booking.channel.as_str()),
        }
    }

    /// The hold that it names.
    pub fn hold(&self) -> Option<HoldId> {
        match self {
            Self::DropHold(id) | Self::ExpireHold(id) => Some(*id),
            Self::Book(new) => new.hold,
            _ => None,
        }
    }

    /// The block that it names.
    pub fn block(&self) -> Option<BlockId> {
        match self {
            Self::Unblock(id) => Some(*id),
            _ => None,
        }
    }

    /// The slot that it names.
    pub fn slot(&self) -> Option<SlotId> {
        match self {
            Self::EditSlot(id, _) | Self::WithdrawSlot(id) => Some(*id),
            _ => self.order().and_then(|order| match order.at {
                At::Slot(id) => Some(id),
                _ => None,
            }),
        }
    }

    /// The slots that it names, where it may name many.
    pub fn slots(&self) -> &[SlotId] {
        match self {
            Self::WithdrawSlots(ids) => ids,
            _ => &[],
        }
    }

    /// The order that it carries.
    pub fn order(&self) -> Option<&Order> {
        match self {
            Self::Hold(order) => Some(order),
            Self::Book(new) => new.order.as_ref(),
            Self::Move(_, order) => Some(order),
            _ => None,
        }
    }
}

impl Order {
    /// What moving a booking means: a party that the order does not name stays as large as it was.
    pub fn for_party_of(&self, booking: &Booking) -> Self {
        Self {
            party: self.party.or(booking.party),
            ..self.clone()
        }
    }
}

impl Filter {
    /// Whether a resource is what was asked for.
    pub fn admits(&self, resource: &Resource) -> bool {
        self.kind.as_ref().is_none_or(|kind| *kind == resource.kind)
            && self.price_from.is_none_or(|least| least <= resource.price)
            && self.price_to.is_none_or(|most| resource.price <= most)
    }
}
