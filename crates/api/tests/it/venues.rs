//! Venues, their hours and rules, and what a change of them would touch.

use serde_json::json;

use crate::app::App;

#[tokio::test]
async fn a_venue_is_made_shown_listed_and_changed() {
    App::in_each_restaurant(async |app| {
        let made =
            json!({"slug": "office", "name": "Office", "zone": "europe/berlin", "currency": "EUR"});
        let answer = app
            .post("/v1/venues")
            .staff()
            .json(made.clone())
            .await
            .is(201);
        assert_eq!(
            (answer.header("location"), answer.header("etag")),
            ("/v1/venues/office", "\"1\"")
        );
        assert_eq!(answer.body["zone"], "Europe/Berlin");
        let clash = app
            .post("/v1/venues")
            .staff()
            .json(made)
            .await
            .no(409, "not_unique");
        assert_eq!(clash.body["field"], "slug");

        let list = app.get("/v1/venues?limit=1").staff().send().await.is(200);
        assert_eq!(
            list.header("link"),
            "<https://book.example/v1/venues?after=1&limit=1>; rel=\"next\""
        );
        let list = app.get("/v1/venues?after=1").staff().send().await.is(200);
        assert_eq!(
            (&list.body["items"][0]["slug"], &list.body["next"]),
            (&json!("office"), &json!(null))
        );

        let change = json!({"name": "Head office", "zone": "Asia/Tokyo"});
        let answer = app
            .patch("/v1/venues/office")
            .staff()
            .json(change)
            .await
            .is(200);
        assert_eq!(
            (answer.header("etag"), &answer.body["name"]),
            ("\"2\"", &json!("Head office"))
        );
        assert_eq!(
            app.get("/v1/venues/office").send().await.is(200).body,
            answer.body
        );
        app.get("/v1/venues/nowhere")
            .send()
            .await
            .no(404, "unknown_venue");
        app.get("/v1/venues/No%00where")
            .send()
            .await
            .no(404, "unknown_venue");
        app.get("/v1/venues/%FF")
            .send()
            .await
            .no(404, "unknown_venue");
    })
    .await;
}

#[tokio::test]
async fn a_venue_is_made_with_everything_that_it_offers_or_not_at_all() {
    App::in_each_restaurant(async |app| {
        let table = |name: &str| json!({"kind": "table", "name": name, "seats": {"from": 1, "to": 4}, "unique_name": true});
        let made = |resources: serde_json::Value| {
            json!({"slug": "office", "name": "Office", "zone": "UTC", "currency": "EUR", "resources": resources})
        };
        let post = async |resources| app.post("/v1/venues").staff().json(made(resources)).await;
        let twice = post(json!([table("A"), table("A")])).await;
        twice.no(409, "not_unique");
        let bad = json!([{"kind": "table", "seats": {"from": 1, "to": 4}, "policy": {"grid_minutes": 0}}]);
        let bad = post(bad).await.no(422, "invalid");
        assert_eq!(bad.body["field"], "resources[0].policy.grid_minutes");
        app.get("/v1/venues/office").send().await.no(404, "unknown_venue");
        post(json!([table("A"), table("B")])).await.is(201);
        let listed = app.get("/v1/venues/office/resources").send().await.is(200);
        let names: Vec<_> = listed.body["items"].as_array().expect("a list").iter().map(|one| one["name"].clone()).collect();
        assert_eq!(names, ["A", "B"]);
        // What is added later counts on.
        let later = app.post("/v1/venues/office/resources").staff().json(table("C")).await.is(201);
        assert_eq!((&later.body["id"], &later.body["number"]), (&json!(3), &json!(3)));
    })
    .await;
}

#[tokio::test]
async fn rules_that_let_nobody_in_are_refused() {
    App::in_each_restaurant(async |app| {
        let policy = "/v1/venues/demo/policy";
        let bad = json!({"lead_minutes": 3000, "horizon_days": 1});
        let answer = app.put(policy).staff().json(bad).await.no(422, "invalid");
        assert_eq!(answer.body["field"], "lead_minutes");
        app.put(policy)
            .staff()
            .json(json!({"horizon_days": 1}))
            .await
            .is(200);
        let kind = "/v1/venues/demo/kinds/table/policy";
        let bad = json!({"lead_minutes": 3000});
        app.put(kind).staff().json(bad).await.no(422, "invalid");
        app.put(kind)
            .staff()
            .json(json!({"lead_minutes": 1440}))
            .await
            .is(200);
    })
    .await;
}

