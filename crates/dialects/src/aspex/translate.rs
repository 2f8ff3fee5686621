//! Their words for our refusals.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bronya_desk::No;
use bronya_domain::booking::State;
use bronya_domain::catalog::{Catalog, Listed};
use bronya_domain::policy::ContactNeeded;
use bronya_domain::refusal::{Reason, Refusal};
use bronya_domain::span::{Span, later};
use bronya_gate::Denial;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::answers;
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

/// What a handler gives.
pub(super) type Answer = Result<Response, Nay>;

/// A status, the code that goes with it, and a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    status: StatusCode,
    code: &'static str,
    detail: String,
}

/// What was to be done to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// It was to be made.
    Making,
    /// It was to have another time.
    Moving,
    /// It was to be called off.
    Cancelling,
}

/// What a refusal was about, so that it can be told in the venue's own hours and deadlines.
pub(super) struct About<'a> {
    pub catalog: &'a Catalog,
    pub doing: Doing,
    /// The table, where one was named that the contract sees.
    pub table: Option<&'a Listed>,
    /// The stay that was asked for, where one was.
    pub stay: Option<Span>,
}

impl Said {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self {
            status,
            code,
            detail,
        }
    }

    pub(super) fn unknown_caller(detail: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "auth_error", detail)
    }

    pub(super) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    fn not_found(detail: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", detail)
    }

    fn against_rules(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "business_rule_error", detail)
    }
}

impl Nay {
    pub(super) fn unknown_table() -> Self {
        Self::Says(Said::not_found("Table was not found."))
    }

    pub(super) fn unknown_booking() -> Self {
        Self::Says(Said::not_found("Booking was not found."))
    }
}

impl IntoResponse for Nay {
    fn into_response(self) -> Response {
        match self {
            Self::Says(said) => {
                let body = json!({ "detail": said.detail, "error_code": said.code });
                answers::json(said.status, body)
            }
            Self::Wrong(wrongs) => {
                let errors: Vec<Value> = wrongs.iter().map(Wrong::written).collect();
                let body = json!({
                    "detail": "Validation error.",
                    "error_code": "validation_error",
                    "errors": errors,
                });
                answers::json(StatusCode::UNPROCESSABLE_ENTITY, body)
            }
            Self::Garbled => {
                let body = json!({ "detail": "There was an error parsing the body" });
                answers::json(StatusCode::BAD_REQUEST, body)
            }
            Self::Gate(denial) => refuse(denial),
        }
    }
}

/// What the gate refuses.
pub(crate) fn refuse(denial: Denial) -> Response {
    let body = if denial.status == StatusCode::INTERNAL_SERVER_ERROR {
        json!({
            "detail": "Unexpected server error.",
            "error_code": "unexpected_error",
            "exception_type": "InternalError",
        })
    } else {
        json!({ "detail": denial.detail, "error_code": denial.code })
    };
    answers::patiently(answers::json(denial.status, body), &denial)
}

impl From<Denial> for Nay {
    fn from(denial: Denial) -> Self {
        Self::Gate(denial)
    }
}

impl From<Said> for Nay {
    fn from(said: Said) -> Self {
        Self::Says(said)
    }
}

