//! `resources` where a transcript cannot go: what other doors do meanwhile, and seeding it again.

use bronya_dialects::{Admin, Dialect, NotSeeded, Seeding, seed};
use bronya_domain::command::{Act, Actor, Command, NewBlock, Role};
use bronya_domain::id::{AccountId, BookingId, ResourceId, VenueId};
use bronya_domain::people::Scope;
use bronya_domain::policy::{GuestCancel, Policy};
use bronya_domain::settings::SettingsChange;
use bronya_domain::span::Span;
use bronya_gate::limits::Limits;
use bronya_gate::tokens;
use bronya_sim::engines::both;
use serde_json::{Value, json};

use crate::resources::{enter, sent};
use crate::town::{ADMIN_PASSWORD, Settings, Town};

const VENUE: VenueId = VenueId(1);

/// A house on each engine.
async fn towns() -> Vec<Town> {
    let mut towns = Vec::new();
    for database in both().await {
        let town = Town::of(database, Dialect::Resources, Settings::new(), Limits::off()).await;
        towns.push(town.expect("a house"));
    }
    towns
}

/// What somebody is answered who shows this.
async fn asked(town: &Town, pass: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
    let mut sent = sent(path, "application/json", body.to_string());
    sent.method = method.into();
    sent.headers.push(("authorization".into(), pass.into()));
    let answer = town.send(&sent).await.expect("an answer");
    (
        answer.status,
        serde_json::from_slice(&answer.body).expect("JSON"),
    )
}

/// What somebody is answered who logs in for it.
async fn told(town: &Town, who: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
    let pass = enter(town, who).await;
    asked(town, &pass, method, path, body).await
}

async fn with_rooms(town: &Town, names: &[&str]) {
    for name in names {
        let room = json!({ "name": name, "type": "room", "capacity": 4, "price": 500 });
        let (status, made) = told(town, "anna", "POST", "/resources/", room).await;
        assert_eq!(status, 201, "{made}");
    }
}

async fn anna(town: &Town) -> AccountId {
    let known = town.desk().login("resources", "anna").await;
    known.expect("a database").expect("Anna").account.id
}

fn booking() -> Value {
    let (start, end) = ("2030-01-01T10:00:00", "2030-01-01T11:00:00");
    json!({ "resource_id": 1, "start_time": start, "end_time": end })
}

/// Does something as whoever runs the house.
async fn does(town: &Town, act: Act) {
    let command = Command {
        actor: Actor::OPERATOR,
        act,
        expects: None,
    };
    let now = town.gate.now();
    let done = town.desk().execute(VENUE, command, None, now).await;
    done.expect("it is done");
}

fn closing(resources: &[i64], town: &Town) -> Act {
    Act::Block(NewBlock {
        resources: resources.iter().copied().map(ResourceId).collect(),
        span: Span::open(town.gate.now()),
        reason: None,
    })
}

#[tokio::test]
async fn whom_the_house_shuts_out_or_makes_an_admin_is_that_here() {
    for town in towns().await {
        with_rooms(&town, &["Neva"]).await;
        let all = async || {
            told(&town, "anna", "GET", "/bookings/", Value::Null)
                .await
                .0
        };
        assert_eq!(all().await, 403);
        let anna = anna(&town).await;
        let admin = town.desk().repost(VENUE, anna, Role::Admin, None).await;
        admin.expect("an admin");
        assert_eq!(all().await, 200);
        let shut_out = town.desk().set_member_blocked(VENUE, anna, true).await;
        shut_out.expect("somebody shut out");
        let refused = told(&town, "anna", "POST", "/bookings/", booking()).await;
        assert_eq!(refused, (403, json!({ "detail": "User is blocked" })));
    }
}

#[tokio::test]
async fn what_other_doors_close_is_told_resource_by_resource_and_ends_where_clients_can_read_it() {
    for town in towns().await {
        with_rooms(&town, &["Neva", "Volga"]).await;
        does(&town, closing(&[1, 2], &town)).await;
        let (_, rows) = told(&town, "anna", "GET", "/schedule/", Value::Null).await;
        let row = |id: i64, resource: i64| {
            json!({
                "id": id,
                "resource_id": resource,
                "start_time": "2026-11-20T09:00:00",
                "end_time": "9999-12-31T23:59:59.999999",
                "is_blocked": true,
            })
        };
        assert_eq!(rows, json!([row(3, 1), row(3 + (1 << 40), 2)]));
        let refused = told(&town, "anna", "POST", "/bookings/", booking()).await;
        assert_eq!(refused.0, 400);
    }
}

