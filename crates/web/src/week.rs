//! The week of somebody whose time is published by hand: he paints free time and publishes it as slots, sees who asks for them,
//! agrees or says no in place.
//!
//! `look` is what the address says, `sent` what the forms send; `grid` shows the days with the `things` that stand in them, `card` what is known of a chosen booking,
//! `ask` says what would come of a deed before it is done, `acts` does it.

mod acts;
mod ask;
mod card;
mod grid;
mod look;
mod screen;
mod seen;
mod sent;
mod things;

use axum::Router;
use axum::extract::RawQuery;
use axum::response::Response;
use axum::routing::get;
use bronya_gate::Gate;

use crate::inside::Crew;

use look::Look;
use screen::Screen;
use sent::Sent;

/// The pages below a venue's name.
pub(crate) fn routes() -> Router<Gate> {
    Router::new()
        .route("/{venue}/week", get(show))
        .route("/{venue}/week/{step}", get(acts::back).post(acts::step))
}

async fn show(Crew(inside): Crew, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    let page = async {
        let look = Look::read(&query.unwrap_or_default())?;
        Screen::new(&inside, &look, &Sent::default())
            .page(None)
            .await
    };
    visitor.shown(page.await)
}
