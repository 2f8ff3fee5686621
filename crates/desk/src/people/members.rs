//! Roles at venues: who has one, giving and taking them, and inviting somebody to one.

use std::collections::BTreeMap;

use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::happening::{About, Deed};
use bronya_domain::id::{AccountId, ResourceId, VenueId};
use bronya_domain::people::{Account, HOUSE, Member, Membership, Names, Purpose, Ticket};
use bronya_domain::refusal::Reason;
use bronya_domain::span::to_micros;
use bronya_store::people::{self, NewAccount};
use bronya_store::tickets::{self, NewTicket};
use bronya_store::{Fault, Ran, Tx, members};
use jiff::Timestamp;

use super::last::not_last_admin;
use super::refusable::ended;
use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

/// Somebody whom a venue wants to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitee {
    /// His e-mail address, by which he is found if he has an account.
    pub email: String,
    /// What he is called, if he has none yet.
    pub names: Names,
    /// The language of his letters, if he has none yet.
    pub language: Option<Language>,
    /// What he is to be: a specialist, staff or an admin; a customer too.
    pub role: Role,
    /// A specialist's own time.
    pub resource: Option<ResourceId>,
}

impl Desk {
    /// The members of a venue in the order of their accounts, after `after`, at most `most`.
    pub async fn members(
        &self,
        venue: VenueId,
        after: AccountId,
        most: usize,
    ) -> Result<Vec<Member>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let found = self
            .store
            .read(move |tx| Box::pin(members::members(tx, venue, after, most)));
        Ok(found.await?)
    }

    /// The members of a venue, the newest account first, those with smaller numbers than `before`, at most `most`.
    pub async fn newest_members(
        &self,
        venue: VenueId,
        before: Option<AccountId>,
        most: usize,
    ) -> Result<Vec<Member>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let found = self
            .store
            .read(move |tx| Box::pin(members::newest(tx, venue, before, most)));
        Ok(found.await?)
    }

    /// Whose time the resources of a venue are, whether or not he is a specialist at present.
    pub async fn specialists(&self, venue: VenueId) -> Result<BTreeMap<ResourceId, AccountId>> {
        let read = self
            .store
            .read(move |tx| Box::pin(members::specialists(tx, venue)));
        Ok(read.await?.into_iter().collect())
    }

    /// Somebody as a venue knows him; none where it does not.
    pub async fn member(&self, venue: VenueId, account: AccountId) -> Result<Option<Member>> {
        let found = self
            .store
            .read(move |tx| Box::pin(members::find(tx, venue, account)));
        Ok(found.await?)
    }

    /// Gives an account a role at a venue, in the place of the one that it had. A specialist needs a resource, which is
    /// his time; nobody else has one. Of those who can run a venue one always stays.
    pub async fn set_member(
        &self,
        venue: VenueId,
        account: AccountId,
        role: Role,
        resource: Option<ResourceId>,
    ) -> Result<Member> {
        let set = self.set_member_unless(venue, account, role, resource, |_| false);
        let fault = || Fault::Bug("a role that nobody minded was not given".into());
        Ok(set.await?.ok_or_else(fault)?)
    }

    /// The same to somebody who still is what somebody has seen; none where he has another role or time by now, and then
    /// nothing is changed.
    pub async fn set_member_seen(
        &self,
        seen: &Member,
        role: Role,
        resource: Option<ResourceId>,
    ) -> Result<Option<Member>> {
        let (venue, account) = (seen.membership.venue, seen.account.id);
        let was = (seen.membership.role, seen.membership.resource);
        let differs = move |now: &Membership| (now.role, now.resource) != was;
        self.set_member_unless(venue, account, role, resource, differs)
            .await
    }

    async fn set_member_unless(
        &self,
        venue: VenueId,
        account: AccountId,
        role: Role,
        resource: Option<ResourceId>,
        differs: impl Fn(&Membership) -> bool + Copy + Send + Sync + 'static,
    ) -> Result<Option<Member>> {
        let desk = self.clone();
        let set = self.store.write(Some(venue), move |tx| {
            let desk = desk.clone();
            Box::pin(async move {
                let now = members::find(tx, venue, account).await?;
                if now.is_some_and(|now| differs(&now.membership)) {
                    return Ok((Ran::Looked, Ok(None)));
                }
                ended(
                    async {
                        desk.check_post(tx, venue, role, resource).await?;
                        if role != Role::Admin {
                            not_last_admin(tx, venue, account).await?;
                        }
                        let account = people::lock(tx, account).await?;
                        let account = account.ok_or(Reason::UnknownAccount)?.id;
                        members::set(tx, venue, account, role, resource).await?;
                        let about = as_member(account, Some(role));
                        desk.note(tx, venue, Deed::SetRole, about).await?;
                        found(tx, venue, account).await.map(Some)
                    }
                    .await,
                )
            })
        });
        set.await?
    }

    /// Blocks somebody at a venue or lets him in again. Of those who can run it one always stays.
    pub async fn set_member_blocked(
        &self,
        venue: VenueId,
        account: AccountId,
        blocked: bool,
    ) -> Result<Member> {
        let desk = self.clone();
        let deed = match blocked {
            true => Deed::BlockMember,
            false => Deed::UnblockMember,
        };
        let set = self.store.write(Some(venue), move |tx| {
            let desk = desk.clone();
            Box::pin(async move {
                ended(
                    async {
                        if blocked {
                            not_last_admin(tx, venue, account).await?;
                        }
                        if !members::set_blocked(tx, venue, account, blocked).await? {
                            return Err(Reason::UnknownMember.into());
                        }
                        desk.note(tx, venue, deed, as_member(account, None)).await?;
                        found(tx, venue, account).await
                    }
                    .await,
                )
            })
        });
        set.await?
    }

    /// Takes somebody's role at a venue away. Of those who can run it one always stays.
    pub async fn remove_member(&self, venue: VenueId, account: AccountId) -> Result<()> {
        let desk = self.clone();
        let removed = self.store.write(Some(venue), move |tx| {
            let desk = desk.clone();
            Box::pin(async move {
                ended(
                    async {
                        not_last_admin(tx, venue, account).await?;
                        if !members::remove(tx, venue, account).await? {
                            return Err(Reason::UnknownMember.into());
                        }
                        let about = as_member(account, None);
                        Ok(desk.note(tx, venue, Deed::RemoveMember, about).await?)
                    }
                    .await,
                )
            })
        });
        removed.await?
    }

    /// Invites somebody to a venue: finds his account by his e-mail address or makes one, gives it the role, and owes
    /// him a letter with a link by which he chooses a password.
    ///
    /// An account whose address nobody has shown to be his may be a stranger's who wrote that address down before. Until
    /// somebody uses the letter's link the role is none to act with; who uses it chooses the password, and all logins
    /// from before end.
    pub async fn invite(
        &self,
        venue: VenueId,
        invitee: Invitee,
        now: Timestamp,
    ) -> Result<(Member, Ticket)> {
        let (desk, now) = (self.clone(), to_micros(now));
        let invited = self.store.write(Some(venue), move |tx| {
            let (desk, invitee) = (desk.clone(), invitee.clone());
            Box::pin(async move { ended(desk.invite_in(tx, venue, &invitee, now).await) })
        });
        let invited = invited.await??;
        self.letters.notify_one();
        Ok(invited)
    }

    async fn invite_in(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        invitee: &Invitee,
        now: Timestamp,
    ) -> Result<(Member, Ticket)> {
        self.check_post(tx, venue, invitee.role, invitee.resource)
            .await?;
        let account = account_of(tx, invitee, now).await?;
        if invitee.role != Role::Admin {
            not_last_admin(tx, venue, account.id).await?;
        }
        // What somebody who works here already may do is not changed by a letter that says that he is invited.
        let known = members::find(tx, venue, account.id).await?;
        let role = known.map_or(Role::Customer, |known| known.membership.role);
        if role != Role::Customer && role != invitee.role && account.email_confirmed {
            return Err(Reason::WorksHere { role }.into());
        }
        let new = NewTicket {
            purpose: Purpose::Invitation,
            minutes: match account.email_confirmed {
                // He can log in, or ask for a new password; a link that chooses one must not lie about for days.
                true => Purpose::PasswordReset.minutes(),
                false => Purpose::Invitation.minutes(),
            },
            account: Some(account.id),
            email: Some(invitee.email.clone()),
        };
        let ticket = tickets::issue(tx, &new, now).await?;
        members::set(tx, venue, account.id, invitee.role, invitee.resource).await?;
        tickets::owe(tx, Some(venue), &ticket, now).await?;
        let about = as_member(account.id, Some(invitee.role));
        self.note(tx, venue, Deed::Invite, about).await?;
        Ok((found(tx, venue, account.id).await?, ticket))
    }

    /// Refuses a role that cannot be had at a locked venue.
    async fn check_post(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        role: Role,
        resource: Option<ResourceId>,
    ) -> Result<()> {
        let locked = tx.locked(venue).ok_or(No::UnknownVenue)?;
        post(role, resource.is_some())?;
        let Some(resource) = resource else {
            return Ok(());
        };
        let catalog = self.catalog_in(tx, venue, locked.settings).await?;
        match catalog.find(resource) {
            Some(_) => Ok(()),
            None => Err(Reason::UnknownResource { resource }.into()),
        }
    }
}

