//! How long the day of a large venue takes: 200 tables with 2,000 bookings, rendered in one pass. Figures, not a test.
//!
//! `cargo bench -p bronya-server --bench pages` (or `make bench`) prints, for each engine and view, the time from request to the
//! last byte in milliseconds and the size of the page in bytes, plain and as it goes over the wire.

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/house.rs"]
mod house;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/http.rs"]
mod http;

use std::time::Instant;

use bronya_sim::engines::{Database, both};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::http::request::Builder;
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use house::{Home, House, OPERATOR, PASSWORD};

const TABLES: usize = 200;
/// Every two hours, from midnight on.
const BOOKINGS_EACH: usize = 10;
const CLIENTS: usize = 8;
const ROUNDS: usize = 21;

#[tokio::main]
async fn main() {
    for database in both().await {
        measured(database).await;
    }
}

async fn measured(database: Database) {
    let mut home = Home::new(database);
    let engine = match home.address().starts_with("sqlite:") {
        true => "sqlite",
        false => "postgres",
    };
    let house = home.start();
    house.furnish(TABLES).await;
    booked(&house).await;
    let mut browser = Browser::logged_in(&house).await;
    for view in ["timeline", "list"] {
        let path = format!("/staff/house?date=2027-01-02&view={view}");
        let plain = browser.show(&path, &[]).await;
        let names = String::from_utf8_lossy(&plain).matches("Guest").count();
        assert!(names >= TABLES * BOOKINGS_EACH, "only {names} are shown");
        let wire = browser.show(&path, &[("accept-encoding", "gzip")]).await;
        println!(
            "{}",
            json!({
                "bench": "day", "engine": engine, "view": view, "resources": TABLES, "bookings": TABLES * BOOKINGS_EACH,
                "milliseconds": timed(&mut browser, &path).await, "bytes": plain.len(), "bytes_on_the_wire": wire.len()
            })
        );
    }
}

/// The least, the median and the most of several rounds, in milliseconds.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn timed(browser: &mut Browser, path: &str) -> Value {
    let mut took = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        browser.show(path, &[]).await;
        took.push(begun.elapsed().as_micros() as f64 / 1000.0);
    }
    took.sort_by(f64::total_cmp);
    json!({"min": took[0], "median": took[ROUNDS / 2], "max": took[ROUNDS - 1]})
}

async fn booked(house: &House) {
    let mut runs = Vec::new();
    for first in 1..=CLIENTS {
        let mut guest = house.guest().await;
        runs.push(tokio::spawn(async move {
            for table in (first..=TABLES).step_by(CLIENTS) {
                for nth in 0..BOOKINGS_EACH {
                    let wish = json!({
                        "from": format!("2027-01-02T{:02}:00:00Z", nth * 2), "resources": [table], "party": 2,
                        "name": format!("Guest {table}-{nth}"), "email": "guest@example.org"
                    });
                    let answer = guest.post("/v1/venues/house/bookings", &wish).await;
                    let answer = answer.expect("an answer");
                    assert_eq!(answer.status, 201, "{}", answer.json);
                }
            }
        }));
    }
    for run in runs {
        run.await.expect("a client");
    }
}

/// Somebody who is logged in, on one connection.
struct Browser {
    sender: SendRequest<Full<Bytes>>,
    pass: String,
}

impl Browser {
    async fn logged_in(house: &House) -> Self {
        let stream = TcpStream::connect(house.at).await.expect("it listens");
        let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("HTTP");
        tokio::spawn(connection);
        let mut browser = Self {
            sender,
            pass: String::new(),
        };
        let name = OPERATOR.replace('@', "%40");
        let password = PASSWORD.replace(' ', "+");
        let form = format!("name={name}&password={password}");
        let request =
            Request::post("/login").header("content-type", "application/x-www-form-urlencoded");
        let (headers, _) = browser.send(request, form, 303).await;
        let cookie = headers["set-cookie"].to_str().expect("text");
        browser.pass = cookie.split(';').next().unwrap_or_default().to_owned();
        browser
    }

    /// A page as it comes over the wire.
    async fn show(&mut self, path: &str, headers: &[(&str, &str)]) -> Bytes {
        let request = Request::get(path).header("cookie", &self.pass);
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        self.send(request, String::new(), 200).await.1
    }

    async fn send(&mut self, request: Builder, body: String, expected: u16) -> (HeaderMap, Bytes) {
        let request = request
            .header("host", "bronya.test")
            .body(Full::new(body.into()));
        self.sender.ready().await.expect("a connection");
        let answer = self
            .sender
            .send_request(request.expect("a request"))
            .await
            .expect("an answer");
        assert_eq!(answer.status(), expected);
        let headers = answer.headers().clone();
        let body = answer.into_body().collect().await.expect("a body");
        (headers, body.to_bytes())
    }
}
