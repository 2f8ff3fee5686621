//! Links that work once: one of many who follow it at once, before its time is over, for what it is good for.

use bronya_desk::NewAccount;
use bronya_domain::id::TicketId;
use bronya_domain::people::{Purpose, Ticket};
use bronya_domain::span::later;
use bronya_sim::engines::both;
use jiff::SignedDuration;

use crate::world::{
    afresh, code, come_in, is_in, newcomer, now, password, race, second, somebody, two,
};

const RESET: &[Purpose] = &[Purpose::PasswordReset];

#[tokio::test(flavor = "multi_thread")]
async fn of_32_who_follow_one_link_at_once_on_two_instances_one_chooses_the_password() {
    for database in both().await {
        let desks = two(&database).await;
        let anna = somebody(&desks[0], "anna@example.org").await.id;
        for round in 0..5 {
            let session = format!("s{round}");
            come_in(&desks[0], anna, &session).await;
            let email = "anna@example.org".to_owned();
            let link = desks[1].issue_ticket(Purpose::PasswordReset, anna, email, now());
            let link = link.await.expect("a link").id;
            let told = race(&desks, 32, |desk, client| async move {
                let hash = format!("{round} {client}");
                desk.redeem_password(link, RESET, &hash, now()).await
            });
            let told = told.await;
            let winners: Vec<_> = (0..32).filter(|client| told[*client].is_ok()).collect();
            assert_eq!(winners.len(), 1, "round {round}");
            for told in told.into_iter().filter(Result::is_err) {
                assert_eq!(code(told), "ticket_spent");
            }
            let chosen = password(&desks[1], "anna@example.org").await;
            assert_eq!(chosen, Some(format!("{round} {}", winners[0])));
            assert!(!is_in(&desks[1], &session).await, "all his logins end");
            assert!(afresh(&desks[0], anna).await.email_confirmed);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_until_its_time_is_over_and_for_nothing_else() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let anna = somebody(&desk, "anna@example.org").await.id;
        let issue = |purpose| desk.issue_ticket(purpose, anna, "anna@example.org".into(), now());
        let redeem = |link: &Ticket, at| other.redeem_password(link.id, RESET, "second", at);
        let first = issue(Purpose::PasswordReset).await.expect("a link");
        assert_eq!(other.ticket(first.id).await, Ok(Some(first.clone())));
        let newer = issue(Purpose::PasswordReset).await.expect("a link");
        assert_eq!(
            code(redeem(&first, now()).await),
            "ticket_spent",
            "a newer one took its place"
        );
        assert_eq!(code(redeem(&newer, second(30 * 60)).await), "ticket_spent");
        let confirm = issue(Purpose::AddressConfirmation).await.expect("a link");
        assert_eq!(code(redeem(&confirm, now()).await), "ticket_spent");
        let lost = other.redeem_confirmation(newer.id, now()).await;
        assert_eq!(code(lost), "ticket_spent");
        let unknown = other.redeem_confirmation(TicketId(99), now()).await;
        assert_eq!(code(unknown), "ticket_spent");
        let just_in_time = later(second(30 * 60), -SignedDuration::from_micros(1));
        let redeemed = redeem(&newer, just_in_time).await;
        redeemed.expect("in time");
        assert_eq!(code(redeem(&newer, now()).await), "ticket_spent");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_somebody_who_is_shut_out_lets_nobody_in() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let anna = somebody(&desk, "anna@example.org").await.id;
        let email = "anna@example.org".to_owned();
        let link = desk.issue_ticket(Purpose::PasswordReset, anna, email, now());
        let link = link.await.expect("a link").id;
        for blocked in [true, false] {
            let set = desk.set_account_blocked(anna, blocked, now()).await;
            set.expect("blocked or let in");
            let late = other.redeem_password(link, RESET, "second", now()).await;
            assert_eq!(code(late), "ticket_spent");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_follow_the_links_of_the_first_setup_one_becomes_the_operator() {
    for database in both().await {
        let desks = two(&database).await;
        let older = desks[0].issue_setup_ticket(now()).await.expect("a link");
        let link = desks[1].issue_setup_ticket(now()).await.expect("a link");
        assert_eq!((link.account, link.email.clone()), (None, None));
        let late = desks[0].redeem_setup(older.id, newcomer("old@example.org"), now());
        assert_eq!(code(late.await), "ticket_spent");
        let told = race(&desks, 32, |desk, client| async move {
            let new = newcomer(&format!("{client}@example.org"));
            desk.redeem_setup(link.id, new, now()).await
        });
        let (made, refused): (Vec<_>, Vec<_>) = told.await.into_iter().partition(Result::is_ok);
        assert_eq!(made.len(), 1);
        let made = made.into_iter().flatten().next().expect("an operator");
        assert!(made.operator);
        for told in refused {
            assert_eq!(code(told), "ticket_spent");
        }
        // Once there is an operator, a link that was printed before or after makes no other.
        let another = desks[1].issue_setup_ticket(now()).await.expect("a link");
        let late = desks[0].redeem_setup(another.id, newcomer("b@example.org"), now());
        assert_eq!(code(late.await), "ticket_spent");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_taken_does_not_spend_the_link_of_the_first_setup() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        somebody(&desk, "anna@example.org").await;
        let link = desk.issue_setup_ticket(now()).await.expect("a link").id;
        let taken = other.redeem_setup(link, newcomer("anna@example.org"), now());
        assert!(taken.await.is_err());
        let fresh = NewAccount {
            username: Some("boss".into()),
            ..newcomer("boss@example.org")
        };
        let made = other.redeem_setup(link, fresh, now()).await;
        assert!(made.expect("an operator").operator);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_long_over_is_forgotten_and_what_is_not_stays() {
    const DAY: i64 = 24 * 60 * 60;
    for database in both().await {
        let [desk, other] = two(&database).await;
        let anna = somebody(&desk, "anna@example.org").await.id;
        come_in(&desk, anna, "s").await;
        let link = desk.issue_setup_ticket(now()).await.expect("a link");
        let end = DAY * 30 + 15 * 60;
        assert_eq!(other.forget_sessions(second(DAY - 1)).await, Ok(0));
        assert!(is_in(&other, "s").await);
        assert_eq!(other.forget_sessions(second(DAY)).await, Ok(1));
        assert_eq!(other.forget_sessions(second(end)).await, Ok(0));
        assert_eq!(other.ticket(link.id).await, Ok(Some(link.clone())));
        assert_eq!(other.forget_sessions(second(end + 1)).await, Ok(1));
        assert_eq!(other.ticket(link.id).await, Ok(None));
        let next = desk.issue_setup_ticket(now()).await.expect("a link");
        assert_eq!(next.id, TicketId(2), "a number is never given out twice");
    }
}
