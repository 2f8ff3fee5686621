//! The day of a venue, for those who work there: a timeline, the floor and a list as three views of one choice, with what waits
//! for a decision beside them.
//!
//! `look` is what the address says, `seen` what is there to be seen; `timeline`, `floor`, `list`, `covers`, `rail` and `panel` show it each
//! in their way. `sent`, `form`, `typed` and `acts` are about doing something.

mod acts;
mod covers;
mod dialled;
mod floor;
mod form;
mod list;
mod live;
mod look;
mod panel;
mod rail;
mod screen;
mod seen;
mod sent;
mod tile;
mod timeline;
mod typed;
mod verdicts;
mod window;

use axum::Router;
use axum::extract::RawQuery;
use axum::response::{Redirect, Response};
use axum::routing::get;
use bronya_gate::Gate;

use crate::inside::Crew;
use crate::paths;

use look::Look;
use screen::Screen;
use sent::{Sent, Wrong};

/// The pages below a venue's name.
pub(crate) fn routes() -> Router<Gate> {
    Router::new()
        .route("/{venue}", get(show))
        .route("/{venue}/events", get(live::events))
        .route("/{venue}/places", get(verdicts::places))
        .route("/{venue}/why", get(verdicts::why))
        .route("/{venue}/typed", get(looked_at).post(acts::typed))
        .route("/{venue}/do/{act}", get(looked_at).post(acts::act))
}

/// Whoever loads a page anew that a form brought comes to the day: the form itself is not sent again.
async fn looked_at(Crew(inside): Crew) -> Redirect {
    Redirect::to(&paths::day(&inside.catalog.venue.slug))
}

async fn show(Crew(inside): Crew, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    let page = async {
        let look = Look::read(&query.unwrap_or_default())?;
        let screen = Screen {
            inside: &inside,
            look: &look,
            sent: &Sent::default(),
            wrong: &Wrong::new(),
        };
        screen.page(None, None).await
    };
    visitor.shown(page.await)
}
