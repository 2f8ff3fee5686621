//! From the desk's "no" to the caller's: one table, so that no two doors tell the same refusal apart.
//!
//! No arm is left to "all others": whoever adds a refusal decides here what it means to the caller.

use axum::http::StatusCode;
use bronya_desk::{Fault, No};
use bronya_domain::availability::Offer;
use bronya_domain::policy::ContactNeeded;
use bronya_domain::refusal::{Reason, Refusal};

use crate::denial::{Denial, Refused};

impl From<No> for Denial {
    fn from(no: No) -> Self {
        match no {
            No::Refused {
                refusal,
                alternatives,
            } => refused(refusal, alternatives),
            No::UnknownVenue => Self::new(
                StatusCode::NOT_FOUND,
                "unknown_venue",
                "There is no such venue.",
            ),
            No::Invalid { field, problem } => Self::invalid(field, problem),
            No::NotUnique { field } => Self::new(
                StatusCode::CONFLICT,
                "not_unique",
                "A name or number that must be unique is taken.",
            )
            .because(format!("{field} is taken"))
            .of(field),
            No::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "key_reused",
                "This idempotency key was used for another request.",
            )
            .of("Idempotency-Key"),
            No::KeyRunning => Self::new(
                StatusCode::CONFLICT,
                "key_running",
                "The first request with this idempotency key is still under way.",
            )
            .of("Idempotency-Key")
            .retry_after(1),
            No::Fault(fault) => fault.into(),
        }
    }
}

impl From<Refusal> for Denial {
    fn from(refusal: Refusal) -> Self {
        refused(refusal, Vec::new())
    }
}

impl From<Reason> for Denial {
    fn from(reason: Reason) -> Self {
        Refusal::from(reason).into()
    }
}

impl From<Fault> for Denial {
    fn from(fault: Fault) -> Self {
        let unavailable = StatusCode::SERVICE_UNAVAILABLE;
        match &fault {
            Fault::Busy | Fault::Contended(_) => {
                tracing::warn!(%fault, "turned away");
                Self::new(
                    unavailable,
                    "busy",
                    "Too many requests are waiting; try again.",
                )
                .retry_after(1)
            }
            Fault::Unavailable(_) => {
                tracing::error!(%fault, "the database failed");
                Self::new(
                    unavailable,
                    "unavailable",
                    "Nothing can be done at the moment, and nothing was done.",
                )
                .retry_after(5)
            }
            Fault::OutcomeUnknown(_) => {
                tracing::error!(%fault, "a commit was interrupted");
                Self::new(
                    unavailable,
                    "outcome_unknown",
                    "Nobody knows whether it was done; ask again with the same idempotency key.",
                )
                .retry_after(1)
            }
            Fault::SecondGuard(_) | Fault::Corrupt(_) | Fault::Bug(_) | Fault::Unusable(_) => {
                tracing::error!(%fault, "something went wrong");
                Self::internal()
            }
        }
    }
}

/// The weightiest reason decides what kind of no it is; the words name all of them.
fn refused(refusal: Refusal, alternatives: Vec<Offer>) -> Denial {
    let first = refusal.first();
    let (status, title) = meaning(first);
    let mut words: Vec<&str> = Vec::new();
    for (_, sentence) in refusal.reasons.iter().map(meaning) {
        if !words.contains(&sentence) {
            words.push(sentence);
        }
    }
    let denial = Denial::new(status, first.code(), title).because(words.join(" "));
    let field = field(first).map(str::to_owned);
    let refused = Refused {
        reasons: refusal.reasons,
        alternatives,
        zone: None,
    };
    Denial {
        field,
        refused: Some(Box::new(refused)),
        ..denial
    }
}

