//! A throw-away server with three venues, and one for each dialect, to try everything in a minute. Its database goes when it
//! stops.

mod evening;
mod floor;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use bronya_courier::{Folder, Post, Sender};
use bronya_desk::{Desk, NewAccount};
use bronya_dialects::{Admin, Dialect};
use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, ResourceId};
use bronya_domain::people::{HOUSE, Names};
use bronya_gate::address::Proxies;
use bronya_gate::limits::{LimitOptions, Limits};
use bronya_gate::passwords::Passwords;
use bronya_store::Address;
use clap::Args;
use jiff::Timestamp;
use tokio::net::TcpListener;

use crate::dialects::Wishes;
use crate::links::HouseLinks;
use crate::seed::{Place, Template, make};
use crate::{chance, dialects, listen, mail, mailbox, wiring};

/// How to try it.
#[derive(Debug, Args)]
pub struct DemoOptions {
    /// The address to listen on.
    #[arg(long, env = "BRONYA_LISTEN", default_value = "127.0.0.1:9000")]
    listen: SocketAddr,
    /// The moment that it pretends to be now, such as 2026-11-21T18:00:00+03:00; its clock goes on from there.
    #[arg(long)]
    now: Option<Timestamp>,
}

/// Makes the venues in a temporary folder and serves them until told to stop.
pub async fn run(options: DemoOptions) -> anyhow::Result<()> {
    let stop = listen::Stop::new()?;
    if let Some(now) = options.now {
        chance::pretend(now);
    }
    let listener = TcpListener::bind(options.listen).await;
    let listener = listener.with_context(|| format!("cannot listen on {}", options.listen))?;
    let url = format!("http://{}", listener.local_addr()?);
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    let desk = wiring::desk(&Address::Sqlite(folder.path().join("demo.db"))).await?;
    for template in Template::ALL {
        make(&desk, template, template.name(), &Place::of(Language::Ru)).await?;
    }
    let password = throw_away_password()?;
    settle(&desk, &password).await?;
    floor::restaurant(&desk).await?;
    evening::restaurant(&desk).await?;
    evening::rooms(&desk).await?;
    evening::practice(&desk).await?;
    for dialect in Dialect::ALL {
        let admin = match dialect {
            Dialect::Planner => Some("admin@planner.example"),
            Dialect::Resources => Some("admin"),
            Dialect::Logist | Dialect::Garant | Dialect::Aspex => None,
        };
        let admin = admin.map(|name| Admin {
            name: name.to_owned(),
            password: password.clone(),
        });
        let settings = match dialect {
            Dialect::Aspex => Some(("admin_emails".to_owned(), "admin@aspex.example".to_owned())),
            _ => None,
        };
        let settings = settings.into_iter().collect();
        dialects::sow(&desk, dialect, dialect.name(), Wishes { settings, admin }).await?;
    }
    let key = wiring::new_operator_key(&desk).await?;
    let secret = chance::unguessable()?.into_bytes();
    let letters = folder.path().join("letters");
    carry(&desk, &secret, &url, &letters).await?;
    let limits = Limits::new(&LimitOptions::default());
    let gate = wiring::gate(&desk, secret, url.clone(), limits, Proxies::default()).await?;
    let spoken = dialects::spoken(&gate).await?;
    let warnings = dialects::warnings(&gate).await?;
    println!("{}", welcome(&url, &key, &password));
    wiring::start_upkeep(&desk);
    let doors = wiring::doors(&gate, &spoken, &warnings).merge(mailbox::router(letters, url));
    listen::serve(listener, wiring::house(gate, doors), stop, || desk.hush()).await
}

/// Carries letters into a folder that the demo's mailbox shows.
async fn carry(desk: &Desk, secret: &[u8], url: &str, letters: &Path) -> anyhow::Result<()> {
    let sender = Sender::read("demo@bronya.example")?;
    let folder = Folder::open(letters, sender.clone()).context("no folder for letters")?;
    let links = HouseLinks::new(secret, url);
    let letters = dialects::letters(desk, secret, url).await?;
    let courier = mail::courier(desk, (Post::Folder(folder), sender), letters, links, url);
    tokio::spawn(courier.run(std::future::pending()));
    Ok(())
}

