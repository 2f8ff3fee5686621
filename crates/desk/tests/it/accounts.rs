//! Accounts: names that are unique, changes that do not overtake each other, and operators of whom one stays.

use bronya_desk::{AccountEdit, NewAccount, No};
use bronya_domain::id::AccountId;
use bronya_domain::people::{Account, HOUSE, Purpose};
use bronya_sim::engines::both;

use crate::world::{
    LIVES, afresh, code, come_in, is_in, newcomer, now, operator, password, race, somebody, two,
};

#[tokio::test(flavor = "multi_thread")]
async fn names_are_unique_within_their_realm_and_the_answer_says_which_is_taken() {
    for database in both().await {
        let [desk, _] = two(&database).await;
        let named = |realm: &str, username: &str, email| NewAccount {
            realm: realm.into(),
            username: Some(username.into()),
            ..newcomer(email)
        };
        let anna = named(HOUSE, "anna", "anna@example.org");
        let made = desk.register(anna, now()).await.expect("an account");
        assert_eq!((made.id, made.version), (AccountId(1), 1));
        assert!(!made.email_confirmed && !made.blocked);
        for (username, email, field) in [
            ("other", "anna@example.org", "email"),
            ("anna", "other@example.org", "username"),
        ] {
            let again = desk.register(named(HOUSE, username, email), now()).await;
            assert_eq!(again, Err(No::NotUnique { field }));
        }
        let elsewhere = named("elsewhere", "anna", "anna@example.org");
        let elsewhere = desk.register(elsewhere, now()).await;
        assert_eq!(elsewhere.expect("another realm").realm, "elsewhere");
        let nameless = NewAccount {
            email: None,
            ..newcomer("")
        };
        let nameless = desk.register(nameless, now()).await;
        assert!(matches!(nameless, Err(No::Invalid { .. })), "{nameless:?}");
        let listed = desk.accounts(HOUSE, AccountId(0), 9).await;
        assert_eq!(listed, Ok(vec![made]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_who_want_one_name_on_two_instances_one_gets_it() {
    for database in both().await {
        let desks = two(&database).await;
        let told = race(&desks, 32, |desk, _| async move {
            desk.register(newcomer("anna@example.org"), now()).await
        });
        check_one_got_it(told.await);
        // Who renames his account to it waits for the others just as well.
        let mut others = Vec::new();
        for other in 0..16 {
            let email = format!("{other}@example.org");
            others.push(somebody(&desks[0], &email).await.id);
        }
        for round in 0..10 {
            let told = race(&desks, 16, |desk, client| {
                let (other, edit) = (others[client], address(&format!("new{round}@example.org")));
                async move { desk.change_account(other, edit, None, now()).await }
            });
            check_one_got_it(told.await);
        }
    }
}

#[track_caller]
fn check_one_got_it(told: Vec<Result<Account, No>>) {
    let (done, refused): (Vec<_>, Vec<_>) = told.into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1, "{done:?}");
    let taken = Err(No::NotUnique { field: "email" });
    assert!(refused.iter().all(|told| *told == taken), "{refused:?}");
}

fn address(email: &str) -> AccountEdit {
    AccountEdit {
        email: Some(Some(email.into())),
        ..AccountEdit::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_made_to_the_version_that_was_seen_and_to_nothing_else() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let anna = somebody(&desk, "anna@example.org").await;
        let edit = AccountEdit {
            first_name: Some(Some("Anna".into())),
            phone: Some(Some("+4930123456".into())),
            ..AccountEdit::default()
        };
        let change = |expects| desk.change_account(anna.id, edit.clone(), expects, now());
        let changed = change(Some(1)).await.expect("changed");
        assert_eq!(changed.version, 2);
        assert_eq!(changed.names.first.as_deref(), Some("Anna"));
        assert_eq!(changed.email, anna.email, "what is not named stays");
        assert_eq!(afresh(&other, anna.id).await, changed);
        assert_eq!(code(change(Some(1)).await), "version_differs");
        let same = change(Some(2)).await.expect("nothing to change");
        assert_eq!(same.version, 2, "what changes nothing is no change");
        let nameless = AccountEdit {
            email: Some(None),
            ..AccountEdit::default()
        };
        let nameless = desk.change_account(anna.id, nameless, None, now()).await;
        assert!(matches!(nameless, Err(No::Invalid { .. })), "{nameless:?}");
        let nobody = desk.change_account(AccountId(9), edit.clone(), None, now());
        assert_eq!(code(nobody.await), "unknown_account");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_address_is_unconfirmed_and_the_links_to_the_old_one_are_dead() {
    for database in both().await {
        let [desk, _] = two(&database).await;
        let anna = somebody(&desk, "anna@example.org").await.id;
        let issue = |purpose| desk.issue_ticket(purpose, anna, "anna@example.org".into(), now());
        let confirm = issue(Purpose::AddressConfirmation).await.expect("a link");
        let confirmed = desk.redeem_confirmation(confirm.id, now()).await;
        assert!(confirmed.expect("confirmed").email_confirmed);
        let reset = issue(Purpose::PasswordReset).await.expect("a link");
        let moved = desk.change_account(anna, address("anna@example.com"), None, now());
        assert!(!moved.await.expect("changed").email_confirmed);
        let late = desk.redeem_password(reset.id, &[Purpose::PasswordReset], "thief", now());
        assert_eq!(code(late.await), "ticket_spent");
        let kept = password(&desk, "anna@example.com").await;
        assert_eq!(kept.as_deref(), Some("first"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_logs_in_by_name_or_address_and_nobody_can_take_an_address_for_his_name() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let named = |username: &str, email| NewAccount {
            username: Some(username.into()),
            ..newcomer(email)
        };
        let mocker = named("anna@example.org", "mocker@example.org");
        desk.register(mocker, now()).await.expect("the mocker");
        let anna = named("anna", "anna@example.org");
        let anna = desk.register(anna, now()).await.expect("anna");
        for name in ["anna", "anna@example.org"] {
            let login = other.login(HOUSE, name).await.expect("an answer");
            assert_eq!(login.expect("a login").account, anna, "{name}");
        }
        let elsewhere = desk.login("elsewhere", "anna").await.expect("an answer");
        assert!(elsewhere.is_none());
        let blocked = desk.set_account_blocked(anna.id, true, now()).await;
        assert!(blocked.expect("blocked").blocked);
        let login = desk.login(HOUSE, "anna").await.expect("an answer");
        assert!(login.expect("she is known").account.blocked);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_shut_out_is_out_at_once_on_every_instance_and_his_old_login_does_not_return() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let anna = somebody(&desk, "anna@example.org").await.id;
        come_in(&desk, anna, "s").await;
        assert!(is_in(&other, "s").await);
        let blocked = desk.set_account_blocked(anna, true, now()).await;
        assert_eq!(blocked.expect("blocked").version, 2);
        assert!(!is_in(&other, "s").await);
        let again = other.start_session(anna, None, "t", LIVES, now()).await;
        assert_eq!(code(again), "account_blocked");
        let link = other.issue_ticket(Purpose::PasswordReset, anna, "a".into(), now());
        assert_eq!(code(link.await), "account_blocked");
        let free = desk.set_account_blocked(anna, false, now()).await;
        assert!(!free.expect("let in").blocked);
        assert!(!is_in(&other, "s").await);
        come_in(&other, anna, "u").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_operators_who_shut_each_other_out_at_once_one_stays() {
    for database in both().await {
        let desks = two(&database).await;
        assert_eq!(desks[0].has_operator().await, Ok(false));
        let first = operator(&desks[0], "first@example.org").await.id;
        assert_eq!(desks[1].has_operator().await, Ok(true));
        let alone = desks[1].set_account_blocked(first, true, now()).await;
        assert_eq!(code(alone), "last_operator");
        let second = operator(&desks[0], "second@example.org").await.id;
        for round in 0..20 {
            let told = race(&desks, 2, |desk, client| {
                let victim = [first, second][client];
                async move { desk.set_account_blocked(victim, true, now()).await }
            });
            let told = told.await;
            let done = told.iter().filter(|told| told.is_ok()).count();
            assert_eq!(done, 1, "round {round}: {told:?}");
            for id in [first, second] {
                let free = desks[0].set_account_blocked(id, false, now()).await;
                free.expect("let in again");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_ends_every_other_login_and_every_link_to_a_password() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let anna = somebody(&desk, "anna@example.org").await.id;
        for id in ["kept", "ended", "ended too"] {
            come_in(&desk, anna, id).await;
        }
        let reset = desk.issue_ticket(
            Purpose::PasswordReset,
            anna,
            "anna@example.org".into(),
            now(),
        );
        let reset = reset.await.expect("a link");
        let set = desk
            .set_password(anna, "second", None, Some("kept"), now())
            .await;
        set.expect("another password");
        assert!(is_in(&other, "kept").await);
        assert!(!is_in(&other, "ended").await && !is_in(&other, "ended too").await);
        let late = other.redeem_password(reset.id, &[Purpose::PasswordReset], "third", now());
        assert_eq!(code(late.await), "ticket_spent");
        // A better hash of a password that was changed meanwhile must not bring the old password back.
        assert_eq!(other.replace_hash(anna, "first", "old").await, Ok(false));
        assert_eq!(other.replace_hash(anna, "second", "better").await, Ok(true));
        let kept = password(&desk, "anna@example.org").await;
        assert_eq!(kept.as_deref(), Some("better"));
        // Nor may who showed the old one, and was right when he did, come in afterwards.
        let late = other.start_session(anna, Some("first"), "late", LIVES, now());
        assert_eq!(code(late.await), "password_changed");
        let right = other.start_session(anna, Some("better"), "right", LIVES, now());
        right.await.expect("a login");
    }
}