/// Refuses a role that no venue gives, a specialist without a time of his own, and anybody else with one.
pub(super) fn post(role: Role, has_time: bool) -> Result<()> {
    match (role, has_time) {
        (Role::Specialist, true) | (Role::Customer | Role::Staff | Role::Admin, false) => Ok(()),
        (Role::Specialist, false) => Err(No::invalid(
            "resource",
            "a specialist needs one, which is his time",
        )),
        (Role::Customer | Role::Staff | Role::Admin, true) => {
            Err(No::invalid("resource", "only a specialist has one"))
        }
        (Role::Guest | Role::Operator | Role::Clock, _) => {
            Err(No::invalid("role", "is none that a venue gives"))
        }
    }
}

/// The invitee's account, locked; a new one where his address has none.
async fn account_of(tx: &mut Tx, invitee: &Invitee, now: Timestamp) -> Result<Account> {
    people::hold_names(tx).await?;
    let Some(known) = people::of_email(tx, HOUSE, &invitee.email).await? else {
        let new = NewAccount {
            realm: HOUSE.into(),
            username: None,
            email: Some(invitee.email.clone()),
            email_confirmed: false,
            phone: None,
            names: invitee.names.clone(),
            language: invitee.language,
            password: None,
            operator: false,
        };
        return Ok(people::insert(tx, &new, now).await?);
    };
    let account = people::lock(tx, known)
        .await?
        .ok_or(Reason::UnknownAccount)?;
    if account.blocked {
        return Err(Reason::AccountBlocked.into());
    }
    Ok(account)
}

/// Somebody to whom something is done as a member, with what he may do from then on where that is said.
pub(super) fn as_member(account: AccountId, role: Option<Role>) -> About {
    About::Member { account, role }
}

/// A member who was written a moment ago.
pub(super) async fn found(tx: &mut Tx, venue: VenueId, account: AccountId) -> Result<Member> {
    let member = members::find(tx, venue, account).await?;
    Ok(member.ok_or_else(|| Fault::Bug("a member who was just written is gone".into()))?)
}
