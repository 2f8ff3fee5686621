//! Drawing where things stand, apart from the floor of the day on which nothing can be moved by accident.
//!
//! The drawing is one form with every number in it, so that it can be drawn without a script: whatever is pressed sends all of
//! it, and the page comes back with what that made of it. Only the button that saves keeps anything. `draft` is what the form
//! says, `act` what was pressed, `screen` and `hall` how it is shown.

mod draft;
mod hall;
mod press;
mod screen;
mod wording;

use axum::Router;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bronya_desk::No;
use bronya_domain::floor_plan::Shown;
use bronya_domain::refusal::Reason;
use bronya_gate::{Denial, Gate};

use crate::asked::Form;
use crate::inside::{Admin, Inside};
use crate::page::Page;
use crate::paths;

use draft::{Draft, Typed};
use press::Press;
use screen::Screen;
use wording::Names;

/// What the address says after saving.
const SAVED: &str = "done=saved";

/// The page below a venue's name.
pub(crate) fn routes() -> Router<Gate> {
    Router::new().route("/{venue}/floor", get(show).post(press))
}

async fn show(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    let page = async {
        let shown = inside.desk().floor(inside.catalog.venue.id).await?;
        let screen = Screen {
            is_saved: query.as_deref() == Some(SAVED),
            ..Screen::of(&inside, Draft::of(shown))
        };
        Ok(screen.page(StatusCode::OK))
    };
    visitor.shown(page.await)
}

/// Does what was pressed to what was drawn.
async fn press(Admin(inside): Admin, Form(typed): Form<Typed>) -> Response {
    let visitor = inside.known.visitor;
    visitor.told(pressed(&inside, typed).await)
}

async fn pressed(inside: &Inside, typed: Typed) -> Result<Response, Denial> {
    let act = Press::read(&typed).ok_or_else(|| Denial::invalid("do", "is nothing to do"))?;
    let mut draft = Draft::read(typed);
    draft.keep_offered(&inside.catalog);
    if !draft.wrong.is_empty() {
        return Ok(drawn(inside, draft, StatusCode::UNPROCESSABLE_ENTITY));
    }
    if act == Press::Save {
        return save(inside, draft).await;
    }
    let names = Names(inside.known.tongue());
    let done = act.perform(&mut draft.plan, &inside.catalog, &names);
    let screen = Screen {
        is_draft: true,
        is_full: !done,
        opens: act.opens(&draft.plan),
        ..Screen::of(inside, draft)
    };
    Ok(screen.page(StatusCode::OK).into_response())
}

fn drawn(inside: &Inside, draft: Draft, status: StatusCode) -> Response {
    let screen = Screen {
        is_draft: true,
        ..Screen::of(inside, draft)
    };
    screen.page(status).into_response()
}

async fn save(inside: &Inside, mut draft: Draft) -> Result<Response, Denial> {
    if let Err(flaw) = draft.plan.check() {
        draft.blame(&flaw);
        return Ok(drawn(inside, draft, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let venue = &inside.catalog.venue;
    let desk = inside.desk();
    let laid = desk.lay_floor(venue.id, draft.plan.clone(), Some(draft.version));
    match laid.await {
        Ok(Shown { .. }) => {
            let path = format!("{}?{SAVED}", paths::floor_plan(&venue.slug));
            Ok(Redirect::to(&path).into_response())
        }
        Err(no) => match meanwhile(&no) {
            Some(version) => Ok(conflict(inside, Draft { version, ..draft }).into_response()),
            None => Err(no.into()),
        },
    }
}

/// The version that somebody else saved meanwhile, if that is what stands against it.
fn meanwhile(no: &No) -> Option<i64> {
    match no {
        No::Refused { refusal, .. } => match refusal.first() {
            Reason::VersionDiffers { version } => Some(*version),
            _ => None,
        },
        _ => None,
    }
}

/// What was drawn stays; whoever saves again knows that he replaces what another drew.
fn conflict(inside: &Inside, draft: Draft) -> Page {
    let screen = Screen {
        is_draft: true,
        is_late: true,
        ..Screen::of(inside, draft)
    };
    screen.page(StatusCode::CONFLICT)
}
