//! The history of a venue, page by page and as a table, and hearing of it as it happens.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use bronya_domain::command::Role;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::app::{Answer, App};
use crate::crowd::Person;

const HISTORY: &str = "/v1/venues/demo/history";
const EVENTS: &str = "/v1/venues/demo/events";
/// How long something that is about to be heard may take.
const PATIENCE: Duration = Duration::from_secs(20);

fn acts(list: &Answer) -> Vec<&str> {
    let items = list.body["items"].as_array().expect("items");
    items
        .iter()
        .filter_map(|item| item["act"].as_str())
        .collect()
}

#[tokio::test]
async fn who_runs_a_venue_reads_who_did_what_when() {
    App::in_each_restaurant(async |app| {
        let boss = app.crew("boss@example.org", Role::Admin).await;
        let vera = app.crew("vera@example.org", Role::Staff).await;
        app.wait(1);
        app.booked("2026-11-20T19:30").await;
        app.wait(1);
        let cancel = app.post("/v1/venues/demo/bookings/1/cancel").as_(&vera);
        cancel
            .json(json!({"reason": "=ill, \"very\""}))
            .await
            .is(200);
        app.wait(1);
        let rename = app.patch("/v1/venues/demo").as_(&boss);
        rename.json(json!({"name": "Пушкин"})).await.is(200);
        let block = app.post(&format!("/v1/venues/demo/people/{}/block", vera.id));
        block.as_(&boss).send().await.is(200);

        let get = async |query: &str| {
            let path = format!("{HISTORY}?{query}");
            app.get(&path).as_(&boss).send().await
        };
        let all = get("").await.is(200);
        let latest = ["block_member", "change_venue", "cancel", "book"];
        assert_eq!(acts(&all)[..4], latest);
        assert_eq!(
            acts(&all)[4..],
            ["add_resource", "add_resource", "add_resource"]
        );
        assert_eq!(all.header("cache-control"), "no-store");
        let cancelled = &all.body["items"][2];
        assert_eq!(
            (
                &cancelled["role"],
                &cancelled["account"],
                &cancelled["whom"]
            ),
            (&json!("staff"), &json!(vera.id), &json!("Анна"))
        );
        assert_eq!(
            (&cancelled["before"], &cancelled["after"], &cancelled["id"]),
            (&json!("confirmed"), &json!("cancelled"), &json!(1))
        );
        assert_eq!(acts(&get("booking=1").await), ["cancel", "book"]);
        assert_eq!(acts(&get(&format!("by={}", boss.id)).await), latest[..2]);
        assert_eq!(acts(&get("act=book").await), ["book"]);
        assert_eq!(
            acts(&get(&format!("member={}", vera.id)).await),
            ["block_member"]
        );
        assert_eq!(
            acts(&get("from=2026-11-20T12:02&to=2026-11-20T12:03").await),
            ["cancel"]
        );
        assert_eq!(acts(&get("date=2026-11-19").await), [""; 0]);

        let first = get("limit=2&act=add_resource").await.is(200);
        assert_eq!(acts(&first).len(), 2);
        let link = first.header("link").to_owned();
        let next = link
            .trim_start_matches("<https://book.example")
            .split('>')
            .next();
        let rest = app
            .get(next.expect("an address"))
            .as_(&boss)
            .send()
            .await
            .is(200);
        assert_eq!((acts(&rest).len(), &rest.body["next"]), (1, &Value::Null));
    })
    .await;
}

