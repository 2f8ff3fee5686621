//! Their words for our refusals.

use std::borrow::Cow;

use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::{IntoResponse, Response};
use bronya_desk::No;
use bronya_domain::booking::State;
use bronya_domain::refusal::{Reason, Refusal};
use bronya_gate::Denial;
use bronya_words::LetterSet;
use serde_json::{Value, json};

use crate::answers;
use crate::door::Stationery;
use crate::fastapi::{Unread, Wrong};

/// A "no" in the contract's shape.
#[derive(Debug)]
pub(super) enum Nay {
    /// One of the contract's own.
    Says(Said),
    /// What is wrong with the request, item by item.
    Wrong(Vec<Wrong>),
    /// A body that cannot be read at all.
    Garbled,
    /// What the gate refuses.
    Gate(Denial),
}

/// A status and a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said(StatusCode, Cow<'static, str>);

impl Said {
    fn new(status: StatusCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self(status, text.into())
    }
}

impl Nay {
    fn says(status: StatusCode, text: impl Into<Cow<'static, str>>) -> Self {
        Self::Says(Said::new(status, text))
    }

    /// That somebody showed nothing.
    pub(super) fn nobody() -> Self {
        Self::unknown("Not authenticated")
    }

    /// That somebody showed what is worth nothing.
    pub(super) fn not_valid() -> Self {
        Self::unknown("Could not validate credentials")
    }

    pub(super) fn unknown(text: &'static str) -> Self {
        Self::says(StatusCode::UNAUTHORIZED, text)
    }

    pub(super) fn forbidden(text: &'static str) -> Self {
        Self::says(StatusCode::FORBIDDEN, text)
    }

    pub(super) fn unknown_resource() -> Self {
        Self::says(StatusCode::NOT_FOUND, "Resource not found")
    }

    /// Whether it is about who calls, and not about what he wants.
    pub(super) fn is_about_the_caller(&self) -> bool {
        let Self::Says(Said(status, _)) = self else {
            return false;
        };
        [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(status)
    }
}

impl IntoResponse for Nay {
    fn into_response(self) -> Response {
        match self {
            Self::Says(Said(status, text)) => told(status, text.into()),
            Self::Wrong(wrongs) => {
                let list = wrongs.iter().map(Wrong::written).collect();
                told(StatusCode::UNPROCESSABLE_ENTITY, list)
            }
            Self::Garbled => {
                let text = "There was an error parsing the body";
                told(StatusCode::BAD_REQUEST, text.into())
            }
            Self::Gate(denial) => refuse(denial),
        }
    }
}

fn told(status: StatusCode, detail: Value) -> Response {
    let body = answers::json(status, json!({ "detail": detail }));
    match status {
        StatusCode::UNAUTHORIZED => ([(WWW_AUTHENTICATE, "Bearer")], body).into_response(),
        _ => body,
    }
}

/// What the gate refuses.
pub(crate) fn refuse(denial: Denial) -> Response {
    let detail = match denial.status {
        StatusCode::UNPROCESSABLE_ENTITY => {
            let words = format!("Value error, {}", denial.detail);
            let place = ["body"].into_iter().chain(denial.field.as_deref());
            let place: Vec<&str> = place.collect();
            let wrong = Wrong::new("value_error", words, &Value::Null);
            json!([wrong.at(&place).written()])
        }
        _ => denial.detail.as_ref().into(),
    };
    answers::patiently(told(denial.status, detail), &denial)
}

/// The contract writes no letters, and its users have no address. Who works at the venue and has one hears of bookings
/// in the house's own words.
pub(crate) fn letters(_: Stationery) -> Option<Box<dyn LetterSet>> {
    None
}

impl From<Denial> for Nay {
    fn from(denial: Denial) -> Self {
        Self::Gate(denial)
    }
}

impl From<Unread> for Nay {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Garbled => Self::Garbled,
            Unread::Wrong(wrong) => Self::Wrong(vec![wrong]),
        }
    }
}

impl From<Reason> for Nay {
    fn from(reason: Reason) -> Self {
        Self::Says(said(&reason))
    }
}

impl From<No> for Nay {
    fn from(no: No) -> Self {
        let taken = |text| Self::says(StatusCode::BAD_REQUEST, text);
        match no {
            No::NotUnique { field: "username" } => taken("Username already registered"),
            No::NotUnique { field: "name" } => taken("Resource already exists"),
            No::Refused { refusal, .. } => Self::Says(weightiest(&refusal)),
            No::NotUnique { .. }
            | No::UnknownVenue
            | No::Invalid { .. }
            | No::KeyReused
            | No::KeyRunning
            | No::Fault(_) => Self::Gate(no.into()),
        }
    }
}

