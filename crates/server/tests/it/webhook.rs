//! News of a booking from the program as it is served: signed by the secret that its operator was shown.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bronya_sim::engines::both;
use hyper::Method;
use ring::hmac;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::house::Home;

/// How long news may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The next request to a listener: its headers and its body, answered with success.
async fn heard(listener: &TcpListener) -> (String, String) {
    let (mut stream, _) = listener.accept().await.expect("a caller");
    let (mut request, mut some) = (String::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut some).await.expect("a request");
        assert_ne!(count, 0, "it hung up: {request}");
        request.push_str(str::from_utf8(&some[..count]).expect("a text"));
        let Some((head, body)) = request.split_once("\r\n\r\n") else {
            continue;
        };
        let length = header(head, "content-length").parse();
        if body.len() >= length.expect("a number") {
            let answer = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
            answer.expect("it waits for an answer");
            return (head.to_owned(), body.to_owned());
        }
    }
}

#[track_caller]
fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let named = head.lines().filter_map(|line| line.split_once(": "));
    let mut values = named.filter(|(known, _)| known.eq_ignore_ascii_case(name));
    values.next().expect("a header of that name").1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_booking_is_told_to_the_venues_program_by_the_secret_that_the_operator_sees() {
    for database in both().await {
        let mut home = Home::new(database);
        let house = home.start();
        house.furnish(1).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let here = listener.local_addr().expect("bound");
        let body = json!({"url": format!("http://{here}/bronya")});
        let path = "/v1/venues/house/webhook";
        let mut operator = house.operator().await;
        let set = operator.send(Method::PUT, path, Some(&body), &[]).await;
        let set = set.expect("an answer");
        assert_eq!(set.status, 200, "{}", set.json);
        let wish = json!({"from": "2099-11-20T19:00", "party": 2, "email": "anna@example.org"});
        let mut guest = house.guest().await;
        let booked = guest.post("/v1/venues/house/bookings", &wish).await;
        let booked = booked.expect("an answer");
        assert_eq!(booked.status, 201, "{}", booked.json);

        let (head, body) = timeout(PATIENCE, heard(&listener)).await.expect("in time");
        let news: Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!(news["type"], "booking.confirmed");
        assert_eq!(news["data"]["booking"]["code"], booked.json["code"]);
        let secret = set.json["secret"].as_str().expect("a secret");
        let key = BASE64_STANDARD.decode(secret.trim_start_matches("whsec_"));
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key.expect("base64"));
        let signature = header(&head, "webhook-signature").trim_start_matches("v1,");
        let signature = BASE64_STANDARD.decode(signature).expect("base64");
        let [id, at] = ["webhook-id", "webhook-timestamp"].map(|name| header(&head, name));
        let signed = format!("{id}.{at}.{body}");
        assert!(hmac::verify(&key, signed.as_bytes(), &signature).is_ok());
        assert!(house.stop().success());
    }
}
