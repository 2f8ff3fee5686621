//! What holds beyond one run of the program: keys that were used, deadlines that passed, files that are in use.

use bronya_desk::{Key, No};
use bronya_domain::booking::State;
use bronya_domain::command::Act;
use bronya_domain::policy::{Admission, Bound, Policy};
use bronya_sim::engines::{both, sqlite};
use bronya_store::{Fault, Options, Store};

use crate::world::{
    booked, booking, by_guest, codes, desk, free_rules, minute, now, order, span, venue,
};

fn key(text: &str, asked: &str) -> Key {
    Key {
        caller: "guest".into(),
        key: text.into(),
        fingerprint: asked.into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_again_with_the_same_key_makes_nothing_twice_even_on_another_instance() {
    for database in both().await {
        let first = desk(&database).await;
        let venue = venue(&first, "keys", 2, free_rules()).await;
        let command = by_guest(booking(order(1, span(0, 60))));
        let made = booked(
            first
                .execute(venue, command.clone(), Some(key("k", "a")), now())
                .await,
        );
        let again = booked(
            first
                .execute(venue, command.clone(), Some(key("k", "a")), now())
                .await,
        );
        assert_eq!(made, again);
        let other = by_guest(booking(order(2, span(0, 60))));
        let reused = first
            .execute(venue, other.clone(), Some(key("k", "b")), now())
            .await;
        assert_eq!(reused, Err(No::KeyReused));
        // A refusal is not kept: the same key may succeed later.
        let refused = first
            .execute(venue, command.clone(), Some(key("l", "a")), now())
            .await;
        assert_eq!(codes(&refused), ["taken"]);
        let cancel = by_guest(Act::Cancel(made.id, None));
        first
            .execute(venue, cancel, None, now())
            .await
            .expect("cancelled");
        drop(first);
        let later = reopened(&database).await;
        let second = booked(
            later
                .execute(venue, command.clone(), Some(key("l", "a")), now())
                .await,
        );
        assert_ne!(second.id, made.id);
        let known = booked(
            later
                .execute(venue, command, Some(key("k", "a")), now())
                .await,
        );
        assert_eq!(
            (known.id, known.state),
            (made.id, State::Cancelled),
            "the key leads to what it made, as it is now"
        );
    }
}

/// A desk on a database whose last desk was dropped. On SQLite the writer leaves a moment after its last sender.
async fn reopened(database: &bronya_sim::engines::Database) -> bronya_desk::Desk {
    for _ in 0..500 {
        match Store::open(&database.address, Options::default()).await {
            Ok(store) => return bronya_desk::Desk::new(store),
            Err(Fault::Unusable(_)) => {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await
            }
            Err(other) => panic!("{other}"),
        }
    }
    panic!("the writer never left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_whose_first_request_is_under_way_is_told_so() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "keys", 1, free_rules()).await;
        let command = by_guest(booking(order(1, span(0, 60))));
        let first = desk
            .begin(venue, command.clone(), Some(key("k", "a")), now())
            .expect("handed over");
        let second = desk.begin(venue, command.clone(), Some(key("k", "a")), now());
        // The first may have been done already; if it is not, the second must be told to wait.
        match second {
            Err(no) => assert_eq!(no, No::KeyRunning),
            Ok(second) => drop(booked(second.await)),
        }
        let made = booked(first.await);
        assert_eq!(
            booked(
                desk.execute(venue, command, Some(key("k", "a")), now())
                    .await
            ),
            made
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_decided_in_time_expires_whether_or_not_the_clock_comes_by() {
    let policy = Policy {
        admission: Some(Admission::Tentative),
        answer_minutes: Some(Bound::Of(30)),
        ..free_rules()
    };
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "late", 1, policy.clone()).await;
        let ask = |from: i64| by_guest(booking(order(1, span(from, from + 60))));
        let first = booked(desk.execute(venue, ask(100), None, now()).await);
        let second = booked(desk.execute(venue, ask(200), None, now()).await);
        assert_eq!(
            codes(&desk.execute(venue, ask(100), None, minute(29)).await),
            ["taken"]
        );
        // At the deadline the time is free for the next, and the lapsed order is expired in the same commit.
        booked(desk.execute(venue, ask(100), None, minute(30)).await);
        let state = |id| {
            let desk = desk.clone();
            async move { desk.booking(venue, id).await.expect("there").state }
        };
        assert_eq!(state(first.id).await, State::Expired);
        assert_eq!(
            state(second.id).await,
            State::Tentative,
            "nobody asked for its time"
        );
        assert_eq!(
            desk.upkeep(minute(30)).await,
            Ok(1),
            "the clock finds the other one"
        );
        assert_eq!(state(second.id).await, State::Expired);
        assert_eq!(
            desk.upkeep(minute(30)).await,
            Ok(0),
            "and comes twice without harm"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_writer_on_one_file_is_turned_away_and_a_reader_is_not() {
    let database = sqlite();
    let first = desk(&database).await;
    venue(&first, "one", 1, free_rules()).await;
    let second = Store::open(&database.address, Options::default()).await;
    let Err(Fault::Unusable(told)) = second.map(drop) else {
        panic!("two writers on one file")
    };
    assert!(told.contains("another process is writing"), "{told}");
    Store::open_to_read(&database.address)
        .await
        .expect("a reader beside the writer");
}
