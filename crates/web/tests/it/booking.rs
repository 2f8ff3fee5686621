//! The page on which guests book: times in the first paint, two presses and two fields to a booking, and what is said where
//! it does not come to one.

use bronya_desk::NewResource;
use bronya_domain::booking::{Booking, State};
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, SlotText};
use bronya_domain::id::ResourceId;
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::settings::{ResourceEdit, SettingsChange, VenueEdit};
use bronya_domain::span::Span;

use crate::app::{Answer, App, EVENING, STAFF, anna, table};

/// The page on the evening's day, for two.
const SATURDAY: &str = "/demo?party=2&date=2026-11-21";
/// The evening as a button names it.
const AT: &str = "any-from-1795278600000000";

/// All bookings of the venue.
async fn all(app: &App) -> Vec<Booking> {
    let filter = Default::default();
    let page = app.desk().bookings(app.venue, filter, None, 200).await;
    page.expect("bookings").items
}

/// Presses a time, and follows to where the form is.
async fn pressed(app: &App, page: &str, to: &str) -> (String, Answer) {
    let key = app.get(page).await.inputs("key").remove(0);
    let answer = app.post(page, &[("key", &key), ("to", to)]).await.is(303);
    let path = answer.header("location").to_owned();
    let form = app.get(&path).await.is(200);
    (path, form)
}

/// What the form of a page sends, with what a guest types into it.
fn filled<'a>(form: &'a Form, typed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let hidden = form.0.iter().map(|(name, value)| (*name, value.as_str()));
    hidden.chain(typed.iter().copied()).collect()
}

