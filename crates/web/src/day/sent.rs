//! What the forms of the day send, and how it is read: as people typed it, so that it can stand in the form again, each wrong
//! value with what is wrong with it.

use std::collections::BTreeMap;

use bronya_domain::booking::Contact;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{Choice, Filter};
use bronya_domain::hours::on_the_clock;
use bronya_domain::id::{BlockId, BookingId, ResourceId};
use bronya_gate::texts;
use garde::Validate;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use serde::Deserialize;

use crate::tongue::Tongue;

/// The largest party that a form takes.
pub(super) const PARTY_MOST: u32 = 10_000;
/// The longest name, in characters.
pub(super) const NAME_MOST: usize = 200;
/// The longest note or reason, in characters.
pub(super) const NOTE_MOST: usize = 2000;

/// What a form says, whichever it was.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Sent {
    /// What was looked at, as it stands in addresses.
    #[garde(length(max = 1000))]
    pub back: Option<String>,
    /// What tells the form from every other, where it makes something.
    #[garde(length(min = 1, max = 100))]
    pub once: Option<String>,
    /// The booking and the version that the page showed.
    #[garde(length(max = 50))]
    pub booking: Option<String>,
    /// The block.
    #[garde(length(max = 50))]
    pub block: Option<String>,
    /// A resource, or any of a kind.
    #[garde(length(max = 100))]
    pub resource: Option<String>,
    /// Several resources.
    #[garde(length(max = 1000))]
    pub resources: Vec<ResourceId>,
    /// A local day.
    #[garde(length(max = 50))]
    pub date: Option<String>,
    /// When it begins, on the venue's clock.
    #[garde(length(max = 50))]
    pub from: Option<String>,
    /// When it ends.
    #[garde(length(max = 50))]
    pub until: Option<String>,
    /// How many come.
    #[garde(length(max = 50))]
    pub party: Option<String>,
    /// How many come, where one press says it.
    #[garde(length(max = 50))]
    pub size: Option<String>,
    /// The guest's name.
    #[garde(length(max = 4000))]
    pub name: Option<String>,
    /// The guest's phone number.
    #[garde(length(max = 200))]
    pub phone: Option<String>,
    /// The guest's e-mail address.
    #[garde(length(max = 1024))]
    pub email: Option<String>,
    /// What the staff should know.
    #[garde(length(max = 16_000))]
    pub note: Option<String>,
    /// Why something is done.
    #[garde(length(max = 16_000))]
    pub reason: Option<String>,
    /// A booking in one line.
    #[garde(length(max = 1000))]
    pub line: Option<String>,
}

/// What is wrong with what was sent, by the name of its field.
pub(super) type Wrong = BTreeMap<&'static str, String>;

/// Reads what was sent, and notes what is wrong with it.
pub(super) struct Reader<'a> {
    pub sent: &'a Sent,
    pub catalog: &'a Catalog,
    pub tongue: Tongue,
    pub wrong: Wrong,
}

impl<'a> Reader<'a> {
    /// Reads what was sent at a venue.
    pub(super) fn new(sent: &'a Sent, catalog: &'a Catalog, tongue: Tongue) -> Self {
        Self {
            sent,
            catalog,
            tongue,
            wrong: Wrong::new(),
        }
    }

    /// Notes what is wrong with a field.
    pub(super) fn blame(&mut self, field: &'static str, words: &str) {
        let words = self.tongue.word(words);
        self.wrong.entry(field).or_insert(words);
    }

    /// The local day; the one that is looked at where none was sent.
    pub(super) fn date(&mut self, looked_at: Date) -> Date {
        match self.sent.date.as_deref().map(str::parse) {
            None => looked_at,
            Some(Ok(date)) => date,
            Some(Err(_)) => {
                self.blame("date", "bad-date");
                looked_at
            }
        }
    }

    /// The start, which must be there.
    pub(super) fn from(&mut self, date: Date) -> Option<Timestamp> {
        if self.sent.from.is_none() {
            self.blame("from", "day-bad-time");
        }
        self.moment("from", self.sent.from.as_deref(), date)
    }

    /// The end, where one was sent. An end on the clock that lies before the start is that of the next day.
    pub(super) fn until(&mut self, date: Date, from: Option<Timestamp>) -> Option<Timestamp> {
        let text = self.sent.until.as_deref();
        let until = self.moment("until", text, date)?;
        let is_clock = text.is_some_and(|text| text.parse::<Time>().is_ok());
        if is_clock && from.is_some_and(|from| until <= from) {
            return self.moment("until", text, date.tomorrow().unwrap_or(date));
        }
        Some(until)
    }

