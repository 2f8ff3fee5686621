//! The floor: a server of the same stack, with the same loop that accepts and the same allocator, that does nothing. It
//! reads a booking's JSON and answers with a booking's JSON, or answers with so many bytes of JSON.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::listen::{self, Stop};

/// The largest answer.
const MOST: usize = 4 << 20;

#[derive(Deserialize)]
struct Wish {
    from: String,
    resources: Vec<i64>,
    party: u32,
    name: String,
    email: String,
}

/// As large as the answer to a booking.
#[derive(Serialize)]
struct Booked {
    id: i64,
    code: &'static str,
    state: &'static str,
    from: String,
    until: &'static str,
    local: &'static str,
    resources: Vec<i64>,
    slot: Option<i64>,
    party: u32,
    price: Price,
    contact: Contact,
    note: Option<String>,
    language: Option<String>,
    channel: &'static str,
    deadline: Option<String>,
    cancel_asked_at: Option<String>,
    made_at: &'static str,
    version: i64,
    guest_key: &'static str,
}

#[derive(Serialize)]
struct Price {
    minor: i64,
    currency: &'static str,
}

#[derive(Serialize)]
struct Contact {
    name: String,
    email: String,
    phone: Option<String>,
}

/// Serves until it is ended.
pub async fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let here = listener.local_addr().expect("an address");
    let text = format!("\"{}\"", "x".repeat(MOST));
    let router = Router::new()
        .route("/", post(echo))
        .route("/bytes/{count}", get(bytes))
        .with_state(Bytes::from(text));
    println!("Bronya listens on http://{here} (floor).");
    let stop = Stop::new().expect("it hears");
    listen::serve(listener, router, stop, || ())
        .await
        .expect("a clean end");
}

async fn echo(Json(wish): Json<Wish>) -> Json<Booked> {
    Json(Booked {
        id: 1234567,
        code: "K7QX2M",
        state: "confirmed",
        from: wish.from,
        until: "2027-01-01T22:00:00Z",
        local: "2027-01-01T20:00:00",
        resources: wish.resources,
        slot: None,
        party: wish.party,
        price: Price {
            minor: 0,
            currency: "EUR",
        },
        contact: Contact {
            name: wish.name,
            email: wish.email,
            phone: None,
        },
        note: None,
        language: None,
        channel: "api",
        deadline: None,
        cancel_asked_at: None,
        made_at: "2026-11-30T10:00:00.123456Z",
        version: 1,
        guest_key: "1.aGFsZiBvZiB0aGlzIGlzIG5vIGtleSBhdCBhbGwgYnV0",
    })
}

async fn bytes(State(text): State<Bytes>, Path(count): Path<usize>) -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "application/json")],
        text.slice(..count.min(MOST)),
    )
}
