//! What a transcript of `logist` cannot show, because it happens through another door: an operator, the staff, a program.

use std::collections::BTreeMap;

use bronya_desk::{Done, Joining, NewAccount};
use bronya_dialects::{Dialect, Seeding, seed};
use bronya_domain::booking::Contact;
use bronya_domain::command::{Act, Actor, At, Choice, Command, NewBlock, NewBooking, Order, Role};
use bronya_domain::id::{BookingId, ResourceId, VenueId};
use bronya_domain::instance::Instance;
use bronya_domain::people::{Names, Scope};
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use bronya_domain::span::Span;
use bronya_gate::limits::Limits;
use bronya_gate::tokens;
use bronya_sim::engines::both;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::logist::enter;
use crate::town::{Answer, Sent, Settings, Town, URL};

const VENUE: VenueId = VenueId(1);
const TABLE: ResourceId = ResourceId(1);
const SUBJECT: &str = "Order status from LogicService";
/// `secret`, as the original keeps it.
const BCRYPT: &str = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW";

/// Houses with a worker and one small table, and what the worker shows.
async fn towns() -> Vec<(Town, String)> {
    let mut towns = Vec::new();
    for database in both().await {
        let town = Town::of(database, Dialect::Logist, Settings::new(), Limits::off()).await;
        let town = town.expect("a house");
        let worker = json!({ "username": "worker", "password1": "x", "password2": "x" });
        assert_eq!(asked(&town, "/registr/", "", &worker).await.0, 200);
        let pass = enter(&town, "worker").await;
        let table = json!({ "types": "small_tables", "count": 1, "seats": 2, "cost": 7 });
        assert_eq!(asked(&town, "/add_tables/", &pass, &table).await.0, 200);
        towns.push((town, pass));
    }
    towns
}

async fn sent(town: &Town, method: &str, path: &str, pass: &str, body: &Value) -> Answer {
    let mut headers = vec![("content-type".to_owned(), b"application/json".to_vec())];
    if !pass.is_empty() {
        headers.push(("authorization".into(), pass.as_bytes().to_vec()));
    }
    let sent = Sent {
        method: method.into(),
        path: path.into(),
        headers,
        body: body.to_string().into_bytes(),
    };
    town.send(&sent).await.expect("an answer")
}

/// What is answered to a POST by somebody who shows `pass`.
async fn asked(town: &Town, path: &str, pass: &str, body: &Value) -> (u16, Value) {
    let answer = sent(town, "POST", path, pass, body).await;
    let body = serde_json::from_slice(&answer.body).unwrap_or_default();
    (answer.status, body)
}

/// Whether the workers see the table taken.
async fn taken(town: &Town, pass: &str) -> Value {
    let answer = sent(town, "GET", "/show_all/", pass, &Value::Null).await;
    let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
    body["SMALL_TABLES"][0]["BOOKING"].clone()
}

async fn does(town: &Town, actor: Actor, act: Act) -> Done {
    let command = Command {
        actor,
        act,
        expects: None,
    };
    let now = town.gate.now();
    let done = town.desk().execute(VENUE, command, None, now).await;
    done.expect("done")
}

fn ordered() -> Value {
    json!({ "types": "small_tables", "id": 1, "mail": "ivan@example.org" })
}

fn booking(truth: bool) -> Value {
    json!({ "types": "small_tables", "id": 1, "booking": truth })
}

fn search() -> Value {
    json!({ "types": "small_tables", "seats": 1, "cost1": 1, "cost2": 9 })
}

#[tokio::test]
async fn of_forty_who_register_first_at_once_one_does() {
    for database in both().await {
        let town = Town::of(database, Dialect::Logist, Settings::new(), Limits::off()).await;
        let town = town.expect("a house");
        // So many passwords do not wait to be hashed: some are told to come again, which is no success either.
        let asking = (1..=40).map(async |number| {
            let name = format!("worker{number}");
            let new = json!({ "username": name, "password1": "x", "password2": "x" });
            asked(&town, "/registr/", "", &new).await
        });
        let answers = join_all(asking).await;
        let status = |wanted: &[u16]| {
            let so = answers.iter().filter(|(status, _)| wanted.contains(status));
            so.count()
        };
        assert_eq!(
            (status(&[200]), status(&[403, 429])),
            (1, 39),
            "{answers:?}"
        );
    }
}

#[tokio::test]
async fn a_worker_who_is_shut_out_is_out_with_his_next_request() {
    for (town, pass) in towns().await {
        let known = town.desk().login("logist", "worker").await;
        let account = known.expect("a database").expect("an account").account.id;
        let now = town.gate.now();
        let blocked = town.desk().set_account_blocked(account, true, now);
        blocked.await.expect("somebody shut out");
        let (status, body) = asked(&town, "/booking/", &pass, &booking(true)).await;
        assert_eq!(status, 403, "{}", town.engine);
        assert_eq!(body["detail"], "Invalid token or expired token.");
    }
}

