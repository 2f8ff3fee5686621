//! Realms beside the installation's own: their names, their tokens, and how nothing of one opens another.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronya_desk::{Desk, NewVenue};
use bronya_domain::catalog::Language;
use bronya_domain::id::VenueId;
use bronya_domain::policy::Policy;
use bronya_gate::Identity;
use bronya_gate::entry::{Claim, LoginNames, Realm, Renewal, WhyNot};
use bronya_sim::engines::both;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::world::{World, garden, home};

/// A venue that offers nothing yet.
pub async fn venue(desk: &Desk, now: Timestamp) -> VenueId {
    let new = NewVenue {
        slug: "here".into(),
        name: "here".into(),
        address: None,
        region: None,
        zone_name: "UTC".into(),
        language: Language::En,
        currency: "EUR".parse().expect("a currency"),
        hours: None,
        policy: Policy::default(),
    };
    let made = desk.create_venue(new, None, now).await;
    made.expect("a venue").venue.id
}

/// What an access token says.
fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).expect("three parts");
    let payload = URL_SAFE_NO_PAD.decode(payload).expect("Base64");
    serde_json::from_slice(&payload).expect("JSON")
}

/// A realm whose clients read more in a token than ours.
fn talkative() -> Realm {
    Realm {
        name: "talkative".into(),
        claims: vec![
            Claim::Text("token_type", "access".into()),
            Claim::Username("sub"),
            Claim::Account("user_id"),
            Claim::AccountText("user"),
            Claim::TokenId("jti"),
        ],
        ..garden()
    }
}

