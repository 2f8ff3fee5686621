//! What happens at a venue, as it happens: server-sent events for the screens of its staff.

use std::convert::Infallible;
use std::time::Duration;

use aide::generate::GenContext;
use aide::openapi::{MediaType, Operation, Response as Documented, StatusCode as Code};
use aide::{OperationInput, OperationOutput};
use axum::extract::{FromRequestParts, State};
use axum::http::header::{HeaderMap, HeaderName};
use axum::http::request::Parts;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use bronya_gate::{Denial, Gate, Listener, Told};
use futures_util::stream::{self, StreamExt};
use serde::Serialize;

use crate::admission;
use crate::asked::{By, In, in_header};
use crate::history::Happening;
use crate::problem::{Problem, Result};

/// How often something is sent although nothing happens, so that neither side takes the other for gone.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
const STREAM: &str = "text/event-stream";
const LAST: &str = "Last-Event-ID";
/// A revision that no venue has: whoever names something else is told to look afresh.
const NO_REVISION: i64 = -1;

/// The head of a request, by which it is asked again whether whoever listens still may.
pub(crate) struct Head(Parts);

/// Events without an end.
pub(crate) struct Events {
    gate: Gate,
    listener: Listener,
    head: Parts,
    caller: By,
}

impl FromRequestParts<Gate> for Head {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        Ok(Self(parts.clone()))
    }
}

impl OperationInput for Head {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let words =
            "The `id` of the last event that was heard: what happened since then is told first.";
        in_header(ctx, operation, LAST, words);
    }
}

pub(crate) async fn listen(
    State(gate): State<Gate>,
    caller: By,
    In(catalog): In,
    Head(head): Head,
) -> Result<Events> {
    let listener = gate.listen(catalog.venue.id, last(&head.headers)).await?;
    Ok(Events {
        gate,
        listener,
        head,
        caller,
    })
}

fn last(headers: &HeaderMap) -> Option<i64> {
    let last = headers.get(LAST)?;
    let read = last.to_str().ok().and_then(|id| id.parse().ok());
    Some(read.unwrap_or(NO_REVISION))
}

impl IntoResponse for Events {
    fn into_response(self) -> Response {
        let Self {
            gate,
            listener,
            head,
            caller: By(caller),
        } = self;
        let actor = caller.actor();
        let again = move || {
            let (gate, mut head) = (gate.clone(), head.clone());
            async move {
                // Whoever acts as somebody else by now is refused, as one is whose login has ended.
                let asked = admission::again(&gate, &mut head).await;
                asked.map(|()| actor).map_err(|_| Denial::not_found())
            }
        };
        let told = stream::unfold((listener, again), |(mut listener, mut again)| async move {
            let told = listener.next(&mut again).await?;
            Some((told, (listener, again)))
        });
        let events = told.flat_map(|told| stream::iter(written(told)));
        let alive = KeepAlive::new().interval(SIGN_OF_LIFE);
        // Proxies that gather an answer before they pass it on would keep the news to themselves.
        let headers = [(HeaderName::from_static("x-accel-buffering"), "no")];
        let sent = Sse::new(events.map(Ok::<_, Infallible>)).keep_alive(alive);
        (headers, sent).into_response()
    }
}

/// What is told, as events. The last of a commit has the venue's revision as its id, so that whoever comes back has heard the
/// whole commit or is told to look afresh.
fn written(told: Told) -> Vec<Event> {
    let (revision, mut events) = match told {
        Told::Afresh { revision } => (revision, vec![event("afresh", &())]),
        Told::Changes { revision, changes } => {
            let changes = changes.into_iter().map(Happening::of);
            let events = changes.map(|change| event("change", &change)).collect();
            (Some(revision), events)
        }
    };
    if let Some(revision) = revision {
        let last: Event = events.pop().unwrap_or_default();
        events.push(last.id(revision.to_string()));
    }
    events
}

fn event(name: &str, data: &impl Serialize) -> Event {
    // What we write can be written.
    Event::default()
        .event(name)
        .json_data(data)
        .unwrap_or_default()
}

impl OperationOutput for Events {
    type Inner = Happening;

    fn operation_response(_: &mut GenContext, _: &mut Operation) -> Option<Documented> {
        Some(documented())
    }

    fn inferred_responses(
        _: &mut GenContext,
        _: &mut Operation,
    ) -> Vec<(Option<Code>, Documented)> {
        vec![(Some(Code::Code(200)), documented())]
    }
}

fn documented() -> Documented {
    let words = "Events without an end. `change` tells one thing that happened, as the history lists it; `afresh` says that more \
                 happened than can be told, so that whatever is shown should be asked for anew. The `id` is the revision of the venue. It ends \
                 when the token does, or the right to hear: whoever comes back with a new one and the last `id` has missed nothing.";
    Documented {
        description: words.to_owned(),
        content: [(STREAM.to_owned(), MediaType::default())]
            .into_iter()
            .collect(),
        ..Documented::default()
    }
}
