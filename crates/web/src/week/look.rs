//! What somebody looks at of a week: whose, which, what of it he chose. It stands in the address, so that every view is a page
//! and a link leads back to it.

use bronya_domain::id::{BookingId, ResourceId};
use bronya_gate::{Denial, reading};
use garde::Validate;
use jiff::civil::Date;
use serde::Deserialize;

use crate::paths;
use crate::query::Query;

/// What an address says.
#[derive(Default, Deserialize, Validate)]
struct LookQuery {
    #[garde(length(max = 20))]
    date: Option<String>,
    #[garde(skip)]
    resource: Option<ResourceId>,
    #[garde(skip)]
    booking: Option<BookingId>,
    #[garde(length(max = 20))]
    doing: Option<String>,
    #[garde(length(max = 20))]
    rows: Option<String>,
    #[garde(skip)]
    done: Option<Deed>,
    #[garde(length(max = 100))]
    counts: Option<String>,
}

/// What somebody looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// A day of the week; the present one where none is said.
    pub date: Option<Date>,
    /// Whose time; the first one's where none is said.
    pub resource: Option<ResourceId>,
    /// The booking that he chose.
    pub booking: Option<BookingId>,
    /// Whether he is about to decline it.
    pub declines: bool,
    /// Whether the whole day is shown, and not only its usual hours.
    pub whole: bool,
    /// What he has just done.
    pub done: Option<Deed>,
    /// How many of what came of it.
    pub counts: Vec<u32>,
}

/// What was done a moment ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Deed {
    /// Slots were published.
    Publish,
    /// Slots were withdrawn.
    Withdraw,
    /// A request was agreed to.
    Confirm,
    /// A request was declined.
    Decline,
    /// The calendar got another address.
    Renew,
}

impl Deed {
    /// Its name in addresses.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Withdraw => "withdraw",
            Self::Confirm => "confirm",
            Self::Decline => "decline",
            Self::Renew => "renew",
        }
    }
}

impl Look {
    /// What the query of an address says. A day that is none is today.
    pub(super) fn read(query: &str) -> Result<Self, Denial> {
        let query: LookQuery = reading::query(query)?;
        let counts = query.counts.unwrap_or_default();
        Ok(Self {
            date: query.date.and_then(|date| date.parse().ok()),
            resource: query.resource,
            booking: query.booking,
            declines: query.doing.as_deref() == Some("decline"),
            whole: query.rows.as_deref() == Some("all"),
            done: query.done,
            counts: counts.split('.').filter_map(|it| it.parse().ok()).collect(),
        })
    }

    /// The same with nothing chosen, before anything was done.
    pub(super) fn plain(&self) -> Self {
        Self {
            booking: None,
            declines: false,
            done: None,
            counts: Vec::new(),
            ..self.clone()
        }
    }

    /// The same of another week.
    pub(super) fn on(&self, date: Date) -> Self {
        Self {
            date: Some(date),
            ..self.plain()
        }
    }

    /// The same with a booking chosen.
    pub(super) fn of_booking(&self, booking: BookingId) -> Self {
        Self {
            booking: Some(booking),
            ..self.plain()
        }
    }

    /// The same after something was done.
    pub(super) fn after(&self, done: Deed, counts: Vec<u32>) -> Self {
        Self {
            done: Some(done),
            counts,
            ..self.plain()
        }
    }

    /// Its address at a venue.
    pub(super) fn path(&self, venue: &str) -> String {
        self.said().after(paths::week(venue))
    }

    /// What of its address is the query.
    pub(super) fn query(&self) -> String {
        self.said().text()
    }

    fn said(&self) -> Query {
        let counts: Vec<String> = self.counts.iter().map(u32::to_string).collect();
        Query::default()
            .with("date", self.date)
            .with("resource", self.resource)
            .with("booking", self.booking)
            .with("doing", self.declines.then_some("decline"))
            .with("rows", self.whole.then_some("all"))
            .with("done", self.done.map(Deed::name))
            .with(
                "counts",
                Some(counts.join(".")).filter(|counts| !counts.is_empty()),
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_back_as_it_was_written() {
        let look = Look {
            date: Some(Date::constant(2026, 11, 21)),
            resource: Some(ResourceId(3)),
            booking: Some(BookingId(7)),
            declines: true,
            whole: true,
            done: Some(Deed::Publish),
            counts: vec![12, 3, 0, 1],
        };
        assert_eq!(Look::read(&look.query()).ok(), Some(look));
        assert_eq!(Look::default().path("demo"), "/staff/demo/week");
        assert_eq!(Look::read("").ok(), Some(Look::default()));
    }

    #[test]
    fn what_is_no_address_of_ours_is_refused_or_means_this_week() {
        assert!(Look::read("booking=x").is_err());
        assert!(Look::read("done=everything").is_err());
        assert_eq!(Look::read("date=soon").ok(), Some(Look::default()));
        assert_eq!(Look::read("utm_source=mail").ok(), Some(Look::default()));
    }
}
