//! The settings of a venue, as those who run it see and change them.

use bronya_domain::command::{Act, Command, Role, SlotText};
use bronya_domain::hours::WallSpan;
use bronya_domain::policy::{Admission, Bound, Stay, UNBOUNDED};
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::span::{Span, later};
use jiff::SignedDuration;

use crate::app::{Answer, App, EVENING, PASSWORD, STAFF};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

type Shown = [(&'static str, String); 2];

async fn ada(app: &App) -> Shown {
    app.crew("ada@example.org", Role::Admin, None).await;
    app.logged_in("ada@example.org", PASSWORD).await
}

/// The version of the settings that a page shows.
fn seen(page: &Answer) -> String {
    page.inputs("seen").remove(0)
}

/// Sends a form to a page as it now stands.
async fn sends(app: &App, who: &Shown, page: &str, to: &str, form: &[(&str, &str)]) -> Answer {
    let seen = seen(&app.get_as(who, page).await.is(200));
    let form: Vec<(&str, &str)> = [("seen", seen.as_str())]
        .into_iter()
        .chain(form.iter().copied())
        .collect();
    app.post_as(who, to, &form).await
}

#[tokio::test]
async fn the_settings_are_for_those_who_run_the_venue() {
    App::in_each("{}", async |app| {
        app.crew("vera@example.org", Role::Staff, None).await;
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        let ada = ada(app).await;
        app.found("other", "{}").await;
        for page in [
            "",
            "/venue",
            "/resources",
            "/hours",
            "/rules",
            "/rules/table",
            "/rules/channels/web",
            "/rules/channels/api",
        ] {
            let path = format!("/admin/demo{page}");
            app.get(&path).await.is(303);
            app.get_as(&vera, &path).await.is(403);
            app.get_as(&ada, &path).await.is(200);
            app.get_as(&ada, &format!("/admin/other{page}"))
                .await
                .is(404);
        }
        for press in ["/calendar/renew", "/rules/channels/api", "/hours/remove"] {
            let path = format!("/admin/demo{press}");
            app.post_as(&vera, &path, &[]).await.is(403);
            app.post_as(&ada, &format!("/admin/other{press}"), &[])
                .await
                .is(404);
        }
        app.get_as(&ada, "/admin/new").await.is(403);
        let overview = app.get_as(&ada, "/admin/demo").await;
        overview
            .says("3 things on offer, 3 of them open")
            .says("Mon–Sun: 12:00–23:00")
            .says("A booking is confirmed at once.")
            .says("https://book.example/demo");
        for nothing in [
            "/admin/demo/resources/99",
            "/admin/demo/resources/x",
            "/admin/demo/rules/castle",
        ] {
            app.get_as(&ada, nothing).await.is(404);
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_venue_says_of_itself_is_changed_and_kept_where_it_will_not_do() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        let page = "/admin/demo/venue";
        let form = [
            ("name", "Броня и Ко"),
            ("address", ""),
            ("zone", "Asia/Tokyo"),
            ("language", "en"),
            ("currency", "eur"),
            ("region", "jp"),
            ("staff_email", "Desk@Example.org"),
            ("embedders", "https://a.example/\r\n\r\n https://b.example"),
            // Another currency asks first.
            ("sure", "0"),
        ];
        sends(app, &ada, page, page, &form)
            .await
            .leads_to("/admin/demo/venue?done=saved");
        let venue = app.catalog().await.venue.clone();
        assert_eq!(venue.name, "Броня и Ко");
        assert_eq!(venue.address, None);
        assert_eq!(venue.zone_name, "Asia/Tokyo");
        assert_eq!(venue.currency.to_string(), "EUR");
        assert_eq!(venue.region.as_deref(), Some("JP"));
        assert_eq!(venue.staff_email.as_deref(), Some("desk@example.org"));
        assert_eq!(venue.embedders, ["https://a.example", "https://b.example"]);
        let wrong = [
            ("name", " "),
            ("zone", "Mars/Olympus"),
            ("language", "en"),
            ("currency", "gold"),
            ("region", "Japan"),
            ("staff_email", "nobody"),
            ("embedders", "https://a.example/page"),
        ];
        let answer = sends(app, &ada, page, page, &wrong).await.is(422);
        for field in [
            "name",
            "zone",
            "currency",
            "region",
            "staff_email",
            "embedders",
        ] {
            let problem = format!("id=\"{field}-problem\"");
            assert!(answer.text.contains(&problem), "{field}: {}", answer.text);
        }
        answer.says("value=\"nobody\"").says("value=\"gold\"");
        // Who saw older settings hears of it, and what he typed stays.
        let stale = [
            ("seen", "1"),
            ("name", "Другое"),
            ("zone", "UTC"),
            ("language", "ru"),
            ("currency", "RUB"),
        ];
        app.post_as(&ada, page, &stale)
            .await
            .is(409)
            .says("Somebody changed the settings")
            .says("value=\"Другое\"");
        app.post_as(&ada, page, &[("name", "x")]).await.is(422);
        app.post_as(&ada, page, &[("seen", "1"), ("crown", "x")])
            .await
            .is(422);
    })
    .await;
}

#[tokio::test]
async fn another_currency_keeps_the_numbers_of_prices_and_says_so_first() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        let add = "/admin/demo/resources/add";
        let lines = [
            ("kind", "box"),
            ("schedule", "hours"),
            ("lines", "Box; 4; 1500"),
            ("sure", "1"),
        ];
        let done = app.post_as(&ada, add, &lines).await;
        done.leads_to("/admin/demo/resources?done=added");
        let lines = [
            ("kind", "doctor"),
            ("schedule", "slots"),
            ("lines", "Anna"),
            ("sure", "1"),
        ];
        app.post_as(&ada, add, &lines).await.is(303);
        let catalog = app.catalog().await;
        let anna = catalog.named("Anna").next().expect("Anna").id;
        let hour = Span::lasting(later(app.now(), HOUR), HOUR);
        app.publishes(SlotText {
            resource: anna,
            span: hour.expect("a span"),
            topic: None,
            price: Some(77_700),
        })
        .await;
        let page = "/admin/demo/venue";
        let form = [
            ("name", "Demo"),
            ("zone", "Asia/Tokyo"),
            ("language", "en"),
            ("currency", "JPY"),
        ];
        let asked = sends(app, &ada, page, page, &form).await.is(200);
        let asked = asked
            .says("the same number of the smallest coins")
            .says("150,000");
        let asked = asked.says("77,700");
        assert_eq!(asked.inputs("currency"), ["JPY"]);
        let currency = async || app.catalog().await.venue.currency.to_string();
        assert_eq!(currency().await, "RUB");
        let sure: Vec<(&str, &str)> = form.into_iter().chain([("sure", "0")]).collect();
        let done = sends(app, &ada, page, page, &sure).await;
        done.leads_to("/admin/demo/venue?done=saved");
        assert_eq!(currency().await, "JPY");
    })
    .await;
}

