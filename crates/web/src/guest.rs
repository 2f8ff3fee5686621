//! The guest's own page of a booking: what it is, what can still be done, and the forms that do it.
//!
//! The key in the address is all that a guest needs. A wrong key, a wrong code, a past booking and another venue all
//! lead to the same page of nothing, and whoever tries again and again is told to wait.

mod screen;
mod starts;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{OriginalUri, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bronya_domain::booking::State as Stands;
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor, Command};
use bronya_domain::refusal::Reason;
use bronya_gate::address::ClientAddress;
use bronya_gate::limits::Limit;
use bronya_gate::{Denial, Gate, reading};
use bronya_words::calendar::{Entry, publish};
use bronya_words::matter::{Post, Visit};
use garde::Validate;
use serde::Deserialize;

use crate::asked::{Form, Visitor};
use crate::facts::Booked;
use crate::page::Page;
use crate::paths;
use crate::tongue::Tongue;
use screen::{Asked, Screen};
use starts::Place;

pub(crate) use starts::single;

/// What an address names: venue, code, key.
type Named = Result<Path<(String, String, String)>, PathRejection>;

/// Which times a guest looks at. What else stands in the query is not ours: letters are opened through trackers.
#[derive(Deserialize, Validate)]
struct LookQuery {
    /// The day.
    #[garde(length(max = 200))]
    date: Option<String>,
    /// How many come.
    #[garde(length(max = 200))]
    party: Option<String>,
}

/// Why a guest leaves.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct LeaveForm {
    /// The version that the page showed.
    #[garde(range(min = 1))]
    version: i64,
    /// Why, in his words.
    #[garde(length(chars, max = screen::REASON_MOST))]
    reason: Option<String>,
}

/// Where a guest moves his booking.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct MoveForm {
    /// The version that the page showed.
    #[garde(range(min = 1))]
    version: i64,
    /// The day that the page showed.
    #[garde(length(max = 200))]
    date: Option<String>,
    /// How many come.
    #[garde(length(max = 200))]
    party: Option<String>,
    /// The start that he chose.
    #[garde(length(max = 200))]
    to: Option<String>,
}

/// The pages below the prefix of guests' bookings.
pub(crate) fn routes() -> Router<Gate> {
    Router::new()
        .route("/{venue}/{code}/{key}", get(show))
        .route("/{venue}/{code}/{key}/cancel", get(stands).post(cancel))
        .route("/{venue}/{code}/{key}/ask", get(stands).post(ask))
        .route("/{venue}/{code}/{key}/move", get(stands).post(move_booking))
        .route("/{venue}/{code}/{key}/calendar.ics", get(calendar))
}

/// A booking whose key was shown, for whoever showed it.
struct Opened {
    gate: Gate,
    booked: Booked,
    tongue: Tongue,
    /// Where he is who opened it.
    from: ClientAddress,
    /// Where its page is.
    path: String,
}

impl Opened {
    /// The booking that an address opens. Whoever opens none is counted.
    async fn of(gate: Gate, visitor: Visitor, named: Named) -> Result<Self, Denial> {
        match Self::find(&gate, visitor, named).await {
            Err(denial) if denial.status == StatusCode::NOT_FOUND => {
                let now = gate.now();
                gate.limits()
                    .take(Limit::GuestLink, &visitor.from.bucket(), now)?;
                Err(denial)
            }
            found => found,
        }
    }

    async fn find(gate: &Gate, visitor: Visitor, named: Named) -> Result<Self, Denial> {
        let Path((venue, code, key)) = named.map_err(|_| Denial::not_found())?;
        let booked = Booked::find(gate, &venue, &code).await?;
        let (booking, house) = (&booked.booking, &booked.catalog.venue);
        let opens = gate.secret().opens_booking(house.id, booking, &key);
        if !opens || booking.is_over(gate.now()) {
            return Err(Denial::not_found());
        }
        let chosen = chosen_language(gate, &booked).await?;
        Ok(Self {
            gate: gate.clone(),
            tongue: visitor.tongue_of(Some(chosen)),
            from: visitor.from,
            path: paths::booking(&house.slug, &booked.code(), &key),
            booked,
        })
    }

    /// The same booking as it is now.
    async fn again(self) -> Result<Self, Denial> {
        let venue = self.booked.catalog.venue.slug.clone();
        let code = self.booked.code();
        let booked = Booked::find(&self.gate, &venue, &code).await?;
        Ok(Self { booked, ..self })
    }

    /// Does what a form asks for, if the booking still is what its page showed.
    async fn act(&self, version: i64, act: Act) -> Result<(), Denial> {
        let command = Command {
            actor: Actor::GUEST,
            act,
            expects: Some(version),
        };
        let (venue, now) = (self.booked.catalog.venue.id, self.gate.now());
        self.gate
            .limit_guest_act(self.from, venue, self.booked.booking.id)?;
        self.gate.desk().execute(venue, command, None, now).await?;
        Ok(())
    }

    /// Back to the page, after what was done, or the page with what the rules said against it.
    async fn done(self, done: Result<(), Denial>, asked: Asked) -> Result<Response, Denial> {
        match done {
            Ok(()) => Ok(Redirect::to(&self.path).into_response()),
            Err(denial) if denial.refused.is_some() => {
                let opened = self.again().await?;
                let page = opened.screen(asked, Some(&denial)).await?;
                Ok(page.into_response())
            }
            Err(denial) => Err(denial),
        }
    }

