//! What stands on the guest's page, and how its forms look.

use askama::Template;
use axum::http::StatusCode;
use bronya_domain::availability::Offer;
use bronya_domain::booking::State;
use bronya_domain::guest::{Leave, May, Moves};
use bronya_domain::span::Span;
use bronya_gate::{Denial, Gate};
use bronya_words::{Line as Name, moment};
use jiff::Timestamp;
use jiff::civil::Date;

use super::starts::{self, Place};
use crate::facts::{self, Booked, Fact, Facts, party_of};
use crate::fields::{Field, Trouble};
use crate::page::{Frame, Page};
use crate::paths;
use crate::refusals;
use crate::tongue::{Blanks, Tongue};

/// The longest reason, in characters.
pub(super) const REASON_MOST: usize = 500;
/// The largest party that a form takes.
const PARTY_MOST: u32 = 10_000;

/// What a guest typed and chose, to stand in the forms again.
#[derive(Default)]
pub(super) struct Asked {
    leaving: bool,
    reason: Option<String>,
    looking: bool,
    moving: bool,
    date: Option<String>,
    party: Option<String>,
    to: Option<String>,
}

/// A text that is no number of people.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoParty;

impl Asked {
    /// He looks at the times of a day, or just looks.
    pub(super) fn looking(date: Option<String>, party: Option<String>) -> Self {
        let looking = date.is_some() || party.is_some();
        Self {
            looking,
            date,
            party,
            ..Self::default()
        }
    }

    /// He wants to leave.
    pub(super) fn leaving(reason: Option<String>) -> Self {
        Self {
            leaving: true,
            reason,
            ..Self::default()
        }
    }

    /// He wants another time.
    pub(super) fn moving(date: Option<String>, party: Option<String>, to: Option<String>) -> Self {
        Self {
            moving: true,
            to,
            ..Self::looking(date, party)
        }
    }

    /// How many come, where he said so.
    pub(super) fn party(&self) -> Result<Option<u32>, NoParty> {
        let text = self.party.as_deref().map(str::trim);
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let party = text.parse().ok().filter(|_| digits);
        let party = party.filter(|party| (1..=PARTY_MOST).contains(party));
        party.map(Some).ok_or(NoParty)
    }
}

#[derive(Template)]
#[template(path = "booking.html")]
struct Content {
    frame: Frame,
    trouble: Option<Trouble>,
    mark: &'static str,
    state: String,
    lead: String,
    facts: Vec<Fact>,
    zone: String,
    calendar: Option<String>,
    again: Option<String>,
    version: i64,
    limits: Vec<String>,
    moving: Option<Moving>,
    leaving: Option<Leaving>,
}

struct Leaving {
    summary: String,
    lead: String,
    action: String,
    button: String,
    reason: Field,
    open: bool,
}

struct Moving {
    lead: String,
    look: String,
    action: String,
    fields: Vec<Field>,
    found: Option<Found>,
    open: bool,
}

struct Found {
    date: String,
    party: String,
    legend: String,
    none: String,
    problem: Option<String>,
    starts: Vec<Start>,
}

struct Start {
    value: String,
    time: String,
    place: Option<String>,
    chosen: bool,
}

/// The page in the making.
pub(super) struct Screen<'a> {
    pub gate: &'a Gate,
    pub booked: &'a Booked,
    pub tongue: Tongue,
    pub path: &'a str,
    pub now: Timestamp,
}