#[tokio::test]
async fn a_pasted_line_that_names_what_is_there_is_pointed_out() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        let lines = "Box 1-2; 4\r\nBox 2; 6";
        let form = [("kind", "box"), ("schedule", "hours"), ("lines", lines)];
        let told = app.post_as(&ada, "/admin/demo/resources/add", &form).await;
        told.is(422)
            .says("Line 2: something is called “Box 2” already")
            .says("Box 2; 6");
        // What left the offer has left its name, too.
        let add = "/admin/demo/resources/add";
        let one = [
            ("kind", "box"),
            ("schedule", "hours"),
            ("lines", "Box; 4"),
            ("sure", "1"),
        ];
        app.post_as(&ada, add, &one).await.is(303);
        app.post_as(&ada, add, &one).await.is(422);
        let first = app.catalog().await.named("Box").next().expect("a box").id;
        let page = format!("/admin/demo/resources/{first}");
        let retired = sends(app, &ada, &page, &format!("{page}/retire"), &[]).await;
        retired.leads_to(&format!("{page}?done=retired"));
        app.post_as(&ada, add, &one).await.is(303);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_about_a_thing_that_is_gone_can_be_copied() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        let two = app.table(2).await;
        let page = format!("/admin/demo/resources/{two}");
        let seen = seen(&app.get_as(&ada, &page).await.is(200));
        let delete = Command {
            actor: STAFF,
            act: Act::DeleteResource(two),
            expects: None,
        };
        let deleted = app.desk().execute(app.venue, delete, None, app.now());
        deleted.await.expect("it is deleted");
        let form = [
            ("seen", seen.as_str()),
            ("name", "У окна с <видом>"),
            ("kind", "table"),
        ];
        let gone = app.post_as(&ada, &page, &form).await.is(404);
        gone.says("no longer there")
            .says("У окна с &#60;видом&#62;");
        let own = format!("{page}/hours");
        let week = [
            ("seen", seen.as_str()),
            ("mode", "own"),
            ("monday", "08:08–09:09"),
        ];
        let gone = app.post_as(&ada, &own, &week).await.is(404);
        gone.says("no longer there").says("08:08–09:09");
        let long = "x".repeat(70_000);
        let form = [("name", long.as_str())];
        let told = app.post_as(&ada, &page, &form).await.is(413);
        told.says("more than fits into one form");
    })
    .await;
}

