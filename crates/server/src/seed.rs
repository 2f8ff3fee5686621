//! Venues from templates: a restaurant, meeting rooms, a practice; and the command that makes these or founds a dialect.

use anyhow::{anyhow, bail, ensure};
use bronya_desk::{Desk, NewResource, NewVenue, No};
use bronya_dialects::Dialect;
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor, Command, SlotText};
use bronya_domain::hours::{OpeningHours, WallSpan, Week, on_the_clock};
use bronya_domain::id::ResourceId;
use bronya_domain::policy::{
    Admission, Bound, ContactNeeded, GuestCancel, GuestChoice, PartySize, Policy, Stay, TurnTime,
};
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::span::Span;
use bronya_gate::texts;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use jiff::civil::{Time, time};
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
    let templates = Template::value_variants().iter();
    let templates = templates.filter_map(ValueEnum::to_possible_value);
    let dialects = Dialect::ALL.map(|dialect| PossibleValue::new(dialect.name()));
    PossibleValuesParser::new(templates.chain(dialects))
}

/// What kind of venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Template {
    /// Tables for parties of two to eight, confirmed at once, turn time by party size.
    Restaurant,
    /// Meeting rooms, booked for as long as one wishes.
    Rooms,
    /// Specialists who publish slots and agree to each request.
    Practice,
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
            let template = Template::from_str(&options.what, false);
            Sown::Template(template.map_err(|problem| anyhow!(problem))?)
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
    Ok(())
}

async fn is_there(desk: &Desk, slug: &str) -> anyhow::Result<bool> {
    match desk.venue(slug).await {
        Ok(_) => Ok(true),
        Err(No::UnknownVenue) => Ok(false),
        Err(no) => Err(no.into()),
    }
}

impl Template {
    /// Its name in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Restaurant => "restaurant",
            Self::Rooms => "rooms",
            Self::Practice => "practice",
        }
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

fn venue(slug: &str, name: &str, hours: OpeningHours, policy: Policy) -> anyhow::Result<NewVenue> {
    Ok(NewVenue {
        slug: slug.to_owned(),
        name: name.to_owned(),
        address: None,
        region: None,
        zone_name: "Europe/Moscow".into(),
        language: Language::Ru,
        currency: "RUB".parse()?,
        hours: Some(hours),
        policy,
    })
}

fn open(opens: Time, closes: Time) -> WallSpan {
    WallSpan { opens, closes }
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
    let hours = OpeningHours {
        weekly: Week::daily(&[open(time(12, 0, 0, 0), time(0, 0, 0, 0))]),
        ..Default::default()
    };
    let turn = |up_to, minutes| TurnTime { up_to, minutes };
    let policy = Policy {
        stay: Some(Stay::ByParty(vec![turn(2, 90), turn(4, 120), turn(8, 150)])),
        party_size: Some(PartySize::Required),
        horizon_days: Some(Bound::Of(60)),
        cancel_deadline_minutes: Some(Bound::Of(60)),
        move_deadline_minutes: Some(Bound::Of(60)),
        ..Policy::default()
    };
    let tables = [(1, 2, 6), (2, 4, 5), (4, 6, 3), (6, 8, 1)];
    let seats = tables
        .into_iter()
        .flat_map(|(from, to, count)| (0..count).map(move |_| Seats { from, to }));
    let tables = seats
        .zip(1..)
        .map(|(seats, number)| resource("table", Some(&format!("Стол {number}")), seats, 0));
    Ok((
        venue(slug, "Трактир «Броня»", hours, policy)?,
        tables.collect(),
    ))
}

fn rooms(slug: &str) -> anyhow::Result<(NewVenue, Vec<NewResource>)> {
    let day = [open(time(8, 0, 0, 0), time(21, 0, 0, 0))];
    let weekly = Week {
        saturday: vec![],
        sunday: vec![],
        ..Week::daily(&day)
    };
    let policy = Policy {
        stay: Some(Stay::Chosen {
            least_minutes: 15,
            most_minutes: 480,
        }),
        horizon_days: Some(Bound::Of(90)),
        contact: Some(ContactNeeded::Email),
        guest_choice: Some(GuestChoice::Named),
        ..Policy::default()
    };
    let room = |name, to| resource("room", Some(name), Seats { from: 1, to }, 0);
    let rooms = vec![
        room("Нева", 4),
        room("Волга", 6),
        room("Байкал", 10),
        room("Актовый зал", 60),
    ];
    let hours = OpeningHours {
        weekly,
        ..Default::default()
    };
    Ok((venue(slug, "Переговорные", hours, policy)?, rooms))
}

fn practice(slug: &str) -> anyhow::Result<(NewVenue, Vec<NewResource>)> {
    let policy = Policy {
        admission: Some(Admission::Tentative),
        answer_minutes: Some(Bound::Of(24 * 60)),
        lead_minutes: Some(Bound::Of(30)),
        cancel_confirmed: Some(GuestCancel::Asks),
        contact: Some(ContactNeeded::EmailOrPhone),
        guest_choice: Some(GuestChoice::Named),
        ..Policy::default()
    };
    let specialist = |name, price| NewResource {
        schedule: Schedule::Slots,
        ..resource("specialist", Some(name), Seats { from: 1, to: 1 }, price)
    };
    let specialists = vec![
        specialist("Анна Ильина, психолог", 400_000),
        specialist("Олег Рубцов, юрист", 550_000),
        specialist("Мария Гордеева, врач", 350_000),
    ];
    let hours = OpeningHours {
        weekly: Week::daily(&[open(time(9, 0, 0, 0), time(20, 0, 0, 0))]),
        ..Default::default()
    };
    Ok((venue(slug, "Приёмная «Совет»", hours, policy)?, specialists))
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
