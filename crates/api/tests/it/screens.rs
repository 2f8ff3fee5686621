//! What the staff's screens ask of the API: the agenda, what waits, who stands at the door, and taking back what was just
//! done.

use bronya_domain::command::Role;
use serde_json::{Value, json};

use crate::app::{Answer, App};
use crate::crowd::Person;

const BOOKINGS: &str = "/v1/venues/demo/bookings";
const WALK_INS: &str = "/v1/venues/demo/walk-ins";

/// The numbers under which a list names things.
fn ids(list: &Value) -> Vec<i64> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(|item| item["id"].as_i64()).collect()
}

async fn agenda(app: &App, query: &str) -> Value {
    let path = format!("/v1/venues/demo/agenda?{query}");
    app.get(&path).staff().send().await.is(200).body
}

#[tokio::test]
async fn the_staff_take_back_what_they_just_did_and_see_until_when_they_can() {
    App::in_each_restaurant(async |app| {
        let made = app.booked("2026-11-20T12:15").await;
        assert!(made.get("undo_until").is_none());
        let act = |act: &str| app.post(&format!("{BOOKINGS}/1/{act}")).staff();
        act("undo").send().await.no(409, "nothing_to_undo");
        app.wait(15);

        let seated = act("seat").send().await.is(200).body;
        let until = json!("2026-11-20T09:15:10Z");
        assert_eq!(
            (&seated["state"], &seated["undo_until"]),
            (&json!("seated"), &until)
        );
        let shown = app
            .get(&format!("{BOOKINGS}/1"))
            .staff()
            .send()
            .await
            .is(200)
            .body;
        assert_eq!(shown, seated);
        let list = app.get(BOOKINGS).staff().send().await.is(200).body;
        assert_eq!(list["items"], json!([seated]));
        let day = agenda(app, "date=2026-11-20").await;
        assert_eq!(day["bookings"], json!([seated]));
        let key = made["guest_key"].as_str().expect("a key");
        let own = app
            .get(&format!("{BOOKINGS}/1"))
            .header("Bronya-Guest-Key", key);
        assert!(
            own.send().await.is(200).body.get("undo_until").is_none(),
            "that is the staff's affair"
        );

        app.wait_seconds(10);
        let stale = act("undo").header("If-Match", "\"1\"").send().await;
        stale.no(412, "version_differs");
        let undone = act("undo").json(json!({})).await.is(200);
        assert_eq!(undone.header("etag"), "\"3\"");
        assert_eq!(undone.body["state"], "confirmed");
        assert!(undone.body.get("undo_until").is_none());
        act("undo").send().await.no(409, "nothing_to_undo");

        act("no-show").send().await.is(200);
        app.wait_seconds(11);
        let late = act("undo").send().await.no(409, "deadline_passed").body;
        assert_eq!(late["reasons"][0]["deadline"], "2026-11-20T09:15:20Z");
        let shown = app
            .get(&format!("{BOOKINGS}/1"))
            .staff()
            .send()
            .await
            .is(200)
            .body;
        assert!(shown.get("undo_until").is_none());
        let lines = app
            .get(&format!("{BOOKINGS}/1/history"))
            .staff()
            .send()
            .await
            .is(200)
            .body;
        let acts = lines["items"].as_array().into_iter().flatten();
        let acts: Vec<&Value> = acts.map(|line| &line["act"]).collect();
        assert_eq!(acts, ["book", "seat", "undo", "no_show"]);
    })
    .await;
}

#[tokio::test]
async fn time_that_was_given_away_meanwhile_is_not_taken_back() {
    App::in_each_restaurant(async |app| {
        app.booked("2026-11-21T19:00").await;
        let act = |act: &str| app.post(&format!("{BOOKINGS}/1/{act}")).staff();
        let order = json!({"from": "2026-11-21T21:00"});
        act("move").json(order).await.is(200);
        let other = json!({"from": "2026-11-21T19:00", "resources": [1], "email": "b@example.org"});
        app.post(BOOKINGS).json(other).await.is(201);
        let refused = act("undo").send().await.no(409, "taken").body;
        assert_eq!(
            refused["reasons"],
            json!([{"code": "taken", "resource": 1}])
        );
        act("undo").json(json!({"reason": "x"})).await.is(422);
    })
    .await;
}

