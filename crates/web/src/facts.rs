//! A booking as pages tell it: where it stands, when, what, for how many, for how much.

use std::sync::Arc;

use bronya_desk::{HistoryLine, No};
use bronya_domain::booking::{Booking, State};
use bronya_domain::catalog::Catalog;
use bronya_domain::id::{SlotId, VenueId};
use bronya_domain::resource::Seats;
use bronya_gate::{Denial, Gate, texts};
use bronya_words::matter::Numbered;
use bronya_words::{Line, Passage, moment, price};
use jiff::Timestamp;

use crate::tongue::{Blanks, Tongue};

/// A fact and what it is called.
pub(crate) struct Fact {
    /// What it is called.
    pub label: String,
    /// The fact.
    pub value: String,
    /// Whether it is in somebody's own words, whose lines stay as they are.
    pub own_words: bool,
    /// Where it leads: to a telephone, to a letter.
    pub link: Option<String>,
}

/// A booking with what is needed to speak of it.
pub(crate) struct Booked {
    /// The venue with everything that it offers.
    pub catalog: Arc<Catalog>,
    /// The booking.
    pub booking: Booking,
    /// What its slot is about, if it takes a slot that says so.
    pub topic: Option<String>,
}

impl Booked {
    /// The booking of a code at the venue of that name in addresses.
    pub(crate) async fn find(gate: &Gate, venue: &str, code: &str) -> Result<Self, Denial> {
        if !texts::is_slug(venue) {
            return Err(Denial::not_found());
        }
        let catalog = gate.desk().venue(venue).await?;
        let booking = gate.desk().booking_by_code(catalog.venue.id, code).await?;
        let topic = match booking.slot {
            Some(slot) => topic(gate, catalog.venue.id, slot).await?,
            None => None,
        };
        Ok(Self {
            catalog: catalog.kept_through(&booking.channel),
            booking,
            topic,
        })
    }

    /// The venue's name.
    pub(crate) fn whose(&self) -> String {
        Line::name(&self.catalog.venue.name).to_string()
    }

    /// The short code that people say to each other.
    pub(crate) fn code(&self) -> String {
        self.booking.id.code(self.catalog.venue.id)
    }

    /// Where it stands. What nobody decided in time has lapsed, whether or not the clock has been round yet.
    pub(crate) fn stands(&self, now: Timestamp) -> State {
        if self.booking.lapsed(now) {
            State::Expired
        } else {
            self.booking.state
        }
    }

    /// The names of what it takes.
    pub(crate) fn resources(&self) -> Vec<String> {
        let ids = self.booking.resources();
        let listed = ids.filter_map(|id| self.catalog.find(id));
        listed.map(|listed| listed.resource.name.clone()).collect()
    }

    /// Which of its kind the first of them is.
    pub(crate) fn first(&self) -> Option<Numbered<'_>> {
        let mut ids = self.booking.resources();
        let listed = ids.find_map(|id| self.catalog.find(id));
        listed.map(|listed| Numbered::of(&listed.resource))
    }

    /// When, what, how many, how much, and its code.
    pub(crate) fn facts(&self, tongue: Tongue) -> Vec<Fact> {
        let (venue, booking) = (&self.catalog.venue, &self.booking);
        let mut facts = Facts::new(tongue);
        let when = moment::when(tongue.0, &venue.zone, booking.when);
        facts.add("fact-when", Some(when));
        facts.line("fact-topic", self.topic.as_deref());
        let names = self.resources();
        let names: Vec<String> = names
            .iter()
            .map(|name| Line::name(name).to_string())
            .collect();
        facts.line("fact-what", Some(&names.join(", ")));
        let party = booking.party.map(|party| party_of(tongue, party));
        facts.add("fact-party", party);
        let costs = booking.price.minor != 0;
        facts.add("fact-price", costs.then(|| price(tongue.0, booking.price)));
        facts.line("fact-where", venue.address.as_deref());
        facts.add("fact-code", Some(self.code()));
        facts.0
    }

    /// Who the guest is and what he wants, as the letter to the staff had it.
    pub(crate) fn guest(&self, tongue: Tongue) -> Vec<Fact> {
        let contact = &self.booking.contact;
        let mut facts = Facts::new(tongue);
        facts.line("fact-guest", contact.name.as_deref());
        facts.line("fact-phone", contact.phone.as_deref());
        facts.line("fact-email", contact.email.as_deref());
        facts.words("fact-note", self.booking.note.as_deref());
        facts.0
    }

    /// Whose time the clock shows.
    pub(crate) fn zone(&self, tongue: Tongue) -> String {
        let zone = Line::name(&self.catalog.venue.zone_name).to_string();
        tongue.say("zone", &Blanks::default().with("zone", zone))
    }

    /// What was done to it last.
    pub(crate) async fn last_line(&self, gate: &Gate) -> Result<Option<HistoryLine>, Denial> {
        let venue = self.catalog.venue.id;
        let mut lines = gate.desk().history(venue, self.booking.id).await?;
        Ok(lines.pop())
    }
}

