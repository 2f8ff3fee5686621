//! Every way in which the rules say no, with the facts that explain it.
//!
//! The codes are part of the contract: they are added to, never renamed.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::booking::State;
use crate::command::Role;
use crate::id::{BookingId, ResourceId, SlotId};
use crate::policy::ContactNeeded;

/// One rule that says no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// There is no such booking.
    UnknownBooking,
    /// There is no such hold, or it has lapsed.
    UnknownHold,
    /// There is no such block.
    UnknownBlock,
    /// There is no such slot.
    UnknownSlot,
    /// It is about another specialist's time.
    NotYours {
        /// Whose it is.
        resource: ResourceId,
    },
    /// There is no such resource.
    UnknownResource {
        /// The number that was asked for.
        resource: ResourceId,
    },
    /// The venue offers nothing of the kind and price that was asked for.
    NothingOffered,
    /// The same resource is named twice.
    NamedTwice {
        /// The resource.
        resource: ResourceId,
    },
    /// The resource has left the offer.
    Retired {
        /// The resource.
        resource: ResourceId,
    },
    /// The resource takes no new bookings.
    Closed {
        /// The resource.
        resource: ResourceId,
    },
    /// The order must say how many people come.
    PartyRequired,
    /// More people than can be seated.
    PartyTooLarge {
        /// How many come.
        party: u32,
        /// How many can be seated.
        most: u32,
    },
    /// Fewer people than the resource is meant for.
    PartyTooSmall {
        /// How many come.
        party: u32,
        /// From how many on the resource is offered.
        least: u32,
    },
    /// The start is not one of the times at which stays begin.
    OffGrid {
        /// Starts are multiples of so many minutes after local midnight.
        grid_minutes: u32,
    },
    /// The order must name a start.
    StartRequired,
    /// The order must name an end.
    EndRequired,
    /// The stay is shorter than the rules allow.
    StayTooShort {
        /// The shortest stay, in minutes.
        least_minutes: u32,
    },
    /// The stay is longer than the rules allow.
    StayTooLong {
        /// The longest stay, in minutes.
        most_minutes: u32,
    },
    /// The length of the stay is given by the rules, and the order names another.
    StayFixed {
        /// The length, in minutes.
        minutes: i64,
    },
    /// The start lies in the past or too near.
    TooSoon {
        /// The first start that can be booked.
        earliest: Timestamp,
    },
    /// The start lies too far ahead.
    BeyondHorizon {
        /// The last start that can be booked.
        latest: Timestamp,
    },
    /// The stay does not lie within opening hours.
    OutsideHours,
    /// The stay is not a published slot.
    NotPublished,
    /// Somebody else has the time.
    Taken {
        /// The resource.
        resource: ResourceId,
    },
    /// The party at the door would stay longer than the resource is free.
    FreeUntil {
        /// The resource.
        resource: ResourceId,
        /// Until when the party could stay.
        until: Timestamp,
    },
    /// The staff closed the time.
    Blocked {
        /// The resource.
        resource: ResourceId,
    },
    /// The guest already has a request waiting for the same time of the resource.
    AlreadyRequested {
        /// The request.
        booking: BookingId,
    },
    /// The guest must leave a contact.
    ContactRequired {
        /// What is asked for.
        needed: ContactNeeded,
    },
    /// The booking does not stand where this can be done.
    WrongState {
        /// Where it stands.
        state: State,
    },
    /// The last change of the booking is none that the staff could take back.
    NothingToUndo,
    /// The stay has not begun yet.
    TooEarly {
        /// When it begins.
        from: Timestamp,
    },
    /// The time within which this could be done has passed.
    DeadlinePassed {
        /// When it passed.
        deadline: Timestamp,
    },
    /// The venue's rules leave cancelling to the staff.
    CancelRefused,
    /// The hold is for another stay than the order.
    HoldDiffers,
    /// Someone else changed it meanwhile.
    VersionDiffers {
        /// The present version.
        version: i64,
    },
    /// The resource offers no slots by hand.
    NoSlotsHere {
        /// The resource.
        resource: ResourceId,
    },
    /// Another slot of the same resource overlaps.
    SlotOverlaps {
        /// The other slot.
        slot: SlotId,
    },
    /// The slot is taken, so it can be neither edited nor withdrawn.
    SlotTaken,
    /// The resource was booked before, so it can be retired but not deleted.
    WasBooked {
        /// The resource.
        resource: ResourceId,
    },
    /// Something still stands on the resource: a block, a hold or a published slot.
    InUse {
        /// The resource.
        resource: ResourceId,
    },
    /// The lanes that are to go are taken in the future.
    LanesTaken {
        /// The resource.
        resource: ResourceId,
    },
    /// The place costs more than the booking does, whose price is frozen.
    Dearer {
        /// The price of the place, in minor units.
        price: i64,
    },
    /// Only the staff may do this.
    StaffOnly,
    /// There is no such account.
    UnknownAccount,
    /// There is nobody of that account at the venue.
    UnknownMember,
    /// There is no such API key.
    UnknownKey,
    /// The link was used, is too old, or never was one: nobody learns which.
    TicketSpent,
    /// The link was an invitation, and whoever sent it has taken it back.
    InvitationWithdrawn,
    /// The account is shut out.
    AccountBlocked,
    /// The password was changed while it was being checked.
    PasswordChanged,
    /// He is the last who runs the installation and can log in.
    LastOperator,
    /// Nobody else could run the venue.
    LastAdmin,
    /// Whoever is invited works at the venue already, in another role.
    WorksHere {
        /// As what.
        role: Role,
    },
}

