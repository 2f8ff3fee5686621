//! Their words for our commands and refusals. Every refusal has the contract's one error shape beside the `detail` that
//! its framework would have given.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bronya_desk::No;
use bronya_domain::booking::Contact;
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, At, Choice, NewBooking, Order};
use bronya_domain::id::ResourceId;
use bronya_domain::refusal::Reason;
use bronya_gate::Denial;
use bronya_gate::texts;
use serde_json::{Value, json};

use crate::answers;
use crate::fastapi::v1::{self, Wrong};

/// What a handler gives.
pub(super) type Answer = Result<Response, Sorry>;

/// A "no" in the words of the contract.
#[derive(Debug)]
pub(super) struct Sorry {
    status: StatusCode,
    /// What the original's framework says.
    detail: Value,
    /// What the original's own shape says.
    told: Value,
    arguments: Value,
    denial: Option<Box<Denial>>,
}

impl Sorry {
    /// A "no" of one sentence.
    pub(super) fn new(status: StatusCode, words: impl Into<String>) -> Self {
        let words = Value::from(words.into());
        Self {
            status,
            detail: words.clone(),
            told: words,
            arguments: json!([]),
            denial: None,
        }
    }

    /// A "no" that the original gives with the status of a success, and whose clients look into the body.
    pub(super) fn in_the_body(words: &str) -> Self {
        Self {
            arguments: Value::Null,
            ..Self::new(StatusCode::OK, words)
        }
    }

    /// Rules of a search that were broken: the original answers them as one text.
    pub(super) fn broken(wrongs: &[Wrong], model: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, v1::text(wrongs, model))
    }

    /// Who is no worker of the venue.
    pub(super) fn forbidden(words: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, words)
    }

    /// An address at which nothing stands.
    pub(super) fn nowhere() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not Found")
    }

    /// A method that an address does not take.
    pub(super) fn not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
    }

    /// An order that is not there, or is somebody else's.
    pub(super) fn no_order() -> Self {
        Reason::UnknownBooking.into()
    }

    /// A table that is not there.
    pub(super) fn no_table() -> Self {
        Reason::UnknownResource {
            resource: ResourceId(0),
        }
        .into()
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    /// Whether asking again later may bring another answer.
    pub(super) fn asks_to_wait(&self) -> bool {
        self.status == StatusCode::TOO_MANY_REQUESTS
    }

    pub(super) fn body(&self) -> Value {
        json!({
            "detail": self.detail,
            "Event": "Error",
            "Detail": self.told,
            "Arguments": self.arguments,
        })
    }
}

impl IntoResponse for Sorry {
    fn into_response(self) -> Response {
        let response = answers::json(self.status, self.body());
        match &self.denial {
            Some(denial) => answers::patiently(response, denial),
            None => response,
        }
    }
}

impl From<Denial> for Sorry {
    fn from(denial: Denial) -> Self {
        // What is wrong with a field is listed, whoever found it.
        let field = denial.field.as_deref();
        let field = field.filter(|_| denial.status == StatusCode::UNPROCESSABLE_ENTITY);
        let sorry = match field {
            Some(field) => vec![Wrong {
                place: vec![json!("body"), json!(field)],
                ..Wrong::value(&*denial.detail)
            }]
            .into(),
            None => Self::new(denial.status, &*denial.detail),
        };
        Self {
            denial: Some(Box::new(denial)),
            ..sorry
        }
    }
}

impl From<Reason> for Sorry {
    fn from(reason: Reason) -> Self {
        let (status, words) = meaning(&reason);
        Self::new(status, words)
    }
}

impl From<No> for Sorry {
    fn from(no: No) -> Self {
        match no {
            No::Refused { refusal, .. } => refusal.first().clone().into(),
            No::NotUnique { field: "username" } => {
                Self::in_the_body("This username is already busy!")
            }
            other => Denial::from(other).into(),
        }
    }
}

impl From<Vec<Wrong>> for Sorry {
    fn from(wrongs: Vec<Wrong>) -> Self {
        let beyond = wrongs.iter().any(|wrong| wrong.words == BEYOND);
        Self {
            detail: wrongs.iter().map(Wrong::written).collect(),
            arguments: match beyond {
                true => json!([format!("{BEYOND}\n")]),
                false => json!([]),
            },
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                v1::text(&wrongs, "Request"),
            )
        }
    }
}

/// What the original's database says to numbers that it cannot keep.
pub(super) const BEYOND: &str = "integer out of range";

/// What the gate refuses.
pub(crate) fn refuse(denial: Denial) -> Response {
    Sorry::from(denial).into_response()
}

