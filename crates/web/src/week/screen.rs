//! The screen of a week: the bar with whose week and which, the days, what is published of them, and beside them what is chosen.

use askama::Template;
use axum::http::StatusCode;
use bronya_domain::feed::Feed;
use bronya_gate::Denial;
use bronya_words::Line;
use jiff::ToSpan;
use jiff::civil::Date;

use super::card::Card;
use super::grid::{Cell, Grid};
use super::look::{Deed, Look};
use super::seen::{Seen, days, people};
use super::sent::{MINUTES_MOST, Sent, TOPIC_MOST, Wrong};
use crate::fields::{Field, Line as Problem, Trouble};
use crate::inside::{Inside, Room};
use crate::page::{Frame, Page};
use crate::tongue::Blanks;

/// The screen in the making.
pub(super) struct Screen<'a> {
    pub inside: &'a Inside,
    pub look: &'a Look,
    pub sent: &'a Sent,
    /// What is wrong with what was sent.
    pub wrong: Wrong,
    /// Why the painted half hours cannot be booked, each in a sentence.
    pub answers: Vec<String>,
}

#[derive(Template)]
#[template(path = "week/week.html")]
struct Content {
    frame: Frame,
    trouble: Option<Trouble>,
    told: Option<String>,
    slug: String,
    /// The revision of the venue that it shows.
    revision: i64,
    zone: String,
    /// Where it is, as forms send it back.
    back: String,
    /// Where it is, as links lead to it.
    path: String,
    whose: Option<String>,
    title: String,
    bar: Bar,
    grid: Option<Grid>,
    fields: Vec<Field>,
    answers: Vec<String>,
    /// Whether anything published could be withdrawn.
    withdraws: bool,
    card: Option<Card>,
    /// The secret address of the calendar.
    feed: Option<String>,
}

/// The bar above the days.
struct Bar {
    before: String,
    after: String,
    today: Option<String>,
    date: String,
    /// Those whose weeks can be looked at, each with a number, a name and whether it is he.
    people: Vec<(String, String, bool)>,
    /// Where the whole day is shown, or its usual hours again.
    rows: (String, String),
    /// What of the address the choice of a date or a person keeps.
    kept: Option<String>,
}

impl<'a> Screen<'a> {
    /// A screen on which nothing is wrong.
    pub(super) fn new(inside: &'a Inside, look: &'a Look, sent: &'a Sent) -> Self {
        Self {
            inside,
            look,
            sent,
            wrong: Wrong::new(),
            answers: Vec::new(),
        }
    }

    /// The screen, with what stands against what was wanted.
    pub(super) async fn page(self, refused: Option<(Trouble, StatusCode)>) -> Result<Page, Denial> {
        let seen = Seen::of(self.inside, self.look).await?;
        let card = Card::of(&seen, self.sent).await?;
        let feed = self.feed(&seen).await?;
        let (refused, status) =
            refused.map_or((None, None), |(it, status)| (Some(it), Some(status)));
        let trouble = self.trouble(&seen).or(refused);
        let status = match (&trouble, status) {
            (_, Some(status)) => status,
            (Some(_), None) => StatusCode::UNPROCESSABLE_ENTITY,
            (None, None) => StatusCode::OK,
        };
        let whose = seen.listed.as_ref();
        let whose = whose.map(|listed| Line::name(&listed.resource.name).to_string());
        let title = self.title(&seen);
        let mut frame = self.inside.frame_at(
            Room::Week,
            match &whose {
                Some(whose) => format!("{whose}: {title}"),
                None => title.clone(),
            },
        );
        frame.troubled = trouble.is_some();
        let grid = whose.is_some().then(|| Grid::of(&seen, self.sent));
        let content = Content {
            frame,
            trouble,
            told: self.told(&seen),
            slug: seen.catalog.venue.slug.clone(),
            revision: seen.agenda.revision,
            zone: self.zone(&seen),
            back: self.look.plain().query(),
            path: seen.to(&self.look.plain()),
            whose,
            title,
            bar: self.bar(&seen),
            withdraws: grid.as_ref().is_some_and(has_free_slots),
            grid,
            fields: self.fields(&seen),
            answers: self.answers,
            card,
            feed,
        };
        Ok(Page::of(status, &content))
    }

    async fn feed(&self, seen: &Seen<'_>) -> Result<Option<String>, Denial> {
        let Some(listed) = &seen.listed else {
            return Ok(None);
        };
        let feed = Feed::Of(listed.resource.id);
        let (gate, actor) = (&self.inside.known.gate, self.inside.caller.actor());
        let version = gate.desk().feed_version_for(&seen.catalog, feed, actor);
        Ok(Some(gate.feed_url(
            &seen.catalog.venue,
            feed,
            version.await?,
        )))
    }

    /// From which day until which.
    fn title(&self, seen: &Seen<'_>) -> String {
        let last = days(seen.monday).last().unwrap_or(seen.monday);
        let blanks = Blanks::default()
            .with("day", seen.monday.day())
            .with("month", seen.monday.month())
            .with("to-day", last.day())
            .with("to-month", last.month())
            .with("to-year", last.year());
        seen.tongue.say("week-title", &blanks)
    }

