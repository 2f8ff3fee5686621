//! Users of the foreign contracts that a venue speaks: those who run the venue look after them.

use bronya_domain::command::Role;
use bronya_domain::instance::Instance;
use serde_json::{Value, json};

use crate::app::App;

const USERS: &str = "/v1/venues/demo/dialects/users";

/// Has the venue speak a contract.
pub async fn speak(app: &App, name: &str) {
    let venue = app.gate().desk().venue("demo").await.expect("the venue");
    let instance = Instance {
        name: name.into(),
        venue: venue.venue.id,
        settings: [("kind_map".to_owned(), "table=table".to_owned())].into(),
    };
    app.gate().desk().bind(instance).await.expect("spoken");
}

fn anna() -> Value {
    json!({
        "dialect": "foreign", "username": "Anna", "email": "Anna@Example.org", "phone": "+79123456789",
        "first_name": "Anna", "role": "customer", "password": "seven quiet herons",
    })
}

#[tokio::test]
async fn an_admin_makes_mends_and_shuts_out_users_of_the_venues_contracts() {
    App::in_each_restaurant(async |app| {
        speak(app, "foreign").await;
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let spoken = app.get("/v1/venues/demo/dialects").as_(&admin).send().await;
        let spoken = spoken.is(200).body;
        assert_eq!(spoken["items"][0]["name"], "foreign");
        assert_eq!(spoken["items"][0]["settings"]["kind_map"], "table=table");

        let made = app.post(USERS).as_(&admin).json(anna()).await.is(201).body;
        assert_eq!(made["account"]["realm"], "foreign");
        assert_eq!(made["account"]["email"], "Anna@example.org");
        let twice = app.post(USERS).as_(&admin).json(anna()).await;
        twice.no(409, "not_unique");

        let id = made["account"]["id"].as_i64().expect("a number");
        let place = format!("/v1/venues/demo/people/{id}");
        let edit = json!({"email": "anna@new.example", "last_name": "Smirnova", "phone": null, "password": "eight loud herons"});
        let mended = app.patch(&place).as_(&admin).json(edit).await.is(200).body;
        assert_eq!(mended["email"], "anna@new.example");
        assert_eq!(mended["email_confirmed"], true);
        assert_eq!(mended["phone"], Value::Null);
        let login = app.gate().desk().login("foreign", "anna@new.example").await;
        let kept = login.expect("a login").and_then(|login| login.password);
        let checked = app.gate().passwords().check("eight loud herons", kept.as_deref());
        assert_eq!(checked.await, Ok(bronya_gate::passwords::Checked::Right));

        let out = app.patch(&place).as_(&admin).json(json!({"blocked": true})).await;
        assert_eq!(out.is(200).body["blocked"], true);
    })
    .await;
}

/// Accounts of the installation are their owners' affair, and other venues' contracts are other venues' affair.
#[tokio::test]
async fn nobody_is_made_or_mended_who_is_not_a_user_of_the_venues_own_contracts() {
    App::in_each_restaurant(async |app| {
        speak(app, "foreign").await;
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let staff = app.crew("staff@example.org", Role::Staff).await;
        let place = format!("/v1/venues/demo/people/{}", staff.id);
        let edit = json!({"password": "eight loud herons"});
        let own = app.patch(&place).as_(&admin).json(edit).await;
        own.no(404, "unknown_member");
        let mut elsewhere = anna();
        for dialect in ["bronya", "unknown", ""] {
            elsewhere["dialect"] = json!(dialect);
            let refused = app.post(USERS).as_(&admin).json(elsewhere.clone()).await;
            assert_eq!(refused.no(422, "invalid").body["field"], "dialect");
        }
        let mut weak = anna();
        weak["password"] = json!("short");
        let refused = app.post(USERS).as_(&admin).json(weak).await;
        refused.no(422, "password_too_short");
        let refused = app.post(USERS).as_(&staff).json(anna()).await;
        refused.no(403, "admin_only");
    })
    .await;
}
