//! The times to which a guest may move his booking: what the desk offers on a day, and the one that he chose.

use std::fmt;
use std::str::FromStr;

use bronya_domain::availability::{Offer, Offers, Question, Run};
use bronya_domain::command::{At, Choice, Filter, Order};
use bronya_domain::hours::local_day;
use bronya_domain::id::{ResourceId, SlotId};
use bronya_domain::policy::Stay;
use bronya_domain::span::{Span, later};
use bronya_gate::{Denial, Gate};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::facts::Booked;

/// How far apart the starts are that are shown where any minute would do.
const STEP: SignedDuration = SignedDuration::from_mins(15);

/// A place in time that a form names: a resource, and a start on it or one of its slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    resource: ResourceId,
    time: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Time {
    Start(Timestamp),
    Slot(SlotId),
}

/// A text that names no place in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoPlace;

impl Place {
    /// The place of an offer.
    pub(super) fn of(offer: &Offer) -> Self {
        let start = Time::Start(offer.span.from());
        Self {
            resource: offer.resource,
            time: offer.slot.map_or(start, Time::Slot),
        }
    }

    /// The order that wants the booking there. A guest who chose how long he stays, stays as long.
    pub(super) fn order(self, booked: &Booked, party: Option<u32>) -> Order {
        let at = match self.time {
            Time::Slot(slot) => At::Slot(slot),
            Time::Start(from) => {
                let length = chosen_length(booked, self.resource);
                let span = length.and_then(|length| Span::lasting(from, length).ok());
                span.map_or(At::From(from), At::During)
            }
        };
        let choice = Choice::These(vec![self.resource]);
        Order { choice, at, party }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            Time::Start(at) => write!(out, "{}-from-{}", self.resource, at.as_microsecond()),
            Time::Slot(slot) => write!(out, "{}-slot-{slot}", self.resource),
        }
    }
}

impl FromStr for Place {
    type Err = NoPlace;
    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let mut parts = text.splitn(3, '-');
        let mut part = || parts.next().ok_or(NoPlace);
        let number = |text: &str| text.parse::<i64>().map_err(|_| NoPlace);
        let resource = ResourceId(number(part()?)?);
        let time = match (part()?, number(part()?)?) {
            ("from", micros) => {
                Time::Start(Timestamp::from_microsecond(micros).map_err(|_| NoPlace)?)
            }
            ("slot", slot) => Time::Slot(SlotId(slot)),
            _ => return Err(NoPlace),
        };
        Ok(Self { resource, time })
    }
}

/// What the desk offers on a day instead of a booking: the same kind of thing, for no more than it costs. Each start
/// stands once, with what the guest has now where that is free.
pub(super) async fn on(
    gate: &Gate,
    booked: &Booked,
    day: Date,
    party: Option<u32>,
) -> Result<Vec<Offer>, Denial> {
    let Some(resource) = booked.booking.resources().next() else {
        return Ok(Vec::new());
    };
    let Some(starts) = local_day(day, &booked.catalog.venue.zone) else {
        return Ok(Vec::new());
    };
    let listed = booked.catalog.find(resource);
    let question = Question {
        starts,
        party,
        filter: Filter {
            kind: listed.map(|listed| listed.resource.kind.clone()),
            price_from: None,
            price_to: None,
        },
        length: chosen_length(booked, resource),
    };
    let available = gate
        .desk()
        .available_beside(&booked.catalog, &question, booked.booking.id, gate.now())
        .await?;
    let mut all = single(&available.offers);
    all.retain(|offer| offer.price <= booked.booking.price.minor);
    all.sort_by_key(|offer| (offer.span.from(), offer.resource != resource));
    all.dedup_by_key(|offer| offer.span.from());
    Ok(all)
}

/// The length that a guest chose, where on this resource the guest chooses.
fn chosen_length(booked: &Booked, resource: ResourceId) -> Option<SignedDuration> {
    let listed = booked.catalog.find(resource)?;
    match listed.rules.stay {
        Stay::Chosen { .. } => booked.booking.when.span()?.length(),
        Stay::ByParty(_) | Stay::UntilReleased => None,
    }
}

/// Every stay that is offered, one by one; of runs in which any minute will do, those a quarter of an hour apart.
pub(crate) fn single(offers: &Offers) -> Vec<Offer> {
    let stays = offers.stays.iter().copied();
    stays.chain(offers.runs.iter().flat_map(steps)).collect()
}

/// Starts a quarter of an hour apart, of a run in which any will do.
fn steps(run: &Run) -> impl Iterator<Item = Offer> + '_ {
    let step = STEP.as_micros() as i64;
    let over = run.first.as_microsecond().rem_euclid(step);
    let first = later(run.first, SignedDuration::from_micros((step - over) % step));
    let starts = std::iter::successors(Some(first), |at| Some(later(*at, STEP)));
    starts.take_while(|at| *at <= run.last).filter_map(|from| {
        let until = run.length.map(|length| later(from, length));
        Some(Offer {
            resource: run.resource,
            span: Span::maybe_open(from, until).ok()?,
            price: run.price,
            slot: None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_as_it_was_written() {
        for text in ["7-from-1795278600000000", "7-slot-12"] {
            let place: Place = text.parse().expect("a place");
            assert_eq!(place.to_string(), text);
        }
        for text in [
            "",
            "7",
            "7-from",
            "7-from-",
            "x-from-1",
            "7-till-1",
            "7-slot-1-2",
            "7-from-99999999999999999999",
            "7-from-9223372036854775807",
        ] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }

    #[test]
    fn a_run_is_shown_in_quarters_of_an_hour() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let run = Run {
            resource: ResourceId(1),
            first: at("2026-11-21T09:01:00Z"),
            last: at("2026-11-21T09:45:00Z"),
            length: None,
            price: 0,
        };
        let starts: Vec<Timestamp> = steps(&run).map(|offer| offer.span.from()).collect();
        assert_eq!(
            starts,
            [
                at("2026-11-21T09:15:00Z"),
                at("2026-11-21T09:30:00Z"),
                at("2026-11-21T09:45:00Z")
            ]
        );
    }
}