#[tokio::test]
async fn a_venue_says_where_it_is_and_takes_it_back() {
    App::in_each_restaurant(async |app| {
        let made = json!({
            "slug": "office", "name": "Office", "zone": "Europe/Moscow", "currency": "RUB",
            "address": "Невский пр., 1, Санкт-Петербург", "region": "RU",
        });
        let answer = app.post("/v1/venues").staff().json(made).await.is(201);
        assert_eq!(answer.body["address"], "Невский пр., 1, Санкт-Петербург");
        assert_eq!(answer.body["region"], "RU");

        let office = "/v1/venues/office";
        let change = async |body| app.patch(office).staff().json(body).await;
        let said = change(json!({"region": "DE"})).await.is(200);
        assert_eq!(said.body["region"], "DE");
        assert_eq!(
            said.body["address"], answer.body["address"],
            "left out, it stays"
        );
        let taken = change(json!({"address": null, "region": null})).await;
        let taken = taken.is(200).body;
        assert_eq!(
            (&taken["address"], &taken["region"]),
            (&json!(null), &json!(null))
        );
        assert_eq!(app.get(office).send().await.is(200).body, taken);

        for (field, value) in [
            ("region", json!("ru")),
            ("staff_email", json!("nobody")),
            ("region", json!("RUS")),
            ("region", json!("")),
            ("region", json!(7)),
            ("address", json!("")),
            ("address", json!("a\nb")),
            ("address", json!("a".repeat(301))),
        ] {
            let bad = change(json!({field: value})).await.no(422, "invalid");
            assert_eq!(bad.body["field"], field, "{value}");
        }
        assert_eq!(app.get(office).send().await.is(200).body, taken);

        // Sites are named whole, and one at a time.
        for bad in [
            "*",
            "https://a.example/page",
            "https://a.example; script-src *",
        ] {
            let sites = json!({"embedders": ["https://b.example", bad]});
            let bad = change(sites).await.no(422, "invalid");
            assert_eq!(bad.body["field"], "embedders[1]");
        }
        let sites = json!(["https://a.example", "http://localhost:8080"]);
        let framed = change(json!({"embedders": sites})).await.is(200).body;
        assert_eq!(framed["embedders"], sites);
        let seen = app.get(office).send().await.is(200).body;
        assert!(seen.get("embedders").is_none(), "guests are not told");
        change(json!({"embedders": []})).await.is(200);

        // The address for the staff is kept as addresses are, and no guest sees it.
        let named = change(json!({"staff_email": "Desk@House.example"})).await;
        assert_eq!(named.is(200).body["staff_email"], "desk@house.example");
        let seen = app.get(office).staff().send().await.is(200);
        assert_eq!(seen.body["staff_email"], "desk@house.example");
        assert!(
            app.get(office)
                .send()
                .await
                .is(200)
                .body
                .get("staff_email")
                .is_none()
        );
        let none = change(json!({"staff_email": null})).await.is(200);
        assert!(none.body.get("staff_email").is_none());
    })
    .await;
}

#[tokio::test]
async fn hours_may_be_taken_away_but_not_forgotten() {
    App::in_each_restaurant(async |app| {
        let hours = app.get("/v1/venues/demo/hours").send().await.is(200);
        assert_eq!(
            hours.body["hours"]["weekly"]["monday"][0]["opens"],
            "12:00:00"
        );
        app.put("/v1/venues/demo/hours")
            .staff()
            .json(json!({"hours": null}))
            .await
            .is(200);
        assert_eq!(
            app.get("/v1/venues/demo/hours").send().await.body,
            json!({"hours": null})
        );
        let missing = app
            .put("/v1/venues/demo/hours")
            .staff()
            .json(json!({}))
            .await
            .no(422, "invalid");
        assert_eq!(missing.body["field"], "hours");
    })
    .await;
}

