//! Venues from templates: a restaurant, meeting rooms, a practice; and the command that makes these or founds a dialect.

use anyhow::{anyhow, bail, ensure};
use bronya_desk::{Desk, NewResource, NewVenue, No};
use bronya_dialects::Dialect;
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor, Command, SlotText};
use bronya_domain::hours::on_the_clock;
use bronya_domain::id::ResourceId;
use bronya_domain::money::Currency;
use bronya_domain::policy::Policy;
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::span::Span;
use bronya_domain::template::Home;
pub use bronya_domain::template::Template;
use bronya_gate::texts;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use jiff::tz::TimeZone;
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
    /// The language of a template's venue, in which its names are written: ru or en. Zone, currency and country go with it.
    #[arg(long, default_value = "ru", value_parser = ["ru", "en"])]
    language: String,
    /// Another time zone for a template's venue, such as Europe/Paris.
    #[arg(long)]
    zone: Option<String>,
    /// Another currency for a template's venue, by ISO 4217.
    #[arg(long)]
    currency: Option<String>,
    /// Another country for a template's venue, by ISO 3166: how phone numbers without + are read.
    #[arg(long)]
    region: Option<String>,
    #[command(flatten)]
    dialect: DialectOptions,
}

/// What is made.
enum Sown {
    Template(Template, Place),
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
            let template = template.ok_or_else(|| anyhow!("there is no {}", options.what))?;
            let language = match options.language.as_str() {
                "en" => Language::En,
                _ => Language::Ru,
            };
            let place = Place::of(language);
            let place = place.instead(options.zone, options.currency, options.region)?;
            Sown::Template(template, place)
        }
    };
    secret::beside_new(&address)?;
    let desk = wiring::desk(&address).await?;
    match sown {
        Sown::Template(..) if options.if_missing && is_there(&desk, &slug).await? => {
            println!("The venue {slug} is there already.");
        }
        Sown::Template(template, place) => {
            make(&desk, template, &slug, &place).await?;
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
pub async fn make(
    desk: &Desk,
    template: Template,
    slug: &str,
    place: &Place,
) -> anyhow::Result<()> {
    let (venue, resources) = match template {
        Template::Restaurant => restaurant(slug, place),
        Template::Rooms => rooms(slug, place),
        Template::Practice => practice(slug, place),
    };
    let catalog = desk.create_venue(venue, None, chance::now()).await?;
    let catalog = desk.add_resources(catalog.venue.id, resources).await?;
    if template == Template::Practice {
        let specialists = catalog.listed().iter().map(|listed| listed.resource.id);
        for specialist in specialists.collect::<Vec<_>>() {
            publish(desk, &catalog, specialist, place).await?;
        }
    }
    Ok(())
}

/// Where a template's venue is, and in which language it is written.
pub struct Place {
    language: Language,
    zone: String,
    currency: Currency,
    region: String,
}

impl Place {
    /// Where whoever speaks a language likely is.
    pub fn of(language: Language) -> Self {
        let home = Home::of(language);
        Self {
            language,
            zone: home.zone.into(),
            currency: home.currency.parse().expect("a currency"),
            region: home.region.into(),
        }
    }

    /// The same with what is given in the place of what was likely.
    fn instead(
        self,
        zone: Option<String>,
        currency: Option<String>,
        region: Option<String>,
    ) -> anyhow::Result<Self> {
        let currency = currency.map(|text| {
            let read = text.to_uppercase().parse();
            read.map_err(|_| anyhow!("--currency {text:?} is no currency of ISO 4217"))
        });
        let zone = zone.unwrap_or(self.zone);
        ensure!(
            TimeZone::get(&zone).is_ok_and(|zone| !zone.is_unknown()),
            "--zone {zone:?} is no time zone such as Europe/Paris"
        );
        let region = region.map_or(self.region, |region| region.to_uppercase());
        texts::country(&region, &()).map_err(|problem| anyhow!("--region {region:?} {problem}"))?;
        Ok(Self {
            language: self.language,
            zone,
            currency: currency.transpose()?.unwrap_or(self.currency),
            region,
        })
    }

    /// What is written there, of two languages.
    fn says<'a>(&self, ru: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::Ru => ru,
            Language::En => en,
        }
    }

    /// A price there, of two: a rouble buys less than a pound.
    fn costs(&self, roubles: i64, pounds: i64) -> i64 {
        match self.language {
            Language::Ru => roubles * 100,
            Language::En => pounds * 100,
        }
    }
}

