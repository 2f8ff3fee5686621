//! Looks for times: what the desk offers on some days of what a guest wants, in order of time.

use std::collections::HashMap;

use bronya_desk::No;
use bronya_domain::availability::{Offer, Question};
use bronya_domain::command::Filter;
use bronya_domain::hours::local_day;
use bronya_domain::id::SlotId;
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;
use bronya_gate::Denial;
use jiff::ToSpan;
use jiff::civil::Date;

use super::offered::Wish;
use super::seen::Seen;
use crate::guest::single;

/// How many days are seen at once.
pub(super) const DAYS: i64 = 7;
/// How many days more are looked through where those have nothing.
const DAYS_AHEAD: i64 = 24;

/// What there is within some days, for what a guest wants.
pub(super) struct Found {
    /// The first of the days.
    pub first: Date,
    /// The day whose times are shown.
    pub date: Date,
    /// Whether the other days were looked through too.
    pub is_whole: bool,
    /// What can be had, in order of time, of whatever resource, price and topic.
    pub offers: Vec<Offer>,
    /// What the slots among them say.
    pub slots: HashMap<SlotId, Slot>,
}

impl Found {
    /// The times around the day that a guest looks at; around the first on which there is something, where he chose none.
    pub(super) async fn of(seen: &Seen<'_>, wish: &Wish<'_>) -> Result<Self, Denial> {
        let today = seen.today();
        let shown = wish.date.unwrap_or(today).max(today);
        let first = first_of(today, shown);
        let mut found = within(seen, wish, shown, first, DAYS).await?;
        if wish.date.is_some() {
            return Ok(found);
        }
        let next = found.next_after(seen, wish, today);
        if let Some(next) = next {
            found.date = next;
            return Ok(found);
        }
        let ahead = first.checked_add(DAYS.days()).unwrap_or(first);
        let later = within(seen, wish, ahead, ahead, DAYS_AHEAD).await?;
        match later.next_after(seen, wish, ahead) {
            Some(next) => within(seen, wish, next, first_of(today, next), DAYS).await,
            None => Ok(found),
        }
    }

    /// Nothing yet, where it cannot be told what to look for.
    pub(super) fn nothing(seen: &Seen<'_>, wish: &Wish<'_>) -> Self {
        let today = seen.today();
        let date = wish.date.unwrap_or(today).max(today);
        Self {
            first: first_of(today, date),
            date,
            is_whole: false,
            offers: Vec::new(),
            slots: HashMap::new(),
        }
    }

    /// The first days on which there is something, from the one that is shown on, as far as one looks ahead.
    pub(super) async fn other_days(
        &self,
        seen: &Seen<'_>,
        wish: &Wish<'_>,
        most: usize,
    ) -> Result<Vec<Date>, Denial> {
        let from = self.date.tomorrow().unwrap_or(self.date).max(seen.today());
        let found = within(seen, wish, from, from, DAYS_AHEAD + DAYS).await?;
        let mut days: Vec<Date> = found
            .wanted(seen, wish)
            .map(|offer| seen.local(offer.span.from()).date())
            .collect();
        days.dedup();
        days.truncate(most);
        Ok(days)
    }

