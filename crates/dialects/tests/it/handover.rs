//! `garant` hands each new order over to an accounting program, and takes its answer with the key of a program.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bronya_dialects::Dialect;
use bronya_domain::id::VenueId;
use bronya_domain::instance::Instance;
use bronya_domain::people::Scope;
use bronya_gate::limits::Limits;
use bronya_gate::tokens;
use bronya_sim::engines::both;
use jiff::SignedDuration;
use ring::hmac;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::garbage::Call;
use crate::town::{Answer, Settings, Town};

const VENUE: VenueId = VenueId(1);

/// A program that answers as it is told, at last with 204, and remembers what it was told.
#[derive(Clone, Default)]
struct Accounting {
    script: Arc<Mutex<VecDeque<StatusCode>>>,
    heard: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
}

impl Accounting {
    async fn open(self) -> String {
        let answer = async move |headers: HeaderMap, body: Bytes| {
            self.heard.lock().expect("no panic").push((headers, body));
            let next = self.script.lock().expect("no panic").pop_front();
            next.unwrap_or(StatusCode::NO_CONTENT)
        };
        let routes = Router::new().route("/orders", axum::routing::post(answer));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        tokio::spawn(async move { axum::serve(listener, routes).await });
        format!("http://{address}/orders")
    }

    fn heard(&self) -> Vec<(HeaderMap, Bytes)> {
        self.heard.lock().expect("no panic").clone()
    }
}

/// Whether news are signed by a secret, as any program checks it that knows Standard Webhooks.
fn is_signed(headers: &HeaderMap, body: &[u8], secret: &str) -> bool {
    let text = |name| headers[name].to_str().expect("a text");
    let key = STANDARD.decode(secret.trim_start_matches("whsec_"));
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key.expect("base64"));
    let signature = text("webhook-signature").strip_prefix("v1,");
    let signature = STANDARD.decode(signature.expect("the first version"));
    let led = format!("{}.{}.", text("webhook-id"), text("webhook-timestamp"));
    let signed = [led.as_bytes(), body].concat();
    hmac::verify(&key, &signed, &signature.expect("base64")).is_ok()
}

async fn send(town: &Town, call: Call, shown: Option<&str>) -> Answer {
    let mut sent = call.good();
    if let Some(shown) = shown {
        let shown = shown.as_bytes().to_vec();
        sent.headers.push(("authorization".into(), shown));
    }
    town.send(&sent).await.expect("a request")
}

/// The key of a program that may do these things.
async fn key(town: &Town, scopes: &[Scope]) -> String {
    let key = tokens::api_key(town.gate.dice());
    let (hash, now) = (tokens::api_key_hash(&key), town.gate.now());
    let added =
        town.desk()
            .add_api_key(VENUE, "accounting".into(), scopes.to_vec(), hash, None, now);
    added.await.expect("a key");
    format!("Bearer {key}")
}

