//! The day of a venue, as those who work there see and use it.

use bronya_domain::booking::{Booking, State};
use bronya_domain::command::{Act, Actor, At, Choice, NewBlock, Order, Role};
use bronya_domain::span::{Span, later};
use jiff::SignedDuration;

use crate::app::{App, EVENING, PASSWORD, STAFF, anna};

type Shown = [(&'static str, String); 2];

/// The day of the evening, with somebody who works there.
const DAY: &str = "/staff/demo?date=2026-11-21";
const BACK: (&str, &str) = ("back", "date=2026-11-21");

async fn vera(app: &App) -> Shown {
    app.crew("vera@example.org", Role::Staff, None).await;
    app.logged_in("vera@example.org", PASSWORD).await
}

fn value(booking: &Booking) -> String {
    format!("{}.{}", booking.id, booking.version)
}

/// All bookings of the venue.
async fn all(app: &App) -> Vec<Booking> {
    let page = app
        .desk()
        .bookings(app.venue, Default::default(), None, 200)
        .await;
    page.expect("bookings").items
}

#[tokio::test]
async fn the_day_shows_who_comes_when_and_where_in_every_view() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let booking = app.booked(EVENING).await;
        let timeline = app.get_as(&vera, DAY).await.is(200);
        let timeline = timeline.says("aria-label=\"19:30–21:00, 2 Анна, Confirmed\"");
        // Noon to eleven, in cells of five minutes: half past seven is the ninetieth.
        timeline
            .says("class=\"item firm s90 w18\"")
            .says("<b>2</b> Анна");
        let list = app.get_as(&vera, &format!("{DAY}&view=list")).await.is(200);
        list.says("19:30–21:00")
            .says("Стол на 2")
            .says("+79123456789")
            .says("У окна");
        let chosen = format!("{DAY}&booking={}", booking.id);
        let panel = app.get_as(&vera, &chosen).await.is(200);
        panel
            .says("href=\"tel:+79123456789\"")
            .says("formaction=\"/staff/demo/do/seat\"");
        app.get_as(&vera, "/staff/demo?date=2026-11-22")
            .await
            .is(200)
            .keeps_silent_about("Анна");
    })
    .await;
}

#[tokio::test]
async fn what_else_a_guest_booked_stands_beside_his_booking_until_something_is_asked() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let earlier = app.booked("2026-11-20T18:00:00Z").await;
        let chosen = async |booking: &Booking, more: &str| {
            let path = format!("{DAY}&booking={}{more}", booking.id);
            app.get_as(&vera, &path).await.is(200)
        };
        let booking = app.booked(EVENING).await;
        let panel = chosen(&booking, "").await;
        panel
            .says("Other bookings of this guest")
            .says("20 November 2026, 21:00");
        chosen(&booking, "&doing=move")
            .await
            .keeps_silent_about("Other bookings of this guest");
        let mut stranger = anna("2026-11-21T18:30:00Z", app.table(4).await);
        stranger.contact.email = Some("bert@example.org".into());
        stranger.contact.phone = None;
        let stranger = app.books(stranger).await;
        chosen(&stranger, "")
            .await
            .keeps_silent_about("Other bookings of this guest");
        assert_ne!(earlier.id, booking.id);
    })
    .await;
}

#[tokio::test]
async fn what_can_be_done_is_done_and_led_back_to() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let booking = app.booked(EVENING).await;
        let id = booking.id;
        let post = async |act: &str, booking: &Booking| {
            let value = value(booking);
            let form = [BACK, ("booking", value.as_str())];
            app.post_as(&vera, &format!("/staff/demo/do/{act}"), &form)
                .await
        };
        let led = |deed: &str| format!("{DAY}&booking={id}&done={deed}");
        post("seat", &booking).await.leads_to(&led("seat"));
        let seated = app.now_is(&booking).await;
        assert_eq!(seated.state, State::Seated);
        // What was done a moment ago can be taken back, for ten seconds.
        app.get_as(&vera, &led("seat"))
            .await
            .is(200)
            .says("Arrived: Анна")
            .says("formaction=\"/staff/demo/do/undo\"");
        post("undo", &seated).await.leads_to(&led("undo"));
        let again = app.now_is(&booking).await;
        assert_eq!(again.state, State::Confirmed);
        post("seat", &again).await.is(303);
        app.wait(1);
        let seated = app.now_is(&booking).await;
        app.get_as(&vera, &led("seat"))
            .await
            .is(200)
            .keeps_silent_about("do/undo");
        post("undo", &seated).await.is(409);
        post("finish", &seated).await.leads_to(&led("finish"));
        assert_eq!(app.now_is(&booking).await.state, State::Finished);
    })
    .await;
}

