//! What a transcript of `aspex` cannot show, because it happens through another door: an operator, the staff, a program.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bronya_dialects::{Dialect, Seeding, seed};
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{Act, Actor, Command};
use bronya_domain::id::{BookingId, VenueId};
use bronya_domain::people::Scope;
use bronya_domain::policy::{Bound, Policy, Stay, TurnTime};
use bronya_domain::settings::SettingsChange;
use bronya_gate::limits::Limits;
use bronya_gate::tokens;
use bronya_gate::{Gate, GateOptions};
use bronya_sim::engines::{both, sqlite};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::aspex::enter;
use crate::town::{Sent, Settings, Town, URL};

const VENUE: VenueId = VenueId(1);

async fn towns() -> Vec<Town> {
    let mut towns = Vec::new();
    for database in both().await {
        let town = Town::of(database, Dialect::Aspex, Settings::new(), Limits::off()).await;
        towns.push(town.expect("a house"));
    }
    towns
}

/// What is answered to somebody who shows `pass`.
async fn asked(town: &Town, method: &str, path: &str, pass: &str, body: &Value) -> (u16, Value) {
    let mut headers = vec![("authorization".to_owned(), pass.as_bytes().to_vec())];
    headers.push(("content-type".into(), b"application/json".to_vec()));
    let sent = Sent {
        method: method.into(),
        path: path.into(),
        headers,
        body: body.to_string().into_bytes(),
    };
    let answer = town.send(&sent).await.expect("an answer");
    let body = serde_json::from_slice(&answer.body).unwrap_or_default();
    (answer.status, body)
}

fn booking() -> Value {
    json!({ "table_id": 1, "date": "2026-11-21", "time": "13:00" })
}

#[tokio::test]
async fn who_is_shut_out_is_out_with_his_next_request() {
    for town in towns().await {
        let pass = enter(&town, "user").await;
        let known = town.desk().login("aspex", "user@example.org").await;
        let account = known.expect("a database").expect("an account").account.id;
        let blocked = town
            .desk()
            .set_account_blocked(account, true, town.gate.now());
        blocked.await.expect("somebody shut out");
        let (status, body) = asked(&town, "GET", "/bookings/my", &pass, &Value::Null).await;
        let gone = json!({
            "detail": "User from access token was not found.",
            "error_code": "auth_error",
        });
        assert_eq!((status, body), (401, gone), "{}", town.engine);
    }
}

#[tokio::test]
async fn a_user_is_told_when_the_restaurant_calls_his_booking_off() {
    for town in towns().await {
        let pass = enter(&town, "user").await;
        let (status, made) = asked(&town, "POST", "/bookings/", &pass, &booking()).await;
        assert_eq!(status, 201, "{}", town.engine);
        let id = BookingId(made["id"].as_i64().expect("a number"));
        let command = Command {
            actor: Actor::OPERATOR,
            act: Act::Cancel(id, Some("A pipe has burst".into())),
            expects: None,
        };
        let now = town.gate.now();
        let cancelled = town.desk().execute(VENUE, command, None, now).await;
        cancelled.expect("a cancelled booking");
        let letters = town.mail().await;
        let told: Vec<_> = letters
            .iter()
            .map(|letter| (letter.to.as_str(), letter.text.contains("A pipe has burst")))
            .collect();
        let user = "user@example.org";
        assert!(
            told.len() == 2 && told.contains(&(user, true)) && told.contains(&(user, false)),
            "{told:?} on {}",
            town.engine
        );
        let (status, mine) = asked(&town, "GET", "/bookings/my", &pass, &Value::Null).await;
        assert_eq!((status, mine), (200, json!({ "items": [] })));
    }
}

#[tokio::test]
async fn a_program_keeps_tables_where_its_key_says_so_and_books_nothing() {
    for town in towns().await {
        let (scopes, now) = (vec![Scope::WriteOffer], town.gate.now());
        let key = tokens::api_key(town.gate.dice());
        let hash = tokens::api_key_hash(&key);
        let added = town
            .desk()
            .add_api_key(VENUE, "till".into(), scopes, hash, None, now);
        added.await.expect("a key");
        let pass = format!("Bearer {key}");
        let table = json!({ "name": "Terrace", "seats": 8 });
        let (status, made) = asked(&town, "POST", "/admin/tables/", &pass, &table).await;
        assert_eq!((status, &made["id"]), (201, &json!(17)), "{}", town.engine);
        let (status, no) = asked(&town, "POST", "/bookings/", &pass, &booking()).await;
        assert_eq!((status, &no["error_code"]), (403, &json!("forbidden")));
    }
}

