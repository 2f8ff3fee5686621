//! A place in time that a button names: a start, on one resource or on any, or somebody's slot.

use std::fmt;
use std::str::FromStr;

use bronya_domain::availability::Offer;
use bronya_domain::command::{At, Choice, Filter, Order};
use bronya_domain::id::{ResourceId, SlotId};
use bronya_domain::span::Span;
use jiff::{SignedDuration, Timestamp};

/// What a guest pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The resource; any that fits, where the guest leaves it open.
    pub resource: Option<ResourceId>,
    /// When.
    pub time: Time,
}

/// When a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// From a start on.
    Start(Timestamp),
    /// In a published slot.
    Slot(SlotId),
}

/// A text that names no place in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoPlace;

/// What is wanted besides the place.
pub(super) struct Wanted {
    /// Any of these, where the place leaves it open.
    pub filter: Filter,
    /// How many come.
    pub party: Option<u32>,
    /// How long they stay, where they choose.
    pub length: Option<SignedDuration>,
}

impl Place {
    /// The place of an offer; a guest who leaves the resource open leaves it open, but for a slot, which is somebody's.
    pub(super) fn of(offer: &Offer, names_resource: bool) -> Self {
        match offer.slot {
            Some(slot) => Self {
                resource: Some(offer.resource),
                time: Time::Slot(slot),
            },
            None => Self {
                resource: names_resource.then_some(offer.resource),
                time: Time::Start(offer.span.from()),
            },
        }
    }

    /// Whether an offer is what was pressed.
    pub(super) fn is_of(self, offer: &Offer) -> bool {
        let time = match self.time {
            Time::Start(from) => from == offer.span.from(),
            Time::Slot(slot) => offer.slot == Some(slot),
        };
        time && self.resource.is_none_or(|id| id == offer.resource)
    }

    /// The order for it.
    pub(super) fn order(self, wanted: &Wanted) -> Order {
        let at = match self.time {
            Time::Slot(slot) => At::Slot(slot),
            Time::Start(from) => {
                let span = wanted
                    .length
                    .and_then(|long| Span::lasting(from, long).ok());
                span.map_or(At::From(from), At::During)
            }
        };
        let choice = match self.resource {
            Some(id) => Choice::These(vec![id]),
            None => Choice::Any(wanted.filter.clone()),
        };
        Order {
            choice,
            at,
            party: wanted.party,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.resource {
            Some(id) => write!(out, "{id}")?,
            None => out.write_str("any")?,
        }
        match self.time {
            Time::Start(at) => write!(out, "-from-{}", at.as_microsecond()),
            Time::Slot(slot) => write!(out, "-slot-{slot}"),
        }
    }
}

impl FromStr for Place {
    type Err = NoPlace;
    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let mut parts = text.splitn(3, '-');
        let mut part = || parts.next().ok_or(NoPlace);
        let number = |text: &str| text.parse::<i64>().map_err(|_| NoPlace);
        let resource = match part()? {
            "any" => None,
            id => Some(ResourceId(number(id)?)),
        };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_as_it_was_written() {
        for text in ["7-from-1795278600000000", "any-from-1", "7-slot-12"] {
            let place: Place = text.parse().expect("a place");
            assert_eq!(place.to_string(), text);
        }
        for text in [
            "",
            "any",
            "7-from",
            "x-from-1",
            "any-till-1",
            "7-slot-1-2",
            "7-from-9223372036854775807",
        ] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }
}