#[tokio::test]
async fn who_acts_on_what_has_changed_since_is_told_so() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let booking = app.booked(EVENING).await;
        app.act(STAFF, Act::Seat(booking.id)).await;
        let value = value(&booking);
        let form = [BACK, ("booking", value.as_str())];
        app.post_as(&vera, "/staff/demo/do/no_show", &form)
            .await
            .is(409)
            .says("The booking changed since you opened the page");
        assert_eq!(app.now_is(&booking).await.state, State::Seated);
    })
    .await;
}

#[tokio::test]
async fn a_form_follows_the_booking_that_somebody_else_moved_to_another_day() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let booking = app.booked(EVENING).await;
        let value = value(&booking);
        let span = booking.when.span().expect("a time");
        let after = |at| later(at, SignedDuration::from_hours(48));
        let order = Order {
            choice: Choice::These(booking.resources().collect()),
            at: At::During(Span::new(after(span.from()), after(span.end())).expect("a span")),
            party: None,
        };
        app.act(STAFF, Act::Move(booking.id, Box::new(order))).await;
        let form = [
            BACK,
            ("booking", value.as_str()),
            ("reason", "Гость звонил дважды"),
        ];
        let told = app.post_as(&vera, "/staff/demo/do/cancel", &form).await;
        told.is(409)
            .says("The booking changed since you opened the page")
            .says("23 November 2026")
            .says("Гость звонил дважды");
        assert_eq!(app.now_is(&booking).await.state, State::Confirmed);
    })
    .await;
}

#[tokio::test]
async fn a_booking_is_entered_moved_and_called_off() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let form = [
            BACK,
            ("date", "2026-11-21"),
            ("from", "19:30"),
            ("party", "4"),
            ("resource", "kind:table"),
            ("name", "Иванова"),
            ("phone", "+7 912 345-67-89"),
        ];
        app.post_as(&vera, "/staff/demo/do/book", &form)
            .await
            .is(303);
        let made = all(app).await.remove(0);
        assert_eq!(made.resources().next(), Some(app.table(4).await));
        assert_eq!((made.party, made.channel.as_str()), (Some(4), "web"));
        let value = value(&made);
        let table = app.table(6).await.to_string();
        let form = [
            BACK,
            ("booking", value.as_str()),
            ("date", "2026-11-21"),
            ("from", "20:00"),
            ("resource", table.as_str()),
        ];
        app.post_as(&vera, "/staff/demo/do/move", &form)
            .await
            .is(303);
        let moved = app.now_is(&made).await;
        assert_eq!(moved.resources().next(), Some(app.table(6).await));
        assert_eq!(moved.party, Some(4));
        let value = format!("{}.{}", moved.id, moved.version);
        let asked = format!("{DAY}&booking={}&doing=cancel", moved.id);
        app.get_as(&vera, &asked)
            .await
            .is(200)
            .says("The guest will be told at once");
        let form = [BACK, ("booking", value.as_str()), ("reason", "Авария")];
        app.post_as(&vera, "/staff/demo/do/cancel", &form)
            .await
            .is(303);
        assert_eq!(app.now_is(&made).await.state, State::Cancelled);
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_nothing_twice() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let page = app.get_as(&vera, DAY).await.is(200);
        let once = page.inputs("once").remove(0);
        let again = app.get_as(&vera, DAY).await.is(200);
        assert_ne!(
            again.inputs("once"),
            std::slice::from_ref(&once),
            "each page has its own"
        );
        let line = |line| [BACK, ("once", once.as_str()), ("line", line)];
        let first = line("19:30 2 Иванова");
        for _ in 0..2 {
            let answer = app
                .post_as(&vera, "/staff/demo/typed", &first)
                .await
                .is(303);
            assert!(answer.header("location").contains("booking="));
        }
        assert_eq!(all(app).await.len(), 1);
        // What is typed into it afterwards is something else.
        let second = line("19:30 2 Орлова");
        app.post_as(&vera, "/staff/demo/typed", &second)
            .await
            .is(303);
        assert_eq!(all(app).await.len(), 2);
        let walk_in = [BACK, ("once", once.as_str()), ("size", "2")];
        for _ in 0..2 {
            app.post_as(&vera, "/staff/demo/do/walk_in", &walk_in)
                .await
                .is(303);
        }
        assert_eq!(all(app).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_can_see_in_a_field_costs_nobody_his_form() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let form = [
            BACK,
            ("from", "19:30"),
            ("party", "2"),
            ("name", "Анна\u{b}Иванова\u{85}"),
            ("note", "у окна\u{7},\r\nторт"),
        ];
        app.post_as(&vera, "/staff/demo/do/book", &form)
            .await
            .is(303);
        let made = all(app).await.remove(0);
        assert_eq!(made.contact.name.as_deref(), Some("Анна Иванова"));
        assert_eq!(made.note.as_deref(), Some("у окна ,\nторт"));
    })
    .await;
}

