//! The history of a venue as those who run it read it.

use bronya_domain::booking::Booking;
use bronya_domain::command::{Act, Actor, Role};
use bronya_domain::settings::{SettingsChange, VenueEdit};

use crate::app::{App, EVENING, PASSWORD};

type Shown = [(&'static str, String); 2];

const HISTORY: &str = "/admin/demo/history";

async fn boss(app: &App) -> (Shown, Actor) {
    let account = app.crew("boss@example.org", Role::Admin, None).await;
    let actor = Actor {
        role: Role::Admin,
        account: Some(account),
        own: None,
    };
    (app.logged_in("boss@example.org", PASSWORD).await, actor)
}

/// A booking that was made by its guest and called off by whoever runs the venue, who then renamed it.
async fn happens(app: &App, actor: Actor) -> Booking {
    let booking = app.booked(EVENING).await;
    app.wait(1);
    let cancel = Act::Cancel(booking.id, Some("<b>Потоп</b>".into()));
    app.act(actor, cancel).await;
    app.wait(1);
    let edit = VenueEdit {
        name: Some("Пушкин".into()),
        ..VenueEdit::default()
    };
    let (desk, now) = (app.desk().by(actor, app.now()), app.now());
    let changed = desk.change_settings(app.venue, SettingsChange::Venue(edit), None, now);
    changed.await.expect("changed");
    booking
}

#[tokio::test]
async fn it_says_who_did_what_when_to_what_and_why() {
    App::in_each("{}", async |app| {
        let (boss, actor) = boss(app).await;
        let booking = happens(app, actor).await;
        let page = app.get_as(&boss, HISTORY).await.is(200);
        let page = page
            .says("Friday, 20 November 2026")
            .says("Details of the venue changed")
            .says("<b>Booking cancelled</b>: <a href=\"/staff/demo?date=2026-11-21&#38;booking=1\">Анна · ")
            .says("Стол на 2")
            .says("boss@example.org")
            .says("Runs the venue")
            .says("&#60;b&#62;Потоп&#60;/b&#62;")
            .says("<time datetime=\"2026-11-20T09:02:00Z\">12:02</time>");
        let [changed, cancelled, booked] = ["Details of", "cancelled</b>", "Booked</b>"]
            .map(|words| page.text.find(words).expect("a line"));
        assert!(changed < cancelled && cancelled < booked, "the latest first");
        let ru = [boss[0].clone(), ("accept-language", "ru".into())];
        app.get_as(&ru, HISTORY)
            .await
            .is(200)
            .says("Бронь отменена")
            .says("Изменены сведения о заведении");
        let about = format!("{HISTORY}?about=booking.{}", booking.id);
        app.get_as(&boss, &about)
            .await
            .is(200)
            .says("Booking cancelled</b>")
            .keeps_silent_about("Details of the venue changed</b>");
    })
    .await;
}

#[tokio::test]
async fn it_is_sifted_by_day_person_and_deed_and_goes_on_where_a_page_ends() {
    App::in_each("{}", async |app| {
        let (boss, actor) = boss(app).await;
        happens(app, actor).await;
        let get = async |query: &str| app.get_as(&boss, &format!("{HISTORY}?{query}")).await;
        get("act=book&from=&until=&by=&about=")
            .await
            .is(200)
            .says("Booked</b>")
            .keeps_silent_about("Booking cancelled</b>");
        get("from=2026-11-21")
            .await
            .is(200)
            .says("Nothing of that has happened.");
        get("until=2026-11-20").await.is(200).says("Booked</b>");
        let account = actor.account.expect("an account");
        get(&format!("by={account}"))
            .await
            .is(200)
            .says("Booking cancelled</b>")
            .keeps_silent_about("Booked</b>");
        for number in 0..100 {
            let name = Some(format!("Name {number}"));
            let edit = VenueEdit {
                name,
                ..VenueEdit::default()
            };
            let desk = app.desk().by(actor, app.now());
            let change = SettingsChange::Venue(edit);
            let changed = desk.change_settings(app.venue, change, None, app.now());
            changed.await.expect("changed");
        }
        let first = get("").await.is(200).keeps_silent_about("Booked</b>");
        let older = first
            .text
            .split("href=\"")
            .find(|link| link.contains("before="));
        let older = older
            .and_then(|link| link.split('"').next())
            .expect("a link");
        let older = older.replace("&#38;", "&");
        app.get_as(&boss, &older)
            .await
            .is(200)
            .says("Booked</b>")
            .says("The latest");
    })
    .await;
}

#[tokio::test]
async fn what_nobody_can_mean_is_named_and_what_was_typed_stays() {
    App::in_each("{}", async |app| {
        let (boss, _) = boss(app).await;
        let (days, choice) = ("please give days", "please choose something that there is.");
        let november = "value=\"2026-11-20\"";
        for (query, words, kept) in [
            ("from=tomorrow&until=2026-11-20", days, november),
            ("until=2026-02-30&from=2026-11-20", days, november),
            ("until=2026-11-19&from=2026-11-20", days, november),
            ("about=moon.1", choice, "value=\"moon.1\" selected"),
            ("by=x", choice, "value=\"x\" selected"),
        ] {
            app.get_as(&boss, &format!("{HISTORY}?{query}"))
                .await
                .is(422)
                .says(words)
                .says(kept);
        }
        app.get_as(&boss, &format!("{HISTORY}?before=nowhere"))
            .await
            .is(200);
    })
    .await;
}

#[tokio::test]
async fn all_of_it_is_taken_away_as_a_table() {
    App::in_each("{}", async |app| {
        let (boss, actor) = boss(app).await;
        happens(app, actor).await;
        let table = app
            .get_as(&boss, "/admin/demo/history.csv?act=cancel")
            .await
            .is(200);
        assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
        let name = "attachment; filename=\"demo-history.csv\"";
        assert_eq!(table.header("content-disposition"), name);
        let lines: Vec<&str> = table.text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with("\u{feff}at,"));
        assert!(
            lines[1].contains(",cancel,booking,1,,Анна,"),
            "{}",
            lines[1]
        );
    })
    .await;
}

#[tokio::test]
async fn only_those_who_run_the_venue_read_it() {
    App::in_each("{}", async |app| {
        app.crew("vera@example.org", Role::Staff, None).await;
        let vera = app.logged_in("vera@example.org", PASSWORD).await;
        for path in [HISTORY, "/admin/demo/history.csv"] {
            app.get_as(&vera, path).await.is(403);
            app.get(path).await.is(303);
        }
        app.get_as(&vera, "/admin/nowhere/history").await.is(404);
    })
    .await;
}
