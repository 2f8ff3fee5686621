//! What happened at a venue: who did what when, and to what. Bookings, the offer, the rules and the people alike.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::booking::State;
use crate::command::{Actor, Role};
use crate::decide::Change;
use crate::id::{AccountId, ApiKeyId, BlockId, BookingId, ResourceId, SlotId};
use crate::span::Span;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// What he did, by its stable name: that of an act of the staff and guests, or of a [`Deed`].
    pub act: String,
    /// What he did it to.
    pub about: About,
    /// Why, in his words.
    pub reason: Option<String>,
}

/// What something was done to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "thing", rename_all = "snake_case")]
pub enum About {
    /// A booking.
    Booking {
        /// Its number.
        id: BookingId,
        /// The version that the change gave it.
        version: i64,
        /// Where it stood before; nowhere, when it was made.
        before: Option<State>,
        /// Where it stood after.
        after: State,
        /// Its time after the change, once it has one.
        span: Option<Span>,
        /// The resources that it has now.
        resources: Vec<ResourceId>,
    },
    /// Time that the staff closed.
    Block {
        /// Its number.
        id: BlockId,
        /// What it closes.
        resources: Vec<ResourceId>,
        /// From when until when.
        span: Span,
    },
    /// A published slot.
    Slot {
        /// Its number.
        id: SlotId,
        /// Whose time it is.
        resource: ResourceId,
        /// From when until when.
        span: Span,
    },
    /// A resource.
    Resource {
        /// Its number.
        id: ResourceId,
        /// What it was called then.
        name: String,
    },
    /// The venue itself: what it says of itself, its hours, its rules.
    Venue,
    /// A kind of resources.
    Kind {
        /// The venue's word for it.
        name: String,
    },
    /// A channel by which bookings come.
    Channel {
        /// Its name.
        name: String,
    },
    /// Somebody whom the venue knows.
    Member {
        /// His account.
        account: AccountId,
        /// What he may do from then on, where that was said.
        role: Option<Role>,
    },
    /// A program's key.
    Key {
        /// Its number.
        id: ApiKeyId,
        /// What it is for.
        name: String,
    },
    /// A guest who is known by a contact alone. Which one, is not kept.
    Guest,
}

/// What those who run a venue do to it, besides what is done to bookings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Change what the venue says of itself.
    ChangeVenue,
    /// Say when it is open.
    ChangeHours,
    /// Change its rules, or those of a kind or a channel.
    ChangeRules,
    /// Say where things stand.
    LayFloor,
    /// Add a resource.
    AddResource,
    /// Change a resource.
    ChangeResource,
    /// Invite somebody.
    Invite,
    /// Give somebody an account that the venue's foreign contract knows.
    AddMember,
    /// Say what somebody may do.
    SetRole,
    /// Take away what somebody may do.
    RemoveMember,
    /// Shut somebody out.
    BlockMember,
    /// Let somebody in again.
    UnblockMember,
    /// Make a key for a program.
    AddKey,
    /// Take a key back.
    RevokeKey,
    /// Erase what is kept about a guest.
    EraseGuest,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::ChangeVenue,
        Self::ChangeHours,
        Self::ChangeRules,
        Self::LayFloor,
        Self::AddResource,
        Self::ChangeResource,
        Self::Invite,
        Self::AddMember,
        Self::SetRole,
        Self::RemoveMember,
        Self::BlockMember,
        Self::UnblockMember,
        Self::AddKey,
        Self::RevokeKey,
        Self::EraseGuest,
    ];

    /// What it is called in the history.
    pub fn name(self) -> &'static str {
        match self {
            Self::ChangeVenue => "change_venue",
            Self::ChangeHours => "change_hours",
            Self::ChangeRules => "change_rules",
            Self::LayFloor => "lay_floor",
            Self::AddResource => "add_resource",
            Self::ChangeResource => "change_resource",
            Self::Invite => "invite",
            Self::AddMember => "add_member",
            Self::SetRole => "set_role",
            Self::RemoveMember => "remove_member",
            Self::BlockMember => "block_member",
            Self::UnblockMember => "unblock_member",
            Self::AddKey => "add_key",
            Self::RevokeKey => "revoke_key",
            Self::EraseGuest => "erase_guest",
        }
    }
}