/// A "no" that the rules give: every reason that holds, the weightiest first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("refused: {}", self.codes().join(", "))]
pub struct Refusal {
    /// The reasons; at least one.
    pub reasons: Vec<Reason>,
}

impl Reason {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownBooking => "unknown_booking",
            Self::UnknownHold => "unknown_hold",
            Self::UnknownBlock => "unknown_block",
            Self::UnknownSlot => "unknown_slot",
            Self::UnknownResource { .. } => "unknown_resource",
            Self::NothingOffered => "nothing_offered",
            Self::NamedTwice { .. } => "named_twice",
            Self::Retired { .. } => "retired",
            Self::Closed { .. } => "closed",
            Self::PartyRequired => "party_required",
            Self::PartyTooLarge { .. } => "party_too_large",
            Self::PartyTooSmall { .. } => "party_too_small",
            Self::OffGrid { .. } => "off_grid",
            Self::StartRequired => "start_required",
            Self::EndRequired => "end_required",
            Self::StayTooShort { .. } => "stay_too_short",
            Self::StayTooLong { .. } => "stay_too_long",
            Self::StayFixed { .. } => "stay_fixed",
            Self::TooSoon { .. } => "too_soon",
            Self::BeyondHorizon { .. } => "beyond_horizon",
            Self::OutsideHours => "outside_hours",
            Self::NotPublished => "not_published",
            Self::Taken { .. } => "taken",
            Self::FreeUntil { .. } => "free_until",
            Self::Blocked { .. } => "blocked",
            Self::AlreadyRequested { .. } => "already_requested",
            Self::ContactRequired { .. } => "contact_required",
            Self::WrongState { .. } => "wrong_state",
            Self::NothingToUndo => "nothing_to_undo",
            Self::TooEarly { .. } => "too_early",
            Self::DeadlinePassed { .. } => "deadline_passed",
            Self::CancelRefused => "cancel_refused",
            Self::HoldDiffers => "hold_differs",
            Self::VersionDiffers { .. } => "version_differs",
            Self::NoSlotsHere { .. } => "no_slots_here",
            Self::SlotOverlaps { .. } => "slot_overlaps",
            Self::SlotTaken => "slot_taken",
            Self::WasBooked { .. } => "was_booked",
            Self::InUse { .. } => "in_use",
            Self::LanesTaken { .. } => "lanes_taken",
            Self::Dearer { .. } => "dearer",
            Self::StaffOnly => "staff_only",
            Self::UnknownAccount => "unknown_account",
            Self::UnknownMember => "unknown_member",
            Self::UnknownKey => "unknown_key",
            Self::TicketSpent => "ticket_spent",
            Self::InvitationWithdrawn => "invitation_withdrawn",
            Self::AccountBlocked => "account_blocked",
            Self::PasswordChanged => "password_changed",
            Self::LastOperator => "last_operator",
            Self::LastAdmin => "last_admin",
            Self::WorksHere { .. } => "works_here",
            Self::NotYours { .. } => "not_yours",
        }
    }

    /// Whether another time or resource could do, so that the nearest alternatives help.
    pub fn is_about_time(&self) -> bool {
        matches!(
            self,
            Self::Taken { .. }
                | Self::FreeUntil { .. }
                | Self::Blocked { .. }
                | Self::Closed { .. }
                | Self::OutsideHours
                | Self::NotPublished
                | Self::TooSoon { .. }
                | Self::OffGrid { .. }
        )
    }
}

impl Refusal {
    /// A refusal for these reasons, each named once. There must be one.
    pub fn of(reasons: Vec<Reason>) -> Self {
        assert!(!reasons.is_empty(), "a refusal without a reason");
        let mut once: Vec<Reason> = Vec::with_capacity(reasons.len());
        for reason in reasons {
            if !once.contains(&reason) {
                once.push(reason);
            }
        }
        Self { reasons: once }
    }

    /// The codes of its reasons.
    pub fn codes(&self) -> Vec<&'static str> {
        self.reasons.iter().map(Reason::code).collect()
    }

    /// The weightiest reason.
    pub fn first(&self) -> &Reason {
        &self.reasons[0]
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self {
            reasons: vec![reason],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_what_is_written_down() {
        let reasons = [
            Reason::UnknownBooking,
            Reason::OutsideHours,
            Reason::OffGrid { grid_minutes: 15 },
        ];
        for reason in reasons {
            let written = serde_json::to_value(&reason).expect("a reason can be written");
            assert_eq!(written["code"], reason.code());
        }
    }
}
