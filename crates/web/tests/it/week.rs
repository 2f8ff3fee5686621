//! The week of somebody whose time is published by hand.

use bronya_desk::NewResource;
use bronya_domain::booking::{Booking, Contact, State};
use bronya_domain::command::{Act, Actor, At, Choice, NewBooking, Order, Role, SlotText};
use bronya_domain::hours::local_day;
use bronya_domain::id::{ResourceId, SlotId};
use bronya_domain::resource::{Schedule, Seats, Slot};
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_domain::span::Span;
use jiff::tz::TimeZone;

use crate::app::{Answer, App, PASSWORD, table};

type Shown = [(&'static str, String); 2];

/// The story begins on a Friday; this is the Monday after it.
const MONDAY: &str = "date=2026-11-23";
const WEEK: &str = "/staff/demo/week?date=2026-11-23";

/// A doctor whose time is published by hand, and somebody who logs in as him.
async fn doctor(app: &App, name: &str) -> ResourceId {
    let new = NewResource {
        kind: "doctor".into(),
        name: Some(name.into()),
        seats: Seats { from: 1, to: 1 },
        price: 100_000,
        schedule: Schedule::Slots,
        policy: serde_json::from_str(r#"{"admission": "tentative", "contact": "nothing"}"#)
            .expect("a policy"),
        ..table()
    };
    let catalog = app.desk().add_resources(app.venue, vec![new]).await;
    let catalog = catalog.expect("a doctor");
    let mut listed = catalog.listed().iter();
    let found = listed.find(|listed| listed.resource.name == name);
    found.expect("a doctor").resource.id
}

async fn practice(app: &App) -> (ResourceId, Shown) {
    let own = doctor(app, "Анна Ильина").await;
    app.crew("anna@example.org", Role::Specialist, Some(own))
        .await;
    (own, app.logged_in("anna@example.org", PASSWORD).await)
}

fn at(text: &str) -> jiff::Timestamp {
    text.parse().expect("an instant")
}

/// Publishes an hour from a moment on.
async fn slot(app: &App, own: ResourceId, from: &str) -> SlotId {
    let span = Span::lasting(at(from), jiff::SignedDuration::from_hours(1));
    app.publishes(SlotText {
        resource: own,
        span: span.expect("a span"),
        topic: Some("Консультация".into()),
        price: None,
    })
    .await
}

/// A client asks for a slot.
async fn asks(app: &App, slot: SlotId, name: &str) -> Booking {
    app.books(NewBooking {
        order: Some(Order {
            choice: Choice::Any(Default::default()),
            at: At::Slot(slot),
            party: None,
        }),
        hold: None,
        contact: Contact {
            name: Some(name.into()),
            email: None,
            phone: Some("+79123456789".into()),
        },
        note: Some("Болит спина".into()),
        language: None,
        channel: "api".into(),
    })
    .await
}

async fn slots(app: &App, own: ResourceId) -> Vec<Slot> {
    let zone = &app.catalog().await.venue.zone;
    let first = local_day("2026-11-01".parse().expect("a date"), zone).expect("a day");
    let last = local_day("2027-12-31".parse().expect("a date"), zone).expect("a day");
    let all = Span::new(first.from(), last.end()).expect("a span");
    let found = app.desk().slots(app.venue, all, Some(own)).await;
    found.expect("slots")
}

/// Sends a form of the week after the first.
async fn step(app: &App, who: &Shown, step: &str, form: &[(&str, &str)]) -> Answer {
    let names_week = form.iter().any(|(name, _)| *name == "back");
    let week = (!names_week).then_some(("back", MONDAY));
    let whole: Vec<_> = week.into_iter().chain(form.iter().copied()).collect();
    app.post_as(who, &format!("/staff/demo/week/{step}"), &whole)
        .await
}

const TUESDAY: [(&str, &str); 4] = [
    ("cells[]", "2026-11-24T10:00"),
    ("cells[]", "2026-11-24T10:30"),
    ("cells[]", "2026-11-24T11:00"),
    ("cells[]", "2026-11-24T11:30"),
];

#[tokio::test]
async fn painted_time_is_counted_first_and_then_published_week_after_week() {
    App::in_each("{}", async |app| {
        let (own, anna) = practice(app).await;
        // The venue opens at noon; who works at other hours looks at the whole day.
        app.get_as(&anna, WEEK)
            .await
            .is(200)
            .says("value=\"2026-11-24T12:00\"")
            .keeps_silent_about("value=\"2026-11-24T10:00\"");
        app.get_as(&anna, &format!("{WEEK}&rows=all"))
            .await
            .is(200)
            .says("value=\"2026-11-24T10:00\"")
            .says("Анна Ильина");
        slot(app, own, "2026-12-01T07:00:00Z").await;
        let mut form = TUESDAY.to_vec();
        form.extend([
            ("minutes", "50"),
            ("pause", "10"),
            ("topic", "First visit"),
            ("price", "2500,50"),
            ("until", "2026-12-08"),
        ]);
        let plan = step(app, &anna, "plan", &form).await.is(200);
        let plan = plan
            .says("Publish 5 slots?")
            .says("1 slot overlaps another one");
        assert_eq!(plan.inputs("cells[]").len(), 4);
        assert_eq!(slots(app, own).await.len(), 1, "counting publishes nothing");
        step(app, &anna, "publish", &form)
            .await
            .leads_to(&format!("{WEEK}&done=publish&counts=5.0.1.0"));
        let made = slots(app, own).await;
        assert_eq!(made.len(), 6);
        assert_eq!(made[0].span.from(), at("2026-11-24T07:00:00Z"));
        assert_eq!(made[0].span.end(), at("2026-11-24T07:50:00Z"));
        assert_eq!(made[0].topic.as_deref(), Some("First visit"));
        assert_eq!(made[0].price, Some(250_050));
        assert_eq!(made[1].span.from(), at("2026-11-24T08:00:00Z"));
        let told = app
            .get_as(&anna, &format!("{WEEK}&done=publish&counts=5.0.1.0"))
            .await;
        told.is(200)
            .says("5 slots are published, 1 left out because they overlap others.");
        let again = step(app, &anna, "plan", &form).await.is(200);
        again
            .says("There is nothing new to publish")
            .says("5 slots are published already")
            .keeps_silent_about("formaction=\"/staff/demo/week/publish\"");
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_wrong_is_named_and_nothing_typed_is_lost() {
    App::in_each("{}", async |app| {
        let (own, anna) = practice(app).await;
        step(app, &anna, "plan", &[("minutes", "50")])
            .await
            .is(422)
            .says("please tick the half hours first")
            .says("value=\"50\"");
        let bad = |field: &'static str, value: &'static str| {
            let mut form = TUESDAY.to_vec();
            form.push((field, value));
            form
        };
        for (field, value) in [
            ("minutes", "soon"),
            ("minutes", "0"),
            ("pause", "-1"),
            ("price", "a lot"),
            ("until", "2026-11-01"),
            ("until", "never"),
        ] {
            let answer = step(app, &anna, "publish", &bad(field, value))
                .await
                .is(422);
            answer
                .says(&format!("id=\"{field}-problem\""))
                .says(&format!("value=\"{value}\""))
                .says("value=\"2026-11-24T10:00\" checked");
        }
        step(app, &anna, "plan", &bad("minutes", "300"))
            .await
            .is(422)
            .says("no slot of this length fits");
        step(app, &anna, "plan", &bad("until", "2028-11-24"))
            .await
            .is(422)
            .says("repeat for a year at most");
        let long = "x".repeat(201);
        let mut form = TUESDAY.to_vec();
        form.push(("topic", &long));
        step(app, &anna, "plan", &form)
            .await
            .is(422)
            .says("id=\"topic-problem\"");
        step(app, &anna, "everything", &TUESDAY).await.is(404);
        assert!(slots(app, own).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn free_slots_are_withdrawn_and_those_that_somebody_wants_stay() {
    App::in_each("{}", async |app| {
        let (own, anna) = practice(app).await;
        let free = slot(app, own, "2026-11-24T07:00:00Z").await;
        let wanted = slot(app, own, "2026-11-24T09:00:00Z").await;
        asks(app, wanted, "Глеб").await;
        let page = app.get_as(&anna, WEEK).await.is(200);
        assert_eq!(page.inputs("slots[]"), [free.to_string()]);
        let (free_text, wanted_text) = (free.to_string(), wanted.to_string());
        let form = [
            ("slots[]", free_text.as_str()),
            ("slots[]", wanted_text.as_str()),
        ];
        step(app, &anna, "erase", &form)
            .await
            .is(200)
            .says("Withdraw 1 slot?")
            .says("1 slot stays");
        step(app, &anna, "withdraw", &form)
            .await
            .leads_to(&format!("{WEEK}&done=withdraw&counts=1.1"));
        let left = slots(app, own).await;
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].id, wanted);
        step(app, &anna, "erase", &[])
            .await
            .is(422)
            .says("please tick the published slots first");
    })
    .await;
}

#[tokio::test]
async fn a_request_is_agreed_to_or_declined_in_its_slot_with_what_was_before_beside_it() {
    App::in_each("{}", async |app| {
        let (own, anna) = practice(app).await;
        let first = slot(app, own, "2026-11-24T07:00:00Z").await;
        let second = slot(app, own, "2026-11-25T07:00:00Z").await;
        let one = asks(app, first, "Глеб").await;
        let value = format!("{}.{}", one.id, one.version);
        let page = app.get_as(&anna, WEEK).await.is(200);
        page.says("Глеб")
            .says("formaction=\"/staff/demo/week/confirm\"")
            .says(&format!("value=\"{value}\""));
        let decline = app
            .get_as(&anna, &format!("{WEEK}&booking={}&doing=decline", one.id))
            .await;
        decline
            .is(200)
            .says("Decline the request?")
            .says("Болит спина")
            .says("None here so far.");
        let form = [("booking", value.as_str()), ("reason", "В отпуске")];
        step(app, &anna, "decline", &form)
            .await
            .leads_to(&format!("{WEEK}&booking={}&done=decline", one.id));
        assert_eq!(app.now_is(&one).await.state, State::Declined);
        let two = asks(app, second, "Глеб").await;
        let card = app
            .get_as(&anna, &format!("{WEEK}&booking={}", two.id))
            .await;
        card.is(200).says("Declined").says("“В отпуске”");
        let value = format!("{}.{}", two.id, two.version);
        step(app, &anna, "confirm", &[("booking", &value)])
            .await
            .leads_to(&format!("{WEEK}&booking={}&done=confirm", two.id));
        assert_eq!(app.now_is(&two).await.state, State::Confirmed);
        // Whoever acts on what has changed since is told so.
        step(app, &anna, "confirm", &[("booking", &value)])
            .await
            .is(409)
            .says("nothing has changed");
    })
    .await;
}

#[tokio::test]
async fn a_specialist_sees_his_own_week_and_the_staff_choose_whose() {
    App::in_each("{}", async |app| {
        let (own, anna) = practice(app).await;
        let other = doctor(app, "Олег Рубцов").await;
        let his = slot(app, other, "2026-11-24T07:00:00Z").await;
        let booking = asks(app, his, "Дарья").await;
        let theirs = format!("{WEEK}&resource={other}");
        app.get_as(&anna, &theirs)
            .await
            .is(200)
            .says("Анна Ильина")
            .keeps_silent_about("Дарья");
        let value = format!("{}.{}", booking.id, booking.version);
        step(app, &anna, "confirm", &[("booking", &value)])
            .await
            .is(404);
        let number = his.to_string();
        step(app, &anna, "withdraw", &[("slots[]", &number)])
            .await
            .leads_to(&format!("{WEEK}&done=withdraw&counts=0.0"));
        let mut form = TUESDAY.to_vec();
        let back = format!("{MONDAY}&resource={other}");
        form.push(("back", &back));
        step(app, &anna, "publish", &form).await.is(303);
        assert_eq!(slots(app, own).await.len(), 2, "his own, whatever he asks");
        app.crew("vera@example.org", Role::Staff, None).await;
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        app.get_as(&vera, &theirs)
            .await
            .is(200)
            .says("Дарья")
            .says("Олег Рубцов</option>");
    })
    .await;
}

#[tokio::test]
async fn a_week_says_why_time_cannot_be_booked() {
    App::in_each("{}", async |app| {
        let (own, anna) = practice(app).await;
        slot(app, own, "2026-11-24T07:00:00Z").await;
        let form = [
            ("cells[]", "2026-11-24T10:00"),
            ("cells[]", "2026-11-24T15:00"),
        ];
        step(app, &anna, "why", &form)
            .await
            .is(200)
            .says("24 November, 10:00: This can be booked.")
            .says("24 November, 15:00: No slot that begins then is published.");
        step(app, &anna, "why", &[]).await.is(422);
    })
    .await;
}

#[tokio::test]
async fn a_calendar_is_read_by_its_secret_address_until_that_is_renewed() {
    App::in_each("{}", async |app| {
        let (own, anna) = practice(app).await;
        let first = slot(app, own, "2026-11-24T07:00:00Z").await;
        let booking = asks(app, first, "Глеб").await;
        let page = app.get_as(&anna, WEEK).await.is(200);
        let address = address(&page);
        let calendar = app.get(&address).await.is(200);
        assert_eq!(
            calendar.header("content-type"),
            "text/calendar; charset=utf-8"
        );
        assert_eq!(calendar.header("cache-control"), "no-store");
        let calendar = calendar
            .says("BEGIN:VEVENT")
            .says("SUMMARY:Глеб — Консультация")
            .says("STATUS:TENTATIVE")
            .says("DTSTART:20261124T070000Z")
            .says("X-WR-CALNAME:Анна Ильина")
            .says(&booking.id.code(app.venue));
        // It says who comes and no more of him.
        calendar
            .keeps_silent_about("79123456789")
            .keeps_silent_about("Болит спина");
        app.post(&address, &[]).await.is(405);
        for wrong in [
            address.replace(".ics", ""),
            address.replace("/calendar/demo/", "/calendar/nowhere/"),
            address.replace(&format!("/{own}/"), "/venue/"),
            address.replace(&format!("/{own}/"), "/1/"),
            address.replace(&format!("/{own}/"), "/x/"),
        ] {
            app.get(&wrong).await.is(404);
        }
        step(app, &anna, "renew", &[])
            .await
            .leads_to(&format!("{WEEK}&done=renew"));
        app.get(&address).await.is(404);
        let renewed = self::address(&app.get_as(&anna, WEEK).await.is(200));
        assert_ne!(renewed, address);
        app.get(&renewed).await.is(200).says("Глеб");
        app.act(Actor::GUEST, Act::Cancel(booking.id, None)).await;
        app.get(&renewed).await.is(200).keeps_silent_about("VEVENT");
    })
    .await;
}

/// Where the calendar is that a week names.
fn address(page: &Answer) -> String {
    let found = page.text.split("https://book.example").skip(1);
    let mut found = found.filter_map(|rest| rest.split('"').next());
    let found = found.find(|path| path.starts_with("/calendar/"));
    found.expect("the address of a calendar").to_owned()
}

#[tokio::test]
async fn the_week_of_a_clock_change_shows_the_hour_that_is_lost_and_publishes_nothing_in_it() {
    App::in_each("{}", async |app| {
        let (own, anna) = practice(app).await;
        berlin(app).await;
        let week = "/staff/demo/week?date=2027-03-28&rows=all";
        app.get_as(&anna, week)
            .await
            .is(200)
            .says("02:00 – the clock is put forward")
            .says("02:30 – the clock is put forward")
            .says("value=\"2027-03-28T03:00\"");
        let form = [
            ("back", "date=2027-03-28&rows=all"),
            ("cells[]", "2027-03-28T01:00"),
            ("cells[]", "2027-03-28T01:30"),
            ("cells[]", "2027-03-28T02:00"),
            ("cells[]", "2027-03-28T02:30"),
            ("cells[]", "2027-03-28T03:00"),
            ("cells[]", "2027-03-28T03:30"),
        ];
        step(app, &anna, "plan", &form)
            .await
            .is(200)
            .says("Publish 2 slots?")
            .says("1 slot is left out because the clock is put forward then.");
        step(app, &anna, "publish", &form).await.is(303);
        let made: Vec<String> = slots(app, own)
            .await
            .iter()
            .map(|slot| slot.span.from().to_string())
            .collect();
        assert_eq!(made, ["2027-03-28T00:00:00Z", "2027-03-28T01:00:00Z"]);
        // The hour that comes twice is there once, and what lies in its second half is shown with it.
        slot(app, own, "2027-10-31T01:00:00Z").await;
        app.get_as(&anna, "/staff/demo/week?date=2027-10-31&rows=all")
            .await
            .is(200)
            .says("02:00 (UTC+01:00)–03:00");
    })
    .await;
}

/// Moves the venue to Berlin.
async fn berlin(app: &App) {
    let name = "Europe/Berlin";
    let zone = TimeZone::get(name).expect("a zone");
    let edit = VenueEdit {
        zone: Some((name.into(), zone)),
        ..VenueEdit::default()
    };
    let change = SettingsChange::Venue(edit);
    let changed = app
        .desk()
        .change_settings(app.venue, change, None, app.now())
        .await;
    changed.expect("the venue moves");
}
