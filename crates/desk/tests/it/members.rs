//! Roles at venues, and invitations to them.

use bronya_desk::{Desk, Invitee, Lead, No};
use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, ResourceId, VenueId};
use bronya_domain::people::{HOUSE, Names, Purpose};
use bronya_sim::engines::both;

use crate::world::{code, come_in, is_in, now, password, second, somebody, two, venue};

const TABLE: Option<ResourceId> = Some(ResourceId(1));

#[tokio::test(flavor = "multi_thread")]
async fn a_specialist_has_a_time_of_his_own_and_nobody_else_has() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let (here, there) = (venue(&desk, "here").await, venue(&desk, "there").await);
        let anna = somebody(&desk, "anna@example.org").await.id;
        let set = |role, resource| desk.set_member(here, anna, role, resource);
        let lost = set(Role::Specialist, Some(ResourceId(9))).await;
        assert_eq!(code(lost), "unknown_resource");
        for (role, resource) in [
            (Role::Specialist, None),
            (Role::Staff, TABLE),
            (Role::Operator, None),
        ] {
            let senseless = set(role, resource).await;
            assert!(matches!(senseless, Err(No::Invalid { .. })), "{role:?}");
        }
        let nobody = desk.set_member(here, AccountId(9), Role::Staff, None).await;
        assert_eq!(code(nobody), "unknown_account");
        let nowhere = desk.set_member(VenueId(9), anna, Role::Staff, None).await;
        assert_eq!(nowhere, Err(No::UnknownVenue));
        let member = set(Role::Specialist, TABLE).await.expect("a specialist");
        assert_eq!(member.account.id, anna);
        assert_eq!(member.membership.resource, TABLE);
        let listed = other.members(here, AccountId(0), 9).await;
        assert_eq!(listed, Ok(vec![member.clone()]));
        let seen = async |desk: &Desk, role| desk.set_member_seen(&member, role, None).await;
        let staff = seen(&other, Role::Staff).await.expect("an answer");
        assert_eq!(staff.map(|now| now.membership.role), Some(Role::Staff));
        let late = seen(&desk, Role::Customer).await;
        assert_eq!(late, Ok(None), "somebody else was quicker");
        let now = desk.member(here, anna).await.expect("an answer");
        assert_eq!(now.map(|now| now.membership.role), Some(Role::Staff));
        let elsewhere = other.member(there, anna).await;
        assert_eq!(elsewhere, Ok(None), "a role is a venue's own");
    }
}

/// The roles behind a login: where, as what, and whether he is blocked there.
async fn roles(desk: &Desk, session: &str) -> Vec<(VenueId, Role, bool)> {
    let session = desk.session(session, now()).await.expect("an answer");
    let roles = session.expect("a login").memberships;
    let role = |at: &bronya_domain::people::Membership| (at.venue, at.role, at.blocked);
    roles.iter().map(role).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_changes_changes_on_the_next_look_of_every_instance() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let (here, there) = (venue(&desk, "here").await, venue(&desk, "there").await);
        let anna = somebody(&desk, "anna@example.org").await.id;
        come_in(&desk, anna, "s").await;
        assert_eq!(roles(&other, "s").await, []);
        for (venue, role) in [(here, Role::Staff), (there, Role::Customer)] {
            let set = desk.set_member(venue, anna, role, None).await;
            set.expect("a role");
        }
        let customer = (there, Role::Customer, false);
        let staff = (here, Role::Staff, false);
        assert_eq!(roles(&other, "s").await, [staff, customer]);
        let blocked = desk.set_member_blocked(here, anna, true).await;
        assert!(blocked.expect("blocked").membership.blocked);
        let set = desk.set_member(here, anna, Role::Admin, None).await;
        set.expect("a role");
        let blocked = (here, Role::Admin, true);
        assert_eq!(
            roles(&other, "s").await,
            [blocked, customer],
            "another role does not let in who is blocked"
        );
        desk.remove_member(here, anna).await.expect("removed");
        let shut_out = (here, Role::Customer, true);
        assert_eq!(
            roles(&other, "s").await,
            [shut_out, customer],
            "taking a role away does not let in who is blocked"
        );
        let let_in = desk.set_member_blocked(here, anna, false).await;
        let_in.expect("let in");
        desk.remove_member(here, anna).await.expect("removed");
        assert_eq!(roles(&other, "s").await, [customer]);
        let gone = desk.remove_member(here, anna).await;
        assert_eq!(code(gone), "unknown_member");
        let gone = desk.set_member_blocked(here, anna, true).await;
        assert_eq!(code(gone), "unknown_member");
    }
}

