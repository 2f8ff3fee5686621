//! What a venue offers, kind by kind, and adding to it by typing or pasting.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bronya_domain::money::Money;
use bronya_domain::resource::{Resource, Schedule};
use bronya_gate::{Denial, texts};
use bronya_words::price;

use super::effect;
use super::form::blame;
use super::lines::{Reading, Row};
use super::sent::{SURE, Sent};
use super::ways::{self, Around};
use crate::asked::Form;
use crate::facts;
use crate::fields::{Field, Trouble};
use crate::inside::{Admin, Inside};
use crate::page::{Frame, Page};
use crate::paths;
use crate::ranks::rank;
use crate::tongue::{Blanks, Tongue};

pub(super) const WORDS: &str = "settings-resources";
const FIELDS: [&str; 4] = ["kind", "schedule", "lines", "back"];
/// How many of those that are about to be added a page names.
const NAMED_MOST: usize = 40;

#[derive(Template)]
#[template(path = "settings/resources.html")]
struct Content {
    frame: Frame,
    around: Around,
    groups: Vec<Group>,
    retired: Vec<(String, String)>,
    fields: Vec<Field>,
    action: String,
}

/// The resources of a kind.
struct Group {
    kind: String,
    rules: String,
    lines: Vec<Line>,
}

/// A resource as it stands in the list.
struct Line {
    name: String,
    path: String,
    seats: String,
    price: String,
    mark: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "settings/adding.html")]
struct Adding {
    frame: Frame,
    around: Around,
    rows: Vec<(String, String)>,
    more: Option<String>,
    hidden: Vec<(String, String)>,
    action: String,
    button: String,
}

pub(super) async fn show(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let done = ways::asked(query.as_deref(), "done");
    let around = Around::of(&inside, done.as_deref());
    page(&inside, around, &Sent::default(), Vec::new()).into_response()
}

pub(super) async fn add(Admin(inside): Admin, Form(sent): Form<Sent>) -> Response {
    let visitor = inside.known.visitor;
    visitor.told(added(&inside, &sent).await)
}

async fn added(inside: &Inside, sent: &Sent) -> Result<Response, Denial> {
    sent.only(&FIELDS)?;
    let tongue = inside.known.tongue();
    let again = |problems| page(inside, Around::of(inside, None), sent, problems);
    if sent.has("back") {
        return Ok(again(Vec::new()).into_response());
    }
    let schedule = schedule(sent.text("schedule"))?;
    let kind = sent.text("kind");
    let mut problems = Vec::new();
    if texts::kind(kind, &()).is_err() {
        problems.push(("kind", tongue.word("settings-bad-kind")));
    }
    let rows = read(tongue, inside, sent.text("lines"), schedule);
    match rows {
        Ok(rows) if problems.is_empty() => commit(inside, sent, rows, schedule).await,
        Ok(_) => Ok(again(problems).into_response()),
        Err(problem) => {
            problems.push(("lines", problem));
            Ok(again(problems).into_response())
        }
    }
}

fn read(
    tongue: Tongue,
    inside: &Inside,
    text: &str,
    schedule: Schedule,
) -> Result<Vec<Row>, String> {
    let listed = inside.catalog.listed().iter();
    let offered = listed.filter(|listed| !listed.resource.retired);
    let reading = Reading {
        tongue,
        currency: inside.catalog.venue.currency,
        for_one: schedule == Schedule::Slots,
        taken: offered
            .map(|listed| listed.resource.name.as_str())
            .collect(),
    };
    let rows = reading.rows(text).map_err(|wrong| wrong.join(" "))?;
    match rows.is_empty() {
        true => Err(tongue.word("settings-lines-none")),
        false => Ok(rows),
    }
}

/// Adds what was typed once somebody saw what it comes to.
async fn commit(
    inside: &Inside,
    sent: &Sent,
    rows: Vec<Row>,
    schedule: Schedule,
) -> Result<Response, Denial> {
    if sent.sure() != Some(rows.len()) {
        return Ok(adding(inside, sent, &rows).into_response());
    }
    let (desk, venue) = (inside.desk(), inside.catalog.venue.id);
    let kind = sent.text("kind").to_owned();
    let new = rows.into_iter().map(|row| row.resource(&kind, schedule));
    let added = desk.add_resources(venue, new.collect()).await;
    match added.map_err(Denial::from) {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=added", path(inside))).into_response()),
        Err(denial) => match effect::trouble(inside, &denial) {
            Some(trouble) => {
                let around = Around::of(inside, None).troubled(Some(trouble));
                Ok(page(inside, around, sent, Vec::new()).into_response())
            }
            None => Err(denial),
        },
    }
}

/// What is about to be added.
fn adding(inside: &Inside, sent: &Sent, rows: &[Row]) -> Page {
    let tongue = inside.known.tongue();
    let count = Blanks::default().with("count", rows.len());
    let around = Around::of(inside, None);
    let mut hidden = sent.again();
    hidden.push((SURE.to_owned(), rows.len().to_string()));
    let (rows, more) = summed(inside.catalog.venue.currency, tongue, rows);
    let content = Adding {
        frame: ways::frame(inside, tongue.say("settings-adding.title", &count), &around),
        around,
        rows,
        more,
        hidden,
        action: format!("{}/add", path(inside)),
        button: tongue.say("settings-adding.button", &count),
    };
    Page::of(StatusCode::OK, &content)
}

