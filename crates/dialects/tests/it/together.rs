//! One venue that speaks all five contracts beside the native API: what is taken through one door is taken at every other.

use bronya_desk::{Joining, NewAccount};
use bronya_dialects::Dialect;
use bronya_domain::booking::Contact;
use bronya_domain::command::{Act, Actor, At, Choice, Command, NewBooking, Order, Role};
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::span::Span;
use bronya_sim::engines::{Database, both};
use serde_json::{Value, json};

use crate::town::{ADMIN_PASSWORD, Sent, Settings, Town};

/// Tables of the venue: `regular` ones and `cabin` ones.
const ASKED_FOR: [i64; 3] = [3, 4, 5];
const AT_ONCE: [i64; 2] = [9, 10];

const GARANT: &str = "/dialects/garant/api";
const LOGIST: &str = "/dialects/logist";
const ASPEX: &str = "/dialects/aspex";
const RESOURCES: &str = "/dialects/resources";
const PLANNER: &str = "/dialects/planner/api/v1";
const NATIVE: &str = "/v1/venues/house";

/// The house, and by what each of its people is known.
struct House {
    town: Town,
    /// `garant`: a customer and the admin.
    customer: String,
    admin: String,
    worker: String,
    diner: String,
    user: String,
    specialist: String,
    client: String,
}

fn set(pairs: &[(&str, &str)]) -> Settings {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

async fn call(town: &Town, method: &str, path: &str, pass: &str, body: Value) -> (u16, Value) {
    let mut headers = Vec::new();
    if !body.is_null() {
        headers.push(("content-type".to_owned(), b"application/json".to_vec()));
    }
    if !pass.is_empty() {
        headers.push(("authorization".to_owned(), pass.as_bytes().to_vec()));
    }
    let sent = Sent {
        method: method.into(),
        path: path.into(),
        headers,
        body: if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        },
    };
    let answer = town.send(&sent).await.expect("an answer");
    let body = serde_json::from_slice(&answer.body).unwrap_or_default();
    (answer.status, body)
}

/// What is answered to a call that must work.
async fn does(town: &Town, method: &str, path: &str, pass: &str, body: Value) -> Value {
    let (status, answer) = call(town, method, path, pass, body).await;
    assert!(
        (200..300).contains(&status),
        "{method} {path}: {status} {answer}"
    );
    answer
}

fn bearer(token: &Value) -> String {
    format!("Bearer {}", token.as_str().expect("a token"))
}

/// The venue that all of them share.
async fn venue_of(town: &Town) -> VenueId {
    let catalog = town.desk().venue("house").await;
    catalog.expect("the venue").venue.id
}

impl House {
    async fn opened(database: Database) -> Self {
        let kinds = "small_tables=regular,medium_tables=cabin,big_tables=room";
        let speaking = [
            (Dialect::Garant, "house", Settings::new()),
            (Dialect::Logist, "house", set(&[("kind_map", kinds)])),
            (Dialect::Aspex, "house", set(&[("kind_map", "table=cabin")])),
            (Dialect::Planner, "house", Settings::new()),
            (Dialect::Resources, "house", Settings::new()),
        ];
        let town = Town::open(database, &speaking).await.expect("a house");
        let nobody = "";
        let garant = async |name: &str| {
            let login = json!({ "username": name, "password": "1" });
            let path = format!("{GARANT}/token/");
            bearer(&does(&town, "POST", &path, nobody, login).await["access"])
        };
        let (customer, admin) = (garant("customer").await, garant("admin").await);
        let worker = json!({ "username": "w", "password1": "p", "password2": "p" });
        let worker = Self::worker(&town, worker).await;
        let diner = json!({ "email": "diner@example.org", "password": "long enough", "phone_number": "+79123456780",
            "full_name": "Diner" });
        let diner = does(
            &town,
            "POST",
            &format!("{ASPEX}/auth/register"),
            nobody,
            diner,
        )
        .await;
        let user = Self::user(&town).await;
        let specialist = Self::planner(&town, "doctor@example.org", 2, "Иванов").await;
        let client = Self::planner(&town, "client@example.org", 3, "Петров").await;
        Self {
            diner: bearer(&diner["access_token"]),
            customer,
            admin,
            worker,
            user,
            specialist,
            client,
            town,
        }
    }

    /// A worker of the venue's, which knows its staff already, so that nobody comes by himself.
    async fn worker(town: &Town, new: Value) -> String {
        let venue = venue_of(town).await;
        let hash = town.gate.passwords().hash("p").await.expect("a hash");
        let joining = Joining {
            account: NewAccount {
                realm: "logist".into(),
                username: new["username"].as_str().map(str::to_owned),
                email: None,
                email_confirmed: true,
                phone: None,
                names: Default::default(),
                language: None,
                password: Some(hash),
                operator: false,
            },
            role: Role::Staff,
            time: None,
            unique_phone: false,
            first: false,
            number: None,
        };
        let joined = town.desk().join(venue, joining, town.gate.now()).await;
        joined.expect("a worker");
        let login = json!({ "username": "w", "password": "p" });
        bearer(&does(town, "POST", &format!("{LOGIST}/login/"), "", login).await["access_token"])
    }