#[tokio::test]
async fn more_blocks_than_one_answer_of_the_desk_holds_are_all_told() {
    for town in towns().await {
        with_rooms(&town, &["Neva"]).await;
        for _ in 0..1_100 {
            does(&town, closing(&[1], &town)).await;
        }
        let (_, rows) = told(&town, "anna", "GET", "/schedule/", Value::Null).await;
        assert_eq!(rows.as_array().map(Vec::len), Some(1_100));
    }
}

#[tokio::test]
async fn a_program_does_what_its_key_says_and_books_nothing() {
    for town in towns().await {
        with_rooms(&town, &["Neva"]).await;
        told(&town, "anna", "POST", "/bookings/", booking()).await;
        let (key, now) = (tokens::api_key(town.gate.dice()), town.gate.now());
        let (hash, scopes) = (tokens::api_key_hash(&key), vec![Scope::ReadBookings]);
        let added = town
            .desk()
            .add_api_key(VENUE, "till".into(), scopes, hash, None, now);
        added.await.expect("a key");
        let pass = format!("Bearer {key}");
        let is_told = async |method: &str, path: &str, body: Value| {
            asked(&town, &pass, method, path, body).await.0
        };
        assert_eq!(is_told("GET", "/bookings/", Value::Null).await, 200);
        assert_eq!(is_told("DELETE", "/bookings/1", Value::Null).await, 403);
        assert_eq!(is_told("POST", "/schedule/", booking()).await, 403);
        assert_eq!(is_told("POST", "/bookings/", booking()).await, 403);
    }
}

#[tokio::test]
async fn what_the_venues_own_rules_and_staff_did_is_told_as_it_is() {
    for town in towns().await {
        with_rooms(&town, &["Neva"]).await;
        let change = async |policy: Policy| {
            let change = SettingsChange::KindPolicy("room".into(), policy);
            let changed = town
                .desk()
                .change_settings(VENUE, change, None, town.gate.now());
            changed.await.expect("other rules");
        };
        let cancel = async |path: &str| told(&town, "anna", "DELETE", path, Value::Null).await;
        told(&town, "anna", "POST", "/bookings/", booking()).await;
        change(Policy {
            cancel_confirmed: Some(GuestCancel::Asks),
            ..Policy::default()
        })
        .await;
        let asked = json!({ "detail": "Cancellation requested" });
        assert_eq!(cancel("/bookings/1").await, (200, asked));
        change(Policy {
            cancel_confirmed: Some(GuestCancel::Refused),
            ..Policy::default()
        })
        .await;
        let refused = json!({ "detail": "Bookings are cancelled by an admin only" });
        assert_eq!(cancel("/bookings/1").await, (400, refused));
        does(&town, Act::Seat(BookingId(1))).await;
        let begun = json!({ "detail": "The time of the booking has begun or is over" });
        assert_eq!(cancel("/bookings/1").await, (400, begun));
        let (_, mine) = told(&town, "anna", "GET", "/bookings/my", Value::Null).await;
        assert_eq!(mine[0]["is_confirmed"], true);
    }
}

#[tokio::test]
async fn seeding_again_changes_what_is_set_and_makes_no_admin_of_somebody_else() {
    for town in towns().await {
        with_rooms(&town, &["Neva"]).await;
        let again = async |name: &str| {
            let settings = Settings::from([("confirmation".to_owned(), "admin".to_owned())]);
            let seeding = Seeding {
                desk: town.desk(),
                slug: "resources",
                settings,
                admin: Some(Admin {
                    name: name.to_owned(),
                    password: ADMIN_PASSWORD.to_owned(),
                }),
                passwords: town.gate.passwords(),
                now: town.gate.now(),
            };
            seed(Dialect::Resources, seeding).await
        };
        again("admin").await.expect("the same admin");
        let made = told(&town, "anna", "POST", "/bookings/", booking()).await;
        assert_eq!(made.1["is_confirmed"], false, "{}", made.1);
        let refused = again("anna").await;
        assert!(matches!(refused, Err(NotSeeded::Missing(_))), "{refused:?}");
    }
}
