//! A throw-away server with three venues, to try everything in a minute. Its database goes when it stops.

use std::net::SocketAddr;

use anyhow::Context;
use bronya_store::Address;
use clap::Args;
use tokio::net::TcpListener;

use crate::seed::{Template, make};
use crate::{chance, listen, wiring};

/// How to try it.
#[derive(Debug, Args)]
pub struct DemoOptions {
    /// The address to listen on.
    #[arg(long, env = "BRONYA_LISTEN", default_value = "127.0.0.1:9000")]
    listen: SocketAddr,
}

/// Makes three venues in a temporary folder and serves them until told to stop.
pub async fn run(options: DemoOptions) -> anyhow::Result<()> {
    let stop = listen::Stop::new()?;
    let listener = TcpListener::bind(options.listen).await;
    let listener = listener.with_context(|| format!("cannot listen on {}", options.listen))?;
    let url = format!("http://{}", listener.local_addr()?);
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let desk = wiring::desk(&Address::Sqlite(folder.path().join("demo.db"))).await?;
    for template in [Template::Restaurant, Template::Rooms, Template::Practice] {
        make(&desk, template, template.slug()).await?;
    }
    let (hash, key) = wiring::operator_key(&desk).await?;
    println!("{}", welcome(&url, &key.unwrap_or_default()));
    let secret = chance::unguessable()?.into_bytes();
    wiring::start_upkeep(&desk);
    listen::serve(listener, wiring::router(&desk, hash, secret, url), stop).await
}

/// Where everything is, and a first booking to try.
fn welcome(url: &str, key: &str) -> String {
    let moscow = jiff::tz::TimeZone::get("Europe/Moscow").unwrap_or(jiff::tz::TimeZone::UTC);
    let tomorrow = chance::now()
        .to_zoned(moscow)
        .date()
        .tomorrow()
        .unwrap_or_default();
    format!(
        "
Bronya is ready. Everything here is thrown away when you stop it with Ctrl-C.

  API to read and try   {url}/docs
  Restaurant            {url}/v1/venues/restaurant
  Meeting rooms         {url}/v1/venues/rooms
  Practice              {url}/v1/venues/practice

  Staff log in with this throw-away key, as `Authorization: Bearer …`:
    {key}

Your first booking: a table for two, tomorrow at 19:30.

  curl '{url}/v1/venues/restaurant/availability?date={tomorrow}&party=2'
  curl {url}/v1/venues/restaurant/bookings --json '{{\"from\": \"{tomorrow}T19:30\", \"party\": 2, \"name\": \"Anna\", \"email\": \"anna@example.org\"}}'
"
    )
}
