//! Roles, blocks and the keys of programs: what is given or taken bites on the next request.

use std::time::Duration;

use bronya_domain::command::Role;
use serde_json::{Value, json};

use crate::app::{Answer, App};
use crate::crowd::{PASSWORD, Person};

const LIST: &str = "/v1/venues/demo/bookings";

async fn list(app: &App, person: &Person) -> Answer {
    app.get(LIST).as_(person).send().await
}

#[tokio::test]
async fn a_role_a_block_and_a_removal_bite_on_the_next_request() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let anna = app.crew("anna@example.org", Role::Staff).await;
        let place = format!("/v1/venues/demo/people/{}", anna.id);
        let post = async |act: &str| {
            let call = app.post(&format!("{place}/{act}")).as_(&admin);
            call.send().await.is(200).body
        };
        list(app, &anna).await.is(200);

        assert_eq!(post("block").await["blocked"], true);
        list(app, &anna).await.no(403, "account_blocked");
        let venue = app.get("/v1/venues/demo").as_(&anna).send().await;
        venue.no(403, "account_blocked");
        app.me(&anna.access).await.is(200);
        assert_eq!(post("unblock").await["blocked"], false);
        list(app, &anna).await.is(200);

        let role = async |body: Value| app.put(&place).as_(&admin).json(body).await;
        role(json!({"role": "customer"})).await.is(200);
        list(app, &anna).await.no(403, "staff_only");
        role(json!({"role": "specialist", "resource": 1}))
            .await
            .is(200);
        list(app, &anna).await.is(200);
        role(json!({"role": "specialist", "resource": 99}))
            .await
            .no(404, "unknown_resource");
        role(json!({"role": "admin"})).await.is(200);
        let keys = app.get("/v1/venues/demo/keys").as_(&anna).send().await;
        keys.is(200);

        app.delete(&place).as_(&admin).send().await.is(204);
        list(app, &anna).await.no(404, "not_found");
        app.get(&place)
            .as_(&admin)
            .send()
            .await
            .no(404, "unknown_member");
        role(json!({"role": "staff"}))
            .await
            .no(404, "unknown_member");
    })
    .await;
}

/// An admin could otherwise read through all accounts of the installation by their numbers.
#[tokio::test]
async fn an_admin_gives_roles_to_people_whom_the_venue_knows_and_to_nobody_else() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let anna = app.person("anna@example.org").await;
        let place = format!("/v1/venues/demo/people/{}", anna.id);
        let role = async || {
            app.put(&place)
                .as_(&admin)
                .json(json!({"role": "customer"}))
                .await
        };
        let stranger = role().await.no(404, "unknown_member");
        assert!(!stranger.text.contains(&anna.email));

        let booking = json!({"from": "2026-11-21T19:00", "party": 2});
        let booked = app.post(LIST).as_(&anna).json(booking).await;
        booked.is(201);
        assert_eq!(
            role().await.is(200).body["account"]["email"],
            "anna@example.org"
        );

        let bert = app.person("bert@example.org").await;
        let place = format!("/v1/venues/demo/people/{}", bert.id);
        let operator = app.put(&place).staff().json(json!({"role": "staff"})).await;
        operator.is(200);
    })
    .await;
}

#[tokio::test]
async fn whom_the_operator_shuts_out_is_out_everywhere() {
    App::in_each_restaurant(async |app| {
        let anna = app.crew("anna@example.org", Role::Staff).await;
        let place = format!("/v1/accounts/{}", anna.id);
        let post = async |act: &str| app.post(&format!("{place}/{act}")).staff().send().await;
        assert_eq!(post("block").await.is(200).body["blocked"], true);
        list(app, &anna).await.no(401, "unknown_credentials");
        let right = app.log_in("anna@example.org", PASSWORD).await;
        right.no(403, "account_blocked");
        let wrong = app.log_in("anna@example.org", "nine loud storks").await;
        wrong.no(401, "wrong_login");
        post("unblock").await.is(200);
        list(app, &anna).await.no(401, "unknown_credentials");
        let again = app.log_in("anna@example.org", PASSWORD).await;
        again.is(200);
    })
    .await;
}