/// What comes through this API can be made to wait while other doors confirm at once: search, booking and the venue agree.
#[tokio::test]
async fn a_channel_has_rules_of_its_own() {
    App::in_each_restaurant(async |app| {
        let place = "/v1/venues/demo/channels/api/policy";
        let waits = json!({"admission": "request", "lead_minutes": 2880});
        let answer = app.put(place).staff().json(waits.clone()).await.is(200);
        assert_eq!(answer.body["own"], waits);
        let wish = json!({"from": "2026-11-21T19:00", "party": 2, "email": "a@b.example"});
        let soon = app.post("/v1/venues/demo/bookings").json(wish).await;
        soon.no(422, "too_soon");
        let day = "/v1/venues/demo/availability?date=2026-11-21&party=2";
        let offered = app.get(day).send().await.is(200);
        assert_eq!(offered.body["starts"], json!([]));
        let wish = json!({"from": "2026-11-23T19:00", "party": 2, "email": "a@b.example"});
        let made = app.post("/v1/venues/demo/bookings").json(wish).await;
        assert_eq!(made.is(201).body["state"], "requested");
        app.put(place).staff().json(json!({})).await.is(200);
        let answer = app.get(place).staff().send().await.is(200);
        assert_eq!(answer.body["effective"]["admission"], "instant");
        let unknown = app.get("/v1/venues/demo/channels/pigeon/policy").staff();
        unknown.send().await.no(404, "unknown_channel");
    })
    .await;
}

#[tokio::test]
async fn rules_are_inherited_and_shown_with_what_holds() {
    App::in_each_restaurant(async |app| {
        app.policy(json!({"lead_minutes": 60, "grid_minutes": 30}))
            .await;
        let kind = "/v1/venues/demo/kinds/table/policy";
        app.put(kind)
            .staff()
            .json(json!({"lead_minutes": "none"}))
            .await
            .is(200);
        let answer = app.get(kind).send().await.is(200);
        assert_eq!(answer.body["own"], json!({"lead_minutes": "none"}));
        assert_eq!(answer.body["effective"]["grid_minutes"], 30);
        let resource = "/v1/venues/demo/resources/1/policy";
        app.put(resource)
            .staff()
            .json(json!({"grid_minutes": 20}))
            .await
            .is(200);
        let answer = app.get(resource).send().await.is(200);
        assert_eq!(answer.body["own"], json!({"grid_minutes": 20}));
        assert_eq!(answer.body["effective"]["lead_minutes"], "none");
        app.get("/v1/venues/demo/resources/9/policy")
            .send()
            .await
            .no(404, "unknown_resource");
        app.get("/v1/venues/demo/kinds/a%21b/policy")
            .send()
            .await
            .no(404, "unknown_kind");
    })
    .await;
}

