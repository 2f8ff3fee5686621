//! Venues and bookings laid in through the desk, before a server is started on them.

use std::collections::VecDeque;

use bronya_desk::{Desk, Done, NewResource, NewVenue, No};
use bronya_domain::booking::Contact;
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor, At, Choice, Command, NewBooking, Order};
use bronya_domain::hours::{OpeningHours, WallSpan, Week};
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::policy::{Bound, ContactNeeded, Policy, Stay, TurnTime, UNBOUNDED};
use bronya_domain::resource::{Schedule, Seats};
use bronya_sim::engines::Database;
use bronya_store::{Options, Store};
use jiff::Timestamp;
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;

use crate::clock;
use crate::orders::Floor;

/// How many bookings are under way at once.
const UNDER_WAY: usize = 1024;

/// A desk over a database that no server has open.
pub async fn desk(database: &Database) -> Desk {
    // The writer of the one before gives the file back a moment after it was told to.
    for _ in 0..200 {
        match Store::open(&database.address, Options::default()).await {
            Ok(store) => return Desk::new(store),
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
        }
    }
    panic!("{:?} cannot be opened", database.address)
}

/// Makes venues that are always open, whose tables take stays of two hours at any time.
pub async fn open_venues(desk: &Desk, floor: &Floor) -> Vec<VenueId> {
    let policy = || Policy {
        grid_minutes: Some(UNBOUNDED),
        ..policy()
    };
    let mut made = Vec::new();
    for slug in floor.venues.iter() {
        made.push(venue(desk, slug, floor.tables as usize, None, policy()).await);
    }
    made
}

/// Makes a venue that is open from 11 to 23, whose starts lie on quarter hours.
pub async fn evening_venue(desk: &Desk, slug: &str, tables: usize) -> VenueId {
    let day = WallSpan {
        opens: time(11, 0, 0, 0),
        closes: time(23, 0, 0, 0),
    };
    let hours = OpeningHours {
        weekly: Week::daily(&[day]),
        ..Default::default()
    };
    let policy = Policy {
        grid_minutes: Some(Bound::Of(15)),
        ..policy()
    };
    venue(desk, slug, tables, Some(hours), policy).await
}

fn policy() -> Policy {
    Policy {
        stay: Some(Stay::ByParty(vec![TurnTime {
            up_to: 100,
            minutes: 120,
        }])),
        contact: Some(ContactNeeded::Nothing),
        ..Policy::default()
    }
}

async fn venue(
    desk: &Desk,
    slug: &str,
    tables: usize,
    hours: Option<OpeningHours>,
    policy: Policy,
) -> VenueId {
    let new = NewVenue {
        slug: slug.to_owned(),
        name: slug.to_owned(),
        address: None,
        region: None,
        zone_name: "UTC".into(),
        language: Language::En,
        currency: "EUR".parse().expect("a currency"),
        hours,
        policy,
    };
    let made = desk.create_venue(new, None, clock::present()).await;
    let id = made.expect("a venue").venue.id;
    let table = || NewResource {
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
    };
    let tables = (0..tables).map(|_| table()).collect();
    desk.add_resources(id, tables).await.expect("tables");
    id
}

/// Books the next so many stays of venues. Says how many a second.
pub async fn fill(desk: &Desk, floor: &Floor, venues: &[VenueId], count: usize) -> f64 {
    let begun = clock::now();
    let stays = (0..count).map(|_| {
        let stay = floor.next();
        let at = instant(stay.day, stay.hour as i8);
        (venues[stay.venue], stay.table as i64, at)
    });
    book(desk, stays).await;
    count as f64 / clock::seconds_since(begun)
}

/// Books most of the evenings of so many days: of each six stays, five. Says how many there are.
pub async fn fill_evenings(desk: &Desk, venue: VenueId, tables: usize, days: u64) -> usize {
    let mut chance = 88_172_645_463_325_252_u64;
    let mut stays = Vec::new();
    for day in 0..days {
        for table in 1..=tables as i64 {
            for hour in [11, 13, 15, 17, 19, 21] {
                // Marsaglia's generator: the same evenings in each run.
                chance ^= chance << 13;
                chance ^= chance >> 7;
                chance ^= chance << 17;
                if !chance.is_multiple_of(6) {
                    stays.push((venue, table, instant(crate::orders::dense_day(day), hour)));
                }
            }
        }
    }
    let count = stays.len();
    book(desk, stays.into_iter()).await;
    count
}

async fn book(desk: &Desk, stays: impl Iterator<Item = (VenueId, i64, Timestamp)>) {
    let now = clock::present();
    let mut under_way = VecDeque::new();
    for (nth, (venue, table, from)) in stays.enumerate() {
        if under_way.len() >= UNDER_WAY {
            settled(under_way.pop_front()).await;
        }
        let begun = desk.begin_patiently(venue, order(nth, table, from), None, now);
        under_way.push_back(begun.await.expect("room"));
    }
    while !under_way.is_empty() {
        settled(under_way.pop_front()).await;
    }
}

async fn settled(told: Option<impl Future<Output = Result<Done, No>>>) {
    if let Some(told) = told {
        told.await.expect("a booking");
    }
}

/// The same booking that the load asks for.
fn order(nth: usize, table: i64, from: Timestamp) -> Command {
    let new = NewBooking {
        order: Some(Order {
            choice: Choice::These(vec![ResourceId(table)]),
            at: At::From(from),
            party: Some(2),
        }),
        hold: None,
        contact: Contact {
            name: Some("Anna Petrova".into()),
            email: Some(format!("anna.{nth}@example.org")),
            phone: None,
        },
        note: None,
        language: None,
        channel: "api".into(),
    };
    Command {
        actor: Actor::GUEST,
        act: Act::Book(Box::new(new)),
        expects: None,
    }
}

/// An hour of a day.
pub fn instant(day: Date, hour: i8) -> Timestamp {
    let wall = day.at(hour, 0, 0, 0);
    let zoned = wall.to_zoned(TimeZone::UTC).expect("a time of this era");
    zoned.timestamp()
}