#[tokio::test]
async fn seeding_again_with_other_settings_changes_the_rules_and_makes_nothing_twice() {
    for town in towns().await {
        let again = async |settings: &[(&str, &str)]| {
            let pairs = settings.iter();
            let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let seeding = Seeding {
                desk: town.desk(),
                slug: "aspex",
                settings: pairs.collect::<BTreeMap<_, _>>(),
                admin: None,
                passwords: town.gate.passwords(),
                now: town.gate.now(),
            };
            let seeded = seed(Dialect::Aspex, seeding)
                .await
                .map_err(|why| why.to_string());
            seeded.map(|instance| instance.settings)
        };
        let venue = async || -> Arc<Catalog> {
            let catalog = town.desk().venue_of(VENUE).await;
            catalog.expect("a venue")
        };
        let before = venue().await;
        again(&[]).await.expect("nothing to do");
        assert_eq!(venue().await, before, "{}", town.engine);
        let settings = [
            ("booking_slot_hours", "3"),
            ("cancel_deadline_minutes", "30"),
            ("workday_end_hour", "24"),
            ("restaurant_timezone", "Europe/Moscow"),
        ];
        again(&settings).await.expect("other rules");
        let kept = again(&[("app_name", "Bistro")]).await.expect("a title");
        assert_eq!(kept["booking_slot_hours"], "3");
        let after = venue().await;
        assert_eq!(after.listed().len(), 16);
        assert_eq!(after.venue.zone_name, "Europe/Moscow");
        let policy = &after.venue.policy;
        assert_eq!(policy.cancel_deadline_minutes, Some(Bound::Of(30)));
        assert_eq!(policy.move_deadline_minutes, Some(Bound::Of(30)));
        let stay = TurnTime {
            up_to: 1000,
            minutes: 180,
        };
        assert_eq!(policy.stay, Some(Stay::ByParty(vec![stay])));
        for bad in [
            ("api_prefix", "api"),
            ("api_prefix", "/{x}"),
            ("workday_end_hour", "25"),
        ] {
            let no = again(&[bad]).await.expect_err("a bad setting");
            assert!(no.contains(bad.0), "{no}");
        }
        // With the end at 24 and stays of three hours, as they were set before.
        for (bad, against) in [
            (&[("workday_start_hour", "22")][..], "booking_slot_hours"),
            (&[("workday_end_hour", "12")], "workday_start_hour"),
            (&[("booking_slot_hours", "13")], "workday_end_hour"),
        ] {
            let no = again(bad).await.expect_err("hours without a booking");
            assert!(no.contains(bad[0].0) && no.contains(against), "{no}");
        }
        assert_eq!(venue().await, after, "{}", town.engine);
    }
}

#[tokio::test]
async fn hours_into_which_no_booking_fits_found_nothing() {
    for (hours, names) in [
        (
            &[("workday_start_hour", "20"), ("workday_end_hour", "10")][..],
            ["workday_start_hour", "workday_end_hour"],
        ),
        (
            &[("workday_start_hour", "12"), ("workday_end_hour", "12")],
            ["workday_start_hour", "workday_end_hour"],
        ),
        (
            &[("workday_start_hour", "22")],
            ["workday_start_hour", "workday_end_hour"],
        ),
        (
            &[("workday_start_hour", "21")],
            ["workday_start_hour", "booking_slot_hours"],
        ),
        (
            &[("booking_slot_hours", "11")],
            ["workday_end_hour", "booking_slot_hours"],
        ),
    ] {
        let pairs = hours.iter();
        let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let founded = Town::of(sqlite(), Dialect::Aspex, pairs.collect(), Limits::off()).await;
        let no = founded.err().expect("hours without a booking");
        assert!(names.iter().all(|name| no.contains(name)), "{no}");
    }
}

#[tokio::test]
async fn stays_longer_than_the_hours_that_a_venue_has_of_its_own_are_refused() {
    for town in towns().await {
        let again = async |slot: &str| {
            let slot = ("booking_slot_hours".to_owned(), slot.to_owned());
            let seeding = Seeding {
                desk: town.desk(),
                slug: "aspex",
                settings: [slot].into(),
                admin: None,
                passwords: town.gate.passwords(),
                now: town.gate.now(),
            };
            seed(Dialect::Aspex, seeding).await
        };
        // Nobody set the hours here: from 12 to 22, until somebody says otherwise through another door.
        let no = again("11").await.expect_err("too long a stay").to_string();
        let names = [
            "booking_slot_hours",
            "workday_start_hour",
            "workday_end_hour",
        ];
        assert!(names.iter().all(|name| no.contains(name)), "{no}");
        again("10").await.expect("a stay that fits");
        let longer = SettingsChange::Hours(None);
        let changed = town
            .desk()
            .change_settings(VENUE, longer, None, town.gate.now());
        changed.await.expect("a venue that never closes");
        again("11").await.expect("a stay that fits");
    }
}

