//! Venues from templates: a restaurant, meeting rooms, a practice; and the command that makes these or founds a dialect.

use anyhow::{anyhow, bail, ensure};
use bronya_desk::{Desk, NewResource, NewVenue, No};
use bronya_dialects::Dialect;
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor, Command, SlotText};
use bronya_domain::hours::on_the_clock;
use bronya_domain::id::ResourceId;
use bronya_domain::policy::Policy;
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::span::Span;
pub use bronya_domain::template::Template;
use bronya_gate::texts;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use jiff::{SignedDuration, ToSpan};

use crate::config::DatabaseOptions;
use crate::dialects::{self, DialectOptions, Wishes, sow};
use crate::{chance, secret, wiring};

/// For how many days a practice's specialists publish slots.
const SLOT_DAYS: i64 = 14;

/// What venue to make, and where.
#[derive(Debug, Args)]
pub struct SeedOptions {
    /// A template, or a dialect: that makes the venue with which the dialect's contract starts and speaks the dialect for
    /// it from the next start of the server on.
    #[arg(value_parser = sown())]
    what: String,
    #[command(flatten)]
    database: DatabaseOptions,
    /// The venue's name in addresses; the template's or dialect's name where it is not given. A dialect is bound to a
    /// venue that is there already, too.
    #[arg(long)]
    venue: Option<String>,
    /// Change nothing where a venue of this name is there already, and call that a success. A dialect needs no such word:
    /// seeded again, it makes nothing twice.
    #[arg(long)]
    if_missing: bool,
    #[command(flatten)]
    dialect: DialectOptions,
}

/// What is made.
enum Sown {
    Template(Template),
    Dialect(Dialect, Wishes),
}

/// The names of all templates and dialects.
fn sown() -> PossibleValuesParser {
    let templates = Template::ALL.map(Template::name);
    let dialects = Dialect::ALL.map(|dialect| dialect.name());
    PossibleValuesParser::new(
        templates
            .into_iter()
            .chain(dialects)
            .map(PossibleValue::new),
    )
}

/// Makes a venue.
pub async fn run(options: SeedOptions) -> anyhow::Result<()> {
    let slug = options.venue.unwrap_or_else(|| options.what.clone());
    // The same rule as at the door, and before a database is made for nothing.
    texts::slug(&slug, &()).map_err(|problem| anyhow!("--venue {slug:?} {problem}"))?;
    let address = options.database.database;
    let sown = match Dialect::named(&options.what) {
        Some(dialect) => Sown::Dialect(dialect, options.dialect.read()?),
        None => {
            ensure!(
                options.dialect.are_none(),
                "{} is a template: --set and the options about admins are for dialects",
                options.what
            );
            let template = Template::named(&options.what);
            Sown::Template(template.ok_or_else(|| anyhow!("there is no {}", options.what))?)
        }
    };
    secret::beside_new(&address)?;
    let desk = wiring::desk(&address).await?;
    match sown {
        Sown::Template(_) if options.if_missing && is_there(&desk, &slug).await? => {
            println!("The venue {slug} is there already.");
        }
        Sown::Template(template) => {
            make(&desk, template, &slug).await?;
            println!("The venue {slug} is there.");
        }
        Sown::Dialect(dialect, wishes) => {
            let instance = sow(&desk, dialect, &slug, wishes).await?;
            let path = dialects::path(&instance);
            println!(
                "The venue {slug} is there, and {} is spoken for it under {path}/.",
                dialect.name()
            );
            for note in dialect.notes(&instance) {
                println!("{note}");
            }
        }
    }
    wiring::fold(&desk).await;
    Ok(())
}

async fn is_there(desk: &Desk, slug: &str) -> anyhow::Result<bool> {
    match desk.venue(slug).await {
        Ok(_) => Ok(true),
        Err(No::UnknownVenue) => Ok(false),
        Err(no) => Err(no.into()),
    }
}

