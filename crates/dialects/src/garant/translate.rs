//! Their words for our refusals. Every refusal has the key `error`, beside what the framework says where it says something.

use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bronya_desk::No;
use bronya_domain::booking::State;
use bronya_domain::id::ResourceId;
use bronya_domain::refusal::Reason;
use bronya_gate::Denial;
use serde_json::{Value, json};

use crate::answers;
use crate::django::{self, BASIC_CHALLENGE, BEARER_CHALLENGE};

/// A "no" in the words of the contract.
#[derive(Debug)]
pub(super) struct Sorry(Box<Response>);

/// What was asked for when it was refused. The contract words one reason in several ways.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wish {
    /// To order a table.
    Order,
    /// To accept an order for this table.
    Accept(ResourceId),
    /// To refuse an order.
    Refuse,
    /// To cancel a booking as an admin.
    CallOff,
    /// To cancel a booking by its key.
    Leave,
    /// To change a table.
    Change,
}

/// What a reason comes to here, where fewer things can happen.
enum Sense {
    /// There is no such booking.
    NoBooking,
    /// The booking stands where this cannot be done, or changes too fast to be told where.
    Elsewhere(Option<State>),
    /// The table cannot be had, or is not there.
    NoTable,
    /// The guest waits for the table already.
    Again,
    /// A contact is missing.
    NoContact,
    /// The table can be had, and not at this time.
    Time,
    /// Somebody else may do it.
    NotHis,
    /// Something that clients of this contract never ask for.
    Strange,
}

/// What the original says of a cancel key that opens nothing.
const NO_KEY: &str = "This booking is invalid or can't be canceled.";
/// What it says of a booking that is not there.
const NO_BOOKING: &str = "This booking does not exists";
/// What it says of a table that cannot be ordered.
const NO_TABLE: &str = "This table can't be booked or does not exists.";
/// What it says of a table that is not there.
const UNKNOWN_TABLE: &str = "Table with such 'id' is invalid or table does not exist.";
/// What it says to who orders the same table again.
pub(super) const ORDERED_BEFORE: &str =
    "You have already booked this table. Please wait for the order confirmation.";

impl Sorry {
    fn new(status: StatusCode, body: Value) -> Self {
        Self(Box::new(answers::json(status, body)))
    }

    /// A "no" in the original's own words.
    fn told(words: impl Into<String>) -> Self {
        let words: String = words.into();
        Self::new(StatusCode::BAD_REQUEST, json!({ "error": words }))
    }

    /// What is wrong with each field.
    pub(super) fn fields(wrongs: Value) -> Self {
        Self::new(StatusCode::BAD_REQUEST, json!({ "error": wrongs }))
    }

    /// The same where the original lists the fields bare.
    pub(super) fn bare_fields(wrongs: Value) -> Self {
        let mut body = wrongs.clone();
        body["error"] = wrongs;
        Self::new(StatusCode::BAD_REQUEST, body)
    }

    /// A table that is not there, or was not named.
    pub(super) fn unknown_table() -> Self {
        Self::told(UNKNOWN_TABLE)
    }

    /// Something that was ordered and is no table.
    pub(super) fn no_table() -> Self {
        Self::told(NO_TABLE)
    }

    /// A booking that is not there, or was not named.
    pub(super) fn no_booking() -> Self {
        Self::told(NO_BOOKING)
    }

    /// A cancel key that opens nothing.
    pub(super) fn no_key() -> Self {
        Self::told(NO_KEY)
    }

    /// A token that is none of ours, or is over.
    pub(super) fn bad_token() -> Self {
        let body = django::bad_token("Token is invalid or expired");
        Self::unauthorized(body, BASIC_CHALLENGE)
    }

    /// A login that is not right.
    pub(super) fn no_account() -> Self {
        Self::unauthorized(django::no_account(), BEARER_CHALLENGE)
    }

    fn unauthorized(mut body: Value, challenge: HeaderValue) -> Self {
        body["error"] = body["detail"].clone();
        let Self(mut response) = Self::new(StatusCode::UNAUTHORIZED, body);
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        Self(response)
    }

