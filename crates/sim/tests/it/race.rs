//! Many want the same time at once. Exactly one gets it, nobody waits in a ring, nobody hears of a fault.

use std::sync::Arc;

use bronya_desk::{Desk, Done, No};
use bronya_domain::command::Act;
use bronya_domain::id::{AccountId, BookingId, VenueId};
use bronya_domain::policy::{Admission, Policy, Rivals};
use bronya_sim::auditor::verify;
use bronya_sim::engines::{Database, both, postgres};
use bronya_store::Store;
use tokio::sync::Barrier;

use crate::world::{
    booked, booking, by_guest, by_staff, codes, desk, free_rules, now, order, span, venue,
};

const CLIENTS: usize = 32;
const STARTS: i64 = 200;

/// Sets all clients on one thing at the same moment, spread over the desks, and returns what each was told.
async fn race<F, Fut>(desks: &[Desk], clients: usize, act: F) -> Vec<Result<Done, No>>
where
    F: Fn(Desk, usize) -> Fut,
    Fut: Future<Output = Result<Done, No>> + Send + 'static,
{
    let gate = Arc::new(Barrier::new(clients));
    let runs: Vec<_> = (0..clients)
        .map(|client| {
            let (gate, run) = (
                gate.clone(),
                act(desks[client % desks.len()].clone(), client),
            );
            tokio::spawn(async move {
                gate.wait().await;
                run.await
            })
        })
        .collect();
    let mut results = Vec::with_capacity(clients);
    for run in runs {
        results.push(run.await.expect("a client that does not panic"));
    }
    results
}

#[track_caller]
fn check_one_winner(results: &[Result<Done, No>], refused_with: &str, what: &str) {
    let winners = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(winners, 1, "{what}");
    for result in results.iter().filter(|result| result.is_err()) {
        assert_eq!(codes(result), [refused_with], "{what}");
    }
}

async fn check_audit(desks: &[Desk], database: &Database) {
    for desk in desks {
        assert_eq!(
            desk.standing().second_guard,
            0,
            "the database had to refuse an overlap itself"
        );
    }
    let store = Store::open_to_read(&database.address)
        .await
        .expect("a reader");
    assert_eq!(verify(&store).await.expect("an audit").findings, []);
}

