//! What search sees: one's own bookings at once, those of another instance after a blink, and never a stale "taken"
//! that keeps a booking from being made.

use std::time::Duration;

use bronya_desk::Desk;
use bronya_domain::availability::Question;
use bronya_domain::command::{Act, Filter};
use bronya_domain::id::VenueId;
use bronya_sim::engines::{both, postgres};
use jiff::SignedDuration;

use crate::world::{
    booked, booking, by_guest, by_staff, desk, free_rules, now, order, span, venue,
};

/// How many runs of free starts a search finds on the first day.
async fn runs(desk: &Desk, slug: &str) -> usize {
    let catalog = desk.venue(slug).await.expect("the venue");
    let question = Question {
        starts: span(0, 600),
        party: Some(2),
        filter: Filter::default(),
        length: Some(SignedDuration::from_mins(60)),
    };
    desk.available(&catalog, &question, now())
        .await
        .expect("an answer")
        .offers
        .runs
        .len()
}

async fn book(desk: &Desk, venue: VenueId, from: i64) -> bronya_domain::booking::Booking {
    let command = by_guest(booking(order(1, span(from, from + 60))));
    booked(desk.execute(venue, command, None, now()).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_booked_finds_his_own_booking_taken_at_once() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "board", 1, free_rules()).await;
        assert_eq!(runs(&desk, "board").await, 1);
        let made = book(&desk, venue, 120).await;
        assert_eq!(
            runs(&desk, "board").await,
            2,
            "the booking cuts the free time in two"
        );
        let cancel = by_guest(Act::Cancel(made.id, None));
        desk.execute(venue, cancel, None, now())
            .await
            .expect("cancelled");
        assert_eq!(runs(&desk, "board").await, 1, "and is free again");
        assert!(desk.standing().board_days > 0, "search read from memory");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_instance_books_is_seen_after_a_blink() {
    let Some(database) = postgres().await else {
        return;
    };
    let (here, there) = (desk(&database).await, desk(&database).await);
    let venue = venue(&here, "board", 1, free_rules()).await;
    assert_eq!(
        (runs(&here, "board").await, runs(&there, "board").await),
        (1, 1)
    );
    book(&there, venue, 120).await;
    let seen = async {
        while runs(&here, "board").await != 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), seen)
        .await
        .expect("the news arrives");
    // What this instance books next must be added to the news, not to what it remembered from before.
    book(&here, venue, 300).await;
    assert_eq!(runs(&here, "board").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_settings_is_seen_at_once_and_by_other_instances_after_a_blink() {
    let Some(database) = postgres().await else {
        return;
    };
    let (here, there) = (desk(&database).await, desk(&database).await);
    let venue = venue(&here, "board", 1, free_rules()).await;
    assert_eq!(runs(&there, "board").await, 1);
    let retire = by_staff(Act::RetireResource(bronya_domain::id::ResourceId(1)));
    here.execute(venue, retire, None, now())
        .await
        .expect("retired");
    assert_eq!(runs(&here, "board").await, 0);
    let seen = async {
        while runs(&there, "board").await != 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), seen)
        .await
        .expect("the news arrives");
}