#[tokio::test]
async fn a_thousand_lines_may_be_pasted_at_once() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        let line = |number| format!("Ложа номер {number} на втором ярусе у самой сцены; 2-4\r\n");
        let lines: String = (1..=1000).map(line).collect();
        let form = [("kind", "box"), ("schedule", "hours"), ("lines", &lines)];
        app.post_as(&ada, "/admin/demo/resources/add", &form)
            .await
            .is(200)
            .says("1000 things will be added");
    })
    .await;
}

#[tokio::test]
async fn resources_are_added_by_pasting_once_their_number_was_seen() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        let add = "/admin/demo/resources/add";
        let form = [
            ("kind", "table"),
            ("schedule", "hours"),
            ("lines", "Стол 21-23; 2-4; 1500,50\r\nТерраса; 10"),
        ];
        let look = app.post_as(&ada, add, &form).await.is(200);
        let look = look
            .says("4 things will be added")
            .says("Стол 22")
            .says("for 2–4");
        assert_eq!(look.inputs("sure"), ["4"]);
        assert_eq!(
            app.catalog().await.listed().len(),
            3,
            "nothing is added by looking"
        );
        let back: Vec<_> = form.into_iter().chain([("back", "yes")]).collect();
        app.post_as(&ada, add, &back)
            .await
            .is(200)
            .says("Терраса; 10");
        let sure: Vec<_> = form.into_iter().chain([("sure", "4")]).collect();
        app.post_as(&ada, add, &sure)
            .await
            .leads_to("/admin/demo/resources?done=added");
        let catalog = app.catalog().await;
        let added = catalog.named("Стол 22").next().expect("a table");
        assert_eq!(
            (added.seats, added.price),
            (Seats { from: 2, to: 4 }, 150_050)
        );
        // The same form sent twice makes nothing twice.
        app.post_as(&ada, add, &sure)
            .await
            .is(422)
            .says("Line 1: something is called “");
        assert_eq!(app.catalog().await.listed().len(), 7);
        let wrong = [
            ("kind", "a!b"),
            ("schedule", "hours"),
            ("lines", "Стол; много\nСтол 9"),
        ];
        app.post_as(&ada, add, &wrong)
            .await
            .is(422)
            .says("id=\"kind-problem\"")
            .says("Line 1:")
            .says("Line 2:")
            .says("Стол; много");
        app.post_as(&ada, add, &[("kind", "table"), ("schedule", "hours")])
            .await
            .is(422);
    })
    .await;
}