impl Screen<'_> {
    /// The page; with what the rules said against what was asked, where they did.
    pub(super) async fn page(&self, asked: Asked, denial: Option<&Denial>) -> Result<Page, Denial> {
        let (tongue, venue) = (self.tongue, &self.booked.catalog.venue);
        let may = offered(self.booked, self.now);
        let mut moving = match may.moves {
            Moves::Until(deadline) => Some(self.moving(&asked, denial, deadline).await?),
            Moves::Nothing | Moves::Late(_) | Moves::Staff => None,
        };
        let mut trouble = denial.and_then(|denial| refusals::trouble(tongue, venue, denial));
        let mut status = denial.map_or(StatusCode::OK, refusals::status);
        if let Some(moving) = &mut moving
            && trouble.is_none()
        {
            trouble = self.misread(moving);
            if trouble.is_some() {
                status = StatusCode::UNPROCESSABLE_ENTITY;
            }
        }
        let stands = self.booked.stands(self.now);
        let (state, mark) = facts::state(tongue, stands);
        let name = stands.name().replace('_', "-");
        let frame = Frame {
            whose: Some(self.booked.whose()),
            troubled: trouble.is_some(),
            here: Some(self.path.to_owned()),
            ..Frame::bare(tongue, tongue.word(&format!("guest-{name}.title")))
        };
        let content = Content {
            frame,
            trouble,
            mark,
            state,
            lead: self.lead(&name, may.leave),
            facts: self.facts(stands).await?,
            zone: self.booked.zone(tongue),
            calendar: (stands == State::Confirmed).then(|| self.to("/calendar.ics")),
            again: again(stands).then(|| paths::venue(&venue.slug)),
            version: self.booked.booking.version,
            limits: self.limits(may),
            moving,
            leaving: self.leaving(may.leave, asked),
        };
        Ok(Page::of(status, &content))
    }

    fn to(&self, end: &str) -> String {
        format!("{}{end}", self.path)
    }

    fn full(&self, at: Timestamp) -> String {
        moment::full(self.tongue.0, &self.booked.catalog.venue.zone, at)
    }

    /// The news in sentences.
    fn lead(&self, state: &str, leave: Leave) -> String {
        let zone = &self.booked.catalog.venue.zone;
        let short = |at| moment::short(self.tongue.0, zone, at);
        let deadline = self.booked.booking.deadline;
        let answer = deadline.map_or_else(|| "none".to_owned(), short);
        let asked = matches!(leave, Leave::Asked(_));
        let blanks = Blanks::default()
            .with("answer", answer)
            .with("asked", if asked { "yes" } else { "no" });
        self.tongue.say(&format!("guest-{state}.lead"), &blanks)
    }

    /// The facts of the booking; of one that came to nothing also why, in the words of whoever ended it.
    async fn facts(&self, stands: State) -> Result<Vec<Fact>, Denial> {
        let mut facts = self.booked.facts(self.tongue);
        if matches!(stands, State::Declined | State::Cancelled) {
            let last = self.booked.last_line(self.gate).await?;
            let mut why = Facts::new(self.tongue);
            why.words("fact-reason", last.and_then(|line| line.reason).as_deref());
            facts.extend(why.0);
        }
        Ok(facts)
    }

    /// What cannot be done here any more, and why.
    fn limits(&self, may: May) -> Vec<String> {
        let at = |id: &str, name: &'static str, at: Timestamp| {
            let blanks = Blanks::default().with(name, self.full(at));
            self.tongue.say(id, &blanks)
        };
        let moves = match may.moves {
            Moves::Late(deadline) => Some(at("move-late", "deadline", deadline)),
            Moves::Staff => Some(self.tongue.word("move-staff")),
            Moves::Nothing | Moves::Until(_) => None,
        };
        let leave = match may.leave {
            Leave::Asked(asked_at) => Some(at("leave-asked", "asked", asked_at)),
            Leave::Nothing | Leave::Cancel(_) | Leave::Ask(_) => None,
        };
        leave.into_iter().chain(moves).collect()
    }

    fn leaving(&self, leave: Leave, asked: Asked) -> Option<Leaving> {
        let tongue = self.tongue;
        let (words, action, deadline) = match leave {
            Leave::Cancel(deadline) => ("leave-cancel", "/cancel", deadline),
            Leave::Ask(deadline) => ("leave-ask", "/ask", deadline),
            Leave::Nothing | Leave::Asked(_) => return None,
        };
        let deadline = deadline.map_or_else(|| "none".to_owned(), |at| self.full(at));
        let part = |part: &str| {
            let blanks = Blanks::default().with("deadline", deadline.clone());
            tongue.say(&format!("{words}.{part}"), &blanks)
        };
        let reason = Field {
            value: asked.reason.unwrap_or_default(),
            most: Some(REASON_MOST),
            required: false,
            ..Field::new("reason", "text", tongue.word("leave-reason"))
        };
        Some(Leaving {
            summary: part("summary"),
            lead: part("lead"),
            action: self.to(action),
            button: part("button"),
            reason,
            open: asked.leaving,
        })
    }

    async fn moving(
        &self,
        asked: &Asked,
        denial: Option<&Denial>,
        deadline: Option<Timestamp>,
    ) -> Result<Moving, Denial> {
        let zone = &self.booked.catalog.venue.zone;
        let mut day = self.day_field(asked);
        let mut party = self.party_field(asked);
        let found = match (read_day(&day.value), asked.party()) {
            (Some(date), Ok(size)) if asked.looking || asked.moving => {
                Some(self.found(asked, denial, date, size).await?)
            }
            (date, size) => {
                if date.is_none() {
                    day.problem = Some(self.tongue.word("bad-date"));
                }
                if size.is_err() {
                    party.problem = Some(self.tongue.word("bad-party"));
                }
                None
            }
        };
        let until = |at| moment::full(self.tongue.0, zone, at);
        let deadline = deadline.map_or_else(|| "none".to_owned(), until);
        let blanks = Blanks::default().with("deadline", deadline);
        Ok(Moving {
            lead: self.tongue.say("move-lead", &blanks),
            look: self.path.to_owned(),
            action: self.to("/move"),
            fields: vec![day, party],
            found,
            open: asked.looking || asked.moving,
        })
    }

    fn day_field(&self, asked: &Asked) -> Field {
        let zone = &self.booked.catalog.venue.zone;
        let start = self.booked.booking.when.span().map(Span::from);
        let shown = start.unwrap_or(self.now).max(self.now);
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let value = asked.date.clone().unwrap_or_else(|| day(shown).to_string());
        Field {
            value,
            range: Some((day(self.now).to_string(), "9998-12-31".to_owned())),
            ..Field::new("date", "date", self.tongue.word("move-date"))
        }
    }

    fn party_field(&self, asked: &Asked) -> Field {
        let known = self.booked.booking.party.map(|party| party.to_string());
        let required = known.is_some();
        Field {
            value: asked.party.clone().or(known).unwrap_or_default(),
            range: Some(("1".to_owned(), PARTY_MOST.to_string())),
            required,
            ..Field::new("party", "number", self.tongue.word("move-party"))
        }
    }

    /// The free starts of a day, and where the rules refused one, those that come nearest to it.
    async fn found(
        &self,
        asked: &Asked,
        denial: Option<&Denial>,
        date: Date,
        party: Option<u32>,
    ) -> Result<Found, Denial> {
        let (tongue, booking) = (self.tongue, &self.booked.booking);
        let party = party.or(booking.party);
        let mut offers = starts::on(self.gate, self.booked, date, party).await?;
        let nearest = denial.and_then(|denial| denial.refused.as_ref());
        let nearest = nearest
            .into_iter()
            .flat_map(|refused| &refused.alternatives);
        for offer in nearest.filter(|offer| offer.price <= booking.price.minor) {
            if offers
                .iter()
                .all(|known| known.span.from() != offer.span.from())
            {
                offers.push(*offer);
            }
        }
        let zone = &self.booked.catalog.venue.zone;
        let day = date.to_zoned(zone.clone()).ok();
        let day = day
            .map(|day| moment::date(tongue.0, &day))
            .unwrap_or_default();
        let people = party.map_or_else(|| "none".to_owned(), |party| party_of(tongue, party));
        let blanks = || {
            let blanks = Blanks::default().with("day", day.clone());
            blanks.with("people", people.clone())
        };
        let unchosen = asked.moving && denial.is_none();
        Ok(Found {
            date: date.to_string(),
            party: party.map(|party| party.to_string()).unwrap_or_default(),
            legend: tongue.say("move-starts", &blanks()),
            none: tongue.say("move-none", &blanks()),
            problem: unchosen.then(|| tongue.word("bad-start")),
            starts: offers
                .iter()
                .map(|offer| self.start(asked, date, offer))
                .collect(),
        })
    }

    /// One start to choose. On another day it says which; on another resource than now it says which.
    fn start(&self, asked: &Asked, date: Date, offer: &Offer) -> Start {
        let zone = &self.booked.catalog.venue.zone;
        let from = offer.span.from().to_zoned(zone.clone());
        let time = match from.date() == date {
            true => moment::clock(&from),
            false => moment::short(self.tongue.0, zone, offer.span.from()),
        };
        let same = self
            .booked
            .booking
            .resources()
            .any(|id| id == offer.resource);
        let listed = self.booked.catalog.find(offer.resource);
        let place = listed.filter(|_| !same);
        let value = Place::of(offer).to_string();
        Start {
            chosen: asked.to.as_deref() == Some(&value),
            value,
            time,
            place: place.map(|listed| Name::name(&listed.resource.name).to_string()),
        }
    }

    /// What of the form for another time could not be read.
    fn misread(&self, moving: &mut Moving) -> Option<Trouble> {
        let trouble = Trouble::of(self.tongue, &mut moving.fields);
        let unchosen = moving
            .found
            .as_ref()
            .and_then(|found| found.problem.clone());
        trouble.or_else(|| Some(Trouble::about(self.tongue, "to", unchosen?)))
    }
}

/// Whether a booking came to nothing, so that its guest may want another.
fn again(stands: State) -> bool {
    matches!(stands, State::Declined | State::Cancelled | State::Expired)
}

/// A day as a form writes it.
fn read_day(text: &str) -> Option<Date> {
    let day: Date = text
        .parse()
        .ok()
        .filter(|_| text.len() == "2026-11-21".len())?;
    (1970..=9998).contains(&day.year()).then_some(day)
}

/// What the page offers: what the guest may do, as far as a form can ask for it. There is none for what has no time yet
/// nor for several tables at once.
fn offered(booked: &Booked, now: Timestamp) -> May {
    let may = May::of(&booked.catalog, &booked.booking, now);
    let booking = &booked.booking;
    let has_form = booking.when.span().is_some() && booking.claims.len() == 1;
    match may.moves {
        Moves::Until(_) if !has_form => May {
            moves: Moves::Staff,
            ..may
        },
        _ => may,
    }
}