async fn order(town: &Town, table: &'static [(&'static str, &'static str)], email: &str) {
    let order = Call::new("POST", "/api/customer/book_table/").query(table);
    let answer = send(town, order.json(json!({ "email": email })), None).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn each_order_is_handed_over_and_its_answer_comes_back() {
    for database in both().await {
        let program = Accounting::default();
        let url = program.clone().open().await;
        let settings = Settings::from([("accounting_url".to_owned(), url)]);
        let town = Town::of(database, Dialect::Garant, settings, Limits::off()).await;
        let town = town.expect("a house");
        program
            .script
            .lock()
            .expect("no panic")
            .push_back(StatusCode::BAD_GATEWAY);
        order(&town, &[("id", "3")], "anna@example.org").await;
        order(&town, &[("id", "3")], "ivan@example.org").await;
        town.mail().await;
        // What was not taken is told again, under the same name.
        assert_eq!(program.heard().len(), 2, "{}", town.engine);
        town.later(SignedDuration::from_hours(1)).await;
        town.mail().await;
        let heard = program.heard();
        assert_eq!(heard.len(), 3, "{}", town.engine);
        let again = &heard[2];
        let before = heard[..2].iter();
        let same = |one: &&(HeaderMap, Bytes)| one.0["webhook-id"] == again.0["webhook-id"];
        assert_eq!(before.filter(same).count(), 1);

        let secret = town.gate.secret().webhook_secret(VENUE);
        let mut orders: Vec<Value> = Vec::new();
        for (headers, body) in &heard {
            assert!(is_signed(headers, body, &secret));
            orders.push(serde_json::from_slice(body).expect("JSON"));
        }
        let id_of = |email: &str| {
            let found = orders.iter().map(|order| &order["data"]["booking"]);
            let mut found = found.filter(|booking| booking["contact"]["email"] == email);
            let booking = found.next().expect("an order");
            assert_eq!(booking["resources"][0]["id"], 3);
            booking["id"].clone()
        };
        let (anna, ivan) = (id_of("anna@example.org"), id_of("ivan@example.org"));
        answered(&town, &anna, &ivan).await;
        // What became of the orders, the program has said itself.
        town.mail().await;
        assert_eq!(program.heard().len(), 3, "{}", town.engine);
    }
}

/// The program refuses one order and accepts the other.
async fn answered(town: &Town, refused: &Value, accepted: &Value) {
    let decides = |path| Call::new("POST", path);
    let id = |id: &Value| json!({ "id": id });
    let reader = key(town, &[Scope::ReadBookings]).await;
    let accept = || decides("/api/admin/accept_booking/").json(id(accepted));
    let answer = send(town, accept(), Some(&reader)).await;
    assert_eq!(answer.status, 403, "{}", answer.text());
    let list = Call::new("GET", "/api/admin/view_active_bookings/");
    let answer = send(town, list, Some(&reader)).await;
    let rows: Value = serde_json::from_slice(&answer.body).expect("JSON");
    let ids: Vec<&Value> = rows.as_array().expect("rows").iter().collect();
    let ids: Vec<&Value> = ids.iter().map(|row| &row["id"]).collect();
    assert!(ids.contains(&refused) && ids.contains(&accepted));

    let writer = key(town, &[Scope::WriteBookings]).await;
    let refuse = decides("/api/admin/refuse_booking/").json(id(refused));
    let answer = send(town, refuse, Some(&writer)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let answer = send(town, accept(), Some(&writer)).await;
    assert_eq!(answer.text(), r#"{"detail":"Table booking is accepted."}"#);
    let add = decides("/api/admin/add_table/").json(json!({}));
    let answer = send(town, add, Some(&writer)).await;
    assert_eq!(answer.status, 403, "{}", answer.text());
    let subjects: Vec<String> = town
        .mail()
        .await
        .into_iter()
        .map(|mail| mail.subject)
        .collect();
    assert!(
        subjects.contains(&"Booking is refused".to_owned()),
        "{subjects:?}"
    );
    assert!(
        subjects.contains(&"Your booking is accepted".to_owned()),
        "{subjects:?}"
    );
}

#[tokio::test]
async fn whoever_seeds_is_told_by_what_orders_are_signed() {
    for database in both().await {
        let url = "http://127.0.0.1:8080/orders";
        let settings = Settings::from([("accounting_url".to_owned(), url.to_owned())]);
        let instance = Instance {
            name: "garant".into(),
            venue: VENUE,
            settings: settings.clone(),
        };
        let town = Town::of(database, Dialect::Garant, settings, Limits::off()).await;
        let town = town.expect("a house");
        let secret = town.gate.secret();
        let notes = Dialect::Garant.notes(&instance);
        assert_eq!(notes.len(), 1);
        assert!(notes[0].contains(url) && !notes[0].contains(&secret.webhook_secret(VENUE)));
    }
}

#[tokio::test]
async fn an_address_that_holds_a_password_is_no_setting() {
    for database in both().await {
        let url = "http://anna:key@127.0.0.1/orders".to_owned();
        let settings = Settings::from([("accounting_url".to_owned(), url)]);
        let town = Town::of(database, Dialect::Garant, settings, Limits::off()).await;
        let why = town.err().expect("a setting that makes no sense");
        assert!(
            why.contains("accounting_url: must hold no name and no password"),
            "{why}"
        );
    }
}