#[tokio::test]
async fn a_resource_is_changed_retired_and_deleted() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        let two = app.table(2).await;
        let page = format!("/admin/demo/resources/{two}");
        let form = [
            ("name", "У окна"),
            ("kind", "table"),
            ("least", "1"),
            ("most", "3"),
            ("price", "250"),
            ("lanes", "1"),
            ("open", "no"),
            ("schedule", "slots"),
        ];
        sends(app, &ada, &page, &page, &form)
            .await
            .leads_to(&format!("{page}?done=saved"));
        let catalog = app.catalog().await;
        let changed = &catalog.find(two).expect("it is there").resource;
        assert_eq!(changed.name, "У окна");
        assert_eq!((changed.price, changed.open), (25_000, false));
        assert_eq!(changed.schedule, Schedule::Slots);
        let wrong: Vec<_> = form
            .into_iter()
            .map(|(name, value)| match name {
                "most" | "lanes" => (name, "0"),
                "price" => (name, "dear"),
                _ => (name, value),
            })
            .collect();
        sends(app, &ada, &page, &page, &wrong)
            .await
            .is(422)
            .says("id=\"most-problem\"")
            .says("id=\"price-problem\"")
            .says("value=\"dear\"");

        let four = app.table(4).await;
        app.books(crate::app::anna(EVENING, four)).await;
        let page = format!("/admin/demo/resources/{four}");
        sends(app, &ada, &page, &format!("{page}/delete"), &[])
            .await
            .is(409)
            .says("it cannot be deleted");
        let retire = format!("{page}/retire");
        let asked = sends(app, &ada, &page, &retire, &[]).await.is(200);
        asked.says("This touches bookings");
        let sure = [("sure", "1")];
        sends(app, &ada, &page, &retire, &sure)
            .await
            .leads_to(&format!("{page}?done=retired"));
        assert!(
            app.catalog()
                .await
                .find(four)
                .expect("it stays")
                .resource
                .retired
        );
        let six = app.table(6).await;
        let page = format!("/admin/demo/resources/{six}");
        // Whoever comes there to look is led to the page of which it is a part.
        app.get_as(&ada, &format!("{page}/delete"))
            .await
            .leads_to(&page);
        sends(app, &ada, &page, &format!("{page}/delete"), &[])
            .await
            .leads_to("/admin/demo/resources?done=deleted");
        assert!(app.catalog().await.find(six).is_none());
    })
    .await;
}

#[tokio::test]
async fn hours_are_saved_once_the_touched_bookings_are_known() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        app.booked(EVENING).await;
        let page = "/admin/demo/hours";
        let week = |saturday| {
            [
                ("mode", "own"),
                ("monday", "9-13, 14:00–18:00"),
                ("friday", "18:00-02:00"),
                ("saturday", saturday),
            ]
        };
        let asks = sends(app, &ada, page, page, &week("12:00–20:00"))
            .await
            .is(200);
        let asks = asks
            .says("One future booking")
            .says("Анна")
            .says("opening hours");
        assert_eq!(asks.inputs("sure"), ["1"]);
        let spans = |catalog: &bronya_domain::catalog::Catalog| {
            let hours = catalog.venue.hours.clone().expect("hours");
            hours.weekly.saturday
        };
        assert_eq!(closes(&spans(&*app.catalog().await)), "23:00:00");
        let sure: Vec<_> = week("12:00–20:00")
            .into_iter()
            .chain([("sure", "1")])
            .collect();
        sends(app, &ada, page, page, &sure)
            .await
            .leads_to("/admin/demo/hours?done=saved");
        assert_eq!(closes(&spans(&*app.catalog().await)), "20:00:00");
        let shown = app.get_as(&ada, page).await.is(200);
        shown
            .says("value=\"09:00–13:00, 14:00–18:00\"")
            .says("value=\"18:00–02:00\"");
        let wrong: Vec<_> = week("noon").into_iter().collect();
        sends(app, &ada, page, page, &wrong)
            .await
            .is(422)
            .says("id=\"saturday-problem\"")
            .says("value=\"noon\"");
    })
    .await;
}

/// When the last of some spans closes.
fn closes(spans: &[WallSpan]) -> String {
    spans
        .last()
        .map(|span| span.closes.to_string())
        .unwrap_or_default()
}