/// A password that is easy to copy and good for this demo alone.
fn throw_away_password() -> anyhow::Result<String> {
    let letters = chance::unguessable()?;
    let letters = letters.chars().filter(char::is_ascii_alphanumeric);
    // Some dialects ask for a small letter and a digit, which chance alone does not promise.
    Ok(letters.take(14).chain(['b', '7']).collect())
}

/// Gives each venue its people, all with the same throw-away password.
async fn settle(desk: &Desk, password: &str) -> anyhow::Result<()> {
    let passwords = Passwords::new(1, 1, Arc::new(chance::dice));
    let hash = passwords.hash(password).await;
    let hash = hash.map_err(|denial| anyhow::anyhow!("{}", denial.detail))?;
    person(
        desk,
        &hash,
        "operator@demo.example",
        "Ольга",
        "Хозяева",
        true,
    )
    .await?;
    person(desk, &hash, "guest@demo.example", "Анна", "Смирнова", false).await?;
    for template in Template::ALL {
        let venue = desk.venue(template.name()).await?;
        for (role, name, first, last) in [
            (Role::Admin, "admin", "Пётр", "Орлов"),
            (Role::Staff, "staff", "Вера", "Соколова"),
        ] {
            let email = format!("{name}@{}.example", template.name());
            let account = person(desk, &hash, &email, first, last, false).await?;
            desk.set_member(venue.venue.id, account, role, None).await?;
        }
    }
    let practice = desk.venue(Template::Practice.name()).await?;
    let specialist = practice.listed().first().map(|listed| listed.resource.id);
    let account = person(
        desk,
        &hash,
        "specialist@practice.example",
        "Анна",
        "Ильина",
        false,
    );
    let (account, own) = (account.await?, specialist.unwrap_or(ResourceId(1)));
    desk.set_member(practice.venue.id, account, Role::Specialist, Some(own))
        .await?;
    Ok(())
}

async fn person(
    desk: &Desk,
    hash: &str,
    email: &str,
    first: &str,
    last: &str,
    operator: bool,
) -> anyhow::Result<AccountId> {
    let new = NewAccount {
        realm: HOUSE.into(),
        username: None,
        email: Some(email.into()),
        email_confirmed: true,
        phone: None,
        names: Names {
            first: Some(first.into()),
            last: Some(last.into()),
            middle: None,
        },
        language: Some(Language::Ru),
        password: Some(hash.into()),
        operator,
    };
    Ok(desk.register(new, chance::now()).await?.id)
}

/// Where everything is, and a first booking to try.
fn welcome(url: &str, key: &str, password: &str) -> String {
    let moscow = jiff::tz::TimeZone::get("Europe/Moscow").unwrap_or(jiff::tz::TimeZone::UTC);
    let tomorrow = chance::now()
        .to_zoned(moscow)
        .date()
        .tomorrow()
        .unwrap_or_default();
    format!(
        "
Bronya is ready. Everything here is thrown away when you stop it with Ctrl-C.

  Pages for guests      {url}/restaurant   {url}/rooms   {url}/practice
  Those who work there  {url}/login
  Letters that it sent  {url}/demo/mailbox
  API to read and try   {url}/docs
  Services that it speaks for, each with a venue of its own:
    {url}/dialects/logist/show_all/
    {url}/dialects/garant/api/customer/view_tables/  (POST; admin, customer, josh and mike have the password 1)
    {url}/dialects/aspex/docs   (register as admin@aspex.example to be its admin)
    {url}/dialects/planner/api/v1/swagger/  (admin@planner.example)
    {url}/dialects/resources/resources/  (admin)

  Everybody has the throw-away password  {password}
    operator@demo.example, guest@demo.example, specialist@practice.example,
    admin@ and staff@ restaurant.example, rooms.example and practice.example
  Programs may show this throw-away key, as `Authorization: Bearer …`:
    {key}

Your first booking: a table for two, tomorrow at 19:30. Its letter comes to the mailbox.

  curl '{url}/v1/venues/restaurant/availability?date={tomorrow}&party=2'
  curl {url}/v1/venues/restaurant/bookings --json '{{\"from\": \"{tomorrow}T19:30\", \"party\": 2, \"name\": \"Anna\", \"email\": \"anna@example.org\", \"language\": \"en\"}}'
"
    )
}
