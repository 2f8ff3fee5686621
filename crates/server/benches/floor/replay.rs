//! The real trace through the desk, in turns with the store alone: the same rows, decided beforehand.

use std::process::Command;
use std::sync::Arc;

use bronya_domain::catalog::Catalog;
use bronya_domain::command::{Act, Actor, At, Choice, Command as Order, NewBooking, Order as Wish};
use bronya_domain::decide::{Decision, decide};
use bronya_domain::facts::{Facts, Named, Numbers};
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::occupancy::Occupancy;
use bronya_sim::engines::{self, Database};
use bronya_store::{Fault, Options, Ran, Store, Tx, Work, record};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::oneshot;

use crate::clock;
use crate::engines::Engine;
use crate::figures::Figures;
use crate::given::Given;
use crate::served::{BRONYA, address};
use crate::stock;

/// How many bookings the store alone writes.
const RAW: usize = 50_000;

/// Measures both engines.
pub async fn measure(given: &Given, figures: &mut Figures) {
    for _ in 0..given.rounds.min(3) {
        for database in engines::both().await {
            replayed(&database, figures);
        }
        for engine in crate::engines::both().await {
            raw(engine, figures).await;
        }
    }
}

fn replayed(database: &Database, figures: &mut Figures) {
    let repository = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = repository.join("../shared/data");
    let files = if data.exists() {
        ["reservations-2017.csv", "floors-2017.csv"].map(|name| data.join(name))
    } else {
        ["reservations.csv", "floors.csv"].map(|name| repository.join("samples").join(name))
    };
    let output = Command::new(BRONYA)
        .arg("replay")
        .args(files)
        .args(["--database", &address(database)])
        .output()
        .expect("the replay runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let number = |name: &str| report[name].as_f64().unwrap_or(f64::NAN);
    let engine = report["engine"].as_str().unwrap_or_default();
    figures.note(
        format!("{engine} replay"),
        number("parties") / number("seconds"),
    );
}

/// The store alone, with decisions that were made beforehand.
async fn raw(engine: Engine, figures: &mut Figures) {
    let desk = engine.desk().await;
    let mut catalogs = Vec::new();
    for venue in &engine.venues {
        catalogs.push(desk.venue_of(*venue).await.expect("the venue"));
    }
    drop(desk);
    let now = clock::present();
    let decided = decided(&engine, &catalogs, now);
    drop(engine.desk().await);
    let store = open(&engine.database).await;
    let begun = clock::now();
    let mut told = Vec::with_capacity(decided.len());
    for (catalog, decision) in decided {
        let (tell, hears) = oneshot::channel();
        let write = Write {
            catalog,
            decision,
            now,
            tell,
        };
        store.submit_patiently(Box::new(write)).await.expect("room");
        told.push(hears);
    }
    for hears in told {
        hears.await.expect("a writer").expect("a booking");
    }
    let rate = RAW as f64 / clock::seconds_since(begun);
    figures.note(format!("{} raw", engine.name), rate);
}

async fn open(database: &Database) -> Store {
    for _ in 0..200 {
        if let Ok(store) = Store::open(&database.address, Options::default()).await {
            return store;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the database cannot be opened")
}

/// Stays that are in nobody's way, decided without looking.
fn decided(
    engine: &Engine,
    catalogs: &[Arc<Catalog>],
    now: Timestamp,
) -> Vec<(Arc<Catalog>, Decision)> {
    let mut numbers = vec![Numbers::FIRST; catalogs.len()];
    let mut decided = Vec::with_capacity(RAW);
    for _ in 0..RAW {
        let stay = engine.many.next();
        let catalog = catalogs[stay.venue].clone();
        let from = stock::instant(stay.day, stay.hour as i8);
        let facts = Facts {
            catalog: catalog.clone(),
            named: Named::default(),
            occupancy: Occupancy::default(),
            slots: Vec::new(),
            requests: Vec::new(),
            lapsed_bookings: Vec::new(),
            lapsed_holds: Vec::new(),
            was_booked: false,
            in_use: false,
            numbers: numbers[stay.venue],
        };
        let decision = decide(&facts, &order(stay.table as i64, from), now);
        let decision = decision.expect("nobody is in the way");
        numbers[stay.venue] = decision.numbers;
        decided.push((catalog, decision));
    }
    decided
}

/// A booking as the trace's are: nobody leaves an address.
fn order(table: i64, from: Timestamp) -> Order {
    let new = NewBooking {
        order: Some(Wish {
            choice: Choice::These(vec![ResourceId(table)]),
            at: At::From(from),
            party: Some(2),
        }),
        hold: None,
        contact: bronya_domain::booking::Contact::default(),
        note: None,
        language: None,
        channel: "replay".into(),
    };
    Order {
        actor: Actor::GUEST,
        act: Act::Book(Box::new(new)),
        expects: None,
    }
}

/// Writes what was decided.
struct Write {
    catalog: Arc<Catalog>,
    decision: Decision,
    now: Timestamp,
    tell: oneshot::Sender<Result<(), Fault>>,
}

impl Work for Write {
    fn venue(&self) -> Option<VenueId> {
        Some(self.catalog.venue.id)
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Result<Ran, Fault>> {
        Box::pin(async move {
            let by = (Actor::GUEST, "book");
            record::write(tx, &self.catalog, &self.decision, by, self.now).await?;
            Ok(Ran::Wrote)
        })
    }

    fn settle(self: Box<Self>, end: Result<(), Fault>) {
        drop(self.tell.send(end));
    }
}
