//! What a guest looks at: for how many, when, what kind of thing, whose. It stands in the address, so that each choice is a
//! link, going back goes back, and a link that somebody sends shows what he saw.

use bronya_domain::id::ResourceId;
use bronya_gate::{Denial, reading};
use garde::Validate;
use serde::Deserialize;

use super::place::Place;
use crate::paths;
use crate::query::Query;

/// What an address says. What else stands there is not ours: people come through trackers.
#[derive(Default, Deserialize, Validate)]
struct LookQuery {
    #[garde(length(max = 200))]
    party: Option<String>,
    #[garde(length(max = 200))]
    minutes: Option<String>,
    #[garde(length(max = 200))]
    date: Option<String>,
    #[garde(length(max = 200))]
    kind: Option<String>,
    #[garde(length(max = 200))]
    who: Option<String>,
    #[garde(length(max = 200))]
    price: Option<String>,
    #[garde(length(max = 1000))]
    topic: Option<String>,
    #[garde(length(max = 200))]
    at: Option<String>,
    #[garde(length(max = 200))]
    hold: Option<String>,
    #[garde(skip)]
    embed: Option<String>,
}

/// What a guest looks at, as he wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// How many come.
    pub party: Option<String>,
    /// How long they stay, where they choose.
    pub minutes: Option<String>,
    /// The day.
    pub date: Option<String>,
    /// The kind of thing.
    pub kind: Option<String>,
    /// The one resource that he wants.
    pub who: Option<ResourceId>,
    /// What it costs, in minor units.
    pub price: Option<i64>,
    /// What the slot is about.
    pub topic: Option<String>,
    /// The time that he pressed.
    pub at: Option<Place>,
    /// The hold that keeps it for him.
    pub hold: Option<String>,
    /// Whether the page stands in a frame on somebody's site.
    pub embed: bool,
}

impl Look {
    /// What the query of an address says. A link that names what is no more leads to the page without it.
    pub(super) fn read(query: &str) -> Result<Self, Denial> {
        let query: LookQuery = reading::query(query)?;
        let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Ok(Self {
            party: said(query.party),
            minutes: said(query.minutes),
            date: said(query.date),
            kind: said(query.kind),
            who: query.who.and_then(|id| id.parse().ok()).map(ResourceId),
            price: query.price.and_then(|price| price.parse().ok()),
            topic: said(query.topic),
            at: query.at.and_then(|at| at.parse().ok()),
            hold: said(query.hold),
            embed: query.embed.is_some(),
        })
    }

    /// The same before a time was pressed.
    pub(super) fn open(&self) -> Self {
        Self {
            at: None,
            hold: None,
            ..self.clone()
        }
    }

    /// The same on another day.
    pub(super) fn on(&self, date: impl ToString) -> Self {
        Self {
            date: Some(date.to_string()),
            ..self.open()
        }
    }

    /// The same of one resource, or of any.
    pub(super) fn with(&self, who: Option<ResourceId>) -> Self {
        Self { who, ..self.open() }
    }

    /// The same of things of one price, or of any.
    pub(super) fn at_price(&self, price: Option<i64>) -> Self {
        Self {
            price,
            ..self.open()
        }
    }

    /// The same about one topic, or about any.
    pub(super) fn about(&self, topic: Option<String>) -> Self {
        Self {
            topic,
            ..self.open()
        }
    }

    /// Another kind of thing, for as many on the same day.
    pub(super) fn of_kind(&self, kind: &str) -> Self {
        Self {
            kind: Some(kind.to_owned()),
            minutes: None,
            who: None,
            price: None,
            topic: None,
            ..self.open()
        }
    }

    /// What of it a form takes along unseen that shows the rest as fields.
    pub(super) fn kept(&self, shown: &[&str]) -> Vec<(String, String)> {
        let pairs = self.open().said().parts().into_iter();
        let kept = pairs.filter(|(name, _)| !shown.contains(name));
        kept.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Its address at a venue.
    pub(super) fn path(&self, venue: &str) -> String {
        self.said().after(paths::venue(venue))
    }

    fn said(&self) -> Query {
        Query::default()
            .with("party", self.party.as_ref())
            .with("minutes", self.minutes.as_ref())
            .with("date", self.date.as_ref())
            .with("kind", self.kind.as_ref())
            .with("who", self.who)
            .with("price", self.price)
            .with("topic", self.topic.as_ref())
            .with("at", self.at)
            .with("hold", self.hold.as_ref())
            .with("embed", self.embed.then_some(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_back_as_it_was_written() {
        let look = Look {
            party: Some("4".into()),
            minutes: Some("60".into()),
            date: Some("2026-11-21".into()),
            kind: Some("стол у окна".into()),
            who: Some(ResourceId(3)),
            price: Some(-50),
            topic: Some("Первая & вторая".into()),
            at: "3-slot-7".parse().ok(),
            hold: Some("7.key".into()),
            embed: true,
        };
        let path = look.path("demo");
        let (_, query) = path.split_once('?').expect("a query");
        assert_eq!(Look::read(query).ok(), Some(look));
        assert_eq!(Look::default().path("demo"), "/demo");
    }

    #[test]
    fn what_is_not_ours_and_what_is_none_is_passed_over() {
        let look = Look::read("utm_source=x&who=me&at=now&party=&embed").expect("a look");
        let embedded = Look {
            embed: true,
            ..Look::default()
        };
        assert_eq!(look, embedded);
    }
}
