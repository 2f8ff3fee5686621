//! `bronya courier`: carries letters beside servers, and does nothing else.

use anyhow::{Context, ensure};
use bronya_store::Address;

use crate::config::{HouseOptions, house_settings};
use crate::links::HouseLinks;
use crate::{dialects, listen, mail, secret, telemetry, wiring};

/// Carries letters and does nothing else, until told to stop.
pub async fn carry(options: HouseOptions) -> anyhow::Result<()> {
    let settings = house_settings(options)?;
    telemetry::start(settings.log)?;
    mail::check(&settings)?;
    let address = settings.address()?;
    ensure!(
        matches!(address, Address::Postgres(_)),
        "a courier of its own needs PostgreSQL: on SQLite one process writes, and it carries letters too"
    );
    let public_url = settings.public_url.clone();
    let public_url =
        public_url.context("a courier needs --public-url, for the links in letters lead there")?;
    let secret = secret::load(&settings, &address)?;
    let mut stop = listen::Stop::new()?;
    let desk = wiring::desk(&address).await?;
    wiring::same_secret(&desk, &secret).await?;
    let post = mail::post(&settings, &public_url)?;
    let letters = dialects::letters(&desk, &secret, &public_url).await?;
    let courier = mail::courier(
        &desk,
        post,
        letters,
        HouseLinks::new(&secret, &public_url),
        &public_url,
    );
    println!("Bronya carries letters.");
    courier.run(stop.told()).await;
    Ok(())
}
