//! Joining a venue: account, role and time come together, and the time goes with the role.

use bronya_desk::{AccountEdit, Desk, Joining, NewAccount, NewResource, No};
use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, ResourceId, VenueId};
use bronya_domain::people::{HOUSE, Member};
use bronya_sim::engines::both;

use crate::world::{code, newcomer, now, race, somebody, table, two, venue};

fn joining(email: &str, role: Role) -> Joining {
    Joining {
        account: newcomer(email),
        role,
        time: (role == Role::Specialist).then(time),
        unique_phone: false,
        first: false,
        number: None,
    }
}

fn time() -> NewResource {
    NewResource {
        kind: "doctor".into(),
        ..table()
    }
}

/// The time of a member as the venue offers it: its number, whether it is open, whether it is retired.
async fn offered(desk: &Desk, venue: VenueId, member: &Member) -> (ResourceId, bool, bool) {
    let own = member.membership.resource.expect("a time of his own");
    let catalog = desk.venue_of(venue).await.expect("the venue");
    let resource = &catalog.find(own).expect("his time").resource;
    (own, resource.open, resource.retired)
}

async fn known(desk: &Desk, venue: VenueId) -> usize {
    let known = desk.members(venue, AccountId(0), 100).await;
    known.expect("members").len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_specialist_comes_with_his_role_and_his_time() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let here = venue(&desk, "here").await;
        // Both have a picture of the venue without him.
        for desk in [&desk, &other] {
            desk.venue_of(here).await.expect("the venue");
        }
        let joined = desk.join(here, joining("anna@example.org", Role::Specialist), now());
        let anna = joined.await.expect("she joins");
        assert_eq!(anna.membership.role, Role::Specialist);
        assert_eq!(
            offered(&desk, here, &anna).await,
            (ResourceId(3), true, false)
        );
        assert_eq!(other.member(here, anna.account.id).await, Ok(Some(anna)));
        let guest = other.join(here, joining("boris@example.org", Role::Customer), now());
        let guest = guest.await.expect("he joins");
        assert_eq!(guest.membership.resource, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_leaves_neither_account_nor_time_behind() {
    for database in both().await {
        let [desk, _] = two(&database).await;
        let here = venue(&desk, "here").await;
        let phoned = |email: &str| {
            let mut joining = joining(email, Role::Customer);
            joining.account.phone = Some("+79123456789".into());
            joining.unique_phone = true;
            joining
        };
        let anna = desk.join(here, phoned("anna@example.org"), now()).await;
        anna.expect("she joins");
        let taken = NewResource {
            number: Some(1),
            kind: "table".into(),
            ..time()
        };
        let taken = Joining {
            time: Some(taken),
            ..joining("boris@example.org", Role::Specialist)
        };
        for (joining, field) in [
            (joining("anna@example.org", Role::Specialist), "email"),
            (phoned("boris@example.org"), "phone"),
            (taken, "number"),
        ] {
            let told = desk.join(here, joining, now()).await;
            assert_eq!(told, Err(No::NotUnique { field }));
        }
        let idle = Joining {
            time: None,
            ..joining("boris@example.org", Role::Specialist)
        };
        let busy = Joining {
            time: Some(time()),
            ..joining("boris@example.org", Role::Staff)
        };
        let none = joining("boris@example.org", Role::Operator);
        for senseless in [idle, busy, none] {
            let told = desk.join(here, senseless, now()).await;
            assert!(matches!(told, Err(No::Invalid { .. })));
        }
        let nowhere = joining("boris@example.org", Role::Customer);
        let nowhere = desk.join(VenueId(9), nowhere, now()).await;
        assert_eq!(nowhere, Err(No::UnknownVenue));
        assert_eq!(known(&desk, here).await, 1);
        let accounts = desk.accounts(HOUSE, AccountId(0), 9).await;
        assert_eq!(accounts.expect("accounts").len(), 1);
        let catalog = desk.venue_of(here).await.expect("the venue");
        assert_eq!(catalog.listed().len(), 2);
        // Another realm has names and phones of its own.
        let elsewhere = Joining {
            account: NewAccount {
                realm: "garden".into(),
                ..phoned("anna@example.org").account
            },
            ..phoned("anna@example.org")
        };
        desk.join(here, elsewhere, now()).await.expect("he joins");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_who_join_under_one_name_on_two_instances_one_does() {
    for database in both().await {
        let desks = two(&database).await;
        let here = venue(&desks[0], "here").await;
        let told = race(&desks, 32, |desk, _| async move {
            let anna = joining("anna@example.org", Role::Specialist);
            desk.join(here, anna, now()).await
        });
        let told = told.await;
        let taken = No::NotUnique { field: "email" };
        assert_eq!(told.iter().filter(|told| told.is_ok()).count(), 1);
        for told in told.into_iter().filter_map(Result::err) {
            assert_eq!(told, taken);
        }
        let catalog = desks[1].venue_of(here).await.expect("the venue");
        assert_eq!(catalog.listed().len(), 3, "two tables and her time");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_with_one_phone_number_one_joins() {
    for database in both().await {
        let desks = two(&database).await;
        let here = venue(&desks[0], "here").await;
        let told = race(&desks, 32, |desk, client| async move {
            let mut new = joining(&format!("guest{client}@example.org"), Role::Customer);
            new.account.phone = Some("+79123456789".into());
            new.unique_phone = true;
            desk.join(here, new, now()).await
        });
        let told = told.await;
        assert_eq!(told.iter().filter(|told| told.is_ok()).count(), 1);
        for told in told.into_iter().filter_map(Result::err) {
            assert_eq!(told, No::NotUnique { field: "phone" });
        }
        let boris = somebody(&desks[0], "boris@example.org").await.id;
        let edit = AccountEdit {
            phone: Some(Some("+79123456789".into())),
            unique_phone: true,
            ..AccountEdit::default()
        };
        let told = desks[1].change_account(boris, edit, None, now()).await;
        assert_eq!(told, Err(No::NotUnique { field: "phone" }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_who_want_to_be_the_first_one_is() {
    for database in both().await {
        let desks = two(&database).await;
        let (here, there) = (
            venue(&desks[0], "here").await,
            venue(&desks[0], "there").await,
        );
        let guest = joining("guest@example.org", Role::Customer);
        desks[0].join(here, guest, now()).await.expect("a guest");
        let first = |client: usize| Joining {
            first: true,
            ..joining(&format!("admin{client}@example.org"), Role::Admin)
        };
        let told = race(&desks, 32, |desk, client| async move {
            desk.join(here, first(client), now()).await
        });
        let told = told.await;
        assert_eq!(told.iter().filter(|told| told.is_ok()).count(), 1);
        for told in told.into_iter().filter(Result::is_err) {
            assert_eq!(code(told), "staff_only");
        }
        assert_eq!(known(&desks[1], here).await, 2);
        let elsewhere = desks[1].join(there, first(99), now()).await;
        elsewhere.expect("each venue has its own first");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wished_number_is_given_where_it_and_all_after_it_are_free() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let here = venue(&desk, "here").await;
        for (turn, (wished, given)) in [
            (Some(1), 1),
            (Some(4), 4),
            (Some(3), 5),
            (Some(5), 6),
            (None, 7),
            (Some(0), 8),
            (Some(-4), 9),
            (Some(12), 12),
            (None, 13),
        ]
        .into_iter()
        .enumerate()
        {
            let new = Joining {
                number: wished,
                ..joining(&format!("guest{turn}@example.org"), Role::Customer)
            };
            let desk = [&desk, &other][turn % 2];
            let joined = desk.join(here, new, now()).await.expect("a guest");
            assert_eq!(joined.account.id, AccountId(given), "{wished:?}");
        }
        let newest = desk.newest_members(here, None, 3).await.expect("members");
        let numbers: Vec<i64> = newest.iter().map(|member| member.account.id.0).collect();
        assert_eq!(numbers, [13, 12, 9]);
        let rest = desk.newest_members(here, Some(AccountId(5)), 9).await;
        let rest = rest.expect("members");
        let numbers: Vec<i64> = rest.iter().map(|member| member.account.id.0).collect();
        assert_eq!(numbers, [4, 1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_specialists_time_goes_with_his_role_and_comes_back_with_it() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let here = venue(&desk, "here").await;
        let guest = joining("anna@example.org", Role::Customer);
        let anna = desk.join(here, guest, now()).await.expect("she joins");
        let anna = anna.account.id;
        let nothing = desk.repost(here, anna, Role::Specialist, None).await;
        assert!(matches!(nothing, Err(No::Invalid { .. })), "no time at all");
        let member = desk.repost(here, anna, Role::Specialist, Some(time()));
        let member = member.await.expect("a specialist");
        let own = ResourceId(3);
        assert_eq!(offered(&desk, here, &member).await, (own, true, false));
        for (role, time) in [(Role::Staff, None), (Role::Customer, Some(time()))] {
            let member = other.repost(here, anna, role, time).await;
            let member = member.expect("another role");
            assert_eq!(member.membership.role, role);
            assert_eq!(member.membership.acts_as(&member.account).1, None);
            assert_eq!(offered(&other, here, &member).await, (own, false, true));
            let whose = desk.specialists(here).await.expect("a list");
            assert_eq!(whose, [(own, anna)].into(), "what rests stays hers");
        }
        let again = other.repost(here, anna, Role::Specialist, Some(time()));
        let again = again.await.expect("a specialist again");
        assert_eq!(offered(&other, here, &again).await, (own, true, false));
        let catalog = other.venue_of(here).await.expect("the venue");
        assert_eq!(catalog.listed().len(), 3, "no second time of hers");
        let nobody = desk.repost(here, AccountId(9), Role::Staff, None).await;
        assert_eq!(code(nobody), "unknown_account");
        let nowhere = desk.repost(VenueId(9), anna, Role::Staff, None).await;
        assert_eq!(nowhere, Err(No::UnknownVenue));
    }
}
