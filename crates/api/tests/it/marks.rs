//! Idempotency keys and versions.

use serde_json::json;

use crate::app::App;

const KEY: &str = "Idempotency-Key";

#[tokio::test]
async fn asking_again_with_the_same_key_makes_nothing_twice() {
    App::in_each_restaurant(async |app| {
        let doctor = json!({"kind": "doctor", "seats": {"from": 1, "to": 1}, "schedule": "slots"});
        app.post("/v1/venues/demo/resources")
            .staff()
            .json(doctor)
            .await
            .is(201);
        let staff = [
            (
                "/v1/venues",
                json!({"slug": "two", "name": "Two", "zone": "UTC", "currency": "EUR"}),
            ),
            (
                "/v1/venues/demo/resources",
                json!({"kind": "table", "seats": {"from": 1, "to": 2}}),
            ),
            (
                "/v1/venues/demo/blocks",
                json!({"resources": [3], "from": "2026-11-25T12:00", "until": "2026-11-25T13:00"}),
            ),
            (
                "/v1/venues/demo/slots",
                json!({"resource": 4, "from": "2026-11-25T12:00", "until": "2026-11-25T13:00"}),
            ),
            (
                "/v1/venues/demo/holds",
                json!({"resources": [1], "from": "2026-11-25T12:00", "party": 2}),
            ),
            (
                "/v1/venues/demo/bookings",
                json!({"resources": [1], "from": "2026-11-26T12:00", "party": 2}),
            ),
        ];
        for (place, (path, body)) in staff.into_iter().enumerate() {
            let key = format!("k-{place}");
            let first = app
                .post(path)
                .staff()
                .header(KEY, &key)
                .json(body.clone())
                .await
                .is(201);
            let again = app
                .post(path)
                .staff()
                .header(KEY, &key)
                .json(body.clone())
                .await
                .is(201);
            assert_eq!(first.body, again.body, "{path}");
            assert_eq!(first.header("location"), again.header("location"), "{path}");
            let mut other = body;
            other["name"] = json!("another");
            if path.ends_with("blocks") || path.ends_with("slots") || path.ends_with("holds") {
                other.as_object_mut().expect("an object").remove("name");
                other["from"] = json!("2026-11-25T12:30");
            }
            let reused = app
                .post(path)
                .staff()
                .header(KEY, &key)
                .json(other)
                .await
                .no(422, "key_reused");
            assert_eq!(reused.body["field"], KEY);
        }
    })
    .await;
}

#[tokio::test]
async fn a_key_belongs_to_its_caller_and_its_venue() {
    App::in_each_restaurant(async |app| {
        let body = json!({"from": "2026-11-26T12:00", "party": 2, "email": "a@b.example"});
        let path = "/v1/venues/demo/bookings";
        let guest = app
            .post(path)
            .header(KEY, "k")
            .json(body.clone())
            .await
            .is(201)
            .body;
        let staff = app
            .post(path)
            .staff()
            .header(KEY, "k")
            .json(body.clone())
            .await
            .is(201)
            .body;
        assert_ne!(guest["id"], staff["id"]);
        app.post(path).json(body.clone()).await.is(201);
        app.post(path).json(body).await.no(409, "taken");
    })
    .await;
}

