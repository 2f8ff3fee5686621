//! What waits for a decision, whenever it is for: each with those who want the same, and one press of a button to agree.

use bronya_desk::Wait;
use bronya_domain::id::BookingId;
use bronya_words::{Line, moment};

use super::look::Doing;
use super::panel::Press;
use super::seen::Seen;
use crate::facts;
use crate::tongue::Blanks;

/// One that waits.
pub(super) struct Wish {
    pub id: i64,
    pub when: String,
    pub guest: String,
    pub party: Option<String>,
    pub places: String,
    pub note: Option<String>,
    /// Until when it can be decided.
    pub deadline: Option<String>,
    /// Who stands in its way, in a sentence.
    pub rivals: Option<String>,
    /// Where it is seen on its day.
    pub path: String,
    pub is_chosen: bool,
    /// What agrees to it.
    pub confirm: Press,
    /// Where one says no to it.
    pub decline: String,
}

/// Those that wait, in the order in which they are for.
pub(super) fn wishes(seen: &Seen<'_>) -> Vec<Wish> {
    seen.waiting
        .items
        .iter()
        .map(|wait| wish(seen, wait))
        .collect()
}

fn wish(seen: &Seen<'_>, wait: &Wait) -> Wish {
    let booking = &wait.booking;
    let zone = &seen.catalog.venue.zone;
    let short = |at| moment::short(seen.tongue.0, zone, at);
    let deadline = booking.deadline.map(|at| {
        let blanks = Blanks::default().with("deadline", short(at));
        seen.say("day-answer-by", &blanks)
    });
    let from = booking.when.span().map(|span| span.from());
    let when = from.map_or_else(|| seen.word("day-unset"), short);
    let its_day = from.map(|from| from.to_zoned(zone.clone()).date());
    let mut look = seen.look.of_booking(booking.id);
    look.date = its_day.or(look.date);
    Wish {
        id: booking.id.0,
        when,
        guest: seen.guest(booking),
        party: booking
            .party
            .map(|party| facts::party_of(seen.tongue, party)),
        places: seen.places(booking),
        note: Line::some_name(booking.note.as_deref()).map(|note| note.to_string()),
        deadline,
        rivals: rivals(seen, &wait.rivals),
        is_chosen: seen.look.booking == Some(booking.id),
        confirm: Press::on(seen, booking, "confirm"),
        decline: seen.to(&look.about_to(Doing::Decline)),
        path: seen.to(&look),
    }
}

/// How many rivals are named.
const NAMED_MOST: usize = 3;

fn rivals(seen: &Seen<'_>, rivals: &[BookingId]) -> Option<String> {
    let known = rivals.iter().filter_map(|id| seen.waiting.find(*id));
    let named = known.take(NAMED_MOST).map(|rival| {
        let state = facts::state(seen.tongue, seen.stands(rival)).0;
        format!("{} ({state})", seen.guest(rival))
    });
    let named = named.collect::<Vec<_>>().join(", ");
    let more = rivals.len().saturating_sub(NAMED_MOST);
    let blanks = Blanks::default().with("named", named).with("more", more);
    (!rivals.is_empty()).then(|| seen.say("day-rivals", &blanks))
}