/// Each client asks for a stay of two hours that begins another minute: overlapping, but no two the same.
async fn overlapping_but_unequal(desks: &[Desk], venue: VenueId) {
    for start in 0..STARTS {
        let results = race(desks, CLIENTS, |desk, client| {
            let from = start * 240 + client as i64;
            let command = by_guest(booking(order(1, span(from, from + 120))));
            async move { desk.execute(venue, command, None, now()).await }
        });
        check_one_winner(
            &results.await,
            "taken",
            &format!("start {start} on {}", desks[0].engine_name()),
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_racing_for_each_of_200_overlapping_starts_exactly_one_wins() {
    for database in both().await {
        let desks = [desk(&database).await];
        let venue = venue(&desks[0], "race", 1, free_rules()).await;
        overlapping_but_unequal(&desks, venue).await;
        check_audit(&desks, &database).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_on_one_postgresql_never_both_win() {
    let Some(database) = postgres().await else {
        return;
    };
    let desks = [desk(&database).await, desk(&database).await];
    let venue = venue(&desks[0], "race", 1, free_rules()).await;
    overlapping_but_unequal(&desks, venue).await;
    check_audit(&desks, &database).await;
}

/// Two instances commit for many venues at once, each batch in an order of its own; one venue is not there.
#[tokio::test(flavor = "multi_thread")]
async fn batches_of_many_venues_mix_nothing_up() {
    const VENUES: usize = 20;
    const EACH: usize = 20;
    let Some(database) = postgres().await else {
        return;
    };
    let desks = [desk(&database).await, desk(&database).await];
    let mut venues = Vec::with_capacity(VENUES);
    for number in 0..VENUES {
        venues.push(venue(&desks[0], &format!("race-{number}"), 1, free_rules()).await);
    }
    let nowhere = VenueId(venues[VENUES - 1].0 + 1);
    let results = race(&desks, (VENUES + 1) * EACH, |desk, client| {
        // Neighbours in time go through the venues in opposite directions.
        let (turn, place) = (client / (VENUES + 1), client % (VENUES + 1));
        let place = if turn % 2 == 0 { place } else { VENUES - place };
        let venue = venues.get(place).copied().unwrap_or(nowhere);
        let from = turn as i64 * 60;
        let command = by_guest(booking(order(1, span(from, from + 60))));
        async move { desk.execute(venue, command, None, now()).await }
    });
    let results = results.await;
    let lost = results.iter().filter(|result| result.is_err());
    for lost in lost {
        assert!(matches!(lost, Err(No::UnknownVenue)), "{lost:?}");
    }
    let booked = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(booked, VENUES * EACH);
    for desk in &desks {
        // Whatever goes wrong in a batch would be hidden by trying each of its writes alone.
        assert_eq!(desk.standing().taken_apart, 0);
    }
    for venue in venues {
        let last = BookingId(EACH as i64);
        desks[0]
            .booking(venue, last)
            .await
            .expect("numbered in turn");
        let beyond = desks[0].booking(venue, BookingId(last.0 + 1)).await;
        assert!(beyond.is_err(), "no number is left out");
    }
    check_audit(&desks, &database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_racing_confirmations_of_waiting_requests_exactly_one_wins() {
    let policy = Policy {
        admission: Some(Admission::Request),
        rivals: Some(Rivals::Kept),
        ..free_rules()
    };
    for database in both().await {
        let desks = [desk(&database).await];
        let venue = venue(&desks[0], "race", 1, policy.clone()).await;
        for round in 0..20 {
            let mut waiting = Vec::new();
            for client in 0..16 {
                let from = round * 240 + client;
                let command = by_guest(booking(order(1, span(from, from + 120))));
                waiting.push(booked(desks[0].execute(venue, command, None, now()).await).id);
            }
            let results = race(&desks, 16, |desk, client| {
                let command = by_staff(Act::Confirm(waiting[client], None));
                async move { desk.execute(venue, command, None, now()).await }
            });
            check_one_winner(&results.await, "taken", &format!("round {round}"));
        }
        check_audit(&desks, &database).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_40_orders_of_one_guest_that_race_exactly_one_becomes_a_request() {
    let policy = Policy {
        admission: Some(Admission::Request),
        one_request: Some(true),
        ..free_rules()
    };
    for database in both().await {
        let desks = [desk(&database).await];
        let venue = venue(&desks[0], "race", 1, policy.clone()).await;
        for round in 0..5 {
            let results = race(&desks, 40, |desk, _| {
                let mut command = by_guest(booking(order(1, span(round * 60, round * 60 + 60))));
                command.actor.account = Some(AccountId(7));
                async move { desk.execute(venue, command, None, now()).await }
            });
            check_one_winner(
                &results.await,
                "already_requested",
                &format!("round {round}"),
            );
        }
        check_audit(&desks, &database).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_a_booking_and_a_block_race_for_the_same_time() {
    for database in both().await {
        let desks = [desk(&database).await];
        let venue = venue(&desks[0], "race", 1, free_rules()).await;
        for round in 0..50 {
            let results = race(&desks, 24, |desk, client| {
                let wanted = order(1, span(round * 240, round * 240 + 120));
                let command = match client % 3 {
                    0 => by_guest(Act::Hold(wanted)),
                    1 => by_guest(booking(wanted)),
                    _ => by_staff(Act::Block(bronya_domain::command::NewBlock {
                        resources: vec![bronya_domain::id::ResourceId(1)],
                        span: span(round * 240, round * 240 + 120),
                        reason: None,
                    })),
                };
                async move { desk.execute(venue, command, None, now()).await }
            });
            let results = results.await;
            let (blocks, others): (Vec<_>, Vec<_>) = results
                .iter()
                .enumerate()
                .partition(|(client, _)| client % 3 == 2);
            let winners = others.iter().filter(|(_, result)| result.is_ok()).count();
            let blocked = blocks.iter().any(|(_, result)| result.is_ok());
            // A block over a block claims only what is left, so all blocks succeed once one has.
            assert_eq!(winners + usize::from(blocked), 1, "round {round}");
        }
        check_audit(&desks, &database).await;
    }
}
