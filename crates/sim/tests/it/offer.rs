//! Changing what is offered while it is booked: nothing is double-booked by it, nothing left behind.

use bronya_desk::{Desk, Done, No};
use bronya_domain::availability::Question;
use bronya_domain::booking::Contact;
use bronya_domain::command::{Act, At, Choice, Filter, NewBlock, NewBooking, Order};
use bronya_domain::hours::local_day;
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::policy::{Admission, Policy, Stay};
use bronya_domain::settings::{ResourceEdit, SettingsChange, VenueEdit};
use bronya_domain::span::Span;
use bronya_sim::auditor::verify;
use bronya_sim::engines::both;
use bronya_store::Store;
use jiff::SignedDuration;

use crate::world::{
    booked, booking, by_guest, by_staff, codes, desk, free_rules, minute, now, order, span, venue,
};

const DAY: i64 = 24 * 60;

fn asked(starts: Span, length: Option<i64>) -> Question {
    Question {
        starts,
        party: None,
        filter: Filter::default(),
        length: length.map(SignedDuration::from_mins),
    }
}

async fn change(desk: &Desk, venue: VenueId, change: SettingsChange) -> Result<(), No> {
    desk.change_settings(venue, change, None, now())
        .await
        .map(drop)
}

fn lanes(number: u16) -> SettingsChange {
    let edit = ResourceEdit {
        lanes: Some(number),
        ..ResourceEdit::default()
    };
    SettingsChange::Resource(ResourceId(1), Box::new(edit))
}

fn block(from: i64, until: i64) -> Act {
    Act::Block(NewBlock {
        resources: vec![ResourceId(1)],
        span: span(from, until),
        reason: None,
    })
}

