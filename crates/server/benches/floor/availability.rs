//! What can be had on a day, at venues of three sizes that are booked densely, beside an answer of equal size that was
//! never thought about.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bronya_desk::Desk;
use bronya_domain::availability::Question;
use bronya_domain::command::Filter;
use bronya_domain::hours::local_day;
use bronya_domain::id::VenueId;
use bronya_sim::engines;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::clock;
use crate::figures::Figures;
use crate::given::Given;
use crate::load::{Errands, closed};
use crate::orders::dense_day;
use crate::served::{HangingMail, Served};
use crate::stock;
use crate::wire::Wire;

/// How many days are booked densely.
pub const DAYS: u64 = 90;
/// Over how many connections it is asked.
const CONNECTIONS: usize = 64;

/// Measures each size of venue in turns with the floor.
pub async fn measure(given: &Given, figures: &mut Figures) {
    let database = engines::sqlite();
    let desk = stock::desk(&database).await;
    for tables in given.tables.iter().copied() {
        let venue = stock::evening_venue(&desk, &slug(tables), tables).await;
        let count = stock::fill_evenings(&desk, venue, tables, DAYS).await;
        figures.note(format!("stored for {tables} tables"), count as f64);
        in_memory(&desk, venue, tables, given.rounds, figures).await;
    }
    drop(desk);
    let mail = HangingMail::new();
    let (floor, house) = (Served::floor(), Served::house(&database, &mail));
    let mut sizes = Vec::new();
    for tables in given.tables {
        let size = answer_size(&house, &slug(*tables), DAYS).await;
        figures.note(format!("answer for {tables} tables bytes"), size as f64);
        sizes.push((*tables, size));
    }
    for _ in 0..given.rounds {
        for (tables, size) in &sizes {
            let turns = [
                (format!("floor get {tables}"), &floor, bytes(*size)),
                (
                    format!("sqlite availability {tables}"),
                    &house,
                    questions(&slug(*tables), DAYS),
                ),
            ];
            for (name, at, errands) in turns {
                let run = closed(at.at, CONNECTIONS, given.lasts, &errands).await;
                figures.note(&name, run.answered_a_second());
                figures.note(format!("{name} p99 ms"), run.p99());
            }
        }
    }
}

/// How long the desk takes to say what can be had, with nothing around it, in microseconds: found anew, and asked for once
/// more.
async fn in_memory(
    desk: &Desk,
    venue: VenueId,
    tables: usize,
    rounds: usize,
    figures: &mut Figures,
) {
    let catalog = desk.venue_of(venue).await.expect("the venue");
    let question = |day, party| Question {
        starts: local_day(dense_day(day), &TimeZone::UTC).expect("a day"),
        party: Some(party),
        filter: Filter::default(),
        length: None,
    };
    let now = clock::present();
    let ask = async |party, anew: bool| {
        let begun = clock::now();
        for day in 0..DAYS {
            // A length that is the usual one anyway makes it another question, whose answer is the same.
            let mut question = question(day, party);
            question.length = anew.then_some(SignedDuration::from_hours(2));
            let found = desk.available(&catalog, &question, now).await;
            assert!(!found.expect("an answer").offers.stays.is_empty());
        }
        clock::seconds_since(begun) * 1e6 / DAYS as f64
    };
    // The first time reads the days from the database, the second finds what is then kept.
    ask(1, false).await;
    ask(1, false).await;
    for round in 0..rounds {
        // Four parties, with a length and without, are as many questions as have not been asked.
        let anew = ask(2 + round as u32 % 3, round >= 3).await;
        figures.note(format!("in memory {tables} tables anew us"), anew);
        figures.note(format!("in memory {tables} tables us"), ask(1, false).await);
    }
}

/// The name of the venue with so many tables.
fn slug(tables: usize) -> String {
    format!("evening-{tables}")
}

/// Asks about one day after the other.
pub fn questions(slug: &str, days: u64) -> Errands {
    let requests: Vec<Vec<u8>> = (0..days).map(|day| question(slug, day)).collect();
    let next = AtomicU64::new(0);
    Arc::new(move |request| {
        let nth = next.fetch_add(1, Ordering::Relaxed) as usize % requests.len();
        request.extend_from_slice(&requests[nth]);
    })
}

fn question(slug: &str, day: u64) -> Vec<u8> {
    let day = dense_day(day);
    format!("GET /v1/venues/{slug}/availability?date={day}&party=2 HTTP/1.1\r\nhost: bronya.test\r\n\r\n")
        .into_bytes()
}

/// Asks the floor for so many bytes.
fn bytes(count: usize) -> Errands {
    Arc::new(move |request| {
        let asked = write!(
            request,
            "GET /bytes/{count} HTTP/1.1\r\nhost: bronya.test\r\n\r\n"
        );
        asked.expect("memory");
    })
}

/// How large the answers are on average; asking for it also has the house know the days.
pub async fn answer_size(house: &Served, slug: &str, days: u64) -> usize {
    let mut wire = Wire::to(house.at).await.expect("it listens");
    let mut sum = 0;
    for day in 0..days {
        let status = wire.ask(&question(slug, day)).await.expect("an answer");
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(wire.body()));
        sum += wire.body().len();
    }
    sum / days as usize
}
