//! What is seen of a day: everything that the views show in their different ways, with the words that they share.

use std::sync::Arc;

use bronya_desk::{Agenda, Waiting};
use bronya_domain::booking::{Booking, State};
use bronya_domain::catalog::{Catalog, Listed};
use bronya_domain::id::BookingId;
use bronya_domain::span::later;
use bronya_words::Line;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::look::Look;
use super::window::Window;
use crate::facts;
use crate::tongue::{Blanks, Tongue};

/// After how long a party that has not come is late.
const LATE: SignedDuration = SignedDuration::from_mins(15);

/// What is seen of a day.
pub(super) struct Seen<'a> {
    /// The language in which it is told.
    pub tongue: Tongue,
    /// What somebody looks at.
    pub look: &'a Look,
    /// The local day.
    pub date: Date,
    /// The present.
    pub now: Timestamp,
    /// The venue.
    pub catalog: &'a Arc<Catalog>,
    /// The one resource that he sees who looks, where it is but one.
    pub own: Option<bronya_domain::id::ResourceId>,
    /// What takes place.
    pub agenda: &'a Agenda,
    /// What waits for a decision, whenever it is for.
    pub waiting: &'a Waiting,
    /// The stretch of time that is shown.
    pub window: Window,
}

impl Seen<'_> {
    /// A sentence without blanks.
    pub(super) fn word(&self, id: &str) -> String {
        self.tongue.word(id)
    }

    /// The resources that are shown: those on offer, and those that left the offer but still have something on this day.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Listed> {
        let listed = self.catalog.listed().iter();
        listed.filter(|listed| {
            let resource = &listed.resource;
            let asked = self
                .look
                .kind
                .as_ref()
                .is_none_or(|kind| *kind == resource.kind);
            let is_his = self.own.is_none_or(|own| own == resource.id);
            asked && is_his && (!resource.retired || self.is_used(listed))
        })
    }

    fn is_used(&self, listed: &Listed) -> bool {
        let id = listed.resource.id;
        let mut bookings = self.agenda.bookings.iter();
        bookings.any(|booking| booking.state.holds() && booking.resources().any(|own| own == id))
    }

    /// The booking that is chosen, be it of this day or one that waits for another.
    pub(super) fn booking(&self, id: BookingId) -> Option<&Booking> {
        let mut today = self.agenda.bookings.iter();
        let today = today.find(|booking| booking.id == id);
        today.or_else(|| self.waiting.find(id))
    }

    /// Where a booking stands. What nobody decided in time has lapsed, whether or not the clock has been round yet.
    pub(super) fn stands(&self, booking: &Booking) -> State {
        match booking.lapsed(self.now) {
            true => State::Expired,
            false => booking.state,
        }
    }

    /// Whether a party should have been there for a while.
    pub(super) fn is_late(&self, booking: &Booking) -> bool {
        let from = booking.when.span().map(|span| later(span.from(), LATE));
        booking.state == State::Confirmed && from.is_some_and(|from| from < self.now)
    }

    /// How a booking looks, by a name of the style sheet.
    pub(super) fn looks(&self, booking: &Booking) -> &'static str {
        match self.stands(booking) {
            State::Requested => "wish",
            State::Tentative => "wait",
            State::Confirmed if self.is_late(booking) => "late",
            State::Confirmed => "firm",
            State::Seated => "there",
            State::Finished => "over",
            State::NoShow | State::Cancelled | State::Declined | State::Expired => "off",
        }
    }

    /// What a guest is called; without a name he is a guest.
    pub(super) fn guest(&self, booking: &Booking) -> String {
        let name = Line::some_name(booking.contact.name.as_deref());
        name.map_or_else(|| self.word("day-guest"), |name| name.to_string())
    }

    /// Who, how many, where it stands.
    pub(super) fn in_words(&self, booking: &Booking) -> String {
        let party = booking.party;
        let party = party.map(|party| facts::party_of(self.tongue, party));
        let who = [Some(self.guest(booking)), party].into_iter().flatten();
        self.with_state(booking, who.collect())
    }

    /// The same, beginning with what is seen of it, in the same words, so that whoever speaks to his machine can name it.
    pub(super) fn as_seen(&self, booking: &Booking) -> String {
        let guest = self.guest(booking);
        let who = match booking.party {
            Some(party) => format!("{party} {guest}"),
            None => guest,
        };
        self.with_state(booking, vec![who])
    }

    fn with_state(&self, booking: &Booking, mut words: Vec<String>) -> String {
        words.push(facts::state(self.tongue, self.stands(booking)).0);
        if self.is_late(booking) {
            words.push(self.word("day-late"));
        }
        words.join(", ")
    }

    /// The names of what a booking takes or wants.
    pub(super) fn places(&self, booking: &Booking) -> String {
        let names = booking.resources().filter_map(|id| self.catalog.find(id));
        let names = names.map(|listed| Line::name(&listed.resource.name).to_string());
        names.collect::<Vec<_>>().join(", ")
    }

    /// A sentence about a booking.
    pub(super) fn say(&self, id: &str, blanks: &Blanks<'_>) -> String {
        self.tongue.say(id, blanks)
    }
}