impl From<Vec<Wrong>> for Nay {
    fn from(wrongs: Vec<Wrong>) -> Self {
        Self::Wrong(wrongs)
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

/// What is said where no booking was asked for: of tables and of accounts.
impl From<No> for Nay {
    fn from(no: No) -> Self {
        match no {
            No::NotUnique { field: "email" } => {
                Said::conflict("User with this email already exists.").into()
            }
            No::NotUnique { field: "phone" } => {
                Said::conflict("User with this phone number already exists.").into()
            }
            No::NotUnique { field: "name" } => {
                Said::conflict("Table with this name already exists.").into()
            }
            No::Refused { refusal, .. } => {
                Self::Says(weightiest(&refusal, |reason| said(reason, None)))
            }
            No::NotUnique { .. }
            | No::UnknownVenue
            | No::Invalid { .. }
            | No::KeyReused
            | No::KeyRunning
            | No::Fault(_) => Self::Gate(no.into()),
        }
    }
}

impl About<'_> {
    /// What is said to a booking that was not made, moved or called off.
    pub(super) fn nay(&self, no: No) -> Nay {
        let No::Refused { mut refusal, .. } = no else {
            return no.into();
        };
        // Nobody can say of an unknown table when it is open; of the venue one can, and its hours are named first.
        let unknown = |reason: &Reason| matches!(reason, Reason::UnknownResource { .. });
        if refusal.reasons.iter().any(unknown) && self.venue_is_closed() {
            refusal.reasons.push(Reason::OutsideHours);
        }
        Nay::Says(weightiest(&refusal, |reason| said(reason, Some(self))))
    }

    fn venue_is_closed(&self) -> bool {
        let (Some(stay), Some(hours)) = (self.stay, &self.catalog.venue.hours) else {
            return false;
        };
        let open = hours.open_within(stay, &self.catalog.venue.zone);
        !open.covers(stay)
    }

    /// When stays may begin on the day that was asked for.
    fn hours(&self) -> String {
        let hours = match self.table {
            Some(listed) => self.catalog.hours_of(&listed.resource),
            None => self.catalog.venue.hours.as_ref(),
        };
        let (Some(stay), Some(hours)) = (self.stay, hours) else {
            return "Booking is not available at this time.".to_owned();
        };
        let zone = self.catalog.venue.zone.clone();
        let day = stay.from().to_zoned(zone).date();
        let length = stay.length().unwrap_or_default();
        let spans = hours.on(day).iter().map(|span| {
            let last = span.closes.wrapping_sub(length);
            let clock = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
            format!("from {} to {}", clock(span.opens), clock(last))
        });
        let spans: Vec<String> = spans.collect();
        if spans.is_empty() {
            return "Booking is not available on this day.".to_owned();
        }
        format!("Booking is available {}.", spans.join(" and "))
    }

    /// Whether the start lies in the future, though before the earliest that the venue takes. The present is the one by
    /// which that was reckoned: a clock that is read again shows another.
    fn lies_ahead(&self, earliest: Timestamp) -> bool {
        let lead = self
            .table
            .and_then(|listed| listed.rules.lead_minutes.minutes());
        let now = lead.map(|lead| later(earliest, -lead));
        let start = self.stay.map(Span::from);
        start.zip(now).is_some_and(|(start, now)| start >= now)
    }

    /// Until how long before the start something can be done; the deadline lies so long before it.
    fn deadline(&self, deadline: Timestamp) -> String {
        let what = match self.doing {
            Doing::Cancelling => "cancellation",
            Doing::Making | Doing::Moving => "change",
        };
        let rules = self.table.map(|listed| &listed.rules);
        let bound = rules.and_then(|rules| match self.doing {
            Doing::Cancelling => rules.cancel_deadline_minutes.get(),
            Doing::Making | Doing::Moving => rules.move_deadline_minutes.get(),
        });
        match bound {
            Some(minutes) => format!(
                "Booking {what} is allowed only {} before start.",
                as_length(minutes)
            ),
            None => format!("Booking {what} was allowed only until {deadline}."),
        }
    }
}

/// A number of minutes as people say it.
fn as_length(minutes: u32) -> String {
    let (number, unit) = if minutes > 0 && minutes.is_multiple_of(60) {
        (minutes / 60, "hour")
    } else {
        (minutes, "minute")
    };
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{ending}")
}

/// Of all reasons the one that the original would have found first.
fn weightiest(refusal: &Refusal, said: impl Fn(&Reason) -> (Turn, Said)) -> Said {
    let all = refusal.reasons.iter().map(said);
    let first = all.min_by_key(|(turn, _)| *turn);
    first.expect("a refusal has a reason").1
}

const TAKEN: &str = "The table is already booked in the selected time slot.";

/// In which order the contract looks for reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// Whether the booking is there, whose it is, how it stands.
    Booking,
    /// Whether it could be then.
    Hours,
    /// Whether the table is there.
    Table,
    /// Whether it lies ahead.
    Future,
    /// Whether the table is free.
    Free,
    /// What the original does not ask.
    Else,
}

impl Turn {
    fn not_found(self, detail: &str) -> (Self, Said) {
        (self, Said::not_found(detail))
    }

    fn forbidden(self, detail: &str) -> (Self, Said) {
        (self, Said::forbidden(detail))
    }

    fn conflict(self, detail: impl Into<String>) -> (Self, Said) {
        (self, Said::conflict(detail))
    }

    fn rule(self, detail: impl Into<String>) -> (Self, Said) {
        (self, Said::against_rules(detail))
    }
}

