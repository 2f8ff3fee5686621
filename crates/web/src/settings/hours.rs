//! When a venue, or one of its resources, is open: the hours of an ordinary week, and days with hours of their own.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bronya_domain::catalog::Catalog;
use bronya_domain::hours::{OpeningHours, WallSpan, Week};
use bronya_domain::resource::Resource;
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use bronya_gate::Denial;
use jiff::ToSpan;
use jiff::civil::{Date, Time};

use super::effect::{self, Place, Saved};
use super::exceptions;
use super::form::{blame, wrong};
use super::resource::{self, Named, found};
use super::sent::Sent;
use super::ways::{self, Around};
use super::week::{self, DAYS};
use crate::asked::Form;
use crate::fields::{Field, Trouble};
use crate::inside::{Admin, Inside};
use crate::page::{Frame, Page};
use crate::paths;
use crate::tongue::{Blanks, Tongue};

pub(super) const WORDS: &str = "settings-hours";
const FIELDS: [&str; 8] = [
    "mode",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
/// How many days a form may name at once.
const DAYS_MOST: i32 = 366;
/// How many dates may have hours of their own.
const EXCEPTIONS_MOST: usize = 1000;

/// Whose hours they are.
#[derive(Clone, Copy)]
struct Whose<'a> {
    inside: &'a Inside,
    resource: Option<&'a Resource>,
}

#[derive(Template)]
#[template(path = "settings/hours.html")]
struct Content {
    frame: Frame,
    around: Around,
    lines: Vec<String>,
    mode: Field,
    days: Vec<Field>,
    seen: i64,
    action: String,
    exceptions: Vec<exceptions::Line>,
    past: Option<String>,
    more: Option<Vec<Field>>,
}

/// Fields that are being filled in.
struct Filled {
    mode: Field,
    days: Vec<Field>,
    more: Vec<Field>,
    /// What is wrong with the days that are to have no hours of their own any more.
    wrong_days: Option<String>,
}

pub(super) async fn show(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let whose = Whose {
        inside: &inside,
        resource: None,
    };
    whose.shown(query.as_deref()).into_response()
}

pub(super) async fn show_own(
    Admin(inside): Admin,
    Path((_, number)): Named,
    RawQuery(query): RawQuery,
) -> Response {
    let visitor = inside.known.visitor;
    let shown = found(&inside, &number).map(|resource| {
        let whose = Whose {
            inside: &inside,
            resource: Some(resource),
        };
        whose.shown(query.as_deref())
    });
    visitor.shown(shown)
}

/// Which of the forms was sent.
#[derive(Clone, Copy)]
enum Part {
    Week,
    Add,
    Remove,
}

pub(super) async fn save(Admin(inside): Admin, Form(sent): Form<Sent>) -> Response {
    answered(&inside, None, Part::Week, &sent).await
}

pub(super) async fn save_own(
    Admin(inside): Admin,
    Path((_, number)): Named,
    Form(sent): Form<Sent>,
) -> Response {
    answered(&inside, Some(&number), Part::Week, &sent).await
}

