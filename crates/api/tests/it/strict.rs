//! What looks like an answer and is none is refused: empty searches, changes that change nothing, values read as others.

use serde_json::{Value, json};

use crate::app::App;

const BOOKINGS: &str = "/v1/venues/demo/bookings";

#[tokio::test]
async fn a_search_that_no_place_could_answer_says_why() {
    App::in_each_restaurant(async |app| {
        let search = |query: &str| {
            app.get(&format!(
                "/v1/venues/demo/availability?date=2026-11-21{query}"
            ))
            .send()
        };
        search("").await.is(200);
        search("&party=6").await.is(200);
        let large = search("&party=7").await.no(422, "party_too_large");
        assert_eq!(
            (&large.body["field"], &large.body["reasons"][0]["most"]),
            (&json!("party"), &json!(6))
        );
        // A day on which nothing is free is no fault of the party's.
        let closed = json!({"hours": {"weekly": {}}});
        app.put("/v1/venues/demo/hours")
            .staff()
            .json(closed)
            .await
            .is(200);
        assert_eq!(search("&party=2").await.is(200).body["starts"], json!([]));
        app.policy(json!({"party_size": "required"})).await;
        let unsaid = search("").await.no(422, "party_required");
        assert_eq!(unsaid.body["field"], "party");
        assert_eq!(search("&kind=boat").await.is(200).body["starts"], json!([]));
        // One place that does not need to know is enough.
        let rules = json!({"party_size": "optional"});
        app.put("/v1/venues/demo/resources/1/policy")
            .staff()
            .json(rules)
            .await
            .is(200);
        search("").await.is(200);
    })
    .await;
}

#[tokio::test]
async fn what_stands_in_a_body_twice_or_encoded_is_refused() {
    App::in_each_restaurant(async |app| {
        let before = app.everything().await;
        let twice =
            br#"{"hours": {"exceptions": {"2026-12-25": [], "2026-12-25": [{"opens": "12:00", "closes": "15:00"}]}}}"#;
        let put = || app.put("/v1/venues/demo/hours").staff();
        let answer = put().bytes(twice.to_vec()).await.no(422, "invalid");
        assert_eq!(answer.body["field"], "hours.exceptions.2026-12-25");
        let midnight = json!({"hours": {"weekly": {"monday": [{"opens": "12:00", "closes": "24:00"}]}}});
        let answer = put().json(midnight).await.no(422, "invalid");
        assert_eq!(answer.body["field"], "hours.weekly.monday[0].closes");
        assert!(answer.text.contains("midnight"), "{}", answer.text);
        let coded = put().header("Content-Encoding", "gzip");
        let answer = coded.json(json!({"hours": null})).await;
        assert_eq!(
            answer.no(415, "unsupported_encoding").body["field"],
            "Content-Encoding"
        );
        assert_eq!(app.everything().await, before);
        let plain = put().header("Content-Encoding", "identity");
        plain.json(json!({"hours": null})).await.is(200);
    })
    .await;
}