#[tokio::test]
async fn whoever_loads_what_a_form_brought_anew_comes_to_the_day() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        for path in ["/staff/demo/do/book", "/staff/demo/typed"] {
            let answer = app.get_as(&vera, path).await.is(303);
            assert_eq!(answer.header("location"), "/staff/demo");
        }
    })
    .await;
}

#[tokio::test]
async fn every_wrong_value_is_named_and_everything_typed_stays() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let good = [
            ("date", "2026-11-21"),
            ("from", "19:30"),
            ("party", "4"),
            ("resource", "1"),
            ("name", "Иванова"),
            ("phone", "+79123456789"),
            ("email", "anna@example.org"),
        ];
        let before = app.everything().await;
        for (field, value) in [
            ("date", "soon"),
            ("from", "half past seven"),
            ("from", "25:00"),
            ("party", "0"),
            ("party", "-1"),
            ("party", "four"),
            ("resource", "99"),
            ("phone", "12"),
            ("email", "anna"),
        ] {
            let kept = good.into_iter().filter(|(name, _)| *name != field);
            let form: Vec<(&str, &str)> = kept.chain([BACK, (field, value)]).collect();
            let answer = app
                .post_as(&vera, "/staff/demo/do/book", &form)
                .await
                .is(422);
            let answer = answer.says(&format!("href=\"#{field}\""));
            let answer = answer.says(&format!("id=\"{field}-problem\""));
            if field != "resource" {
                assert_eq!(answer.inputs(field).last().map(String::as_str), Some(value));
            }
            if field != "name" {
                assert_eq!(answer.inputs("name"), ["Иванова"]);
            }
        }
        // The rules give the length of a stay, so that no field asks for its end.
        let odd = [BACK, ("from", "19:30"), ("until", "late")];
        app.post_as(&vera, "/staff/demo/do/book", &odd)
            .await
            .is(422);
        let missing = [BACK, ("party", "2"), ("name", "Иванова")];
        app.post_as(&vera, "/staff/demo/do/book", &missing)
            .await
            .is(422)
            .says("href=\"#from\"");
        // What the rules say no to keeps what was typed just as well.
        let large = [
            BACK,
            ("from", "19:30"),
            ("party", "40"),
            ("name", "Свадьба"),
        ];
        let refused = app
            .post_as(&vera, "/staff/demo/do/book", &large)
            .await
            .is(422);
        assert_eq!(refused.inputs("name"), ["Свадьба"]);
        refused.says("There is room for 6 at most.");
        assert_eq!(app.everything().await, before);
    })
    .await;
}