fn venue(slug: &str, name: &str, template: Template, place: &Place) -> NewVenue {
    NewVenue {
        slug: slug.to_owned(),
        name: name.to_owned(),
        address: None,
        region: Some(place.region.clone()),
        zone_name: place.zone.clone(),
        language: place.language,
        currency: place.currency,
        hours: Some(template.hours()),
        policy: template.policy(),
    }
}

fn resource(kind: &str, name: &str, seats: Seats, price: i64) -> NewResource {
    NewResource {
        id: None,
        kind: kind.to_owned(),
        number: None,
        name: Some(name.to_owned()),
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

fn restaurant(slug: &str, place: &Place) -> (NewVenue, Vec<NewResource>) {
    let tables = [(1, 2, 6), (2, 4, 5), (4, 6, 3), (6, 8, 1)];
    let seats = tables
        .into_iter()
        .flat_map(|(from, to, count)| (0..count).map(move |_| Seats { from, to }));
    let word = place.says("Стол", "Table");
    let tables = seats
        .zip(1..)
        .map(|(seats, number)| resource("table", &format!("{word} {number}"), seats, 0));
    let name = place.says("Трактир «Броня»", "The Bronya Tavern");
    let venue = venue(slug, name, Template::Restaurant, place);
    (venue, tables.collect())
}

fn rooms(slug: &str, place: &Place) -> (NewVenue, Vec<NewResource>) {
    let room = |ru, en, to| resource("room", place.says(ru, en), Seats { from: 1, to }, 0);
    let rooms = vec![
        room("Нева", "Thames", 4),
        room("Волга", "Severn", 6),
        room("Байкал", "Windermere", 10),
        room("Актовый зал", "Hall", 60),
    ];
    let name = place.says("Переговорные", "Meeting rooms");
    (venue(slug, name, Template::Rooms, place), rooms)
}

fn practice(slug: &str, place: &Place) -> (NewVenue, Vec<NewResource>) {
    let specialist = |ru, en, price| NewResource {
        schedule: Template::Practice.schedule(),
        ..resource(
            "specialist",
            place.says(ru, en),
            Seats { from: 1, to: 1 },
            price,
        )
    };
    let specialists = vec![
        specialist(
            "Анна Ильина, психолог",
            "Anna Hill, psychologist",
            place.costs(4000, 80),
        ),
        specialist(
            "Олег Рубцов, юрист",
            "Oliver Reed, lawyer",
            place.costs(5500, 110),
        ),
        specialist(
            "Мария Гордеева, врач",
            "Mary Gordon, physician",
            place.costs(3500, 70),
        ),
    ];
    let name = place.says("Приёмная «Совет»", "The Counsel Practice");
    (venue(slug, name, Template::Practice, place), specialists)
}

/// Publishes the slots of a specialist's mornings.
async fn publish(
    desk: &Desk,
    catalog: &bronya_domain::catalog::Catalog,
    specialist: ResourceId,
    place: &Place,
) -> anyhow::Result<()> {
    let topic = place.says("Консультация", "Consultation");
    let zone = &catalog.venue.zone;
    let tomorrow = chance::now().to_zoned(zone.clone()).date().tomorrow()?;
    for day in tomorrow.series(1.day()).take(SLOT_DAYS as usize) {
        for hour in [10, 11, 12, 14, 15] {
            let from = on_the_clock(day.at(hour, 0, 0, 0), zone).at;
            let span = Span::lasting(from, SignedDuration::from_mins(50))?;
            let text = SlotText {
                resource: specialist,
                span,
                topic: Some(topic.into()),
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
