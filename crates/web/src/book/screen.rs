//! What stands on the page: who it is, the bar, the form where a time was pressed, the times.

use askama::Template;
use axum::http::StatusCode;
use bronya_domain::booking::Booking;
use bronya_gate::Denial;
use bronya_words::Line;

use super::bar::Bar;
use super::form::{Alternative, Form};
use super::found::Found;
use super::look::Look;
use super::offered::{Kind, Wish, Wrong};
use super::opened::Opened;
use super::seen::Seen;
use super::sent::Sent;
use super::times::Times;
use crate::facts;
use crate::fields::{self, Trouble};
use crate::page::{Frame, Page};
use crate::refusals;

#[derive(Template)]
#[template(path = "book/book.html")]
struct Content {
    frame: Frame,
    name: String,
    address: Option<String>,
    /// Where the bar's form goes.
    bare: String,
    /// Where the other form goes.
    action: String,
    trouble: Option<Trouble>,
    alternatives: Vec<Alternative>,
    bar: Option<Bar>,
    form: Option<Form>,
    /// What the form takes along unseen.
    hidden: Vec<(String, String)>,
    times: Option<Times>,
    zone: String,
}

#[derive(Template)]
#[template(path = "book/done.html")]
struct Done {
    frame: Frame,
    mark: &'static str,
    state: String,
    heading: String,
    lead: String,
    path: String,
    again: String,
}

/// What was asked, and what stands against it.
#[derive(Default)]
pub(super) struct Asked {
    /// What the form said.
    pub sent: Sent,
    /// What is wrong with it.
    pub wrong: Wrong,
    /// What the rules said.
    pub denial: Option<Denial>,
    /// What else is to be said.
    pub said: Option<Trouble>,
    /// Whether a booking was tried, and not just a look.
    pub booking: bool,
}

