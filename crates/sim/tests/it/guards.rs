//! The guards against double-booking, one taken away after the other: what is left must still hold, and with too much
//! taken away the tests must see it. A guard that no test misses guards nothing.

use bronya_desk::{Desk, No};
use bronya_domain::id::VenueId;
use bronya_sim::auditor::verify;
use bronya_sim::engines::{Database, both, postgres, sqlite};
use bronya_store::{Address, Fault, Options, Sabotage, Store};

use crate::world::{booking, by_guest, desk, desk_with, free_rules, now, order, span, venue};

const CLIENTS: i64 = 16;

fn sabotaged(no_lock: bool, no_probe: bool) -> Options {
    Options {
        sabotage: Sabotage { no_lock, no_probe },
        ..Options::default()
    }
}

/// Lets clients race for overlapping stays and returns how many won, and how many heard of the second guard.
async fn race(desks: &[Desk], venue: VenueId) -> (usize, usize) {
    let runs: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let desk = desks[client as usize % desks.len()].clone();
            let command = by_guest(booking(order(1, span(client, client + 120))));
            tokio::spawn(async move { desk.execute(venue, command, None, now()).await })
        })
        .collect();
    let (mut won, mut guarded) = (0, 0);
    for run in runs {
        match run.await.expect("a client that does not panic") {
            Ok(_) => won += 1,
            Err(No::Fault(Fault::SecondGuard(_))) => guarded += 1,
            Err(No::Refused { .. } | No::Fault(_)) => {}
            Err(other) => panic!("{other}"),
        }
    }
    (won, guarded)
}

async fn findings(database: &Database) -> usize {
    let store = Store::open_to_read(&database.address)
        .await
        .expect("a reader");
    verify(&store).await.expect("an audit").findings.len()
}

/// Takes the second guard out of a database, past the desk.
async fn without_second_guard(database: &Database) {
    match &database.address {
        Address::Sqlite(path) => {
            let file = rusqlite::Connection::open(path).expect("the file");
            file.execute_batch(
                "drop trigger claim_no_overlap_insert; drop trigger claim_no_overlap_update",
            )
            .expect("the triggers were there");
        }
        Address::Postgres(_) => {
            database
                .run("alter table claim drop constraint claim_no_overlap")
                .await
                .expect("the constraint was there");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_probe_the_database_still_refuses_every_overlap_and_the_metric_shows_it() {
    for database in both().await {
        let desk = desk_with(&database, sabotaged(false, true)).await;
        let venue = venue(&desk, "blind", 1, free_rules()).await;
        let (won, guarded) = race(std::slice::from_ref(&desk), venue).await;
        assert_eq!(
            (won, guarded),
            (1, CLIENTS as usize - 1),
            "on {}",
            desk.engine_name()
        );
        assert_eq!(
            desk.standing().second_guard,
            CLIENTS as u64 - 1,
            "on {}",
            desk.engine_name()
        );
        assert_eq!(findings(&database).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_lock_and_probe_the_database_still_refuses_every_overlap_and_the_metric_shows_it() {
    for database in both().await {
        let desk = desk_with(&database, sabotaged(true, true)).await;
        let venue = venue(&desk, "blind", 1, free_rules()).await;
        let (won, guarded) = race(std::slice::from_ref(&desk), venue).await;
        assert_eq!(won, 1, "on {}", desk.engine_name());
        assert!(
            guarded > 0 && desk.standing().second_guard > 0,
            "on {}",
            desk.engine_name()
        );
        assert_eq!(findings(&database).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_probe_and_second_guard_it_double_books_and_the_audit_sees_it() {
    for database in both().await {
        let desk = desk_with(&database, sabotaged(false, true)).await;
        let venue = venue(&desk, "bare", 1, free_rules()).await;
        without_second_guard(&database).await;
        let (won, _) = race(std::slice::from_ref(&desk), venue).await;
        assert_eq!(
            won,
            CLIENTS as usize,
            "on {}: nothing was left to refuse",
            desk.engine_name()
        );
        assert!(
            findings(&database).await > 0,
            "on {}: the audit must see it",
            desk.engine_name()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_probe_alone_one_wins_because_the_lock_makes_batches_wait() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "probe", 1, free_rules()).await;
        without_second_guard(&database).await;
        assert_eq!(
            race(std::slice::from_ref(&desk), venue).await,
            (1, 0),
            "on {}",
            desk.engine_name()
        );
        assert_eq!(findings(&database).await, 0);
    }
}

/// A claim written past the desk, as somebody with a shell could.
const RAW_CLAIM: &str =
    "insert into claim (venue, owner_kind, owner, id, resource, lane, starts_at, ends_at, live) values
    (1, 1, 999, 999, 1, 0, 0, 9223372036854775807, 1)";
/// A sleeping claim that is awoken past the desk.
const RAW_AWAKENING: &str =
    "insert into claim (venue, owner_kind, owner, id, resource, lane, starts_at, ends_at, live) values
    (1, 1, 999, 999, 1, 0, 0, 9223372036854775807, 0);
    update claim set live = 1 where venue = 1 and owner = 999";
/// A slot over another one.
const RAW_SLOT: &str =
    "insert into slot (venue, id, resource, starts_at, ends_at) values (1, 1, 1, 0, 10);
    insert into slot (venue, id, resource, starts_at, ends_at) values (1, 2, 1, 9, 20)";

async fn prepared(database: &Database) {
    let desk = desk(database).await;
    let venue = venue(&desk, "raw", 1, free_rules()).await;
    let command = by_guest(booking(order(1, span(0, 60))));
    desk.execute(venue, command, None, now())
        .await
        .expect("a booking");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overlap_written_past_the_desk_is_refused_by_sqlite() {
    let database = sqlite();
    prepared(&database).await;
    let Address::Sqlite(path) = &database.address else {
        panic!("not SQLite")
    };
    let file = rusqlite::Connection::open(path).expect("the file");
    for (raw, guard) in [
        (RAW_CLAIM, "claim_no_overlap"),
        (RAW_AWAKENING, "claim_no_overlap"),
        (RAW_SLOT, "slot_no_overlap"),
    ] {
        let refused = file.execute_batch(raw).expect_err("the guard must refuse");
        assert!(refused.to_string().contains(guard), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overlap_written_past_the_desk_is_refused_by_postgresql() {
    let Some(database) = postgres().await else {
        return;
    };
    prepared(&database).await;
    for (raw, guard) in [
        (RAW_CLAIM, "claim_no_overlap"),
        (RAW_AWAKENING, "claim_no_overlap"),
        (RAW_SLOT, "slot_no_overlap"),
    ] {
        let refused = database.run(raw).await.expect_err("the guard must refuse");
        assert!(refused.contains(guard), "{refused}");
    }
}
