//! Letters that could not be delivered: listed to whom they concern, and tried again.

use bronya_desk::About;
use bronya_domain::command::Role;
use bronya_domain::span::later;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::app::App;

/// Lends out all letters that are owed and gives them up; says how many there were. What one change owes is not lent out
/// all at once.
pub async fn give_up_all(app: &App) -> usize {
    let (gate, now) = (app.gate(), app.gate().now());
    let until = later(now, SignedDuration::from_mins(5));
    let mut given_up = Vec::new();
    loop {
        let lent = gate.desk().lease_letters(now, until, 100).await;
        let lent = lent.expect("letters");
        if lent.is_empty() {
            break;
        }
        for letter in lent {
            let why = "550 no such mailbox".to_owned();
            let settled = gate.desk().give_up_letter(&letter, why, now).await;
            settled.expect("a letter is given up");
            given_up.push(letter);
        }
    }
    assert!(
        given_up
            .iter()
            .any(|letter| matches!(letter.place.about, About::Booking { .. }))
    );
    given_up.len()
}

#[tokio::test]
async fn letters_that_were_given_up_are_listed_and_sent_again() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let office = json!({"slug": "office", "name": "Office", "zone": "UTC", "currency": "EUR"});
        app.post("/v1/venues").staff().json(office).await.is(201);
        let booking = app.booked("2026-11-21T19:00").await;
        let anna = json!({"email": "anna@example.org", "password": "seven quiet herons"});
        app.post("/v1/auth/register").json(anna).await.is(202);
        // The link is sent apart from the answer.
        app.owes(3).await;
        assert_eq!(app.owed().await as usize, give_up_all(app).await);

        let list = async || {
            app.get("/v1/venues/demo/letters")
                .as_(&admin)
                .send()
                .await
                .is(200)
                .body
        };
        let listed = list().await;
        let items = listed["items"].as_array().expect("a list");
        let guests = items.iter().find(|letter| letter["to"] == "guest");
        let letter = guests.expect("the guest's letter");
        assert_eq!(letter["booking"], booking["id"]);
        assert_eq!(letter["why"], "550 no such mailbox");
        assert_eq!(letter["attempts"], 1);
        let house = app.get("/v1/letters").staff().send().await.is(200).body;
        let topics: Vec<&Value> = house["items"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|it| &it["topic"])
            .collect();
        assert_eq!(topics, ["address_confirmation"]);
        let elsewhere = app
            .get("/v1/venues/office/letters")
            .staff()
            .send()
            .await
            .is(200);
        assert_eq!(elsewhere.body["items"], json!([]));

        let id = json!({"id": letter["id"]});
        let send = async |path: &str, body: &Value| app.post(path).staff().json(body.clone()).await;
        for foreign in ["/v1/venues/office/letters/resend", "/v1/letters/resend"] {
            send(foreign, &id).await.no(404, "unknown_letter");
        }
        let account = json!({"id": house["items"][0]["id"]});
        let theirs = send("/v1/venues/demo/letters/resend", &account).await;
        theirs.no(404, "unknown_letter");
        for bad in ["x", "MS4x", "…"] {
            let no = send("/v1/letters/resend", &json!({"id": bad})).await;
            assert_eq!(no.no(404, "unknown_letter").body["field"], "id");
        }
        assert_eq!(app.owed().await, 0, "nothing of this sent anything");

        let again = app.post("/v1/venues/demo/letters/resend").as_(&admin);
        again.json(id.clone()).await.is(204);
        assert_eq!(app.owed().await, 1);
        assert_eq!(
            list().await["items"].as_array().map(Vec::len),
            Some(items.len() - 1)
        );
        send("/v1/venues/demo/letters/resend", &id)
            .await
            .no(404, "unknown_letter");
        send("/v1/letters/resend", &account).await.is(204);
        assert_eq!(app.owed().await, 2);
    })
    .await;
}
