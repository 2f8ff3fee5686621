//! What can be called in `planner`, for those who send garbage.

use serde_json::{Value, json};

use crate::garbage::Call;
use crate::town::{ADMIN_PASSWORD, Sent, Town};

const PASSWORD: &str = "wintersun7";

/// Every call with an example that works, in an order in which they work one after the other. The numbers of accounts
/// are those of the administrator, of the client and of the specialist, who come in that order.
pub fn calls() -> Vec<Call> {
    let new = json!({
        "first_name": "Пётр", "last_name": "Иванов", "middle_name": null,
        "email": "petr@example.org", "role": 2, "password": PASSWORD,
    });
    let slot = json!({
        "start_time": "2030-01-01T10:00:00Z", "end_time": "2030-01-01T11:00:00Z",
        "context": "Знакомство", "cost": "93.00",
    });
    let edit = json!({
        "start_time": "2030-01-01T12:00:00Z", "end_time": "2030-01-01T13:00:00Z",
        "context": null, "cost": -5,
    });
    let user = json!({
        "first_name": "Анна", "last_name": null, "middle_name": null,
        "role": 3, "is_staff": false, "is_active": true, "is_blocked": false,
    });
    let comment = json!({ "reason": "got sick", "text": "Грипп" });
    let call = Call::new;
    vec![
        call("GET", "/api/v1/").by("client").takes_odd(),
        call("GET", "/api/v1/swagger/")
            .takes_odd()
            .shows("text/html"),
        call("GET", "/api/v1/redoc/").takes_odd().shows("text/html"),
        call("GET", "/api/v1/schema/")
            .takes_odd()
            .shows("application/vnd.oai.openapi"),
        call("POST", "/api/v1/auth/jwt/create/")
            .json(json!({ "email": "admin@example.org", "password": ADMIN_PASSWORD })),
        call("POST", "/api/v1/auth/jwt/create/")
            .form(&[("email", "admin@example.org"), ("password", ADMIN_PASSWORD)]),
        call("GET", "/api/v1/users/").by("admin").takes_odd(),
        call("GET", "/api/v1/slots/").by("client").takes_odd(),
        call("POST", "/api/v1/slots/").by("specialist").json(slot),
        call("PATCH", "/api/v1/slots/{1}/")
            .by("specialist")
            .json(edit),
        call("GET", "/api/v1/slots/{1}/").by("client").takes_odd(),
        call("PATCH", "/api/v1/slots/{1}/reserve/")
            .by("client")
            .takes_odd(),
        call("PATCH", "/api/v1/slots/{1}/cancel_client/")
            .by("client")
            .json(comment),
        call("PATCH", "/api/v1/slots/{1}/reserve/")
            .by("client")
            .takes_odd(),
        call("PATCH", "/api/v1/slots/{1}/agree/")
            .by("specialist")
            .takes_odd(),
        call("PATCH", "/api/v1/slots/{1}/cancel_specialist/")
            .by("specialist")
            .takes_odd(),
        call("DELETE", "/api/v1/slots/{1}/")
            .by("specialist")
            .takes_odd(),
        call("GET", "/api/v1/users/{2}/").by("admin").takes_odd(),
        call("PATCH", "/api/v1/users/{2}/")
            .by("admin")
            .json(user)
            .takes_odd(),
        call("PATCH", "/api/v1/users/{2}/block_user/")
            .by("admin")
            .takes_odd(),
        call("PATCH", "/api/v1/users/{2}/unblock_user/")
            .by("admin")
            .takes_odd(),
        call("POST", "/api/v1/register/").json(new),
    ]
}

/// Lets somebody of the calls in, and gives what he sends as `Authorization`.
pub async fn enter(town: &Town, who: &str) -> String {
    let (email, password) = match who {
        "admin" => ("admin@example.org".to_owned(), ADMIN_PASSWORD),
        other => (format!("{other}@example.org"), PASSWORD),
    };
    for (name, role) in [("client", 3), ("specialist", 2)] {
        let email = format!("{name}@example.org");
        let body = json!({ "email": email, "role": role, "password": PASSWORD });
        // He may be there already.
        send(town, "/api/v1/register/", body).await;
    }
    let login = json!({ "email": email, "password": password });
    let tokens = send(town, "/api/v1/auth/jwt/create/", login).await;
    let access = tokens["access"].as_str().expect("an access token");
    format!("Bearer {access}")
}

async fn send(town: &Town, path: &str, body: Value) -> Value {
    let sent = Sent {
        path: path.into(),
        ..Call::new("POST", "").json(body).good()
    };
    let answer = town.send(&sent).await.expect("a request");
    serde_json::from_slice(&answer.body).expect("JSON")
}

/// Whether a body is one in which the contract refuses: a sentence, what is wrong with fields, or an array.
pub fn refuses(body: &Value) -> bool {
    match body {
        Value::Object(entries) => {
            let told = |value: &Value| match value {
                Value::String(words) => !words.is_empty(),
                Value::Array(words) => !words.is_empty(),
                Value::Object(_) => true,
                _ => false,
            };
            !entries.is_empty() && entries.values().all(told)
        }
        Value::Array(words) => words.len() == 1 && words[0].is_string(),
        _ => false,
    }
}
