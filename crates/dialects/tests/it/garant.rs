//! What can be called in `garant`, for those who send garbage.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::garbage::Call;
use crate::town::Town;

/// The key that the letter about the third order brings.
const KEY: &[(&str, &str)] = &[("id", "00000000-0003-8b50-b4c4-1c9d9cea41f9")];

/// Every call with an example that works, in an order in which they work one after the other.
pub fn calls() -> Vec<Call> {
    let post = |path| Call::new("POST", path);
    let wanted = json!({ "table_type": "regular", "seats_min": 1, "seats_max": 100, "price_min": "0.5", "price_max": 99999 });
    let table =
        json!({ "table_type": "cabin", "seats": 4, "price": "7.50", "can_be_booked": true });
    let mut changed = table.clone();
    changed["id"] = 5.into();
    let guest = json!({ "id": 3, "email": "anna@example.org", "phone": "+79123456789",
        "start": "2026-11-22T09:00:00Z", "end": "2026-11-22T10:00:00Z" });
    let form = &[("email", "ivan@example.org"), ("phone", "89123456780")];
    let timed = &[
        ("id", "3"),
        ("start", "2026-11-23T09:00:00Z"),
        ("end", "2026-11-23T10:00:00Z"),
    ];
    vec![
        post("/api/token/").json(json!({ "username": "customer", "password": "1" })),
        post("/api/customer/view_tables/").json(wanted).takes_odd(),
        post("/api/customer/book_table/")
            .query(timed)
            .by("customer"),
        post("/api/customer/book_table/").json(guest),
        post("/api/customer/book_table/")
            .query(&[("id", "4")])
            .form(form),
        Call::new("GET", "/api/customer/cancel_booking/")
            .query(KEY)
            .shows("text/html"),
        post("/api/customer/cancel_booking/").query(KEY),
        post("/api/admin/add_table/")
            .json(table)
            .by("admin")
            .takes_odd(),
        Call::new("PATCH", "/api/admin/update_table/")
            .json(changed)
            .by("admin"),
        Call::new("GET", "/api/admin/view_active_bookings/").by("admin"),
        post("/api/admin/accept_booking/")
            .query(&[("id", "1")])
            .by("admin"),
        post("/api/admin/refuse_booking/")
            .json(json!({ "id": 2 }))
            .by("admin"),
        post("/api/admin/cancel_booking/")
            .query(&[("id", "1")])
            .by("admin"),
    ]
}

/// Lets somebody of the calls in, and gives what he sends as `Authorization`.
pub async fn enter(_: &Town, who: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{who}:1")))
}

/// Whether a body is one in which the contract refuses.
pub fn refuses(body: &Value) -> bool {
    body.get("error").is_some()
}