/// A gate before the same desk whose clock moves on each time that it is read.
fn restless(town: &Town) -> Gate {
    let read = AtomicI64::new(0);
    let start = town.gate.now();
    let options = GateOptions {
        clock: Arc::new(move || {
            start + SignedDuration::from_millis(read.fetch_add(1, Ordering::SeqCst))
        }),
        dice: town.gate.dice().clone(),
        operator_key_hash: None,
        secret: b"another secret, also long enough".to_vec(),
        public_url: URL.into(),
        limits: Limits::off(),
        proxies: Default::default(),
        hashing: 2,
    };
    Gate::new(town.desk().clone(), options)
}

#[tokio::test]
async fn what_lies_in_the_past_is_told_so_while_the_clock_moves_on() {
    for town in towns().await {
        let gate = restless(&town);
        let mut known = town.desk().instances().await.expect("a database");
        let spoken = Dialect::Aspex.open(gate, known.remove(0), URL.to_owned());
        let town = town.speaking(spoken.expect("an instance").router);
        let pass = enter(&town, "user").await;
        let told = async |date: &str| {
            let booking = json!({ "table_id": 1, "date": date, "time": "12:30" });
            let (status, no) = asked(&town, "POST", "/bookings/", &pass, &booking).await;
            assert_eq!(
                (status, &no["error_code"]),
                (400, &json!("business_rule_error"))
            );
            no["detail"].as_str().expect("a text").to_owned()
        };
        let past = "Booking start must be in the future.";
        assert_eq!(told("2026-11-19").await, past, "{}", town.engine);
        let catalog = town.desk().venue_of(VENUE).await.expect("a venue");
        let policy = Policy {
            lead_minutes: Some(Bound::Of(300)),
            ..catalog.venue.policy.clone()
        };
        let rule = SettingsChange::Policy(policy);
        let ruled = town
            .desk()
            .change_settings(VENUE, rule, None, town.gate.now());
        ruled.await.expect("another rule");
        assert_eq!(told("2026-11-19").await, past, "{}", town.engine);
        let soon = told("2026-11-20").await;
        let earliest = "Booking start must not be before 2026-11-20T14:00:0";
        assert!(soon.starts_with(earliest), "{soon} on {}", town.engine);
    }
}

#[tokio::test]
async fn below_its_mount_it_leads_and_counts_as_at_a_root() {
    for database in both().await {
        let speaking = [(Dialect::Aspex, "aspex", Settings::new())];
        let town = Town::open(database, &speaking).await.expect("a house");
        let seen = async |path: &str| {
            let sent = Sent {
                method: "GET".into(),
                path: path.into(),
                ..Sent::default()
            };
            town.send(&sent).await.expect("an answer")
        };
        let lead = seen("/dialects/aspex/bookings/my/?x=1").await;
        let there = "/dialects/aspex/bookings/my?x=1".to_owned();
        assert_eq!((lead.status, lead.header("location")), (307, Some(there)));
        assert_eq!(seen("/dialects/aspex/bookings/my").await.status, 401);
        let document = seen("/dialects/aspex/openapi.json").await.text();
        assert!(document.contains(r#""servers":[{"url":"/dialects/aspex"}]"#));
        for nothing in ["/dialects/aspex", "/dialects/aspex/", "/dialects/aspex/x"] {
            assert_eq!(seen(nothing).await.status, 404, "{nothing}");
        }
        let own = seen("/dialects/aspex/metrics").await.text();
        let nowhere = r#"http_requests_total{handler="none",method="GET",status="4xx"} 3"#;
        assert!(own.contains(nowhere), "{own}");
        let counted = r#"http_requests_total{handler="/bookings/my",method="GET",status="4xx"} 1"#;
        assert!(own.contains(counted), "{own}");
        let native = seen("/metrics").await.text();
        let route = r#"route="/dialects/aspex/bookings/my",method="GET",status="401""#;
        assert!(native.contains(route), "{native}");
    }
}
