//! Requests as they come over a socket: a head, and later its body, and later the next request on the same connection.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tower::make::Shared;

use crate::app::{App, KEY};

/// No answer takes longer; only a test that fails waits for it.
const BOUND: Duration = Duration::from_secs(20);

/// A connection to a house that is served.
struct Line {
    stream: TcpStream,
    read: Vec<u8>,
    server: JoinHandle<()>,
}

impl Line {
    async fn to(app: &App) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = app.router();
        let server = tokio::spawn(async move {
            axum::serve(listener, Shared::new(router))
                .await
                .expect("a server");
        });
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        Self {
            stream,
            read: Vec::new(),
            server,
        }
    }

    async fn send(&mut self, text: &str) {
        let written = self.stream.write_all(text.as_bytes()).await;
        written.expect("the connection is open");
    }

    /// The head of the next answer, in small letters; its body is read and thrown away.
    async fn answer(&mut self) -> String {
        let head = loop {
            if let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break self.read.drain(..end + 4).collect::<Vec<u8>>();
            }
            self.more().await;
        };
        let head = String::from_utf8(head).expect("a text").to_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().expect("a number"));
        while self.read.len() < length {
            self.more().await;
        }
        self.read.drain(..length);
        head
    }

    async fn more(&mut self) {
        let mut part = [0; 4096];
        let count = timeout(BOUND, self.stream.read(&mut part)).await;
        let count = count.expect("an answer in time").expect("a connection");
        assert_ne!(count, 0, "the connection was closed");
        self.read.extend_from_slice(&part[..count]);
    }

    /// Whether the server closes the connection without saying anything more.
    async fn is_closed(&mut self) -> bool {
        let mut part = [0; 64];
        let read = timeout(BOUND, self.stream.read(&mut part)).await;
        matches!(read.expect("an end in time"), Ok(0) | Err(_))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[tokio::test]
async fn a_body_that_comes_after_its_refusal_does_not_cost_the_next_request() {
    App::in_each_restaurant(async |app| {
        let heads = [
            ("POST /v1/venues HTTP/1.1", "401"),
            ("POST /v1/venues HTTP/1.1\r\nBronya-Guest-Key: x", "403"),
            ("POST /nowhere HTTP/1.1", "404"),
            ("PUT /v1/venues/demo HTTP/1.1", "405"),
            (
                "PATCH /v1/venues/demo HTTP/1.1\r\nAuthorization: Bearer KEY\r\nIf-Match: x",
                "400",
            ),
        ];
        let mut line = Line::to(app).await;
        for (head, status) in heads {
            let head = head.replace("KEY", KEY);
            let length = 5000;
            line.send(&format!(
                "{head}\r\nHost: a\r\nContent-Length: {length}\r\n\r\n"
            ))
            .await;
            // The other segment: the server sees the head alone first.
            tokio::task::yield_now().await;
            line.send(&format!("{{{}", " ".repeat(length - 1))).await;
            line.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await;
            let refused = line.answer().await;
            assert!(
                refused.starts_with(&format!("http/1.1 {status} ")),
                "{refused}"
            );
            assert!(!refused.contains("connection: close"), "{refused}");
            let next = line.answer().await;
            assert!(next.starts_with("http/1.1 200 "), "{next}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_refusal_waits_for_the_rest_of_the_body() {
    App::in_each_restaurant(async |app| {
        let mut line = Line::to(app).await;
        line.send("POST /v1/venues HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{")
            .await;
        // The answer must not be there before the body is: nothing comes for a while.
        let mut part = [0; 1];
        let early = timeout(Duration::from_millis(300), line.stream.read(&mut part)).await;
        assert!(early.is_err(), "{early:?}");
        line.send("}").await;
        let refused = line.answer().await;
        assert!(refused.starts_with("http/1.1 401 "), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn who_sends_more_than_a_body_may_hold_hears_that_the_connection_closes() {
    App::in_each_restaurant(async |app| {
        let mut line = Line::to(app).await;
        let length = 200 * 1024;
        line.send(&format!(
            "POST /v1/venues HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n"
        ))
        .await;
        // Not all of it, so that the connection is not reset over what nobody reads.
        line.send(&" ".repeat(65 * 1024)).await;
        let refused = line.answer().await;
        assert!(refused.starts_with("http/1.1 401 "), "{refused}");
        assert!(refused.contains("connection: close"), "{refused}");
        assert!(line.is_closed().await);
    })
    .await;
}

#[tokio::test]
async fn who_waits_to_be_told_to_go_on_is_refused_without_his_body() {
    App::in_each_restaurant(async |app| {
        let mut line = Line::to(app).await;
        line.send(
            "POST /v1/venues HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n",
        )
        .await;
        let refused = line.answer().await;
        assert!(refused.starts_with("http/1.1 401 "), "{refused}");
        assert!(refused.contains("connection: close"), "{refused}");
    })
    .await;
}