/// What a reason means to the caller: what kind of no it is, and a sentence about it.
#[rustfmt::skip]
fn meaning(reason: &Reason) -> (StatusCode, &'static str) {
    const GONE: StatusCode = StatusCode::NOT_FOUND;
    const CLASH: StatusCode = StatusCode::CONFLICT;
    const VALUE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
    match reason {
        Reason::UnknownBooking => (GONE, "There is no such booking."),
        Reason::UnknownHold => (GONE, "There is no such hold, or it has lapsed."),
        Reason::UnknownBlock => (GONE, "There is no such block."),
        Reason::UnknownSlot => (GONE, "There is no such slot."),
        Reason::UnknownResource { .. } => (GONE, "There is no such resource."),
        Reason::NothingOffered => (VALUE, "The venue offers nothing of the kind and price that was asked for."),
        Reason::NamedTwice { .. } => (VALUE, "The same resource is named twice."),
        Reason::Retired { .. } => (CLASH, "The resource has left the offer."),
        Reason::Closed { .. } => (CLASH, "The resource takes no new bookings."),
        Reason::PartyRequired => (VALUE, "The order must say how many people come."),
        Reason::PartyTooLarge { .. } => (VALUE, "More people than can be seated."),
        Reason::PartyTooSmall { .. } => (VALUE, "Fewer people than the resource is meant for."),
        Reason::OffGrid { .. } => (VALUE, "The start is not one of the times at which stays begin."),
        Reason::StartRequired => (VALUE, "The order must name a start."),
        Reason::EndRequired => (VALUE, "The order must name an end."),
        Reason::StayTooShort { .. } => (VALUE, "The stay is shorter than the rules allow."),
        Reason::StayTooLong { .. } => (VALUE, "The stay is longer than the rules allow."),
        Reason::StayFixed { .. } => (VALUE, "The rules give the length of the stay, and the order names another."),
        Reason::TooSoon { .. } => (VALUE, "The start lies in the past or too near."),
        Reason::BeyondHorizon { .. } => (VALUE, "The start lies too far ahead."),
        Reason::OutsideHours => (VALUE, "The stay does not lie within opening hours."),
        Reason::NotPublished => (VALUE, "The stay is not a published slot."),
        Reason::Taken { .. } => (CLASH, "Somebody else has the time."),
        Reason::FreeUntil { .. } => (CLASH, "The party would stay longer than the resource is free."),
        Reason::Blocked { .. } => (CLASH, "The staff closed the time."),
        Reason::AlreadyRequested { .. } => (CLASH, "The guest already has a request waiting for the same time."),
        Reason::ContactRequired { .. } => (VALUE, "The guest must leave a contact."),
        Reason::WrongState { .. } => (CLASH, "The booking does not stand where this can be done."),
        Reason::DeadlinePassed { .. } => (CLASH, "The time within which this could be done has passed."),
        Reason::CancelRefused => (CLASH, "The venue's rules leave cancelling to the staff."),
        Reason::HoldDiffers => (CLASH, "The hold is for another stay than the order."),
        Reason::VersionDiffers { .. } => (StatusCode::PRECONDITION_FAILED, "Someone else changed it meanwhile."),
        Reason::NoSlotsHere { .. } => (VALUE, "The resource offers no slots by hand."),
        Reason::SlotOverlaps { .. } => (CLASH, "Another slot of the same resource overlaps."),
        Reason::SlotTaken => (CLASH, "The slot is taken, so it can be neither edited nor withdrawn."),
        Reason::WasBooked { .. } => (CLASH, "The resource was booked before, so it can be retired but not deleted."),
        Reason::InUse { .. } => (CLASH, "Something still stands on the resource."),
        Reason::LanesTaken { .. } => (CLASH, "The lanes that are to go are taken in the future."),
        Reason::Dearer { .. } => (CLASH, "The place costs more than the booking's price."),
        Reason::NothingToUndo => (CLASH, "The last change of the booking is none that could be taken back."),
        Reason::TooEarly { .. } => (CLASH, "The stay has not begun yet."),
        Reason::NotYours { .. } => (StatusCode::FORBIDDEN, "It is about another specialist's time."),
        Reason::StaffOnly => (StatusCode::FORBIDDEN, "Only the staff may do this."),
        Reason::UnknownAccount => (GONE, "There is no such account."),
        Reason::UnknownMember => (GONE, "There is nobody of that account at the venue."),
        Reason::UnknownKey => (GONE, "There is no such API key."),
        Reason::TicketSpent => (GONE, "The link does not work, or does not work any more."),
        Reason::InvitationWithdrawn => (GONE, "The invitation was taken back."),
        Reason::AccountBlocked => (StatusCode::FORBIDDEN, "The account is shut out."),
        Reason::PasswordChanged => (StatusCode::UNAUTHORIZED, "The password was changed a moment ago."),
        Reason::LastOperator => (CLASH, "Somebody must run the installation, and nobody else does."),
        Reason::LastAdmin => (CLASH, "Somebody must be able to run the venue, and nobody else could."),
        Reason::WorksHere { .. } => (CLASH, "Whoever has this address works at the venue already, in another role."),
    }
}

