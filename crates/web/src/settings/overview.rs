//! The settings of a venue at a glance: what is set, where each thing is changed, and where guests find the venue.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bronya_domain::policy::Rules;

use super::rules::{self, Rule};
use super::ways::{self, Around};
use super::week;
use crate::inside::{Admin, Inside};
use crate::page::{Frame, Page};
use crate::tongue::Blanks;
use crate::{paths, shelf};

#[derive(Template)]
#[template(path = "settings/overview.html")]
struct Content {
    frame: Frame,
    around: Around,
    cards: Vec<Card>,
    guests: String,
    embed: String,
}

/// One page of settings, and what is set there.
struct Card {
    label: String,
    path: String,
    lead: String,
    facts: Vec<String>,
}

pub(super) async fn show(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let tongue = inside.known.tongue();
    let done = ways::asked(query.as_deref(), "done");
    let around = Around::of(&inside, done.as_deref());
    let slug = &inside.catalog.venue.slug;
    let guests = format!("{}{}", inside.known.gate.public_url(), paths::venue(slug));
    let card = |way: shelf::Way| Card {
        label: tongue.word(way.words),
        lead: tongue.word(&format!("{}.lead", way.words)),
        facts: facts(&inside, way.words),
        path: way.path,
    };
    let content = Content {
        frame: ways::frame(&inside, tongue.word("way-settings"), &around),
        cards: shelf::ways(slug).into_iter().map(card).collect(),
        embed: embedding(&guests, &inside.catalog.venue.name),
        guests,
        around,
    };
    Page::of(StatusCode::OK, &content).into_response()
}

/// What a site writes into a page of its own to show the page for guests there.
fn embedding(guests: &str, name: &str) -> String {
    let name = ways::called(name).replace('&', "&amp;");
    let name = name.replace('"', "&quot;").replace('<', "&lt;");
    format!("<iframe src=\"{guests}?embed\" title=\"{name}\"></iframe>")
}

/// What is set on a page.
fn facts(inside: &Inside, words: &str) -> Vec<String> {
    let tongue = inside.known.tongue();
    match words {
        "settings-venue" => about_venue(inside),
        "settings-resources" => about_resources(inside),
        "settings-hours" => about_hours(inside),
        "settings-rules" => {
            let rules = Rules::within(&[&inside.catalog.venue.policy]);
            let told = [Rule::Admission, Rule::Horizon, Rule::CancelDeadline];
            told.map(|rule| rules::sentence(tongue, rule, &rules))
                .into()
        }
        _ => Vec::new(),
    }
}

fn about_venue(inside: &Inside) -> Vec<String> {
    let venue = &inside.catalog.venue;
    let name = ways::called(&venue.name);
    let zone = ways::called(&venue.zone_name);
    vec![name, format!("{zone} · {}", venue.currency)]
}

fn about_resources(inside: &Inside) -> Vec<String> {
    let listed = inside
        .catalog
        .listed()
        .iter()
        .map(|listed| &listed.resource);
    let (mut offered, mut open) = (0, 0);
    for resource in listed.filter(|resource| !resource.retired) {
        offered += 1;
        open += i32::from(resource.open);
    }
    let blanks = Blanks::default().with("count", offered).with("open", open);
    vec![
        inside
            .known
            .tongue()
            .say("settings-resources-count", &blanks),
    ]
}

fn about_hours(inside: &Inside) -> Vec<String> {
    let tongue = inside.known.tongue();
    let Some(hours) = &inside.catalog.venue.hours else {
        return vec![tongue.word("settings-hours-always")];
    };
    let today = inside.known.gate.now();
    let today = today.to_zoned(inside.catalog.venue.zone.clone()).date();
    let ahead = hours.exceptions.range(today..).count();
    let mut lines = week::lines(tongue, &hours.weekly);
    if ahead > 0 {
        let blanks = Blanks::default().with("count", ahead);
        lines.push(tongue.say("settings-exceptions-count", &blanks));
    }
    lines
}
