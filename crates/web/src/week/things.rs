//! What stands in the days of a week: slots with those who have them or ask for them, bookings without a slot, closed time.

use bronya_domain::booking::{Booking, State};
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;
use bronya_words::Line;

use super::look::Look;
use super::seen::Seen;
use super::sent::Sent;
use crate::facts;

/// Something that stands in a day.
pub(super) struct Thing {
    pub times: String,
    /// What it is, in a word, and how it looks.
    pub state: String,
    pub look: &'static str,
    /// The slot, where it can be withdrawn.
    pub slot: Option<i64>,
    pub ticked: bool,
    /// What it is about, or why it is closed.
    pub about: Option<String>,
    pub clients: Vec<Client>,
}

/// Somebody who has a slot or asks for it.
pub(super) struct Client {
    pub name: String,
    pub path: String,
    pub is_chosen: bool,
    pub state: (String, &'static str),
    /// What agrees to it, where it waits: the booking and its version.
    pub confirm: Option<String>,
    /// Where one says no to it.
    pub decline: String,
}

/// Everything that stands in the week: slots with those who have them or ask for them, bookings without a slot, closed time.
pub(super) fn things(seen: &Seen<'_>, sent: &Sent) -> Vec<(Span, Thing)> {
    let slots = &seen.agenda.slots;
    let in_slot = |booking: &&Booking| slots.iter().any(|slot| booking.slot == Some(slot.id));
    let of_slots = slots
        .iter()
        .map(|slot| (slot.span, of_slot(seen, slot, sent)));
    let others = seen.shown().filter(|booking| !in_slot(booking));
    let others =
        others.filter_map(|booking| Some((booking.when.span()?, of_booking(seen, booking))));
    let blocks = seen.agenda.blocks.iter().map(|block| {
        let about = Line::some_name(block.reason.as_deref()).map(|reason| reason.to_string());
        (block.span, bare(seen, block.span, "closed", "block", about))
    });
    let held = seen.agenda.holds.iter();
    let held = held.filter(|hold| slots.iter().all(|slot| hold.slot != Some(slot.id)));
    let held = held.map(|hold| (hold.span, bare(seen, hold.span, "kept", "hold", None)));
    of_slots.chain(others).chain(blocks).chain(held).collect()
}

/// Something of which nothing is to be done.
pub(super) fn bare(
    seen: &Seen<'_>,
    span: Span,
    state: &str,
    look: &'static str,
    about: Option<String>,
) -> Thing {
    Thing {
        times: seen.times(span),
        state: seen.word(&format!("week-is.{state}")),
        look,
        slot: None,
        ticked: false,
        about,
        clients: Vec::new(),
    }
}

fn of_slot(seen: &Seen<'_>, slot: &Slot, sent: &Sent) -> Thing {
    let own = seen.shown().filter(|booking| booking.slot == Some(slot.id));
    let own: Vec<&Booking> = own.collect();
    let has = own.iter().any(|booking| booking.state.holds());
    let held = seen
        .agenda
        .holds
        .iter()
        .any(|hold| hold.slot == Some(slot.id));
    let is_over = slot.span.end() <= seen.now;
    let (state, look) = match (own.is_empty(), has) {
        (true, _) if is_over => ("over", "over"),
        (true, _) if held => ("kept", "hold"),
        (true, _) => ("free", "free"),
        (false, true) if standing(&own) == "wait" => ("asked", "wait"),
        (false, true) => ("booked", standing(&own)),
        (false, false) => ("asked", "wish"),
    };
    let is_free = look == "free";
    Thing {
        slot: is_free.then_some(slot.id.0),
        ticked: is_free && sent.slots.contains(&slot.id),
        clients: own.iter().map(|booking| client(seen, booking)).collect(),
        ..bare(
            seen,
            slot.span,
            state,
            look,
            Line::some_name(slot.topic.as_deref()).map(|topic| topic.to_string()),
        )
    }
}

/// How a slot looks that somebody has.
fn standing(own: &[&Booking]) -> &'static str {
    let holder = own.iter().find(|booking| booking.state.holds());
    match holder.map(|booking| booking.state) {
        Some(State::Tentative) => "wait",
        Some(State::Finished) => "over",
        _ => "firm",
    }
}

fn of_booking(seen: &Seen<'_>, booking: &Booking) -> Thing {
    let span = booking.when.span().unwrap_or(Span::open(seen.now));
    let (state, look) = match booking.state {
        State::Requested => ("asked", "wish"),
        State::Tentative => ("asked", "wait"),
        State::NoShow => ("over", "off"),
        _ => ("booked", standing(&[booking])),
    };
    Thing {
        clients: vec![client(seen, booking)],
        ..bare(seen, span, state, look, None)
    }
}

fn client(seen: &Seen<'_>, booking: &Booking) -> Client {
    let stands = seen.stands(booking);
    let look = seen.look.of_booking(booking.id);
    let waits = matches!(stands, State::Requested | State::Tentative);
    Client {
        name: seen.client(booking),
        is_chosen: seen.look.booking == Some(booking.id),
        state: facts::state(seen.tongue, stands),
        confirm: waits.then(|| format!("{}.{}", booking.id, booking.version)),
        decline: seen.to(&Look {
            declines: true,
            ..look.clone()
        }),
        path: seen.to(&look),
    }
}
