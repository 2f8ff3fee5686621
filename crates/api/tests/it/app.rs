//! The house under test: a router before a desk on a file of its own.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use bronya_api::{Again, again};
use bronya_desk::Desk;
use bronya_gate::address::{Peer, Proxies};
use bronya_gate::limits::Limits;
use bronya_gate::{Dice, Gate, GateOptions, keys};
use bronya_sim::engines::{Database, both, sqlite};
use bronya_store::{Options, Store};
use http_body_util::BodyExt;
use jiff::Timestamp;
use serde_json::{Value, json};
use tower::ServiceExt;

/// The operator key of every test.
pub const KEY: &str = "the operator's key";

/// Bits that differ from throw to throw. Nobody has to guess them here.
fn dice() -> Dice {
    let thrown = AtomicI64::new(0);
    Arc::new(move || {
        let mut bits = [7; 32];
        let throw = thrown.fetch_add(1, Ordering::SeqCst);
        bits[..8].copy_from_slice(&throw.to_be_bytes());
        bits
    })
}

pub struct App {
    router: Again<Router>,
    gate: Gate,
    clock: Arc<AtomicI64>,
    _database: Database,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
    pub text: String,
}

/// A request in the making.
pub struct Call<'a> {
    app: &'a App,
    method: &'static str,
    path: String,
    peer: Option<IpAddr>,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl App {
    /// Runs a test in an empty house on each engine.
    pub async fn in_each_empty(test: impl AsyncFn(&Self)) {
        Self::in_each_empty_within(&Limits::off, test).await;
    }

    /// Runs a test in an empty house on each engine, with these limits.
    pub async fn in_each_empty_within(limits: &dyn Fn() -> Limits, test: impl AsyncFn(&Self)) {
        for database in both().await {
            let app = Self::empty(database, limits()).await;
            test(&app).await;
        }
    }

    /// Runs a test in a restaurant on each engine.
    pub async fn in_each_restaurant(test: impl AsyncFn(&Self)) {
        Self::in_each_empty(async |app| {
            app.furnish().await;
            test(app).await;
        })
        .await;
    }

    /// Runs a test in a restaurant on each engine, with these limits.
    pub async fn in_each_restaurant_within(limits: &dyn Fn() -> Limits, test: impl AsyncFn(&Self)) {
        Self::in_each_empty_within(limits, async |app| {
            app.furnish().await;
            test(app).await;
        })
        .await;
    }

    /// An empty house on SQLite alone, for what asks so much that one engine has to do.
    pub async fn on_sqlite() -> Self {
        Self::empty(sqlite(), Limits::off()).await
    }

    /// An empty house, on 20 November 2026 at noon in Moscow.
    async fn empty(database: Database, limits: Limits) -> Self {
        let store = Store::open(&database.address, Options::default())
            .await
            .expect("a database");
        // Shown where the test fails, so that one knows on which engine it did.
        println!("on {}", store.engine_name());
        let start: Timestamp = "2026-11-20T09:00:00Z".parse().expect("an instant");
        let clock = Arc::new(AtomicI64::new(start.as_microsecond()));
        let hand = clock.clone();
        let options = GateOptions {
            clock: Arc::new(move || {
                Timestamp::from_microsecond(hand.load(Ordering::SeqCst)).expect("an instant")
            }),
            dice: dice(),
            operator_key_hash: Some(keys::hash_operator_key(KEY)),
            secret: b"a secret of thirty-two bytes, say".to_vec(),
            public_url: "https://book.example".into(),
            limits,
            proxies: Proxies::default(),
            hashing: 2,
        };
        let gate = Gate::new(Desk::new(store), options);
        Self {
            router: again(gate.clone(), bronya_api::router(gate.clone())),
            gate,
            clock,
            _database: database,
        }
    }

    /// Makes a restaurant: three tables for 2, 4 and 6, open from noon to eleven, stays of 90 or 120 minutes.
    async fn furnish(&self) {
        let day = json!([{"opens": "12:00", "closes": "23:00"}]);
        let days = [
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ];
        let weekly: serde_json::Map<String, Value> = days
            .iter()
            .map(|name| (name.to_string(), day.clone()))
            .collect();
        let venue = json!({
            "slug": "demo", "name": "У Пушкина", "zone": "Europe/Moscow", "language": "ru", "currency": "RUB",
            "hours": {"weekly": weekly},
        });
        self.post("/v1/venues").staff().json(venue).await.is(201);
        for seats in [2, 4, 6] {
            let table =
                json!({"kind": "table", "seats": {"from": 1, "to": seats}, "price": seats * 100});
            self.post("/v1/venues/demo/resources")
                .staff()
                .json(table)
                .await
                .is(201);
        }
    }

    /// The house as a server would serve it.
    pub fn router(&self) -> Again<Router> {
        self.router.clone()
    }

    /// What stands before the house, and the desk behind it.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Changes the rules of the restaurant.
    pub async fn policy(&self, policy: Value) {
        self.put("/v1/venues/demo/policy")
            .staff()
            .json(policy)
            .await
            .is(200);
    }

    pub fn wait(&self, minutes: i64) {
        self.wait_seconds(minutes * 60);
    }

    pub fn wait_seconds(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        self.call("GET", path)
    }

    pub fn post(&self, path: &str) -> Call<'_> {
        self.call("POST", path)
    }

    pub fn put(&self, path: &str) -> Call<'_> {
        self.call("PUT", path)
    }

    pub fn patch(&self, path: &str) -> Call<'_> {
        self.call("PATCH", path)
    }

    pub fn delete(&self, path: &str) -> Call<'_> {
        self.call("DELETE", path)
    }

    pub fn call(&self, method: &'static str, path: &str) -> Call<'_> {
        Call {
            app: self,
            method,
            path: path.into(),
            peer: None,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// A booking by a guest at a table for two or more, with his key.
    pub async fn booked(&self, from: &str) -> Value {
        let body = json!({"from": from, "party": 2, "name": "Анна", "email": "anna@example.org"});
        self.post("/v1/venues/demo/bookings")
            .json(body)
            .await
            .is(201)
            .body
    }

    /// Everything that lists show, to compare before and after.
    pub async fn everything(&self) -> Value {
        let mut all = Vec::new();
        for path in [
            "/v1/venues",
            "/v1/venues/demo",
            "/v1/venues/demo/hours",
            "/v1/venues/demo/policy",
            "/v1/venues/demo/resources",
            "/v1/venues/demo/bookings",
            "/v1/venues/demo/blocks?from=2026-01-01T00:00&to=2026-12-31T00:00",
            "/v1/venues/demo/slots?from=2026-01-01T00:00&to=2026-12-31T00:00",
        ] {
            all.push(self.get(path).staff().send().await.is(200).body);
        }
        all.into()
    }
}

impl Call<'_> {
    pub fn staff(self) -> Self {
        self.header("Authorization", format!("Bearer {KEY}"))
    }

    /// Shows a token or key.
    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", format!("Bearer {token}"))
    }

    /// Calls from an address.
    pub fn from(mut self, address: &str) -> Self {
        self.peer = Some(address.parse().expect("an address"));
        self
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub async fn json(self, body: Value) -> Answer {
        self.bytes(body.to_string().into_bytes()).await
    }

    pub async fn bytes(mut self, body: Vec<u8>) -> Answer {
        if !self.headers.iter().any(|(name, _)| *name == "Content-Type") {
            self = self.header("Content-Type", "application/json");
        }
        self.body = body;
        self.send().await
    }

    pub async fn send(self) -> Answer {
        let mut request = Request::builder().method(self.method).uri(self.path);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if let Some(peer) = self.peer {
            request = request.extension(Peer(peer));
        }
        let request = request.body(Body::from(self.body)).expect("a request");
        let response = self
            .app
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        // Events have no end; whoever wants to hear some asks for the stream itself.
        let kind = parts.headers.get("content-type");
        let bytes = match kind.is_some_and(|kind| kind == "text/event-stream") {
            true => Default::default(),
            false => body.collect().await.expect("a body").to_bytes(),
        };
        let text = String::from_utf8(bytes.to_vec()).expect("a text");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
            text,
        }
    }
}

impl Answer {
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// A problem with this status and code.
    #[track_caller]
    pub fn no(self, status: u16, code: &str) -> Self {
        let answer = self.is(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.body["code"], code, "{}", answer.text);
        assert_eq!(answer.body["status"], status);
        assert_eq!(answer.body["type"], format!("urn:bronya:problem:{code}"));
        assert!(answer.body["title"].is_string() && answer.body["detail"].is_string());
        answer
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a text"))
    }
}
