//! An example of each body for the document. The page that shows it offers them to be sent, so each must be in order
//! and do no harm where somebody does send it.

use serde_json::{Map, Value, json};

/// Puts the examples where the operations of the document take bodies.
pub(crate) fn put_into(document: &mut Value) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let items = paths.into_iter().flat_map(Map::values_mut);
    let operations = items
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut);
    for operation in operations {
        let name = operation["operationId"].as_str().unwrap_or_default();
        let example = of(name);
        let media = operation.pointer_mut("/requestBody/content/application~1json");
        if let (Some(example), Some(Value::Object(media))) = (example, media) {
            media.insert("example".to_owned(), example);
        }
    }
}

/// The example of an operation's body.
fn of(operation: &str) -> Option<Value> {
    let example = match operation {
        "venues.create" => json!({
            "slug": "trattoria", "name": "Trattoria da Anna", "zone": "Europe/Rome", "language": "en", "currency": "EUR",
            "hours": week(),
        }),
        "venues.change" => json!({"name": "Trattoria da Anna"}),
        "hours.replace" | "preview.show" => json!({"hours": week()}),
        "policy.replace_venue"
        | "policy.replace_kind"
        | "policy.replace_channel"
        | "policy.replace_resource" => json!({
            "admission": "instant", "grid_minutes": 15, "hold_minutes": 5, "contact": "email_or_phone",
            "stay": {"by_party": [{"up_to": 2, "minutes": 90}, {"up_to": 1000, "minutes": 120}]},
        }),
        "resources.create" => json!({
            "kind": "table", "name": "By the window", "seats": {"from": 1, "to": 4}, "price": 0,
        }),
        "resources.change" => json!({"name": "By the window"}),
        "floor_plan.replace" => json!({"rooms": [{
            "name": "Hall", "width": 120, "height": 80,
            "marks": [{"x": 50, "y": 74, "width": 20, "height": 4, "label": "Entrance"}],
        }]}),
        "blocks.create" => json!({
            "resources": [1], "from": "2026-12-01T15:00", "until": "2026-12-01T17:00", "reason": "A broken chair.",
        }),
        "slots.create" => json!({
            "resource": 1, "from": "2026-12-01T10:00", "until": "2026-12-01T11:00", "topic": "First visit",
        }),
        "slots.publish_series" => series(),
        "slots.withdraw_many" => json!({"slots": [1, 2], "dry_run": true}),
        "slots.change" => json!({"topic": "First visit"}),
        "holds.create" => json!({"from": "2026-12-01T19:30", "party": 2}),
        "bookings.create" => json!({
            "from": "2026-12-01T19:30", "party": 2, "name": "Anna", "email": "anna@example.org",
        }),
        "bookings.move" => json!({"from": "2026-12-01T20:00"}),
        "bookings.cancel" | "bookings.ask_to_cancel" => json!({"reason": "We are ill."}),
        "bookings.decline" => json!({"reason": "We are closed for a wedding."}),
        "bookings.confirm" | "bookings.seat" | "bookings.finish" | "bookings.no_show"
        | "bookings.undo" => json!({}),
        "bookings.walk_in" => json!({"kind": "table", "party": 2, "name": "Anna"}),
        "guests.export" | "guests.erase" => json!({"contact": "anna@example.org"}),
        "keys.create" => json!({"name": "Till", "scopes": ["read_bookings"]}),
        "webhook.replace" => json!({
            "url": "https://till.example/bronya", "topics": ["confirmed", "cancelled"],
        }),
        "letters.resend" | "letters.resend_house" | "letters.drop" | "letters.drop_house" => {
            json!({"id": "…"})
        }
        "letters.send_sample" => json!({"language": "en"}),
        _ => return of_people(operation),
    };
    Some(example)
}

/// The example of the body of an operation on accounts and people.
fn of_people(operation: &str) -> Option<Value> {
    let example = match operation {
        "auth.register" => json!({
            "email": "anna@example.org", "password": "seven quiet herons", "first_name": "Anna",
        }),
        "auth.token" => json!({"username": "anna@example.org", "password": "seven quiet herons"}),
        "auth.refresh" => json!({"refresh_token": "…"}),
        "auth.change_password" => json!({"old": "seven quiet herons", "new": "eight loud herons"}),
        "auth.forget_password" => json!({"email": "anna@example.org"}),
        "auth.redeem" => json!({
            "purpose": "invitation", "token": "…", "password": "seven quiet herons",
        }),
        "me.erase" => json!({"password": "seven quiet herons"}),
        "me.change" => json!({"first_name": "Anna", "language": "en"}),
        "people.invite" => json!({
            "email": "peter@example.org", "role": "staff", "first_name": "Peter",
        }),
        "people.set_role" => json!({"role": "staff"}),
        "people.change_user" => json!({"last_name": "Smirnova", "blocked": false}),
        "dialects.add_user" => json!({
            "dialect": "…", "username": "anna", "role": "customer", "password": "seven quiet herons",
        }),
        _ => return None,
    };
    Some(example)
}

/// Tuesday mornings in December.
fn series() -> Value {
    json!({
        "resource": 1, "weekly": {"tuesday": [{"opens": "10:00", "closes": "13:00"}]},
        "slot_minutes": 50, "break_minutes": 10, "first": "2026-12-01", "until": "2026-12-29",
        "topic": "First visit", "dry_run": true,
    })
}

/// Ordinary hours: open at noon every day, longer on Fridays and Saturdays.
fn week() -> Value {
    let day = json!([{"opens": "12:00", "closes": "23:00"}]);
    let late = json!([{"opens": "12:00", "closes": "01:00"}]);
    json!({
        "weekly": {
            "monday": day, "tuesday": day, "wednesday": day, "thursday": day,
            "friday": late, "saturday": late, "sunday": day,
        },
        "exceptions": {"2026-12-25": []},
    })
}
