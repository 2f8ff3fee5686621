//! Changes what venues say of themselves and offer. Nothing of it is about a booking, so there is nothing to decide;
//! but it is checked, keyed and recorded like everything else.

mod additions;

use std::sync::Arc;

use bronya_domain::catalog::{Catalog, Language, Venue};
use bronya_domain::decide::Outcome;
use bronya_domain::happening::{About, Deed};
use bronya_domain::hours::OpeningHours;
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::money::Currency;
use bronya_domain::policy::{Policy, Rules};
use bronya_domain::refusal::Reason;
use bronya_domain::resource::Resource;
use bronya_domain::settings::{SettingsChange, changed};
use bronya_store::keys::{self, Key};
use bronya_store::{Fault, Locked, Ran, Tx, catalog, facts, settings};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::answer::No;
use crate::desk::Desk;
pub(crate) use crate::manage::additions::insert;

pub use additions::NewResource;

type Result<T, E = No> = std::result::Result<T, E>;

/// The place under which the keys of requests lie that are about no venue.
const NO_VENUE: VenueId = VenueId(0);

/// A venue to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct NewVenue {
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Where people find it: street, house, city.
    pub address: Option<String>,
    /// The country in whose habit phone numbers are written, by ISO 3166.
    pub region: Option<String>,
    /// The IANA name of its time zone.
    pub zone_name: String,
    /// The language of its letters.
    pub language: Language,
    /// The currency of its prices.
    pub currency: Currency,
    /// When it is open; always, where it does not say.
    pub hours: Option<OpeningHours>,
    /// Its rules.
    pub policy: Policy,
}

impl Desk {
    /// Makes a venue that offers nothing yet.
    pub async fn create_venue(
        &self,
        new: NewVenue,
        key: Option<Key>,
        now: Timestamp,
    ) -> Result<Arc<Catalog>> {
        self.found_venue(new, Vec::new(), key, now).await
    }

    /// Makes a venue with what it offers, all or nothing.
    pub async fn found_venue(
        &self,
        new: NewVenue,
        resources: Vec<NewResource>,
        key: Option<Key>,
        now: Timestamp,
    ) -> Result<Arc<Catalog>> {
        check_hours("hours", new.hours.as_ref())?;
        check_policy("policy", &new.policy)?;
        agrees("policy", &Rules::within(&[&new.policy]))?;
        for (place, one) in resources.iter().enumerate() {
            check_new(&format!("resources[{place}]."), one)?;
        }
        let slug = new.slug.clone();
        let venue = made(new)?;
        let written = self.store.write(None, move |tx| {
            let (venue, resources, key) = (venue.clone(), resources.clone(), key.clone());
            Box::pin(async move { found(tx, venue, &resources, key.as_ref(), now).await })
        });
        written.await??;
        self.venue(&slug).await
    }

    /// Changes a venue's settings and returns the venue as it then is. With `expects`, only if nobody else changed
    /// them meanwhile.
    pub async fn change_settings(
        &self,
        venue: VenueId,
        change: SettingsChange,
        expects: Option<i64>,
        now: Timestamp,
    ) -> Result<Arc<Catalog>> {
        check(&change)?;
        let desk = self.clone();
        let written = self.write_settings(venue, move |tx| {
            let (desk, change) = (desk.clone(), change.clone());
            Box::pin(async move { desk.change(tx, venue, &change, expects, now).await })
        });
        written.await??;
        self.afresh(venue).await
    }

    /// Adds a resource and returns the venue as it then is, with the number of the resource.
    pub async fn add_resource(
        &self,
        venue: VenueId,
        new: NewResource,
        key: Option<Key>,
        now: Timestamp,
    ) -> Result<(Arc<Catalog>, ResourceId)> {
        check_new("", &new)?;
        let desk = self.clone();
        let written = self.write_settings(venue, move |tx| {
            let (desk, new, key) = (desk.clone(), new.clone(), key.clone());
            Box::pin(async move {
                desk.insert_resource(tx, venue, &new, key.as_ref(), now)
                    .await
            })
        });
        let id = written.await??;
        Ok((self.afresh(venue).await?, id))
    }