#[tokio::test]
async fn a_guest_hears_of_what_the_staff_decide_elsewhere() {
    for (town, _) in towns().await {
        assert_eq!(asked(&town, "/order/", "", &ordered()).await.0, 200);
        let why = Some("A pipe has burst".to_owned());
        does(&town, Actor::OPERATOR, Act::Decline(BookingId(1), why)).await;
        let letters = town.mail().await;
        let told: Vec<bool> = letters
            .iter()
            .filter(|letter| letter.to == "ivan@example.org" && letter.subject != SUBJECT)
            .map(|letter| letter.text.contains("A pipe has burst"))
            .collect();
        assert_eq!((letters.len(), told), (2, vec![true]), "{}", town.engine);
        let (status, _) = asked(&town, "/order/", "", &ordered()).await;
        assert_eq!(status, 200, "he may ask again");
    }
}

#[tokio::test]
async fn a_table_with_another_name_keeps_its_kind_and_number_in_letters_and_links() {
    for (town, pass) in towns().await {
        let edit = ResourceEdit {
            name: Some("Hall 9".into()),
            ..ResourceEdit::default()
        };
        let change = SettingsChange::Resource(TABLE, Box::new(edit));
        let (desk, now) = (town.desk(), town.gate.now());
        let renamed = desk.change_settings(VENUE, change, None, now).await;
        renamed.expect("another name");
        assert_eq!(asked(&town, "/order/", "", &ordered()).await.0, 200);
        assert_eq!(
            asked(&town, "/booking/", &pass, &booking(true)).await.0,
            200
        );
        assert_eq!(asked(&town, "/cancel/", "", &ordered()).await.0, 200);
        let letters = town.mail().await;
        assert_eq!(letters.len(), 3, "{}", town.engine);
        for letter in &letters {
            let says = |words: &str| letter.text.contains(words);
            assert!(says("small_tables 1") && says("Hall 9"), "{}", letter.text);
        }
        let link = format!("{URL}/cancel/?id=1&types=small_tables&mail=ivan%40example.org&key=");
        let linked = letters.iter().filter(|letter| letter.text.contains(&link));
        assert_eq!(linked.count(), 2, "one received, one confirmed");
    }
}

#[tokio::test]
async fn a_kind_that_the_contract_does_not_have_opens_no_door() {
    for (town, _) in towns().await {
        let open = |map: &str| {
            let instance = Instance {
                name: "logist".into(),
                venue: VENUE,
                settings: BTreeMap::from([("kind_map".into(), map.into())]),
            };
            let opened = Dialect::Logist.open(town.gate.clone(), instance, URL.into());
            opened.map(drop).map_err(|bad| bad.to_string())
        };
        assert_eq!(open("small_tables=table"), Ok(()));
        let no = open("small_tables=table,chairs=chair").expect_err("a bad map");
        assert!(
            no.contains("small_tables, medium_tables, big_tables"),
            "{no}"
        );
    }
}

#[tokio::test]
async fn what_is_booked_elsewhere_is_taken_here_and_not_cancelled_by_an_address_alone() {
    for (town, pass) in towns().await {
        let order = Order {
            choice: Choice::These(vec![TABLE]),
            at: At::Confirmation,
            party: None,
        };
        let contact = Contact {
            email: Some("ivan@example.org".into()),
            ..Contact::default()
        };
        let new = NewBooking {
            order: Some(order),
            hold: None,
            contact,
            note: None,
            language: None,
            channel: "api".into(),
        };
        does(&town, Actor::OPERATOR, Act::Book(Box::new(new))).await;
        assert_eq!(taken(&town, &pass).await, json!(true), "{}", town.engine);
        assert_eq!(asked(&town, "/show/", "", &search()).await.1, json!([]));
        assert_eq!(asked(&town, "/order/", "", &ordered()).await.0, 409);
        assert_eq!(asked(&town, "/cancel/", "", &ordered()).await.0, 404);
        let (status, _) = asked(&town, "/booking/", &pass, &booking(false)).await;
        assert_eq!(
            (status, taken(&town, &pass).await),
            (200, json!(false)),
            "any visit ends"
        );
    }
}

#[tokio::test]
async fn time_that_the_staff_closed_is_no_visit_to_be_ended() {
    for (town, pass) in towns().await {
        let block = NewBlock {
            resources: vec![TABLE],
            span: Span::open(town.gate.now()),
            reason: None,
        };
        does(&town, Actor::OPERATOR, Act::Block(block)).await;
        for truth in [true, false] {
            let (status, _) = asked(&town, "/booking/", &pass, &booking(truth)).await;
            assert_eq!(status, 409, "{}", town.engine);
        }
        assert_eq!(taken(&town, &pass).await, json!(true));
    }
}

