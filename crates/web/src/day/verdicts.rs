//! What the rules say to a move before it is made: where a booking could go, asked once when somebody begins to drag it, and why
//! not, asked where he stops over a place that will not do.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use bronya_domain::availability::Question;
use bronya_domain::booking::Booking;
use bronya_domain::command::Filter;
use bronya_domain::id::{BookingId, ResourceId};
use bronya_domain::policy::Stay;
use bronya_domain::span::Span;
use bronya_gate::{Denial, reading};
use garde::Validate;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::look::Look;
use super::screen;
use crate::guest::single;
use crate::inside::{Crew, Inside};
use crate::refusals;

/// Which booking, and where it would go.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct VerdictQuery {
    /// The booking.
    #[garde(skip)]
    booking: BookingId,
    /// The day that is looked at.
    #[garde(length(max = 20))]
    date: Option<String>,
    /// The resource that it would take.
    #[garde(skip)]
    resource: Option<ResourceId>,
    /// From when, in seconds since 1970.
    #[garde(skip)]
    from: Option<i64>,
}

/// Where a booking could go: by resource, from when until when, in seconds since 1970.
#[derive(Serialize)]
struct Places {
    places: BTreeMap<i64, Vec<(i64, Option<i64>)>>,
}

/// Where a booking could go on a day.
pub(super) async fn places(Crew(inside): Crew, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    let found = async {
        let query: VerdictQuery = reading::query(&query.unwrap_or_default())?;
        let booking = seen(&inside, query.booking).await?;
        let look = Look {
            date: query.date.and_then(|date| date.parse().ok()),
            ..Look::default()
        };
        let starts = screen::reach(&inside, screen::date(&inside, &look));
        let starts = starts.ok_or_else(Denial::not_found)?;
        let question = question(&inside, &booking, starts);
        let (desk, now) = (inside.known.gate.desk(), inside.known.gate.now());
        let available = desk
            .available_beside(&inside.catalog, &question, booking.id, now)
            .await?;
        let mut places: BTreeMap<i64, Vec<(i64, Option<i64>)>> = BTreeMap::new();
        for offer in single(&available.offers) {
            let (from, until) = (offer.span.from(), offer.span.until());
            let place = (from.as_second(), until.map(Timestamp::as_second));
            places.entry(offer.resource.0).or_default().push(place);
        }
        Ok(Json(Places { places }).into_response())
    };
    visitor.told(found.await)
}

/// Why a booking cannot go somewhere, in a sentence.
pub(super) async fn why(Crew(inside): Crew, RawQuery(query): RawQuery) -> Response {
    let visitor = inside.known.visitor;
    let told = async {
        let query: VerdictQuery = reading::query(&query.unwrap_or_default())?;
        let booking = seen(&inside, query.booking).await?;
        let from = query
            .from
            .and_then(|from| Timestamp::from_second(from).ok());
        let from = from.ok_or_else(Denial::not_found)?;
        let tick = Span::lasting(from, SignedDuration::from_secs(1));
        let starts = tick.map_err(|_| Denial::not_found())?;
        let question = question(&inside, &booking, starts);
        let (desk, now) = (inside.known.gate.desk(), inside.known.gate.now());
        let explained = desk
            .explained_beside(&inside.catalog, &question, from, booking.id, now)
            .await?;
        let mut own = explained.into_iter();
        let own = own.find(|one| Some(one.resource) == query.resource);
        let reason = own.and_then(|one| {
            one.verdicts
                .into_iter()
                .find_map(|verdict| verdict.objection)
        });
        let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
        let sentence = reason.map(|reason| refusals::sentence(tongue, venue, &reason));
        Ok(sentence.unwrap_or_default().into_response())
    };
    visitor.told(told.await)
}

/// The booking, to whom it is there.
async fn seen(inside: &Inside, id: BookingId) -> Result<Booking, Denial> {
    let booking = inside
        .known
        .gate
        .desk()
        .booking(inside.catalog.venue.id, id)
        .await?;
    match inside.caller.actor().sees(&booking) {
        true => Ok(booking),
        false => Err(Denial::not_found()),
    }
}

/// The question where a booking could go, to anything of the venue. Where guests choose how long they stay, it stays as long.
fn question(inside: &Inside, booking: &Booking, starts: Span) -> Question {
    let listed = booking.resources().find_map(|id| inside.catalog.find(id));
    let chosen = listed.is_some_and(|listed| matches!(listed.rules.stay, Stay::Chosen { .. }));
    let span = booking.when.span().filter(|_| chosen);
    Question {
        starts,
        party: booking.party,
        filter: Filter::default(),
        length: span.and_then(|span| span.length()),
    }
}
