//! Founds an instance: makes its venue and what the contract starts with, and binds the dialect to it.

use std::collections::BTreeMap;

use bronya_desk::{Desk, No};
use bronya_domain::id::VenueId;
use bronya_domain::instance::Instance;
use bronya_domain::policy::Policy;
use bronya_domain::settings::SettingsChange;

use crate::dialect::Dialect;
use crate::seeding::{Ground, NotSeeded, Seeding};
use crate::settings;

/// Makes it, and gives the instance as it now is. What is there already stays as it is: a second time nothing is made
/// twice, and nothing is changed but what is told this time.
pub async fn seed(dialect: Dialect, seeding: Seeding<'_>) -> Result<Instance, NotSeeded> {
    let desk = seeding.desk;
    let told = seeding.settings.clone();
    let meant = told.iter().filter(|(_, value)| !value.is_empty());
    let meant = meant.map(|(name, value)| (name.clone(), value.clone()));
    settings::check(dialect.settings(), &meant.collect())?;
    let there = match desk.venue(seeding.slug).await {
        Ok(catalog) => Some(catalog),
        Err(No::UnknownVenue) => None,
        Err(no) => return Err(no.into()),
    };
    let venue = there.as_ref().map(|catalog| &catalog.venue);
    let (name, before) = named(desk, dialect, seeding.slug, venue.map(|venue| venue.id)).await?;
    let was = before.clone().unwrap_or_default();
    let old = with_settings(&seeding, was.clone());
    let seeding = with_settings(&seeding, merged(was, &told));
    dialect.check(&seeding, venue)?;
    let catalog = match there {
        Some(catalog) => catalog,
        None => {
            let new = dialect.venue(&seeding)?;
            desk.create_venue(new, None, seeding.now).await?
        }
    };
    let instance = Instance {
        name,
        venue: catalog.venue.id,
        settings: seeding.settings.clone(),
    };
    let ground = Ground {
        seeding: &seeding,
        instance: &instance,
        told: &told,
        catalog,
    };
    let rules = [&old, &seeding].map(|told| dialect.venue(told).map(|venue| venue.policy));
    let [old, new] = rules;
    // Before the instance is there: whoever is stopped in between finds it new again. The rules of a name that another venue
    // gets meanwhile harm nobody.
    rule(&ground, before.is_none(), &old?, &new?).await?;
    // Before its users: the name is their realm.
    if !desk.bind(instance.clone()).await? {
        return Err(NotSeeded::Missing(
            "another venue was given this dialect at the same moment: seed again",
        ));
    }
    dialect.seed(&ground).await?;
    Ok(instance)
}

/// The name of the instance that is spoken for a venue or is to be, and what was set for it before, if it is there. The
/// first one has the dialect's own name.
async fn named(
    desk: &Desk,
    dialect: Dialect,
    slug: &str,
    venue: Option<VenueId>,
) -> Result<(String, Option<BTreeMap<String, String>>), NotSeeded> {
    let known = desk.instances().await?;
    let plain = known.iter().find(|one| one.name == dialect.name());
    let is_plain = plain.is_none_or(|one| Some(one.venue) == venue);
    let name = if is_plain {
        dialect.name().to_owned()
    } else {
        format!("{}@{slug}", dialect.name())
    };
    let before = known.into_iter().find(|one| one.name == name);
    Ok((name, before.map(|one| one.settings)))
}

/// What was set before, with what is told now in its place; what is told to be nothing is set no more.
fn merged(
    mut settings: BTreeMap<String, String>,
    told: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    settings.extend(told.clone());
    settings.retain(|_, value| !value.is_empty());
    settings
}

fn with_settings<'a>(seeding: &Seeding<'a>, settings: BTreeMap<String, String>) -> Seeding<'a> {
    Seeding {
        settings,
        admin: seeding.admin.clone(),
        ..*seeding
    }
}

/// Has bookings that come through the instance judged by the contract's rules. A venue that was made for it lives by them
/// altogether, and its own rules are what holds; at any other venue they are rules of the instance's channel. What is set
/// later changes these rules where they stand, and leaves alone what somebody else changed of them.
async fn rule(
    ground: &Ground<'_>,
    is_new: bool,
    old: &Policy,
    new: &Policy,
) -> Result<(), NotSeeded> {
    let (venue, channel) = (&ground.catalog.venue, &ground.instance.name);
    let change = match venue.channels.get(channel) {
        Some(own) => SettingsChange::ChannelPolicy(channel.clone(), Some(own.following(old, new))),
        None if is_new && venue.policy != *new => {
            SettingsChange::ChannelPolicy(channel.clone(), Some(new.clone()))
        }
        None if old == new => return Ok(()),
        None => SettingsChange::Policy(venue.policy.following(old, new)),
    };
    ground.change(change).await
}