    async fn user(town: &Town) -> String {
        let form = format!("username=admin&password={ADMIN_PASSWORD}");
        let sent = Sent {
            method: "POST".into(),
            path: format!("{RESOURCES}/users/token"),
            headers: vec![(
                "content-type".into(),
                b"application/x-www-form-urlencoded".to_vec(),
            )],
            body: form.into_bytes(),
        };
        let answer = town.send(&sent).await.expect("an answer");
        let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
        bearer(&body["access_token"])
    }

    async fn planner(town: &Town, email: &str, role: i64, last: &str) -> String {
        let password = "long enough 7";
        let new = json!({ "first_name": "Иван", "last_name": last, "middle_name": null, "email": email,
            "role": role, "password": password });
        does(town, "POST", &format!("{PLANNER}/register/"), "", new).await;
        let login = json!({ "email": email, "password": password });
        let path = format!("{PLANNER}/auth/jwt/create/");
        bearer(&does(town, "POST", &path, "", login).await["access"])
    }

    /// The number of a table within its kind, by which `logist` knows it.
    async fn number(&self, table: i64) -> i64 {
        let venue = self.town.desk().venue("house").await.expect("the venue");
        let mut listed = venue.listed().iter();
        let found = listed.find(|listed| listed.resource.id.0 == table);
        found.expect("the table").resource.number
    }

    /// At every door, somebody wants a table tomorrow from two to four, or from now on, and is told no.
    async fn is_taken(&self, table: i64, kind: &str) {
        let town = &self.town;
        let no = |door: &str, answer: &(u16, Value)| {
            assert!(
                (400..500).contains(&answer.0),
                "{door} on {table}: {answer:?}"
            );
        };
        let place = format!("{GARANT}/customer/book_table/?id={table}");
        let order = call(town, "POST", &place, &self.customer, Value::Null).await;
        no("garant", &order);
        let offered = does(
            town,
            "POST",
            &format!("{GARANT}/customer/view_tables/"),
            "",
            json!({}),
        )
        .await;
        let offered = offered.as_array().expect("a list").iter();
        assert!(offered.clone().all(|row| row["id"] != table), "{offered:?}");
        let (types, id) = (kind, self.number(table).await);
        let ordered = json!({ "types": types, "id": id, "mail": "late@example.org",
            "start": "2026-11-21T14:00:00Z", "end": "2026-11-21T16:00:00Z" });
        no(
            "logist",
            &call(town, "POST", &format!("{LOGIST}/order/"), "", ordered).await,
        );
        let held = json!({ "resource_id": table, "start_time": "2026-11-21T14:00:00", "end_time": "2026-11-21T16:00:00" });
        no(
            "resources",
            &call(
                town,
                "POST",
                &format!("{RESOURCES}/bookings/"),
                &self.user,
                held,
            )
            .await,
        );
        if kind == "medium_tables" {
            let wished = json!({ "table_id": table, "date": "2026-11-21", "time": "14:00" });
            no(
                "aspex",
                &call(
                    town,
                    "POST",
                    &format!("{ASPEX}/bookings/"),
                    &self.diner,
                    wished,
                )
                .await,
            );
        }
        let wished = json!({ "from": "2026-11-21T14:00:00Z", "until": "2026-11-21T16:00:00Z", "resources": [table],
            "email": "late@example.org" });
        let native = call(town, "POST", &format!("{NATIVE}/bookings"), "", wished).await;
        no("native", &native);
    }
}