/// Makes a venue of a template under a name in addresses.
pub async fn make(desk: &Desk, template: Template, slug: &str) -> anyhow::Result<()> {
    let (venue, resources) = match template {
        Template::Restaurant => restaurant(slug)?,
        Template::Rooms => rooms(slug)?,
        Template::Practice => practice(slug)?,
    };
    let catalog = desk.create_venue(venue, None, chance::now()).await?;
    let catalog = desk.add_resources(catalog.venue.id, resources).await?;
    if template == Template::Practice {
        let specialists = catalog.listed().iter().map(|listed| listed.resource.id);
        for specialist in specialists.collect::<Vec<_>>() {
            publish(desk, &catalog, specialist).await?;
        }
    }
    Ok(())
}

fn venue(slug: &str, name: &str, template: Template) -> anyhow::Result<NewVenue> {
    Ok(NewVenue {
        slug: slug.to_owned(),
        name: name.to_owned(),
        address: None,
        region: None,
        zone_name: "Europe/Moscow".into(),
        language: Language::Ru,
        currency: "RUB".parse()?,
        hours: Some(template.hours()),
        policy: template.policy(),
    })
}

fn resource(kind: &str, name: Option<&str>, seats: Seats, price: i64) -> NewResource {
    NewResource {
        id: None,
        kind: kind.to_owned(),
        number: None,
        name: name.map(str::to_owned),
        seats,
        price,
        lanes: 1,
        open: true,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
        unique_name: false,
    }
}

fn restaurant(slug: &str) -> anyhow::Result<(NewVenue, Vec<NewResource>)> {
    let tables = [(1, 2, 6), (2, 4, 5), (4, 6, 3), (6, 8, 1)];
    let seats = tables
        .into_iter()
        .flat_map(|(from, to, count)| (0..count).map(move |_| Seats { from, to }));
    let tables = seats
        .zip(1..)
        .map(|(seats, number)| resource("table", Some(&format!("Стол {number}")), seats, 0));
    let venue = venue(slug, "Трактир «Броня»", Template::Restaurant)?;
    Ok((venue, tables.collect()))
}

fn rooms(slug: &str) -> anyhow::Result<(NewVenue, Vec<NewResource>)> {
    let room = |name, to| resource("room", Some(name), Seats { from: 1, to }, 0);
    let rooms = vec![
        room("Нева", 4),
        room("Волга", 6),
        room("Байкал", 10),
        room("Актовый зал", 60),
    ];
    Ok((venue(slug, "Переговорные", Template::Rooms)?, rooms))
}

fn practice(slug: &str) -> anyhow::Result<(NewVenue, Vec<NewResource>)> {
    let specialist = |name, price| NewResource {
        schedule: Template::Practice.schedule(),
        ..resource("specialist", Some(name), Seats { from: 1, to: 1 }, price)
    };
    let specialists = vec![
        specialist("Анна Ильина, психолог", 400_000),
        specialist("Олег Рубцов, юрист", 550_000),
        specialist("Мария Гордеева, врач", 350_000),
    ];
    Ok((
        venue(slug, "Приёмная «Совет»", Template::Practice)?,
        specialists,
    ))
}

/// Publishes the slots of a specialist's mornings.
async fn publish(
    desk: &Desk,
    catalog: &bronya_domain::catalog::Catalog,
    specialist: ResourceId,
) -> anyhow::Result<()> {
    let zone = &catalog.venue.zone;
    let tomorrow = chance::now().to_zoned(zone.clone()).date().tomorrow()?;
    for day in tomorrow.series(1.day()).take(SLOT_DAYS as usize) {
        for hour in [10, 11, 12, 14, 15] {
            let from = on_the_clock(day.at(hour, 0, 0, 0), zone).at;
            let span = Span::lasting(from, SignedDuration::from_mins(50))?;
            let text = SlotText {
                resource: specialist,
                span,
                topic: Some("Консультация".into()),
                price: None,
            };
            let command = Command {
                actor: Actor::OPERATOR,
                act: Act::PublishSlot(text),
                expects: None,
            };
            if let Err(no) = desk
                .execute(catalog.venue.id, command, None, chance::now())
                .await
            {
                bail!("a slot could not be published: {no}");
            }
        }
    }
    Ok(())
}
