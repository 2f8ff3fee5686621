//! Who looks at what of a venue, and in which words it is told to him.

use std::sync::Arc;

use bronya_domain::catalog::Catalog;
use bronya_domain::id::ResourceId;
use bronya_domain::money::Money;
use bronya_gate::Gate;
use bronya_words::{Line, moment};
use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, Zoned};

use super::look::Look;
use crate::tongue::{Blanks, Tongue};

/// A guest before the page of a venue.
pub(super) struct Seen<'a> {
    pub gate: &'a Gate,
    /// The venue under the rules of bookings that pages make.
    pub catalog: &'a Arc<Catalog>,
    pub tongue: Tongue,
    pub look: &'a Look,
    pub now: Timestamp,
}

impl Seen<'_> {
    /// A sentence without blanks.
    pub(super) fn word(&self, id: &str) -> String {
        self.tongue.word(id)
    }

    /// A sentence with one blank.
    pub(super) fn say(&self, id: &str, name: &'static str, value: String) -> String {
        self.tongue.say(id, &Blanks::default().with(name, value))
    }

    /// The venue's name in addresses.
    pub(super) fn slug(&self) -> &str {
        &self.catalog.venue.slug
    }

    /// Where such a look is.
    pub(super) fn path(&self, look: &Look) -> String {
        look.path(self.slug())
    }

    /// The venue's clock at an instant.
    pub(super) fn local(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.catalog.venue.zone.clone())
    }

    /// The present day at the venue.
    pub(super) fn today(&self) -> Date {
        self.local(self.now).date()
    }

    /// A day with its day of the week.
    pub(super) fn date(&self, date: Date) -> String {
        let day = date.to_zoned(self.catalog.venue.zone.clone()).ok();
        day.map(|day| moment::date(self.tongue.0, &day))
            .unwrap_or_default()
    }

    /// A moment in few words.
    pub(super) fn short(&self, at: Timestamp) -> String {
        moment::short(self.tongue.0, &self.catalog.venue.zone, at)
    }

    /// A day of the week in two or three letters.
    pub(super) fn weekday(&self, day: Weekday) -> String {
        let blanks = Blanks::default().with("day", day.to_monday_one_offset());
        self.tongue.say("book-weekday", &blanks)
    }

    /// How long, as people say it.
    pub(super) fn long(&self, minutes: u32) -> String {
        let (hours, rest) = (minutes / 60, minutes % 60);
        let blanks = Blanks::default().with("hours", hours).with("minutes", rest);
        let id = match (hours, rest) {
            (0, _) => "book-minutes",
            (_, 0) => "book-hours",
            _ => "book-hours-minutes",
        };
        self.tongue.say(id, &blanks)
    }

    /// How much.
    pub(super) fn price(&self, minor: i64) -> String {
        let currency = self.catalog.venue.currency;
        bronya_words::price(self.tongue.0, Money { minor, currency })
    }

    /// What a resource is called.
    pub(super) fn name(&self, id: ResourceId) -> String {
        let listed = self.catalog.find(id);
        listed
            .map(|listed| Line::name(&listed.resource.name).to_string())
            .unwrap_or_default()
    }
}