/// What is taken through one door cannot be had at any other, whichever door it was.
#[tokio::test]
async fn a_booking_of_one_contract_is_seen_and_respected_by_all_others() {
    for database in both().await {
        let house = House::opened(database).await;
        let town = &house.town;

        // aspex: a cabin tomorrow from one to three, at once, though the venue's own rules would have it wait.
        let wish = json!({ "table_id": AT_ONCE[0], "date": "2026-11-21", "time": "13:00" });
        does(
            town,
            "POST",
            &format!("{ASPEX}/bookings/"),
            &house.diner,
            wish,
        )
        .await;
        house.is_taken(AT_ONCE[0], "medium_tables").await;
        let all = does(
            town,
            "GET",
            &format!("{RESOURCES}/bookings/"),
            &house.user,
            Value::Null,
        )
        .await;
        let row = &all.as_array().expect("a list")[0];
        assert_eq!(row["resource_id"], AT_ONCE[0]);
        assert_eq!(row["start_time"], "2026-11-21T13:00:00");

        // resources: another cabin tomorrow from three to five.
        let wish = json!({ "resource_id": AT_ONCE[1], "start_time": "2026-11-21T15:00:00", "end_time": "2026-11-21T17:00:00" });
        does(
            town,
            "POST",
            &format!("{RESOURCES}/bookings/"),
            &house.user,
            wish,
        )
        .await;
        house.is_taken(AT_ONCE[1], "medium_tables").await;

        // garant: a table is asked for, which takes nothing, and accepted, which takes it until it is released.
        let order = format!("{GARANT}/customer/book_table/?id={}", ASKED_FOR[0]);
        does(town, "POST", &order, &house.customer, Value::Null).await;
        let active = format!("{GARANT}/admin/view_active_bookings/");
        let waiting = does(town, "GET", &active, &house.admin, Value::Null).await;
        let waiting = waiting.as_array().expect("a list").iter();
        let mut waiting = waiting.filter(|row| row["status"] == "waiting");
        let id = waiting.next().expect("an order")["id"].clone();
        let accept = format!("{GARANT}/admin/accept_booking/?id={id}");
        does(town, "POST", &accept, &house.admin, Value::Null).await;
        house.is_taken(ASKED_FOR[0], "small_tables").await;
        let floor = does(
            town,
            "GET",
            &format!("{LOGIST}/show_all/"),
            &house.worker,
            Value::Null,
        )
        .await;
        assert_eq!(floor["SMALL_TABLES"][0]["BOOKING"], true, "{floor}");

        // logist: the worker gives a table to somebody at the door.
        let number = house.number(ASKED_FOR[1]).await;
        let taken = json!({ "types": "small_tables", "id": number, "booking": true });
        does(
            town,
            "POST",
            &format!("{LOGIST}/booking/"),
            &house.worker,
            taken,
        )
        .await;
        house.is_taken(ASKED_FOR[1], "small_tables").await;

        // The native API: the staff book a table tomorrow.
        let venue = venue_of(town).await;
        book_natively(town, venue, ASKED_FOR[2]).await;
        house.is_taken(ASKED_FOR[2], "small_tables").await;

        // planner: a slot is published, reserved and agreed; nobody else has the specialist's time then.
        house.a_slot_is_a_claim_like_any_other().await;
    }
}

async fn book_natively(town: &Town, venue: VenueId, table: i64) {
    let instant = |text: &str| text.parse().expect("an instant");
    let span = Span::new(
        instant("2026-11-21T13:00:00Z"),
        instant("2026-11-21T15:00:00Z"),
    );
    let act = Act::Book(Box::new(NewBooking {
        order: Some(Order {
            choice: Choice::These(vec![ResourceId(table)]),
            at: At::During(span.expect("a span")),
            party: None,
        }),
        hold: None,
        contact: Contact::default(),
        note: None,
        language: None,
        channel: "api".into(),
    }));
    let command = Command {
        actor: Actor::OPERATOR,
        act,
        expects: None,
    };
    let done = town.desk().execute(venue, command, None, town.gate.now());
    done.await.expect("a booking");
}

impl House {
    async fn a_slot_is_a_claim_like_any_other(&self) {
        let town = &self.town;
        let slots = format!("{PLANNER}/slots/");
        let text = json!({ "start_time": "2026-11-21T10:00:00Z", "end_time": "2026-11-21T11:00:00Z",
            "context": null, "cost": null });
        does(town, "POST", &slots, &self.specialist, text).await;
        let shown = does(town, "GET", &slots, &self.client, Value::Null).await;
        let slot = shown[0]["id"].clone();
        let reserve = format!("{slots}{slot}/reserve/");
        does(town, "PATCH", &reserve, &self.client, Value::Null).await;
        let agree = format!("{slots}{slot}/agree/");
        does(town, "PATCH", &agree, &self.specialist, Value::Null).await;
        let venue = town.desk().venue("house").await.expect("the venue");
        let mut listed = venue.listed().iter();
        let by_slots = |schedule| schedule == Schedule::Slots;
        let own = listed.find(|listed| by_slots(listed.resource.schedule));
        let own = &own.expect("a specialist").resource;
        assert_eq!(own.seats, Seats { from: 1, to: 1 });
        let id = own.id.0;
        let all = does(
            town,
            "GET",
            &format!("{RESOURCES}/bookings/"),
            &self.user,
            Value::Null,
        )
        .await;
        let mut rows = all.as_array().expect("a list").iter();
        let row = rows
            .find(|row| row["resource_id"] == id)
            .expect("the consultation");
        assert_eq!(row["start_time"], "2026-11-21T10:00:00");
        let held = json!({ "resource_id": id, "start_time": "2026-11-21T10:00:00", "end_time": "2026-11-21T11:00:00" });
        let refused = call(
            town,
            "POST",
            &format!("{RESOURCES}/bookings/"),
            &self.user,
            held,
        )
        .await;
        assert_eq!(refused.0, 400, "{refused:?}");
        let wished = json!({ "slot": slot, "email": "late@example.org" });
        let refused = call(town, "POST", &format!("{NATIVE}/bookings"), "", wished).await;
        assert_eq!(refused.0, 409, "{refused:?}");
    }
}