    async fn screen(&self, asked: Asked, denial: Option<&Denial>) -> Result<Page, Denial> {
        let screen = Screen {
            gate: &self.gate,
            booked: &self.booked,
            tongue: self.tongue,
            path: &self.path,
            now: self.gate.now(),
        };
        screen.page(asked, denial).await
    }
}

/// The language of a guest's page: the booking's, else the account's, else the venue's.
async fn chosen_language(gate: &Gate, booked: &Booked) -> Result<Language, Denial> {
    if let Some(language) = booked.booking.language {
        return Ok(language);
    }
    let account = match booked.booking.account {
        Some(account) => gate.desk().account(account).await?,
        None => None,
    };
    let chosen = account.and_then(|account| account.language);
    Ok(chosen.unwrap_or(booked.catalog.venue.language))
}

async fn show(
    State(gate): State<Gate>,
    visitor: Visitor,
    named: Named,
    RawQuery(query): RawQuery,
) -> Response {
    let page = async {
        let opened = Opened::of(gate, visitor, named).await?;
        let query = query.unwrap_or_default();
        let LookQuery { date, party } = reading::query(&query)?;
        opened.screen(Asked::looking(date, party), None).await
    };
    visitor.shown(page.await)
}

/// Whoever loads a page anew that a form brought comes to the booking: the form itself is not sent again.
async fn stands(uri: OriginalUri) -> Redirect {
    let path = uri.path();
    let booking = path.rsplit_once('/').map_or(path, |(booking, _)| booking);
    Redirect::to(booking)
}

async fn cancel(
    State(gate): State<Gate>,
    visitor: Visitor,
    named: Named,
    Form(form): Form<LeaveForm>,
) -> Response {
    let answer = async {
        let opened = Opened::of(gate, visitor, named).await?;
        let id = opened.booked.booking.id;
        let act = Act::Cancel(id, reason(&form.reason));
        let done = opened.act(form.version, act).await;
        let opened = match &done {
            // Pressed twice: what he wants is so.
            Err(denial) if is_outrun(denial) => {
                let opened = opened.again().await?;
                if opened.booked.booking.state == Stands::Cancelled {
                    return Ok(Redirect::to(&opened.path).into_response());
                }
                opened
            }
            _ => opened,
        };
        opened.done(done, Asked::leaving(form.reason)).await
    };
    visitor.told(answer.await)
}

async fn ask(
    State(gate): State<Gate>,
    visitor: Visitor,
    named: Named,
    Form(form): Form<LeaveForm>,
) -> Response {
    let answer = async {
        let opened = Opened::of(gate, visitor, named).await?;
        let id = opened.booked.booking.id;
        let act = Act::AskToCancel(id, reason(&form.reason));
        let done = opened.act(form.version, act).await;
        opened.done(done, Asked::leaving(form.reason)).await
    };
    visitor.told(answer.await)
}

async fn move_booking(
    State(gate): State<Gate>,
    visitor: Visitor,
    named: Named,
    Form(form): Form<MoveForm>,
) -> Response {
    let answer = async {
        let opened = Opened::of(gate, visitor, named).await?;
        let asked = Asked::moving(form.date, form.party, form.to.clone());
        let place: Option<Place> = form.to.and_then(|to| to.parse().ok());
        let (Some(place), Ok(party)) = (place, asked.party()) else {
            return Ok(opened.screen(asked, None).await?.into_response());
        };
        let order = place.order(&opened.booked, party);
        let act = Act::Move(opened.booked.booking.id, Box::new(order));
        let done = opened.act(form.version, act).await;
        opened.done(done, asked).await
    };
    visitor.told(answer.await)
}

/// The booking as a file for a calendar. Only what is agreed goes into one.
async fn calendar(State(gate): State<Gate>, visitor: Visitor, named: Named) -> Response {
    let answer = async {
        let opened = Opened::of(gate, visitor, named).await?;
        if opened.booked.booking.state != Stands::Confirmed {
            return Err(Denial::not_found());
        }
        let headers: [(HeaderName, String); 2] = [
            (CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
            (
                CONTENT_DISPOSITION,
                format!("attachment; filename=\"{}.ics\"", opened.booked.code()),
            ),
        ];
        Ok((StatusCode::OK, headers, entry(&opened)).into_response())
    };
    visitor.told(answer.await)
}

fn entry(opened: &Opened) -> String {
    let (gate, booked) = (&opened.gate, &opened.booked);
    let url = gate.public_url().parse::<axum::http::Uri>().ok();
    // The same host in which the ids of letters end: one booking is one event, however it came into the calendar.
    let host = url
        .as_ref()
        .and_then(axum::http::Uri::host)
        .unwrap_or("localhost");
    let link = format!("{}{}", gate.public_url(), opened.path);
    publish(&[Entry {
        visit: Visit {
            venue: &booked.catalog.venue,
            booking: &booked.booking,
            resources: &booked.resources(),
            first: booked.first(),
            slot_topic: booked.topic.as_deref(),
        },
        language: opened.tongue.0,
        link: Some(&link),
        post: Post {
            host,
            sender: &format!("bronya@{host}"),
            stamp: gate.now(),
        },
    }])
}

/// Somebody's reason, unless he left it open.
fn reason(text: &Option<String>) -> Option<String> {
    let text = text.as_deref().map(str::trim);
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Whether the booking had changed since its page was shown.
fn is_outrun(denial: &Denial) -> bool {
    let refused = denial.refused.as_ref();
    refused.is_some_and(|refused| {
        let mut reasons = refused.reasons.iter();
        reasons.any(|reason| matches!(reason, Reason::VersionDiffers { .. }))
    })
}
