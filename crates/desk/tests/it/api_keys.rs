//! The keys of programs: numbered within their venue, known by their hash, dead once revoked.

use std::time::Duration;

use bronya_desk::{Desk, No};
use bronya_domain::id::{ApiKeyId, VenueId};
use bronya_domain::people::{ApiKey, Scope};
use bronya_sim::engines::both;
use jiff::Timestamp;

use crate::world::{code, now, race, second, somebody, two, venue};

async fn add(desk: &Desk, venue: VenueId, hash: String) -> Result<ApiKey, No> {
    let scopes = vec![Scope::ReadBookings, Scope::WriteOffer];
    let name = "the till".to_owned();
    desk.add_api_key(venue, name, scopes, hash, None, now())
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_are_made_at_once_have_numbers_of_their_own_in_their_venue() {
    for database in both().await {
        let desks = two(&database).await;
        let venues = [
            venue(&desks[0], "here").await,
            venue(&desks[0], "there").await,
        ];
        let made = race(&desks, 32, |desk, client| {
            let venue = venues[client / 2 % 2];
            async move { add(&desk, venue, format!("hash {client}")).await }
        });
        for key in made.await {
            key.expect("a key");
        }
        for venue in venues {
            let keys = desks[1].api_keys(venue).await.expect("a list");
            let numbers: Vec<i64> = keys.iter().map(|key| key.id.0).collect();
            assert_eq!(numbers, (1..=16).collect::<Vec<_>>());
        }
        let nowhere = add(&desks[0], VenueId(9), "hash".into()).await;
        assert_eq!(nowhere, Err(No::UnknownVenue));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_is_dead_on_the_next_look_of_every_instance() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let (here, there) = (venue(&desk, "here").await, venue(&desk, "there").await);
        let anna = somebody(&desk, "anna@example.org").await.id;
        let scopes = vec![Scope::WriteSettings];
        let made = desk.add_api_key(here, "x".into(), scopes, "h".into(), Some(anna), now());
        let made = made.await.expect("a key");
        assert_eq!(other.api_key("h", now()).await, Ok(Some(made.clone())));
        assert_eq!(other.api_key("i", now()).await, Ok(None));
        let elsewhere = desk.revoke_api_key(there, made.id, now()).await;
        assert_eq!(code(elsewhere), "unknown_key", "a key is its venue's own");
        let unknown = desk.revoke_api_key(here, ApiKeyId(9), now()).await;
        assert_eq!(code(unknown), "unknown_key");
        for at in [second(1), second(2)] {
            let revoked = desk.revoke_api_key(here, made.id, at).await;
            revoked.expect("revoked");
            assert_eq!(other.api_key("h", now()).await, Ok(None));
        }
        let listed = other.api_keys(here).await.expect("a list");
        assert_eq!(listed[0].revoked_at, Some(second(1)));
        assert_eq!(listed[0].made_by, Some(anna));
    }
}

/// Waits until the use of the only key was noted, and says for when.
async fn used_at(desk: &Desk, venue: VenueId, at: Timestamp) -> Option<Timestamp> {
    for _ in 0..500 {
        let keys = desk.api_keys(venue).await.expect("a list");
        if keys[0].used_at == Some(at) {
            return keys[0].used_at;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    desk.api_keys(venue).await.expect("a list")[0].used_at
}

#[tokio::test(flavor = "multi_thread")]
async fn the_use_of_a_key_is_noted_once_a_minute() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let here = venue(&desk, "here").await;
        add(&desk, here, "h".into()).await.expect("a key");
        let look = async |at| {
            other
                .api_key("h", at)
                .await
                .expect("an answer")
                .expect("a key")
        };
        look(now()).await;
        assert_eq!(used_at(&desk, here, now()).await, Some(now()));
        // A use too soon after it writes nothing: the writes before it and after it were all that there were.
        let before = other.standing().works;
        look(second(59)).await;
        assert_eq!(other.standing().works, before);
        look(second(60)).await;
        assert_eq!(used_at(&desk, here, second(60)).await, Some(second(60)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_shut_out_takes_the_keys_with_him_that_he_made() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let here = venue(&desk, "here").await;
        let anna = somebody(&desk, "anna@example.org").await.id;
        let bert = somebody(&desk, "bert@example.org").await.id;
        for (hash, maker) in [("a", Some(anna)), ("b", Some(bert)), ("o", None)] {
            let scopes = vec![Scope::ReadBookings];
            let made = desk.add_api_key(here, "x".into(), scopes, hash.into(), maker, now());
            made.await.expect("a key");
        }
        let blocked = desk.set_account_blocked(anna, true, now()).await;
        blocked.expect("blocked");
        for (hash, works) in [("a", false), ("b", true), ("o", true)] {
            let known = other.api_key(hash, now()).await.expect("an answer");
            assert_eq!(known.is_some(), works, "{hash}");
        }
    }
}
