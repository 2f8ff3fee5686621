//! A guest gives his booking another time.

use bronya_desk::NewResource;
use bronya_domain::command::{Act, At, Choice, Command, Filter, Order, SlotText};
use bronya_domain::resource::Schedule;
use bronya_domain::span::Span;
use jiff::{SignedDuration, Timestamp};

use crate::app::{Answer, App, EVENING, STAFF, anna, table};

const SUNDAY: &str = "?date=2026-11-22&party=2";

/// The starts that a page offers, as it writes them.
fn starts(answer: &Answer) -> Vec<String> {
    answer.inputs("to")
}

#[tokio::test]
async fn what_is_offered_is_what_the_desk_has_and_can_be_had() {
    App::in_each("{}", async |app| {
        let booking = app.booked(EVENING).await;
        let page = app.page_of(&booking);
        app.get(&page).await.keeps_silent_about("type=\"radio\"");
        let sunday = app.get(&format!("{page}{SUNDAY}")).await.is(200);
        // From noon to half past nine, each quarter of an hour.
        let offered = starts(&sunday);
        assert_eq!(offered.len(), 39, "{offered:?}");
        let form = [
            ("version", "1"),
            ("date", "2026-11-22"),
            ("party", "2"),
            ("to", &offered[4]),
        ];
        app.post(&format!("{page}/move"), &form)
            .await
            .leads_to(&page);
        let moved = app.now_is(&booking).await;
        let from = moved.when.span().map(Span::from).expect("a time");
        assert_eq!(from.to_string(), "2026-11-22T10:00:00Z");
        assert_eq!((moved.version, moved.price), (2, booking.price));
        app.get(&page)
            .await
            .says("воскресенье, 22 ноября 2026 г., 13:00–14:30");
    })
    .await;
}

#[tokio::test]
async fn a_small_shift_at_the_only_table_is_offered_and_had() {
    App::in_each("{}", async |app| {
        let booking = app.booked(EVENING).await;
        let page = app.page_of(&booking);
        let from = booking.when.span().map(Span::from).expect("a time");
        let shifted = from + SignedDuration::from_mins(15);
        // The other tables cost more, so only his own is left, and he is not in his own way.
        let offered = starts(&app.get(&format!("{page}?date=2026-11-21&party=2")).await);
        let wish = format!("-from-{}", shifted.as_microsecond());
        let wish = offered.iter().find(|start| start.ends_with(&wish));
        let form = [
            ("version", "1"),
            ("date", "2026-11-21"),
            ("party", "2"),
            ("to", wish.expect("a quarter of an hour later")),
        ];
        app.post(&format!("{page}/move"), &form)
            .await
            .leads_to(&page);
        let moved = app.now_is(&booking).await;
        assert_eq!(moved.when.span().map(Span::from), Some(shifted));
    })
    .await;
}

#[tokio::test]
async fn a_time_that_was_taken_meanwhile_is_refused_and_others_are_shown() {
    App::in_each("{}", async |app| {
        let booking = app.booked(EVENING).await;
        let page = app.page_of(&booking);
        let offered = starts(&app.get(&format!("{page}{SUNDAY}")).await);
        app.books(anna("2026-11-22T10:00:00Z", app.table(2).await))
            .await;
        let form = [
            ("version", "1"),
            ("date", "2026-11-22"),
            ("party", "2"),
            ("to", &offered[4]),
        ];
        let refused = app.post(&format!("{page}/move"), &form).await.is(409);
        let refused = refused
            .says("Это время только что заняли")
            .says("value=\"2026-11-22\"");
        let others = starts(&refused);
        assert!(
            !others.is_empty() && !others.contains(&offered[4]),
            "{others:?}"
        );
        assert_eq!(app.now_is(&booking).await, booking);
    })
    .await;
}