#[tokio::test]
async fn a_hold_that_became_a_booking_is_not_missed_by_the_second_request() {
    App::in_each_restaurant(async |app| {
        let wish = json!({"from": "2026-11-26T12:00", "party": 2});
        let held = app
            .post("/v1/venues/demo/holds")
            .json(wish)
            .await
            .is(201)
            .body;
        let body = json!({"hold": held["id"], "party": 2, "email": "a@b.example"});
        let book = || {
            app.post("/v1/venues/demo/bookings")
                .header(KEY, "k")
                .json(body.clone())
        };
        let first = book().await.is(201).body;
        assert_eq!(book().await.is(201).body, first);
        app.post("/v1/venues/demo/bookings")
            .json(body)
            .await
            .no(404, "unknown_hold");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_is_not_kept() {
    App::in_each_restaurant(async |app| {
    let block = json!({"resources": [1], "from": "2026-11-26T12:00", "until": "2026-11-26T13:00"});
    app.post("/v1/venues/demo/blocks")
        .staff()
        .json(block)
        .await
        .is(201);
    let body =
        json!({"from": "2026-11-26T12:00", "resources": [1], "party": 2, "email": "a@b.example"});
    let book = || {
        app.post("/v1/venues/demo/bookings")
            .header(KEY, "k")
            .json(body.clone())
    };
    book().await.no(409, "blocked");
    app.delete("/v1/venues/demo/blocks/1")
        .staff()
        .send()
        .await
        .is(204);
    book().await.is(201);
    }).await;
}

#[tokio::test]
async fn a_bad_key_is_refused_by_its_name() {
    App::in_each_restaurant(async |app| {
        for bad in ["", " ", "a b", "ключ", &"k".repeat(256)] {
            let body = json!({"from": "2026-11-26T12:00", "party": 2, "email": "a@b.example"});
            let answer = app
                .post("/v1/venues/demo/bookings")
                .header(KEY, bad)
                .json(body)
                .await
                .no(400, "bad_header");
            assert_eq!(answer.body["field"], KEY);
        }
        assert_eq!(
            app.get("/v1/venues/demo/bookings")
                .staff()
                .send()
                .await
                .body["items"],
            json!([])
        );
    })
    .await;
}

#[tokio::test]
async fn a_change_of_something_else_than_was_seen_is_refused() {
    App::in_each_restaurant(async |app| {
        let booking = app.booked("2026-11-21T19:00").await;
        assert_eq!(booking["version"], 1);
        for act in [
            "confirm",
            "decline",
            "cancel",
            "ask-to-cancel",
            "seat",
            "finish",
            "no-show",
            "move",
        ] {
            let call = app
                .post(&format!("/v1/venues/demo/bookings/1/{act}"))
                .staff()
                .header("If-Match", "\"7\"");
            // A move that names nothing would be refused for that.
            let body = if act == "move" {
                json!({"party": 1})
            } else {
                json!({})
            };
            let refused = call.json(body).await.no(412, "version_differs");
            assert_eq!(refused.body["reasons"][0]["version"], 1);
            let call = app
                .post(&format!("/v1/venues/demo/bookings/1/{act}"))
                .staff()
                .header("If-Match", "7");
            assert_eq!(
                call.json(json!({})).await.no(400, "bad_header").body["field"],
                "If-Match"
            );
        }
        let call = app
            .post("/v1/venues/demo/bookings/1/seat")
            .staff()
            .header("If-Match", "\"1\"");
        assert_eq!(call.send().await.is(200).header("etag"), "\"2\"");

        let before = app.everything().await;
        for (method, path, body) in [
            ("PATCH", "/v1/venues/demo", json!({"name": "X"})),
            ("PUT", "/v1/venues/demo/hours", json!({"hours": null})),
            ("PUT", "/v1/venues/demo/policy", json!({})),
            ("PUT", "/v1/venues/demo/kinds/table/policy", json!({})),
            ("PUT", "/v1/venues/demo/resources/1/policy", json!({})),
            ("PATCH", "/v1/venues/demo/resources/1", json!({"price": 1})),
            ("DELETE", "/v1/venues/demo/resources/2", json!({})),
            ("POST", "/v1/venues/demo/resources/2/retire", json!({})),
        ] {
            app.call(method, path)
                .staff()
                .header("If-Match", "\"99\"")
                .json(body.clone())
                .await
                .no(412, "version_differs");
            app.call(method, path)
                .staff()
                .header("If-Match", "x")
                .json(body)
                .await
                .no(400, "bad_header");
        }
        assert_eq!(app.everything().await, before);
        let etag = app
            .get("/v1/venues/demo")
            .send()
            .await
            .header("etag")
            .to_owned();
        let call = app
            .patch("/v1/venues/demo")
            .staff()
            .header("If-Match", etag.clone());
        let changed = call.json(json!({"name": "X"})).await.is(200);
        assert_ne!(changed.header("etag"), etag);
    })
    .await;
}
