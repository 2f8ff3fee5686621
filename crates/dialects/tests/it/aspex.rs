//! What can be called in `aspex`, for those who send garbage.

use bronya_domain::command::Role;
use bronya_domain::id::VenueId;
use bronya_domain::people::Purpose;
use serde_json::{Value, json};

use crate::garbage::Call;
use crate::town::{Sent, Town};

const PASSWORD: &str = "correct horse";

/// Every call with an example that works, in an order in which they work one after the other.
pub fn calls() -> Vec<Call> {
    let table = json!({ "name": "By the window", "seats": 4 });
    let other = json!({ "name": "In the corner", "seats": 4 });
    let start = json!({ "date": "2026-11-22", "time": "18:30" });
    let booking = json!({ "table_id": 1, "date": "2026-11-21", "time": "13:00", "guests": 2 });
    let anna = json!({
        "email": "anna@example.org",
        "password": PASSWORD,
        "phone_number": "+79123456789",
        "full_name": "Anna Ilina",
    });
    let login = json!({ "email": "anna@example.org", "password": PASSWORD });
    vec![
        Call::new("POST", "/auth/register").json(anna),
        Call::new("POST", "/auth/login").json(login),
        Call::new("GET", "/tables/available")
            .query(&[("date", "2026-11-21"), ("time", "13:00"), ("guests", "2")])
            .by("user"),
        Call::new("POST", "/bookings/").json(booking).by("user"),
        Call::new("GET", "/bookings/my").by("user"),
        Call::new("PATCH", "/bookings/{1}").json(start).by("user"),
        Call::new("DELETE", "/bookings/{1}").by("user"),
        Call::new("GET", "/admin/tables/").by("admin"),
        Call::new("POST", "/admin/tables/").json(table).by("admin"),
        Call::new("PATCH", "/admin/tables/{17}")
            .json(other)
            .by("admin"),
        Call::new("DELETE", "/admin/tables/{17}").by("admin"),
        Call::new("GET", "/metrics").shows("text/plain"),
        Call::new("GET", "/openapi.json"),
        Call::new("GET", "/docs").shows("text/html"),
        Call::new("GET", "/redoc").shows("text/html"),
    ]
}

/// Lets somebody of the calls in, and gives what he sends as `Authorization`.
pub async fn enter(town: &Town, who: &str) -> String {
    let email = format!("{who}@example.org");
    let login = json!({ "email": email, "password": PASSWORD });
    let mut pass = post(town, "/auth/login", &login).await;
    if pass.is_none() {
        let mut new = login;
        new["phone_number"] = json!(format!("the {who}'s"));
        new["full_name"] = json!(who);
        pass = post(town, "/auth/register", &new).await;
        if who == "admin" {
            promote(town, &email).await;
        }
    }
    format!("Bearer {}", pass.expect("a token"))
}

/// Makes somebody an admin whose address is known to be his.
async fn promote(town: &Town, email: &str) {
    let (desk, now) = (town.desk(), town.gate.now());
    let known = desk.login("aspex", email).await.expect("a database");
    let account = known.expect("an account").account.id;
    let made = desk.repost(VenueId(1), account, Role::Admin, None).await;
    made.expect("an admin");
    let purpose = Purpose::AddressConfirmation;
    let ticket = desk.issue_ticket(purpose, account, email.to_owned(), now);
    let ticket = ticket.await.expect("a ticket");
    let confirmed = desk.redeem_confirmation(ticket.id, now).await;
    confirmed.expect("a confirmed address");
}

/// The token that an answer brings.
async fn post(town: &Town, path: &str, body: &Value) -> Option<String> {
    let sent = Sent {
        method: "POST".into(),
        path: path.into(),
        headers: vec![("content-type".into(), b"application/json".to_vec())],
        body: body.to_string().into_bytes(),
    };
    let answer = town.send(&sent).await.expect("an answer");
    let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
    body["access_token"].as_str().map(str::to_owned)
}

/// Whether a body is one in which the contract refuses: a text and a code, and with them what is wrong item by item. What
/// is refused before anybody looks at it has the text alone.
pub fn refuses(body: &Value) -> bool {
    let Some(entries) = body.as_object() else {
        return false;
    };
    let bare = [
        "Not Found",
        "Method Not Allowed",
        "There was an error parsing the body",
    ];
    let Some(detail) = entries.get("detail").and_then(Value::as_str) else {
        return false;
    };
    match entries.get("error_code").and_then(Value::as_str) {
        None => entries.len() == 1 && bare.contains(&detail),
        Some("validation_error") => entries.get("errors").is_some_and(Value::is_array),
        Some(_) => entries.len() == 2,
    }
}