#[tokio::test]
async fn a_preview_shows_what_a_change_would_touch_and_saves_nothing() {
    App::in_each_restaurant(async |app| {
        let booking = app.booked("2026-11-21T19:00").await;
        let before = app.everything().await;
        let preview = |body| app.post("/v1/venues/demo/preview").staff().json(body);

        let touched = preview(json!({"hours": {"exceptions": {"2026-11-21": []}}}))
            .await
            .is(200)
            .body;
        assert_eq!(touched["touched"][0]["booking"]["id"], booking["id"]);
        assert_eq!(
            touched["touched"][0]["objections"][0]["code"],
            "outside_hours"
        );
        let touched = preview(json!({"venue": {"zone": "Asia/Tokyo"}}))
            .await
            .is(200)
            .body;
        assert_eq!(
            touched["touched"][0]["wall_time"]["after"],
            "2026-11-22T01:00:00"
        );
        let change = json!({"resource": {"id": 1, "change": {"seats": {"from": 3, "to": 4}}}});
        let touched = preview(change).await.is(200).body;
        assert_eq!(
            touched["touched"][0]["objections"][0]["code"],
            "party_too_small"
        );
        for nothing in [
            json!({"hours": null}),
            json!({"policy": {"lead_minutes": 600}}),
            json!({"kind_policy": {"kind": "table", "policy": {"hold_minutes": 9}}}),
        ] {
            assert_eq!(preview(nothing).await.is(200).body, json!({"touched": []}));
        }
        assert_eq!(
            preview(json!({})).await.no(422, "invalid").body["field"],
            "body"
        );
        assert_eq!(
            preview(json!({"hours": null, "policy": {}}))
                .await
                .no(422, "invalid")
                .body["field"],
            "body"
        );
        let bad = preview(json!({"policy": {"grid_minutes": 0}}))
            .await
            .no(422, "invalid");
        assert_eq!(bad.body["field"], "policy.grid_minutes");
        assert_eq!(app.everything().await, before);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_is_refused_before_anything_is_looked_up() {
    App::in_each_restaurant(async |app| {
        for (method, path) in [
            ("GET", "/v1/venues"),
            ("POST", "/v1/venues"),
            ("PATCH", "/v1/venues/demo"),
            ("PUT", "/v1/venues/demo/hours"),
            ("PUT", "/v1/venues/demo/policy"),
            ("POST", "/v1/venues/demo/resources"),
            ("DELETE", "/v1/venues/demo/resources/1"),
            ("POST", "/v1/venues/demo/preview"),
            ("GET", "/v1/venues/demo/blocks"),
            ("POST", "/v1/venues/demo/slots"),
            ("GET", "/v1/venues/demo/bookings"),
            ("POST", "/v1/venues/demo/bookings/1/confirm"),
            ("GET", "/v1/venues/demo/bookings/1/history"),
        ] {
            let answer = app.call(method, path).send().await;
            let answer = answer.no(401, "credentials_required");
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
            let guest = app.call(method, path).header("Bronya-Guest-Key", "x");
            let guest = guest.send().await.is(403);
            let code = guest.body["code"].as_str().unwrap_or_default();
            let codes = ["staff_only", "admin_only", "operator_only"];
            assert!(codes.contains(&code), "{method} {path}: {code}");
        }
        let nowhere = app.patch("/v1/venues/nowhere").send().await;
        nowhere.no(404, "unknown_venue");
        for wrong in [
            "Bearer wrong",
            "Bearer ",
            "Bearer",
            "Basic dTpw",
            "the operator's key",
            "Bearer the operator's keys",
        ] {
            let answer = app
                .get("/v1/venues/demo")
                .header("Authorization", wrong)
                .send()
                .await;
            let answer = answer.no(401, "unknown_credentials");
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"bronya\"");
        }
    })
    .await;
}

#[tokio::test]
async fn a_name_that_must_be_unique_is_refused_where_another_resource_has_it() {
    App::in_each_restaurant(async |app| {
        let tables = "/v1/venues/demo/resources";
        let window = |alone: bool| {
            json!({"kind": "table", "name": "Window", "seats": {"from": 1, "to": 2}, "unique_name": alone})
        };
        let add = async |body| app.post(tables).staff().json(body).await;
        let first = add(window(true)).await.is(201).body["id"].clone();
        add(window(true)).await.no(409, "not_unique");
        let other = add(window(false)).await.is(201).body["id"].clone();
        let rename = async |id: &serde_json::Value, body| {
            let place = format!("{tables}/{id}");
            app.patch(&place).staff().json(body).await
        };
        let taken = json!({"name": "Window", "unique_name": true});
        rename(&other, taken.clone()).await.no(409, "not_unique");
        rename(&other, json!({"name": "Door", "unique_name": true})).await.is(200);
        rename(&first, taken).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn a_guest_who_waits_already_is_told_which_request_waits() {
    App::in_each_restaurant(async |app| {
        app.policy(json!({"admission": "request", "one_request": true})).await;
        let order = json!({
            "from": "2026-11-21T19:00", "party": 2, "resources": [1], "name": "Anna", "email": "anna@example.org",
        });
        let ask = async || {
            let place = "/v1/venues/demo/bookings";
            app.post(place).json(order.clone()).await
        };
        let first = ask().await.is(201).body["id"].clone();
        let refused = ask().await.no(409, "already_requested");
        assert_eq!(refused.body["reasons"][0]["booking"], first);
    })
    .await;
}
