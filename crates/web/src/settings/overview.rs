//! The settings of a venue at a glance: what is set, where each thing is changed, and where guests find the venue.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bronya_domain::feed::Feed;
use bronya_domain::policy::Rules;
use bronya_gate::Denial;

use super::rules::{self, Rule};
use super::sent::Sent;
use super::ways::{self, Around};
use super::week;
use crate::asked::Form;
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
    /// The secret address of the calendar of the whole venue.
    feed: String,
    renew: String,
}

/// One page of settings, and what is set there.
struct Card {
    label: String,
    path: String,
    lead: String,
    facts: Vec<String>,
}

pub(super) async fn show(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    visitor.shown(page(&inside, query.as_deref()).await)
}

async fn page(inside: &Inside, query: Option<&str>) -> Result<Page, Denial> {
    let tongue = inside.known.tongue();
    let done = ways::asked(query, "done");
    let around = Around::of(inside, done.as_deref());
    let slug = &inside.catalog.venue.slug;
    let guests = format!("{}{}", inside.known.gate.public_url(), paths::venue(slug));
    let card = |way: shelf::Way| Card {
        label: tongue.word(way.words),
        lead: tongue.word(&format!("{}.lead", way.words)),
        facts: facts(inside, way.words),
        path: way.path,
    };
    let content = Content {
        feed: feed(inside).await?,
        renew: format!("{}/calendar/renew", paths::settings(slug)),
        frame: ways::frame(inside, tongue.word("way-settings"), &around),
        cards: shelf::ways(slug).into_iter().map(card).collect(),
        embed: embedding(&guests, &inside.catalog.venue.name),
        guests,
        around,
    };
    Ok(Page::of(StatusCode::OK, &content))
}

async fn feed(inside: &Inside) -> Result<String, Denial> {
    let (gate, actor) = (&inside.known.gate, inside.caller.actor());
    let version = gate
        .desk()
        .feed_version_for(&inside.catalog, Feed::Venue, actor);
    Ok(gate.feed_url(&inside.catalog.venue, Feed::Venue, version.await?))
}

/// Gives the calendar of the whole venue another address.
pub(super) async fn renew(Admin(inside): Admin, Form(sent): Form<Sent>) -> Response {
    let visitor = inside.known.visitor;
    let renewed = async {
        sent.only(&[])?;
        let (desk, actor) = (inside.desk(), inside.caller.actor());
        desk.renew_feed(&inside.catalog, Feed::Venue, actor).await?;
        let there = paths::settings(&inside.catalog.venue.slug);
        Ok(Redirect::to(&format!("{there}?done=renewed")).into_response())
    };
    visitor.told(renewed.await)
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