/// What a slot is about. One that was withdrawn while the booking claimed nothing of it says nothing any more.
async fn topic(gate: &Gate, venue: VenueId, slot: SlotId) -> Result<Option<String>, Denial> {
    match gate.desk().slot(venue, slot).await {
        Ok(slot) => Ok(slot.topic),
        Err(No::Refused { .. }) => Ok(None),
        Err(no) => Err(no.into()),
    }
}

/// So many guests.
pub(crate) fn party_of(tongue: Tongue, party: u32) -> String {
    tongue.say("party", &Blanks::default().with("party", party))
}

/// For how many something is: `4`, or `2–4`.
pub(crate) fn seats(seats: Seats) -> String {
    let Seats { from, to } = seats;
    match from {
        from if from == to || from <= 1 => to.to_string(),
        from => format!("{from}–{to}"),
    }
}

/// Facts that are being gathered. What is not known is not told.
pub(crate) struct Facts(pub Vec<Fact>, Tongue);

impl Facts {
    /// None yet.
    pub(crate) fn new(tongue: Tongue) -> Self {
        Self(Vec::new(), tongue)
    }

    /// A fact in our words.
    pub(crate) fn add(&mut self, label: &str, value: Option<String>) {
        let label = self.1.word(label);
        self.0.extend(value.map(|value| Fact {
            label,
            value,
            own_words: false,
            link: None,
        }));
    }

    /// A way to reach somebody, with what the machine opens for it.
    pub(crate) fn reach(&mut self, label: &str, scheme: &str, text: Option<&str>) {
        self.line(label, text);
        if let (Some(text), Some(fact)) = (text, self.0.last_mut()) {
            fact.link = Some(format!("{scheme}{text}"));
        }
    }

    /// A line that somebody else wrote.
    pub(crate) fn line(&mut self, label: &str, text: Option<&str>) {
        self.add(label, Line::some_name(text).map(|line| line.to_string()));
    }

    /// A few lines that somebody else wrote.
    pub(crate) fn words(&mut self, label: &str, text: Option<&str>) {
        let Some(words) = text.and_then(Passage::new) else {
            return;
        };
        let lines: Vec<&str> = words.lines().iter().map(Line::as_str).collect();
        self.0.push(Fact {
            label: self.1.word(label),
            value: lines.join("\n"),
            own_words: true,
            link: None,
        });
    }
}

/// What a state is called, and how it looks.
pub(crate) fn state(tongue: Tongue, state: State) -> (String, &'static str) {
    let look = match state {
        State::Confirmed | State::Seated | State::Finished => "good",
        State::Requested | State::Tentative => "wait",
        State::NoShow | State::Cancelled | State::Declined | State::Expired => "off",
    };
    let name = state.name().replace('_', "-");
    (tongue.word(&format!("state-{name}")), look)
}
