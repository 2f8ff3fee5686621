//! What is at hand when a dialect makes the state from which its contract's own descriptions start.

use std::collections::BTreeMap;
use std::sync::Arc;

use bronya_desk::{Desk, NewResource, No};
use bronya_domain::catalog::Catalog;
use bronya_domain::instance::Instance;
use bronya_domain::settings::SettingsChange;
use bronya_gate::passwords::Passwords;
use jiff::Timestamp;

use crate::settings::BadSetting;

/// What somebody wants to have made.
pub struct Seeding<'a> {
    /// Through which it is made.
    pub desk: &'a Desk,
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

/// Where a dialect is being seeded: its venue, which is there by now.
pub(crate) struct Ground<'a> {
    /// What somebody wants to have made.
    pub seeding: &'a Seeding<'a>,
    /// The instance; its settings are those of before and the new ones.
    pub instance: &'a Instance,
    /// What is told this time; empty where it is to be set no more.
    pub told: &'a BTreeMap<String, String>,
    /// The venue as it was when seeding began.
    pub catalog: Arc<Catalog>,
}

impl Ground<'_> {
    /// Adds what the contract starts with, where the venue has nothing yet.
    pub(crate) async fn furnish(&self, resources: Vec<NewResource>) -> Result<(), NotSeeded> {
        if !self.catalog.listed().is_empty() || resources.is_empty() {
            return Ok(());
        }
        let venue = self.catalog.venue.id;
        match self.seeding.desk.add_resources(venue, resources).await {
            // The venue had resources once, and no number is given out twice: then the dialect is only bound to it.
            Ok(_) | Err(No::NotUnique { .. }) => Ok(()),
            Err(no) => Err(no.into()),
        }
    }

    /// Changes what the venue says of itself or its rules, because a setting of the contract is one of the venue's.
    pub(crate) async fn change(&self, change: SettingsChange) -> Result<(), NotSeeded> {
        let (desk, now) = (self.seeding.desk, self.seeding.now);
        desk.change_settings(self.catalog.venue.id, change, None, now)
            .await?;
        Ok(())
    }

    /// Whether something is told this time under a name. What was set before may have been changed at the venue since.
    pub(crate) fn is_told(&self, name: &str) -> bool {
        self.told.contains_key(name)
    }

    /// What is set for the instance under a name.
    pub(crate) fn setting(&self, name: &str) -> Option<&str> {
        self.instance.settings.get(name).map(String::as_str)
    }
}