#[tokio::test]
async fn all_of_it_comes_as_a_table_in_which_no_stranger_calculates() {
    App::in_each_restaurant(async |app| {
        let boss = app.crew("boss@example.org", Role::Admin).await;
        app.booked("2026-11-20T19:30").await;
        let cancel = app.post("/v1/venues/demo/bookings/1/cancel").as_(&boss);
        cancel
            .json(json!({"reason": "=1+1, \"or\" 2"}))
            .await
            .is(200);
        for (path, accept) in [
            (format!("{HISTORY}?format=csv&booking=1"), "*/*"),
            (format!("{HISTORY}?booking=1"), "text/csv"),
        ] {
            let table = app.get(&path).as_(&boss).header("Accept", accept);
            let table = table.send().await.is(200);
            assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
            let lines: Vec<&str> = table.text.lines().collect();
            assert_eq!(lines.len(), 3, "{}", table.text);
            assert!(lines[0].starts_with("at,local,role,"));
            assert!(lines[1].ends_with(",confirmed,cancelled,\"'=1+1, \"\"or\"\" 2\""));
            assert!(
                lines[2].contains(",guest,,,book,booking,1,,Анна,"),
                "{}",
                lines[2]
            );
        }
    })
    .await;
}

#[tokio::test]
async fn what_makes_no_sense_is_named() {
    App::in_each_restaurant(async |app| {
        for (query, field) in [
            ("limit=0", "limit"),
            ("limit=501", "limit"),
            ("cursor=x", "cursor"),
            ("cursor=1.2.3.4", "cursor"),
            ("from=yesterday", "from"),
            ("date=2026-11-20&from=2026-11-20T00:00", "date"),
            ("booking=1&member=1", "member"),
            ("booking=x", "booking"),
            ("act=", "act"),
            ("format=xml", "format"),
            ("whom=1", "whom"),
        ] {
            let answer = app.get(&format!("{HISTORY}?{query}")).staff().send().await;
            assert_eq!(answer.status, 422, "{query}: {}", answer.text);
            assert_eq!(answer.body["field"], field, "{query}: {}", answer.text);
        }
    })
    .await;
}

/// Somebody who listens.
struct Listener {
    body: BodyDataStream,
    heard: String,
}

impl Listener {
    async fn at(app: &App, who: &Person, last: Option<&str>) -> Self {
        let mut request =
            Request::get(EVENTS).header("Authorization", format!("Bearer {}", who.access));
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last);
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = app.router().oneshot(request).await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 200);
        let kind = answer.headers().get("content-type").expect("a kind");
        assert_eq!(kind, "text/event-stream");
        Self {
            body: answer.into_body().into_data_stream(),
            heard: String::new(),
        }
    }

    /// The next event, by its fields; none at the end. Signs of life are no events.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.heard.split_once("\n\n") {
                let event = Event::of(event);
                self.heard = rest.to_owned();
                if event.name.is_some() {
                    return Some(event);
                }
                continue;
            }
            let part = tokio::time::timeout(PATIENCE, self.body.next()).await;
            let part = part.expect("something is heard")?.expect("a part");
            self.heard
                .push_str(std::str::from_utf8(&part).expect("a text"));
        }
    }

    /// The acts that come until one of that name does.
    async fn until(&mut self, act: &str) -> Event {
        let mut others = Vec::new();
        let search = async {
            loop {
                let event = self.next().await.expect("the stream goes on");
                if event.data["act"] == act {
                    break event;
                }
                others.push(event);
            }
        };
        // Signs of life would keep it waiting for ever.
        let found = tokio::time::timeout(PATIENCE, search).await;
        found.unwrap_or_else(|_| panic!("{act} is never heard, but {others:?}"))
    }
}

#[derive(Debug)]
struct Event {
    name: Option<String>,
    id: Option<String>,
    data: Value,
}

impl Event {
    fn of(text: &str) -> Self {
        let field = |name: &str| {
            let mut lines = text.lines();
            let line = lines.find_map(|line| line.strip_prefix(&format!("{name}:")));
            line.map(|value| value.trim().to_owned())
        };
        let data = field("data").unwrap_or_default();
        Self {
            name: field("event"),
            id: field("id"),
            data: serde_json::from_str(&data).unwrap_or_default(),
        }
    }
}

/// Waits until the house hears what is committed: on PostgreSQL by a connection that may come after the first request, and whoever listens
/// before it is told to look afresh.
async fn hears(app: &App, who: &Person) {
    let mut listener = Listener::at(app, who, None).await;
    for _ in 0..PATIENCE.as_secs() {
        app.policy(json!({})).await;
        let told = async {
            while listener
                .next()
                .await
                .is_none_or(|event| event.name.as_deref() != Some("change"))
            {}
        };
        if tokio::time::timeout(Duration::from_secs(1), told)
            .await
            .is_ok()
        {
            return;
        }
    }
    panic!("the house never hears what is committed");
}

