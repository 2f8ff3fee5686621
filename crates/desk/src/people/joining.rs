//! Joining a venue: the account, its role and, for a specialist, his time come together or not at all, and his time
//! comes and goes with his role.

use bronya_domain::command::Role;
use bronya_domain::happening::Deed;
use bronya_domain::id::{AccountId, ResourceId, VenueId};
use bronya_domain::people::Member;
use bronya_domain::refusal::Reason;
use bronya_domain::resource::Resource;
use bronya_domain::span::to_micros;
use bronya_store::people::{self, NewAccount};
use bronya_store::{Fault, Ran, Tx, catalog, members};
use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::accounts::{free, nameable, phone_free};
use super::last::not_last_admin;
use super::members::{as_member, found, post};
use super::refusable::ended;
use crate::answer::No;
use crate::desk::Desk;
use crate::manage::{self, NewResource};

type Result<T, E = No> = std::result::Result<T, E>;

/// A write under way.
type Running<'a> = BoxFuture<'a, Result<(Ran, Result<Member>), Fault>>;

/// Somebody who comes to a venue with a new account.
#[derive(Clone, PartialEq)]
pub struct Joining {
    /// His account.
    pub account: NewAccount,
    /// What he is to be.
    pub role: Role,
    /// A specialist's own time, which is made with him.
    pub time: Option<NewResource>,
    /// Whether a phone number is refused that another account of the realm has.
    pub unique_phone: bool,
    /// Whether he may only come while the venue knows nobody but customers.
    pub first: bool,
    /// The number that his account is to have; the next one where it, or a later one, was given out.
    pub number: Option<i64>,
}

impl Desk {
    /// Makes an account, its role at a venue and a specialist's time. Its names must be free in its realm.
    pub async fn join(&self, venue: VenueId, joining: Joining, now: Timestamp) -> Result<Member> {
        let new = &joining.account;
        nameable(new.username.as_deref(), new.email.as_deref())?;
        post(joining.role, joining.time.is_some())?;
        joining.time.as_ref().map_or(Ok(()), check)?;
        let brings_time = joining.time.is_some();
        let run = join_run(self.clone(), venue, joining, to_micros(now));
        // Customers come all day, and change nothing of the venue's picture.
        match brings_time {
            true => self.write_settings(venue, run).await?,
            false => self.store.write(Some(venue), run).await?,
        }
    }

    /// Gives an account another role at a venue. Who becomes a specialist gets back the time that he had, and `time`
    /// where he never had one; who stops being one has his time retired. Of those who can run a venue one always stays.
    pub async fn repost(
        &self,
        venue: VenueId,
        account: AccountId,
        role: Role,
        time: Option<NewResource>,
    ) -> Result<Member> {
        time.as_ref().map_or(Ok(()), check)?;
        let desk = self.clone();
        let reposted = self.write_settings(venue, move |tx| {
            let (desk, time) = (desk.clone(), time.clone());
            Box::pin(async move {
                ended(
                    desk.repost_in(tx, venue, account, role, time.as_ref())
                        .await,
                )
            })
        });
        reposted.await?
    }

    async fn join_in(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        joining: &Joining,
        now: Timestamp,
    ) -> Result<Member> {
        tx.locked(venue).ok_or(No::UnknownVenue)?;
        let new = &joining.account;
        people::hold_names(tx).await?;
        free(tx, new).await?;
        if joining.unique_phone {
            phone_free(tx, &new.realm, new.phone.as_deref(), None).await?;
        }
        if joining.first && members::has_crew(tx, venue).await? {
            return Err(Reason::StaffOnly.into());
        }
        let own = match &joining.time {
            Some(time) => Some(self.made_with_him(tx, venue, time).await?),
            None => None,
        };
        if let Some(number) = joining.number {
            people::skip_to(tx, AccountId(number)).await?;
        }
        let account = people::insert(tx, new, now).await?.id;
        members::set(tx, venue, account, joining.role, own).await?;
        // Who comes by himself is no deed of those who run the venue; by his own desk nobody manages.
        let about = as_member(account, Some(joining.role));
        self.note(tx, venue, Deed::AddMember, about).await?;
        found(tx, venue, account).await
    }

    async fn repost_in(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        account: AccountId,
        role: Role,
        time: Option<&NewResource>,
    ) -> Result<Member> {
        let locked = tx.locked(venue).ok_or(No::UnknownVenue)?;
        if role != Role::Admin {
            not_last_admin(tx, venue, account).await?;
        }
        let account = people::lock(tx, account).await?;
        let account = account.ok_or(Reason::UnknownAccount)?.id;
        let before = members::find(tx, venue, account).await?;
        let catalog = self.catalog_in(tx, venue, locked.settings).await?;
        let old = before.and_then(|member| member.membership.resource);
        let old = old.and_then(|old| catalog.find(old));
        let old = old.map(|listed| listed.resource.clone());
        let works_alone = role == Role::Specialist;
        post(role, works_alone && (old.is_some() || time.is_some()))?;
        let own = match (works_alone, old, time) {
            (true, Some(old), _) => Some(offer(tx, venue, old, true).await?),
            (true, None, Some(time)) => Some(self.made_with_him(tx, venue, time).await?),
            (false, Some(old), _) => Some(offer(tx, venue, old, false).await?),
            (_, None, _) => None,
        };
        members::set(tx, venue, account, role, own).await?;
        let about = as_member(account, Some(role));
        self.note(tx, venue, Deed::SetRole, about).await?;
        found(tx, venue, account).await
    }

    /// Makes the resource that is somebody's own time, where a locked venue has a place for it.
    async fn made_with_him(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        time: &NewResource,
    ) -> Result<ResourceId> {
        let locked = tx.locked(venue).ok_or(No::UnknownVenue)?;
        let before = self.catalog_in(tx, venue, locked.settings).await?;
        let made = manage::insert(tx, &before, locked, std::slice::from_ref(time)).await??;
        self.note_added(tx, venue, &made).await?;
        let own = made.first().map(|resource| resource.id);
        Ok(own.ok_or_else(|| Fault::Bug("a resource that was just added is gone".into()))?)
    }
}

fn check(time: &NewResource) -> Result<()> {
    manage::check_new("resource.", time)
}

/// Has a resource offered, or retires it, unless it is so already.
async fn offer(
    tx: &mut Tx,
    venue: VenueId,
    before: Resource,
    offered: bool,
) -> Result<ResourceId, Fault> {
    let id = before.id;
    if before.retired == offered {
        let after = match offered {
            true => before.clone().come_back(),
            false => before.clone().retire(),
        };
        catalog::update_resource(tx, venue, &before, &after).await?;
    }
    Ok(id)
}

/// What runs in a batch, as often as that is tried.
fn join_run(
    desk: Desk,
    venue: VenueId,
    joining: Joining,
    now: Timestamp,
) -> impl for<'a> FnMut(&'a mut Tx) -> Running<'a> + Send + 'static {
    move |tx| {
        let (desk, joining) = (desk.clone(), joining.clone());
        Box::pin(async move { ended(desk.join_in(tx, venue, &joining, now).await) })
    }
}