#[tokio::test]
async fn a_line_is_enough_and_what_it_leaves_open_is_asked_for() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let typed = async |line: &str| {
            app.post_as(&vera, "/staff/demo/typed", &[BACK, ("line", line)])
                .await
        };
        typed("19:30 4 Иванова +7 912 345-67-89").await.is(303);
        let made = all(app).await.remove(0);
        assert_eq!(made.contact.name.as_deref(), Some("Иванова"));
        assert_eq!(
            made.when.span().map(|span| span.from().to_string()),
            Some(EVENING.into())
        );
        // Who has been here is known by his number.
        typed("21:30 2 +79123456789").await.is(303);
        let again = all(app).await.remove(1);
        assert_eq!(again.contact.name.as_deref(), Some("Иванова"));
        let asked = typed("4 Петров").await.is(200);
        assert_eq!(asked.inputs("name"), ["Петров"]);
        assert_eq!(asked.inputs("party"), ["4"]);
        let refused = typed("19:30 4 Сидоров #4").await.is(422);
        assert_eq!(refused.inputs("name"), ["Сидоров"]);
        assert_eq!(all(app).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_party_at_the_door_sits_at_once() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        // In the middle of the evening.
        app.wait(8 * 60);
        let form = [("resource", "kind:table"), ("size", "4")];
        app.post_as(&vera, "/staff/demo/do/walk_in", &form)
            .await
            .is(303);
        let made = all(app).await.remove(0);
        assert_eq!((made.state, made.party), (State::Seated, Some(4)));
        assert_eq!(made.resources().next(), Some(app.table(4).await));
        let nobody = [("resource", "kind:table")];
        app.post_as(&vera, "/staff/demo/do/walk_in", &nobody)
            .await
            .is(422)
            .says("href=\"#party\"");
    })
    .await;
}

#[tokio::test]
async fn time_is_closed_and_opened_again() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let table = app.table(6).await;
        let number = table.to_string();
        let form = [
            BACK,
            ("resources[]", number.as_str()),
            ("from", "2026-11-21T18:00"),
            ("until", "2026-11-21T20:00"),
            ("reason", "Ремонт"),
        ];
        app.post_as(&vera, "/staff/demo/do/block", &form)
            .await
            .is(303);
        let chosen = format!("{DAY}&resource={table}");
        let page = app.get_as(&vera, &chosen).await.is(200).says("Ремонт");
        page.says("formaction=\"/staff/demo/do/unblock\" name=\"block\" value=\"1\"");
        let none = [BACK, ("from", "2026-11-21T18:00")];
        app.post_as(&vera, "/staff/demo/do/block", &none)
            .await
            .is(422)
            .says("please choose what is to be closed");
        app.post_as(&vera, "/staff/demo/do/unblock", &[BACK, ("block", "1")])
            .await
            .is(303);
        app.get_as(&vera, &chosen)
            .await
            .keeps_silent_about("Ремонт");
    })
    .await;
}

#[tokio::test]
async fn what_waits_stands_beside_the_day_with_its_rivals() {
    App::in_each(
        r#"{"admission": "request", "rivals": "kept"}"#,
        async |app| {
            let vera = vera(app).await;
            let first = app.booked(EVENING).await;
            let mut boris = anna(EVENING, app.table(2).await);
            boris.contact.name = Some("Борис".into());
            boris.contact.email = Some("boris@example.org".into());
            let second = app.books(boris).await;
            // It waits whatever day is looked at, and both stand on the row that both want.
            app.get_as(&vera, "/staff/demo?date=2026-12-24")
                .await
                .is(200)
                .says("In the way: Борис (Waiting for an answer)");
            app.get_as(&vera, DAY)
                .await
                .says("class=\"item wish s90 w18\"");
            let value = value(&second);
            let form = [BACK, ("booking", value.as_str())];
            app.post_as(&vera, "/staff/demo/do/confirm", &form)
                .await
                .is(303);
            assert_eq!(app.now_is(&second).await.state, State::Confirmed);
            app.get_as(&vera, DAY)
                .await
                .says("In the way: Борис (Confirmed)");
            let value = format!("{}.{}", first.id, first.version);
            let form = [BACK, ("booking", value.as_str()), ("reason", "Мест нет")];
            app.post_as(&vera, "/staff/demo/do/decline", &form)
                .await
                .is(303);
            assert_eq!(app.now_is(&first).await.state, State::Declined);
        },
    )
    .await;
}

