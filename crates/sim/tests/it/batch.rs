//! What one request suffers is not another's: cancelled reads, locked venues, two instances that start at once.

use std::time::Duration;

use bronya_desk::{Desk, Filter, NewVenue, No};
use bronya_domain::catalog::Language;
use bronya_sim::engines::{both, postgres, sqlite};
use bronya_store::{Address, Fault, Options, Store, search};

use crate::world::{
    booked, booking, by_guest, codes, desk, desk_with, free_rules, now, order, span, venue,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_nobody_waits_for_any_more_leaves_no_old_moment_behind() {
    for database in both().await {
        let options = Options {
            readers: 1,
            writers: 1,
            ..Options::default()
        };
        let store = Store::open(&database.address, options)
            .await
            .expect("a store");
        let desk = Desk::new(store.clone());
        let venue = venue(&desk, "v", 1, free_rules()).await;
        for round in 0..3 {
            let read = store.read(move |tx| {
                Box::pin(async move {
                    search::bookings(tx, venue, &Filter::default(), None, 10).await?;
                    tokio::task::yield_now().await;
                    Ok(())
                })
            });
            // Polled a few times and then dropped, as when a client hangs up.
            if store.engine_name() == "postgres" {
                drop(tokio::time::timeout(Duration::from_millis(2), read).await);
            }
            let command = by_guest(booking(order(1, span(round * 100, round * 100 + 10))));
            let made = booked(desk.execute(venue, command, None, now()).await);
            for _ in 0..3 {
                let seen = desk.booking(venue, made.id).await.expect("his own booking");
                assert_eq!(seen.id, made.id);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_that_somebody_locks_does_not_fail_another_in_the_same_batch() {
    let Some(database) = postgres().await else {
        return;
    };
    let options = Options {
        writers: 1,
        ..Options::default()
    };
    let desk = desk_with(&database, options).await;
    let locked = venue(&desk, "locked", 1, free_rules()).await;
    let free = venue(&desk, "free", 1, free_rules()).await;
    let held = database
        .hold(&format!("update venue set name = name where id = {locked}"))
        .await;
    let wish = |from: i64| by_guest(booking(order(1, span(from, from + 10))));
    // The first keeps the writer busy, so that the two behind it come into one batch.
    let first = desk
        .begin(locked, wish(0), None, now())
        .expect("handed over");
    let second = desk
        .begin(locked, wish(20), None, now())
        .expect("handed over");
    let other = desk.begin(free, wish(0), None, now()).expect("handed over");
    let (first, second, other) = tokio::join!(first, second, other);
    booked(other);
    for result in [first, second] {
        assert!(
            matches!(result, Err(No::Fault(Fault::Contended(_)))),
            "{result:?}"
        );
    }
    drop(held);
    booked(desk.execute(locked, wish(0), None, now()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_that_start_at_once_agree_on_what_is_remembered_and_on_numbers() {
    let Some(database) = postgres().await else {
        return;
    };
    let (a, b) = (desk(&database).await, desk(&database).await);
    for round in 0..20 {
        let name = format!("name-{round}");
        let (x, y) = tokio::join!(
            a.remembered(&name, Some("of a".into())),
            b.remembered(&name, Some("of b".into()))
        );
        assert_eq!(x.expect("kept"), y.expect("kept"), "round {round}");
        let make = |desk: &Desk, slug: String| {
            let desk = desk.clone();
            let new = NewVenue {
                name: slug.clone(),
                slug,
                address: None,
                region: None,
                zone_name: "UTC".into(),
                language: Language::En,
                currency: "EUR".parse().expect("a currency"),
                hours: None,
                policy: free_rules(),
            };
            async move { desk.create_venue(new, None, now()).await }
        };
        let (x, y) = tokio::join!(make(&a, format!("a{round}")), make(&b, format!("b{round}")));
        let (x, y) = (x.expect("a venue"), y.expect("a venue"));
        assert_ne!(x.venue.id, y.venue.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_under_two_names_has_one_writer() {
    let database = sqlite();
    let _first = desk(&database).await;
    let Address::Sqlite(path) = &database.address else {
        panic!("not SQLite")
    };
    let other = path.with_file_name("other.db");
    std::os::unix::fs::symlink(path, &other).expect("a link");
    let second = Store::open(&Address::Sqlite(other), Options::default()).await;
    assert!(matches!(second.map(drop), Err(Fault::Unusable(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_about_time_comes_with_alternatives_however_busy_the_venue_is() {
    let Some(database) = postgres().await else {
        return;
    };
    let desk = desk(&database).await;
    let venue = venue(&desk, "busy", 1, free_rules()).await;
    desk.venue("busy").await.expect("the venue");
    let wish = || by_guest(booking(order(1, span(60, 120))));
    booked(desk.execute(venue, wish(), None, now()).await);
    let noise = {
        let desk = desk.clone();
        tokio::spawn(async move {
            for n in 0..100 {
                let command = by_guest(booking(order(1, span(500 + n * 2, 501 + n * 2))));
                booked(desk.execute(venue, command, None, now()).await);
            }
        })
    };
    while !noise.is_finished() {
        let refused = desk.execute(venue, wish(), None, now()).await;
        assert_eq!(codes(&refused), ["taken"]);
        let Err(No::Refused { alternatives, .. }) = refused else {
            panic!("not refused")
        };
        assert!(
            alternatives.len() >= 2,
            "before and after what is taken: {alternatives:?}"
        );
    }
    noise.await.expect("the noise");
}
