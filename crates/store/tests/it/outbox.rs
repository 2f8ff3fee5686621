//! Owed messages are lent to one courier at a time, however many ask at once.

use std::collections::HashSet;
use std::sync::Arc;

use bronya_domain::id::{BookingId, VenueId};
use bronya_sim::engines::{Database, both};
use bronya_store::{Address, Options, Ran, Store, outbox};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Barrier;

const MESSAGES: i64 = 300;
const COURIERS: usize = 8;

fn now() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().expect("an instant")
}

async fn owe(database: &Database) {
    let owed = |n: i64| {
        format!(
            "insert into outbox (venue, about, number, version, recipient, topic, reader, owed_at, tried_from, due_at,
            attempts)
        values (1, 1, {n}, 1, 'guest', 'confirmed', 0, 0, 0, 0, 0);"
        )
    };
    let sql: String = (1..=MESSAGES).map(owed).collect();
    run(database, &sql).await;
}

async fn run(database: &Database, sql: &str) {
    match &database.address {
        Address::Sqlite(path) => rusqlite::Connection::open(path)
            .expect("the file")
            .execute_batch(sql)
            .expect("owed"),
        Address::Postgres(_) => database.run(sql).await.expect("owed"),
    }
}

async fn lease(store: &Store, most: i64) -> Vec<outbox::Lent> {
    let until = now() + SignedDuration::from_mins(5);
    let lent = store.write(None, move |tx| {
        Box::pin(async move { Ok((Ran::Wrote, outbox::lease(tx, now(), until, most).await?)) })
    });
    lent.await.expect("a lease")
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_couriers_no_two_get_the_same_message() {
    for database in both().await {
        // On PostgreSQL each courier is another process; SQLite has one that writes.
        let first = Store::open(&database.address, Options::default())
            .await
            .expect("a store");
        owe(&database).await;
        let mut stores = vec![first.clone()];
        while stores.len() < COURIERS {
            stores.push(match first.engine_name() {
                "postgres" => Store::open(&database.address, Options::default())
                    .await
                    .expect("a store"),
                _ => first.clone(),
            });
        }
        let gate = Arc::new(Barrier::new(COURIERS));
        let couriers: Vec<_> = stores
            .into_iter()
            .map(|store| {
                let gate = gate.clone();
                tokio::spawn(async move {
                    gate.wait().await;
                    let mut carried = Vec::new();
                    loop {
                        let lent = lease(&store, 5).await;
                        if lent.is_empty() {
                            return carried;
                        }
                        carried.extend(lent);
                    }
                })
            })
            .collect();
        let mut lent = Vec::new();
        for courier in couriers {
            lent.extend(courier.await.expect("a courier"));
        }
        let different: HashSet<_> = lent.iter().map(|lent| lent.place.clone()).collect();
        assert_eq!(
            (lent.len(), different.len()),
            (MESSAGES as usize, MESSAGES as usize),
            "on {}",
            first.engine_name()
        );
    }
}

/// What a change owes waits as one row, and each of its messages still goes its own way.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_waits_as_one_row_and_is_told_to_each_by_itself() {
    for database in both().await {
        let store = Store::open(&database.address, Options::default())
            .await
            .expect("a store");
        let tomorrow = now() + SignedDuration::from_hours(24);
        let owed = format!(
            "insert into outbox (venue, about, number, version, recipient, topic, reader, owed_at, tried_from, due_at,
                attempts, with_staff, remind_at)
            values (1, 1, 7, 1, 'guest', 'confirmed', 0, 5, 5, 5, 0, 1, {})",
            tomorrow.as_microsecond()
        );
        run(&database, &owed).await;
        let standing = store.read(|tx| Box::pin(outbox::standing(tx, now())));
        assert_eq!(standing.await.expect("a count").waiting, 2);
        let standing = store.read(move |tx| Box::pin(outbox::standing(tx, tomorrow)));
        let standing = standing.await.expect("a count");
        assert_eq!(standing.waiting, 3, "the reminder is late by then");
        assert!(
            owes_later_reminder(&store).await,
            "it waits with the others"
        );

        let told = |lent: Vec<outbox::Lent>| -> Vec<String> {
            let in_words = |lent: &outbox::Lent| format!("{} {}", lent.place, lent.owed_at);
            lent.iter().map(in_words).collect()
        };
        let first = lease(&store, 5).await;
        let owed_at = first[0].owed_at;
        assert_eq!(
            told(first),
            [format!("1.1.7.1.guest.confirmed.0 {owed_at}")]
        );
        let second = told(lease(&store, 5).await);
        assert_eq!(second, [format!("1.1.7.1.staff.confirmed.0 {owed_at}")]);
        assert!(lease(&store, 5).await.is_empty(), "the reminder has time");
        assert!(owes_later_reminder(&store).await, "it has a row of its own");

        let then = store.write(None, move |tx| {
            let until = tomorrow + SignedDuration::from_mins(5);
            Box::pin(async move { Ok((Ran::Wrote, outbox::lease(tx, tomorrow, until, 5).await?)) })
        });
        let reminder = format!("1.1.7.1.guest.reminder.0 {tomorrow}");
        assert!(told(then.await.expect("a lease")).contains(&reminder));
    }
}

