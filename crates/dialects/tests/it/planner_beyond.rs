//! What a transcript of `planner` cannot show, because it happens through another door: the staff, an operator.

use bronya_desk::{Done, NewResource};
use bronya_dialects::{Dialect, Seeding, seed};
use bronya_domain::command::{Act, Actor, At, Choice, Command, NewBlock, Order, SlotText};
use bronya_domain::id::{BookingId, ResourceId, SlotId, VenueId};
use bronya_domain::policy::{Bound, GuestCancel, Policy};
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::settings::SettingsChange;
use bronya_domain::span::Span;
use bronya_gate::limits::{LimitOptions, Limits};
use bronya_sim::engines::both;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::planner::enter;
use crate::town::{Sent, Settings, Town};

const VENUE: VenueId = VenueId(1);
const TIME: ResourceId = ResourceId(1);
const SLOT: SlotId = SlotId(1);

/// A house with a specialist who published a slot, and a client.
struct House {
    town: Town,
    specialist: String,
    client: String,
}

async fn houses(limits: impl Fn() -> Limits) -> Vec<House> {
    let mut houses = Vec::new();
    for database in both().await {
        let town = Town::of(database, Dialect::Planner, Settings::new(), limits()).await;
        let town = town.expect("a house");
        let specialist = enter(&town, "specialist").await;
        let client = enter(&town, "client").await;
        let house = House {
            town,
            specialist,
            client,
        };
        let slot = json!({ "start_time": at(10).to_string(), "end_time": at(11).to_string() });
        let published = house
            .asks("POST", "/api/v1/slots/", &house.specialist, &slot)
            .await;
        assert_eq!(published.0, 201, "{}", published.1);
        houses.push(house);
    }
    houses
}

/// A full hour of the day on which there is a slot.
fn at(hour: i64) -> Timestamp {
    let day: Timestamp = "2026-12-01T00:00:00Z".parse().expect("an instant");
    day + jiff::SignedDuration::from_hours(hour)
}

fn hours(from: i64, until: i64) -> Span {
    Span::new(at(from), at(until)).expect("a span")
}

impl House {
    async fn asks(&self, method: &str, path: &str, pass: &str, body: &Value) -> (u16, Value) {
        let body = match body {
            Value::Null => Vec::new(),
            body => body.to_string().into_bytes(),
        };
        let sent = Sent {
            method: method.into(),
            path: path.into(),
            headers: vec![
                ("content-type".to_owned(), b"application/json".to_vec()),
                ("authorization".to_owned(), pass.as_bytes().to_vec()),
            ],
            body,
        };
        let answer = self.town.send(&sent).await.expect("an answer");
        let body = serde_json::from_slice(&answer.body).unwrap_or_default();
        (answer.status, body)
    }

    /// Asks without a body, and gives the status.
    async fn status(&self, method: &str, path: &str, pass: &str) -> u16 {
        self.asks(method, path, pass, &Value::Null).await.0
    }

    /// The slots of somebody.
    async fn slots(&self, pass: &str) -> Vec<Value> {
        let (_, body) = self.asks("GET", "/api/v1/slots/", pass, &Value::Null).await;
        body.as_array().cloned().expect("a list")
    }

    async fn does(&self, act: Act) -> Done {
        let command = Command {
            actor: Actor::OPERATOR,
            act,
            expects: None,
        };
        let now = self.town.gate.now();
        let done = self.town.desk().execute(VENUE, command, None, now).await;
        done.expect("done")
    }

    async fn reserves(&self) {
        let status = self
            .status("PATCH", "/api/v1/slots/1/reserve/", &self.client)
            .await;
        assert_eq!(status, 201);
    }

    /// The subjects of the client's letters.
    async fn letters(&self) -> Vec<String> {
        let mail = self.town.mail().await.into_iter();
        let his = mail.filter(|letter| letter.to == "client@example.org");
        his.map(|letter| letter.subject).collect()
    }
}

#[tokio::test]
async fn a_slot_whose_time_is_taken_through_another_door_is_not_free() {
    for house in houses(Limits::off).await {
        let closed = NewBlock {
            resources: vec![TIME],
            span: hours(9, 11),
            reason: None,
        };
        let Done::Block(block) = house.does(Act::Block(closed)).await else {
            panic!("no block");
        };
        assert_eq!(house.slots(&house.client).await, Vec::<Value>::new());
        let own = house.slots(&house.specialist).await;
        assert_eq!(
            (&own[0]["status"], &own[0]["client"]),
            (&json!("reserved"), &Value::Null)
        );
        for (method, path, pass, status) in [
            ("PATCH", "/api/v1/slots/1/reserve/", &house.client, 400),
            ("GET", "/api/v1/slots/1/", &house.client, 403),
            (
                "PATCH",
                "/api/v1/slots/1/cancel_specialist/",
                &house.specialist,
                403,
            ),
            ("DELETE", "/api/v1/slots/1/", &house.specialist, 400),
        ] {
            assert_eq!(
                house.status(method, path, pass).await,
                status,
                "{method} {path}"
            );
        }
        house.does(Act::Unblock(block.id)).await;
        assert_eq!(house.slots(&house.client).await.len(), 1);
        house.reserves().await;
    }
}

