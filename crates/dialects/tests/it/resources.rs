//! What can be called in `resources`, for those who send garbage.

use serde_json::{Value, json};

use crate::garbage::{Call, encoded};
use crate::town::{ADMIN_PASSWORD, Sent, Town};

const PASSWORD: &str = "correct horse";

/// Every call with an example that works, in an order in which they work one after the other. Two are left to the
/// transcripts: logging out, which takes any token, and asking whose a token is, whose example would be a token.
pub fn calls() -> Vec<Call> {
    let anna = json!({ "username": "anna", "password": PASSWORD });
    let room = json!({ "name": "Neva", "type": "room", "capacity": 4, "price": 500 });
    let larger = json!({ "name": "Neva", "type": "hall", "capacity": 40, "price": 900 });
    let at =
        |start: &str, end: &str| json!({ "resource_id": 1, "start_time": start, "end_time": end });
    let mut closed = at("2026-12-01T08:00:00", "2026-12-01T09:00:00");
    closed["is_blocked"] = json!(true);
    let blocked = at("2026-12-01T12:00:00", "2026-12-01T13:00:00");
    let booking = at("2026-12-01T10:00:00", "2026-12-01T11:00:00");
    vec![
        Call::new("POST", "/users/register").json(anna),
        Call::new("POST", "/users/token").form(&[
            ("username", "anna"),
            ("password", PASSWORD),
            ("grant_type", "password"),
        ]),
        Call::new("POST", "/resources/").json(room).by("user"),
        Call::new("GET", "/resources/"),
        Call::new("PUT", "/resources/{1}").json(larger).by("user"),
        Call::new("POST", "/schedule/").json(closed).by("user"),
        Call::new("POST", "/schedule/block")
            .json(blocked)
            .by("user"),
        Call::new("GET", "/schedule/"),
        Call::new("POST", "/bookings/").json(booking).by("user"),
        Call::new("GET", "/bookings/my").by("user"),
        Call::new("GET", "/bookings/").by("admin"),
        Call::new("PUT", "/bookings/{1}/confirm").by("admin"),
        Call::new("DELETE", "/bookings/{1}").by("user"),
        Call::new("DELETE", "/resources/{1}").by("user"),
    ]
}

/// Lets somebody of the calls in, and gives what he sends as `Authorization`.
pub async fn enter(town: &Town, who: &str) -> String {
    let password = if who == "admin" {
        ADMIN_PASSWORD
    } else {
        PASSWORD
    };
    let form = encoded(&[("username", who), ("password", password)]);
    let form = sent("/users/token", "application/x-www-form-urlencoded", form);
    let mut token = pass(town, &form).await;
    if token.is_none() {
        let new = json!({ "username": who, "password": password }).to_string();
        let new = sent("/users/register", "application/json", new);
        town.send(&new).await.expect("an answer");
        token = pass(town, &form).await;
    }
    format!("Bearer {}", token.expect("a token"))
}

pub fn sent(path: &str, kind: &str, body: String) -> Sent {
    Sent {
        method: "POST".into(),
        path: path.into(),
        headers: vec![("content-type".into(), kind.into())],
        body: body.into_bytes(),
    }
}

/// The token that an answer brings.
async fn pass(town: &Town, sent: &Sent) -> Option<String> {
    let answer = town.send(sent).await.expect("an answer");
    let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
    body["access_token"].as_str().map(str::to_owned)
}

/// Whether a body is one in which the contract refuses: `detail` alone, a text or a list of what is wrong, each with a
/// kind, a place and words.
pub fn refuses(body: &Value) -> bool {
    let Some(entries) = body.as_object() else {
        return false;
    };
    let is_item = |item: &Value| {
        item["type"].is_string()
            && item["loc"].is_array()
            && item["msg"].is_string()
            && item.get("input").is_some()
    };
    entries.len() == 1
        && match &entries.get("detail") {
            Some(Value::String(_)) => true,
            Some(Value::Array(items)) => !items.is_empty() && items.iter().all(is_item),
            _ => false,
        }
}