#[tokio::test]
async fn a_party_at_the_door_is_seated_at_once() {
    App::in_each_restaurant(async |app| {
        app.wait_seconds(42);
        let walk_in = |body: Value| app.post(WALK_INS).staff().json(body);
        let made = walk_in(
            json!({"party": 3, "name": "Вера", "phone": "+79123456789", "note": "с собакой"}),
        )
        .await
        .is(201);
        assert_eq!(
            (made.header("location"), made.header("etag")),
            ("/v1/venues/demo/bookings/1", "\"1\"")
        );
        let booking = &made.body;
        assert_eq!(
            (&booking["state"], &booking["resources"]),
            (&json!("seated"), &json!([2]))
        );
        assert_eq!(
            (&booking["from"], &booking["until"]),
            (
                &json!("2026-11-20T09:00:00Z"),
                &json!("2026-11-20T11:00:00Z")
            )
        );
        assert_eq!(
            (&booking["contact"]["name"], &booking["note"]),
            (&json!("Вера"), &json!("с собакой"))
        );
        assert_eq!(
            (&booking["channel"], &booking["price"]["minor"]),
            (&json!("api"), &json!(400))
        );
        assert!(booking.get("guest_key").is_none());
        assert_eq!(app.owed().await, 0, "nobody is written to");

        app.booked("2026-11-20T13:00").await;
        let soon = walk_in(json!({"party": 2, "resources": [1]}))
            .await
            .no(409, "free_until")
            .body;
        assert_eq!(
            soon["reasons"],
            json!([{"code": "free_until", "resource": 1, "until": "2026-11-20T10:00:00Z"}])
        );
        assert_eq!(soon["field"], "until");
        let short = walk_in(json!({"party": 2, "resources": [1], "until": "2026-11-20T13:00"}))
            .await
            .is(201)
            .body;
        assert_eq!(short["until"], "2026-11-20T10:00:00Z");
        walk_in(json!({"party": 2, "resources": [1], "until": "2026-11-20T13:00"}))
            .await
            .no(409, "taken");
        let past = walk_in(json!({"party": 2, "until": "2026-11-20T12:00"}))
            .await
            .no(422, "stay_too_short");
        assert_eq!(past.body["field"], "until");
        walk_in(json!({"party": 2, "kind": "boat"}))
            .await
            .no(422, "nothing_offered");
        for (body, field) in [
            (json!({"party": 0}), "party"),
            (json!({"resources": []}), "resources"),
            (json!({"resources": [1], "kind": "table"}), "kind"),
            (json!({"phone": "x"}), "phone"),
            (json!({"email": "x"}), "email"),
            (json!({"until": "soon"}), "until"),
            (json!({"from": "2026-11-20T13:00"}), "from"),
        ] {
            let wrong = walk_in(body.clone()).await.is(422).body;
            assert_eq!(wrong["field"], field, "{body}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_asks_twice_with_one_key_seats_one_party() {
    App::in_each_restaurant(async |app| {
        let walk_in = |body: Value| {
            app.post(WALK_INS)
                .staff()
                .header("Idempotency-Key", "door-1")
                .json(body)
        };
        let first = walk_in(json!({"party": 2})).await.is(201).body;
        assert_eq!(walk_in(json!({"party": 2})).await.is(201).body, first);
        walk_in(json!({"party": 3})).await.no(422, "key_reused");
        assert_eq!(ids(&agenda(app, "date=2026-11-20").await["bookings"]), [1]);
    })
    .await;
}

#[tokio::test]
async fn the_agenda_shows_everything_within_a_stretch_of_time() {
    App::in_each_restaurant(async |app| {
        app.booked("2026-11-21T19:00").await;
        let cancelled = app.booked("2026-11-21T14:00").await;
        let path = format!("{BOOKINGS}/{}/cancel", cancelled["id"]);
        app.post(&path).staff().send().await.is(200);
        app.booked("2026-11-22T19:00").await;
        let block = json!({"resources": [3], "from": "2026-11-21T18:00", "until": "2026-11-21T20:00", "reason": "paint"});
        app.post("/v1/venues/demo/blocks").staff().json(block).await.is(201);
        let hold = json!({"from": "2026-11-21T21:00", "party": 2, "resources": [2]});
        let held = app.post("/v1/venues/demo/holds").json(hold).await.is(201).body;
        let doctor = json!({"kind": "doctor", "seats": {"from": 1, "to": 1}, "schedule": "slots"});
        app.post("/v1/venues/demo/resources").staff().json(doctor).await.is(201);
        let slot = json!({"resource": 4, "from": "2026-11-21T10:00", "until": "2026-11-21T10:30"});
        app.post("/v1/venues/demo/slots").staff().json(slot).await.is(201);

        let answer = app.get("/v1/venues/demo/agenda?date=2026-11-21").staff().send().await.is(200);
        assert_eq!(answer.header("cache-control"), "no-store");
        let day = answer.body;
        assert_eq!((&day["venue"], &day["zone"]), (&json!("demo"), &json!("Europe/Moscow")));
        assert_eq!((&day["from"], &day["until"]), (&json!("2026-11-20T21:00:00Z"), &json!("2026-11-21T21:00:00Z")));
        assert_eq!(ids(&day["bookings"]), [2, 1], "in the order of their starts");
        assert_eq!(day["bookings"][0]["state"], "cancelled");
        assert_eq!((day["blocks"].as_array().map(Vec::len), &day["blocks"][0]["reason"]), (Some(1), &json!("paint")));
        let hold = &day["holds"][0];
        assert_eq!((&hold["resources"], &hold["deadline"]), (&json!([2]), &held["deadline"]));
        assert!(hold.get("id").is_none(), "by its name it could be booked");
        assert_eq!(ids(&day["slots"]), [1]);
        let covers = day["covers"].as_array().expect("covers");
        assert_eq!(covers.len(), 96);
        let there: Vec<&Value> = covers.iter().filter(|step| step["covers"] != 0).map(|step| &step["from"]).collect();
        assert_eq!((there.len(), there[0]), (6, &json!("2026-11-21T16:00:00Z")), "ninety minutes from seven on");

        let evening = agenda(app, "from=2026-11-21T20:00&to=2026-11-21T20:15").await;
        assert_eq!(ids(&evening["bookings"]), [1], "it began before and reaches in");
        assert_eq!((&evening["blocks"], &evening["holds"]), (&json!([]), &json!([])));
        assert_eq!(evening["covers"], json!([{"from": "2026-11-21T17:00:00Z", "covers": 2}]));
        let today = agenda(app, "").await;
        assert_eq!((&today["from"], &today["bookings"]), (&json!("2026-11-19T21:00:00Z"), &json!([])));
        assert!(today["revision"].as_i64() > Some(5));
        app.wait(5);
        assert_eq!(agenda(app, "date=2026-11-21").await["holds"], json!([]), "it lapsed");
        let wide = "/v1/venues/demo/agenda?from=2026-11-21T00:00&to=2026-12-23T00:00";
        assert_eq!(app.get(wide).staff().send().await.no(422, "invalid").body["field"], "to");
    })
    .await;
}

#[tokio::test]
async fn what_waits_is_listed_with_its_rivals() {
    App::in_each_restaurant(async |app| {
        app.policy(json!({"admission": "request", "rivals": "kept"})).await;
        let book = async |from: &str, table: i64| {
            let body = json!({"from": from, "resources": [table], "party": 2, "email": "anna@example.org"});
            app.post(BOOKINGS).json(body).await.is(201).body["id"].clone()
        };
        for (from, table) in [("2026-11-22T19:00", 1), ("2026-11-21T19:00", 1), ("2026-11-21T19:30", 1), ("2026-11-21T19:00", 2)] {
            book(from, table).await;
        }
        app.post(&format!("{BOOKINGS}/2/confirm")).staff().send().await.is(200);
        let answer = app.get("/v1/venues/demo/waiting").staff().send().await.is(200);
        assert_eq!(answer.header("cache-control"), "no-store");
        let list = answer.body;
        let items = list["items"].as_array().expect("items");
        let said: Vec<(&Value, &Value)> = items.iter().map(|item| (&item["booking"]["id"], &item["rivals"])).collect();
        let (four, three, one) = (json!(4), json!(3), json!(1));
        assert_eq!(said, [(&four, &json!([])), (&three, &json!([2])), (&one, &json!([]))]);
        assert_eq!(ids(&list["others"]), [2]);
        assert_eq!(list["others"][0]["contact"]["email"], "anna@example.org");
    })
    .await;
}

/// What a specialist for table 1 is told.
async fn told(app: &App, vera: &Person, path: &str) -> Answer {
    app.get(&format!("/v1/venues/demo/{path}"))
        .as_(vera)
        .send()
        .await
}

#[tokio::test]
async fn a_specialist_sees_his_own_time_alone() {
    App::in_each_restaurant(async |app| {
        let vera = app.crew("vera@example.org", Role::Specialist).await;
        app.policy(json!({"admission": "tentative"})).await;
        for table in [1, 2] {
            let body = json!({"from": "2026-11-21T19:00", "resources": [table], "email": "anna@example.org"});
            app.post(BOOKINGS).json(body).await.is(201);
            let block = json!({"resources": [table], "from": "2026-11-21T12:00", "until": "2026-11-21T13:00"});
            app.post("/v1/venues/demo/blocks").staff().json(block).await.is(201);
            let hold = json!({"from": "2026-11-21T15:00", "resources": [table]});
            app.post("/v1/venues/demo/holds").json(hold).await.is(201);
        }
        let day = told(app, &vera, "agenda?date=2026-11-21").await.is(200).body;
        assert_eq!((ids(&day["bookings"]), ids(&day["blocks"])), (vec![1], vec![1]));
        assert_eq!(day["holds"].as_array().map(Vec::len), Some(1));
        let waiting = told(app, &vera, "waiting").await.is(200).body;
        let items = waiting["items"].as_array().expect("items");
        assert_eq!((items.len(), &items[0]["booking"]["id"]), (1, &json!(1)));
        let undo = app.post(&format!("{BOOKINGS}/2/undo")).as_(&vera).send().await;
        undo.no(404, "unknown_booking");
        let elsewhere = app.post(WALK_INS).as_(&vera).json(json!({"resources": [2]})).await;
        elsewhere.no(403, "not_yours");
        let own = app.post(WALK_INS).as_(&vera).json(json!({})).await.is(201).body;
        assert_eq!(own["resources"], json!([1]));
    })
    .await;
}

#[tokio::test]
async fn a_booking_that_moves_is_not_in_its_own_way() {
    App::in_each_restaurant(async |app| {
        let vera = app.crew("vera@example.org", Role::Specialist).await;
        let body = json!({"from": "2026-11-21T19:00", "resources": [2], "party": 4, "email": "anna@example.org"});
        let made = app.post(BOOKINGS).json(body).await.is(201).body;
        let path = |query: &str| format!("/v1/venues/demo/availability?from=2026-11-21T19:30&to=2026-11-21T19:31&{query}");
        let ask = async |query: &str| app.get(&path(query)).staff().send().await;
        let free = |answer: &Value| -> Vec<i64> { ids(&answer["starts"][0]["resources"]) };
        assert_eq!(free(&ask("party=4").await.is(200).body), [3]);
        assert_eq!(free(&ask("beside=1").await.is(200).body), [2, 3], "as many come as before");
        assert_eq!(free(&ask("beside=1&party=2").await.is(200).body), [1, 2, 3]);
        let explain = async |query: &str| {
            let path = format!("/v1/venues/demo/availability?from=2026-11-21T19:30&explain=true&{query}");
            let told = app.get(&path).staff().send().await.is(200).body;
            let told = told["explained"].as_array().expect("resources").clone();
            told.iter().map(|one| one["bookable"] == true).collect::<Vec<_>>()
        };
        assert_eq!(explain("party=4").await, [false, false, true]);
        assert_eq!(explain("beside=1").await, [false, true, true]);
        app.post(&format!("{BOOKINGS}/1/move")).staff().json(json!({"from": "2026-11-21T19:30"})).await.is(200);

        ask("beside=9").await.no(404, "unknown_booking");
        let key = made["guest_key"].as_str().expect("a key");
        let guest = app.get(&path("beside=1")).header("Bronya-Guest-Key", key).send().await;
        guest.no(404, "unknown_booking");
        app.get(&path("beside=1")).send().await.no(404, "unknown_booking");
        let other = app.get(&path("beside=1")).as_(&vera).send().await;
        other.no(404, "unknown_booking");
        let keyed = async |scope: &str| {
            let body = json!({"name": scope, "scopes": [scope]});
            let key = app.post("/v1/venues/demo/keys").staff().json(body).await.is(201).body["key"].clone();
            app.get(&path("beside=1")).bearer(key.as_str().expect("a key")).send().await
        };
        keyed("read_bookings").await.no(404, "unknown_booking");
        keyed("write_bookings").await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_booking_that_moves_is_looked_at_by_the_rules_of_its_channel() {
    App::in_each_restaurant(async |app| {
        app.booked("2026-11-21T19:00").await;
        let rules = json!({"stay": {"by_party": [{"up_to": 9, "minutes": 30}]}});
        app.put("/v1/venues/demo/channels/api/policy")
            .staff()
            .json(rules)
            .await
            .is(200);
        let path =
            "/v1/venues/demo/availability?from=2026-11-21T19:30&to=2026-11-21T19:31&beside=1";
        let told = app.get(path).staff().send().await.is(200).body;
        assert_eq!(told["starts"][0]["until"], "2026-11-21T17:00:00Z");
    })
    .await;
}