#[tokio::test]
async fn the_staff_hear_what_happens_and_a_specialist_what_is_his_affair() {
    App::in_each_restaurant(async |app| {
        let vera = app.crew("vera@example.org", Role::Staff).await;
        let doctor = app.crew("doctor@example.org", Role::Specialist).await;
        hears(app, &vera).await;
        let mut all = Listener::at(app, &vera, None).await;
        let mut own = Listener::at(app, &doctor, None).await;
        let book = async |table: i64| {
            let body = json!({"from": "2026-11-20T19:30", "resources": [table], "party": 2, "name": "Анна",
                "email": "anna@example.org"});
            app.post("/v1/venues/demo/bookings").json(body).await.is(201);
        };
        book(2).await;
        book(1).await;
        for id in [1, 2] {
            let path = format!("/v1/venues/demo/bookings/{id}/cancel");
            app.post(&path).as_(&vera).json(json!({})).await.is(200);
        }
        let first = all.until("cancel").await;
        assert_eq!(first.data["id"], 1);
        let second = all.until("cancel").await;
        assert_eq!(
            (&second.data["account"], &second.data["resources"]),
            (&json!(vera.id), &json!([1]))
        );
        assert!(second.id.is_some());
        let his = own.until("cancel").await;
        assert_eq!((&his.data["id"], &his.data["after"]), (&json!(2), &json!("cancelled")));
    })
    .await;
}

#[tokio::test]
async fn who_may_hear_no_more_is_told_no_more() {
    App::in_each_restaurant(async |app| {
        let vera = app.crew("vera@example.org", Role::Staff).await;
        let olga = app.crew("olga@example.org", Role::Staff).await;
        let nina = app.crew("nina@example.org", Role::Staff).await;
        let mut listening = Vec::new();
        for who in [&vera, &olga, &nina] {
            listening.push(Listener::at(app, who, None).await);
        }
        app.post("/v1/auth/logout").as_(&vera).send().await.is(204);
        let out = format!("/v1/venues/demo/people/{}/block", olga.id);
        app.post(&out).staff().send().await.is(200);
        let less = format!("/v1/venues/demo/people/{}", nina.id);
        app.put(&less)
            .staff()
            .json(json!({"role": "customer"}))
            .await
            .is(200);
        for mut listener in listening {
            while let Some(event) = listener.next().await {
                assert_eq!(event.name.as_deref(), Some("afresh"), "{event:?}");
            }
        }
        app.get(EVENTS)
            .as_(&olga)
            .send()
            .await
            .no(403, "account_blocked");
    })
    .await;
}

#[tokio::test]
async fn who_comes_back_hears_what_he_missed_or_that_he_should_look_afresh() {
    App::in_each_restaurant(async |app| {
        let vera = app.crew("vera@example.org", Role::Staff).await;
        hears(app, &vera).await;
        let mut listener = Listener::at(app, &vera, None).await;
        app.booked("2026-11-20T19:30").await;
        let mut event = listener.next().await.expect("an event");
        while event.id.is_none() {
            event = listener.next().await.expect("an event");
        }
        drop(listener);
        app.booked("2026-11-20T14:00").await;
        let known = event.id.expect("a revision");
        let mut back = Listener::at(app, &vera, Some(&known)).await;
        let next = back.next().await.expect("an event");
        let is_news = next.data["act"] == "book" || next.name.as_deref() == Some("afresh");
        assert!(is_news, "{next:?}");
        for strange in ["nonsense", "-7", "99999999"] {
            let mut lost = Listener::at(app, &vera, Some(strange)).await;
            let told = lost.next().await.expect("an event");
            assert_eq!(told.name.as_deref(), Some("afresh"), "{strange}");
        }
    })
    .await;
}