fn invitee(role: Role) -> Invitee {
    Invitee {
        email: "anna@example.org".into(),
        names: Names {
            first: Some("Anna".into()),
            ..Names::default()
        },
        language: None,
        role,
        resource: None,
    }
}

/// What the letters that are owed speak of.
async fn letters(desk: &Desk) -> Vec<Lead> {
    let lent = desk.lease_letters(second(1), second(60), 9).await;
    let mut leads = Vec::new();
    for lent in lent.expect("letters") {
        leads.push(desk.letter(&lent, second(1)).await.expect("a lead"));
    }
    leads
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_makes_the_account_the_role_the_link_and_its_letter() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let here = venue(&desk, "here").await;
        let invited = desk.invite(here, invitee(Role::Staff), now()).await;
        let (member, link) = invited.expect("invited");
        let anna = member.account.clone();
        assert_eq!(anna.names.first.as_deref(), Some("Anna"));
        assert_eq!(member.membership.role, Role::Staff);
        assert_eq!(link.purpose, Purpose::Invitation);
        assert_eq!(password(&other, "anna@example.org").await, None);
        // A second invitation leads to the same account, and only its link works.
        let again = other.invite(here, invitee(Role::Admin), now()).await;
        let (again, newer) = again.expect("invited");
        assert_eq!(again.account.id, anna.id);
        assert_eq!(again.membership.role, Role::Admin);
        let used = desk.ticket(link.id).await.expect("an answer");
        assert!(!used.expect("it is known").works(now()));
        let letters = letters(&desk).await;
        assert_eq!(letters.len(), 2, "each link has its letter");
        let speaks = |lead: &&Lead| {
            matches!(lead, Lead::OfAccount(letter)
                if letter.ticket == newer && letter.email == "anna@example.org")
        };
        assert_eq!(letters.iter().filter(speaks).count(), 1);
        let redeemed = other.redeem_password(newer.id, &[Purpose::Invitation], "hers", now());
        assert!(redeemed.await.expect("redeemed").email_confirmed);
        let hers = password(&desk, "anna@example.org").await;
        assert_eq!(hers.as_deref(), Some("hers"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wrote_down_a_strangers_address_does_not_get_the_strangers_invitation() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let here = venue(&desk, "here").await;
        // He registers with Anna's address, logs in and waits.
        let account = somebody(&desk, "anna@example.org").await.id;
        come_in(&desk, account, "his").await;
        let invited = other.invite(here, invitee(Role::Admin), now()).await;
        let (_, link) = invited.expect("invited");
        // He keeps what was his, and the role is none to act with while nobody has shown to read there.
        let his = desk.session("his", now()).await.expect("an answer");
        let his = his.expect("he is still in");
        assert_eq!(his.memberships[0].acts_as(&his.account).0, Role::Customer);
        let anna = desk.redeem_password(link.id, &[Purpose::Invitation], "hers", now());
        assert!(anna.await.expect("redeemed").email_confirmed);
        assert!(!is_in(&desk, "his").await, "he is out when she comes in");
        // Now the address is hers, and another invitation takes nothing from her.
        come_in(&desk, account, "hers").await;
        let again = other.invite(here, invitee(Role::Admin), now()).await;
        again.expect("invited");
        assert!(is_in(&desk, "hers").await);
        let hers = password(&desk, "anna@example.org").await;
        assert_eq!(hers.as_deref(), Some("hers"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_changes_nothing_for_whoever_works_there_already() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let here = venue(&desk, "here").await;
        let (_, link) = desk
            .invite(here, invitee(Role::Staff), now())
            .await
            .expect("invited");
        let came = desk.redeem_password(link.id, &[Purpose::Invitation], "hers", now());
        let anna = came.await.expect("she has come").id;
        let role = async || {
            let member = desk.member(here, anna).await.expect("an answer");
            member.expect("she is known").membership.role
        };
        for other_role in [Role::Admin, Role::Customer] {
            let told = other.invite(here, invitee(other_role), now()).await;
            assert_eq!(code(told), "works_here");
            assert_eq!(role().await, Role::Staff);
        }
        // A letter to whoever lost his is none of this rule's business, nor is somebody who is but a guest.
        let same = other.invite(here, invitee(Role::Staff), now()).await;
        same.expect("the same once more");
        let guest = desk.set_member(here, anna, Role::Customer, None).await;
        guest.expect("a guest");
        let back = other.invite(here, invitee(Role::Staff), now()).await;
        back.expect("invited again");
        assert_eq!(role().await, Role::Staff);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_was_taken_back_opens_nothing_and_sends_no_letter() {
    for database in both().await {
        let [desk, other] = two(&database).await;
        let (here, there) = (venue(&desk, "here").await, venue(&desk, "there").await);
        let (member, link) = desk
            .invite(here, invitee(Role::Staff), now())
            .await
            .expect("invited");
        let anna = member.account.id;
        assert_eq!(desk.check_invitation(&link).await, Ok(()));
        // That another venue knows her does not make this invitation stand.
        let elsewhere = desk.set_member(there, anna, Role::Customer, None).await;
        elsewhere.expect("a role");
        other.remove_member(here, anna).await.expect("taken back");
        assert_eq!(
            code(desk.check_invitation(&link).await),
            "invitation_withdrawn"
        );
        let late = other.redeem_password(link.id, &[Purpose::Invitation], "hers", now());
        assert_eq!(code(late.await), "invitation_withdrawn");
        assert_eq!(password(&desk, "anna@example.org").await, None);
        let sent = desk.lease_letters(second(1), second(60), 9).await;
        for lent in sent.expect("letters") {
            let lead = desk.letter(&lent, second(1)).await.expect("a lead");
            assert!(matches!(lead, Lead::Silent), "{lead:?}");
        }
        // Whom the venue shuts out is not welcome either, until it lets him in again.
        let again = desk.invite(here, invitee(Role::Staff), now()).await;
        let (_, link) = again.expect("invited again");
        let shut_out = desk.set_member_blocked(here, anna, true).await;
        shut_out.expect("shut out");
        assert_eq!(
            code(desk.check_invitation(&link).await),
            "invitation_withdrawn"
        );
        let let_in = desk.set_member_blocked(here, anna, false).await;
        let_in.expect("let in");
        let redeemed = other.redeem_password(link.id, &[Purpose::Invitation], "hers", now());
        redeemed.await.expect("redeemed");
        // A link that was used was used, whatever becomes of the role.
        other.remove_member(here, anna).await.expect("removed");
        let late = other.redeem_password(link.id, &[Purpose::Invitation], "his", now());
        assert_eq!(code(late.await), "ticket_spent");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_is_refused_leaves_nothing_behind() {
    for database in both().await {
        let [desk, _] = two(&database).await;
        let here = venue(&desk, "here").await;
        let lost = Invitee {
            resource: Some(ResourceId(9)),
            ..invitee(Role::Specialist)
        };
        let lost = desk.invite(here, lost, now()).await;
        assert_eq!(code(lost), "unknown_resource");
        let nobody = desk.login(HOUSE, "anna@example.org").await;
        assert!(nobody.expect("an answer").is_none());
        let anna = somebody(&desk, "anna@example.org").await.id;
        let blocked = desk.set_account_blocked(anna, true, now()).await;
        blocked.expect("blocked");
        let refused = desk.invite(here, invitee(Role::Staff), now()).await;
        assert_eq!(code(refused), "account_blocked");
        assert_eq!(desk.member(here, anna).await, Ok(None));
        assert!(letters(&desk).await.is_empty());
    }
}