#[tokio::test]
async fn a_drag_is_told_where_it_may_end_and_why_not_elsewhere() {
    App::in_each("{}", async |app| {
        let vera = vera(app).await;
        let booking = app.booked(EVENING).await;
        let mut other = anna("2026-11-21T18:30:00Z", app.table(4).await);
        other.contact.name = Some("Борис".into());
        app.books(other).await;
        let query = format!("booking={}&date=2026-11-21", booking.id);
        let places = app
            .get_as(&vera, &format!("/staff/demo/places?{query}"))
            .await
            .is(200);
        let places: serde_json::Value = serde_json::from_str(&places.text).expect("JSON");
        let starts = |table: &str| -> Vec<i64> {
            let starts = places["places"][table].as_array().expect("starts");
            starts
                .iter()
                .filter_map(|place| place[0].as_i64())
                .collect()
        };
        let at = |text: &str| {
            text.parse::<jiff::Timestamp>()
                .expect("an instant")
                .as_second()
        };
        // It is not in its own way, and another is.
        assert!(starts("1").contains(&at(EVENING)));
        assert!(!starts("2").contains(&at("2026-11-21T18:30:00Z")));
        let why = format!(
            "/staff/demo/why?booking={}&resource=2&from={}",
            booking.id,
            at("2026-11-21T18:30:00Z")
        );
        app.get_as(&vera, &why)
            .await
            .is(200)
            .says("Somebody else has just taken that time.");
    })
    .await;
}

#[tokio::test]
async fn a_specialist_sees_and_touches_his_own_time_alone() {
    App::in_each("{}", async |app| {
        let own = app.table(2).await;
        app.crew("anna@example.org", Role::Specialist, Some(own))
            .await;
        let anna_herself = app.logged_in("anna@example.org", PASSWORD).await;
        let hers = app.booked(EVENING).await;
        let theirs = app
            .books(anna("2026-11-21T17:00:00Z", app.table(6).await))
            .await;
        let page = app.get_as(&anna_herself, DAY).await.is(200);
        page.says("Стол на 2").keeps_silent_about("Стол на 6");
        let value = value(&theirs);
        let form = [BACK, ("booking", value.as_str())];
        app.post_as(&anna_herself, "/staff/demo/do/seat", &form)
            .await
            .is(404);
        assert_eq!(app.now_is(&theirs).await.state, State::Confirmed);
        let value = format!("{}.{}", hers.id, hers.version);
        let form = [BACK, ("booking", value.as_str())];
        app.post_as(&anna_herself, "/staff/demo/do/seat", &form)
            .await
            .is(303);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_gets_in() {
    App::in_each("{}", async |app| {
        app.crew("guest@example.org", Role::Customer, None).await;
        let guest = app.logged_in("guest@example.org", PASSWORD).await;
        app.get_as(&guest, "/staff/demo").await.is(403);
        app.found("other", "{}").await;
        let vera = vera(app).await;
        app.get_as(&vera, "/staff/other").await.is(404);
        app.get_as(&vera, "/staff/nowhere").await.is(404);
        app.get_as(&vera, "/staff/other/do/seat").await.is(404);
        app.post_as(&vera, "/staff/demo/do/dance", &[])
            .await
            .is(404);
        let block = NewBlock {
            resources: vec![app.table(2).await],
            span: Span::open(app.now()),
            reason: None,
        };
        let command = bronya_domain::command::Command {
            actor: Actor::OPERATOR,
            act: Act::Block(block),
            expects: None,
        };
        let closed = app
            .desk()
            .execute(app.venue, command, None, app.now())
            .await;
        closed.expect("closed");
        // Time that is closed without an end reaches to the edge of the screen.
        app.get_as(&vera, DAY).await.is(200).says("item block s0 w");
    })
    .await;
}
