//! The letters of a venue: looked at, sent to whoever asks, and those that were given up let go of.

use bronya_domain::command::Role;
use serde_json::json;

use crate::app::App;
use crate::letters::give_up_all;

const SAMPLES: &str = "/v1/venues/demo/letters/samples";

#[tokio::test]
async fn each_letter_is_listed_and_shown_in_both_languages() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let list = app.get(SAMPLES).as_(&admin).send().await.is(200).body;
        let items = list["items"].as_array().expect("a list");
        assert_eq!(items.len(), 17);
        for item in items {
            let name = item["letter"].as_str().expect("a name");
            for language in ["ru", "en"] {
                let place = format!("{SAMPLES}/{name}?language={language}");
                let shown = app.get(&place).as_(&admin).send().await.is(200).body;
                assert_eq!(shown["language"], language);
                let html = shown["html"].as_str().expect("a page");
                assert!(html.contains(&format!("<html lang=\"{language}\">")));
            }
        }
        let none = app.get(&format!("{SAMPLES}/nothing")).as_(&admin);
        none.send().await.no(404, "unknown_letter");
        let odd = app.get(&format!("{SAMPLES}/invitation?language=de"));
        odd.as_(&admin).send().await.is(422);
    })
    .await;
}

#[tokio::test]
async fn a_test_goes_to_the_address_of_whoever_asks() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let owed = app.owed().await;
        let send = format!("{SAMPLES}/guest_confirmed/send");
        let sent = app.post(&send).as_(&admin).json(json!({"language": "ru"}));
        assert_eq!(sent.await.is(202).body["email"], "admin@example.org");
        let sent = app.post(&send).as_(&admin).send().await;
        sent.is(202);
        assert_eq!(app.owed().await, owed + 2);
        // Nobody has an address behind the operator's key.
        let key = app.post(&send).staff().json(json!({})).await;
        key.no(403, "accounts_only");
    })
    .await;
}

#[tokio::test]
async fn what_was_given_up_can_be_let_go_of() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        app.booked("2026-11-21T19:00").await;
        give_up_all(app).await;
        let list = async || {
            let list = app.get("/v1/venues/demo/letters").as_(&admin).send().await;
            let list = list.is(200).body;
            list["items"].as_array().cloned().unwrap_or_default()
        };
        let before = list().await;
        let id = json!({"id": before[0]["id"]});
        let drop = async |place: &str| app.post(place).as_(&admin).json(id.clone()).await;
        drop("/v1/venues/demo/letters/drop").await.is(204);
        assert_eq!(list().await.len(), before.len() - 1);
        let again = drop("/v1/venues/demo/letters/drop").await;
        again.no(404, "unknown_letter");
        let resend = drop("/v1/venues/demo/letters/resend").await;
        resend.no(404, "unknown_letter");
        assert_eq!(app.owed().await, 0, "nothing of this sent anything");
    })
    .await;
}
