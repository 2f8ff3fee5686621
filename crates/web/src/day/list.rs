//! The day as a list: one line a booking, in the order of their starts, with what is to be done next beside it.

use bronya_domain::booking::{Booking, State};
use bronya_words::{Line, moment};

use super::look::{Look, Stands};
use super::panel::{Press, next_presses};
use super::seen::Seen;
use crate::facts;
use crate::tongue::Blanks;

/// The lines of a day.
pub(super) struct List {
    /// Which bookings can be shown: what that is called, where it is, how many they are, whether these are shown.
    pub choices: Vec<Choice>,
    /// The lines.
    pub lines: Vec<Entry>,
}

/// A choice of bookings.
pub(super) struct Choice {
    pub label: String,
    pub path: String,
    pub count: usize,
    pub is_here: bool,
}

/// The line of a booking.
pub(super) struct Entry {
    pub id: i64,
    pub when: String,
    pub guest: String,
    pub phone: Option<String>,
    pub party: Option<u32>,
    pub places: String,
    pub state: String,
    pub mark: &'static str,
    pub note: Option<String>,
    pub path: String,
    pub is_chosen: bool,
    /// What is to be done next, each with one press of a button.
    pub presses: Vec<Press>,
}

impl List {
    /// The lines of what is seen.
    pub(super) fn of(seen: &Seen<'_>) -> Self {
        let mut shown: Vec<&Booking> = seen.agenda.bookings.iter().collect();
        shown.retain(|booking| is_of_kind(seen, booking));
        let choice = |stands: Stands| {
            let label = format!("day-stands-{}", stands.name());
            let look = Look {
                stands,
                ..seen.look.plain()
            };
            let counted = shown
                .iter()
                .filter(|booking| is_among(seen, booking, stands));
            Choice {
                label: seen.word(&label),
                path: seen.to(&look),
                count: counted.count(),
                is_here: seen.look.stands == stands,
            }
        };
        let all = [
            Stands::Live,
            Stands::Waiting,
            Stands::Expected,
            Stands::Seated,
            Stands::Past,
        ];
        let choices = all.map(choice).into();
        shown.retain(|booking| is_among(seen, booking, seen.look.stands));
        shown.sort_by_key(|booking| (booking.when.span().map(|span| span.from()), booking.id));
        Self {
            choices,
            lines: shown
                .into_iter()
                .map(|booking| entry(seen, booking))
                .collect(),
        }
    }
}

fn is_of_kind(seen: &Seen<'_>, booking: &Booking) -> bool {
    let Some(kind) = &seen.look.kind else {
        return true;
    };
    let mut taken = booking.resources().filter_map(|id| seen.catalog.find(id));
    taken.any(|listed| listed.resource.kind == *kind)
}

fn is_among(seen: &Seen<'_>, booking: &Booking, stands: Stands) -> bool {
    let state = seen.stands(booking);
    match stands {
        Stands::Live => state.undecided() || matches!(state, State::Confirmed | State::Seated),
        Stands::Waiting => state.undecided() || booking.cancel_asked_at.is_some(),
        Stands::Expected => state == State::Confirmed,
        Stands::Seated => state == State::Seated,
        Stands::Past => state.next().is_empty(),
    }
}

fn entry(seen: &Seen<'_>, booking: &Booking) -> Entry {
    let zone = &seen.catalog.venue.zone;
    let clock = |at: jiff::Timestamp| moment::clock(&at.to_zoned(zone.clone()));
    let span = booking.when.span();
    let when = match span.map(|span| (span.from(), span.until())) {
        Some((from, Some(until))) => format!("{}–{}", clock(from), clock(until)),
        Some((from, None)) => seen.say("day-from", &Blanks::default().with("from", clock(from))),
        None => seen.word("day-unset"),
    };
    let (state, mark) = facts::state(seen.tongue, seen.stands(booking));
    Entry {
        id: booking.id.0,
        when,
        guest: seen.guest(booking),
        phone: booking.contact.phone.clone(),
        party: booking.party,
        places: seen.places(booking),
        state,
        mark,
        note: Line::some_name(booking.note.as_deref()).map(|note| note.to_string()),
        path: seen.to(&seen.look.of_booking(booking.id)),
        is_chosen: seen.look.booking == Some(booking.id),
        presses: next_presses(seen, booking),
    }
}