/// What a reason is called here.
fn meaning(reason: &Reason) -> (StatusCode, &'static str) {
    const GONE: StatusCode = StatusCode::NOT_FOUND;
    const CLASH: StatusCode = StatusCode::CONFLICT;
    const VALUE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
    const NOT_HIS: StatusCode = StatusCode::FORBIDDEN;
    match reason {
        Reason::UnknownResource { .. } | Reason::Retired { .. } | Reason::NothingOffered => {
            (GONE, "There is no such table")
        }
        Reason::UnknownBooking => (GONE, "There is no such order"),
        Reason::Closed { .. } => (CLASH, "This table is closed"),
        Reason::Taken { .. } | Reason::Blocked { .. } => (CLASH, "This table is already booked"),
        Reason::AlreadyRequested { .. } => (CLASH, "This table is already ordered by this mail"),
        Reason::WrongState { .. }
        | Reason::DeadlinePassed { .. }
        | Reason::VersionDiffers { .. } => (CLASH, "The order is not waiting any more"),
        Reason::TooEarly { .. } => (CLASH, "The time of the order has not begun yet"),
        Reason::CancelRefused => (CLASH, "Only a worker can cancel this order"),
        Reason::OffGrid { .. }
        | Reason::StartRequired
        | Reason::EndRequired
        | Reason::StayTooShort { .. }
        | Reason::StayTooLong { .. }
        | Reason::StayFixed { .. }
        | Reason::TooSoon { .. }
        | Reason::BeyondHorizon { .. }
        | Reason::OutsideHours
        | Reason::NotPublished => (VALUE, "The table cannot be had at this time"),
        Reason::PartyRequired | Reason::PartyTooLarge { .. } | Reason::PartyTooSmall { .. } => {
            (VALUE, "The table is not for so many people")
        }
        Reason::ContactRequired { .. } => (VALUE, "The table wants another contact than a mail"),
        Reason::StaffOnly | Reason::NotYours { .. } => (NOT_HIS, "Only a worker may do this"),
        Reason::AccountBlocked => (NOT_HIS, "The worker is shut out"),
        Reason::PasswordChanged => (NOT_HIS, "The password was changed a moment ago"),
        // What no request of this contract is about.
        Reason::UnknownHold
        | Reason::UnknownBlock
        | Reason::UnknownSlot
        | Reason::UnknownAccount
        | Reason::UnknownMember
        | Reason::WorksHere { .. }
        | Reason::UnknownKey
        | Reason::TicketSpent
        | Reason::InvitationWithdrawn => (GONE, "There is no such thing"),
        Reason::NamedTwice { .. }
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
        | Reason::LastAdmin => (CLASH, "This cannot be done now"),
    }
}

/// Who orders.
pub(super) struct Guest<'a> {
    /// His address, as he wrote it.
    pub mail: &'a str,
    /// The language that he asks for.
    pub language: Option<Language>,
}

/// An address as the house keeps it, by which its owner is found when he asks for his data.
pub(super) fn address(mail: &str) -> String {
    texts::as_kept(mail.to_owned())
}

/// A table to be taken: by a guest, or by whoever stands at the door.
pub(super) fn taking(table: ResourceId, at: At, guest: Option<Guest<'_>>, channel: &str) -> Act {
    Act::Book(Box::new(NewBooking {
        order: Some(Order {
            choice: Choice::These(vec![table]),
            at,
            party: None,
        }),
        hold: None,
        contact: Contact {
            email: guest.as_ref().map(|guest| address(guest.mail)),
            ..Contact::default()
        },
        note: None,
        language: guest.and_then(|guest| guest.language),
        channel: channel.to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::http::header::RETRY_AFTER;
    use bronya_desk::Fault;

    use super::*;

    #[test]
    fn what_is_wrong_with_a_field_is_listed_whoever_found_it() {
        let sorry = Sorry::from(Denial::invalid("password1", "is too long"));
        let listed = json!([{ "loc": ["body", "password1"], "msg": "password1: is too long", "type": "value_error" }]);
        assert_eq!(sorry.body()["detail"], listed);
        assert_eq!(sorry.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }

    #[tokio::test]
    async fn what_the_gate_refuses_has_the_one_error_shape() {
        let response = refuse(Denial::from(Fault::Busy));
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[RETRY_AFTER], "1");
        let body = to_bytes(response.into_body(), usize::MAX).await;
        let body: Value = serde_json::from_slice(&body.expect("a body")).expect("JSON");
        let words = "Too many requests are waiting; try again.";
        let shape = json!({ "detail": words, "Event": "Error", "Detail": words, "Arguments": [] });
        assert_eq!(body, shape);
    }
}
