//! Many slots at once, calendars by a secret address, and what a guest booked before.

use serde_json::{Value, json};

use crate::app::App;

const SERIES: &str = "/v1/venues/demo/slots/series";

async fn doctor(app: &App) {
    let doctor = json!({"kind": "doctor", "seats": {"from": 1, "to": 1}, "schedule": "slots"});
    let made = app.post("/v1/venues/demo/resources").staff().json(doctor);
    made.await.is(201);
}

fn mornings(dry_run: bool) -> Value {
    json!({
        "resource": 4, "weekly": {"tuesday": [{"opens": "10:00", "closes": "12:00"}]},
        "slot_minutes": 50, "break_minutes": 10, "first": "2026-11-23", "until": "2026-12-06",
        "topic": "Checkup", "dry_run": dry_run,
    })
}

#[tokio::test]
async fn a_series_is_counted_published_once_and_withdrawn() {
    App::in_each_restaurant(async |app| {
        doctor(app).await;
        let publish = |body: Value| app.post(SERIES).staff().json(body);
        let counted = publish(mornings(true)).await.is(200).body;
        assert_eq!(
            counted,
            json!({
                "published": 4, "already": 0, "overlapping": 0, "past": 0, "clock_change": 0,
                "from": "2026-11-24T07:00:00Z", "until": "2026-12-01T08:50:00Z", "dry_run": true,
            })
        );
        let list = "/v1/venues/demo/slots?from=2026-11-23T00:00&to=2026-12-07T00:00&resource=4";
        let slots = app.get(list).send().await.is(200).body;
        assert_eq!(slots["items"], json!([]));
        let keyed = || app.post(SERIES).staff().header("Idempotency-Key", "k");
        let done = keyed().json(mornings(false)).await.is(200).body;
        assert_eq!(
            (&done["published"], &done["dry_run"]),
            (&json!(4), &json!(false))
        );
        let again = keyed().json(mornings(false)).await.is(200).body;
        assert_eq!(
            again, done,
            "asking again with the same key does nothing twice"
        );
        let other = publish(mornings(false)).await.is(200).body;
        assert_eq!(
            (&other["published"], &other["already"]),
            (&json!(0), &json!(4))
        );
        let slots = app.get(list).send().await.is(200).body;
        assert_eq!(slots["items"].as_array().map(Vec::len), Some(4));

        let booked = json!({"slot": 1, "phone": "+79123456789"});
        app.post("/v1/venues/demo/bookings")
            .json(booked)
            .await
            .is(201);
        let withdraw = |dry_run: bool| {
            let body = json!({"slots": [1, 2, 3, 77], "dry_run": dry_run});
            app.post("/v1/venues/demo/slots/withdraw")
                .staff()
                .json(body)
        };
        let counted = json!({"withdrawn": 2, "taken": 1, "unknown": 1, "dry_run": true});
        assert_eq!(withdraw(true).await.is(200).body, counted);
        assert_eq!(withdraw(false).await.is(200).body["withdrawn"], 2);
        let slots = app.get(list).send().await.is(200).body;
        assert_eq!(slots["items"].as_array().map(Vec::len), Some(2));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_series_is_named() {
    App::in_each_restaurant(async |app| {
        doctor(app).await;
        for (field, value) in [
            ("until", json!("2026-11-01")),
            ("until", json!("2027-11-24")),
            ("slot_minutes", json!(0)),
            ("slot_minutes", json!(1441)),
            ("break_minutes", json!(-1)),
            ("weekly", json!({})),
            ("weekly.tuesday[0].opens", json!(null)),
            ("price", json!(-1)),
            ("topic", json!("two\nlines")),
        ] {
            let mut body = mornings(true);
            match field {
                "weekly.tuesday[0].opens" => body["weekly"]["tuesday"][0]["opens"] = value,
                _ => body[field] = value,
            }
            let answer = app.post(SERIES).staff().json(body).await.is(422);
            let named = answer.body["field"].as_str().unwrap_or_default();
            assert!(
                named.starts_with(field.split('.').next().unwrap_or(field)),
                "{named} for {field}"
            );
        }
        let mut table = mornings(true);
        table["resource"] = json!(1);
        app.post(SERIES)
            .staff()
            .json(table)
            .await
            .no(422, "no_slots_here");
        let mut nothing = mornings(true);
        nothing["resource"] = json!(99);
        let unknown = app.post(SERIES).staff().json(nothing).await;
        assert_eq!(unknown.body["field"], "resource");
    })
    .await;
}

#[tokio::test]
async fn a_calendar_has_an_address_that_can_be_renewed() {
    App::in_each_restaurant(async |app| {
        let show = |path: &'static str| app.get(path).staff().send();
        let venue = show("/v1/venues/demo/calendar-feed").await.is(200).body;
        assert_eq!(venue["key_version"], 1);
        let path = "/v1/venues/demo/resources/1/calendar-feed";
        let one = show(path).await.is(200).body;
        let url = one["url"].as_str().expect("an address").to_owned();
        assert!(url.contains("/calendar/demo/1/"), "{url}");
        assert!(url.ends_with(".ics"), "{url}");
        let renew = format!("{path}/renew");
        let renewed = app.post(&renew).staff().send().await.is(200).body;
        assert_eq!(renewed["key_version"], 2);
        assert_ne!(renewed["url"], one["url"]);
        assert_eq!(show(path).await.is(200).body, renewed);
        let unmoved = show("/v1/venues/demo/calendar-feed").await.is(200).body;
        assert_eq!(unmoved, venue);
        show("/v1/venues/demo/resources/99/calendar-feed")
            .await
            .no(404, "unknown_resource");
        app.get(path).send().await.no(401, "credentials_required");
    })
    .await;
}

#[tokio::test]
async fn what_a_guest_booked_before_is_told_with_its_reasons() {
    App::in_each_restaurant(async |app| {
        let book = |from: &str, phone: &str, email: Option<&str>| {
            let body =
                json!({"resources": [1], "from": from, "party": 2, "phone": phone, "email": email});
            app.post("/v1/venues/demo/bookings").json(body)
        };
        let phone = "+79123456789";
        book("2026-11-25T12:00", phone, None).await.is(201);
        book("2026-11-26T12:00", "+79120000001", Some("anna@example.org"))
            .await
            .is(201);
        book("2026-11-27T12:00", "+79120000002", None).await.is(201);
        book("2026-11-28T12:00", phone, Some("anna@example.org"))
            .await
            .is(201);
        let cancel = app.post("/v1/venues/demo/bookings/1/cancel").staff();
        cancel.json(json!({"reason": "Ill."})).await.is(200);
        let path = "/v1/venues/demo/bookings/4/visits";
        let visits = app.get(path).staff().send().await.is(200).body;
        let told: Vec<_> = visits["items"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|visit| {
                json!([
                    visit["booking"]["id"],
                    visit["booking"]["state"],
                    visit["reason"]
                ])
            })
            .collect();
        assert_eq!(
            told,
            [
                json!([2, "confirmed", null]),
                json!([1, "cancelled", "Ill."])
            ]
        );
        let alone = "/v1/venues/demo/bookings/3/visits";
        let visits = app.get(alone).staff().send().await.is(200).body;
        assert_eq!(visits["items"], json!([]));
        app.get(path).send().await.no(401, "credentials_required");
    })
    .await;
}
