//! Holds and bookings: made, seen by whom they concern, and led through their states.

use serde_json::{Value, json};

use crate::app::App;

const BOOKINGS: &str = "/v1/venues/demo/bookings";

#[tokio::test]
async fn a_guest_books_and_sees_his_booking_by_its_key() {
    App::in_each_restaurant(async |app| {
    let body = json!({"from": "2026-11-21T19:30", "party": 2, "name": "Анна", "email": "anna@example.org",
        "note": "у окна\nпожалуйста", "language": "ru"});
    let made = app.post(BOOKINGS).json(body).await.is(201);
    assert_eq!(
        (made.header("location"), made.header("etag")),
        ("/v1/venues/demo/bookings/1", "\"1\"")
    );
    let booking = &made.body;
    assert_eq!(booking["from"], "2026-11-21T16:30:00Z");
    assert_eq!(booking["until"], "2026-11-21T18:00:00Z");
    assert_eq!(booking["local"], "2026-11-21T19:30:00");
    assert_eq!(booking["price"], json!({"minor": 200, "currency": "RUB"}));
    assert_eq!(
        (&booking["state"], &booking["channel"]),
        (&json!("confirmed"), &json!("api"))
    );
    assert_eq!(booking["contact"]["name"], "Анна");
    assert_eq!(booking["code"].as_str().map(str::len), Some(7));

    let key = booking["guest_key"].as_str().expect("a key");
    let show = |key: &str| {
        app.get("/v1/venues/demo/bookings/1")
            .header("Bronya-Guest-Key", key)
            .send()
    };
    assert_eq!(&show(key).await.is(200).body, booking);
    app.get("/v1/venues/demo/bookings/1")
        .send()
        .await
        .no(404, "unknown_booking");
    show("x").await.no(404, "unknown_booking");
    let other = app.booked("2026-11-22T19:30").await;
    show(other["guest_key"].as_str().expect("a key"))
        .await
        .no(404, "unknown_booking");
    let mut without_key = booking.clone();
    without_key
        .as_object_mut()
        .expect("an object")
        .remove("guest_key");
    let booking = &without_key;
    assert_eq!(
        &app.get("/v1/venues/demo/bookings/1")
            .staff()
            .send()
            .await
            .is(200)
            .body,
        booking
    );
    for path in ["9", "x", "-1", "+1", "99999999999999999999", "1.0"] {
        app.get(&format!("{BOOKINGS}/{path}"))
            .staff()
            .send()
            .await
            .no(404, "unknown_booking");
    }
    }).await;
}

#[tokio::test]
async fn a_refusal_names_every_reason_and_what_comes_nearest() {
    App::in_each_restaurant(async |app| {
        let book = |body: Value| app.post(BOOKINGS).json(body);
        for hour in ["19:00", "19:00", "19:00"] {
            app.booked(&format!("2026-11-21T{hour}")).await;
        }
        let wish =
            |from: &str, party: u32| json!({"from": from, "party": party, "email": "a@b.example"});
        let taken = book(wish("2026-11-21T19:00", 2)).await.no(409, "taken");
        assert_eq!(taken.body["alternatives"].as_array().map(Vec::len), Some(3));
        assert_eq!(
            taken.body["alternatives"][0]["from"],
            "2026-11-21T14:30:00Z"
        );
        let refused = book(wish("2026-11-21T02:05", 2)).await.no(422, "off_grid");
        let codes: Vec<&Value> = refused.body["reasons"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|reason| &reason["code"])
            .collect();
        assert!(
            codes.contains(&&json!("off_grid")) && codes.contains(&&json!("outside_hours")),
            "{codes:?}"
        );
        let large = book(wish("2026-11-22T19:00", 7))
            .await
            .no(422, "party_too_large");
        assert_eq!(
            (&large.body["field"], &large.body["reasons"][0]["most"]),
            (&json!("party"), &json!(6))
        );
        let soon = book(wish("2026-11-20T11:45", 2)).await.is(422).body;
        assert!(soon["reasons"].to_string().contains("too_soon"), "{soon}");
        book(json!({"from": "2026-11-22T19:00", "party": 2}))
            .await
            .no(422, "contact_required");
        book(json!({"party": 2, "email": "a@b.example"}))
            .await
            .no(422, "start_required");
        let two = json!({"from": "2026-11-22T19:00", "resources": [1, 1], "email": "a@b.example"});
        book(two).await.no(422, "named_twice");
        let unknown =
            json!({"from": "2026-11-22T19:00", "resources": [77], "email": "a@b.example"});
        book(unknown).await.no(404, "unknown_resource");
        let kind = json!({"from": "2026-11-22T19:00", "kind": "boat", "email": "a@b.example"});
        book(kind).await.no(422, "nothing_offered");
    })
    .await;
}