#[tokio::test]
async fn single_days_have_hours_of_their_own() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        let page = "/admin/demo/hours";
        let add = "/admin/demo/hours/add";
        let days = [
            ("from", "2026-12-31"),
            ("until", "2027-01-02"),
            ("hours", ""),
        ];
        sends(app, &ada, page, add, &days)
            .await
            .leads_to("/admin/demo/hours?done=saved");
        let exceptions = app
            .catalog()
            .await
            .venue
            .hours
            .clone()
            .expect("hours")
            .exceptions;
        assert_eq!(exceptions.len(), 3);
        let shown = app.get_as(&ada, page).await;
        let shown = shown.says("31 December 2026 to Saturday, 2 January 2027");
        assert_eq!(shown.inputs("date"), ["2026-12-31"], "three days, one line");
        assert_eq!(shown.inputs("last"), ["2027-01-02"], "of which some can go");
        let remove = "/admin/demo/hours/remove";
        let turned = [("date", "2027-01-02"), ("last", "2026-12-31")];
        sends(app, &ada, page, remove, &turned)
            .await
            .is(422)
            .says("not before the first");
        let day = [("date", "2027-01-01"), ("last", "2027-01-01")];
        sends(app, &ada, page, remove, &day)
            .await
            .leads_to("/admin/demo/hours?done=saved");
        let exceptions = app
            .catalog()
            .await
            .venue
            .hours
            .clone()
            .expect("hours")
            .exceptions;
        assert_eq!(exceptions.len(), 2);
        let shown = app.get_as(&ada, page).await;
        assert_eq!(shown.inputs("date"), ["2026-12-31", "2027-01-02"]);
        for (from, until, hours, field) in [
            ("soon", "", "", "from"),
            ("2026-12-31", "2026-12-30", "", "until"),
            ("2026-12-31", "2028-12-31", "", "until"),
            ("2026-12-31", "", "late", "hours"),
        ] {
            let form = [("from", from), ("until", until), ("hours", hours)];
            let answer = sends(app, &ada, page, add, &form).await.is(422);
            answer.says(&format!("id=\"{field}-problem\""));
        }
        // A resource begins with the hours that hold for it.
        let two = app.table(2).await;
        let own = format!("/admin/demo/resources/{two}/hours");
        // Days that were typed while the venue's hours are chosen are not passed over.
        let typed = [("mode", "none"), ("monday", "10-12")];
        sends(app, &ada, &own, &own, &typed)
            .await
            .is(422)
            .says("id=\"monday-problem\"")
            .says("value=\"10-12\"");
        sends(
            app,
            &ada,
            &own,
            &own,
            &[("mode", "own"), ("monday", "10-12")],
        )
        .await
        .leads_to(&format!("{own}?done=saved"));
        let catalog = app.catalog().await;
        let hours = catalog
            .find(two)
            .and_then(|listed| listed.resource.hours.clone());
        let hours = hours.expect("hours of its own");
        assert_eq!(
            (hours.weekly.monday.len(), hours.weekly.tuesday.len()),
            (1, 0)
        );
        assert_eq!(hours.exceptions.len(), 2);
        sends(app, &ada, &own, &own, &[("mode", "none")])
            .await
            .leads_to(&format!("{own}?done=saved"));
        let catalog = app.catalog().await;
        assert_eq!(catalog.find(two).expect("it is there").resource.hours, None);
    })
    .await;
}