#[tokio::test]
async fn no_words_of_the_program_reach_the_caller() {
    App::in_each_restaurant(async |app| {
        let bodies = [
            json!({"party": -1}),
            json!({"party": "two"}),
            json!({"party": {}}),
            json!({"resources": 1}),
            json!({"from": 1}),
            json!({"slot": []}),
            json!({"language": "xx"}),
            json!({"boat": 1}),
            json!([]),
        ];
        for body in bodies {
            let answer = app.post(BOOKINGS).json(body).await.no(422, "invalid");
            let detail = answer.body["detail"].as_str().expect("words");
            for foreign in [
                "struct", "expected", "u32", "i64", "Body", "sequence", "enum", "line 1",
            ] {
                assert!(!detail.contains(foreign), "{detail}");
            }
        }
        let policies = [
            json!({"grid_minutes": "some"}),
            json!({"stay": 7}),
            json!({"admission": 7}),
        ];
        for policy in policies {
            let put = app.put("/v1/venues/demo/policy").staff();
            let answer = put.json(policy).await.no(422, "invalid");
            let detail = answer.body["detail"].as_str().expect("words");
            for foreign in ["variant", "enum", "Bound", "expected"] {
                assert!(!detail.contains(foreign), "{detail}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_refusal_names_the_value_of_the_body_that_it_is_about() {
    App::in_each_restaurant(async |app| {
        let book = |body: Value| app.post(BOOKINGS).json(body);
        let field = |answer: crate::app::Answer| answer.body["field"].clone();
        let from = "2026-11-22T19:00";
        let email = "a@b.example";
        let answer = book(json!({"from": from, "party": 2})).await;
        assert_eq!(field(answer.no(422, "contact_required")), "email");
        let answer = book(json!({"from": from, "resources": [77], "email": email})).await;
        assert_eq!(field(answer.no(404, "unknown_resource")), "resources");
        let answer = book(json!({"slot": 77, "email": email})).await;
        assert_eq!(field(answer.no(404, "unknown_slot")), "slot");
        let answer = book(json!({"hold": "77.x", "email": email})).await;
        assert_eq!(field(answer.no(404, "unknown_hold")), "hold");
        let answer = book(json!({"from": from, "kind": "boat", "email": email})).await;
        assert_eq!(field(answer.no(422, "nothing_offered")), "kind");
        app.policy(json!({"contact": "phone"})).await;
        let answer = book(json!({"from": from, "party": 2, "email": email})).await;
        assert_eq!(field(answer.no(422, "contact_required")), "phone");
        let slot = json!({"resource": 77, "from": from, "until": "2026-11-22T20:00"});
        let answer = app.post("/v1/venues/demo/slots").staff().json(slot).await;
        assert_eq!(field(answer.no(404, "unknown_resource")), "resource");
        let block = json!({"resources": [77], "from": from});
        let answer = app.post("/v1/venues/demo/blocks").staff().json(block).await;
        assert_eq!(field(answer.no(404, "unknown_resource")), "resources");
        let old = app
            .patch("/v1/venues/demo")
            .staff()
            .header("If-Match", "\"99\"");
        let answer = old.json(json!({"name": "X"})).await;
        assert_eq!(field(answer.no(412, "version_differs")), "If-Match");
        // What the address names is no value of a body.
        let answer = app.get("/v1/venues/demo/resources/77").send().await;
        assert_eq!(field(answer.no(404, "unknown_resource")), Value::Null);
    })
    .await;
}

#[tokio::test]
async fn alternatives_are_told_in_wall_time_too() {
    App::in_each_restaurant(async |app| {
        let wish = json!({"from": "2026-11-21T19:00", "party": 2, "resources": [1], "email": "a@b.example"});
        app.post(BOOKINGS).json(wish.clone()).await.is(201);
        let hold = json!({"from": "2026-11-21T19:00", "party": 2, "resources": [1]});
        for answer in [
            app.post(BOOKINGS).json(wish).await,
            app.post("/v1/venues/demo/holds").json(hold).await,
        ] {
            let first = answer.no(409, "taken").body["alternatives"][0].clone();
            assert!(first["local"].is_string(), "{first}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_change_that_names_nothing_changes_nothing() {
    App::in_each_restaurant(async |app| {
        let booking = app.booked("2026-11-21T19:00").await;
        let moved = app.post(&format!("{BOOKINGS}/1/move")).staff();
        let answer = moved.json(json!({})).await.no(422, "invalid");
        assert_eq!(answer.body["field"], "from");
        let shown = app.get(&format!("{BOOKINGS}/1")).staff().send().await;
        assert_eq!(shown.body["version"], booking["version"]);
        let doctor = json!({"kind": "doctor", "seats": {"from": 1, "to": 1}, "schedule": "slots"});
        app.post("/v1/venues/demo/resources")
            .staff()
            .json(doctor)
            .await
            .is(201);
        let slot = json!({"resource": 4, "from": "2026-11-22T19:00", "until": "2026-11-22T20:00"});
        app.post("/v1/venues/demo/slots")
            .staff()
            .json(slot)
            .await
            .is(201);
        let before = app.everything().await;
        for path in ["/v1/venues/demo", "/v1/venues/demo/resources/1"] {
            let shown = app.get(path).send().await;
            let same = app.patch(path).staff().json(json!({})).await.is(200);
            assert_eq!(same.body, shown.body);
            assert_eq!(same.header("etag"), shown.header("etag"));
            let old = app.patch(path).staff().header("If-Match", "\"99\"");
            old.json(json!({})).await.no(412, "version_differs");
        }
        let path = "/v1/venues/demo/slots/1";
        let shown = app.get(path).send().await;
        assert_eq!(
            app.patch(path).staff().json(json!({})).await.is(200).body,
            shown.body
        );
        let unknown = app.patch("/v1/venues/demo/resources/77").staff();
        unknown.json(json!({})).await.no(404, "unknown_resource");
        assert_eq!(app.everything().await, before);
    })
    .await;
}

#[tokio::test]
async fn a_booking_is_found_by_its_code_and_its_guest_however_the_domain_is_written() {
    App::in_each_restaurant(async |app| {
        app.booked("2026-11-21T19:00").await;
        let body = json!({"from": "2026-11-22T19:00", "party": 2, "email": "Bella@Example.ORG"});
        let made = app.post(BOOKINGS).json(body).await.is(201).body;
        assert_eq!(made["contact"]["email"], "bella@example.org");
        let list = |query: String| app.get(&format!("{BOOKINGS}?{query}")).staff().send();
        let code = made["code"].as_str().expect("a code");
        let found = list(format!("code={code}")).await.is(200);
        assert_eq!(found.body["items"][0]["id"], made["id"]);
        assert_eq!(found.body["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(found.header("cache-control"), "no-store");
        for none in ["ZZZZZZZ", "x", "%D1%91"] {
            assert_eq!(
                list(format!("code={none}")).await.is(200).body["items"],
                json!([])
            );
        }
        let both = list(format!("code={code}&state=confirmed")).await;
        assert_eq!(both.no(422, "invalid").body["field"], "code");
        let found = list("contact=Bella@EXAMPLE.org".into()).await.is(200);
        assert_eq!(found.body["items"][0]["id"], made["id"]);
    })
    .await;
}

#[tokio::test]
async fn what_holds_a_key_or_a_contact_is_kept_by_no_cache() {
    App::in_each_restaurant(async |app| {
        let kept = |answer: &crate::app::Answer| answer.header("cache-control") == "no-store";
        let body = json!({"from": "2026-11-21T19:00", "party": 2, "email": "a@b.example"});
        assert!(kept(&app.post(BOOKINGS).json(body).await.is(201)));
        let shown = app
            .get(&format!("{BOOKINGS}/1"))
            .staff()
            .send()
            .await
            .is(200);
        assert!(kept(&shown));
        assert!(kept(&app.get(BOOKINGS).staff().send().await.is(200)));
        let hold = json!({"from": "2026-11-22T19:00", "party": 2});
        let held = app.post("/v1/venues/demo/holds").json(hold).await.is(201);
        assert!(kept(&held));
        assert!(kept(&app.get(held.header("location")).send().await.is(200)));
        let cancelled = app.post(&format!("{BOOKINGS}/1/cancel")).staff();
        assert!(kept(&cancelled.send().await.is(200)));
        assert!(!kept(&app.get("/v1/venues/demo").send().await.is(200)));
        for path in ["/v1/venues/demo", "/nowhere", "/docs", "/healthz"] {
            let answer = app.get(path).send().await;
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        }
        app.get("/favicon.ico").send().await.is(204);
    })
    .await;
}

#[tokio::test]
async fn every_body_of_the_document_has_an_example_that_can_be_sent() {
    App::in_each_restaurant(async |app| {
        let document = bronya_api::openapi();
        crate::dialects::speak(app, "foreign").await;
        let mut tried = 0;
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let Some(body) = operation.get("requestBody") else {
                    continue;
                };
                let example = body["content"]["application/json"].get("example");
                let example = example.unwrap_or_else(|| panic!("{method} {path} has no example"));
                let place = path
                    .replace("{venue}", "demo")
                    .replace("{id}", "1")
                    .replace("{kind}", "table")
                    .replace("{channel}", "api");
                let method = match method.as_str() {
                    "post" => "POST",
                    "put" => "PUT",
                    _ => "PATCH",
                };
                let mut example = example.clone();
                if path.ends_with("/dialects/users") {
                    example["dialect"] = json!("foreign");
                }
                let answer = app.call(method, &place).staff().json(example.clone()).await;
                assert!(
                    answer.status < 500 && answer.status != 400 && answer.body["code"] != "invalid",
                    "{method} {place} {example}: {}",
                    answer.text
                );
                tried += 1;
            }
        }
        assert!(tried >= 20, "{tried}");
        let admission = &document["components"]["schemas"]["Admission"];
        assert_eq!(
            admission["enum"],
            json!(["instant", "tentative", "request"])
        );
        assert!(admission.get("oneOf").is_none(), "{admission}");
        let words = admission["description"].as_str().expect("a description");
        assert!(words.contains("`tentative`: It claims its time"), "{words}");
    })
    .await;
}
