//! The world fails: no room on the disk, the database gone. The answer is 503 and when to try again; what was
//! acknowledged stays; and when the world is mended, so is the service.

use std::time::Duration;

use bronya_sim::engines::{postgres, sqlite};
use serde_json::json;

use crate::house::{Home, House};
use crate::http::Answer;

/// Tries to book until something else than 201 comes, and returns that with the numbers of what was acknowledged.
async fn book_until_refused(house: &House) -> (Vec<i64>, Answer) {
    let mut guest = house.guest().await;
    let mut acknowledged = Vec::new();
    let note = "a long note fills the disk sooner ".repeat(50);
    for nth in 0..20_000 {
        let day = jiff::civil::date(2027, 1, 1) + jiff::Span::new().days(nth / 8);
        let wish =
            json!({"from": format!("{day}T{:02}:00:00Z", (nth % 8) * 3), "party": 2, "note": note});
        let answer = guest
            .post("/v1/venues/house/bookings", &wish)
            .await
            .expect("an answer");
        if answer.status != 201 {
            return (acknowledged, answer);
        }
        acknowledged.push(answer.json["id"].as_i64().expect("a number"));
    }
    panic!("the disk never became full");
}

#[track_caller]
fn check_unavailable(answer: &Answer) {
    assert_eq!(answer.status, 503, "{}", answer.json);
    assert!(
        answer.headers.contains_key("retry-after"),
        "{:?}",
        answer.headers
    );
    assert_eq!(answer.headers["content-type"], "application/problem+json");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_bookings_are_turned_away_and_nothing_acknowledged_is_lost() {
    let mut home = Home::new(sqlite());
    let house = home.start();
    house.furnish(1).await;
    assert!(house.stop().success());
    // No file of this process may grow beyond a megabyte or two; the signal that would end it is ignored.
    let house = home.start_as(home.command_after("trap '' XFSZ; ulimit -f 3000"));
    let (acknowledged, answer) = book_until_refused(&house).await;
    check_unavailable(&answer);
    assert!(!acknowledged.is_empty());
    let read = house
        .guest()
        .await
        .get("/v1/venues/house/availability?date=2026-12-01&party=2")
        .await;
    assert_eq!(read.expect("an answer").status, 200, "reading goes on");
    drop(house);
    let house = home.start();
    let mut operator = house.operator().await;
    for id in &acknowledged {
        let there = operator
            .get(&format!("/v1/venues/house/bookings/{id}"))
            .await
            .expect("an answer");
        assert_eq!(there.status, 200, "booking {id}");
    }
    let wish = json!({"from": "2040-01-01T10:00:00Z", "party": 2});
    let made = house
        .guest()
        .await
        .post("/v1/venues/house/bookings", &wish)
        .await
        .expect("an answer");
    assert_eq!(made.status, 201, "writing goes on: {}", made.json);
    assert!(home.verify().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_database_is_gone_the_answer_is_503_and_service_returns_with_it() {
    let Some(database) = postgres().await else {
        return;
    };
    let mut home = Home::new(database);
    let house = home.start();
    house.furnish(1).await;
    let name = home
        .address()
        .split("dbname=")
        .nth(1)
        .expect("a name")
        .to_owned();
    let close = format!(
        "alter database {name} allow_connections false;
        select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and pid <> pg_backend_pid()"
    );
    home.database
        .run_beside(&close)
        .await
        .expect("the database is closed");
    let mut guest = house.guest().await;
    let wish = json!({"from": "2027-01-01T10:00:00Z", "party": 2});
    let refused = guest
        .post("/v1/venues/house/bookings", &wish)
        .await
        .expect("an answer");
    check_unavailable(&refused);
    assert_eq!(guest.get("/readyz").await.expect("an answer").status, 503);
    assert_eq!(
        guest.get("/healthz").await.expect("an answer").status,
        200,
        "the process itself is well"
    );
    home.database
        .run_beside(&format!("alter database {name} allow_connections true"))
        .await
        .expect("open again");
    let made = async {
        loop {
            let answer = guest
                .post("/v1/venues/house/bookings", &wish)
                .await
                .expect("an answer");
            match answer.status.as_u16() {
                201 => return,
                503 => tokio::time::sleep(Duration::from_millis(50)).await,
                other => panic!("{other}: {}", answer.json),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), made)
        .await
        .expect("service returns");
    assert!(home.verify().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_never_ends_is_cut_off_and_one_request_under_way_finishes_before_the_server_stops()
 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut home = Home::new(sqlite());
    let house = home.start();
    let mut slow = tokio::net::TcpStream::connect(house.at)
        .await
        .expect("it listens");
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: bronya.test\r\n")
        .await
        .expect("written");
    let mut answer = Vec::new();
    let cut = tokio::time::timeout(Duration::from_secs(20), slow.read_to_end(&mut answer)).await;
    cut.expect("the head may take ten seconds, not for ever")
        .ok();
    assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));
    assert!(house.stop().success(), "and it stops cleanly");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_never_ends_does_not_outlast_the_grace_of_a_stop() {
    use tokio::io::AsyncWriteExt;
    let mut home = Home::new(sqlite());
    home.prepare();
    let command = home.command_after("exec 2>log");
    let house = home.start_as(command);
    house.furnish(1).await;
    let mut slow = tokio::net::TcpStream::connect(house.at)
        .await
        .expect("it listens");
    let head = "POST /v1/venues/house/bookings HTTP/1.1\r\nhost: bronya.test\r\n\
        content-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    slow.write_all(head.as_bytes()).await.expect("written");
    // A second client's answer shows that the server had time to take up the first one's request.
    house
        .guest()
        .await
        .get("/healthz")
        .await
        .expect("an answer");
    let stopped = tokio::task::spawn_blocking(move || house.stop()).await;
    assert!(stopped.expect("no panic").success());
    let log = std::fs::read_to_string(home.file("log")).expect("the log");
    assert!(log.contains("everything under way is finished"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_listens_does_not_hold_up_a_stop() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut home = Home::new(sqlite());
    home.prepare();
    let command = home.command_after("exec 2>log");
    let house = home.start_as(command);
    house.furnish(1).await;
    let mut listener = tokio::net::TcpStream::connect(house.at)
        .await
        .expect("it listens");
    let head = format!(
        "GET /v1/venues/house/events HTTP/1.1\r\nhost: bronya.test\r\nauthorization: Bearer {}\r\n\r\n",
        house.key
    );
    listener.write_all(head.as_bytes()).await.expect("written");
    let mut begun = [0; 12];
    listener.read_exact(&mut begun).await.expect("an answer");
    assert_eq!(&begun, b"HTTP/1.1 200");
    let stopped = tokio::task::spawn_blocking(move || house.stop()).await;
    assert!(stopped.expect("no panic").success());
    // Whatever had to be waited for in vain is told as such.
    let log = std::fs::read_to_string(home.file("log")).expect("the log");
    assert!(log.contains("everything under way is finished"), "{log}");
}
