//! What a decision, a search and a commit cost, in instructions, beside what they cost when somebody last looked. Time on
//! a busy machine says little; instructions are the same each time.
//!
//! `BRONYA_INSTRUCTIONS=write cargo nextest run -p bronya-sim instructions` notes what they cost now. Where there is no
//! valgrind, the test skips itself and says so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command as Program;
use std::sync::Arc;

use bronya_domain::availability::{Question, offers};
use bronya_domain::catalog::{Catalog, Language, Venue};
use bronya_domain::command::Filter;
use bronya_domain::decide as rules;
use bronya_domain::facts::{Facts, Named, Numbers};
use bronya_domain::id::{BookingId, ClaimId, ResourceId, VenueId};
use bronya_domain::occupancy::{Claim, Occupancy, Owner, Taken};
use bronya_domain::policy::{Bound, Policy};
use bronya_domain::resource::{Resource, Schedule, Seats};
use bronya_domain::rules::Circumstances;
use bronya_sim::engines::sqlite;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::world::{booking, by_guest, desk, free_rules, now, order, span, venue};

/// By how much a figure may differ.
const PART: f64 = 0.05;
/// Names the work to a process under the counter, and how often it is done.
const TIMES: &str = "BRONYA_INSTRUCTIONS_TIMES";

/// What is counted: the test that does it, and how often it does it.
const WORKS: [(&str, u32); 3] = [("decide", 1000), ("search", 20), ("commit", 40)];

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the one who runs it says so in the environment"
)]
fn what_is_done_all_day_costs_no_more_than_it_did() {
    if Program::new("valgrind").arg("--version").output().is_err() {
        assert_ne!(
            std::env::var("CI").as_deref(),
            Ok("true"),
            "valgrind is missing"
        );
        eprintln!("SKIPPED: there is no valgrind to count instructions with");
        return;
    }
    let counts: BTreeMap<&str, u64> = WORKS
        .into_iter()
        .map(|(work, times)| (work, each(work, times)))
        .collect();
    if std::env::var("BRONYA_INSTRUCTIONS").as_deref() == Ok("write") {
        let lines = counts
            .iter()
            .map(|(work, count)| format!("{work} {count}\n"));
        std::fs::write(baseline(), lines.collect::<String>()).expect("written");
        return;
    }
    let known = std::fs::read_to_string(baseline()).expect("a baseline");
    let mut wrong = Vec::new();
    for line in known.lines() {
        let (work, before) = line.split_once(' ').expect("a work and a count");
        let before: f64 = before.parse().expect("a count");
        let part = counts[work] as f64 / before - 1.0;
        println!(
            "{work}: {} instructions, {:+.1} % of {before}",
            counts[work],
            part * 100.0
        );
        if part.abs() > PART {
            wrong.push(format!("{work} {:+.1} %", part * 100.0));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}: where that is meant, BRONYA_INSTRUCTIONS=write notes it",
        wrong.join(", ")
    );
}

fn baseline() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/instructions.txt")
}

/// The instructions of one piece of work: those of many, less those of none.
fn each(work: &str, times: u32) -> u64 {
    (counted(work, times) - counted(work, 0)) / u64::from(times)
}

fn counted(work: &str, times: u32) -> u64 {
    let own = std::env::current_exe().expect("the test knows where it is");
    let output = Program::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(own)
        .args(["--ignored", "--exact", "--test-threads=1"])
        .arg(format!("instructions::{work}"))
        .env(TIMES, times.to_string())
        .output()
        .expect("valgrind runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let line = told.lines().find_map(|line| line.split_once("Collected :"));
    let (_, count) = line.expect("a count");
    count.trim().parse().expect("a number")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test that counts says it in the environment"
)]
fn times() -> u32 {
    std::env::var(TIMES)
        .ok()
        .and_then(|times| times.parse().ok())
        .unwrap_or(1)
}

/// A venue with so many tables whose starts lie on quarter hours, and twelve stays on each.
fn furnished(tables: i64) -> (Arc<Catalog>, Occupancy) {
    let venue = Venue {
        id: VenueId(1),
        slug: "house".into(),
        name: "House".into(),
        address: None,
        region: None,
        staff_email: None,
        zone_name: "UTC".into(),
        zone: TimeZone::UTC,
        language: Language::En,
        currency: "EUR".parse().expect("a currency"),
        hours: None,
        policy: Policy {
            grid_minutes: Some(Bound::Of(15)),
            ..free_rules()
        },
        embedders: Vec::new(),
        webhook: None,
        settings: 1,
        kinds: BTreeMap::new(),
        channels: BTreeMap::new(),
    };
    let table = |number: i64| Resource {
        id: ResourceId(number),
        kind: "table".into(),
        number,
        name: format!("T{number}"),
        seats: Seats { from: 1, to: 4 },
        price: 0,
        lanes: 1,
        open: true,
        retired: false,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
    };
    let catalog = Arc::new(Catalog::new(venue, (1..=tables).map(table).collect()));
    let taken = |table: i64, nth: i64| Taken {
        claim: Claim {
            id: ClaimId(table * 12 + nth),
            resource: ResourceId(table),
            lane: 0,
            span: span(nth * 120, nth * 120 + 90),
        },
        owner: Owner::Booking(BookingId(table * 12 + nth)),
        deadline: None,
    };
    let all = (1..=tables).flat_map(|table| (0..12).map(move |nth| taken(table, nth)));
    (catalog, all.collect())
}

/// A booking at one of twenty tables.
#[test]
#[ignore = "done under a counter of instructions"]
fn decide() {
    let (catalog, occupancy) = furnished(20);
    let facts = Facts {
        catalog,
        named: Named::default(),
        occupancy,
        slots: Vec::new(),
        requests: Vec::new(),
        lapsed_bookings: Vec::new(),
        lapsed_holds: Vec::new(),
        was_booked: false,
        in_use: false,
        numbers: Numbers::FIRST,
    };
    let command = by_guest(booking(order(7, span(90, 120))));
    for _ in 0..times() {
        let decided = rules::decide(std::hint::black_box(&facts), &command, now());
        decided.expect("half an hour is free");
    }
}

/// What can be had on a day at twenty tables.
#[test]
#[ignore = "done under a counter of instructions"]
fn search() {
    let (catalog, occupancy) = furnished(20);
    let circumstances = Circumstances {
        catalog: &catalog,
        occupancy: &occupancy,
        slots: &[],
        now: now(),
    };
    let question = Question {
        starts: span(0, 1440),
        party: Some(2),
        filter: Filter::default(),
        length: Some(SignedDuration::from_mins(30)),
    };
    for _ in 0..times() {
        let found = offers(std::hint::black_box(&circumstances), &question);
        assert!(!found.stays.is_empty());
    }
}

/// One booking for good, alone in its batch.
#[tokio::test]
#[ignore = "done under a counter of instructions"]
async fn commit() {
    let database = sqlite();
    let desk = desk(&database).await;
    let house = venue(&desk, "house", 20, free_rules()).await;
    for nth in 0..i64::from(times()) {
        let command = by_guest(booking(order(1 + nth % 20, span(nth * 60, nth * 60 + 60))));
        let done = desk.execute(house, command, None, now()).await;
        done.expect("a booking");
    }
}
