//! Calendars that calendar programs read by themselves, by a secret address. They only read: nothing here acts.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bronya_desk::Diary;
use bronya_domain::booking::Booking;
use bronya_domain::catalog::Catalog;
use bronya_domain::feed::Feed;
use bronya_gate::limits::Limit;
use bronya_gate::{Denial, Gate, texts};
use bronya_words::calendar::{Entry, diary};
use bronya_words::matter::{Post, Visit};

use crate::asked::Visitor;
use crate::paths;

/// What an address names: venue, calendar, key.
type Named = Result<Path<(String, String, String)>, PathRejection>;

/// The calendars below their prefix.
pub(crate) fn routes() -> Router<Gate> {
    Router::new().route("/{venue}/{feed}/{key}", get(show))
}

/// A calendar whose key was shown. Whoever shows a wrong one is counted.
async fn show(State(gate): State<Gate>, visitor: Visitor, named: Named) -> Response {
    let answer = match read(&gate, named).await {
        Err(denial) if denial.status == StatusCode::NOT_FOUND => {
            let (limits, bucket) = (gate.limits(), visitor.from.bucket());
            let counted = limits.take(Limit::GuestLink, &bucket, gate.now());
            Err(counted.err().unwrap_or(denial))
        }
        read => read,
    };
    visitor.told(answer)
}

async fn read(gate: &Gate, named: Named) -> Result<Response, Denial> {
    let Path((slug, feed, key)) = named.map_err(|_| Denial::not_found())?;
    let key = key.strip_suffix(".ics").ok_or_else(Denial::not_found)?;
    let feed: Feed = feed.parse().map_err(|_| Denial::not_found())?;
    if !texts::is_slug(&slug) {
        return Err(Denial::not_found());
    }
    let catalog = gate.desk().venue(&slug).await?;
    let diary = gate.open_feed(&catalog, feed, key).await?;
    let headers: [(HeaderName, String); 2] = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{slug}-{feed}.ics\""),
        ),
    ];
    Ok((
        StatusCode::OK,
        headers,
        written(gate, &catalog, feed, &diary),
    )
        .into_response())
}

/// The calendar as programs read it. Of a guest it says no more than his name.
fn written(gate: &Gate, catalog: &Catalog, feed: Feed, own: &Diary) -> String {
    let url = gate.public_url().parse::<axum::http::Uri>().ok();
    let host = url.as_ref().and_then(|url| url.host());
    let host = host.unwrap_or("localhost");
    let sender = format!("bronya@{host}");
    let described: Vec<_> = own
        .bookings
        .iter()
        .map(|it| Told::of(gate, catalog, it))
        .collect();
    let entries: Vec<Entry<'_>> = own
        .bookings
        .iter()
        .zip(&described)
        .map(|(booking, told)| Entry {
            visit: Visit {
                venue: &catalog.venue,
                booking,
                resources: &told.resources,
                first: None,
                slot_topic: booking
                    .slot
                    .and_then(|slot| own.topics.get(&slot))
                    .map(String::as_str),
            },
            language: catalog.venue.language,
            link: Some(&told.link),
            post: Post {
                host,
                sender: &sender,
                stamp: booking.made_at,
            },
        })
        .collect();
    diary(&name(catalog, feed), &entries)
}

/// What a calendar says of a booking besides the booking.
struct Told {
    resources: Vec<String>,
    link: String,
}

impl Told {
    fn of(gate: &Gate, catalog: &Catalog, booking: &Booking) -> Self {
        let listed = booking.resources().filter_map(|id| catalog.find(id));
        let day = booking
            .when
            .span()
            .map(|span| span.from().to_zoned(catalog.venue.zone.clone()).date());
        let day = day.map(|day| format!("date={day}&")).unwrap_or_default();
        let (url, path, id) = (
            gate.public_url(),
            paths::day(&catalog.venue.slug),
            booking.id,
        );
        Self {
            resources: listed.map(|listed| listed.resource.name.clone()).collect(),
            link: format!("{url}{path}?{day}booking={id}"),
        }
    }
}

/// What programs call a calendar.
fn name(catalog: &Catalog, feed: Feed) -> String {
    let listed = feed.resource().and_then(|id| catalog.find(id));
    let own = listed.map(|listed| listed.resource.name.as_str());
    match own {
        Some(own) => format!("{own} – {}", catalog.venue.name),
        None => catalog.venue.name.clone(),
    }
}
