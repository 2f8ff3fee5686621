//! Makes the state from which a contract's own descriptions start, and binds the dialect to a venue.

use std::collections::BTreeMap;
use std::sync::Arc;

use bronya_desk::{Desk, NewResource, No};
use bronya_domain::catalog::Catalog;
use bronya_domain::instance::Instance;
use bronya_domain::settings::SettingsChange;
use bronya_gate::passwords::Passwords;
use jiff::Timestamp;

use crate::dialect::Dialect;
use crate::settings::{self, BadSetting};

/// What somebody wants to have made.
pub struct Seeding<'a> {
    /// Through which it is made.
    pub desk: &'a Desk,
    /// Which dialect is to be spoken.
    pub dialect: Dialect,
    /// The venue's name in addresses; it is made where there is none.
    pub slug: &'a str,
    /// What is set for the instance, beside what was set for it before.
    pub settings: BTreeMap<String, String>,
    /// Who runs the venue in the contract's eyes, where the contract wants to be told.
    pub admin: Option<Admin>,
    /// What hashes passwords.
    pub passwords: &'a Passwords,
    /// The present.
    pub now: Timestamp,
}

/// Somebody who runs a venue.
#[derive(Clone)]
pub struct Admin {
    /// His login name, or his e-mail address where the contract logs in by it.
    pub name: String,
    /// His password.
    pub password: String,
}

/// Why nothing, or not everything, was made.
#[derive(Debug, thiserror::Error)]
pub enum NotSeeded {
    /// A setting makes no sense.
    #[error(transparent)]
    Setting(#[from] BadSetting),
    /// The desk said no.
    #[error(transparent)]
    No(#[from] No),
    /// A password could not be taken.
    #[error("the password is not taken: {0}")]
    Password(String),
    /// Something is missing that the dialect needs.
    #[error("{0}")]
    Missing(&'static str),
}

/// Makes it, and gives the instance as it now is. What is there already stays as it is: a second time nothing is made
/// twice.
pub async fn seed(seeding: Seeding<'_>) -> Result<Instance, NotSeeded> {
    let (desk, dialect) = (seeding.desk, seeding.dialect);
    settings::check(dialect.settings(), &seeding.settings)?;
    let known = desk.instances().await?;
    let venue = match desk.venue(seeding.slug).await {
        Ok(catalog) => Some(catalog.venue.id),
        Err(No::UnknownVenue) => None,
        Err(no) => return Err(no.into()),
    };
    let plain = known.iter().find(|one| one.name == dialect.name());
    let is_plain = plain.is_none_or(|one| Some(one.venue) == venue);
    let name = if is_plain {
        dialect.name().to_owned()
    } else {
        format!("{}@{}", dialect.name(), seeding.slug)
    };
    let before = known.into_iter().find(|one| one.name == name);
    let mut settings = before.map(|one| one.settings).unwrap_or_default();
    settings.extend(seeding.settings.clone());
    let seeding = Seeding {
        settings,
        ..seeding
    };
    let catalog = match venue {
        Some(_) => desk.venue(seeding.slug).await?,
        None => {
            desk.create_venue(dialect.venue(&seeding)?, None, seeding.now)
                .await?
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
        catalog,
    };
    dialect.seed(&ground).await?;
    desk.bind(instance.clone()).await?;
    Ok(instance)
}

/// Where a dialect is being seeded: its venue, which is there by now.
pub(crate) struct Ground<'a> {
    /// What somebody wants to have made.
    pub seeding: &'a Seeding<'a>,
    /// The instance, not yet bound; its settings are those of before and the new ones.
    pub instance: &'a Instance,
    /// The venue as it was when seeding began.
    pub catalog: Arc<Catalog>,
}

impl Ground<'_> {
    /// Adds what the contract starts with, where the venue has nothing yet.
    pub(crate) async fn furnish(&self, resources: Vec<NewResource>) -> Result<(), NotSeeded> {
        if self.catalog.listed().is_empty() && !resources.is_empty() {
            let venue = self.catalog.venue.id;
            self.seeding.desk.add_resources(venue, resources).await?;
        }
        Ok(())
    }

    /// Changes what the venue says of itself or its rules, because a setting of the contract is one of the venue's.
    pub(crate) async fn change(&self, change: SettingsChange) -> Result<(), NotSeeded> {
        let (desk, now) = (self.seeding.desk, self.seeding.now);
        desk.change_settings(self.catalog.venue.id, change, None, now)
            .await?;
        Ok(())
    }

    /// What is set for the instance under a name.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        self.instance.settings.get(name).map(String::as_str)
    }
}