#[tokio::test]
async fn rules_are_sentences_that_say_where_they_come_from_and_are_changed_in_place() {
    App::in_each(r#"{"cancel_deadline_minutes": 60}"#, async |app| {
        let ada = ada(app).await;
        let rules = "/admin/demo/rules";
        let shown = app.get_as(&ada, rules).await.is(200);
        let shown = shown
            .says("Guests may cancel until 1 hour before the visit.")
            .says("Guests may move their booking at any time.")
            .says("Set here")
            .says("As usual");
        assert_eq!(shown.text.matches("class=\"sentence\"").count(), 19);
        let edit = app
            .get_as(&ada, &format!("{rules}?edit=cancel_deadline_minutes"))
            .await;
        assert_eq!(edit.inputs("count"), ["1"]);
        let form = [
            ("rule", "cancel_deadline_minutes"),
            ("count", "90"),
            ("unit", "minutes"),
        ];
        sends(app, &ada, &format!("{rules}?edit=stay"), rules, &form)
            .await
            .leads_to(&format!("{rules}?done=saved#cancel_deadline_minutes"));
        let own = app.catalog().await.venue.policy.clone();
        assert_eq!(own.cancel_deadline_minutes, Some(Bound::Of(90)));

        // A kind, and one table: each says what it takes from whom.
        let table = app.table(2).await;
        let kind = "/admin/demo/rules/table";
        let one = format!("/admin/demo/resources/{table}/rules");
        let open = |page: &str| format!("{page}?edit=admission");
        let form = [("rule", "admission"), ("value", "tentative")];
        sends(app, &ada, &open(kind), kind, &form).await.is(303);
        let shown = app.get_as(&ada, &one).await.is(200);
        shown
            .says("Set for the kind")
            .says("From the venue")
            .says("the staff decide about it");
        let form = [
            ("rule", "cancel_deadline_minutes"),
            ("count", ""),
            ("unit", "minutes"),
        ];
        sends(app, &ada, &open(&one), &one, &form).await.is(303);
        let catalog = app.catalog().await;
        let listed = catalog.find(table).expect("it is there");
        assert_eq!(listed.rules.cancel_deadline_minutes, UNBOUNDED);
        assert_eq!(listed.rules.admission, Admission::Tentative);
        let form = [("rule", "cancel_deadline_minutes"), ("inherit", "yes")];
        sends(app, &ada, &open(&one), &one, &form).await.is(303);
        let catalog = app.catalog().await;
        let listed = catalog.find(table).expect("it is there");
        assert_eq!(listed.rules.cancel_deadline_minutes, Bound::Of(90));
    })
    .await;
}

#[tokio::test]
async fn rules_that_make_no_sense_or_contradict_each_other_are_refused_by_name() {
    App::in_each(r#"{"horizon_days": 1}"#, async |app| {
        let ada = ada(app).await;
        let rules = "/admin/demo/rules";
        let open = "/admin/demo/rules?edit=stay";
        let before = app.catalog().await.venue.policy.clone();
        for (form, field, says) in [
            (
                vec![("rule", "lead_minutes"), ("count", "2"), ("unit", "days")],
                "count",
                "together with another rule",
            ),
            (
                vec![("rule", "horizon_days"), ("count", "-1")],
                "count",
                "whole number",
            ),
            (
                vec![
                    ("rule", "grid_minutes"),
                    ("count", "0"),
                    ("unit", "minutes"),
                ],
                "count",
                "1 minute",
            ),
            (
                vec![("rule", "hold_minutes"), ("count", "3"), ("unit", "hours")],
                "count",
                "2 hours",
            ),
            (
                vec![("rule", "hold_minutes"), ("unit", "hours")],
                "count",
                "whole number",
            ),
            (
                vec![("rule", "admission"), ("value", "maybe")],
                "value",
                "one of the options",
            ),
            (
                vec![
                    ("rule", "stay"),
                    ("value", "by_party"),
                    ("turns", "4: 90\n2: 60"),
                ],
                "turns",
                "rise from line to line",
            ),
            (
                vec![("rule", "stay"), ("value", "by_party"), ("turns", "many")],
                "turns",
                "a line for each size",
            ),
            (
                vec![
                    ("rule", "stay"),
                    ("value", "chosen"),
                    ("least", "60"),
                    ("most", "30"),
                ],
                "most",
                "not smaller",
            ),
        ] {
            let answer = sends(app, &ada, open, rules, &form).await.is(422);
            answer.says(&format!("id=\"{field}-problem\"")).says(says);
        }
        for form in [
            [("rule", "crown"), ("value", "x")],
            [("rule", "stay"), ("jewel", "x")],
        ] {
            sends(app, &ada, open, rules, &form).await.is(422);
        }
        assert_eq!(app.catalog().await.venue.policy, before);
    })
    .await;
}

