//! What a venue offers: resources, blocks, slots, and what can be had of them.

use serde_json::{Value, json};

use crate::app::App;

#[tokio::test]
async fn a_resource_is_added_changed_retired_or_deleted() {
    App::in_each_restaurant(async |app| {
    let body = json!({"kind": "комната", "name": "Зал", "number": 7, "seats": {"from": 1, "to": 20}, "lanes": 2});
    let made = app
        .post("/v1/venues/demo/resources")
        .staff()
        .json(body.clone())
        .await
        .is(201);
    assert_eq!(made.header("location"), "/v1/venues/demo/resources/4");
    assert_eq!(
        (
            &made.body["number"],
            &made.body["price"],
            &made.body["open"]
        ),
        (&json!(7), &json!(0), &json!(true))
    );
    let clash = app
        .post("/v1/venues/demo/resources")
        .staff()
        .json(body)
        .await
        .no(409, "not_unique");
    assert_eq!(clash.body["field"], "number");

    let list = app
        .get("/v1/venues/demo/resources?kind=table")
        .send()
        .await
        .is(200)
        .body;
    let names: Vec<&Value> = list["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| &item["name"])
        .collect();
    assert_eq!(names, ["table 1", "table 2", "table 3"]);
    assert_eq!(
        app.get("/v1/venues/demo/resources?kind=%D0%BA%D0%BE%D0%BC%D0%BD%D0%B0%D1%82%D0%B0")
            .send()
            .await
            .body["items"][0]["id"],
        4
    );

    let hours = json!({"weekly": {"monday": [{"opens": "10:00", "closes": "11:00"}]}});
    let change = json!({"price": 5, "hours": hours});
    let changed = app
        .patch("/v1/venues/demo/resources/4")
        .staff()
        .json(change)
        .await
        .is(200);
    assert_eq!(
        (&changed.body["price"], &changed.body["lanes"]),
        (&json!(5), &json!(2))
    );
    assert!(changed.body["hours"].is_object());
    let changed = app
        .patch("/v1/venues/demo/resources/4")
        .staff()
        .json(json!({"hours": null}))
        .await
        .is(200);
    assert_eq!(changed.body["hours"], json!(null));
    app.patch("/v1/venues/demo/resources/9")
        .staff()
        .json(json!({}))
        .await
        .no(404, "unknown_resource");

    app.delete("/v1/venues/demo/resources/4")
        .staff()
        .send()
        .await
        .is(204);
    app.get("/v1/venues/demo/resources/4")
        .send()
        .await
        .no(404, "unknown_resource");
    app.booked("2026-11-21T19:00").await;
    let refused = app
        .delete("/v1/venues/demo/resources/1")
        .staff()
        .send()
        .await
        .no(409, "was_booked");
    assert_eq!(
        refused.body["reasons"],
        json!([{"code": "was_booked", "resource": 1}])
    );
    let retired = app
        .post("/v1/venues/demo/resources/1/retire")
        .staff()
        .send()
        .await
        .is(200);
    assert_eq!(
        (&retired.body["retired"], &retired.body["open"]),
        (&json!(true), &json!(false))
    );
    }).await;
}

#[tokio::test]
async fn blocks_close_time_and_open_it_again() {
    App::in_each_restaurant(async |app| {
    let body = json!({"resources": [1, 2], "from": "2026-11-21T18:00", "until": "2026-11-21T20:00", "reason": "paint"});
    let made = app
        .post("/v1/venues/demo/blocks")
        .staff()
        .json(body)
        .await
        .is(201);
    assert_eq!(made.body["from"], "2026-11-21T15:00:00Z");
    let list = app
        .get("/v1/venues/demo/blocks?date=2026-11-21")
        .staff()
        .send()
        .await
        .is(200)
        .body;
    assert_eq!(list["items"][0]["reason"], "paint");
    assert_eq!(
        app.get("/v1/venues/demo/blocks")
            .staff()
            .send()
            .await
            .is(200)
            .body,
        json!({"items": []})
    );
    app.get("/v1/venues/demo/blocks/1")
        .staff()
        .send()
        .await
        .is(200);

    let wish =
        json!({"from": "2026-11-21T19:00", "party": 2, "email": "a@b.example", "resources": [1]});
    let refused = app
        .post("/v1/venues/demo/bookings")
        .json(wish.clone())
        .await
        .no(409, "blocked");
    assert_eq!(
        refused.body["reasons"][0],
        json!({"code": "blocked", "resource": 1})
    );
    assert_eq!(refused.body["alternatives"][0]["resource"], 3);
    let path = "/v1/venues/demo/blocks/1";
    let shown = app.get(path).staff().send().await.is(200);
    assert_eq!(shown.headers["etag"], "\"1\"");
    let stale = app.delete(path).staff().header("If-Match", "\"2\"");
    stale.send().await.no(412, "version_differs");
    app.delete("/v1/venues/demo/blocks/1")
        .staff()
        .send()
        .await
        .is(204);
    app.delete("/v1/venues/demo/blocks/1")
        .staff()
        .send()
        .await
        .no(404, "unknown_block");
    app.post("/v1/venues/demo/bookings")
        .json(wish)
        .await
        .is(201);
    let over = json!({"resources": [1], "from": "2026-11-21T19:00"});
    app.post("/v1/venues/demo/blocks")
        .staff()
        .json(over)
        .await
        .no(409, "taken");
    let open = json!({"resources": [2], "from": "2026-11-21T19:00"});
    let made = app
        .post("/v1/venues/demo/blocks")
        .staff()
        .json(open)
        .await
        .is(201);
    assert_eq!(made.body["until"], json!(null));
    }).await;
}

#[tokio::test]
async fn slots_are_published_edited_taken_and_withdrawn() {
    App::in_each_restaurant(async |app| {
    let doctor = json!({"kind": "doctor", "seats": {"from": 1, "to": 1}, "schedule": "slots", "price": 1000});
    app.post("/v1/venues/demo/resources")
        .staff()
        .json(doctor)
        .await
        .is(201);
    let slot = |from: &str, until: &str| json!({"resource": 4, "from": from, "until": until, "topic": "Checkup"});
    let publish = |body| app.post("/v1/venues/demo/slots").staff().json(body);
    let made = publish(slot("2026-11-21T10:00", "2026-11-21T10:30"))
        .await
        .is(201);
    assert_eq!(
        (&made.body["local"], &made.body["price"]),
        (&json!("2026-11-21T10:00:00"), &json!(null))
    );
    let refused = publish(slot("2026-11-21T10:15", "2026-11-21T10:45"))
        .await
        .no(409, "slot_overlaps");
    assert_eq!(refused.body["reasons"][0]["slot"], 1);
    let elsewhere = json!({"resource": 1, "from": "2026-11-21T10:00", "until": "2026-11-21T10:30"});
    publish(elsewhere).await.no(422, "no_slots_here");

    let change = json!({"until": "2026-11-21T10:40", "price": 900});
    let changed = app
        .patch("/v1/venues/demo/slots/1")
        .staff()
        .json(change)
        .await
        .is(200);
    assert_eq!(
        (&changed.body["topic"], &changed.body["price"]),
        (&json!("Checkup"), &json!(900))
    );
    let changed = app
        .patch("/v1/venues/demo/slots/1")
        .staff()
        .json(json!({"topic": null}))
        .await
        .is(200);
    assert_eq!(changed.body["topic"], json!(null));
    assert_eq!(changed.headers["etag"], "\"3\"");
    let path = "/v1/venues/demo/slots/1";
    let old = made.headers["etag"].to_str().expect("text").to_owned();
    let stale = app.patch(path).staff().header("If-Match", old.clone());
    stale.json(json!({"price": 1})).await.no(412, "version_differs");
    let stale = app.delete(path).staff().header("If-Match", old);
    stale.send().await.no(412, "version_differs");
    let list = app
        .get("/v1/venues/demo/slots?date=2026-11-21&resource=4")
        .send()
        .await
        .is(200)
        .body;
    assert_eq!(list["items"], json!([changed.body]));
    let free = app
        .get("/v1/venues/demo/availability?date=2026-11-21&kind=doctor")
        .send()
        .await
        .is(200)
        .body;
    assert_eq!(
        free["starts"][0]["resources"],
        json!([{"id": 4, "price": 900, "slot": 1}])
    );

    let booked = json!({"slot": 1, "phone": "+79123456789"});
    let booked = app
        .post("/v1/venues/demo/bookings")
        .json(booked)
        .await
        .is(201)
        .body;
    assert_eq!(
        (&booked["slot"], &booked["price"]["minor"]),
        (&json!(1), &json!(900))
    );
    app.patch("/v1/venues/demo/slots/1")
        .staff()
        .json(json!({"price": 1}))
        .await
        .no(409, "slot_taken");
    app.delete("/v1/venues/demo/slots/1")
        .staff()
        .send()
        .await
        .no(409, "slot_taken");
    publish(slot("2026-11-21T11:00", "2026-11-21T11:30"))
        .await
        .is(201);
    app.delete("/v1/venues/demo/slots/2")
        .staff()
        .send()
        .await
        .is(204);
    app.get("/v1/venues/demo/slots/2")
        .send()
        .await
        .no(404, "unknown_slot");
    }).await;
}

#[tokio::test]
async fn availability_says_what_can_be_had_and_why_not() {
    App::in_each_restaurant(async |app| {
    app.booked("2026-11-21T19:00").await;
    let ask = |query: &str| {
        app.get(&format!("/v1/venues/demo/availability?{query}"))
            .send()
    };

    let day = ask("date=2026-11-21&party=2").await.is(200).body;
    assert_eq!(
        (&day["venue"], &day["zone"]),
        (&json!("demo"), &json!("Europe/Moscow"))
    );
    let starts = day["starts"].as_array().expect("starts");
    assert_eq!(starts[0]["local"], "2026-11-21T12:00:00");
    assert_eq!(starts[0]["until"], "2026-11-21T10:30:00Z");
    let at = |local: &str| {
        let start = starts
            .iter()
            .find(|start| start["local"] == local)
            .expect("a start");
        let free = start["resources"].as_array().expect("resources");
        free.iter()
            .map(|free| free["id"].as_i64().expect("a number"))
            .collect::<Vec<_>>()
    };
    assert_eq!(at("2026-11-21T12:00:00"), [1, 2, 3]);
    assert_eq!(
        at("2026-11-21T19:00:00"),
        [2, 3],
        "the smallest table is taken"
    );

    let part = ask("from=2026-11-21T18:00&to=2026-11-21T18:30&party=5")
        .await
        .is(200)
        .body;
    assert_eq!(part["starts"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        part["starts"][0]["resources"],
        json!([{"id": 3, "price": 600}])
    );
    let rest = ask("from=2026-11-21T21:00&price_to=200").await.is(200).body;
    assert_eq!(rest["starts"].as_array().map(Vec::len), Some(3));
    let plus = ask("from=2026-11-21T21:00:00+03:00&price_to=200")
        .await
        .is(200)
        .body;
    assert_eq!(plus, rest, "a plus sign that became a blank is a plus sign");
    assert_eq!(
        ask("").await.is(200).body["starts"][0]["local"],
        "2026-11-20T12:00:00"
    );

    let why = ask("from=2026-11-21T19:00&party=2&explain=true")
        .await
        .is(200)
        .body;
    assert_eq!(why["explained"][0]["bookable"], false);
    let free = &why["explained"][0]["verdicts"][7];
    assert_eq!(
        free,
        &json!({"rule": "free", "objection": {"code": "taken", "resource": 1}})
    );
    assert_eq!(why["explained"][1]["bookable"], true);

    app.policy(json!({"grid_minutes": "none"})).await;
    let runs = ask("from=2026-11-21T18:00&to=2026-11-21T23:00&price_to=200&party=2")
        .await
        .is(200)
        .body;
    assert_eq!(runs["starts"], json!([]));
    let run = json!({"resource": 1, "first": "2026-11-21T17:30:00Z", "local": "2026-11-21T20:30:00",
        "last": "2026-11-21T18:30:00Z", "minutes": 90, "price": 200});
    assert_eq!(runs["runs"], json!([run]));
    }).await;
}

#[tokio::test]
async fn both_nights_of_a_clock_change_are_named() {
    App::in_each_empty(async |app| {
        let venue =
            json!({"slug": "demo", "name": "Bar", "zone": "Europe/Berlin", "currency": "EUR"});
        app.post("/v1/venues").staff().json(venue).await.is(201);
        let table = json!({"kind": "table", "seats": {"from": 1, "to": 4}});
        app.post("/v1/venues/demo/resources")
            .staff()
            .json(table)
            .await
            .is(201);
        let book = |from: &str| {
            let body = json!({"from": from, "party": 2, "email": "a@b.example"});
            app.post("/v1/venues/demo/bookings").json(body)
        };
        let gap = book("2027-03-28T02:30").await.is(201).body;
        assert_eq!(
            (&gap["clock"], &gap["from"], &gap["local"]),
            (
                &json!("gap"),
                &json!("2027-03-28T01:30:00Z"),
                &json!("2027-03-28T03:30:00")
            )
        );
        let fold = book("2027-10-31T02:30").await.is(201).body;
        assert_eq!(
            (&fold["clock"], &fold["from"]),
            (&json!("fold"), &json!("2027-10-31T00:30:00Z"))
        );
        let plain = book("2027-10-31T05:30").await.is(201).body;
        assert!(plain.get("clock").is_none());
        let second = book("2027-10-31T02:30:00+01:00").await.no(409, "taken");
        assert!(second.body["alternatives"].is_array());
    })
    .await;
}
