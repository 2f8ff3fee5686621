//! Cancelling by the key in a letter. Opening the link only shows a page; its button acts, and so does a program that
//! sends the key. The key is the right to do it; who shows besides that he is somebody else is refused.

use axum::extract::State;
use axum::http::header::ACCEPT;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use bronya_desk::{Done, No};
use bronya_domain::booking::{Booking, State as Stands};
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor};
use bronya_domain::guest::{Leave, May};
use bronya_gate::keys::Secret;
use bronya_gate::limits::Limit;
use bronya_gate::{Caller, Identity};

use super::orders::{done, table};
use crate::django;
use crate::door::Door;
use crate::garant::callers::{Answer, guest, only};
use crate::garant::letters::words;
use crate::garant::translate::{Sorry, Wish};
use crate::garant::wire::{Asked, LANGUAGE};
use crate::heard::Heard;
use crate::page::{Button, Page, language, tag};

pub(super) async fn cancel(State(door): State<Door>, heard: Heard) -> Answer {
    let caller = guest(&door, &heard).await?;
    if [Method::GET, Method::HEAD].contains(&heard.method) {
        return page(&door, &heard).await;
    }
    let is_nobody = matches!(caller.identity(), Identity::Nobody);
    let key = match heard.method {
        Method::POST => key(&heard).await,
        _ => Ok(None),
    };
    if is_nobody && !matches!(key, Ok(Some(_))) {
        return Err(django::not_authenticated(LANGUAGE).into());
    }
    only(
        &door,
        &heard,
        &[Method::GET, Method::HEAD, Method::POST],
        "GET, HEAD, POST",
    )?;
    let left = match opened(&door, &heard, key?).await {
        // Pressed twice, the button has done its work.
        Ok(booking) if booking.state == Stands::Cancelled && wants_page(&heard) => Ok(booking),
        Ok(booking) => leave(&door, &heard, &caller, &booking).await,
        Err(sorry) => Err(sorry),
    };
    if !wants_page(&heard) {
        return left.map(|booking| match booking.state {
            Stands::Cancelled => done(words(LANGUAGE).done),
            _ => done(words(LANGUAGE).asked),
        });
    }
    let language = spoken(&door, &heard).await?;
    match left {
        Ok(booking) => Ok(page_of(language, StatusCode::OK, said(language, &booking))),
        Err(sorry) if sorry.status() == StatusCode::BAD_REQUEST => {
            Ok(page_of(language, sorry.status(), words(language).gone))
        }
        Err(sorry) => Err(sorry),
    }
}

/// Calls a booking off, or asks the staff to, as the venue's rules say. Gives the booking as it then is.
async fn leave(
    door: &Door,
    heard: &Heard,
    caller: &Caller,
    booking: &Booking,
) -> Result<Booking, Sorry> {
    let is_staff = caller.actor().is_staff();
    let another = matches!(caller.identity(), Identity::Person(_))
        && booking
            .account
            .is_some_and(|own| caller.account() != Some(own));
    if another && !is_staff {
        return Err(Sorry::no_key());
    }
    if !is_staff {
        door.gate()
            .limit_guest_act(heard.from, door.venue(), booking.id)?;
    }
    let left = door.execute(Actor::GUEST, Act::Cancel(booking.id, None));
    match left.await.map_err(|no| Sorry::of(no, Wish::Leave))? {
        Done::Booking(booking) => Ok(*booking),
        _ => Err(Sorry::no_key()),
    }
}

/// The page to which the link in a letter leads. Whatever it shows, nothing happens.
async fn page(door: &Door, heard: &Heard) -> Answer {
    let language = spoken(door, heard).await?;
    let words = words(language);
    let key = key(heard).await.ok().flatten();
    let booking = match opened(door, heard, key.clone()).await {
        Ok(booking) => booking,
        Err(sorry) if sorry.status() == StatusCode::BAD_REQUEST => {
            return Ok(page_of(language, StatusCode::NOT_FOUND, words.gone));
        }
        Err(sorry) => return Err(sorry),
    };
    let catalog = door.catalog().await?;
    let (title, label) = match May::of(&catalog, &booking, door.now()).leave {
        Leave::Nothing | Leave::Asked(_) => {
            let said = said(language, &booking);
            return Ok(page_of(language, StatusCode::OK, said));
        }
        Leave::Cancel(_) => (words.whether, words.cancel),
        Leave::Ask(_) => (words.whether_ask, words.ask),
    };
    let table = table(door, &catalog, &booking).map(|table| table.name.clone());
    let page = Page {
        language: tag(language),
        title: title.to_owned(),
        lines: table.into_iter().collect(),
        button: Some(Button {
            label: label.to_owned(),
            action: String::new(),
            hidden: key.map(|key| ("id", key)).into_iter().collect(),
        }),
    };
    Ok(page.shown(StatusCode::OK))
}

/// What is said of a booking about which nothing more can be done by its key.
fn said(language: Language, booking: &Booking) -> &'static str {
    let words = words(language);
    match booking.state {
        Stands::Cancelled => words.done,
        Stands::Confirmed if booking.cancel_asked_at.is_some() => words.asked,
        _ => words.gone,
    }
}

/// The booking that a key opens, until the visit is over. Who shows wrong keys again and again is told to wait.
async fn opened(door: &Door, heard: &Heard, key: Option<String>) -> Result<Booking, Sorry> {
    let (gate, venue, now) = (door.gate(), door.venue(), door.now());
    let key = key.unwrap_or_default();
    let found = match Secret::booking_in_uuid(&key) {
        Some(id) => match door.desk().booking(venue, id).await {
            Ok(booking) => Some(booking),
            Err(No::Refused { .. }) => None,
            Err(no) => return Err(no.into()),
        },
        None => None,
    };
    let opens = |booking: &Booking| {
        gate.secret().opens_booking_uuid(venue, booking, &key) && !booking.is_over(now)
    };
    match found.filter(opens) {
        Some(booking) => Ok(booking),
        None => {
            let limits = gate.limits();
            limits.take(Limit::GuestLink, &heard.from.bucket(), now)?;
            Err(Sorry::no_key())
        }
    }
}

/// The key, from the query or the form.
async fn key(heard: &Heard) -> Result<Option<String>, Sorry> {
    let in_query = Asked::of_query(heard).key();
    match in_query {
        Some(key) => Ok(Some(key)),
        None => Ok(Asked::of(heard).await?.key()),
    }
}

/// Whether a browser's form is answered, and not a program.
fn wants_page(heard: &Heard) -> bool {
    let accept = heard.header(ACCEPT.as_str()).unwrap_or_default();
    accept.contains("text/html")
}

async fn spoken(door: &Door, heard: &Heard) -> Result<Language, Sorry> {
    let catalog = door.catalog().await?;
    Ok(language(&heard.headers, catalog.venue.language))
}

fn page_of(language: Language, status: StatusCode, words: &str) -> Response {
    let page = Page {
        language: tag(language),
        title: words.to_owned(),
        ..Page::default()
    };
    page.shown(status)
}