    /// What can be had of the resource, price and topic that the guest wants.
    pub(super) fn wanted<'s>(
        &'s self,
        seen: &'s Seen<'_>,
        wish: &'s Wish<'_>,
    ) -> impl Iterator<Item = &'s Offer> {
        let look = seen.look;
        self.offers.iter().filter(move |offer| {
            wish.who.is_none_or(|who| who == offer.resource)
                && look.price.is_none_or(|price| price == offer.price)
                && look
                    .topic
                    .as_deref()
                    .is_none_or(|topic| self.topic(offer) == Some(topic))
        })
    }

    /// The same, on the day that is shown, each start once where it does not matter whose it is.
    pub(super) fn on_the_day(&self, seen: &Seen<'_>, wish: &Wish<'_>) -> Vec<Offer> {
        let on_it = |offer: &&Offer| seen.local(offer.span.from()).date() == self.date;
        let mut offers: Vec<Offer> = self.wanted(seen, wish).filter(on_it).copied().collect();
        offers.dedup_by_key(|offer| (offer.span.from(), offer.slot));
        offers
    }

    /// Whether there is something on a day.
    pub(super) fn has(&self, seen: &Seen<'_>, wish: &Wish<'_>, date: Date) -> bool {
        self.wanted(seen, wish)
            .any(|offer| seen.local(offer.span.from()).date() == date)
    }

    /// What an offer is about, where its slot says so.
    pub(super) fn topic(&self, offer: &Offer) -> Option<&str> {
        self.slots.get(&offer.slot?)?.topic.as_deref()
    }

    fn next_after(&self, seen: &Seen<'_>, wish: &Wish<'_>, from: Date) -> Option<Date> {
        let mut wanted = self.wanted(seen, wish);
        let days = |offer: &Offer| seen.local(offer.span.from()).date();
        wanted.find_map(|offer| Some(days(offer)).filter(|date| *date >= from))
    }
}

/// The first of the days that are seen together with one: weeks are counted from the present day.
fn first_of(today: Date, shown: Date) -> Date {
    let days = shown.duration_since(today).as_hours() / 24;
    let whole = days.div_euclid(DAYS) * DAYS;
    today.checked_add(whole.days()).unwrap_or(shown)
}

/// What can be had within some days; within the shown one alone where all would be too much to ask for at once.
async fn within(
    seen: &Seen<'_>,
    wish: &Wish<'_>,
    shown: Date,
    first: Date,
    days: i64,
) -> Result<Found, Denial> {
    let last = first.checked_add((days - 1).days()).unwrap_or(first);
    let nothing = |is_whole| Found {
        first,
        date: shown,
        is_whole,
        offers: Vec::new(),
        slots: HashMap::new(),
    };
    let (Some(all), Some(one)) = (spanning(seen, first, last), spanning(seen, shown, shown)) else {
        return Ok(nothing(true));
    };
    let (span, offers) = match asked(seen, wish, all).await {
        Ok(offers) => (all, offers),
        Err(No::Invalid { .. }) => (one, asked(seen, wish, one).await?),
        Err(no) => return Err(no.into()),
    };
    Ok(Found {
        slots: slots(seen, wish, span).await?,
        offers,
        ..nothing(span == all)
    })
}

fn spanning(seen: &Seen<'_>, first: Date, last: Date) -> Option<Span> {
    let zone = &seen.catalog.venue.zone;
    let (first, last) = (local_day(first, zone)?, local_day(last, zone)?);
    Span::new(first.from(), last.end()).ok()
}

async fn asked(seen: &Seen<'_>, wish: &Wish<'_>, starts: Span) -> Result<Vec<Offer>, No> {
    let question = Question {
        starts,
        party: wish.party,
        filter: Filter {
            kind: Some(wish.kind.name.to_owned()),
            ..Filter::default()
        },
        length: wish.stay(),
    };
    let found = seen
        .gate
        .desk()
        .available(seen.catalog, &question, seen.now);
    let mut offers = single(&found.await?.offers);
    // What begins now has gone by when somebody reads of it.
    offers.retain(|offer| offer.span.from() > seen.now);
    offers.sort_by_key(|offer| offer.span.from());
    Ok(offers)
}

async fn slots(
    seen: &Seen<'_>,
    wish: &Wish<'_>,
    span: Span,
) -> Result<HashMap<SlotId, Slot>, Denial> {
    if !wish.kind.has_slots() {
        return Ok(HashMap::new());
    }
    let venue = seen.catalog.venue.id;
    let slots = seen.gate.desk().slots(venue, span, None).await?;
    Ok(slots.into_iter().map(|slot| (slot.id, slot)).collect())
}