#[tokio::test]
async fn a_dearer_table_is_not_offered_and_not_had() {
    App::in_each("{}", async |app| {
        let booking = app.booked(EVENING).await;
        let page = app.page_of(&booking);
        // Three do not fit at the table for two, and the others cost more.
        app.get(&format!("{page}?date=2026-11-22&party=3"))
            .await
            .is(200)
            .says("Свободного времени нет");
        let to = format!("{}-from-1795341600000000", app.table(4).await);
        let form = [
            ("version", "1"),
            ("date", "2026-11-22"),
            ("party", "3"),
            ("to", &to),
        ];
        app.post(&format!("{page}/move"), &form)
            .await
            .is(409)
            .says("больше, чем ваша бронь");
        assert_eq!(app.now_is(&booking).await, booking);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_kept() {
    App::in_each("{}", async |app| {
        let booking = app.booked(EVENING).await;
        let page = app.page_of(&booking);
        for query in [
            "?date=tomorrow",
            "?date=2026-02-30",
            "?date=20261122",
            "?date=99999-01-01",
        ] {
            app.get(&format!("{page}{query}"))
                .await
                .is(422)
                .says("aria-describedby=\"date-problem\" aria-invalid=\"true\" autofocus");
        }
        for query in [
            "?party=0",
            "?party=-1",
            "?party=x",
            "?party=10001",
            "?party=%2B2",
        ] {
            app.get(&format!("{page}{query}"))
                .await
                .is(422)
                .says("id=\"party-problem\"");
        }
        // Trackers add what they like to a link.
        app.get(&format!("{page}?utm_source=mail")).await.is(200);
        for to in ["", "x", "1-from-x", "1-slot-"] {
            let form = [
                ("version", "1"),
                ("date", "2026-11-22"),
                ("party", "2"),
                ("to", to),
            ];
            app.post(&format!("{page}/move"), &form)
                .await
                .is(422)
                .says("id=\"to-problem\"");
        }
        app.post(&format!("{page}/move"), &[("version", "1")])
            .await
            .is(422);
        assert_eq!(app.now_is(&booking).await, booking);
    })
    .await;
}

#[tokio::test]
async fn what_the_staff_agreed_to_is_not_moved_past_them() {
    App::in_each(r#"{"admission": "tentative"}"#, async |app| {
        let booking = app.booked(EVENING).await;
        let page = app.page_of(&booking);
        app.get(&page).await.says("Показать свободное время");
        app.act(STAFF, Act::Confirm(booking.id, None)).await;
        app.get(&page)
            .await
            .says("здесь его изменить нельзя")
            .keeps_silent_about("/move\"");
        let to = format!("{}-from-1795341600000000", app.table(2).await);
        let form = [
            ("version", "2"),
            ("date", "2026-11-22"),
            ("party", "2"),
            ("to", &to),
        ];
        app.post(&format!("{page}/move"), &form)
            .await
            .is(409)
            .says("только сотрудники");
        assert_eq!(app.now_is(&booking).await.when, booking.when);
    })
    .await;
}

#[tokio::test]
async fn a_slot_that_was_withdrawn_leaves_the_page_of_its_request() {
    App::in_each(r#"{"admission": "request"}"#, async |app| {
        let doctor = NewResource {
            kind: "doctor".into(),
            schedule: Schedule::Slots,
            ..table()
        };
        let added = app.desk().add_resource(app.venue, doctor, None, app.now());
        let (_, doctor) = added.await.expect("a doctor");
        let slots = ["2026-11-21T10:00:00Z", "2026-11-22T10:00:00Z"];
        let [first, second] = slots.map(|from| {
            let from: Timestamp = from.parse().expect("an instant");
            SlotText {
                resource: doctor,
                span: Span::lasting(from, SignedDuration::from_mins(30)).expect("a span"),
                topic: Some("Осмотр".into()),
                price: None,
            }
        });
        let (first, second) = (app.publishes(first).await, app.publishes(second).await);
        let mut new = anna(EVENING, doctor);
        new.order = Some(Order {
            choice: Choice::Any(Filter::default()),
            at: At::Slot(first),
            party: None,
        });
        let booking = app.books(new).await;
        let page = app.page_of(&booking);
        app.get(&page).await.is(200).says("Осмотр");
        let command = Command {
            actor: STAFF,
            act: Act::WithdrawSlot(first),
            expects: None,
        };
        let withdrawn = app.desk().execute(app.venue, command, None, app.now());
        withdrawn.await.expect("withdrawn");
        app.get(&page).await.is(200).keeps_silent_about("Осмотр");
        let offered = starts(&app.get(&format!("{page}?date=2026-11-22")).await);
        assert_eq!(offered, [format!("{doctor}-slot-{second}")]);
        let form = [
            ("version", "1"),
            ("date", "2026-11-22"),
            ("party", ""),
            ("to", &offered[0]),
        ];
        app.post(&format!("{page}/move"), &form)
            .await
            .leads_to(&page);
        assert_eq!(app.now_is(&booking).await.slot, Some(second));
    })
    .await;
}
