//! `bronya health`, by which a container asks its server how it is.

use std::process::Output;

use bronya_sim::engines::{both, postgres, sqlite};

use serde_json::json;

use crate::house::Home;
use crate::start::bronya;

fn health(url: &str) -> Output {
    bronya(&["health", "--url", url])
}

#[test]
fn a_ready_server_is_healthy_and_one_that_is_gone_is_not() {
    let mut home = Home::new(sqlite());
    let house = home.start();
    let ready = format!("http://{}/readyz", house.at);
    let told = health(&ready);
    assert!(told.status.success(), "{told:?}");
    let told = health(&format!("http://{}/nowhere", house.at));
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&told.stderr).contains("404"));
    assert!(house.stop().success());
    let told = health(&ready);
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&told.stderr).contains("does not answer"));
    assert!(!health("https://127.0.0.1/readyz").status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_database_is_gone_is_not_healthy() {
    let Some(database) = postgres().await else {
        return;
    };
    let mut home = Home::new(database);
    let house = home.start();
    let ready = format!("http://{}/readyz", house.at);
    assert!(health(&ready).status.success());
    let address = home.address();
    let name = address.rsplit("dbname=").next().expect("a name");
    let gone = format!("drop database {name} with (force)");
    home.database.run_beside(&gone).await.expect("it goes");
    let told = health(&ready);
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&told.stderr).contains("503"));
}

/// What is promised depends on the database, and it is not the other one's promise.
#[tokio::test(flavor = "multi_thread")]
async fn the_status_says_what_a_booking_survives_here() {
    for database in both().await {
        let mut home = Home::new(database);
        let house = home.start();
        let status = house.guest().await.get("/status").await.expect("a status");
        let engine = status.json["engine"].as_str().expect("an engine");
        let promise = status.json["promise"].as_str().expect("a promise");
        let words = match engine {
            "sqlite" => "this one machine",
            _ => "the PostgreSQL server",
        };
        assert!(promise.contains(words), "{engine}: {promise}");
        assert_eq!(status.json["dialects"], json!([]));
    }
}