pub(super) async fn except(
    Admin(inside): Admin,
    Path((_, part)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Response {
    answered(&inside, None, part_of(&part), &sent).await
}

pub(super) async fn except_own(
    Admin(inside): Admin,
    Path((_, number, part)): Path<(String, String, String)>,
    Form(sent): Form<Sent>,
) -> Response {
    answered(&inside, Some(&number), part_of(&part), &sent).await
}

fn part_of(part: &str) -> Part {
    match part {
        "remove" => Part::Remove,
        _ => Part::Add,
    }
}

async fn answered(inside: &Inside, number: Option<&str>, part: Part, sent: &Sent) -> Response {
    let visitor = inside.known.visitor;
    let answer = async {
        let resource = number.map(|number| found(inside, number)).transpose()?;
        Whose { inside, resource }.saved(part, sent).await
    };
    visitor.told(answer.await)
}

impl Whose<'_> {
    fn tongue(&self) -> Tongue {
        self.inside.known.tongue()
    }

    fn catalog(&self) -> &Catalog {
        &self.inside.catalog
    }

    fn path(&self) -> String {
        match self.resource {
            Some(resource) => format!("{}/hours", resource::path(self.inside, resource)),
            None => format!("{}/hours", paths::settings(&self.catalog().venue.slug)),
        }
    }

    /// Its own hours, where it has any.
    fn own(&self) -> Option<&OpeningHours> {
        match self.resource {
            Some(resource) => resource.hours.as_ref(),
            None => self.catalog().venue.hours.as_ref(),
        }
    }

    /// What its hours begin with where it has none of its own yet: those that hold for it now, so that nothing changes but what
    /// somebody changes.
    fn likely(&self) -> OpeningHours {
        let wider = self.resource.and(self.catalog().venue.hours.as_ref());
        let always = || OpeningHours {
            weekly: Week::daily(&[WallSpan {
                opens: Time::midnight(),
                closes: Time::midnight(),
            }]),
            exceptions: BTreeMap::new(),
        };
        self.own().or(wider).cloned().unwrap_or_else(always)
    }

    fn change(&self, hours: Option<OpeningHours>) -> SettingsChange {
        match self.resource {
            Some(resource) => {
                let edit = ResourceEdit {
                    hours: Some(hours),
                    ..ResourceEdit::default()
                };
                SettingsChange::Resource(resource.id, Box::new(edit))
            }
            None => SettingsChange::Hours(hours),
        }
    }

    async fn saved(&self, part: Part, sent: &Sent) -> Result<Response, Denial> {
        let mut filled = self.filled(Some(sent).filter(|_| matches!(part, Part::Week)));
        let hours = match part {
            Part::Week => self.week(sent, &mut filled)?,
            Part::Add => self.added(sent, &mut filled)?,
            Part::Remove => self.removed(sent, &mut filled)?,
        };
        let blamed = [&filled.days[..], &filled.more[..]];
        let around = Around::of(self.inside, None);
        if filled.wrong_days.is_some() || blamed.into_iter().any(wrong) {
            return Ok(self.page(around, filled).into_response());
        }
        let place = Place {
            inside: self.inside,
            sent,
            action: match part {
                Part::Week => self.path(),
                Part::Add => format!("{}/add", self.path()),
                Part::Remove => format!("{}/remove", self.path()),
            },
            back: self.path(),
            repriced: Vec::new(),
        };
        match place.save(self.change(hours)).await {
            Ok(Saved::Asks(page)) => Ok(page.into_response()),
            Ok(Saved::Yes) => {
                Ok(Redirect::to(&format!("{}?done=saved", self.path())).into_response())
            }
            Err(denial) => match effect::trouble(self.inside, &denial) {
                Some(trouble) => Ok(self
                    .page(around.troubled(Some(trouble)), filled)
                    .into_response()),
                None => Err(denial),
            },
        }
    }

    /// The hours of an ordinary week; days with hours of their own stay.
    fn week(&self, sent: &Sent, filled: &mut Filled) -> Result<Option<OpeningHours>, Denial> {
        sent.only(&FIELDS)?;
        match sent.text("mode") {
            "none" => {
                // Whoever gives up hours of his own need not empty them first.
                if self.own().is_none() {
                    self.unwanted(sent, filled);
                }
                return Ok(None);
            }
            "own" => {}
            _ => return Err(Denial::invalid("mode", "must be own or none")),
        }
        let mut hours = OpeningHours {
            weekly: Week::default(),
            ..self.likely()
        };
        for (name, _, day) in DAYS {
            match week::day(sent.text(name)) {
                Some(spans) => week::put(&mut hours.weekly, day, spans),
                None => {
                    let problem = self.tongue().word("settings-bad-hours");
                    blame(&mut filled.days, name, problem);
                }
            }
        }
        Ok(Some(hours))
    }

    /// Says at each day that was typed into that no hours of its own were chosen: nothing typed is passed over.
    fn unwanted(&self, sent: &Sent, filled: &mut Filled) {
        let shown = self.likely();
        for (name, _, day) in DAYS {
            if sent.has(name) && sent.text(name) != week::text(shown.weekly.on(day)) {
                let problem = self.tongue().word("settings-bad-mode");
                blame(&mut filled.days, name, problem);
            }
        }
    }

    /// The hours with some days that have their own.
    fn added(&self, sent: &Sent, filled: &mut Filled) -> Result<Option<OpeningHours>, Denial> {
        sent.only(&["from", "until", "hours"])?;
        for field in &mut filled.more {
            field.value = sent.text(field.name).to_owned();
        }
        let mut wrong = |name: &str, words: &str| {
            blame(&mut filled.more, name, self.tongue().word(words));
        };
        let mut hours = self.likely();
        let spans = week::day(sent.text("hours"));
        if spans.is_none() {
            wrong("hours", "settings-bad-hours");
        }
        let date = |name| sent.text(name).parse::<Date>().ok();
        let date = |name| date(name).filter(|date| (1970..=9998).contains(&date.year()));
        let first = date("from");
        if first.is_none() {
            wrong("from", "bad-date");
        }
        let last = match sent.text("until") {
            "" => first,
            _ => date("until"),
        };
        let days = first.zip(last).filter(|(first, last)| {
            let most = first.checked_add(DAYS_MOST.days()).unwrap_or(Date::MAX);
            first <= last && *last < most
        });
        let (Some((first, last)), Some(spans)) = (days, spans) else {
            if days.is_none() {
                wrong("until", "settings-bad-until");
            }
            return Ok(None);
        };
        let all = first.series(1.day()).take_while(|day| *day <= last);
        hours.exceptions.extend(all.map(|day| (day, spans.clone())));
        if hours.exceptions.len() > EXCEPTIONS_MOST {
            wrong("until", "settings-too-many-days");
        }
        Ok(Some(hours))
    }

    /// The hours without those of some days that follow one another.
    fn removed(&self, sent: &Sent, filled: &mut Filled) -> Result<Option<OpeningHours>, Denial> {
        sent.only(&["date", "last"])?;
        let date = |name| {
            let date = sent.text(name).parse::<Date>();
            date.map_err(|_| Denial::invalid(name, "must be a date"))
        };
        let (first, last) = (date("date")?, date("last")?);
        if last < first {
            filled.wrong_days = Some(self.tongue().word("settings-bad-until"));
        }
        let mut hours = self.own().cloned();
        if let Some(hours) = &mut hours {
            hours
                .exceptions
                .retain(|day, _| *day < first || last < *day);
        }
        Ok(hours)
    }

    /// The fields, with what was typed where a form was sent.
    fn filled(&self, sent: Option<&Sent>) -> Filled {
        let tongue = self.tongue();
        let (own, none) = match self.resource {
            Some(_) => ("settings-hours-own", "settings-hours-as-venue"),
            None => ("settings-hours-weekly", "settings-hours-always"),
        };
        let options = [("own", own), ("none", none)];
        let options = options.map(|(value, words)| (value.to_owned(), tongue.word(words)));
        let is_own = if self.own().is_some() { "own" } else { "none" };
        let mode = sent.map_or(is_own, |sent| sent.text("mode"));
        let hours = self.likely();
        let day = |(name, words, day): (&'static str, &str, _)| Field {
            value: match sent {
                Some(sent) => sent.text(name).to_owned(),
                None => week::text(hours.weekly.on(day)),
            },
            fill: Some("off"),
            required: false,
            most: Some(200),
            ..Field::new(name, "text", tongue.word(words))
        };
        let more = |name, kind, words: &str| Field {
            required: false,
            fill: Some("off"),
            ..Field::new(name, kind, tongue.word(words))
        };
        Filled {
            mode: Field::choice(
                "mode",
                tongue.word("settings-mode"),
                options.into(),
                mode.to_owned(),
            ),
            days: DAYS.map(day).into(),
            more: vec![
                Field {
                    required: true,
                    ..more("from", "date", "settings-from")
                },
                Field {
                    hint: Some(tongue.word("settings-until-hint")),
                    ..more("until", "date", "settings-until")
                },
                Field {
                    hint: Some(tongue.word("settings-day-hours-hint")),
                    most: Some(200),
                    ..more("hours", "text", "settings-day-hours")
                },
            ],
            wrong_days: None,
        }
    }

    fn shown(&self, query: Option<&str>) -> Page {
        let done = ways::asked(query, "done");
        let around = Around::of(self.inside, done.as_deref());
        self.page(around, self.filled(None))
    }

    fn page(&self, around: Around, mut filled: Filled) -> Page {
        let tongue = self.tongue();
        let wrong = Trouble::of(tongue, &mut filled.days);
        let wrong = wrong.or_else(|| Trouble::of(tongue, &mut filled.more));
        let wrong_days = filled.wrong_days.take();
        let wrong_days = wrong_days.map(|text| Trouble::about(tongue, "exceptions", text));
        let wrong = wrong.or(wrong_days);
        let status = match (&wrong, &around.trouble) {
            (Some(_), _) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, Some(_)) => StatusCode::CONFLICT,
            (None, None) => StatusCode::OK,
        };
        let trouble = wrong.or(around.trouble);
        let around = Around { trouble, ..around };
        let title = match self.resource {
            Some(resource) => {
                let blanks = Blanks::default().with("name", ways::called(&resource.name));
                tongue.say("settings-hours-of", &blanks)
            }
            None => tongue.word(WORDS),
        };
        let (exceptions, past) = self.exceptions();
        let zone = Blanks::default().with("zone", ways::called(&self.catalog().venue.zone_name));
        // What has no hours of its own follows the wider ones on every day.
        let has_more = self.resource.is_none() || self.own().is_some();
        let content = Content {
            frame: ways::frame(self.inside, title, &around),
            around,
            lines: vec![
                tongue.word("settings-hours-hint"),
                tongue.say("zone", &zone),
            ],
            mode: filled.mode,
            days: filled.days,
            seen: self.catalog().venue.settings,
            action: self.path(),
            exceptions,
            past,
            more: has_more.then_some(filled.more),
        };
        Page::of(status, &content)
    }

    /// The days to come that have hours of their own, and how many are over.
    fn exceptions(&self) -> (Vec<exceptions::Line>, Option<String>) {
        let tongue = self.tongue();
        let zone = &self.catalog().venue.zone;
        let today = self.inside.known.gate.now().to_zoned(zone.clone()).date();
        let Some(own) = self.own() else {
            return (Vec::new(), None);
        };
        let ahead = exceptions::stretches(own, today);
        let ahead = ahead.iter().map(|stretch| stretch.line(tongue, zone));
        let past = own.exceptions.range(..today).count();
        let blanks = Blanks::default().with("count", past);
        let past = (past > 0).then(|| tongue.say("settings-exceptions-past", &blanks));
        (ahead.collect(), past)
    }
}