    fn zone(&self, seen: &Seen<'_>) -> String {
        let zone = Line::name(&seen.catalog.venue.zone_name).to_string();
        seen.tongue
            .say("zone", &Blanks::default().with("zone", zone))
    }

    /// What is wrong, with the fields that show it.
    fn trouble(&self, seen: &Seen<'_>) -> Option<Trouble> {
        let (_, first) = self.wrong.iter().next()?;
        if let Some(cells) = self.wrong.get("cells") {
            return Some(Trouble::about(seen.tongue, "cells", cells.clone()));
        }
        let lines = self.wrong.iter().map(|(field, text)| Problem {
            text: format!("{}: {text}", label(seen, field)),
            field: Some(*field),
        });
        let trouble = Trouble {
            title: seen.word("look-again"),
            lines: lines.collect(),
        };
        (!first.is_empty()).then_some(trouble)
    }

    fn bar(&self, seen: &Seen<'_>) -> Bar {
        let look = self.look.plain();
        let zone = seen.catalog.venue.zone.clone();
        let today = seen.now.to_zoned(zone).date();
        let to = |date: Date| seen.to(&look.on(date));
        let is_now = days(seen.monday).any(|day| day == today);
        let whose = seen.listed.as_ref().map(|listed| listed.resource.id);
        let people: Vec<_> = people(self.inside)
            .into_iter()
            .map(|listed| {
                let resource = &listed.resource;
                let name = Line::name(&resource.name).to_string();
                (resource.id.to_string(), name, whose == Some(resource.id))
            })
            .collect();
        let rows = if look.whole {
            "week-usual"
        } else {
            "week-whole"
        };
        Bar {
            before: to(seen.monday.saturating_sub(7.days())),
            after: to(seen.monday.saturating_add(7.days())),
            today: (!is_now).then(|| {
                seen.to(&Look {
                    date: None,
                    ..look.clone()
                })
            }),
            date: look.date.unwrap_or(today).to_string(),
            rows: (
                seen.word(rows),
                seen.to(&Look {
                    whole: !look.whole,
                    ..look.clone()
                }),
            ),
            kept: look.whole.then(|| "all".to_owned()),
            people: if people.len() > 1 { people } else { Vec::new() },
        }
    }

    /// What is asked of slots that are to be published.
    fn fields(&self, seen: &Seen<'_>) -> Vec<Field> {
        let sent = self.sent;
        let field = |name: &'static str, kind, value: &Option<String>| Field {
            value: value.clone().unwrap_or_default(),
            required: false,
            problem: self.wrong.get(name).cloned(),
            ..Field::new(name, kind, label(seen, name))
        };
        let minutes = |least: u32| Some((least.to_string(), MINUTES_MOST.to_string()));
        vec![
            Field {
                value: sent.minutes.clone().unwrap_or_else(|| self.usual(seen)),
                range: minutes(1),
                ..field("minutes", "number", &sent.minutes)
            },
            Field {
                range: minutes(0),
                ..field("pause", "number", &sent.pause)
            },
            Field {
                most: Some(TOPIC_MOST),
                ..field("topic", "text", &sent.topic)
            },
            field("price", "text", &sent.price),
            field("until", "date", &sent.until),
        ]
    }

    /// How long a slot of this week is, where any is published.
    fn usual(&self, seen: &Seen<'_>) -> String {
        let slot = seen.agenda.slots.last();
        let minutes = slot.and_then(|slot| slot.span.length());
        minutes.map_or(60, |length| length.as_mins()).to_string()
    }

    /// What was done a moment ago, in a sentence.
    fn told(&self, seen: &Seen<'_>) -> Option<String> {
        let deed = self.look.done?;
        let count = |place: usize| self.look.counts.get(place).copied().unwrap_or(0);
        let blanks = Blanks::default();
        let blanks = match deed {
            Deed::Publish => blanks
                .with("published", count(0))
                .with("already", count(1))
                .with("overlapping", count(2)),
            Deed::Withdraw => blanks.with("withdrawn", count(0)).with("taken", count(1)),
            Deed::Confirm | Deed::Decline => {
                let booking = self.look.booking.and_then(|id| seen.booking(id));
                let client = booking.map(|booking| seen.client(booking));
                blanks.with("client", client.unwrap_or_default())
            }
            Deed::Renew => blanks,
        };
        Some(
            seen.tongue
                .say(&format!("week-done-{}", deed.name()), &blanks),
        )
    }
}

/// What a field asks for.
fn label(seen: &Seen<'_>, field: &str) -> String {
    let currency = seen.catalog.venue.currency.to_string();
    let blanks = Blanks::default().with("currency", currency);
    seen.tongue.say(&format!("week-{field}"), &blanks)
}

fn has_free_slots(grid: &Grid) -> bool {
    let cells = grid.days.iter().flat_map(|day| &day.cells);
    let mut things = cells.flat_map(|cell| match cell {
        Cell::Full { things, .. } => things.as_slice(),
        _ => &[],
    });
    things.any(|thing| thing.slot.is_some())
}
