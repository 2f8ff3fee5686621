//! What others do at the venue, told to whoever looks at its day, as it happens: server-sent events with a sentence each.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::RawQuery;
use axum::http::header::{HeaderMap, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use bronya_domain::catalog::Catalog;
use bronya_domain::command::Actor;
use bronya_domain::happening::About;
use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::people::Scope;
use bronya_gate::{Change, Denial, Gate, Identity, Told, Who};
use bronya_words::{Line, moment};
use futures_util::stream::{self, StreamExt};
use serde::Serialize;

use crate::cookies;
use crate::home::role_words;
use crate::inside::{Crew, Inside};
use crate::tongue::{Blanks, Tongue};

/// How often something is sent although nothing happens, so that neither side takes the other for gone.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// A revision that no venue has.
const NO_REVISION: i64 = -1;

/// What somebody who looks is told of a change.
#[derive(Serialize)]
struct News {
    /// Who did what when, in a sentence; nothing where he did it himself.
    told: Option<String>,
    /// The booking that it was done to.
    booking: Option<i64>,
}

/// Tells what happens for as long as whoever looks may see it.
pub(super) async fn events(
    Crew(inside): Crew,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let visitor = inside.known.visitor;
    let known = known(&headers, query.as_deref().unwrap_or_default());
    visitor.told(listen(inside, headers, known).await)
}

/// The revision of which whoever looks knows already: the last of which he heard, else that of his page.
fn known(headers: &HeaderMap, query: &str) -> Option<i64> {
    let last = headers.get("last-event-id");
    let heard = last.map(|id| id.to_str().unwrap_or_default());
    let seen = query.strip_prefix("after=");
    let known = heard.or(seen)?;
    Some(known.parse().unwrap_or(NO_REVISION))
}

async fn listen(
    inside: Inside,
    headers: HeaderMap,
    known: Option<i64>,
) -> Result<Response, Denial> {
    let gate = inside.known.gate.clone();
    let venue = inside.catalog.venue.id;
    let listener = gate.listen(venue, known).await?;
    let again = move || {
        let (gate, headers) = (gate.clone(), headers.clone());
        async move { still(&gate, &headers, venue).await }
    };
    let told = stream::unfold((listener, again), |(mut listener, mut again)| async move {
        let told = listener.next(&mut again).await?;
        Some((told, (listener, again)))
    });
    let (tongue, catalog) = (inside.known.tongue(), inside.catalog.clone());
    let own = inside.known.session.account.id;
    let events = told.flat_map(move |told| {
        let words = Words {
            tongue,
            catalog: &catalog,
            own,
        };
        stream::iter(words.events(told))
    });
    let alive = KeepAlive::new().interval(SIGN_OF_LIFE);
    // Proxies that gather an answer before they pass it on would keep the news to themselves.
    let headers = [(HeaderName::from_static("x-accel-buffering"), "no")];
    let sent = Sse::new(events.map(Ok::<_, Infallible>)).keep_alive(alive);
    Ok((headers, sent).into_response())
}

/// As what he acts who looks, if he still may.
async fn still(gate: &Gate, headers: &HeaderMap, venue: VenueId) -> Result<Actor, Denial> {
    let identity = match cookies::pass(gate, headers) {
        Some(pass) => Identity::of_pass(gate, pass).await?,
        None => Identity::Nobody,
    };
    let caller = Who::Crew(Scope::ReadBookings).admit(identity, Some(venue), false)?;
    Ok(caller.actor())
}

/// How changes are worded.
struct Words<'a> {
    tongue: Tongue,
    catalog: &'a Catalog,
    own: AccountId,
}

impl Words<'_> {
    /// What is told, as events. The last of a commit has the venue's revision as its id, so that a browser which comes back has
    /// heard the whole commit or is told to look afresh.
    fn events(&self, told: Told) -> Vec<Event> {
        let (revision, mut events) = match told {
            Told::Afresh { revision } => (revision, vec![written("afresh", &())]),
            Told::Changes { revision, changes } => {
                let changes = changes
                    .iter()
                    .map(|change| written("change", &self.news(change)));
                (Some(revision), changes.collect())
            }
        };
        if let Some(revision) = revision {
            let last = events.pop().unwrap_or_default();
            events.push(last.id(revision.to_string()));
        }
        events
    }

    fn news(&self, change: &Change) -> News {
        let happening = &change.happening;
        let is_own = happening.by.account == Some(self.own);
        News {
            told: (!is_own).then(|| self.sentence(change)),
            booking: match happening.about {
                About::Booking { id, .. } => Some(id.0),
                _ => None,
            },
        }
    }

    fn sentence(&self, change: &Change) -> String {
        let happening = &change.happening;
        let name = Line::some_name(change.name.as_deref());
        let role = role_words(happening.by.role);
        let who = name.map_or_else(|| self.tongue.word(role), |name| name.to_string());
        let zone = self.catalog.venue.zone.clone();
        let blanks = Blanks::default()
            .with("who", who)
            .with("act", happening.act.clone())
            .with("at", moment::clock(&happening.at.to_zoned(zone)));
        self.tongue.say("day-news", &blanks)
    }
}

fn written(name: &str, data: &impl Serialize) -> Event {
    let event = Event::default().event(name);
    // What we write can be written.
    event.json_data(data).unwrap_or_default()
}
