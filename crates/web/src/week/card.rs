//! What is known of a chosen booking, beside the week: who it is, what he wants, what he booked before, and what became of it.

use bronya_domain::booking::{Booking, State};
use bronya_gate::Denial;
use bronya_words::{moment, price};

use super::look::Look;
use super::seen::Seen;
use super::sent::{REASON_MOST, Sent};
use crate::facts::{self, Fact, Facts, party_of};
use crate::visits::{self, VisitLine};

/// What stands beside the week.
pub(super) struct Card {
    pub client: String,
    pub state: (String, &'static str),
    pub facts: Vec<Fact>,
    pub visits: Vec<VisitLine>,
    /// What agrees to it, where it waits: the booking and its version.
    pub waits: Option<String>,
    /// Where one says no to it.
    pub decline: String,
    /// What was typed of a reason, while somebody is about to decline.
    pub reason: Option<String>,
    /// Where nothing is chosen.
    pub close: String,
    pub reason_most: usize,
}

impl Card {
    /// The card of the booking that is chosen, where it is of this week.
    pub(super) async fn of(seen: &Seen<'_>, sent: &Sent) -> Result<Option<Self>, Denial> {
        let booking = seen.look.booking.and_then(|id| seen.booking(id));
        let Some(booking) = booking else {
            return Ok(None);
        };
        let stands = seen.stands(booking);
        let waits = matches!(stands, State::Requested | State::Tentative);
        let look = seen.look.of_booking(booking.id);
        Ok(Some(Self {
            client: seen.client(booking),
            state: facts::state(seen.tongue, stands),
            facts: known(seen, booking),
            visits: visits::beside(seen.inside, booking).await?,
            waits: waits.then(|| format!("{}.{}", booking.id, booking.version)),
            decline: seen.to(&Look {
                declines: true,
                ..look
            }),
            reason: (waits && seen.look.declines).then(|| sent.reason.clone().unwrap_or_default()),
            close: seen.to(&seen.look.plain()),
            reason_most: REASON_MOST,
        }))
    }
}

fn known(seen: &Seen<'_>, booking: &Booking) -> Vec<Fact> {
    let (tongue, venue) = (seen.tongue, &seen.catalog.venue);
    let mut facts = Facts::new(tongue);
    let when = moment::when(tongue.0, &venue.zone, booking.when);
    facts.add("fact-when", Some(when));
    let slot = seen.agenda.slots.iter();
    let slot = slot.clone().find(|slot| booking.slot == Some(slot.id));
    facts.line("fact-topic", slot.and_then(|slot| slot.topic.as_deref()));
    let party = booking.party.filter(|party| *party > 1);
    facts.add("fact-party", party.map(|party| party_of(tongue, party)));
    facts.reach("fact-phone", "tel:", booking.contact.phone.as_deref());
    facts.reach("fact-email", "mailto:", booking.contact.email.as_deref());
    facts.words("fact-note", booking.note.as_deref());
    let costs = booking.price.minor != 0;
    facts.add("fact-price", costs.then(|| price(tongue.0, booking.price)));
    let deadline = booking.deadline.filter(|_| booking.state.undecided());
    let short = |at| moment::short(tongue.0, &venue.zone, at);
    facts.add("week-answer-by", deadline.map(short));
    facts.add("week-cancel-asked", booking.cancel_asked_at.map(short));
    facts.add("fact-code", Some(booking.id.code(venue.id)));
    facts.0
}
