//! Founding a venue, step by step.

use bronya_desk::NewAccount;
use bronya_domain::people::{HOUSE, Names};
use bronya_domain::policy::GuestChoice;
use bronya_domain::resource::Schedule;

use crate::app::{Answer, App, PASSWORD};

type Shown = [(&'static str, String); 2];

/// Somebody who runs the installation.
async fn olga(app: &App) -> Shown {
    let hash = app.gate.passwords().hash(PASSWORD).await.expect("a hash");
    let new = NewAccount {
        realm: HOUSE.into(),
        username: None,
        email: Some("olga@example.org".into()),
        email_confirmed: true,
        phone: None,
        names: Names::default(),
        language: None,
        password: Some(hash),
        operator: true,
    };
    app.desk()
        .register(new, app.now())
        .await
        .expect("an account");
    app.logged_in("olga@example.org", PASSWORD).await
}

/// What a browser would send of the form of a page, without what a button adds and without its text areas.
fn filled(page: &Answer, names: &[&'static str]) -> Vec<(&'static str, String)> {
    let value = |name: &&'static str| Some((*name, page.inputs(name).into_iter().next()?));
    names.iter().filter_map(value).collect()
}

const HIDDEN: [&str; 15] = [
    "step",
    "based",
    "template",
    "name",
    "slug",
    "currency",
    "kind",
    "zone",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

async fn goes_on(app: &App, who: &Shown, page: &Answer, more: &[(&'static str, &str)]) -> Answer {
    let mut form = filled(page, &HIDDEN);
    form.retain(|(name, _)| more.iter().all(|(typed, _)| typed != name));
    form.extend(
        more.iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    app.post_as(who, "/admin/new", &form).await
}

#[tokio::test]
async fn a_venue_is_founded_in_three_steps_and_in_one_go() {
    App::in_each("{}", async |app| {
        let olga = olga(app).await;
        let what = app
            .get_as(&olga, "/admin/new")
            .await
            .is(200)
            .says("Step 1 of 3");
        let first = [("template", "rooms"), ("name", "Большие Залы")];
        let place = goes_on(app, &olga, &what, &first).await.is(200);
        let place = place.says("Step 2 of 3").says("value=\"bolshie-zaly\"");
        assert_eq!(place.inputs("monday"), ["08:00–21:00"]);
        assert_eq!(place.inputs("sunday"), [""]);
        let second = [
            ("zone", "Europe/Moscow"),
            ("language", "ru"),
            ("currency", "rub"),
            ("friday", "8-12"),
        ];
        let offer = goes_on(app, &olga, &place, &second).await.is(200);
        let offer = offer.says("Step 3 of 3").says("Малая переговорная; 4");
        let carried = [
            ("language", "ru"),
            ("lines", "Зал 1-3; 10; 500\nТеатр; 100"),
        ];
        let sum = goes_on(app, &olga, &offer, &carried).await.is(200);
        let sum = sum
            .says("Is this right?")
            .says("Зал 2")
            .says("Fri: 08:00–12:00");
        assert!(
            app.desk().venue("bolshie-zaly").await.is_err(),
            "nothing is made yet"
        );
        goes_on(app, &olga, &sum, &carried)
            .await
            .leads_to("/admin/bolshie-zaly?done=founded");
        let catalog = app.desk().venue("bolshie-zaly").await.expect("a venue");
        assert_eq!(catalog.listed().len(), 4);
        assert_eq!(catalog.venue.currency.to_string(), "RUB");
        let theatre = catalog.named("Театр").next().expect("a theatre");
        assert_eq!((theatre.kind.as_str(), theatre.seats.to), ("комната", 100));
        assert_eq!(catalog.listed()[0].rules.guest_choice, GuestChoice::Named);
        app.get_as(&olga, "/admin/bolshie-zaly?done=founded")
            .await
            .is(200)
            .says("The venue is made");
        // Sent once more, it makes nothing more.
        goes_on(app, &olga, &sum, &carried)
            .await
            .is(422)
            .says("another venue has it already");
    })
    .await;
}

#[tokio::test]
async fn what_will_not_do_is_said_in_its_step_and_one_can_go_back() {
    App::in_each("{}", async |app| {
        let olga = olga(app).await;
        let what = app.get_as(&olga, "/admin/new").await.is(200);
        goes_on(app, &olga, &what, &[("template", "rooms"), ("name", " ")])
            .await
            .is(422)
            .says("id=\"name-problem\"");
        goes_on(app, &olga, &what, &[("template", "castle"), ("name", "x")])
            .await
            .is(422);
        let first = [("template", "practice"), ("name", "Приём")];
        let place = goes_on(app, &olga, &what, &first).await.is(200);
        let wrong = [
            ("slug", "demo"),
            ("zone", "Mars/Olympus"),
            ("language", "en"),
            ("currency", "gold"),
            ("monday", "noon"),
        ];
        let again = goes_on(app, &olga, &place, &wrong).await.is(422);
        again
            .says("id=\"zone-problem\"")
            .says("id=\"currency-problem\"")
            .says("id=\"monday-problem\"")
            .says("value=\"noon\"");
        let taken = [
            ("slug", "demo"),
            ("zone", "UTC"),
            ("language", "en"),
            ("currency", "EUR"),
        ];
        goes_on(app, &olga, &place, &taken)
            .await
            .is(422)
            .says("another venue has it already");
        let second = [
            ("slug", "priyom"),
            ("zone", "UTC"),
            ("language", "en"),
            ("currency", "EUR"),
        ];
        let offer = goes_on(app, &olga, &place, &second).await.is(200);
        let carried = [("language", "en"), ("lines", "")];
        goes_on(app, &olga, &offer, &carried)
            .await
            .is(422)
            .says("id=\"lines-problem\"");
        let carried = [("language", "en"), ("lines", "Anna\nAnna")];
        goes_on(app, &olga, &offer, &carried)
            .await
            .is(422)
            .says("Line 2: something is called “Anna” already");
        assert!(
            app.desk().venue("priyom").await.is_err(),
            "all of it, or nothing"
        );
        let back = [("language", "en"), ("lines", "Anna"), ("go", "back")];
        let place = goes_on(app, &olga, &offer, &back).await.is(200);
        let place = place.says("Step 2 of 3").says("value=\"priyom\"");
        let back = [("language", "en"), ("lines", "Anna"), ("go", "back")];
        let what = goes_on(app, &olga, &place, &back).await.is(200);
        let what = what.says("Step 1 of 3").says("value=\"Приём\"");
        // Another sort of venue brings its own likely hours.
        let other = [
            ("template", "restaurant"),
            ("language", "en"),
            ("lines", "Anna"),
        ];
        let place = goes_on(app, &olga, &what, &other).await.is(200);
        assert_eq!(place.inputs("monday"), ["12:00–24:00"]);
        let sent = [
            ("slug", "priyom"),
            ("zone", "UTC"),
            ("language", "en"),
            ("currency", "EUR"),
        ];
        let offer = goes_on(app, &olga, &place, &sent)
            .await
            .is(200)
            .says("Table 1–6; 2");
        let done = [("language", "en"), ("lines", "Table 1; 2")];
        let sum = goes_on(app, &olga, &offer, &done).await.is(200);
        goes_on(app, &olga, &sum, &done).await.is(303);
        let catalog = app.desk().venue("priyom").await.expect("a venue");
        assert_eq!(catalog.listed()[0].resource.schedule, Schedule::Hours);
    })
    .await;
}