#[tokio::test]
async fn a_hold_keeps_a_stay_until_it_is_booked_given_back_or_lapses() {
    App::in_each_restaurant(async |app| {
        let holds = "/v1/venues/demo/holds";
        let wish = json!({"from": "2026-11-21T19:00", "party": 2, "resources": [1]});
        let held = app.post(holds).json(wish.clone()).await.is(201);
        let name = held.body["id"].as_str().expect("a name").to_owned();
        assert_eq!(held.header("location"), format!("{holds}/{name}"));
        assert_eq!(
            (&held.body["deadline"], &held.body["resources"]),
            (&json!("2026-11-20T09:05:00Z"), &json!([1]))
        );
        app.post(holds).json(wish.clone()).await.no(409, "taken");
        assert_eq!(
            app.get(&format!("{holds}/{name}"))
                .send()
                .await
                .is(200)
                .body,
            held.body
        );
        app.get(&format!("{holds}/1"))
            .send()
            .await
            .no(404, "unknown_hold");
        app.get(&format!("{holds}/1.x"))
            .send()
            .await
            .no(404, "unknown_hold");

        let book = |body: Value| app.post(BOOKINGS).json(body);
        book(json!({"hold": "1", "email": "a@b.example"}))
            .await
            .no(404, "unknown_hold");
        book(json!({"hold": name, "party": 3, "email": "a@b.example"}))
            .await
            .no(409, "hold_differs");
        let odd = book(json!({"hold": name, "resources": [1], "email": "a@b.example"}))
            .await
            .no(422, "invalid");
        assert_eq!(odd.body["field"], "from");
        let booked = book(json!({"hold": name, "email": "a@b.example"}))
            .await
            .is(201)
            .body;
        assert_eq!(
            (&booked["resources"], &booked["party"]),
            (&json!([1]), &json!(2))
        );
        app.get(&format!("{holds}/{name}"))
            .send()
            .await
            .no(404, "unknown_hold");

        let wish = json!({"from": "2026-11-22T19:00", "party": 2, "resources": [1]});
        let held = app.post(holds).json(wish.clone()).await.is(201).body;
        let path = format!("{holds}/{}", held["id"].as_str().expect("a name"));
        app.delete(&path).send().await.is(204);
        app.delete(&path).send().await.no(404, "unknown_hold");
        let held = app.post(holds).json(wish.clone()).await.is(201).body;
        app.wait(5);
        app.get(&format!("{holds}/{}", held["id"].as_str().expect("a name")))
            .send()
            .await
            .no(404, "unknown_hold");
        app.post(holds).json(wish).await.is(201);
    })
    .await;
}

