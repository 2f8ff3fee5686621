//! Founds an instance: makes its venue and what the contract starts with, and binds the dialect to it.

use bronya_desk::No;
use bronya_domain::instance::Instance;

use crate::dialect::Dialect;
use crate::seeding::{Ground, NotSeeded, Seeding};
use crate::settings;

/// Makes it, and gives the instance as it now is. What is there already stays as it is: a second time nothing is made
/// twice.
pub async fn seed(dialect: Dialect, seeding: Seeding<'_>) -> Result<Instance, NotSeeded> {
    let desk = seeding.desk;
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