async fn owes_later_reminder(store: &Store) -> bool {
    let read =
        store.read(|tx| Box::pin(outbox::has_later_reminder(tx, VenueId(1), BookingId(7), 0)));
    read.await.expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_settled_is_not_lent_again_and_what_is_not_comes_back_when_its_lease_ends() {
    for database in both().await {
        let store = Store::open(&database.address, Options::default())
            .await
            .expect("a store");
        owe(&database).await;
        let lent = lease(&store, MESSAGES).await;
        let (done, later) = (lent[0].clone(), lent[1].clone());
        let after = now() + SignedDuration::from_mins(10);
        let far = now() + SignedDuration::from_hours(24);
        let again = store.write(None, move |tx| {
            let (done, later) = (done.clone(), later.clone());
            Box::pin(async move {
                outbox::settle(tx, &done.place, now()).await?;
                outbox::postpone(tx, &later, far, "nobody at home").await?;
                Ok((Ran::Wrote, outbox::lease(tx, after, far, MESSAGES).await?))
            })
        });
        let again = again.await.expect("a lease");
        assert_eq!(again.len() as i64, MESSAGES - 2);
        assert!(
            again.iter().all(|lent| lent.attempts == 2),
            "each try is counted"
        );
        let standing = store
            .read(move |tx| Box::pin(outbox::standing(tx, far)))
            .await
            .expect("a count");
        assert_eq!(standing.waiting, MESSAGES - 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_too_slow_gives_up_nothing_that_somebody_else_is_carrying() {
    for database in both().await {
        let store = Store::open(&database.address, Options::default())
            .await
            .expect("a store");
        owe(&database).await;
        let slow = lease(&store, 1).await.remove(0);
        let after = now() + SignedDuration::from_mins(10);
        let again = store.write(None, move |tx| {
            let slow = slow.clone();
            Box::pin(async move {
                let until = after + SignedDuration::from_mins(5);
                let quick = outbox::lease(tx, after, until, MESSAGES).await?;
                let quick = quick.into_iter().find(|lent| lent.place == slow.place);
                outbox::give_up(tx, &slow, after, "too late").await?;
                let none = outbox::standing(tx, after).await?.given_up;
                let quick = quick.expect("its lease has ended");
                outbox::give_up(tx, &quick, after, "no such mailbox").await?;
                let one = outbox::standing(tx, after).await?.given_up;
                Ok((Ran::Wrote, (none, one)))
            })
        });
        assert_eq!(again.await.expect("an answer"), (0, 1));
    }
}