/// What rows come to: names and what is said of each, and how many more there are.
pub(super) fn summed(
    currency: bronya_domain::money::Currency,
    tongue: Tongue,
    rows: &[Row],
) -> (Vec<(String, String)>, Option<String>) {
    let shown = rows.iter().take(NAMED_MOST).map(|row| {
        let seats = Blanks::default().with("seats", facts::seats(row.seats));
        let minor = row.price;
        let price = (minor > 0).then(|| price(tongue.0, Money { minor, currency }));
        let parts = [Some(tongue.say("settings-for", &seats)), price];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (ways::called(&row.name), parts.join(" · "))
    });
    let more = rows.len().saturating_sub(NAMED_MOST);
    let more = (more > 0).then(|| {
        let blanks = Blanks::default().with("more", more);
        tongue.say("settings-adding.more", &blanks)
    });
    (shown.collect(), more)
}

/// How a form says that something is offered.
pub(super) fn schedule(text: &str) -> Result<Schedule, Denial> {
    match text {
        "hours" => Ok(Schedule::Hours),
        "slots" => Ok(Schedule::Slots),
        _ => Err(Denial::invalid("schedule", "must be hours or slots")),
    }
}

/// The field of how something is offered.
pub(super) fn schedule_field(tongue: Tongue, schedule: Schedule) -> Field {
    let (hours, slots) = ("hours", "slots");
    let options = [
        (hours, "settings-schedule-hours"),
        (slots, "settings-schedule-slots"),
    ];
    let options = options.map(|(value, words)| (value.to_owned(), tongue.word(words)));
    let value = match schedule {
        Schedule::Hours => hours,
        Schedule::Slots => slots,
    };
    let label = tongue.word("settings-schedule");
    Field::choice("schedule", label, options.into(), value.to_owned())
}

/// The field of many lines of resources.
pub(super) fn lines_field(tongue: Tongue, value: String) -> Field {
    Field {
        value,
        hint: Some(tongue.word("settings-lines-hint")),
        ..Field::new("lines", "area", tongue.word("settings-lines"))
    }
}

/// Where the resources of a venue are.
pub(super) fn path(inside: &Inside) -> String {
    format!("{}/resources", paths::settings(&inside.catalog.venue.slug))
}

fn page(
    inside: &Inside,
    around: Around,
    sent: &Sent,
    problems: Vec<(&'static str, String)>,
) -> Page {
    let tongue = inside.known.tongue();
    let mut fields = fields(inside, sent);
    for (name, problem) in problems {
        blame(&mut fields, name, problem);
    }
    let wrong = Trouble::of(tongue, &mut fields);
    let status = match (&wrong, &around.trouble) {
        (Some(_), _) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, Some(_)) => StatusCode::CONFLICT,
        (None, None) => StatusCode::OK,
    };
    let trouble = wrong.or(around.trouble);
    let around = Around { trouble, ..around };
    let listed = inside
        .catalog
        .listed()
        .iter()
        .map(|listed| &listed.resource);
    let gone = listed.filter(|resource| resource.retired);
    let content = Content {
        frame: ways::frame(inside, tongue.word(WORDS), &around),
        around,
        groups: groups(inside),
        retired: gone
            .map(|one| (ways::called(&one.name), of(inside, one)))
            .collect(),
        fields,
        action: format!("{}/add", path(inside)),
    };
    Page::of(status, &content)
}

fn fields(inside: &Inside, sent: &Sent) -> Vec<Field> {
    let tongue = inside.known.tongue();
    let first = inside
        .catalog
        .listed()
        .first()
        .map(|listed| &listed.resource);
    let likely = first.map(|first| (first.kind.clone(), first.schedule));
    let (kind, likely) = likely.unwrap_or_default();
    let chosen = schedule(sent.text("schedule")).unwrap_or(likely);
    let kind = Field {
        value: sent.some("kind").unwrap_or(kind),
        most: Some(64),
        fill: Some("off"),
        hint: Some(tongue.word("settings-kind-hint")),
        ..Field::new("kind", "text", tongue.word("settings-kind"))
    };
    vec![
        kind,
        schedule_field(tongue, chosen),
        lines_field(tongue, sent.text("lines").to_owned()),
    ]
}

/// Where a resource is changed.
fn of(inside: &Inside, resource: &Resource) -> String {
    format!("{}/{}", path(inside), resource.id)
}

fn groups(inside: &Inside) -> Vec<Group> {
    let mut kinds: BTreeMap<&str, Vec<Line>> = BTreeMap::new();
    let listed = inside
        .catalog
        .listed()
        .iter()
        .map(|listed| &listed.resource);
    let mut listed: Vec<_> = listed.filter(|resource| !resource.retired).collect();
    listed.sort_by_cached_key(|resource| (rank(&resource.name), resource.number));
    for resource in listed {
        let lines = kinds.entry(resource.kind.as_str()).or_default();
        lines.push(line(inside, resource));
    }
    let groups = kinds.into_iter().map(|(kind, lines)| Group {
        rules: ways::rules_of_kind(&inside.catalog.venue.slug, kind),
        kind: ways::called(kind),
        lines,
    });
    groups.collect()
}

fn line(inside: &Inside, resource: &Resource) -> Line {
    let tongue = inside.known.tongue();
    let currency = inside.catalog.venue.currency;
    let minor = resource.price;
    let (mark, state) = match (resource.open, resource.schedule) {
        (false, _) => ("off", "settings-closed"),
        (true, Schedule::Hours) => ("good", "settings-open"),
        (true, Schedule::Slots) => ("good", "settings-by-slots"),
    };
    Line {
        name: ways::called(&resource.name),
        path: of(inside, resource),
        seats: facts::seats(resource.seats),
        price: match minor {
            0 => "–".to_owned(),
            minor => price(tongue.0, Money { minor, currency }),
        },
        mark,
        state: tongue.word(state),
    }
}
