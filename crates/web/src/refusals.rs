//! Words for what the rules refuse, to whoever asked on a page: by the reason, with its facts.

use bronya_domain::catalog::Venue;
use bronya_domain::money::Money;
use bronya_domain::refusal::Reason;
use bronya_gate::Denial;
use bronya_words::{moment, price};
use jiff::Timestamp;

use axum::http::StatusCode;

use crate::fields::{Line, Trouble};
use crate::tongue::{Blanks, Tongue};

/// What the rules said, as the page says it; none where it was not they who said no.
pub(crate) fn trouble(tongue: Tongue, venue: &Venue, denial: &Denial) -> Option<Trouble> {
    let refused = denial.refused.as_ref()?;
    let mut lines: Vec<Line> = Vec::new();
    for reason in &refused.reasons {
        let text = sentence(tongue, venue, reason);
        if lines.iter().all(|line| line.text != text) {
            lines.push(Line { text, field: None });
        }
    }
    Some(Trouble {
        title: tongue.word("refused"),
        lines,
    })
}

/// How a page ends on which the rules refused something: a conflict, or a value that will not do.
pub(crate) fn status(denial: &Denial) -> StatusCode {
    match denial.status {
        StatusCode::UNPROCESSABLE_ENTITY => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    }
}

/// A sentence about a reason. Those that nobody meets who has but one booking's link share one.
pub(crate) fn sentence(tongue: Tongue, venue: &Venue, reason: &Reason) -> String {
    let full = |at: Timestamp| moment::full(tongue.0, &venue.zone, at);
    let blanks = Blanks::default();
    let (id, blanks) = match reason {
        Reason::Retired { .. } => ("no-retired", blanks),
        Reason::Closed { .. } => ("no-closed", blanks),
        Reason::PartyRequired => ("no-party-required", blanks),
        Reason::PartyTooLarge { most, .. } => ("no-party-too-large", blanks.with("most", *most)),
        Reason::PartyTooSmall { least, .. } => ("no-party-too-small", blanks.with("least", *least)),
        Reason::OffGrid { .. } => ("no-off-grid", blanks),
        Reason::StayTooShort { .. }
        | Reason::StayTooLong { .. }
        | Reason::StayFixed { .. }
        | Reason::StartRequired
        | Reason::EndRequired => ("no-stay", blanks),
        Reason::TooSoon { earliest } => ("no-too-soon", blanks.with("earliest", full(*earliest))),
        Reason::BeyondHorizon { latest } => {
            ("no-beyond-horizon", blanks.with("latest", full(*latest)))
        }
        Reason::OutsideHours => ("no-outside-hours", blanks),
        Reason::NotPublished | Reason::UnknownSlot => ("no-not-published", blanks),
        Reason::Taken { .. } => ("no-taken", blanks),
        Reason::FreeUntil { until, .. } => ("no-free-until", blanks.with("until", full(*until))),
        Reason::Blocked { .. } => ("no-blocked", blanks),
        Reason::WrongState { .. } => ("no-wrong-state", blanks),
        Reason::DeadlinePassed { deadline } => (
            "no-deadline-passed",
            blanks.with("deadline", full(*deadline)),
        ),
        Reason::NothingToUndo => ("no-nothing-to-undo", blanks),
        Reason::CancelRefused => ("no-cancel-refused", blanks),
        Reason::VersionDiffers { .. } => ("no-version-differs", blanks),
        Reason::Dearer { price: minor } => {
            let money = Money {
                minor: *minor,
                currency: venue.currency,
            };
            ("no-dearer", blanks.with("price", price(tongue.0, money)))
        }
        Reason::AlreadyRequested { .. } => ("no-already-requested", blanks),
        Reason::StaffOnly => ("no-staff-only", blanks),
        Reason::LastAdmin => ("no-last-admin", blanks),
        Reason::NothingOffered | Reason::UnknownResource { .. } => ("no-nothing-offered", blanks),
        Reason::UnknownBooking
        | Reason::UnknownHold
        | Reason::UnknownBlock
        | Reason::NotYours { .. }
        | Reason::NamedTwice { .. }
        | Reason::ContactRequired { .. }
        | Reason::TooEarly { .. }
        | Reason::HoldDiffers
        | Reason::NoSlotsHere { .. }
        | Reason::SlotOverlaps { .. }
        | Reason::SlotTaken
        | Reason::WasBooked { .. }
        | Reason::InUse { .. }
        | Reason::LanesTaken { .. }
        | Reason::UnknownAccount
        | Reason::UnknownMember
        | Reason::WorksHere { .. }
        | Reason::UnknownKey
        | Reason::TicketSpent
        | Reason::InvitationWithdrawn
        | Reason::AccountBlocked
        | Reason::PasswordChanged
        | Reason::LastOperator => ("no-other", blanks),
    };
    tongue.say(id, &blanks)
}
