//! What somebody looks at of a day: which date, in which view, what of it he chose, and what he is about to do with it. It
//! stands in the address, so that every view is a page, a link leads back to it, and going back goes back.

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
    view: Option<View>,
    #[garde(length(max = 200))]
    kind: Option<String>,
    #[garde(skip)]
    stands: Option<Stands>,
    #[garde(skip)]
    booking: Option<BookingId>,
    #[garde(skip)]
    resource: Option<ResourceId>,
    #[garde(skip)]
    doing: Option<Doing>,
    #[garde(length(max = 20))]
    from: Option<String>,
    #[garde(length(max = 20))]
    until: Option<String>,
    #[garde(length(max = 20))]
    at: Option<String>,
    #[garde(skip)]
    done: Option<Deed>,
}

/// What somebody looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// The local day; the present one where none is said.
    pub date: Option<Date>,
    /// How he looks at it.
    pub view: View,
    /// Only things of this kind.
    pub kind: Option<String>,
    /// Only bookings that stand so.
    pub stands: Stands,
    /// The booking that he chose.
    pub booking: Option<BookingId>,
    /// The resource that he chose.
    pub resource: Option<ResourceId>,
    /// What he is about to do.
    pub doing: Option<Doing>,
    /// The start that goes with it, on the venue's clock.
    pub from: Option<String>,
    /// The end that goes with it.
    pub until: Option<String>,
    /// The time at which the floor is to be seen, where it is not now.
    pub at: Option<String>,
    /// What he has just done.
    pub done: Option<Deed>,
}

/// How a day is looked at. All views show the same choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum View {
    /// Rows of resources, columns of time.
    #[default]
    Timeline,
    /// The floor with its tables.
    Floor,
    /// One line a booking.
    List,
}

/// Which bookings a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stands {
    /// All that take or want time.
    #[default]
    Live,
    /// Those that wait for a decision.
    Waiting,
    /// Those that are expected.
    Expected,
    /// Those that are there.
    Seated,
    /// Those that are over or came to nothing.
    Past,
}

/// What somebody is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Doing {
    /// Enter a booking.
    Book,
    /// Seat somebody who stands at the door.
    WalkIn,
    /// Close time.
    Block,
    /// Give a booking another time or place.
    Move,
    /// Call a booking off.
    Cancel,
    /// Say no to a request.
    Decline,
}

/// What was done a moment ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Deed {
    Book,
    WalkIn,
    Block,
    Unblock,
    Move,
    Cancel,
    Decline,
    Confirm,
    Seat,
    Finish,
    NoShow,
    Undo,
}

impl Deed {
    /// Whether it makes something that was not there, so that doing it twice makes two.
    pub(crate) fn makes(self) -> bool {
        matches!(self, Self::Book | Self::WalkIn | Self::Block)
    }
}

/// The names by which addresses call these.
macro_rules! names {
    ($($kind:ident { $($variant:ident = $name:literal),* })*) => {$(
        impl $kind {
            /// Its name in addresses.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    )*};
}

names! {
    View { Timeline = "timeline", Floor = "floor", List = "list" }
    Stands { Live = "live", Waiting = "waiting", Expected = "expected", Seated = "seated", Past = "past" }
    Doing { Book = "book", WalkIn = "walk_in", Block = "block", Move = "move", Cancel = "cancel", Decline = "decline" }
    Deed {
        Book = "book", WalkIn = "walk_in", Block = "block", Unblock = "unblock", Move = "move", Cancel = "cancel",
        Decline = "decline", Confirm = "confirm", Seat = "seat", Finish = "finish", NoShow = "no_show", Undo = "undo"
    }
}

impl Look {
    /// What the query of an address says. A day that is none is today.
    pub(crate) fn read(query: &str) -> Result<Self, Denial> {
        let query: LookQuery = reading::query(query)?;
        Ok(Self {
            date: query.date.and_then(|date| date.parse().ok()),
            view: query.view.unwrap_or_default(),
            kind: query.kind.filter(|kind| !kind.is_empty()),
            stands: query.stands.unwrap_or_default(),
            booking: query.booking,
            resource: query.resource,
            doing: query.doing,
            from: query.from,
            until: query.until,
            at: query.at,
            done: query.done,
        })
    }

    /// The same, without what was done and what is about to be done.
    pub(crate) fn plain(&self) -> Self {
        Self {
            doing: None,
            from: None,
            until: None,
            done: None,
            ..self.clone()
        }
    }

    /// The same with nothing chosen.
    pub(crate) fn of_nothing(&self) -> Self {
        Self {
            booking: None,
            resource: None,
            ..self.plain()
        }
    }

    /// The same in another view.
    pub(crate) fn viewed(&self, view: View) -> Self {
        Self {
            view,
            ..self.plain()
        }
    }

    /// The same of another day, on which nothing is chosen yet.
    pub(crate) fn on(&self, date: Date) -> Self {
        Self {
            date: Some(date),
            ..self.of_nothing()
        }
    }

    /// The same with a booking chosen.
    pub(crate) fn of_booking(&self, booking: BookingId) -> Self {
        Self {
            booking: Some(booking),
            ..self.of_nothing()
        }
    }

    /// The same with a resource chosen.
    pub(crate) fn of_resource(&self, resource: ResourceId) -> Self {
        Self {
            resource: Some(resource),
            ..self.of_nothing()
        }
    }

    /// The same about to do something with what is chosen.
    pub(crate) fn about_to(&self, doing: Doing) -> Self {
        Self {
            doing: Some(doing),
            ..self.plain()
        }
    }

    /// The same after something was done.
    pub(crate) fn after(&self, done: Deed) -> Self {
        Self {
            done: Some(done),
            ..self.plain()
        }
    }

    /// Its address at a venue.
    pub(crate) fn path(&self, venue: &str) -> String {
        self.said().after(paths::day(venue))
    }

    /// What of its address is the query.
    pub(crate) fn query(&self) -> String {
        self.said().text()
    }

    fn said(&self) -> Query {
        let view = Some(self.view).filter(|view| *view != View::default());
        let stands = Some(self.stands).filter(|stands| *stands != Stands::default());
        Query::default()
            .with("date", self.date)
            .with("view", view.map(View::name))
            .with("kind", self.kind.as_ref())
            .with("stands", stands.map(Stands::name))
            .with("booking", self.booking)
            .with("resource", self.resource)
            .with("doing", self.doing.map(Doing::name))
            .with("from", self.from.as_ref())
            .with("until", self.until.as_ref())
            .with("at", self.at.as_ref())
            .with("done", self.done.map(Deed::name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_back_as_it_was_written() {
        let look = Look {
            date: Some(Date::constant(2026, 11, 21)),
            view: View::List,
            kind: Some("стол у окна".into()),
            stands: Stands::Waiting,
            booking: Some(BookingId(7)),
            resource: Some(ResourceId(3)),
            doing: Some(Doing::WalkIn),
            from: Some("19:30".into()),
            until: Some("21:00".into()),
            at: Some("20:15".into()),
            done: Some(Deed::NoShow),
        };
        assert_eq!(Look::read(&look.query()).ok(), Some(look));
        assert_eq!(Look::default().path("demo"), "/staff/demo");
        assert_eq!(Look::read("").ok(), Some(Look::default()));
    }

    #[test]
    fn what_is_no_address_of_ours_is_refused_or_means_today() {
        assert!(Look::read("view=round").is_err());
        assert!(Look::read("booking=x").is_err());
        assert_eq!(Look::read("date=soon").ok(), Some(Look::default()));
        assert_eq!(Look::read("utm_source=mail").ok(), Some(Look::default()));
    }
}
