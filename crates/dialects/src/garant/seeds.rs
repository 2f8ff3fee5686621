//! What an instance starts with, and what can be set for it.

use bronya_desk::{Desk, NewVenue};
use bronya_domain::catalog::Language;
use bronya_domain::instance::Instance;
use bronya_domain::policy::Policy;
use bronya_gate::entry::Realm;
use bronya_gate::passwords::Passwords;

use crate::seeding::{Ground, NotSeeded, Seeding};
use crate::settings::{self, Setting};

/// What can be set.
pub(crate) const SETTINGS: &[Setting] = &[settings::KIND_MAP];

pub(crate) fn realm(instance: &Instance) -> Realm {
    Realm {
        name: instance.name.clone(),
        ..Realm::house()
    }
}

pub(crate) fn venue(seeding: &Seeding<'_>) -> Result<NewVenue, NotSeeded> {
    Ok(NewVenue {
        slug: seeding.slug.to_owned(),
        name: "garant".to_owned(),
        address: None,
        region: Some("RU".to_owned()),
        zone_name: "UTC".to_owned(),
        language: Language::Ru,
        currency: bronya_domain::money::Currency::RUB,
        hours: None,
        policy: Policy::default(),
    })
}

pub(crate) async fn seed(ground: &Ground<'_>) -> Result<(), NotSeeded> {
    ground.furnish(Vec::new()).await
}

/// Passwords of the dump that everybody knows.
pub(crate) async fn warnings(_: &Desk, _: &Passwords, _: &Instance) -> Vec<String> {
    Vec::new()
}
