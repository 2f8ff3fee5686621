//! Logins: how long they hold, how they are renewed, and that what ends one ends it everywhere.

use bronya_desk::Rotation;
use bronya_domain::id::AccountId;
use bronya_domain::span::later;
use bronya_sim::engines::both;
use jiff::SignedDuration;

use crate::world::{LIVES, code, come_in, is_in, now, race, second, somebody, two};

#[tokio::test(flavor = "multi_thread")]
async fn a_login_holds_until_its_time_is_over() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let anna = somebody(&desk, "anna@example.org").await;
        come_in(&desk, anna.id, "s").await;
        let session = other.session("s", now()).await.expect("an answer");
        let session = session.expect("a login");
        assert_eq!((session.id.as_str(), session.generation), ("s", 1));
        assert_eq!((session.account, session.rotated_at), (anna.clone(), now()));
        let end = later(now(), LIVES);
        let just_before = later(end, -SignedDuration::from_micros(1));
        assert!(
            other
                .session("s", just_before)
                .await
                .expect("an answer")
                .is_some()
        );
        assert_eq!(other.session("s", end).await, Ok(None));
        assert_eq!(other.rotate_session("s", 1, end).await, Ok(Rotation::Over));
        assert_eq!(other.session("t", now()).await, Ok(None));
        let nobody = other.start_session(AccountId(9), None, "n", LIVES, now());
        assert_eq!(code(nobody.await), "account_blocked");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_who_renew_one_generation_at_once_one_renews_it_and_all_get_the_same() {
    for database in both().await {
        let desks = two(&database).await;
        let anna = somebody(&desks[0], "anna@example.org").await.id;
        come_in(&desks[0], anna, "s").await;
        for generation in 1..=10 {
            let told = race(&desks, 32, |desk, _| async move {
                desk.rotate_session("s", generation, now()).await
            });
            let next = generation + 1;
            let (renewed, others): (Vec<_>, Vec<_>) = told
                .await
                .into_iter()
                .partition(|told| *told == Ok(Rotation::Next { generation: next }));
            assert_eq!(renewed.len(), 1, "generation {generation}");
            let same = Ok(Rotation::Same { generation: next });
            assert!(others.iter().all(|told| *told == same), "{others:?}");
        }
        assert!(is_in(&desks[1], "s").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_token_is_forgiven_for_ten_seconds_and_then_ends_the_login_everywhere() {
    const GRACE: i64 = 10;
    for database in both().await {
        let [desk, other] = two(&database).await;
        let anna = somebody(&desk, "anna@example.org").await.id;
        let rotate = |id: &'static str, generation, at| other.rotate_session(id, generation, at);
        for id in ["late", "older", "future"] {
            come_in(&desk, anna, id).await;
            let next = desk.rotate_session(id, 1, now()).await;
            assert_eq!(next, Ok(Rotation::Next { generation: 2 }));
            let tab = rotate(id, 1, second(GRACE)).await;
            assert_eq!(tab, Ok(Rotation::Same { generation: 2 }));
        }
        let late = later(second(GRACE), SignedDuration::from_micros(1));
        assert_eq!(rotate("late", 1, late).await, Ok(Rotation::Reused));
        let next = rotate("older", 2, second(1)).await;
        assert_eq!(next, Ok(Rotation::Next { generation: 3 }));
        assert_eq!(rotate("older", 1, second(1)).await, Ok(Rotation::Reused));
        assert_eq!(rotate("future", 3, second(1)).await, Ok(Rotation::Reused));
        for id in ["late", "older", "future"] {
            assert!(!is_in(&desk, id).await, "{id}");
            assert_eq!(
                desk.rotate_session(id, 2, second(1)).await,
                Ok(Rotation::Over)
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_logged_out_is_out_on_the_next_look_of_the_other_instance() {
    for database in both().await {
        let desks = two(&database).await;
        let anna = somebody(&desks[0], "anna@example.org").await.id;
        for pair in 0..100 {
            let (desk, other) = (&desks[pair % 2], &desks[(pair + 1) % 2]);
            let id = format!("s{pair}");
            come_in(desk, anna, &id).await;
            assert!(is_in(other, &id).await, "pair {pair}");
            desk.end_session(&id).await.expect("logged out");
            assert!(!is_in(other, &id).await, "pair {pair}");
        }
        for id in ["kept", "ended"] {
            come_in(&desks[0], anna, id).await;
        }
        let ended = desks[0].end_sessions(anna, Some("kept")).await;
        ended.expect("logged out elsewhere");
        assert!(is_in(&desks[1], "kept").await && !is_in(&desks[1], "ended").await);
        let ended = desks[1].end_sessions(anna, None).await;
        ended.expect("logged out everywhere");
        assert!(!is_in(&desks[0], "kept").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_login_with_the_old_password_outlives_its_change_however_they_meet() {
    for database in both().await {
        let desks = two(&database).await;
        let anna = somebody(&desks[0], "anna@example.org").await.id;
        for round in 0..20 {
            let (old, new) = (format!("{round}"), format!("{}", round + 1));
            let set = desks[0].set_password(anna, &old, None, None, now()).await;
            set.expect("the old password");
            let told = race(&desks, 16, |desk, client| {
                let (old, new) = (old.clone(), new.clone());
                async move {
                    match client {
                        7 => desk.set_password(anna, &new, None, None, now()).await,
                        _ => {
                            let id = format!("{round} {client}");
                            desk.start_session(anna, Some(&old), &id, LIVES, now())
                                .await
                        }
                    }
                }
            });
            for (client, told) in told.await.into_iter().enumerate() {
                if told.is_err() {
                    assert_eq!(code(told), "password_changed");
                }
                let id = format!("{round} {client}");
                assert!(!is_in(&desks[client % 2], &id).await, "round {round}");
            }
        }
    }
}