/// How many runs of starts are offered.
async fn runs(desk: &Desk, slug: &str, question: &Question) -> usize {
    let catalog = desk.venue(slug).await.expect("the venue");
    let found = desk.available(&catalog, question, now()).await;
    found.expect("an answer").offers.runs.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_honoured_whatever_the_rules_have_become_since() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "v", 1, free_rules()).await;
        let hold = by_guest(Act::Hold(order(1, span(60, 120))));
        let Ok(Done::Hold(hold)) = desk.execute(venue, hold, None, now()).await else {
            panic!("no hold")
        };
        let next = by_guest(booking(order(1, span(120, 180))));
        booked(desk.execute(venue, next, None, now()).await);
        let wider = Policy {
            buffer_after_minutes: Some(15),
            ..free_rules()
        };
        change(&desk, venue, SettingsChange::Policy(wider))
            .await
            .expect("changed");
        let by_hold = by_guest(Act::Book(Box::new(NewBooking {
            order: None,
            hold: Some(hold.id),
            contact: Contact::default(),
            note: None,
            language: None,
            channel: "test".into(),
        })));
        let made = booked(desk.execute(venue, by_hold, None, now()).await);
        assert_eq!(made.claims[0].span, span(60, 120));
        assert_eq!(desk.standing().second_guard, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lanes_that_are_taken_are_not_taken_away_and_new_lanes_do_not_open_what_is_blocked() {
    for database in both().await {
        let desk = desk(&database).await;
        let wide = venue(&desk, "wide", 1, free_rules()).await;
        change(&desk, wide, lanes(2)).await.expect("two lanes");
        let wish = || by_guest(booking(order(1, span(60, 120))));
        let first = booked(desk.execute(wide, wish(), None, now()).await);
        let second = booked(desk.execute(wide, wish(), None, now()).await);
        let cancel = |id| by_guest(Act::Cancel(id, None));
        desk.execute(wide, cancel(first.id), None, now())
            .await
            .expect("cancelled");
        let refused = change(&desk, wide, lanes(1)).await;
        let Err(No::Refused { refusal, .. }) = refused else {
            panic!("the second lane is taken: {refused:?}")
        };
        assert_eq!(refusal.codes(), ["lanes_taken"]);
        desk.execute(wide, cancel(second.id), None, now())
            .await
            .expect("cancelled");
        change(&desk, wide, lanes(1))
            .await
            .expect("nobody is on it any more");

        let closed = venue(&desk, "closed", 1, free_rules()).await;
        desk.execute(closed, by_staff(block(60, 120)), None, now())
            .await
            .expect("blocked");
        change(&desk, closed, lanes(2)).await.expect("a lane more");
        assert_eq!(
            codes(&desk.execute(closed, wish(), None, now()).await),
            ["blocked"]
        );
        assert_eq!(
            runs(&desk, "closed", &asked(span(60, 119), Some(1))).await,
            0
        );
    }
}

async fn venue_with_requests(desk: &Desk) -> VenueId {
    let rules = Policy {
        admission: Some(Admission::Request),
        ..free_rules()
    };
    venue(desk, "waits", 1, rules).await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_nothing_stands_on_and_nobody_ever_booked_is_deleted() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "v", 3, free_rules()).await;
        let delete = |id| by_staff(Act::DeleteResource(ResourceId(id)));
        desk.execute(venue, by_staff(block(60, 120)), None, now())
            .await
            .expect("blocked");
        assert_eq!(
            codes(&desk.execute(venue, delete(1), None, now()).await),
            ["in_use"]
        );
        let made = by_guest(booking(order(2, span(60, 120))));
        let made = booked(desk.execute(venue, made, None, now()).await);
        let away = by_staff(Act::Move(made.id, Box::new(order(3, span(60, 120)))));
        desk.execute(venue, away, None, now()).await.expect("moved");
        assert_eq!(
            codes(&desk.execute(venue, delete(2), None, now()).await),
            ["was_booked"]
        );
        let cancel = by_staff(Act::Cancel(made.id, None));
        desk.execute(venue, cancel, None, now())
            .await
            .expect("cancelled");
        assert_eq!(
            codes(&desk.execute(venue, delete(3), None, now()).await),
            ["was_booked"],
            "it holds no time any more, and was booked all the same"
        );
        let waits = venue_with_requests(&desk).await;
        let asks = by_guest(booking(order(1, span(60, 120))));
        booked(desk.execute(waits, asks, None, now()).await);
        assert_eq!(
            codes(&desk.execute(waits, delete(1), None, now()).await),
            ["was_booked"],
            "somebody asks for it"
        );
        let store = Store::open_to_read(&database.address)
            .await
            .expect("a reader");
        assert_eq!(verify(&store).await.expect("an audit").findings, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_change_of_zone_search_still_knows_what_is_taken() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "v", 1, free_rules()).await;
        let late = by_guest(booking(order(1, span(660, 700))));
        booked(desk.execute(venue, late, None, now()).await);
        // The 21st is looked at and remembered in UTC; in Tokyo it begins nine hours earlier and holds the booking.
        let zone = jiff::tz::TimeZone::UTC;
        let day = local_day(jiff::civil::date(2026, 11, 21), &zone).expect("a day");
        runs(&desk, "v", &asked(day, Some(30))).await;
        let tokyo = jiff::tz::TimeZone::get("Asia/Tokyo").expect("a zone");
        let edit = VenueEdit {
            zone: Some(("Asia/Tokyo".into(), tokyo)),
            ..VenueEdit::default()
        };
        change(&desk, venue, SettingsChange::Venue(edit))
            .await
            .expect("changed");
        assert_eq!(runs(&desk, "v", &asked(span(665, 670), Some(10))).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stays_that_last_long_or_until_released_are_offered_only_where_they_can_be_had() {
    for database in both().await {
        let desk = desk(&database).await;
        let until_released = Policy {
            stay: Some(Stay::UntilReleased),
            ..free_rules()
        };
        let open = venue(&desk, "open", 1, until_released).await;
        let later = by_guest(booking(order(1, span(3 * DAY, 3 * DAY + 60))));
        booked(desk.execute(open, later, None, now()).await);
        assert_eq!(runs(&desk, "open", &asked(span(0, 60), None)).await, 0);
        let any = Order {
            choice: Choice::Any(Filter::default()),
            at: At::From(minute(0)),
            party: None,
        };
        assert_eq!(
            codes(
                &desk
                    .execute(open, by_guest(booking(any)), None, now())
                    .await
            ),
            ["taken"]
        );

        let long = Policy {
            stay: Some(Stay::Chosen {
                least_minutes: 1,
                most_minutes: 200 * 24 * 60,
            }),
            ..free_rules()
        };
        let venue = venue(&desk, "long", 1, long).await;
        let far = by_guest(booking(order(1, span(70 * DAY, 71 * DAY))));
        booked(desk.execute(venue, far, None, now()).await);
        assert_eq!(
            runs(&desk, "long", &asked(span(0, 60), Some(90 * DAY))).await,
            0
        );
        assert_eq!(
            runs(&desk, "long", &asked(span(0, 60), Some(60 * DAY))).await,
            1
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_settings_holds_and_is_seen_though_whoever_made_it_went_away() {
    for database in both().await {
        let desk = desk(&database).await;
        let venue = venue(&desk, "v", 1, free_rules()).await;
        let before = desk.venue("v").await.expect("the venue").venue.settings;
        let edit = VenueEdit {
            name: Some("New".into()),
            ..VenueEdit::default()
        };
        let going = desk.change_settings(venue, SettingsChange::Venue(edit), None, now());
        // One poll hands the change over; then nobody waits for it any more.
        let mut going = Box::pin(going);
        std::future::poll_fn(|context| {
            assert!(going.as_mut().poll(context).is_pending());
            std::task::Poll::Ready(())
        })
        .await;
        drop(going);
        let seen = async {
            while desk.venue("v").await.expect("the venue").venue.settings == before {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        let seen = tokio::time::timeout(std::time::Duration::from_secs(10), seen).await;
        seen.expect("the change is seen");
    }
}