async fn is_known(world: &World, realm: &Realm, token: &str) -> bool {
    match Identity::of_token(&world.gate, realm, token).await {
        Ok(Identity::Person(_)) => true,
        Ok(other) => panic!("a token shows a person, not {other:?}"),
        Err(denial) => {
            assert_eq!(denial.status.as_u16(), 401, "{}", denial.code);
            false
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_realm_says_whether_the_case_of_a_name_counts() {
    for database in both().await {
        let world = World::on(&database).await;
        let folded = Realm {
            name: "folded".into(),
            names: LoginNames::Folded,
            ..garden()
        };
        world.somebody(&garden(), "Anna", "a").await;
        world.somebody(&garden(), "anna", "b").await;
        world.somebody(&folded, "anna", "c").await;
        for (realm, name, password, knows) in [
            (&garden(), "Anna", "a", true),
            (&garden(), "anna", "b", true),
            (&garden(), "anna", "a", false),
            (&garden(), "ANNA", "a", false),
            (&garden(), " Anna", "a", false),
            (&folded, " ANNA ", "c", true),
            (&folded, "anna\0", "c", false),
        ] {
            let told = world.gate.log_in(realm, name, password, &home()).await;
            let told = told.map(drop).map_err(|denial| denial.code);
            let expected = if knows { Ok(()) } else { Err("wrong_login") };
            assert_eq!(told, expected, "{name:?} in {}", realm.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_says_what_the_clients_of_its_realm_read_in_it() {
    for database in both().await {
        let world = World::on(&database).await;
        let anna = world.somebody(&talkative(), "Анна", "a").await;
        let entry = world.enter(&talkative(), "Анна", "a").await;
        let said = claims(&entry.access);
        let expected = [
            ("token_type", json!("access")),
            ("sub", json!("Анна")),
            ("user_id", json!(anna.0)),
            ("user", json!(anna.0.to_string())),
            ("aud", json!("talkative")),
            ("sid", json!(entry.session)),
        ];
        for (name, value) in expected {
            assert_eq!(said[name], value, "{name}");
        }
        let id = said["jti"].as_str().expect("an id");
        assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let other = world.enter(&talkative(), "Анна", "a").await;
        assert_ne!(claims(&other.access)["jti"], said["jti"]);
        assert!(is_known(&world, &talkative(), &entry.access).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_says_less_or_more_than_its_realm_opens_nothing() {
    for database in both().await {
        let world = World::on(&database).await;
        let quiet = Realm {
            claims: Vec::new(),
            ..talkative()
        };
        world.somebody(&quiet, "anna", "a").await;
        let loud = world.enter(&talkative(), "anna", "a").await;
        assert!(is_known(&world, &talkative(), &loud.access).await);
        assert!(!is_known(&world, &quiet, &loud.access).await, "more");
        let silent = world.enter(&quiet, "anna", "a").await;
        assert!(is_known(&world, &quiet, &silent.access).await);
        assert!(
            !is_known(&world, &talkative(), &silent.access).await,
            "less"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_one_realm_opens_another() {
    for database in both().await {
        let world = World::on(&database).await;
        let orchard = Realm {
            name: "orchard".into(),
            ..talkative()
        };
        world.somebody(&talkative(), "anna", "a").await;
        let entry = world.enter(&talkative(), "anna", "a").await;
        for other in [orchard.clone(), garden(), Realm::house()] {
            assert!(!is_known(&world, &other, &entry.access).await);
            let renewed = world.gate.renew(&other, &entry.refresh, &home()).await;
            assert_eq!(
                renewed.map(drop).expect_err("not his").code,
                "bad_refresh_token"
            );
            for token in [&entry.access, &entry.refresh] {
                assert_eq!(world.gate.is_token_of(&other, token).await, Ok(false));
                let behind = world.gate.behind_refresh(&other, token).await;
                assert_eq!(behind.map(drop), Err(WhyNot::NotOurs));
            }
        }
        // A token of the right realm that names a session of another: only who has our key could make it.
        let (session, lives) = (&entry.session, orchard.access_lives);
        let further = bronya_gate::tokens::Further::from([
            ("sub".into(), json!("anna")),
            ("token_type".into(), json!("access")),
            ("user_id".into(), json!(1)),
            ("user".into(), json!("1")),
            ("jti".into(), json!("00")),
        ]);
        let (tokens, now) = (world.gate.tokens(), world.gate.now());
        let strange = tokens.access_saying("orchard", entry.account, session, now, lives, further);
        assert!(!is_known(&world, &orchard, &strange).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_refresh_tokens_are_kept_one_serves_until_the_session_ends() {
    for database in both().await {
        let world = World::on(&database).await;
        world.somebody(&garden(), "anna", "a").await;
        let entry = world.enter(&garden(), "anna", "a").await;
        for _ in 0..9 {
            world.pass(3600);
            assert!(!is_known(&world, &garden(), &entry.access).await);
            let renewed = world.gate.renew(&garden(), &entry.refresh, &home()).await;
            let renewed = renewed.unwrap_or_else(|no| panic!("{}", no.detail));
            assert_eq!(renewed.refresh, entry.refresh);
            assert!(is_known(&world, &garden(), &renewed.access).await);
        }
        world.pass(3600);
        let renewed = world.gate.renew(&garden(), &entry.refresh, &home()).await;
        assert_eq!(
            renewed.map(drop).expect_err("over").code,
            "bad_refresh_token"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_learns_what_is_wrong_with_a_refresh_token() {
    for database in both().await {
        let world = World::on(&database).await;
        for realm in [garden(), talkative()] {
            let realm = Realm {
                renewal: Renewal::Rotates,
                ..realm
            };
            world.somebody(&realm, "anna", "a").await;
            let entry = world.enter(&realm, "anna", "a").await;
            let why = async |token: &str| {
                let behind = world.gate.behind_refresh(&realm, token).await;
                behind.map(|session| session.id)
            };
            let is_token = async |token: &str| {
                let told = world.gate.is_token_of(&realm, token).await;
                told.unwrap_or_else(|no| panic!("{}", no.detail))
            };
            assert_eq!(why(&entry.refresh).await, Ok(entry.session.clone()));
            assert_eq!(why(&entry.access).await, Err(WhyNot::Access));
            assert!(is_token(&entry.refresh).await && is_token(&entry.access).await);
            for strange in ["", "a.b.c", "brk_x", "\0", "x.1.AAAA", &"a".repeat(9_000)] {
                assert_eq!(why(strange).await, Err(WhyNot::NotOurs), "{strange:.9}");
                assert!(!is_token(strange).await, "{strange:.9}");
            }
            let renewed = world.gate.renew(&realm, &entry.refresh, &home()).await;
            let renewed = renewed.unwrap_or_else(|no| panic!("{}", no.detail));
            assert_eq!(why(&entry.refresh).await, Err(WhyNot::Over));
            world.pass(realm.access_lives.as_secs());
            assert_eq!(
                why(&entry.access).await,
                Err(WhyNot::Access),
                "an old one is one"
            );
            assert!(!is_token(&entry.access).await && is_token(&renewed.refresh).await);
            let ended = world.gate.desk().end_session(&entry.session).await;
            ended.expect("logged out");
            assert_eq!(why(&renewed.refresh).await, Err(WhyNot::Over));
            assert!(!is_token(&renewed.refresh).await && !is_token(&renewed.access).await);
        }
    }
}
