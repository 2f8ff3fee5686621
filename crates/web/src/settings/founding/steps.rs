//! What is asked in which step, what is likely to be answered, and how the answers are read.

use std::collections::{BTreeMap, HashSet};

use bronya_desk::{NewResource, NewVenue};
use bronya_domain::catalog::Language;
use bronya_domain::hours::{OpeningHours, Week};
use bronya_domain::money::Currency;
use bronya_domain::template::{Home, Template};
use bronya_gate::texts;

use crate::fields::Field;
use crate::settings::basics::{self, Reader};
use crate::settings::form::blame;
use crate::settings::lines::{Reading, Row};
use crate::settings::resources::lines_field;
use crate::settings::sent::Sent;
use crate::settings::slug;
use crate::settings::week::{self, DAYS};
use crate::tongue::Tongue;

/// Everything that the form asks, whichever step asks it.
pub(super) const FIELDS: [&str; 19] = [
    "step",
    "go",
    "based",
    "template",
    "name",
    "slug",
    "zone",
    "language",
    "currency",
    "region",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "kind",
    "lines",
];

/// One step, or what everything comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    What,
    Where,
    Offer,
    Sum,
}

impl Step {
    pub(super) const ALL: [Self; 4] = [Self::What, Self::Where, Self::Offer, Self::Sum];

    /// Its number, from 1.
    pub(super) fn number(self) -> usize {
        let at = Self::ALL.iter().position(|step| *step == self);
        at.unwrap_or_default() + 1
    }

    /// The step of that number.
    pub(super) fn of(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|step| step.number().to_string() == text)
    }

    /// What it asks, by name.
    pub(super) fn asks(self) -> &'static [&'static str] {
        match self {
            Self::What => &["template", "name"],
            Self::Where => &[
                "slug",
                "zone",
                "language",
                "currency",
                "region",
                "monday",
                "tuesday",
                "wednesday",
                "thursday",
                "friday",
                "saturday",
                "sunday",
            ],
            Self::Offer => &["kind", "lines"],
            Self::Sum => &[],
        }
    }
}

/// What was answered so far.
#[derive(Clone, Copy)]
pub(super) struct Answers<'a> {
    pub tongue: Tongue,
    pub sent: &'a Sent,
}