#[tokio::test]
async fn staff_decide_and_lead_a_booking_through_its_states() {
    App::in_each_restaurant(async |app| {
        app.policy(json!({"admission": "tentative", "answer_minutes": 60}))
            .await;
        let booking = app.booked("2026-11-21T19:00").await;
        assert_eq!(
            (&booking["state"], &booking["deadline"]),
            (&json!("tentative"), &json!("2026-11-20T10:00:00Z"))
        );
        let act = |id: i64, act: &str| app.post(&format!("{BOOKINGS}/{id}/{act}")).staff();
        let confirmed = act(1, "confirm")
            .json(json!({"resources": [2]}))
            .await
            .is(200);
        assert_eq!(
            (&confirmed.body["state"], &confirmed.body["resources"]),
            (&json!("confirmed"), &json!([2]))
        );
        assert_eq!(confirmed.header("etag"), "\"2\"");
        act(1, "confirm").send().await.no(409, "wrong_state");
        act(1, "seat").send().await.is(200);
        let finished = act(1, "finish").json(json!({})).await.is(200);
        assert_eq!(finished.body["state"], "finished");
        act(1, "no-show").send().await.no(409, "wrong_state");
        act(9, "seat").send().await.no(404, "unknown_booking");

        app.booked("2026-11-22T19:00").await;
        let declined = act(2, "decline")
            .json(json!({"reason": "private party"}))
            .await
            .is(200);
        assert_eq!(declined.body["state"], "declined");
        let history = app
            .get(&format!("{BOOKINGS}/2/history"))
            .staff()
            .send()
            .await
            .is(200)
            .body;
        assert_eq!(history["items"].as_array().map(Vec::len), Some(2));
        let line = &history["items"][1];
        assert_eq!(
            (&line["act"], &line["reason"], &line["role"]),
            (
                &json!("decline"),
                &json!("private party"),
                &json!("operator")
            )
        );
        assert_eq!(
            (&line["before"], &line["after"]),
            (&json!("tentative"), &json!("declined"))
        );
        app.get(&format!("{BOOKINGS}/9/history"))
            .staff()
            .send()
            .await
            .no(404, "unknown_booking");

        app.booked("2026-11-23T19:00").await;
        app.wait(60);
        act(3, "confirm").send().await.no(409, "deadline_passed");
        let own = json!({"from": "2026-11-24T19:00", "party": 2});
        let own = app.post(BOOKINGS).staff().json(own).await.is(201).body;
        assert_eq!(
            own["state"], "confirmed",
            "what the staff enter needs no decision and no contact"
        );
        let early = act(4, "no-show").send().await.no(409, "too_early");
        assert_eq!(early.body["reasons"][0]["from"], "2026-11-24T16:00:00Z");
        app.wait((4 * 24 + 6) * 60);
        act(4, "no-show").send().await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_guest_cancels_asks_and_moves_with_his_key_alone() {
    App::in_each_restaurant(async |app| {
        let booking = app.booked("2026-11-21T19:00").await;
        let key = booking["guest_key"].as_str().expect("a key").to_owned();
        let act = |act: &str| app.post(&format!("{BOOKINGS}/1/{act}"));
        for name in ["cancel", "ask-to-cancel", "move"] {
            act(name).json(json!({})).await.no(404, "unknown_booking");
        }
        let act = |name: &str| act(name).header("Bronya-Guest-Key", key.clone());
        act("seat").send().await.no(403, "staff_only");

        let asked = act("ask-to-cancel")
            .json(json!({"reason": "ill"}))
            .await
            .is(200);
        assert_eq!(asked.body["cancel_asked_at"], "2026-11-20T09:00:00Z");
        let moved = act("move")
            .json(json!({"from": "2026-11-21T20:00"}))
            .await
            .is(200)
            .body;
        assert_eq!(
            (&moved["local"], &moved["party"], &moved["resources"]),
            (&json!("2026-11-21T20:00:00"), &json!(2), &json!([1]))
        );
        let dearer = act("move").json(json!({"party": 4, "kind": "table"})).await;
        let dearer = dearer.no(409, "dearer");
        assert_eq!(dearer.body["reasons"][0]["price"], 400);
        app.patch("/v1/venues/demo/resources/2")
            .staff()
            .json(json!({"price": 200}))
            .await
            .is(200);
        let larger = act("move")
            .json(json!({"party": 4, "kind": "table"}))
            .await
            .is(200)
            .body;
        assert_eq!(
            (&larger["local"], &larger["resources"]),
            (&json!("2026-11-21T20:00:00"), &json!([2]))
        );
        assert_eq!(
            larger["until"], "2026-11-21T19:00:00Z",
            "a larger party stays longer"
        );
        act("move")
            .json(json!({"party": 9}))
            .await
            .no(422, "party_too_large");
        let cancelled = act("cancel").send().await.is(200).body;
        assert_eq!(cancelled["state"], "cancelled");
        act("cancel").send().await.no(409, "wrong_state");

        app.policy(json!({"cancel_confirmed": "refused", "move_deadline_minutes": 120}))
            .await;
        let booking = app.booked("2026-11-20T13:30").await;
        let key = booking["guest_key"].as_str().expect("a key").to_owned();
        let act = |act: &str| {
            app.post(&format!("{BOOKINGS}/2/{act}"))
                .header("Bronya-Guest-Key", key.clone())
        };
        act("cancel").send().await.no(409, "cancel_refused");
        act("move")
            .json(json!({"from": "2026-11-20T18:00"}))
            .await
            .no(409, "deadline_passed");
    })
    .await;
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    App::in_each_restaurant(async |app| {
        for hour in [12, 12, 12, 15, 15, 18, 20] {
            app.booked(&format!("2026-11-21T{hour}:00")).await;
        }
        app.booked("2026-11-22T12:00").await;
        app.post(&format!("{BOOKINGS}/4/cancel"))
            .staff()
            .send()
            .await
            .is(200);

        let mut path = format!("{BOOKINGS}?date=2026-11-21&limit=3");
        let mut seen = Vec::new();
        for page in [3, 3, 1] {
            let answer = app.get(&path).staff().send().await.is(200);
            let items = answer.body["items"].as_array().expect("items").clone();
            assert_eq!(items.len(), page);
            seen.extend(
                items
                    .iter()
                    .map(|item| item["id"].as_i64().expect("a number")),
            );
            assert!(items.iter().all(|item| item.get("guest_key").is_none()));
            let link = answer.header("link").to_owned();
            match answer.body["next"].as_str() {
                Some(next) => {
                    assert!(
                        link.ends_with(&format!("cursor={next}>; rel=\"next\"")),
                        "{link}"
                    );
                    path = link
                        .trim_start_matches("<https://book.example")
                        .split('>')
                        .next()
                        .expect("a path")
                        .to_owned();
                }
                None => assert_eq!(link, ""),
            }
        }
        assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7]);

        let ids = async |query: &str| {
            let answer = app
                .get(&format!("{BOOKINGS}?{query}"))
                .staff()
                .send()
                .await
                .is(200)
                .body;
            let items = answer["items"].as_array().expect("items").clone();
            items
                .iter()
                .map(|item| item["id"].as_i64().expect("a number"))
                .collect::<Vec<_>>()
        };
        assert_eq!(ids("state=cancelled").await, [4]);
        assert_eq!(ids("date=2026-11-22").await, [8]);
        assert_eq!(
            ids("from=2026-11-21T15:00&to=2026-11-21T18:00").await,
            [4, 5]
        );
        assert_eq!(ids("resource=2").await, [2, 5]);
        assert_eq!(ids("contact=anna@example.org&date=2026-11-22").await, [8]);
        assert_eq!(ids("contact=nobody@example.org").await, [0; 0]);
    })
    .await;
}
