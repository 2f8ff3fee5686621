//! What of a history somebody wants to see. It stands in the address, so that every choice is a page that a link leads back to.

use std::collections::BTreeMap;

use bronya_desk::{HistoryPlace, Subject, Wanted};
use bronya_domain::catalog::Catalog;
use bronya_domain::happening::{ACTS, About, Deed};
use bronya_domain::hours::local_day;
use bronya_domain::id::{AccountId, BookingId, ResourceId};
use bronya_domain::span::Span;
use bronya_gate::{Denial, reading};
use bronya_words::Line;
use garde::Validate;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::fields::Field;
use crate::tongue::{Blanks, Tongue};

/// How many resources are left to choose from.
const RESOURCES_MOST: usize = 500;

/// What an address says.
#[derive(Default, Deserialize, Validate)]
pub(super) struct Asked {
    /// The first day.
    #[garde(length(max = 20))]
    from: Option<String>,
    /// The last day.
    #[garde(length(max = 20))]
    until: Option<String>,
    /// The account of whoever did it.
    #[garde(length(max = 20))]
    pub by: Option<String>,
    /// What was done.
    #[garde(length(max = 40))]
    act: Option<String>,
    /// What it was done to: `booking.12`, `resource.3`.
    #[garde(length(max = 60))]
    about: Option<String>,
    /// The place before which it is wanted.
    #[garde(length(max = 100))]
    before: Option<String>,
}

impl Asked {
    pub fn read(query: &str) -> Result<Self, Denial> {
        reading::form(query)
    }

    /// What the desk is asked for; else the field that says what nobody can mean.
    pub fn wanted(&self, zone: &TimeZone) -> Result<Wanted, &'static str> {
        let day = |text: &Option<String>, field| {
            let day = text
                .as_deref()
                .map(|text| self::day(text, zone).ok_or(field));
            day.transpose()
        };
        let (first, last) = (day(&self.from, "from")?, day(&self.until, "until")?);
        if let (Some(first), Some(last)) = (first, last)
            && last < first
        {
            return Err("until");
        }
        let by = self.by.as_deref().map(|by| by.parse().map(AccountId));
        let about = self
            .about
            .as_deref()
            .map(|about| subject(about).ok_or("about"));
        Ok(Wanted {
            from: first.map(Span::from),
            until: last.map(Span::end),
            by: by.transpose().map_err(|_| "by")?,
            act: self.act.clone(),
            subject: about.transpose()?,
        })
    }

    /// The place before which it is wanted; the latest, where there is none of that name.
    pub fn before(&self) -> Option<HistoryPlace> {
        self.before.as_deref()?.parse().ok()
    }

    /// Whether it leaves anything out.
    pub fn is_filtered(&self) -> bool {
        self.choices().next().is_some()
    }

    /// The address of the same choice, before a place.
    pub fn at(&self, path: &str, before: Option<HistoryPlace>) -> String {
        let before = before.map(|place| ("before", place.to_string()));
        let chosen = self.choices().map(|(name, value)| (name, value.to_owned()));
        address(path, chosen.chain(before))
    }

    /// The address of the same choice with one thing chosen otherwise.
    pub fn with(&self, path: &str, name: &'static str, value: String) -> String {
        let others = self.choices().filter(|(other, _)| *other != name);
        let others = others.map(|(name, value)| (name, value.to_owned()));
        address(path, others.chain([(name, value)]))
    }

    fn choices(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("from", &self.from),
            ("until", &self.until),
            ("by", &self.by),
            ("act", &self.act),
            ("about", &self.about),
        ];
        let given = all
            .into_iter()
            .map(|(name, value)| (name, value.as_deref()));
        given.filter_map(|(name, value)| Some((name, value?)))
    }

    /// The fields of the form. Who did something can be chosen from those who are on the page.
    pub fn fields(
        &self,
        tongue: Tongue,
        catalog: &Catalog,
        people: &BTreeMap<AccountId, String>,
    ) -> Vec<Field> {
        let label = |name: &str| tongue.word(&format!("history-{name}"));
        let date = |name: &'static str, value: &Option<String>| Field {
            value: value.clone().unwrap_or_default(),
            required: false,
            ..Field::new(name, "date", label(name))
        };
        let choice =
            |name: &'static str, mut options: Vec<(String, String)>, value: &Option<String>| {
                let value = value.clone().unwrap_or_default();
                options.insert(0, (String::new(), label(&format!("any-{name}"))));
                // What was chosen by a link stays chosen.
                if !options.iter().any(|(known, _)| *known == value) {
                    options.push((value.clone(), value.clone()));
                }
                Field {
                    required: false,
                    ..Field::choice(name, label(name), options, value)
                }
            };
        let people = people
            .iter()
            .map(|(id, name)| (id.to_string(), name.clone()));
        let deeds = ACTS.into_iter().chain(Deed::ALL.map(Deed::name));
        let acts = deeds.map(|act| (act.to_owned(), act_words(tongue, act)));
        let mut acts: Vec<(String, String)> = acts.collect();
        acts.sort_by(|one, other| one.1.cmp(&other.1));
        vec![
            date("from", &self.from),
            date("until", &self.until),
            choice("by", people.collect(), &self.by),
            choice("act", acts, &self.act),
            choice("about", things(catalog), &self.about),
        ]
    }
}

/// What was done, in words.
pub(super) fn act_words(tongue: Tongue, act: &str) -> String {
    let blanks = Blanks::default().with("act", act.to_owned());
    tongue.say("history-did", &blanks)
}

/// How an address names what something was done to.
pub(super) fn name_of(about: &About) -> Option<String> {
    Some(format!("{}.{}", about.name(), about.number()?))
}

/// The resources, to choose from.
fn things(catalog: &Catalog) -> Vec<(String, String)> {
    let listed = catalog.listed().iter().map(|listed| &listed.resource);
    let named = listed.take(RESOURCES_MOST).map(|resource| {
        let name = Line::name(&resource.name).to_string();
        (format!("resource.{}", resource.id), name)
    });
    named.collect()
}

fn subject(text: &str) -> Option<Subject> {
    let (sort, number) = text.split_once('.')?;
    let number: i64 = number.parse().ok()?;
    match sort {
        "booking" => Some(Subject::Booking(BookingId(number))),
        "resource" => Some(Subject::Resource(ResourceId(number))),
        "block" | "slot" | "member" | "key" => Some(Subject::Thing(sort.to_owned(), number)),
        _ => None,
    }
}

fn day(text: &str, zone: &TimeZone) -> Option<Span> {
    let date: Date = text.parse().ok()?;
    let sane = (1970..=9998).contains(&date.year());
    sane.then(|| local_day(date, zone)).flatten()
}

fn address(path: &str, chosen: impl Iterator<Item = (&'static str, String)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(chosen);
    let query = query.finish();
    match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{query}"),
    }
}