#[tokio::test]
async fn a_client_is_told_of_what_the_staff_do() {
    for house in houses(Limits::off).await {
        house.reserves().await;
        assert_eq!(house.letters().await, Vec::<String>::new());
        house.does(Act::Confirm(BookingId(1), None)).await;
        let told = house.letters().await;
        assert_eq!(told, ["Согласование консультации на 01.12.2026 в 13:00"]);
        let later = SlotText {
            resource: TIME,
            span: hours(14, 15),
            topic: None,
            price: None,
        };
        house.does(Act::PublishSlot(later)).await;
        let order = Order {
            choice: Choice::These(vec![TIME]),
            at: At::Slot(SlotId(2)),
            party: None,
        };
        house.does(Act::Move(BookingId(1), Box::new(order))).await;
        // So long the staff could take it back.
        house.town.later(SignedDuration::from_secs(10)).await;
        assert_eq!(house.letters().await.len(), 2, "a native letter");
        let slots = house.slots(&house.client).await;
        let found: Vec<_> = slots
            .iter()
            .map(|slot| (&slot["id"], &slot["status"]))
            .collect();
        let (free, reserved) = (json!("free"), json!("reserved"));
        assert_eq!(found, [(&json!(SLOT), &free), (&json!(2), &reserved)]);
        house.does(Act::Cancel(BookingId(1), None)).await;
        let told = house.letters().await;
        assert_eq!(told.len(), 3);
        assert!(told.contains(&"Отмена консультации на 01.12.2026 в 17:00".to_owned()));
    }
}

#[tokio::test]
async fn reserves_are_counted_however_they_end() {
    for house in houses(|| Limits::new(&LimitOptions::default())).await {
        house.reserves().await;
        let mut answers = Vec::new();
        for _ in 0..20 {
            let path = "/api/v1/slots/1/reserve/";
            answers.push(house.asks("PATCH", path, &house.client, &Value::Null).await);
        }
        let (status, body) = answers.last().expect("an answer");
        let words = "Запрос был проигнорирован: слишком много запросов.";
        assert_eq!((*status, body), (429, &json!({ "detail": words })));
    }
}

#[tokio::test]
async fn seeding_again_changes_what_is_set_and_makes_nobody_twice() {
    for house in houses(Limits::off).await {
        let desk = house.town.desk();
        let catalog = desk.venue_of(VENUE).await.expect("the venue");
        let mut policy = catalog.venue.policy.clone();
        assert_eq!(policy.cancel_confirmed, Some(GuestCancel::Refused));
        assert_eq!(catalog.venue.zone_name, "Europe/Moscow");
        policy.reminder_minutes = Some(Bound::Of(60));
        let change = SettingsChange::Policy(policy.clone());
        let now = house.town.gate.now();
        desk.change_settings(VENUE, change, None, now)
            .await
            .expect("a change");
        for (key, value) in [("cancel_agreed", "on"), ("time_zone", "Asia/Omsk")] {
            let seeding = Seeding {
                desk,
                slug: "planner",
                settings: [(key.to_owned(), value.to_owned())].into(),
                admin: None,
                passwords: house.town.gate.passwords(),
                now,
            };
            seed(Dialect::Planner, seeding).await.expect("seeded again");
        }
        let catalog = desk.venue_of(VENUE).await.expect("the venue");
        policy.cancel_confirmed = Some(GuestCancel::Acts);
        assert_eq!(catalog.venue.policy, policy, "what else was set stays");
        assert_eq!(catalog.venue.zone_name, "Asia/Omsk");
        let instances = desk.instances().await.expect("instances");
        let passwords = house.town.gate.passwords();
        let warned = Dialect::Planner
            .warnings(desk, passwords, &instances[0])
            .await;
        assert_eq!(warned, Vec::<String>::new(), "somebody runs it");
    }
}

#[tokio::test]
async fn slots_of_other_kinds_are_not_there() {
    for house in houses(Limits::off).await {
        let desk = house.town.desk();
        let other = NewResource {
            id: None,
            kind: "cabinet".into(),
            number: None,
            name: None,
            seats: Seats { from: 1, to: 1 },
            price: 0,
            lanes: 1,
            open: true,
            schedule: Schedule::Slots,
            hours: None,
            policy: Policy::default(),
            unique_name: false,
        };
        desk.add_resources(VENUE, vec![other])
            .await
            .expect("another kind");
        let foreign = SlotText {
            resource: ResourceId(2),
            span: hours(10, 11),
            topic: None,
            price: None,
        };
        let Done::Slot(slot) = house.does(Act::PublishSlot(foreign)).await else {
            panic!("no slot");
        };
        assert_eq!(house.slots(&house.client).await.len(), 1);
        let one = format!("/api/v1/slots/{}/", slot.id);
        assert_eq!(house.status("GET", &one, &house.client).await, 404);
        let reserve = format!("{one}reserve/");
        assert_eq!(house.status("PATCH", &reserve, &house.client).await, 404);
        let seeding = Seeding {
            desk,
            slug: "planner",
            settings: [("kind_map".to_owned(), "doctor=cabinet".to_owned())].into(),
            admin: None,
            passwords: house.town.gate.passwords(),
            now: house.town.gate.now(),
        };
        let refused = seed(Dialect::Planner, seeding).await;
        let why = refused.expect_err("a map without specialists").to_string();
        assert!(why.contains("kind_map"), "{why}");
    }
}