    /// A moment as a form writes it: a time of the day, or a day and a time.
    fn moment(&mut self, field: &'static str, text: Option<&str>, date: Date) -> Option<Timestamp> {
        let text = text?.trim();
        if let Some(at) = instant(text) {
            return Some(at);
        }
        let wall = match text.contains(['T', ' ']) {
            true => text.replace(' ', "T").parse::<DateTime>().ok(),
            false => text.parse::<Time>().ok().map(|time| date.to_datetime(time)),
        };
        if wall.is_none() {
            self.blame(field, "day-bad-time");
        }
        let zone = &self.catalog.venue.zone;
        wall.map(|wall| on_the_clock(wall, zone).at)
    }

    /// How many come, where it was sent.
    pub(super) fn party(&mut self) -> Option<u32> {
        let pressed = self.sent.size.as_ref();
        let text = pressed.or(self.sent.party.as_ref())?.trim();
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let party = text.parse().ok().filter(|_| plain);
        let party = party.filter(|party| (1..=PARTY_MOST).contains(party));
        if party.is_none() {
            self.blame("party", "bad-party");
        }
        party
    }

    /// Which resources are meant: one by its number, or any of a kind.
    pub(super) fn choice(&mut self) -> Choice {
        let any = |kind: Option<&str>| {
            Choice::Any(Filter {
                kind: kind.map(str::to_owned),
                ..Filter::default()
            })
        };
        let Some(text) = self.sent.resource.as_deref() else {
            return any(None);
        };
        if let Some(kind) = text.strip_prefix(OF_KIND) {
            return any(Some(kind));
        }
        let id = text.parse().ok().map(ResourceId);
        match id.filter(|id| self.catalog.find(*id).is_some()) {
            Some(id) => Choice::These(vec![id]),
            None => {
                self.blame("resource", "day-bad-resource");
                any(None)
            }
        }
    }

    /// How to reach the guest.
    pub(super) fn contact(&mut self) -> Contact {
        let text = |text: &Option<String>| text.as_deref().map(str::trim).map(str::to_owned);
        let (name, email) = (text(&self.sent.name), text(&self.sent.email));
        let long = |name: &String| name.chars().count() > NAME_MOST;
        if name
            .as_ref()
            .is_some_and(|name| long(name) || texts::line(name, &()).is_err())
        {
            self.blame("name", "bad-name");
        }
        if email
            .as_ref()
            .is_some_and(|email| texts::email(email, &()).is_err())
        {
            self.blame("email", "bad-email");
        }
        let region = self.catalog.venue.region.as_deref();
        let phone = self.sent.phone.as_deref();
        let read = phone.map(|phone| texts::phone_in(phone, region));
        if read == Some(None) {
            self.blame("phone", "bad-phone");
        }
        Contact {
            name,
            email: email.map(texts::as_kept),
            phone: read.flatten(),
        }
    }

    /// Some lines, where any were sent.
    pub(super) fn lines(&mut self, field: &'static str) -> Option<String> {
        let text = match field {
            "reason" => self.sent.reason.as_deref(),
            _ => self.sent.note.as_deref(),
        };
        let text = text?.trim();
        if text.chars().count() > NOTE_MOST {
            self.blame(field, "day-too-long");
        }
        Some(text.to_owned()).filter(|text| !text.is_empty())
    }
}

/// An instant as scripts write it, who know seconds and no venue's clock: `@1795278600`.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    Timestamp::from_second(text.strip_prefix('@')?.parse().ok()?).ok()
}

/// What leads in a kind where a resource may be named.
pub(super) const OF_KIND: &str = "kind:";

impl Sent {
    /// The booking that is meant, and the version that the page showed.
    pub(super) fn booking(&self) -> Option<(BookingId, Option<i64>)> {
        let text = self.booking.as_deref()?;
        match text.split_once('.') {
            Some((id, version)) => Some((BookingId(id.parse().ok()?), Some(version.parse().ok()?))),
            None => Some((BookingId(text.parse().ok()?), None)),
        }
    }

    /// The block that is meant.
    pub(super) fn block(&self) -> Option<BlockId> {
        Some(BlockId(self.block.as_deref()?.parse().ok()?))
    }
}