/// What is said of several reasons. That the time is taken is said before the rules that the original does not know.
fn weightiest(refusal: &Refusal) -> Said {
    let is_known = |reason: &&Reason| {
        matches!(
            reason,
            Reason::UnknownResource { .. } | Reason::Taken { .. } | Reason::Blocked { .. }
        )
    };
    let known = refusal.reasons.iter().find(is_known);
    said(known.unwrap_or(refusal.first()))
}

/// What is said of a reason. Nothing is left to "all others": whoever adds a reason says here what it means in this
/// contract.
fn said(reason: &Reason) -> Said {
    let gone = |text: &'static str| Said::new(StatusCode::NOT_FOUND, text);
    let not = |text: &'static str| Said::new(StatusCode::BAD_REQUEST, text);
    let no = |text: String| Said::new(StatusCode::BAD_REQUEST, text);
    let never = |text: &'static str| Said::new(StatusCode::FORBIDDEN, text);
    match reason {
        Reason::UnknownBooking => gone("Booking not found"),
        Reason::UnknownResource { .. } | Reason::Retired { .. } | Reason::NothingOffered => {
            gone("Resource not found")
        }
        Reason::WrongState { state } => wrong_state(*state),
        // Closed by hand or by a booking: the clients know one text for both.
        Reason::Taken { .. } | Reason::Blocked { .. } | Reason::SlotTaken => {
            not("Resource is already booked for this time")
        }
        Reason::AlreadyRequested { .. } => not("You already asked for this time"),
        Reason::Closed { .. } => not("Resource takes no new bookings"),
        Reason::StayTooShort { least_minutes } => {
            no(format!("A booking lasts at least {least_minutes} min"))
        }
        Reason::StayTooLong { most_minutes } => {
            no(format!("A booking lasts at most {most_minutes} min"))
        }
        Reason::StayFixed { minutes } => no(format!("A booking lasts {minutes} min")),
        Reason::OffGrid { grid_minutes } => no(format!("Bookings start every {grid_minutes} min")),
        Reason::TooSoon { earliest } => no(format!("A booking starts at {earliest:.0} or later")),
        Reason::BeyondHorizon { latest } => no(format!("A booking starts until {latest:.0}")),
        Reason::OutsideHours | Reason::NotPublished => not("Resource is not open at this time"),
        Reason::PartyRequired | Reason::ContactRequired { .. } => {
            not("The venue asks for more than can be said here")
        }
        Reason::DeadlinePassed { .. } => not("It is too late for this"),
        Reason::CancelRefused => not("Bookings are cancelled by an admin only"),
        Reason::StaffOnly | Reason::NotYours { .. } | Reason::UnknownMember => {
            never("Not authorized")
        }
        Reason::AccountBlocked => never("User is blocked"),
        // What follows is never asked for through this contract; should it come all the same, it is told by its code.
        Reason::UnknownHold
        | Reason::UnknownBlock
        | Reason::UnknownSlot
        | Reason::UnknownAccount
        | Reason::UnknownKey
        | Reason::NamedTwice { .. }
        | Reason::PartyTooLarge { .. }
        | Reason::PartyTooSmall { .. }
        | Reason::StartRequired
        | Reason::EndRequired
        | Reason::FreeUntil { .. }
        | Reason::NothingToUndo
        | Reason::TooEarly { .. }
        | Reason::HoldDiffers
        | Reason::VersionDiffers { .. }
        | Reason::NoSlotsHere { .. }
        | Reason::SlotOverlaps { .. }
        | Reason::WasBooked { .. }
        | Reason::InUse { .. }
        | Reason::LanesTaken { .. }
        | Reason::Dearer { .. }
        | Reason::TicketSpent
        | Reason::InvitationWithdrawn
        | Reason::PasswordChanged
        | Reason::LastOperator
        | Reason::LastAdmin
        | Reason::WorksHere { .. } => {
            let code = reason.code().replace('_', " ");
            no(format!("It was refused: {code}"))
        }
    }
}

/// What is said of a booking that does not stand where something can be done. One that was called off is gone.
fn wrong_state(state: State) -> Said {
    let not = |text: &'static str| Said::new(StatusCode::BAD_REQUEST, text);
    match state {
        State::Cancelled | State::Declined | State::Expired => {
            Said::new(StatusCode::NOT_FOUND, "Booking not found")
        }
        State::Confirmed => not("Booking is already confirmed"),
        State::Requested | State::Tentative | State::Seated | State::Finished | State::NoShow => {
            not("The time of the booking has begun or is over")
        }
    }
}

#[cfg(test)]
mod tests {
    use bronya_domain::id::ResourceId;

    use super::*;

    #[test]
    fn that_the_time_is_taken_is_said_before_rules_that_the_original_does_not_know() {
        let resource = ResourceId(1);
        let reasons = vec![
            Reason::StayTooShort { least_minutes: 1 },
            Reason::Taken { resource },
        ];
        let taken = "Resource is already booked for this time";
        let expected = Said::new(StatusCode::BAD_REQUEST, taken);
        assert_eq!(weightiest(&Refusal::of(reasons)), expected);
    }
}