/// What is done to bookings and to the time on offer, by the names under which the history keeps it. Holds leave no line.
pub const ACTS: [&str; 18] = [
    "book",
    "confirm",
    "decline",
    "cancel",
    "ask_to_cancel",
    "move",
    "seat",
    "finish",
    "no_show",
    "undo",
    "walk_in",
    "expire",
    "block",
    "unblock",
    "publish_slot",
    "edit_slot",
    "withdraw_slot",
    "retire_resource",
];

impl About {
    /// What a change is about that leaves a line of its own; a booking's is written with it, and holds leave none.
    pub fn of(change: &Change) -> Option<Self> {
        match change {
            Change::Booking(_) | Change::Hold(_) => None,
            Change::Block(edit) => edit.either().map(|block| Self::Block {
                id: block.id,
                resources: block.resources.clone(),
                span: block.span,
            }),
            Change::Slot(edit) => edit.either().map(|slot| Self::Slot {
                id: slot.id,
                resource: slot.resource,
                span: slot.span,
            }),
            Change::Resource(edit) => edit.either().map(|resource| Self::Resource {
                id: resource.id,
                name: resource.name.clone(),
            }),
        }
    }

    /// Its name in tables and answers.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Booking { .. } => "booking",
            Self::Block { .. } => "block",
            Self::Slot { .. } => "slot",
            Self::Resource { .. } => "resource",
            Self::Venue => "venue",
            Self::Kind { .. } => "kind",
            Self::Channel { .. } => "channel",
            Self::Member { .. } => "member",
            Self::Key { .. } => "key",
            Self::Guest => "guest",
        }
    }

    /// Its number, where it has one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Booking { id, .. } => Some(id.0),
            Self::Block { id, .. } => Some(id.0),
            Self::Slot { id, .. } => Some(id.0),
            Self::Resource { id, .. } => Some(id.0),
            Self::Member { account, .. } => Some(account.0),
            Self::Key { id, .. } => Some(id.0),
            Self::Venue | Self::Kind { .. } | Self::Channel { .. } | Self::Guest => None,
        }
    }

    /// What it was called then, where that was kept.
    pub fn called(&self) -> Option<&str> {
        match self {
            Self::Resource { name, .. }
            | Self::Kind { name }
            | Self::Channel { name }
            | Self::Key { name, .. } => Some(name),
            _ => None,
        }
    }

    /// The resources that it has to do with.
    pub fn resources(&self) -> &[ResourceId] {
        match self {
            Self::Booking { resources, .. } | Self::Block { resources, .. } => resources,
            Self::Slot { resource: id, .. } | Self::Resource { id, .. } => std::slice::from_ref(id),
            _ => &[],
        }
    }

    /// The time that it is about.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Booking { span, .. } => *span,
            Self::Block { span, .. } | Self::Slot { span, .. } => Some(*span),
            _ => None,
        }
    }
}

impl Happening {
    /// Whether somebody who looks on is told of it: a specialist of his own time, the staff of everything but the people
    /// and programs that the venue lets in, which is the affair of those who run it.
    pub fn is_told_to(&self, actor: Actor) -> bool {
        match actor.role {
            Role::Guest | Role::Customer => false,
            Role::Specialist => actor
                .own
                .is_some_and(|own| self.about.resources().contains(&own)),
            Role::Staff => !matches!(
                self.about,
                About::Member { .. } | About::Key { .. } | About::Guest
            ),
            Role::Admin | Role::Operator | Role::Clock => true,
        }
    }

    /// Whether something may have left the sight of somebody who is not told of it: what he saw before is gone from there.
    pub fn may_leave_sight(&self) -> bool {
        matches!(self.act.as_str(), "move" | "undo" | "confirm" | "edit_slot")
    }
}
