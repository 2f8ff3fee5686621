//! What can be called in `logist`, for those who send garbage.

use serde_json::{Value, json};

use crate::garbage::Call;
use crate::town::{Sent, Town};

/// Who works at the venue.
const WORKER: &str = "worker";

/// Every call with an example that works, in an order in which they work one after the other.
pub fn calls() -> Vec<Call> {
    let post = |path| Call::new("POST", path);
    let name = |name: &str| json!({ "username": name, "password1": "x", "password2": "x" });
    let table = json!({ "types": "small_tables", "id": 1 });
    let with = |name: &str, value: Value| {
        let mut table = table.clone();
        table[name] = value;
        table
    };
    let priced =
        |count: &str| json!({ "types": "small_tables", count: 2, "seats": 2, "cost": 7.5 });
    let mail = with("mail", "ivan@example.org".into());
    let mut timed = with("mail", "olga@example.org".into());
    timed["start"] = "2026-11-22T09:00:00Z".into();
    timed["end"] = "2026-11-22T10:00:00Z".into();
    let search = json!({ "types": "small_tables", "seats": 1, "cost1": 1, "cost2": 9,
        "start": "2026-11-22T09:00:00Z", "end": "2026-11-22T10:00:00Z" });
    let found = &[
        ("types", "small_tables"),
        ("seats", "1"),
        ("cost1", "0.5"),
        ("cost2", "9"),
        ("start", "2026-11-22T09:00:00Z"),
        ("end", "2026-11-22T10:00:00Z"),
    ];
    let own = &[
        ("id", "1"),
        ("types", "small_tables"),
        ("mail", "ivan@example.org"),
    ];
    vec![
        post("/registr/").json(name(WORKER)),
        post("/registr/").json(name("another")).by(WORKER),
        post("/login/").json(json!({ "username": WORKER, "password": "x" })),
        post("/add_tables/").json(priced("count")).by(WORKER),
        Call::new("GET", "/show/").query(found),
        post("/show/").json(search),
        post("/order/").json(mail.clone()),
        post("/order/").json(timed),
        Call::new("GET", "/cancel/").query(own).shows("text/html"),
        post("/cancel/").json(mail.clone()),
        post("/order/").json(mail),
        post("/cancel/").form(own).shows("text/html"),
        Call::new("GET", "/show_all/").by(WORKER),
        post("/booking/")
            .json(with("booking", true.into()))
            .by(WORKER),
        post("/booking/")
            .json(with("booking", false.into()))
            .by(WORKER),
        post("/change_price/")
            .json(with("cost", json!(8.5)))
            .by(WORKER),
        post("/change_table/").json(priced("id")).by(WORKER),
        post("/close/").json(table.clone()).by(WORKER),
        post("/open/").json(table).by(WORKER),
    ]
}

/// Lets somebody of the calls in, and gives what he sends as `Authorization`.
pub async fn enter(town: &Town, who: &str) -> String {
    let body = json!({ "username": who, "password": "x" });
    let login = Call::new("POST", "/login/").json(body).good();
    let body = said(town, login).await;
    format!("Bearer {}", body["access_token"].as_str().expect("a token"))
}

async fn said(town: &Town, sent: Sent) -> Value {
    let answer = town.send(&sent).await.expect("a request");
    serde_json::from_slice(&answer.body).expect("JSON")
}

/// Whether a body is one in which the contract refuses.
pub fn refuses(body: &Value) -> bool {
    let has = |name| body.get(name).is_some();
    body["Event"] == "Error" && has("Detail") && has("Arguments") && has("detail")
}
