//! A venue's webhook: the operator alone sets and sees it, and what it misses lies among the letters.

use bronya_domain::command::Role;
use bronya_domain::span::later;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::app::{Answer, App};

const HERE: &str = "/v1/venues/demo/webhook";

async fn seen(app: &App) -> Answer {
    app.get(HERE).staff().send().await.is(200)
}

async fn put(app: &App, body: Value) -> Answer {
    app.put(HERE).staff().json(body).await
}

#[tokio::test]
async fn the_operator_says_where_news_go_and_sees_by_what_they_are_signed() {
    App::in_each_restaurant(async |app| {
        let first = seen(app).await;
        let secret = first.body["secret"].as_str().expect("a secret");
        assert!(secret.starts_with("whsec_"), "{secret}");
        let nothing = json!({"url": null, "topics": [], "secret": secret});
        assert_eq!(first.body, nothing);
        assert_eq!(first.header("cache-control"), "no-store");

        let url = "http://10.0.0.7:8080/bronya?till=1";
        let wanted = json!({"url": url, "topics": ["confirmed", "rival_chosen"]});
        let set = put(app, wanted).await.is(200);
        let topics = json!(["confirmed", "rival_chosen"]);
        let whole = json!({"url": url, "topics": topics, "secret": secret});
        assert_eq!((&set.body, &seen(app).await.body), (&whole, &whole));
        let venue = app.get("/v1/venues/demo").staff().send().await.is(200);
        assert!(!venue.text.contains("10.0.0.7"), "{}", venue.text);
        let renamed = app.patch("/v1/venues/demo").staff();
        renamed.json(json!({"name": "Demo"})).await.is(200);
        assert_eq!(seen(app).await.body, whole, "nobody said a word of it");

        let stale = app.put(HERE).staff().header("If-Match", "\"1\"");
        let body = json!({"url": "https://other.example"});
        stale.json(body.clone()).await.no(412, "version_differs");
        let everything = put(app, body).await.is(200);
        assert_eq!(everything.body["topics"], json!([]));
        for _ in 0..2 {
            app.delete(HERE).staff().send().await.is(204);
            assert_eq!(seen(app).await.body, nothing);
        }

        let office = json!({"slug": "office", "name": "Office", "zone": "UTC", "currency": "EUR"});
        app.post("/v1/venues").staff().json(office).await.is(201);
        let office = app.get("/v1/venues/office/webhook").staff().send().await;
        assert_ne!(office.is(200).body["secret"], *secret);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_nothing_can_be_posted_to_is_refused() {
    App::in_each_restaurant(async |app| {
        let long = format!("https://till.example/{}", "a".repeat(1000));
        for bad in [
            "",
            "till.example",
            "ftp://till.example",
            "https://anna:key@till.example",
            "https://till.example/#part",
            &long,
        ] {
            let no = put(app, json!({"url": bad})).await.no(422, "invalid");
            assert_eq!(no.body["field"], "url", "{bad}");
        }
        let url = "https://till.example";
        let no = put(
            app,
            json!({"url": url, "topics": ["confirmed", "reminder"]}),
        )
        .await;
        assert_eq!(no.no(422, "invalid").body["field"], "topics[1]");
        put(app, json!({"url": url, "topics": ["lost"]}))
            .await
            .no(422, "invalid");
        put(app, json!({"topics": []})).await.no(422, "invalid");
        assert_eq!(seen(app).await.body["url"], Value::Null);
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let theirs = app.put(HERE).as_(&admin).json(json!({"url": url})).await;
        theirs.no(403, "operator_only");
    })
    .await;
}

#[tokio::test]
async fn news_that_were_given_up_lie_among_the_letters_and_are_tried_again() {
    App::in_each_restaurant(async |app| {
        put(app, json!({"url": "https://till.example"}))
            .await
            .is(200);
        let booking = app.booked("2026-11-21T19:00").await;
        let (desk, now) = (app.gate().desk(), app.gate().now());
        let waiting = async || {
            desk.webhooks_standing(now)
                .await
                .expect("an answer")
                .waiting
        };
        let until = later(now, SignedDuration::from_mins(3));
        let metrics = app.get("/metrics").send().await.is(200);
        assert!(metrics.text.contains("\nbronya_webhooks_waiting 1\n"));
        let lent = desk.lease_webhooks(now, until, 9).await.expect("news");
        assert_eq!((lent.len(), waiting().await), (1, 0));
        let why = "the webhook answered 500 Internal Server Error".to_owned();
        desk.give_up_letter(&lent[0], why.clone(), now)
            .await
            .expect("given up");

        let list = app.get("/v1/venues/demo/letters").staff().send().await;
        let letter = list.is(200).body["items"][0].clone();
        assert_eq!(
            (&letter["to"], &letter["topic"]),
            (&json!("program"), &json!("confirmed"))
        );
        assert_eq!(
            (&letter["booking"], &letter["why"]),
            (&booking["id"], &json!(why))
        );
        let again = app.post("/v1/venues/demo/letters/resend").staff();
        again.json(json!({"id": letter["id"]})).await.is(204);
        assert_eq!(waiting().await, 1);
    })
    .await;
}