/// What is said of a reason, and when its turn comes. Nothing is left to "all others": whoever adds a reason says here
/// what it means in this contract.
fn said(reason: &Reason, about: Option<&About<'_>>) -> (Turn, Said) {
    use Reason as R;
    let or_else = Turn::Else;
    match reason {
        R::UnknownBooking => Turn::Booking.not_found("Booking was not found."),
        R::NotYours { .. } | R::StaffOnly | R::UnknownMember => {
            Turn::Booking.forbidden("Admin role is required.")
        }
        R::AccountBlocked => Turn::Booking.forbidden("This user is blocked."),
        R::WrongState { state } => Turn::Booking.conflict(wrong_state(*state, about)),
        R::DeadlinePassed { deadline } => Turn::Booking.rule(too_late(*deadline, about)),
        R::CancelRefused => Turn::Booking.rule("Bookings are cancelled by the restaurant only."),
        R::OutsideHours | R::NotPublished => Turn::Hours.rule(hours(about)),
        R::OffGrid { grid_minutes: of } => {
            Turn::Hours.rule(format!("Starts lie {of} minutes apart."))
        }
        R::UnknownResource { .. } | R::Retired { .. } | R::NothingOffered => {
            Turn::Table.not_found("Table was not found.")
        }
        R::Closed { .. } => Turn::Table.conflict("The table takes no new bookings."),
        R::TooSoon { earliest } => Turn::Future.rule(too_soon(*earliest, about)),
        R::BeyondHorizon { latest } => {
            Turn::Future.rule(format!("Booking start must not be after {latest:.0}."))
        }
        R::Taken { .. } | R::Blocked { .. } => Turn::Free.conflict(TAKEN),
        R::AlreadyRequested { .. } => Turn::Free.conflict("You already asked for this time."),
        R::PartyTooLarge { most, .. } => or_else.rule(format!("The table seats at most {most}.")),
        R::PartyTooSmall { least, .. } => {
            or_else.rule(format!("The table is for at least {least}."))
        }
        R::PartyRequired => or_else.rule("The number of guests must be named."),
        R::StayTooShort { least_minutes: of } => or_else.rule(lasts("at least", *of)),
        R::StayTooLong { most_minutes: most } => or_else.rule(lasts("at most", *most)),
        R::StayFixed { minutes } => or_else.rule(lasts(
            "exactly",
            u32::try_from(*minutes).unwrap_or_default(),
        )),
        R::ContactRequired { needed } => {
            or_else.rule(format!("The restaurant needs {}.", contact(*needed)))
        }
        R::Dearer { .. } => or_else.rule("The other time costs more."),
        R::StartRequired | R::EndRequired => or_else.rule("A booking needs a start and an end."),
        R::WasBooked { .. } => or_else.conflict("Table cannot be deleted while bookings exist."),
        R::InUse { .. } => {
            or_else.conflict("Table cannot be deleted while its time is closed or held.")
        }
        // What follows is never asked for through this contract; should it come all the same, it is told by its code.
        R::UnknownHold
        | R::UnknownBlock
        | R::UnknownSlot
        | R::UnknownAccount
        | R::UnknownKey
        | R::NamedTwice { .. }
        | R::FreeUntil { .. }
        | R::NothingToUndo
        | R::TooEarly { .. }
        | R::HoldDiffers
        | R::VersionDiffers { .. }
        | R::NoSlotsHere { .. }
        | R::SlotOverlaps { .. }
        | R::SlotTaken
        | R::LanesTaken { .. }
        | R::TicketSpent
        | R::InvitationWithdrawn
        | R::PasswordChanged
        | R::LastOperator
        | R::LastAdmin
        | R::WorksHere { .. } => or_else.conflict(by_code(reason)),
    }
}

fn by_code(reason: &Reason) -> String {
    format!("It was refused: {}.", reason.code().replace('_', " "))
}

fn lasts(how: &str, minutes: u32) -> String {
    format!(
        "A booking of this table lasts {how} {}.",
        as_length(minutes)
    )
}

fn hours(about: Option<&About<'_>>) -> String {
    let nothing = || "Booking is not available at this time.".to_owned();
    about.map_or_else(nothing, About::hours)
}

fn too_late(deadline: Timestamp, about: Option<&About<'_>>) -> String {
    let nothing = || "The time for this has passed.".to_owned();
    about.map_or_else(nothing, |about| about.deadline(deadline))
}

fn too_soon(earliest: Timestamp, about: Option<&About<'_>>) -> String {
    if about.is_some_and(|about| about.lies_ahead(earliest)) {
        format!("Booking start must not be before {earliest:.0}.")
    } else {
        "Booking start must be in the future.".to_owned()
    }
}

fn wrong_state(state: State, about: Option<&About<'_>>) -> &'static str {
    let doing = about.map_or(Doing::Making, |about| about.doing);
    let gone = matches!(state, State::Cancelled | State::Declined | State::Expired);
    match doing {
        Doing::Cancelling if gone => "Booking was already canceled.",
        Doing::Making | Doing::Moving if gone => "Canceled booking cannot be changed.",
        Doing::Making | Doing::Moving | Doing::Cancelling => "The visit has begun or is over.",
    }
}

fn contact(needed: ContactNeeded) -> &'static str {
    match needed {
        ContactNeeded::Nothing => "no contact",
        ContactNeeded::Email => "an email address",
        ContactNeeded::Phone => "a phone number",
        ContactNeeded::EmailOrPhone => "an email address or a phone number",
        ContactNeeded::EmailAndPhone => "an email address and a phone number",
    }
}

#[cfg(test)]
mod tests {
    use bronya_domain::id::ResourceId;

    use super::*;

    #[test]
    fn lengths_are_told_in_whole_hours_where_they_are_some() {
        let told = [60, 120, 90, 1, 0].map(as_length);
        assert_eq!(
            told,
            ["1 hour", "2 hours", "90 minutes", "1 minute", "0 minutes"]
        );
    }

    #[test]
    fn of_many_reasons_the_one_is_told_that_the_original_finds_first() {
        let resource = ResourceId(1);
        let (taken, soon) = (
            Reason::Taken { resource },
            Reason::TooSoon {
                earliest: Timestamp::UNIX_EPOCH,
            },
        );
        let first = |reasons: &[Reason]| {
            let refusal = Refusal::of(reasons.to_vec());
            weightiest(&refusal, |reason| said(reason, None)).detail
        };
        let future = "Booking start must be in the future.";
        assert_eq!(first(&[taken.clone(), soon.clone()]), future);
        let hours = [taken, Reason::OutsideHours, soon];
        assert_eq!(first(&hours), "Booking is not available at this time.");
    }
}
