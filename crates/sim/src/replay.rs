//! Replays a trace of real reservations through the same desk that serves HTTP, each decided at its own time of
//! arrival.

use std::collections::BTreeMap;
use std::io::Read;

use anyhow::{Context, bail};
use bronya_desk::{Desk, Done, NewResource, NewVenue, No};
use bronya_domain::booking::Contact;
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor, At, Choice, Command, Filter, NewBooking, Order};
use bronya_domain::hours::on_the_clock;
use bronya_domain::id::VenueId;
use bronya_domain::policy::{Bound, ContactNeeded, PartySize, Policy, Stay, TurnTime, UNBOUNDED};
use bronya_domain::resource::{Schedule, Seats};
use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// The zone of the traces.
const ZONE: &str = "Asia/Tokyo";
/// How long every party stays, in minutes.
const STAY_MINUTES: u32 = 120;
/// How many parties are on their way at once. Each waits for its venue's commits, and commits are shared.
const UNDER_WAY: usize = 1024;

/// What came of a trace.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// How many parties asked.
    pub parties: u64,
    /// How many got a table.
    pub seated: u64,
    /// How many did not, by the first reason.
    pub refused: BTreeMap<String, u64>,
    /// How many people got a table.
    pub guests: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
}

/// A line of the file of reservations.
#[derive(Debug, Deserialize)]
struct Reservation {
    reserved_at: DateTime,
    venue: String,
    visit_at: DateTime,
    party: u32,
}

/// A line of the file of floors.
#[derive(Debug, Deserialize)]
struct Table {
    venue: String,
    table: String,
    seats: u32,
}

/// A party on its way to a table.
struct Party {
    venue: VenueId,
    now: Timestamp,
    start: Timestamp,
    size: u32,
}

/// What a replay needs to see of the world outside.
pub struct Watch<'a> {
    /// Seconds on some steady clock.
    pub seconds: &'a dyn Fn() -> f64,
    /// Hears how many of how many parties were decided.
    pub progress: &'a dyn Fn(u64, u64),
}

/// Makes a venue for each restaurant of the floors and replays the reservations in their order.
pub async fn replay(
    desk: &Desk,
    reservations: impl Read,
    floors: impl Read,
    watch: &Watch<'_>,
) -> anyhow::Result<Report> {
    let zone = TimeZone::get(ZONE).context("the zone of the trace")?;
    let venues = build(desk, floors, &zone).await?;
    let parties = parties(reservations, &venues, &zone)?;
    let mut report = Report {
        engine: desk.engine_name(),
        ..Report::default()
    };
    let total = parties.len() as u64;
    let begun = (watch.seconds)();
    let mut under_way = FuturesOrdered::new();
    for party in parties {
        if under_way.len() >= UNDER_WAY
            && let Some((size, result)) = under_way.next().await
        {
            report.count(size, result)?;
            (watch.progress)(report.parties, total);
        }
        let decided = desk
            .begin_patiently(party.venue, order(&party), None, party.now)
            .await?;
        under_way.push_back(async move { (party.size, decided.await) });
    }
    while let Some((size, result)) = under_way.next().await {
        report.count(size, result)?;
    }
    (watch.progress)(report.parties, total);
    report.seconds = (watch.seconds)() - begun;
    Ok(report)
}

impl Report {
    fn count(&mut self, size: u32, result: Result<Done, No>) -> anyhow::Result<()> {
        self.parties += 1;
        match result {
            Ok(_) => {
                self.seated += 1;
                self.guests += u64::from(size);
            }
            Err(No::Refused { refusal, .. }) => {
                *self
                    .refused
                    .entry(refusal.first().code().to_owned())
                    .or_default() += 1;
            }
            Err(no) => bail!("party {} could not be decided: {no}", self.parties),
        }
        Ok(())
    }
}

/// The party takes the smallest free table that fits, which is what an order for any table gets.
fn order(party: &Party) -> Command {
    let order = Order {
        choice: Choice::Any(Filter::default()),
        at: At::From(party.start),
        party: Some(party.size),
    };
    let new = NewBooking {
        order: Some(order),
        hold: None,
        contact: Contact::default(),
        note: None,
        language: None,
        channel: "replay".into(),
    };
    Command {
        actor: Actor::GUEST,
        act: Act::Book(Box::new(new)),
        expects: None,
    }
}

fn parties(
    file: impl Read,
    venues: &BTreeMap<String, VenueId>,
    zone: &TimeZone,
) -> anyhow::Result<Vec<Party>> {
    let mut parties = Vec::new();
    for (line, row) in csv::Reader::from_reader(file).deserialize().enumerate() {
        let place = || format!("line {} of the reservations", line + 2);
        let row: Reservation = row.with_context(place)?;
        let venue = *venues
            .get(&row.venue)
            .with_context(|| format!("{}: no floor for {}", place(), row.venue))?;
        let at = |wall| on_the_clock(wall, zone).at;
        parties.push(Party {
            venue,
            now: at(row.reserved_at),
            start: at(row.visit_at),
            size: row.party,
        });
    }
    Ok(parties)
}

/// A venue for each restaurant: always open, two-hour stays, confirmed at once.
async fn build(
    desk: &Desk,
    floors: impl Read,
    zone: &TimeZone,
) -> anyhow::Result<BTreeMap<String, VenueId>> {
    let mut tables: BTreeMap<String, Vec<NewResource>> = BTreeMap::new();
    for (line, row) in csv::Reader::from_reader(floors).deserialize().enumerate() {
        let row: Table = row.with_context(|| format!("line {} of the floors", line + 2))?;
        let number = row.table.trim_start_matches('T').parse().ok();
        let number = number.with_context(|| {
            format!("line {} of the floors: {} is no table", line + 2, row.table)
        })?;
        tables
            .entry(row.venue.clone())
            .or_default()
            .push(table(row, number));
    }
    let now = on_the_clock(DateTime::constant(2000, 1, 1, 0, 0, 0, 0), zone).at;
    let mut venues = BTreeMap::new();
    for (slug, tables) in tables {
        let made = desk.create_venue(venue(&slug)?, None, now).await;
        let catalog = made.with_context(|| {
            format!("the venue {slug} could not be made; replay into an empty database")
        })?;
        let id = catalog.venue.id;
        desk.add_resources(id, tables).await?;
        venues.insert(slug, id);
    }
    Ok(venues)
}

fn venue(slug: &str) -> anyhow::Result<NewVenue> {
    Ok(NewVenue {
        slug: slug.to_owned(),
        name: slug.to_owned(),
        address: None,
        region: None,
        zone_name: ZONE.into(),
        language: Language::En,
        currency: "JPY".parse()?,
        hours: None,
        policy: Policy {
            stay: Some(Stay::ByParty(vec![TurnTime {
                up_to: u32::MAX,
                minutes: STAY_MINUTES,
            }])),
            grid_minutes: Some(UNBOUNDED),
            lead_minutes: Some(Bound::Of(0)),
            contact: Some(ContactNeeded::Nothing),
            party_size: Some(PartySize::Required),
            ..Policy::default()
        },
    })
}

fn table(row: Table, number: i64) -> NewResource {
    NewResource {
        id: None,
        kind: "table".into(),
        number: Some(number),
        name: Some(row.table),
        seats: Seats {
            from: 1,
            to: row.seats,
        },
        price: 0,
        lanes: 1,
        open: true,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
        unique_name: false,
    }
}
