//! Clients that show a name and a password with every request.

use bronya_domain::command::Role;
use bronya_gate::{Denial, Identity};
use bronya_sim::engines::both;

use crate::world::{World, garden, home};

/// The session behind a pair.
async fn show(world: &World, name: &str, password: &str) -> Result<String, Denial> {
    let shown = Identity::of_basic(&world.gate, &garden(), name, password, &home()).await?;
    match shown {
        Identity::Person(session) => Ok(session.id.clone()),
        other => panic!("a pair shows a person, not {other:?}"),
    }
}

#[track_caller]
fn code(result: Result<String, Denial>) -> &'static str {
    result.map(drop).expect_err("it is refused").code
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_was_right_is_remembered_for_a_minute_and_counted_once() {
    for database in both().await {
        let world = World::on(&database).await;
        world.somebody(&garden(), "anna", "a").await;
        let first = show(&world, "anna", "a").await.expect("she is known");
        for _ in 0..100 {
            assert_eq!(show(&world, "anna", "a").await, Ok(first.clone()));
        }
        world.pass(59);
        assert_eq!(show(&world, "anna", "a").await, Ok(first.clone()));
        world.pass(1);
        let next = show(&world, "anna", "a").await.expect("checked afresh");
        assert_ne!(next, first);
        for minute in 0..60 {
            world.pass(60);
            let shown = show(&world, "anna", "a").await;
            assert!(shown.is_ok(), "minute {minute}: {shown:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_at_once_wait_for_the_one_that_is_checked() {
    for database in both().await {
        let world = World::on(&database).await;
        world.somebody(&garden(), "anna", "a").await;
        for round in 0..3 {
            let shown = (0..40).map(|_| show(&world, "anna", "a"));
            let shown = futures_util::future::join_all(shown).await;
            let first = shown[0].clone().expect("she is known");
            for one in shown {
                assert_eq!(one, Ok(first.clone()), "round {round}");
            }
            world.pass(61);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pair_is_wrong_each_time_and_soon_limited() {
    for database in both().await {
        let world = World::on(&database).await;
        world.somebody(&garden(), "anna", "a").await;
        world.somebody(&garden(), "an", "na").await;
        let guesses = (0..40).map(|_| show(&world, "anna", "b"));
        let told = futures_util::future::join_all(guesses).await;
        let told: Vec<&str> = told.into_iter().map(code).collect();
        let wrong = told.iter().filter(|code| **code == "wrong_login").count();
        let limited = told.iter().filter(|code| **code == "rate_limited").count();
        assert_eq!((wrong, limited), (10, 30));
        show(&world, "an", "na").await.expect("another's pair");
        // Put together the two are the same text, and they are not the same pair.
        assert_eq!(code(show(&world, "ann", "a").await), "wrong_login");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_a_block_and_another_role_bite_at_once() {
    for database in both().await {
        let world = World::on(&database).await;
        let (desk, now) = (world.gate.desk(), world.gate.now());
        let anna = world.somebody(&garden(), "anna", "a").await;
        show(&world, "anna", "a").await.expect("she is known");
        let hash = world.gate.passwords().hash("b").await.expect("a hash");
        let set = desk.set_password(anna, &hash, None, None, now).await;
        set.expect("another password");
        assert_eq!(code(show(&world, "anna", "a").await), "wrong_login");
        show(&world, "anna", "b").await.expect("the new one");
        let venue = crate::realms::venue(desk, now).await;
        let set = desk.set_member(venue, anna, Role::Staff, None).await;
        set.expect("a role");
        let shown = Identity::of_basic(&world.gate, &garden(), "anna", "b", &home()).await;
        let Ok(Identity::Person(session)) = shown else {
            panic!("not known any more")
        };
        assert_eq!(session.memberships[0].role, Role::Staff);
        let blocked = desk.set_account_blocked(anna, true, now).await;
        blocked.expect("blocked");
        assert_eq!(code(show(&world, "anna", "b").await), "account_blocked");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_of_one_realm_is_none_of_another() {
    for database in both().await {
        let world = World::on(&database).await;
        world.somebody(&garden(), "anna", "a").await;
        show(&world, "anna", "a").await.expect("she is known");
        let mut orchard = garden();
        orchard.name = "orchard".into();
        let shown = Identity::of_basic(&world.gate, &orchard, "anna", "a", &home()).await;
        assert_eq!(shown.map(drop).expect_err("unknown").code, "wrong_login");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_nobodys_pair_is_simply_wrong() {
    for database in both().await {
        let world = World::on(&database).await;
        world.somebody(&garden(), "anna", "a").await;
        let long = "a".repeat(1_000_000);
        for (name, password) in [
            ("anna\0", "a"),
            ("anna", "a\0"),
            ("\0", "\0"),
            (&long, "a"),
            ("anna", &long),
            ("", ""),
        ] {
            let told = show(&world, name, password).await;
            assert_eq!(code(told), "wrong_login", "{:.9?}", (name, password));
        }
        show(&world, "anna", "a").await.expect("she is known");
    }
}
