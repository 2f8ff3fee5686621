//! Of those who can run a venue one always stays.

use bronya_desk::{Desk, Invitee, Joining, NewAccount, No};
use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::people::{Member, Names};
use bronya_sim::engines::both;
use bronya_store::persons::Person;

use crate::world::{code, newcomer, now, race, two, venue};

/// Somebody whose address is known to be his, and what he is at a venue.
async fn crew(desk: &Desk, venue: VenueId, role: Role, email: &str) -> AccountId {
    let account = NewAccount {
        email_confirmed: true,
        ..newcomer(email)
    };
    join(desk, venue, role, account).await
}

async fn join(desk: &Desk, venue: VenueId, role: Role, account: NewAccount) -> AccountId {
    let joining = Joining {
        account,
        role,
        time: None,
        unique_phone: false,
        first: false,
        number: None,
    };
    let joined = desk.join(venue, joining, now()).await;
    joined.expect("a member").account.id
}

async fn demote(desk: &Desk, venue: VenueId, id: AccountId) -> Result<Member, No> {
    desk.set_member(venue, id, Role::Staff, None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_who_can_run_a_venue_keeps_his_role_by_whatever_way_it_would_go() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let here = venue(&desk, "here").await;
        let anna = crew(&desk, here, Role::Admin, "anna@example.org").await;
        crew(&desk, here, Role::Staff, "bert@example.org").await;
        let as_staff = Invitee {
            email: "anna@example.org".into(),
            names: Names::default(),
            language: None,
            role: Role::Staff,
            resource: None,
        };
        for told in [
            code(demote(&other, here, anna).await),
            code(other.repost(here, anna, Role::Customer, None).await),
            code(other.invite(here, as_staff, now()).await),
            code(other.set_member_blocked(here, anna, true).await),
            code(other.set_user_blocked(here, anna, true, now()).await),
            code(other.remove_member(here, anna).await),
            code(other.erase(Person::Account(anna), now()).await),
        ] {
            assert_eq!(told, "last_admin");
        }
        let member = desk.member(here, anna).await.expect("an answer");
        let member = member.expect("she is known");
        assert!(member.runs_venue(), "nothing was written: {member:?}");
        // What does not take it from her is none of this rule's business.
        let same = desk.set_member(here, anna, Role::Admin, None).await;
        same.expect("the role that she has");
        // Whoever runs the installation shuts out whom he must.
        let blocked = desk.set_account_blocked(anna, true, now()).await;
        assert!(blocked.expect("shut out").blocked);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_could_take_over_lets_the_last_one_go() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let (here, there) = (venue(&desk, "here").await, venue(&desk, "there").await);
        let anna = crew(&desk, here, Role::Admin, "anna@example.org").await;
        // Somebody who was invited and has not come, somebody elsewhere, somebody of another realm, somebody shut out.
        let invited = join(&desk, here, Role::Admin, newcomer("invited@example.org")).await;
        crew(&desk, there, Role::Admin, "there@example.org").await;
        let foreign = NewAccount {
            realm: "elsewhere".into(),
            email_confirmed: true,
            ..newcomer("foreign@example.org")
        };
        join(&desk, here, Role::Admin, foreign).await;
        let blocked = crew(&desk, here, Role::Admin, "blocked@example.org").await;
        let shut_out = desk.set_member_blocked(here, blocked, true).await;
        shut_out.expect("shut out of the venue");
        let stolen = crew(&desk, here, Role::Admin, "stolen@example.org").await;
        let shut_out = desk.set_account_blocked(stolen, true, now()).await;
        shut_out.expect("shut out everywhere");
        assert_eq!(code(demote(&other, here, anna).await), "last_admin");
        // Those go as they like: none of them could run it.
        for gone in [invited, blocked, stolen] {
            let gone = other.remove_member(here, gone).await;
            gone.expect("somebody who does not count");
        }
        crew(&desk, here, Role::Admin, "bert@example.org").await;
        let demoted = demote(&other, here, anna).await;
        assert_eq!(demoted.expect("done").membership.role, Role::Staff);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_admins_who_take_it_from_one_another_at_once_one_stays() {
    for database in both().await {
        let desks = two(&database).await;
        let here = venue(&desks[0], "here").await;
        let anna = crew(&desks[0], here, Role::Admin, "anna@example.org").await;
        let bert = crew(&desks[0], here, Role::Admin, "bert@example.org").await;
        for round in 0..20 {
            let told = race(&desks, 2, |desk, client| async move {
                let victim = [anna, bert][client];
                // By another way each time: they must wait for one another whichever they take.
                match (round + client) % 4 {
                    0 => demote(&desk, here, victim).await.map(drop),
                    1 => desk.set_member_blocked(here, victim, true).await.map(drop),
                    2 => desk
                        .set_user_blocked(here, victim, true, now())
                        .await
                        .map(drop),
                    _ => desk
                        .repost(here, victim, Role::Customer, None)
                        .await
                        .map(drop),
                }
            });
            let told = told.await;
            let done = told.iter().filter(|told| told.is_ok()).count();
            assert_eq!(done, 1, "round {round}: {told:?}");
            for id in [anna, bert] {
                let free = desks[0].set_account_blocked(id, false, now()).await;
                free.expect("let in again");
                let free = desks[0].set_member_blocked(here, id, false).await;
                free.expect("let in again");
                let role = desks[0].set_member(here, id, Role::Admin, None).await;
                role.expect("an admin again");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_who_is_erased_and_one_who_is_demoted_at_once_do_not_both_go() {
    for database in both().await {
        let desks = two(&database).await;
        for round in 0..8 {
            let here = venue(&desks[0], &format!("venue-{round}")).await;
            let [anna, bert] = [
                crew(
                    &desks[0],
                    here,
                    Role::Admin,
                    &format!("anna{round}@example.org"),
                )
                .await,
                crew(
                    &desks[0],
                    here,
                    Role::Admin,
                    &format!("bert{round}@example.org"),
                )
                .await,
            ];
            let told = race(&desks, 2, |desk, client| async move {
                match client {
                    0 => desk.erase(Person::Account(anna), now()).await.map(drop),
                    _ => demote(&desk, here, bert).await.map(drop),
                }
            });
            let told = told.await;
            let done = told.iter().filter(|told| told.is_ok()).count();
            assert_eq!(done, 1, "round {round}: {told:?}");
        }
    }
}
