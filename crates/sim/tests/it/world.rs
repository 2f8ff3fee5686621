//! What these tests need again and again: a desk on a database, a venue, an order.

use bronya_desk::{Desk, Done, NewResource, NewVenue, No};
use bronya_domain::booking::{Booking, Contact};
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor, At, Choice, Command, NewBooking, Order};
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::policy::{Bound, ContactNeeded, Policy, Stay, UNBOUNDED};
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::span::{Span, later};
use bronya_sim::engines::Database;
use bronya_store::{Options, Store};
use jiff::{SignedDuration, Timestamp};

/// The present of these tests.
pub fn now() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().expect("an instant")
}

/// So many minutes after the present.
pub fn minute(number: i64) -> Timestamp {
    later(now(), SignedDuration::from_mins(number))
}

/// From one minute until another.
pub fn span(from: i64, until: i64) -> Span {
    Span::new(minute(from), minute(until)).expect("a span")
}

/// A desk on a database, as another instance of the program would open it.
pub async fn desk(database: &Database) -> Desk {
    desk_with(database, Options::default()).await
}

/// A desk that works in a certain way.
pub async fn desk_with(database: &Database, options: Options) -> Desk {
    Desk::new(
        Store::open(&database.address, options)
            .await
            .expect("a store"),
    )
}

/// Rules under which everything can be booked that is free: no grid, no notice, no contact, any length.
pub fn free_rules() -> Policy {
    Policy {
        stay: Some(Stay::Chosen {
            least_minutes: 1,
            most_minutes: 10_000,
        }),
        grid_minutes: Some(UNBOUNDED),
        lead_minutes: Some(Bound::Of(0)),
        contact: Some(ContactNeeded::Nothing),
        ..Policy::default()
    }
}

/// A venue with so many tables under these rules, always open.
pub async fn venue(desk: &Desk, slug: &str, tables: usize, policy: Policy) -> VenueId {
    let new = NewVenue {
        slug: slug.into(),
        name: slug.into(),
        address: None,
        region: None,
        zone_name: "UTC".into(),
        language: Language::En,
        currency: "EUR".parse().expect("a currency"),
        hours: None,
        policy,
    };
    let venue = desk
        .create_venue(new, None, now())
        .await
        .expect("a venue")
        .venue
        .id;
    desk.add_resources(venue, vec![table(); tables])
        .await
        .expect("tables");
    venue
}

/// A table for four.
pub fn table() -> NewResource {
    NewResource {
        id: None,
        kind: "table".into(),
        number: None,
        name: None,
        seats: Seats { from: 1, to: 4 },
        price: 0,
        lanes: 1,
        open: true,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
        unique_name: false,
    }
}

/// An order for one table during a span.
pub fn order(table: i64, span: Span) -> Order {
    Order {
        choice: Choice::These(vec![ResourceId(table)]),
        at: At::During(span),
        party: None,
    }
}

/// A guest's wish to book.
pub fn booking(order: Order) -> Act {
    Act::Book(Box::new(NewBooking {
        order: Some(order),
        hold: None,
        contact: Contact::default(),
        note: None,
        language: None,
        channel: "test".into(),
    }))
}

/// Done by a guest.
pub fn by_guest(act: Act) -> Command {
    Command {
        actor: Actor::GUEST,
        act,
        expects: None,
    }
}

/// Done by the staff.
pub fn by_staff(act: Act) -> Command {
    Command {
        actor: Actor::OPERATOR,
        act,
        expects: None,
    }
}

/// The booking that was made or changed.
#[track_caller]
pub fn booked(result: Result<Done, No>) -> Booking {
    match result {
        Ok(Done::Booking(booking)) => *booking,
        other => panic!("no booking, but {other:?}"),
    }
}

/// The codes of a refusal; none when it was done. Anything else is a failure of the test.
#[track_caller]
pub fn codes(result: &Result<Done, No>) -> Vec<&'static str> {
    match result {
        Ok(_) => Vec::new(),
        Err(No::Refused { refusal, .. }) => refusal.codes(),
        Err(other) => panic!("neither done nor refused: {other}"),
    }
}
