//! What is seen of a week: whose it is, its days, and what takes place in them.

use std::sync::Arc;

use bronya_desk::Agenda;
use bronya_domain::booking::{Booking, State};
use bronya_domain::catalog::{Catalog, Listed};
use bronya_domain::hours::local_day;
use bronya_domain::id::BookingId;
use bronya_domain::resource::Schedule;
use bronya_domain::span::Span;
use bronya_gate::Denial;
use bronya_words::{Line, moment};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::look::Look;
use crate::inside::Inside;
use crate::tongue::{Blanks, Tongue};

/// What is seen of a week.
pub(super) struct Seen<'a> {
    pub inside: &'a Inside,
    pub look: &'a Look,
    /// The language in which it is told.
    pub tongue: Tongue,
    /// The present.
    pub now: Timestamp,
    /// The venue.
    pub catalog: Arc<Catalog>,
    /// The first day.
    pub monday: Date,
    /// Whose time it is; nobody's where nobody's is published by hand.
    pub listed: Option<Listed>,
    /// What takes place.
    pub agenda: Agenda,
}

/// Those whose time somebody may publish, in the order in which the venue lists them.
pub(super) fn people(inside: &Inside) -> Vec<&Listed> {
    let own = inside.caller.actor().own;
    let listed = inside.catalog.listed().iter();
    let offered = listed.filter(|listed| {
        let resource = &listed.resource;
        let is_his = own.is_none_or(|own| own == resource.id);
        is_his && !resource.retired && resource.schedule == Schedule::Slots
    });
    offered.collect()
}

/// Whose week is looked at.
pub(super) fn whose<'a>(inside: &'a Inside, look: &Look) -> Option<&'a Listed> {
    let people = people(inside);
    let named = people
        .iter()
        .find(|listed| Some(listed.resource.id) == look.resource);
    named.or(people.first()).copied()
}

/// The first day of the week that is looked at.
pub(super) fn monday(inside: &Inside, look: &Look) -> Date {
    let zone = &inside.catalog.venue.zone;
    let today = inside.known.gate.now().to_zoned(zone.clone()).date();
    let within = |date: &Date| (1970..=9998).contains(&date.year());
    let date = look.date.filter(within).unwrap_or(today);
    date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days())
}

/// The days of a week.
pub(super) fn days(monday: Date) -> impl Iterator<Item = Date> {
    monday.series(1.day()).take(7)
}

impl<'a> Seen<'a> {
    /// What is there to be seen.
    pub(super) async fn of(inside: &'a Inside, look: &'a Look) -> Result<Self, Denial> {
        let monday = monday(inside, look);
        let (venue, now) = (&inside.catalog.venue, inside.known.gate.now());
        let last = days(monday).last().unwrap_or(monday);
        let whole = |date| local_day(date, &venue.zone).ok_or_else(Denial::not_found);
        let within = Span::new(whole(monday)?.from(), whole(last)?.end());
        let within = within.map_err(|_| Denial::not_found())?;
        let listed = whose(inside, look).cloned();
        // Where nobody's time is published by hand, there is nothing to be seen but that.
        let own = listed.as_ref().map(|listed| listed.resource.id);
        let own = own.or(inside.caller.actor().own);
        let desk = inside.desk();
        let agenda = desk.agenda(venue.id, within, own, now).await?;
        Ok(Self {
            inside,
            look,
            tongue: inside.known.tongue(),
            now,
            catalog: agenda.catalog.clone(),
            monday,
            listed,
            agenda,
        })
    }

    /// A sentence without blanks.
    pub(super) fn word(&self, id: &str) -> String {
        self.tongue.word(id)
    }

    /// The address of a look.
    pub(super) fn to(&self, look: &Look) -> String {
        look.path(&self.catalog.venue.slug)
    }

    /// The booking that is chosen, where it is of this week.
    pub(super) fn booking(&self, id: BookingId) -> Option<&Booking> {
        let mut all = self.agenda.bookings.iter();
        all.find(|booking| booking.id == id)
    }

    /// Where a booking stands. What nobody decided in time has lapsed, whether or not the clock has been round yet.
    pub(super) fn stands(&self, booking: &Booking) -> State {
        match booking.lapsed(self.now) {
            true => State::Expired,
            false => booking.state,
        }
    }

    /// The bookings that take time or want some, or took some.
    pub(super) fn shown(&self) -> impl Iterator<Item = &Booking> {
        let all = self.agenda.bookings.iter();
        all.filter(|booking| {
            !matches!(
                self.stands(booking),
                State::Cancelled | State::Declined | State::Expired
            )
        })
    }

    /// What a client is called.
    pub(super) fn client(&self, booking: &Booking) -> String {
        let name = Line::some_name(booking.contact.name.as_deref());
        name.map_or_else(|| self.word("week-client"), |name| name.to_string())
    }

    /// What a local day is called: `понедельник, 23 ноября 2026 г.`.
    pub(super) fn day(&self, date: Date) -> String {
        let noon = date
            .at(12, 0, 0, 0)
            .to_zoned(self.catalog.venue.zone.clone());
        noon.map_or_else(
            |_| date.to_string(),
            |noon| moment::date(self.tongue.0, &noon),
        )
    }

    /// What a local day is called in few words: `пн 23.11`.
    pub(super) fn short_day(&self, date: Date) -> String {
        let blanks = Blanks::default()
            .with("weekday", date.weekday().to_monday_one_offset())
            .with("day", date.day())
            .with("month", date.month());
        self.tongue.say("week-day", &blanks)
    }

    /// From when until when, on the venue's clock.
    pub(super) fn times(&self, span: Span) -> String {
        let zone = &self.catalog.venue.zone;
        let clock = |at: Timestamp| moment::clock(&at.to_zoned(zone.clone()));
        let until = span.until().map(clock).unwrap_or_default();
        format!("{}–{until}", clock(span.from()))
    }
}