/// What travels in a form unseen.
struct Form(Vec<(&'static str, String)>);

impl Form {
    fn of(page: &Answer) -> Self {
        let value = |name: &'static str| Some((name, page.inputs(name).pop()?));
        Self(
            ["key", "at", "hold"]
                .into_iter()
                .filter_map(value)
                .collect(),
        )
    }
}

/// Where the form of a page goes.
fn action(page: &Answer) -> String {
    let form = page
        .text
        .split("<form id=\"order\"")
        .nth(1)
        .expect("a form");
    let action = form
        .split("action=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    action
        .expect("an address")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

const GUEST: [(&str, &str); 2] = [("name", "Анна"), ("email", "Anna@Example.org")];

#[tokio::test]
async fn two_presses_and_two_fields_make_a_booking() {
    App::in_each("{}", async |app| {
        let page = app.get("/demo").await.is(200);
        assert_eq!(page.header("x-robots-tag"), "all");
        // Two come today, and everything that is free stands there already.
        page.says("<option value=\"2\" selected>")
            .says("value=\"2026-11-20\"")
            .says("formnovalidate>19:30");
        let (path, form) = pressed(app, "/demo", AT).await;
        let form = form
            .says("Saturday, 21 November 2026, 19:30–21:00")
            .says("2 guests")
            .says("We keep this time for you until 12:05")
            .says("data-left=\"300\"")
            .says(">Book</button>");
        assert!(path.contains("hold="), "{path}");
        let sent = Form::of(&form);
        let to = action(&form);
        let booked = app.post(&to, &filled(&sent, &GUEST)).await.is(303);
        let bookings = all(app).await;
        let [booking] = &bookings[..] else {
            panic!("not one: {bookings:?}")
        };
        assert_eq!(booked.header("location"), app.page_of(booking));
        assert_eq!(booking.state, State::Confirmed);
        assert_eq!(
            (booking.party, booking.language),
            (Some(2), Some(Language::En))
        );
        assert_eq!(booking.channel, "web");
        assert_eq!(booking.contact.email.as_deref(), Some("anna@example.org"));
        app.get(booked.header("location")).await.is(200);
        // Sent twice, it is booked once.
        let again = app.post(&to, &filled(&sent, &GUEST)).await.is(303);
        assert_eq!(again.header("location"), app.page_of(booking));
        // Something else in the same form is not taken for the same.
        let other = [("name", "Пётр"), ("email", "petr@example.org")];
        app.post(&to, &filled(&sent, &other))
            .await
            .is(422)
            .says("You have sent this form already")
            .says("Пётр");
        assert_eq!(all(app).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_time_that_is_pressed_twice_is_kept_once() {
    App::in_each("{}", async |app| {
        let key = app.get(SATURDAY).await.inputs("key").remove(0);
        let form = [("key", key.as_str()), ("to", AT)];
        let first = app.post(SATURDAY, &form).await.is(303);
        let second = app.post(SATURDAY, &form).await.is(303);
        assert_eq!(first.header("location"), second.header("location"));
        // Who turns to another time gives the first one back.
        let page = app.get(first.header("location")).await;
        let mut form = Form::of(&page).0;
        form.push(("to", "any-from-1795280400000000".into()));
        let form: Vec<(&str, &str)> = form.iter().map(|(name, it)| (*name, it.as_str())).collect();
        app.post(&action(&page), &form).await.is(303);
        let small = app.table(2).await;
        let span = Span::new(
            EVENING.parse().expect("an instant"),
            "2026-11-21T16:45:00Z".parse().expect("an instant"),
        );
        let taken = app
            .desk()
            .taken(&*app.catalog().await, span.expect("a span"), app.now())
            .await;
        let taken = taken.expect("an answer");
        assert!(
            taken.iter().all(|taken| taken.claim.resource != small),
            "{taken:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn taken_meanwhile_the_words_stay_and_what_is_nearest_is_offered() {
    App::in_each(r#"{"hold_minutes": 1}"#, async |app| {
        let (_, form) = pressed(
            app,
            "/demo?party=6&date=2026-11-21",
            "any-from-1795278600000000",
        )
        .await;
        app.wait(2);
        app.books(anna(EVENING, app.table(6).await)).await;
        let note = [GUEST[0], GUEST[1], ("note", "У окна")];
        let (to, sent) = (action(&form), Form::of(&form));
        let refused = app.post(&to, &filled(&sent, &note)).await.is(409);
        let refused = refused
            .says("Somebody else has just taken that time")
            .says("value=\"Анна\"")
            .says("У окна")
            .says("Nearest times");
        let offered: Vec<&str> = refused
            .text
            .split("name=\"instead\" value=\"")
            .skip(1)
            .collect();
        assert_eq!(offered.len(), 3);
        let instead = offered[0].split('"').next().expect("a place");
        let sent = Form::of(&refused);
        let typed = [note[0], note[1], note[2], ("instead", instead)];
        app.post(&action(&refused), &filled(&sent, &typed))
            .await
            .is(303);
        let bookings = all(app).await;
        assert_eq!(bookings.len(), 2);
        assert!(
            bookings
                .iter()
                .any(|one| one.note.as_deref() == Some("У окна") && one.party == Some(6))
        );
    })
    .await;
}

#[tokio::test]
async fn a_hold_that_ran_out_is_said_and_one_can_go_on() {
    App::in_each("{}", async |app| {
        let (path, _) = pressed(app, SATURDAY, AT).await;
        app.wait(6);
        let form = app
            .get(&path)
            .await
            .is(200)
            .says("We do not keep this time for you any more");
        let (to, sent) = (action(&form), Form::of(&form));
        app.post(&to, &filled(&sent, &GUEST)).await.is(303);
        assert_eq!(all(app).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_link_to_a_time_that_is_gone_shows_what_there_is() {
    App::in_each("{}", async |app| {
        for table in [2, 4, 6] {
            app.books(anna(EVENING, app.table(table).await)).await;
        }
        app.get(&format!("{SATURDAY}&at={AT}"))
            .await
            .is(422)
            .says("This time is not free any more")
            .says("formnovalidate>18:00");
        let key = app.get(SATURDAY).await.inputs("key").remove(0);
        app.post(SATURDAY, &[("key", &key), ("to", AT)])
            .await
            .is(409)
            .says("Somebody else has just taken that time")
            .says("name=\"to\"")
            .says("formnovalidate>18:00");
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_wrong_is_named_and_stays() {
    App::in_each("{}", async |app| {
        let (_, form) = pressed(app, SATURDAY, AT).await;
        let (to, sent) = (action(&form), Form::of(&form));
        let typed = [
            ("name", "Анна"),
            ("email", "anna"),
            ("phone", "one"),
            ("note", "У окна"),
        ];
        app.post(&to, &filled(&sent, &typed))
            .await
            .is(422)
            .says("href=\"#email\"")
            .says("href=\"#phone\"")
            .says("value=\"anna\"")
            .says("value=\"one\"")
            .says("У окна")
            .says("We keep this time");
        app.post(&to, &filled(&sent, &[("name", "Анна")]))
            .await
            .is(422)
            .says("please give an e-mail address or a phone number");
        app.post(
            &to,
            &filled(&sent, &[("name", "Анна"), ("phone", "8 912 345-67-89")]),
        )
        .await
        .is(303);
        for (query, field) in [
            ("date=tomorrow", "date"),
            ("party=none", "party"),
            ("party=7", "party"),
        ] {
            app.get(&format!("/demo?{query}"))
                .await
                .is(422)
                .says(&format!("href=\"#{field}\""));
        }
        // What nobody can have pressed leads to the page.
        app.post("/demo", &[("to", "now")]).await.is(200);
        app.post("/demo", &[("x", "y")]).await.is(422);
    })
    .await;
}

#[tokio::test]
async fn where_the_staff_decide_the_button_says_so() {
    let policy = r#"{"admission": "request", "answer_minutes": 120, "contact": "email_and_phone"}"#;
    App::in_each(policy, async |app| {
        let (path, form) = pressed(app, SATURDAY, AT).await;
        // Nothing is claimed before they agree, so that others may ask for the same.
        assert!(!path.contains("hold="), "{path}");
        let form = form
            .says("We will answer you within 2 h")
            .says(">Send request</button>")
            .keeps_silent_about("We keep");
        let (to, sent) = (action(&form), Form::of(&form));
        app.post(&to, &filled(&sent, &GUEST))
            .await
            .is(422)
            .says("href=\"#phone\"");
        let typed = [GUEST[0], GUEST[1], ("phone", "+79123456789")];
        let first = app.post(&to, &filled(&sent, &typed)).await.is(303);
        let again = app.post(&to, &filled(&sent, &typed)).await.is(303);
        assert_eq!(first.header("location"), again.header("location"));
        let bookings = all(app).await;
        assert_eq!((bookings.len(), bookings[0].state), (1, State::Requested));
    })
    .await;
}

#[tokio::test]
async fn nothing_free_leads_to_where_there_is_something() {
    App::in_each("{}", async |app| {
        let closed = SettingsChange::Resource(
            app.table(6).await,
            Box::new(ResourceEdit {
                kind: Some("зал".into()),
                ..ResourceEdit::default()
            }),
        );
        let changed = app
            .desk()
            .change_settings(app.venue, closed, None, app.now())
            .await;
        changed.expect("changed");
        let whole = |table: ResourceId| bronya_domain::command::NewBlock {
            resources: vec![table],
            span: Span::new(
                "2026-11-21T00:00:00Z".parse().expect("an instant"),
                "2026-11-22T00:00:00Z".parse().expect("an instant"),
            )
            .expect("a span"),
            reason: None,
        };
        for table in [2, 4] {
            let act = Act::Block(whole(app.table(table).await));
            let command = bronya_domain::command::Command {
                actor: STAFF,
                act,
                expects: None,
            };
            app.desk()
                .execute(app.venue, command, None, app.now())
                .await
                .expect("blocked");
        }
        app.get(SATURDAY)
            .await
            .is(200)
            .says("Nothing is free on Saturday, 21 November 2026.")
            .says("Sunday, 22 November 2026</a>")
            .says(" 21<span class=\"unseen\">: nothing free</span>")
            .says(">зал</a></li>");
    })
    .await;
}

#[tokio::test]
async fn rooms_are_chosen_by_name_and_for_as_long_as_one_likes() {
    let policy = r#"{"stay": {"chosen": {"least_minutes": 15, "most_minutes": 240}}, "guest_choice": "named", "contact": "email"}"#;
    App::in_each(policy, async |app| {
        let table = app.table(4).await;
        app.get("/demo")
            .await
            .is(200)
            .says("name=\"minutes\"")
            .says("<option value=\"60\" selected>1 h</option>")
            .says("Стол на 4</b>")
            .says("for 4")
            .keeps_silent_about("name=\"party\"");
        let page = format!("/demo?minutes=90&date=2026-11-21&who={table}");
        let (_, form) = pressed(app, &page, &format!("{table}-from-1795278600000000")).await;
        let form = form
            .says("19:30–21:00")
            .says("Стол на 4</span>")
            .keeps_silent_about("name=\"phone\"");
        let (to, sent) = (action(&form), Form::of(&form));
        app.post(&to, &filled(&sent, &GUEST)).await.is(303);
        let booking = all(app).await.remove(0);
        assert_eq!(booking.resources().collect::<Vec<_>>(), [table]);
        app.get("/demo?minutes=7")
            .await
            .is(422)
            .says("href=\"#minutes\"");
    })
    .await;
}

#[tokio::test]
async fn a_specialists_slots_have_topics_prices_and_one_taker() {
    let policy = r#"{"guest_choice": "named", "admission": "tentative"}"#;
    App::in_each(policy, async |app| {
        let specialist = NewResource {
            kind: "doctor".into(),
            name: Some("Анна Ильина".into()),
            schedule: Schedule::Slots,
            seats: Seats { from: 1, to: 1 },
            price: 400_000,
            ..table()
        };
        let second = NewResource {
            name: Some("Олег Рубцов".into()),
            ..specialist.clone()
        };
        let added = app
            .desk()
            .add_resources(app.venue, vec![specialist, second])
            .await;
        let catalog = added.expect("specialists");
        let own = catalog.named("Анна Ильина").next().expect("Anna").id;
        let at = |from: &str, until: &str| {
            Span::new(
                from.parse().expect("an instant"),
                until.parse().expect("an instant"),
            )
            .expect("a span")
        };
        let text = |topic: &str, span| SlotText {
            resource: own,
            span,
            topic: Some(topic.into()),
            price: Some(250_000),
        };
        let slot = app
            .publishes(text("Первая", at(EVENING, "2026-11-21T17:20:00Z")))
            .await;
        app.publishes(text(
            "Вторая",
            at("2026-11-21T18:00:00Z", "2026-11-21T18:50:00Z"),
        ))
        .await;
        let page = "/demo?kind=doctor&date=2026-11-21";
        app.get(page)
            .await
            .is(200)
            .says("Анна Ильина</b>")
            .says("19:30<small>Анна Ильина</small><small>Первая</small>")
            .says(">Вторая</a>")
            .keeps_silent_about("name=\"party\"");
        app.get(&format!(
            "{page}&topic=%D0%92%D1%82%D0%BE%D1%80%D0%B0%D1%8F"
        ))
        .await
        .is(200)
        .says(">21:00")
        .keeps_silent_about(">19:30");
        let place = format!("{own}-slot-{slot}");
        let (_, form) = pressed(app, page, &place).await;
        let form = form
            .says("₽2,500")
            .says("Первая</span>")
            .says(">Send request</button>");
        // To another guest the time is gone, and he is told what is near.
        let key = app.get(page).await.inputs("key").remove(0);
        app.post(page, &[("key", &key), ("to", &place)])
            .await
            .is(409)
            .says("21:00, Анна Ильина");
        let (to, sent) = (action(&form), Form::of(&form));
        app.post(&to, &filled(&sent, &GUEST)).await.is(303);
        let booking = all(app).await.remove(0);
        assert_eq!(
            (booking.state, booking.slot),
            (State::Tentative, Some(slot))
        );
    })
    .await;
}

#[tokio::test]
async fn it_stands_in_frames_of_sites_that_the_venue_names_and_in_no_other() {
    App::in_each("{}", async |app| {
        let framed = "frame-ancestors https://book.example.org http://localhost:8080";
        let refused = "frame-ancestors 'none'";
        let says = async |path: &str, policy: &str| {
            let page = app.get(path).await;
            let own = page.header("content-security-policy").to_owned();
            assert!(own.ends_with(policy), "{path}: {own}");
            page
        };
        says("/demo?embed", refused).await;
        let sites = ["https://book.example.org", "http://localhost:8080"];
        let edit = VenueEdit {
            embedders: Some(sites.map(str::to_owned).into()),
            ..VenueEdit::default()
        };
        let change = SettingsChange::Venue(edit);
        let changed = app
            .desk()
            .change_settings(app.venue, change, None, app.now())
            .await;
        changed.expect("changed");
        says("/demo", refused).await.says("class=\"foot\"");
        says("/demo?embed", framed)
            .await
            .keeps_silent_about("class=\"foot\"");
        let page = format!("{SATURDAY}&embed=1");
        let (path, form) = pressed(app, &page, AT).await;
        says(&path, framed).await;
        let (to, sent) = (action(&form), Form::of(&form));
        let done = app.post(&to, &filled(&sent, &GUEST)).await.is(200);
        assert!(done.header("content-security-policy").ends_with(framed));
        let booking = all(app).await.remove(0);
        done.says("It is booked")
            .says(&app.page_of(&booking))
            .says("target=\"_blank\"");
        says(&app.page_of(&booking), refused).await;
    })
    .await;
}

#[tokio::test]
async fn no_such_venue_is_a_page_and_other_addresses_belong_to_others() {
    App::in_each("{}", async |app| {
        app.get("/nowhere").await.is(404).says("<html");
        app.post("/nowhere", &[("to", AT)])
            .await
            .is(404)
            .says("<html");
        app.send("PUT", "/demo", &[], None)
            .await
            .is(405)
            .says("<html");
        for path in ["/v1", "/favicon.ico", "/Demo", "/demo/"] {
            assert_eq!(app.get(path).await.is(404).text, "", "{path}");
        }
        app.get("/login").await.is(200);
        // Who knows the bare address alone comes to the only venue that there is.
        let root = app.get("/").await.is(303);
        assert_eq!(root.header("location"), "/demo");
        let foreign = [("sec-fetch-site", "cross-site")];
        app.send("POST", "/demo", &foreign, Some("to=x"))
            .await
            .is(403);
    })
    .await;
}

#[tokio::test]
async fn whoever_takes_time_after_time_is_told_to_wait() {
    App::in_each_limited(async |app| {
        let mut last = 303;
        for minute in 0..70 {
            let to = format!(
                "any-from-{}",
                1_795_250_700_000_000_i64 + minute * 900_000_000
            );
            last = app.post(SATURDAY, &[("to", &to)]).await.status;
        }
        assert_eq!(last, 429);
    })
    .await;
}

#[tokio::test]
async fn a_venue_that_offers_nothing_says_so_in_russian_too() {
    App::in_each("{}", async |app| {
        for table in [2, 4, 6] {
            let edit = ResourceEdit {
                open: Some(false),
                ..ResourceEdit::default()
            };
            let change = SettingsChange::Resource(app.table(table).await, Box::new(edit));
            let changed = app
                .desk()
                .change_settings(app.venue, change, None, app.now())
                .await;
            changed.expect("changed");
        }
        let ru = [("accept-language", "ru")];
        app.send("GET", "/demo", &ru, None)
            .await
            .is(200)
            .says("Сейчас здесь ничего не бронируется");
    })
    .await;
}