    /// Why what was wished for is not done.
    pub(super) fn of(no: No, wish: Wish) -> Self {
        match no {
            No::Refused { refusal, .. } => refused(refusal.first(), wish),
            other => Denial::from(other).into(),
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        self.0.status()
    }
}

impl IntoResponse for Sorry {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Response> for Sorry {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl From<Denial> for Sorry {
    fn from(denial: Denial) -> Self {
        let body = json!({ "detail": denial.detail });
        if denial.status == StatusCode::UNAUTHORIZED {
            return Self::unauthorized(body, BASIC_CHALLENGE);
        }
        let body = json!({ "detail": denial.detail, "error": denial.detail });
        let response = answers::json(denial.status, body);
        answers::patiently(response, &denial).into()
    }
}

/// Where nothing is wished for that rules could refuse.
impl From<No> for Sorry {
    fn from(no: No) -> Self {
        Denial::from(no).into()
    }
}

/// What the gate refuses.
pub(crate) fn refuse(denial: Denial) -> Response {
    Sorry::from(denial).into_response()
}

fn refused(reason: &Reason, wish: Wish) -> Sorry {
    match (sense(reason), wish) {
        (Sense::NoBooking | Sense::Elsewhere(_), Wish::Leave) => Sorry::no_key(),
        (Sense::NoBooking, _) => Sorry::no_booking(),
        (Sense::Elsewhere(_), Wish::CallOff) => Sorry::told("This booking was not accepted."),
        (Sense::Elsewhere(Some(state)), Wish::Accept(table)) if state.holds() => occupied(table),
        (Sense::Elsewhere(_), Wish::Accept(_)) => {
            Sorry::told("This booking was refused or canceled and can't be accepted.")
        }
        (Sense::Elsewhere(_), _) => Sorry::told("This booking is not waiting."),
        (Sense::NoTable | Sense::Time, Wish::Accept(table)) => occupied(table),
        (Sense::NoTable, Wish::Change) => Sorry::unknown_table(),
        (Sense::NoTable, _) => Sorry::no_table(),
        (Sense::Time, _) => Sorry::told("This table can't be booked at this time."),
        (Sense::Again, _) => {
            let body = json!({ "detail": ORDERED_BEFORE });
            Sorry::new(StatusCode::OK, body)
        }
        (Sense::NoContact, _) => {
            let wrongs = json!({ "email": ["This field is required."] });
            Sorry::fields(wrongs)
        }
        (Sense::NotHis, Wish::Leave) => Sorry::no_key(),
        (Sense::NotHis, _) => django::forbidden(super::wire::LANGUAGE).into(),
        (Sense::Strange, _) => Sorry::told("This can't be done."),
    }
}

fn occupied(table: ResourceId) -> Sorry {
    Sorry::told(format!(
        "Decline booking. Table with id={table} is already booked."
    ))
}

fn sense(reason: &Reason) -> Sense {
    match reason {
        Reason::UnknownBooking => Sense::NoBooking,
        Reason::WrongState { state } => Sense::Elsewhere(Some(*state)),
        Reason::DeadlinePassed { .. } | Reason::VersionDiffers { .. } | Reason::TooEarly { .. } => {
            Sense::Elsewhere(None)
        }
        Reason::UnknownResource { .. }
        | Reason::NothingOffered
        | Reason::Retired { .. }
        | Reason::Closed { .. }
        | Reason::Taken { .. }
        | Reason::Blocked { .. } => Sense::NoTable,
        Reason::AlreadyRequested { .. } => Sense::Again,
        Reason::ContactRequired { .. } => Sense::NoContact,
        Reason::OffGrid { .. }
        | Reason::StartRequired
        | Reason::EndRequired
        | Reason::StayTooShort { .. }
        | Reason::StayTooLong { .. }
        | Reason::StayFixed { .. }
        | Reason::TooSoon { .. }
        | Reason::BeyondHorizon { .. }
        | Reason::OutsideHours
        | Reason::NotPublished => Sense::Time,
        Reason::StaffOnly
        | Reason::NotYours { .. }
        | Reason::CancelRefused
        | Reason::AccountBlocked => Sense::NotHis,
        Reason::UnknownHold
        | Reason::UnknownBlock
        | Reason::UnknownSlot
        | Reason::UnknownAccount
        | Reason::UnknownMember
        | Reason::WorksHere { .. }
        | Reason::UnknownKey
        | Reason::TicketSpent
        | Reason::InvitationWithdrawn
        | Reason::PasswordChanged
        | Reason::PartyRequired
        | Reason::PartyTooLarge { .. }
        | Reason::PartyTooSmall { .. }
        | Reason::NamedTwice { .. }
        | Reason::FreeUntil { .. }
        | Reason::NothingToUndo
        | Reason::HoldDiffers
        | Reason::NoSlotsHere { .. }
        | Reason::SlotOverlaps { .. }
        | Reason::SlotTaken
        | Reason::WasBooked { .. }
        | Reason::InUse { .. }
        | Reason::LanesTaken { .. }
        | Reason::Dearer { .. }
        | Reason::LastOperator
        | Reason::LastAdmin => Sense::Strange,
    }
}