#[tokio::test]
async fn the_last_operator_stays() {
    App::in_each_empty(async |app| {
        let anna = app.operator("anna@example.org").await;
        let block = format!("/v1/accounts/{}/block", anna.id);
        app.post(&block)
            .as_(&anna)
            .send()
            .await
            .no(409, "last_operator");
        let sure = json!({"password": PASSWORD});
        let erase = app.post("/v1/me/erase").as_(&anna).json(sure).await;
        erase.no(409, "last_operator");
        app.operator("bert@example.org").await;
        app.post(&block).as_(&anna).send().await.is(200);
    })
    .await;
}

#[tokio::test]
async fn the_last_who_can_run_a_venue_stays() {
    App::in_each_restaurant(async |app| {
        let anna = app.crew("anna@example.org", Role::Admin).await;
        let place = format!("/v1/venues/demo/people/{}", anna.id);
        let demote = async || {
            let role = json!({"role": "staff"});
            app.put(&place).as_(&anna).json(role).await
        };
        demote().await.no(409, "last_admin");
        let gone = app.delete(&place).as_(&anna).send().await;
        gone.no(409, "last_admin");
        let block = app.post(&format!("{place}/block")).staff().send().await;
        block.no(409, "last_admin");
        let sure = json!({"password": PASSWORD});
        let erase = app.post("/v1/me/erase").as_(&anna).json(sure).await;
        erase.no(409, "last_admin");
        app.crew("bert@example.org", Role::Admin).await;
        demote().await.is(200);
    })
    .await;
}

/// When the first key was used last, once that was noted: nobody waits for it.
async fn used_at(app: &App, admin: &Person) -> Value {
    for _ in 0..500 {
        let keys = app.get("/v1/venues/demo/keys").as_(admin).send().await;
        let used_at = keys.is(200).body["items"][0]["used_at"].take();
        if !used_at.is_null() {
            return used_at;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the use of a key is never noted");
}

#[tokio::test]
async fn a_key_is_shown_once_binds_by_its_scopes_and_can_be_taken_back() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let body = json!({"name": "Till", "scopes": ["read_bookings", "read_bookings"]});
        let keys = "/v1/venues/demo/keys";
        let made = app.post(keys).as_(&admin).json(body).await.is(201);
        assert_eq!(made.header("cache-control"), "no-store");
        assert_eq!(made.body["scopes"], json!(["read_bookings"]));
        assert_eq!(made.body["made_by"], admin.id.0);
        let key = made.body["key"].as_str().expect("a key").to_owned();
        let listed = app.get(keys).as_(&admin).send().await.is(200);
        assert_eq!(listed.body["items"][0]["name"], "Till");
        assert!(!listed.text.contains(&key), "it is shown once");

        app.get(LIST).bearer(&key).send().await.is(200);
        let order = json!({"from": "2026-11-21T19:00", "party": 2});
        let lacking = app.post(LIST).bearer(&key).json(order).await;
        let lacking = lacking.no(403, "scope_missing");
        assert!(lacking.text.contains("write_bookings"));
        app.me(&key).await.no(403, "accounts_only");
        assert_eq!(used_at(app, &admin).await, "2026-11-20T09:00:00Z");

        let office = json!({"slug": "office", "name": "Office", "zone": "UTC", "currency": "EUR"});
        app.post("/v1/venues").staff().json(office).await.is(201);
        let elsewhere = app
            .get("/v1/venues/office/bookings")
            .bearer(&key)
            .send()
            .await;
        elsewhere.no(404, "not_found");
        let place = made.header("location").to_owned();
        let foreign = place.replace("demo", "office");
        app.delete(&foreign)
            .staff()
            .send()
            .await
            .no(404, "unknown_key");
        app.get(LIST).bearer(&key).send().await.is(200);

        app.delete(&place).as_(&admin).send().await.is(204);
        let gone = app.get(LIST).bearer(&key).send().await;
        gone.no(401, "unknown_credentials");
        let listed = app.get(keys).as_(&admin).send().await.body;
        assert_eq!(listed["items"][0]["revoked_at"], "2026-11-20T09:00:00Z");
    })
    .await;
}