#[tokio::test]
async fn a_program_does_what_its_key_says_and_lets_nobody_in() {
    for (town, _) in towns().await {
        let scopes = vec![Scope::WriteOffer, Scope::WriteSettings];
        let (key, now) = (tokens::api_key(town.gate.dice()), town.gate.now());
        let hash = tokens::api_key_hash(&key);
        let desk = town.desk();
        let added = desk.add_api_key(VENUE, "till".into(), scopes, hash, None, now);
        added.await.expect("a key");
        let pass = format!("Bearer {key}");
        let table = json!({ "types": "small_tables", "id": 1 });
        let other = json!({ "username": "other", "password1": "x", "password2": "x" });
        assert_eq!(asked(&town, "/close/", &pass, &table).await.0, 200);
        assert_eq!(
            asked(&town, "/booking/", &pass, &booking(true)).await.0,
            403
        );
        assert_eq!(asked(&town, "/registr/", &pass, &other).await.0, 403);
    }
}

#[tokio::test]
async fn workers_of_the_original_log_in_with_their_old_hashes() {
    for (town, _) in towns().await {
        let joining = Joining {
            account: NewAccount {
                realm: "logist".into(),
                username: Some("veteran".into()),
                email: None,
                email_confirmed: true,
                phone: None,
                names: Names::default(),
                language: None,
                password: Some(BCRYPT.into()),
                operator: false,
            },
            role: Role::Staff,
            time: None,
            unique_phone: false,
            first: false,
            number: None,
        };
        let joined = town.desk().join(VENUE, joining, town.gate.now()).await;
        joined.expect("a worker");
        for _ in 0..2 {
            let login = json!({ "username": "veteran", "password": "secret" });
            let (_, tokens) = asked(&town, "/login/", "", &login).await;
            assert!(tokens["access_token"].is_string(), "{tokens}");
        }
        let known = town.desk().login("logist", "veteran").await;
        let kept = known.expect("a database").and_then(|login| login.password);
        assert!(kept.is_some_and(|hash| hash.starts_with("$argon2id$")));
    }
}

#[tokio::test]
async fn seeding_again_changes_what_is_set_and_makes_nothing_twice() {
    for (town, _) in towns().await {
        let again = async |settings: &[(&str, &str)]| {
            let pairs = settings.iter();
            let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let seeding = Seeding {
                desk: town.desk(),
                slug: "logist",
                settings: pairs.collect::<BTreeMap<_, _>>(),
                admin: None,
                passwords: town.gate.passwords(),
                now: town.gate.now(),
            };
            seed(Dialect::Logist, seeding).await.map(drop)
        };
        let email = async || {
            let catalog = town.desk().venue_of(VENUE).await.expect("a venue");
            (catalog.listed().len(), catalog.venue.staff_email.clone())
        };
        again(&[]).await.expect("nothing to do");
        assert_eq!(email().await, (1, None), "{}", town.engine);
        let staff = [("staff_mail", "Staff@example.org")];
        again(&staff).await.expect("an address");
        again(&[("echo_password", "on")]).await.expect("a switch");
        assert_eq!(email().await, (1, Some("staff@example.org".to_owned())));
        let bad = [
            ("staff_mail", "nobody"),
            ("open_registration", "yes"),
            ("kind_map", "chairs=table"),
        ];
        for bad in bad {
            let no = again(&[bad]).await.expect_err("a bad setting").to_string();
            assert!(no.contains(bad.0), "{no}");
        }
    }
}

#[tokio::test]
async fn below_its_mount_its_slashes_and_letters_lead_to_itself() {
    for database in both().await {
        let speaking = [(Dialect::Logist, "logist", Settings::new())];
        let town = Town::open(database, &speaking).await.expect("a house");
        let path = "/dialects/logist";
        let lead = sent(&town, "GET", &format!("{path}/show?x=1"), "", &Value::Null).await;
        let there = format!("{path}/show/?x=1");
        assert_eq!((lead.status, lead.header("location")), (307, Some(there)));
        let worker = json!({ "username": "worker", "password1": "x", "password2": "x" });
        let login = json!({ "username": "worker", "password": "x" });
        let table = json!({ "types": "small_tables", "count": 1, "seats": 2, "cost": 7 });
        asked(&town, &format!("{path}/registr/"), "", &worker).await;
        let (_, tokens) = asked(&town, &format!("{path}/login/"), "", &login).await;
        let pass = format!(
            "Bearer {}",
            tokens["access_token"].as_str().expect("a token")
        );
        asked(&town, &format!("{path}/add_tables/"), &pass, &table).await;
        asked(&town, &format!("{path}/order/"), "", &ordered()).await;
        let letters = town.mail().await;
        let link = format!("https://book.example{path}/cancel/?id=1&types=small_tables&mail=");
        assert!(letters[0].text.contains(&link), "{}", letters[0].text);
    }
}