/// The page of what a guest sees; with what stands against what he asked, where something does.
pub(super) async fn page(seen: &Seen<'_>, asked: Asked) -> Result<Page, Denial> {
    let kinds = Kind::all(seen.catalog);
    let content = match Kind::chosen(&kinds, seen.look) {
        None => Content {
            trouble: asked.said,
            ..bare(seen)
        },
        Some(kind) => {
            let wish = Wish::of(kind, seen.look, seen.tongue);
            filled(seen, &kinds, &wish, &asked).await?
        }
    };
    let status = match &asked.denial {
        Some(denial) => refusals::status(denial),
        None if content.frame.troubled => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    Ok(dressed(seen, Page::of(status, &content)))
}

/// A page as strangers may see it, and other sites frame it where the venue says so.
fn dressed(seen: &Seen<'_>, page: Page) -> Page {
    match seen.look.embed {
        true => page.embedded_by(&seen.catalog.venue.embedders),
        // Where a time is kept for somebody, nobody else needs to be led.
        false if seen.look.at.is_some() => page,
        false => page.public(),
    }
}

/// The page in a frame after something was booked there. The booking's own page opens beside, for nobody frames that one.
pub(super) fn done(seen: &Seen<'_>, booking: &Booking, path: String) -> Page {
    let (state, mark) = facts::state(seen.tongue, booking.state);
    let heading = match booking.state.undecided() {
        true => "book-done-waiting",
        false => "book-done-confirmed",
    };
    let fresh = Look {
        embed: true,
        ..Look::default()
    };
    let content = Done {
        frame: frame(seen),
        mark,
        state,
        heading: seen.word(heading),
        lead: seen.word("book-done.lead"),
        path,
        again: seen.path(&fresh),
    };
    dressed(seen, Page::of(StatusCode::OK, &content))
}

/// What is around the page.
fn frame(seen: &Seen<'_>) -> Frame {
    let name = Line::name(&seen.catalog.venue.name).to_string();
    Frame {
        script: Some("guest.js"),
        here: (!seen.look.embed).then(|| seen.path(seen.look)),
        ..Frame::bare(seen.tongue, seen.say("book-title", "venue", name))
    }
}

fn bare(seen: &Seen<'_>) -> Content {
    let venue = &seen.catalog.venue;
    let zone = Line::name(&venue.zone_name).to_string();
    Content {
        frame: frame(seen),
        name: Line::name(&venue.name).to_string(),
        address: Line::some_name(venue.address.as_deref()).map(|line| line.to_string()),
        bare: seen.path(&Look::default()),
        action: seen.path(seen.look),
        trouble: None,
        alternatives: Vec::new(),
        bar: None,
        form: None,
        hidden: Vec::new(),
        times: None,
        zone: seen.say("zone", "zone", zone),
    }
}

async fn filled(
    seen: &Seen<'_>,
    kinds: &[Kind<'_>],
    wish: &Wish<'_>,
    asked: &Asked,
) -> Result<Content, Denial> {
    let can_look = wish.wrong.is_empty();
    let found = match can_look {
        true => Found::of(seen, wish).await?,
        false => Found::nothing(seen, wish),
    };
    let pressed = seen.look.at.filter(|_| can_look);
    let opened = match pressed {
        Some(place) => Opened::of(seen, wish, &found, place).await?,
        None => None,
    };
    // Who comes by a link to a time that has gone meanwhile has nothing to lose.
    let lost = opened.as_ref().is_some_and(|opened| !opened.is_free) && !asked.sent.is_typed();
    let opened = opened.filter(|_| !lost || asked.booking);
    let mut form = opened.map(|opened| Form::of(seen, wish, &opened, &asked.sent, &asked.wrong));
    let mut bar = Bar::of(seen, kinds, wish, &found);
    let trouble = trouble(seen, asked, form.as_mut(), &mut bar, lost);
    let times = match can_look {
        true => Some(Times::of(seen, kinds, wish, &found, form.is_some()).await?),
        false => None,
    };
    let refused = asked
        .denial
        .as_ref()
        .and_then(|denial| denial.refused.as_ref());
    let nearest = refused
        .into_iter()
        .flat_map(|refused| &refused.alternatives);
    let day = seen.look.open().on(found.date);
    let mut content = Content {
        action: seen.path(&day),
        alternatives: nearest
            .map(|offer| Alternative::of(seen, wish, offer, asked.booking))
            .collect(),
        hidden: hidden(seen, &asked.sent, form.is_some()),
        bar: Some(bar),
        form,
        times,
        ..bare(seen)
    };
    content.frame.troubled = trouble.is_some();
    content.trouble = trouble;
    Ok(content)
}

/// What is to be said first of all.
fn trouble(
    seen: &Seen<'_>,
    asked: &Asked,
    form: Option<&mut Form>,
    bar: &mut Bar,
    lost: bool,
) -> Option<Trouble> {
    let (tongue, venue) = (seen.tongue, &seen.catalog.venue);
    let refused = asked.denial.as_ref();
    let refused = refused.and_then(|denial| refusals::trouble(tongue, venue, denial));
    let typed = form.and_then(|form| form.trouble(seen));
    let chosen = Trouble::of(tongue, &mut bar.fields);
    let lost = (lost && !asked.booking).then(|| Trouble {
        title: tongue.word("book-lost"),
        lines: Vec::new(),
    });
    refused.or(asked.said.clone()).or(typed).or(chosen).or(lost)
}

/// What the form takes along unseen: what tells it from others, the time, and where no field shows it what was typed.
fn hidden(seen: &Seen<'_>, sent: &Sent, is_open: bool) -> Vec<(String, String)> {
    let key = sent.key.clone();
    let key = key.unwrap_or_else(|| fields::once(seen.gate));
    let mut hidden = vec![("key".to_owned(), key)];
    let at = seen.look.at.map(|at| ("at".to_owned(), at.to_string()));
    let hold = seen.look.hold.clone().map(|hold| ("hold".to_owned(), hold));
    hidden.extend(hold);
    match is_open {
        true => hidden.extend(at),
        false => hidden.extend(sent.typed()),
    }
    hidden
}
