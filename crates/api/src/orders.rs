//! What a guest wants to have, and when: the part that holds, bookings and moves have in common.

use bronya_domain::command::{At, Choice, Filter, Order};
use bronya_domain::hours::Reading;
use bronya_domain::id::{ResourceId, SlotId};
use bronya_domain::span::Span;
use bronya_gate::{Denial, Result, texts};
use garde::Validate;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::moments::{Moment, worth_naming};
use crate::resources::PRICE_MOST;

/// What is wanted, and when.
#[derive(Clone, Default, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderBody {
    /// From when.
    #[garde(skip)]
    pub from: Option<Moment>,
    /// Until when; left out, as long as the rules say.
    #[garde(skip)]
    pub until: Option<Moment>,
    /// A published slot, instead of `from` and `until`.
    #[garde(skip)]
    pub slot: Option<SlotId>,
    /// These resources together, all or none.
    #[garde(length(min = 1, max = 100))]
    pub resources: Option<Vec<ResourceId>>,
    /// Any resource of this kind, instead of `resources`.
    #[garde(length(chars, min = 1, max = 64), inner(custom(texts::kind)))]
    pub kind: Option<String>,
    /// The lowest price of it, in minor units, itself included.
    #[garde(range(min = 0, max = PRICE_MOST))]
    pub price_from: Option<i64>,
    /// The highest price of it, in minor units, itself included.
    #[garde(range(min = 0, max = PRICE_MOST))]
    pub price_to: Option<i64>,
    /// How many come.
    #[garde(range(min = 1, max = 10_000))]
    pub party: Option<u32>,
}

impl OrderBody {
    /// Whether it says when.
    pub(crate) fn names_time(&self) -> bool {
        self.from.is_some() || self.until.is_some() || self.slot.is_some()
    }

    /// Whether it says what.
    pub(crate) fn names_choice(&self) -> bool {
        self.resources.is_some()
            || self.kind.is_some()
            || self.price_from.is_some()
            || self.price_to.is_some()
    }

    /// The order in the domain's words, and how the venue's clock shows its times where that has to be named.
    pub(crate) fn order(self, zone: &TimeZone) -> Result<(Order, Option<Reading>)> {
        let (at, clock) = self.at(zone)?;
        let party = self.party;
        Ok((
            Order {
                choice: self.choice()?,
                at,
                party,
            },
            clock,
        ))
    }

    /// When it is for.
    pub(crate) fn at(&self, zone: &TimeZone) -> Result<(At, Option<Reading>)> {
        match (self.slot, self.from, self.until) {
            (Some(slot), None, None) => Ok((At::Slot(slot), None)),
            (Some(_), _, _) => Err(Denial::invalid(
                "slot",
                "stands beside neither `from` nor `until`",
            )),
            (None, None, None) => Ok((At::Confirmation, None)),
            (None, None, Some(_)) => Err(Denial::invalid("from", "is needed beside `until`")),
            (None, Some(from), None) => {
                let from = from.read(zone);
                Ok((At::From(from.at), worth_naming(from.reading)))
            }
            (None, Some(from), Some(until)) => {
                let (from, until) = (from.read(zone), until.read(zone));
                let span = Span::new(from.at, until.at)
                    .map_err(|reversed| Denial::invalid("until", reversed))?;
                Ok((
                    At::During(span),
                    worth_naming(from.reading).or(worth_naming(until.reading)),
                ))
            }
        }
    }

    /// What it is about.
    pub(crate) fn choice(self) -> Result<Choice> {
        match self.resources {
            Some(_) if self.kind.is_some() => {
                Err(Denial::invalid("kind", "does not stand beside `resources`"))
            }
            Some(_) if self.price_from.is_some() => Err(Denial::invalid(
                "price_from",
                "does not stand beside `resources`",
            )),
            Some(_) if self.price_to.is_some() => Err(Denial::invalid(
                "price_to",
                "does not stand beside `resources`",
            )),
            Some(resources) => Ok(Choice::These(resources)),
            None if self
                .price_from
                .zip(self.price_to)
                .is_some_and(|(least, most)| least > most) =>
            {
                Err(Denial::invalid(
                    "price_to",
                    "must not be lower than `price_from`",
                ))
            }
            None => {
                let Self {
                    kind,
                    price_from,
                    price_to,
                    ..
                } = self;
                Ok(Choice::Any(Filter {
                    kind,
                    price_from,
                    price_to,
                }))
            }
        }
    }
}