impl Answers<'_> {
    /// What the venue is.
    pub(super) fn template(&self) -> Option<Template> {
        Template::named(self.sent.text("template"))
    }

    /// Whether what is typed was typed for the sort of venue that is chosen; what was likely for another one is not for this.
    fn is_for_this(&self) -> bool {
        self.sent.text("based") == self.sent.text("template")
    }

    /// Whether a step was answered before, for this sort of venue.
    pub(super) fn knows(&self, step: Step) -> bool {
        let names = step.asks();
        self.is_for_this() && names.iter().any(|name| self.sent.has(name))
    }

    fn language(&self) -> Language {
        match self.sent.text("language") {
            "ru" => Language::Ru,
            "en" => Language::En,
            _ => self.tongue.0,
        }
    }

    /// The field of a venue's name.
    pub(super) fn what(&self) -> Vec<Field> {
        vec![basics::name(self.tongue, self.sent.text("name").to_owned())]
    }

    /// Where and when: what was answered, else what is likely.
    pub(super) fn place(&self) -> Vec<Field> {
        let (tongue, sent, known) = (self.tongue, self.sent, self.knows(Step::Where));
        let home = Home::of(self.language());
        let text = |name: &str, likely: &str| match known {
            true => sent.text(name).to_owned(),
            false => sent.some(name).unwrap_or_else(|| likely.to_owned()),
        };
        let slug = Field {
            value: text("slug", &slug::proposed(sent.text("name"))),
            most: Some(63),
            fill: Some("off"),
            hint: Some(tongue.word("founding-slug-hint")),
            ..Field::new("slug", "text", tongue.word("founding-slug"))
        };
        vec![
            slug,
            basics::zone(tongue, text("zone", home.zone)),
            basics::language(tongue, self.language()),
            basics::currency(tongue, text("currency", home.currency)),
            basics::region(tongue, text("region", home.region)),
        ]
    }

    /// The days of the week: what was answered, else what is likely.
    pub(super) fn days(&self) -> Vec<Field> {
        let likely = self.template().map(Template::hours).unwrap_or_default();
        let known = self.knows(Step::Where);
        let day = |(name, words, day): (&'static str, &str, _)| Field {
            value: match known {
                true => self.sent.text(name).to_owned(),
                false => week::text(likely.weekly.on(day)),
            },
            fill: Some("off"),
            required: false,
            most: Some(200),
            ..Field::new(name, "text", self.tongue.word(words))
        };
        DAYS.map(day).into()
    }

    /// What is offered: what was answered, else an example.
    pub(super) fn offer(&self) -> Vec<Field> {
        let own = Tongue(self.language());
        let known = self.knows(Step::Offer);
        let template = self.sent.text("template");
        let text = |name: &str| match known {
            true => self.sent.text(name).to_owned(),
            false => own.word(&format!("founding-{template}.{name}")),
        };
        let kind = Field {
            value: text("kind"),
            most: Some(64),
            fill: Some("off"),
            hint: Some(self.tongue.word("settings-kind-hint")),
            ..Field::new("kind", "text", self.tongue.word("settings-kind"))
        };
        vec![kind, lines_field(self.tongue, text("lines"))]
    }

    /// Says at the fields of the first step what will not do.
    pub(super) fn check_what(&self, fields: &mut Vec<Field>) {
        self.reader(fields).name();
    }

    fn reader<'b>(&'b self, fields: &'b mut Vec<Field>) -> Reader<'b> {
        Reader {
            tongue: self.tongue,
            sent: self.sent,
            fields,
        }
    }

    /// The venue, as far as the first two steps say; what will not do is said at the fields.
    pub(super) fn venue(&self, fields: &mut Vec<Field>, days: &mut [Field]) -> Option<NewVenue> {
        let hours = self.hours(days);
        let template = self.template()?;
        let mut reader = self.reader(fields);
        let slug = self.sent.text("slug").to_owned();
        if texts::slug(&slug, &()).is_err() {
            reader.blame("slug", "founding-bad-slug");
        }
        let (zone, language, currency) = (reader.zone(), reader.language(), reader.currency());
        let region = reader.region();
        Some(NewVenue {
            slug,
            name: self.sent.text("name").to_owned(),
            address: None,
            region,
            zone_name: zone?.0,
            language: language?,
            currency: currency?,
            hours: Some(OpeningHours {
                weekly: hours?,
                exceptions: BTreeMap::new(),
            }),
            policy: template.policy(),
        })
    }

    fn hours(&self, days: &mut [Field]) -> Option<Week> {
        let mut hours = Week::default();
        let mut readable = true;
        for (name, _, day) in DAYS {
            match week::day(self.sent.text(name)) {
                Some(spans) => week::put(&mut hours, day, spans),
                None => {
                    blame(days, name, self.tongue.word("settings-bad-hours"));
                    readable = false;
                }
            }
        }
        readable.then_some(hours)
    }

    /// What it offers; what will not do is said at the fields.
    pub(super) fn rows(&self, currency: Currency, fields: &mut [Field]) -> Option<Vec<Row>> {
        let kind = self.sent.text("kind");
        if texts::kind(kind, &()).is_err() {
            blame(fields, "kind", self.tongue.word("settings-bad-kind"));
        }
        let reading = Reading {
            tongue: self.tongue,
            currency,
            for_one: self.template() == Some(Template::Practice),
            taken: HashSet::new(),
        };
        match reading.rows(self.sent.text("lines")) {
            Ok(rows) if rows.is_empty() => {
                blame(fields, "lines", self.tongue.word("settings-lines-none"));
                None
            }
            Ok(rows) => Some(rows),
            Err(wrong) => {
                blame(fields, "lines", wrong.join(" "));
                None
            }
        }
    }

    /// What it offers, in the desk's words.
    pub(super) fn resources(&self, rows: Vec<Row>) -> Vec<NewResource> {
        let schedule = self.template().map(Template::schedule).unwrap_or_default();
        let kind = self.sent.text("kind");
        rows.into_iter()
            .map(|row| row.resource(kind, schedule))
            .collect()
    }
}