/// The value of an order that a reason is about, where it is about one.
fn field(reason: &Reason) -> Option<&'static str> {
    match reason {
        Reason::PartyRequired | Reason::PartyTooLarge { .. } | Reason::PartyTooSmall { .. } => {
            Some("party")
        }
        Reason::OffGrid { .. }
        | Reason::StartRequired
        | Reason::TooSoon { .. }
        | Reason::BeyondHorizon { .. }
        | Reason::OutsideHours => Some("from"),
        Reason::EndRequired
        | Reason::StayTooShort { .. }
        | Reason::StayTooLong { .. }
        | Reason::StayFixed { .. }
        | Reason::FreeUntil { .. } => Some("until"),
        Reason::NamedTwice { .. } => Some("resources"),
        Reason::NoSlotsHere { .. } => Some("resource"),
        Reason::NothingOffered => Some("kind"),
        Reason::ContactRequired { needed } => match needed {
            ContactNeeded::Phone => Some("phone"),
            ContactNeeded::Nothing
            | ContactNeeded::Email
            | ContactNeeded::EmailOrPhone
            | ContactNeeded::EmailAndPhone => Some("email"),
        },
        Reason::VersionDiffers { .. } => Some("If-Match"),
        Reason::WorksHere { .. } => Some("email"),
        Reason::NotYours { .. }
        | Reason::UnknownBooking
        | Reason::UnknownHold
        | Reason::UnknownBlock
        | Reason::UnknownSlot
        | Reason::UnknownResource { .. }
        | Reason::Retired { .. }
        | Reason::Closed { .. }
        | Reason::NotPublished
        | Reason::Taken { .. }
        | Reason::Blocked { .. }
        | Reason::NothingToUndo
        | Reason::WrongState { .. }
        | Reason::DeadlinePassed { .. }
        | Reason::CancelRefused
        | Reason::HoldDiffers
        | Reason::SlotOverlaps { .. }
        | Reason::SlotTaken
        | Reason::WasBooked { .. }
        | Reason::InUse { .. }
        | Reason::LanesTaken { .. }
        | Reason::Dearer { .. }
        | Reason::TooEarly { .. }
        | Reason::StaffOnly
        | Reason::UnknownAccount
        | Reason::UnknownMember
        | Reason::UnknownKey
        | Reason::TicketSpent
        | Reason::InvitationWithdrawn
        | Reason::AccountBlocked
        | Reason::PasswordChanged
        | Reason::AlreadyRequested { .. }
        | Reason::LastOperator
        | Reason::LastAdmin => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caller_never_reads_what_only_the_log_may() {
        for fault in [
            Fault::Corrupt("row 7".into()),
            Fault::Bug("row 7".into()),
            Fault::Unavailable("row 7".into()),
        ] {
            let denial = Denial::from(fault);
            assert!(!format!("{denial:?}").contains("row 7"), "{denial:?}");
        }
    }

    #[test]
    fn the_weightiest_reason_decides_and_all_are_named() {
        let refusal = Refusal::of(vec![
            Reason::OutsideHours,
            Reason::PartyTooLarge { party: 9, most: 4 },
        ]);
        let denial = Denial::from(refusal);
        assert_eq!(
            (denial.status.as_u16(), denial.code),
            (422, "outside_hours")
        );
        assert_eq!(denial.refused.map(|refused| refused.reasons.len()), Some(2));
        assert_eq!(
            denial.detail,
            "The stay does not lie within opening hours. More people than can be seated."
        );
    }
}
