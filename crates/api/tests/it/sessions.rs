//! One's own logins: listed to oneself alone, and ended one by one. And finding people who came in.

use bronya_domain::command::Role;
use serde_json::{Value, json};

use crate::app::App;
use crate::crowd::PASSWORD;

#[tokio::test]
async fn a_login_is_ended_from_another_one() {
    App::in_each_empty(async |app| {
        let anna = app.person("anna@example.org").await;
        let bert = app.person("bert@example.org").await;
        app.wait(5);
        app.log_in("anna@example.org", PASSWORD).await.is(200);
        let list = async || {
            let list = app.get("/v1/me/sessions").as_(&anna).send().await;
            let list = list.is(200).body;
            list["items"].as_array().cloned().unwrap_or_default()
        };
        let known = list().await;
        let other = known.iter().find(|login| login["is_this"] == false);
        let other = other.expect("the other login")["id"].clone();
        let place = format!("/v1/me/sessions/{}", other.as_str().expect("a name"));
        let foreign = app.delete(&place).as_(&bert).send().await;
        foreign.no(404, "unknown_session");
        assert_eq!(list().await.len(), known.len());
        app.delete(&place).as_(&anna).send().await.is(204);
        assert_eq!(list().await.len(), known.len() - 1);
        let again = app.delete(&place).as_(&anna).send().await;
        again.no(404, "unknown_session");
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_what_they_are_and_are_called() {
    App::in_each_restaurant(async |app| {
        let admin = app.crew("admin@example.org", Role::Admin).await;
        let anna = app.crew("anna@example.org", Role::Staff).await;
        app.crew("bert@example.org", Role::Customer).await;
        let name = json!({"first_name": "Анна", "last_name": "Ильина"});
        app.patch("/v1/me").as_(&anna).json(name).await.is(200);
        let found = async |query: &str| {
            let place = format!("/v1/venues/demo/people?{query}");
            let list = app.get(&place).as_(&admin).send().await.is(200).body;
            let items = list["items"].as_array().expect("a list");
            let emails = items.iter().map(|item| item["account"]["email"].clone());
            (emails.collect::<Vec<Value>>(), items[0].clone())
        };
        let (all, first) = found("").await;
        assert_eq!(all.len(), 3);
        assert!(first["seen_at"].is_string(), "{first}");
        let (works, _) = found("works=true").await;
        assert_eq!(works, ["admin@example.org", "anna@example.org"]);
        assert_eq!(found("works=false").await.0, ["bert@example.org"]);
        assert_eq!(found("role=staff").await.0, ["anna@example.org"]);
        let words = "words=%D0%90%D0%9D%D0%9D%D0%90%20anna"; // АННА anna
        assert_eq!(found(words).await.0, ["anna@example.org"]);
        let block = format!("/v1/venues/demo/people/{}/block", anna.id);
        app.post(&block).as_(&admin).send().await.is(200);
        assert_eq!(found("blocked=true").await.0, ["anna@example.org"]);
        let page = app.get("/v1/venues/demo/people?limit=1").as_(&admin);
        let page = page.send().await.is(200).body;
        let next = format!("limit=1&after={}", page["next"]);
        assert_eq!(found(&next).await.0, ["anna@example.org"]);
    })
    .await;
}