#[tokio::test]
async fn what_comes_through_programs_has_rules_of_its_own() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        let page = "/admin/demo/rules/channels/api";
        let edit = "/admin/demo/rules/channels/api?edit=admission";
        let venue = app.get_as(&ada, "/admin/demo/rules").await.is(200);
        venue.says(page).says("Programs by the API");
        let form = [("rule", "admission"), ("value", "request")];
        let done = sends(app, &ada, edit, page, &form).await;
        done.leads_to(&format!("{page}?done=saved#admission"));
        let own = async || app.catalog().await.venue.channels.get("api").cloned();
        assert_eq!(
            own().await.expect("rules of its own").admission,
            Some(Admission::Request)
        );
        let form = [("rule", "admission"), ("inherit", "yes")];
        let done = sends(app, &ada, edit, page, &form).await;
        done.leads_to(&format!("{page}?done=saved#admission"));
        assert_eq!(own().await, None, "nothing is left of them");
        let nobody = app.get_as(&ada, "/admin/demo/rules/channels/pigeons").await;
        nobody.is(404);
    })
    .await;
}

#[tokio::test]
async fn the_calendar_of_the_venue_has_an_address_that_can_be_renewed() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        let address = async || {
            let page = app.get_as(&ada, "/admin/demo").await.is(200);
            let (_, rest) = page.text.split_once("id=\"feed\"").expect("a field");
            let (_, rest) = rest.split_once("value=\"").expect("an address");
            let address = rest.split('"').next().unwrap_or_default().to_owned();
            let (_, path) = address.split_once("/calendar/").expect("a calendar");
            format!("/calendar/{path}")
        };
        let first = address().await;
        app.get(&first).await.is(200).says("BEGIN:VCALENDAR");
        let renewed = app.post_as(&ada, "/admin/demo/calendar/renew", &[]).await;
        renewed.leads_to("/admin/demo?done=renewed");
        app.get(&first).await.is(404);
        app.get(&address().await).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_rule_that_touches_bookings_asks_first() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        app.booked(EVENING).await;
        let rules = "/admin/demo/rules";
        let form = [
            ("rule", "stay"),
            ("value", "by_party"),
            ("turns", "2: 60\r\n8: 120"),
        ];
        let open = "/admin/demo/rules?edit=stay";
        let asks = sends(app, &ada, open, rules, &form).await.is(200);
        asks.says("This touches bookings").says("Анна");
        let sure: Vec<_> = form.into_iter().chain([("sure", "1")]).collect();
        sends(app, &ada, open, rules, &sure).await.is(303);
        let stay = app.catalog().await.venue.policy.stay.clone();
        assert!(matches!(stay, Some(Stay::ByParty(rows)) if rows.len() == 2));
    })
    .await;
}

#[tokio::test]
async fn settings_speak_russian_too() {
    App::in_each("{}", async |app| {
        let ada = ada(app).await;
        let who: Vec<(&str, String)> = ada
            .iter()
            .map(|(name, value)| match *name {
                "cookie" => (*name, format!("{value}; bronya-language=ru")),
                name => (name, value.clone()),
            })
            .collect();
        let two = app.table(2).await;
        for (page, says) in [
            ("/admin/demo".to_owned(), "Предлагается: 3"),
            ("/admin/demo/venue".to_owned(), "Часовой пояс"),
            (
                "/admin/demo/resources".to_owned(),
                "Посмотреть, что получится",
            ),
            (
                format!("/admin/demo/resources/{two}"),
                "Убрать из предложения",
            ),
            ("/admin/demo/hours".to_owned(), "Понедельник"),
            (
                "/admin/demo/rules?edit=stay".to_owned(),
                "1 час 30 минут для компаний до 2",
            ),
        ] {
            app.get_as(&who, &page).await.is(200).says(says);
        }
    })
    .await;
}