    /// Adds several resources, all or none.
    pub async fn add_resources(
        &self,
        venue: VenueId,
        new: Vec<NewResource>,
    ) -> Result<Arc<Catalog>> {
        for (place, one) in new.iter().enumerate() {
            check_new(&format!("[{place}]."), one)?;
        }
        let desk = self.clone();
        let written = self.write_settings(venue, move |tx| {
            let (desk, new) = (desk.clone(), new.clone());
            Box::pin(async move {
                let Some(locked) = tx.locked(venue) else {
                    return Ok((Ran::Looked, Err(No::UnknownVenue)));
                };
                let before = desk.catalog_in(tx, venue, locked.settings).await?;
                let written = insert(tx, &before, locked, &new).await?;
                Ok(match written {
                    Ok(added) => {
                        desk.note_added(tx, venue, &added).await?;
                        (Ran::Wrote, Ok(()))
                    }
                    Err(no) => (Ran::Looked, Err(no)),
                })
            })
        });
        written.await??;
        self.afresh(venue).await
    }

    /// Writes settings and forgets the picture of the venue. Whoever asked may go away midway; what was written would
    /// then be hidden behind the old picture, so the forgetting does not depend on him.
    pub(crate) async fn write_settings<T, F>(&self, venue: VenueId, run: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> BoxFuture<'a, Result<(Ran, T), Fault>> + Send + 'static,
    {
        let desk = self.clone();
        let written = tokio::spawn(async move {
            let written = desk.store.write(Some(venue), run).await;
            desk.pictures.forget(Some(venue));
            written
        });
        written
            .await
            .unwrap_or_else(|error| Err(Fault::Bug(error.to_string())))
    }

    async fn change(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        change: &SettingsChange,
        expects: Option<i64>,
        now: Timestamp,
    ) -> Result<(Ran, Result<()>), Fault> {
        let Some(locked) = tx.locked(venue) else {
            return Ok((Ran::Looked, Err(No::UnknownVenue)));
        };
        if let Err(no) = as_expected(locked, expects) {
            return Ok((Ran::Looked, Err(no)));
        }
        let before = self.catalog_in(tx, venue, locked.settings).await?;
        if let Some((resource, lanes)) = change.lanes()
            && facts::lanes_taken(tx, venue, resource, lanes, now).await?
        {
            let no = Reason::LanesTaken { resource };
            return Ok((Ran::Looked, Err(no.into())));
        }
        if let Some((id, name)) = change.unique_name()
            && before.named(name).any(|other| other.id != id)
        {
            return Ok((Ran::Looked, Err(No::NotUnique { field: "name" })));
        }
        match changed(&before, change) {
            Err(refusal) => Ok((Ran::Looked, Err(refusal.into()))),
            Ok(after) => match agree(&after, change) {
                Err(no) => Ok((Ran::Looked, Err(no))),
                Ok(()) => {
                    save(tx, &before, &after, change).await?;
                    let (deed, about) = deed(&after, change);
                    self.note(tx, venue, deed, about).await?;
                    Ok((Ran::Wrote, Ok(())))
                }
            },
        }
    }

    /// Writes a line for each resource that was added.
    pub(crate) async fn note_added(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        added: &[Resource],
    ) -> Result<(), Fault> {
        for resource in added {
            let (id, name) = (resource.id, resource.name.clone());
            let about = About::Resource { id, name };
            self.note(tx, venue, Deed::AddResource, about).await?;
        }
        Ok(())
    }

    /// The venue as it is after a change.
    pub(crate) async fn afresh(&self, venue: VenueId) -> Result<Arc<Catalog>> {
        let moment = self.pictures.moment();
        let loaded = self
            .store
            .read(move |tx| Box::pin(catalog::load(tx, venue)))
            .await?;
        let catalog = Arc::new(loaded.ok_or(No::UnknownVenue)?);
        self.pictures.remember(&catalog, moment);
        Ok(catalog)
    }

    /// What the installation remembers under a name; `value` is kept where nothing was remembered yet.
    pub async fn remembered(&self, name: &str, value: Option<String>) -> Result<Option<String>> {
        let name = name.to_owned();
        let found = self.store.write(None, move |tx| {
            let (name, value) = (name.clone(), value.clone());
            Box::pin(async move {
                Ok(match value {
                    Some(value) => {
                        let kept = settings::keep(tx, &name, &value).await?;
                        (Ran::Wrote, Some(kept))
                    }
                    None => (Ran::Looked, settings::read(tx, &name).await?),
                })
            })
        });
        Ok(found.await?)
    }

    /// Puts what the installation remembers under a name in the place of whatever was there.
    pub async fn remember_instead(&self, name: &str, value: &str) -> Result<()> {
        let (name, value) = (name.to_owned(), value.to_owned());
        let kept = self.store.write(None, move |tx| {
            let (name, value) = (name.clone(), value.clone());
            Box::pin(async move { Ok((Ran::Wrote, settings::replace(tx, &name, &value).await?)) })
        });
        Ok(kept.await?)
    }

    async fn insert_resource(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        new: &NewResource,
        key: Option<&Key>,
        now: Timestamp,
    ) -> Result<(Ran, Result<ResourceId>), Fault> {
        let Some(locked) = tx.locked(venue) else {
            return Ok((Ran::Looked, Err(No::UnknownVenue)));
        };
        if let Some(known) = key_before(tx, venue, key, now).await? {
            let id = known.and_then(|outcome| match outcome {
                Outcome::Resource(id) => Ok(id),
                _ => Err(No::KeyReused),
            });
            return Ok((Ran::Wrote, id));
        }
        let before = self.catalog_in(tx, venue, locked.settings).await?;
        let added = match insert(tx, &before, locked, std::slice::from_ref(new)).await? {
            Ok(added) => added,
            Err(no) => return Ok((Ran::Looked, Err(no))),
        };
        self.note_added(tx, venue, &added).await?;
        let id = added[0].id;
        if let Some(key) = key {
            keys::keep(tx, venue, key, Outcome::Resource(id), now)?;
        }
        Ok((Ran::Wrote, Ok(id)))
    }
}

/// Writes a venue and what it offers. What it cannot have undoes all of it.
async fn found(
    tx: &mut Tx,
    venue: Venue,
    resources: &[NewResource],
    key: Option<&Key>,
    now: Timestamp,
) -> Result<(Ran, Result<()>), Fault> {
    if let Some(known) = key_before(tx, NO_VENUE, key, now).await? {
        return Ok((Ran::Wrote, known.map(drop)));
    }
    let Some(id) = catalog::insert_venue(tx, &venue, now).await? else {
        return Ok((Ran::Looked, Err(No::NotUnique { field: "slug" })));
    };
    let Some(locked) = tx.locked(id) else {
        return Err(Fault::Bug("a venue that nobody holds who made it".into()));
    };
    let empty = Catalog::new(Venue { id, ..venue }, Vec::new());
    if let Err(no) = insert(tx, &empty, locked, resources).await? {
        return Ok((Ran::Looked, Err(no)));
    }
    if let Some(key) = key {
        keys::keep(tx, NO_VENUE, key, Outcome::Resource(ResourceId(id.0)), now)?;
    }
    Ok((Ran::Wrote, Ok(())))
}

/// Writes that of a venue which a change changed.
async fn save(
    tx: &mut Tx,
    before: &Catalog,
    after: &Catalog,
    change: &SettingsChange,
) -> Result<(), Fault> {
    let venue = after.venue.id;
    match change {
        SettingsChange::Venue(_)
        | SettingsChange::Hours(_)
        | SettingsChange::Policy(_)
        | SettingsChange::ChannelPolicy(..) => catalog::update_venue(tx, &after.venue).await,
        SettingsChange::KindPolicy(kind, policy) => {
            catalog::set_kind(tx, venue, kind, policy).await
        }
        SettingsChange::Resource(id, _) => match (before.find(*id), after.find(*id)) {
            (Some(before), Some(after)) => {
                catalog::update_resource(tx, venue, &before.resource, &after.resource)
                    .await
                    .map(drop)
            }
            _ => Err(Fault::Bug(
                "a resource that is gone after its change".into(),
            )),
        },
    }
}

/// What a change of settings is called in the venue's history.
fn deed(after: &Catalog, change: &SettingsChange) -> (Deed, About) {
    match change {
        SettingsChange::Venue(_) => (Deed::ChangeVenue, About::Venue),
        SettingsChange::Hours(_) => (Deed::ChangeHours, About::Venue),
        SettingsChange::Policy(_) => (Deed::ChangeRules, About::Venue),
        SettingsChange::KindPolicy(name, _) => {
            (Deed::ChangeRules, About::Kind { name: name.clone() })
        }
        SettingsChange::ChannelPolicy(name, _) => {
            (Deed::ChangeRules, About::Channel { name: name.clone() })
        }
        SettingsChange::Resource(id, _) => {
            let name = after.find(*id).map(|listed| listed.resource.name.clone());
            let name = name.unwrap_or_default();
            (Deed::ChangeResource, About::Resource { id: *id, name })
        }
    }
}

fn as_expected(locked: Locked, expects: Option<i64>) -> Result<()> {
    match expects {
        Some(version) if version != locked.settings => Err(Reason::VersionDiffers {
            version: locked.settings,
        }
        .into()),
        _ => Ok(()),
    }
}

/// What a key brought before, if it was used before; marks it as asked for again.
async fn key_before(
    tx: &mut Tx,
    venue: VenueId,
    key: Option<&Key>,
    now: Timestamp,
) -> Result<Option<Result<Outcome>>, Fault> {
    let Some(key) = key else { return Ok(None) };
    let Some((fingerprint, outcome)) = keys::find(tx, venue, key).await? else {
        return Ok(None);
    };
    keys::touch(tx, venue, key, now).await?;
    Ok(Some(if fingerprint == key.fingerprint {
        Ok(outcome)
    } else {
        Err(No::KeyReused)
    }))
}

fn made(new: NewVenue) -> Result<Venue> {
    let zone =
        TimeZone::get(&new.zone_name).map_err(|_| No::invalid("zone", "is no IANA time zone"))?;
    Ok(Venue {
        id: NO_VENUE,
        slug: new.slug,
        name: new.name,
        address: new.address,
        region: new.region,
        staff_email: None,
        zone_name: new.zone_name,
        zone,
        language: new.language,
        currency: new.currency,
        hours: new.hours,
        policy: new.policy,
        embedders: Vec::new(),
        webhook: None,
        settings: 1,
        kinds: Default::default(),
        channels: Default::default(),
    })
}

fn check(change: &SettingsChange) -> Result<()> {
    match change {
        SettingsChange::Venue(_) => Ok(()),
        SettingsChange::Hours(hours) => check_hours("hours", hours.as_ref()),
        SettingsChange::Policy(policy)
        | SettingsChange::KindPolicy(_, policy)
        | SettingsChange::ChannelPolicy(_, Some(policy)) => check_policy("policy", policy),
        SettingsChange::ChannelPolicy(_, None) => Ok(()),
        SettingsChange::Resource(_, edit) => {
            check_hours("hours", edit.hours.as_ref().and_then(Option::as_ref))?;
            edit.policy
                .as_ref()
                .map_or(Ok(()), |policy| check_policy("policy", policy))
        }
    }
}

/// Refuses a resource that makes no sense at any venue. The fields that are blamed begin with `place`.
pub(crate) fn check_new(place: &str, new: &NewResource) -> Result<()> {
    check_hours(&format!("{place}hours"), new.hours.as_ref())?;
    check_policy(&format!("{place}policy"), &new.policy)
}

fn check_hours(field: &str, hours: Option<&OpeningHours>) -> Result<()> {
    hours
        .map_or(Ok(()), OpeningHours::check)
        .map_err(|overlap| No::invalid(field, overlap))
}

fn check_policy(field: &str, policy: &Policy) -> Result<()> {
    policy
        .check()
        .map_err(|bad| No::invalid(format!("{field}.{}", bad.rule), bad.problem))
}

/// Refuses rules of which two let nobody in together, in the circle that a change is about.
fn agree(after: &Catalog, change: &SettingsChange) -> Result<()> {
    let venue = &after.venue;
    match change {
        SettingsChange::Policy(policy) => agrees("policy", &Rules::within(&[policy])),
        SettingsChange::KindPolicy(_, policy) | SettingsChange::ChannelPolicy(_, Some(policy)) => {
            agrees("policy", &Rules::within(&[policy, &venue.policy]))
        }
        SettingsChange::Resource(id, edit) if edit.policy.is_some() => {
            let listed = after.find(*id);
            listed.map_or(Ok(()), |listed| agrees("policy", &listed.rules))
        }
        SettingsChange::Venue(_)
        | SettingsChange::Hours(_)
        | SettingsChange::ChannelPolicy(_, None)
        | SettingsChange::Resource(..) => Ok(()),
    }
}

fn agrees(field: &str, rules: &Rules) -> Result<()> {
    match rules.contradiction() {
        Some(bad) => Err(No::invalid(format!("{field}.{}", bad.rule), bad.problem)),
        None => Ok(()),
    }
}
