//! How many bookings a second: the replay of a trace, and `POST …/bookings` over loopback. Figures, not a test.
//!
//! `cargo bench -p bronya-server` (or `make bench`). The trace is `../shared/data` where it lies beside the checkout,
//! else the sample. PostgreSQL takes part where `BRONYA_TEST_POSTGRES` names a server.

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/house.rs"]
mod house;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/http.rs"]
mod http;

use std::process::Command;
use std::time::{Duration, Instant};

use bronya_sim::engines::{Database, both};
use serde_json::{Value, json};

use house::{BRONYA, Home, repository};

const CONNECTIONS: usize = 32;
const VENUES: usize = 16;
const TABLES: usize = 20;
const LASTS: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() {
    for database in both().await {
        let (engine, report) = replayed(database);
        let rate =
            report["parties"].as_f64().unwrap_or(0.0) / report["seconds"].as_f64().unwrap_or(1.0);
        println!(
            "{}",
            json!({"bench": "replay", "engine": engine, "per_second": rate.round(), "report": report})
        );
    }
    for database in both().await {
        let (engine, made) = posted(database).await;
        let rate = (made as f64 / LASTS.as_secs_f64()).round();
        println!(
            "{}",
            json!({"bench": "post_bookings", "engine": engine, "connections": CONNECTIONS, "per_second": rate})
        );
    }
}

fn replayed(database: Database) -> (String, Value) {
    let home = Home::new(database);
    let data = repository().join("../shared/data");
    let (folder, names) = if data.exists() {
        (data, ["reservations-2017.csv", "floors-2017.csv"])
    } else {
        (
            repository().join("samples"),
            ["reservations.csv", "floors.csv"],
        )
    };
    let mut command = Command::new(BRONYA);
    command
        .arg("replay")
        .args(names.map(|name| folder.join(name)))
        .args(["--database", &home.address()]);
    let output = command.output().expect("the replay runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    (
        report["engine"].as_str().unwrap_or_default().to_owned(),
        report,
    )
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn posted(database: Database) -> (String, u64) {
    let mut home = Home::new(database);
    let house = home.start();
    for venue in 0..VENUES {
        house.furnish_as(&format!("house-{venue}"), TABLES).await;
    }
    let begun = Instant::now();
    let mut runs = Vec::new();
    for client in 0..CONNECTIONS {
        let mut guest = house.guest().await;
        runs.push(tokio::spawn(async move {
            let mut made = 0u64;
            for nth in 0.. {
                if begun.elapsed() > LASTS {
                    break;
                }
                // Each client has a table of its own, so that hardly anybody is refused.
                let (venue, table) = (client % VENUES, client / VENUES + 1);
                let day = jiff::civil::date(2027, 1, 1) + jiff::Span::new().days(nth / 12);
                let wish = json!({
                    "from": format!("{day}T{:02}:00:00Z", (nth % 12) * 2), "resources": [table], "party": 2,
                    "name": "Anna", "email": "anna@example.org"
                });
                let path = format!("/v1/venues/house-{venue}/bookings");
                let answer = guest.post(&path, &wish).await.expect("an answer");
                made += u64::from(answer.status == 201);
            }
            made
        }));
    }
    let mut made = 0;
    for run in runs {
        made += run.await.expect("a client");
    }
    let engine = if home.address().starts_with("sqlite:") {
        "sqlite"
    } else {
        "postgres"
    };
    (engine.to_owned(), made)
}
