//! What can be had, and why something cannot.

use std::sync::Arc;

use axum::extract::State;
use axum::http::Uri;
use bronya_desk::channels::PROGRAMS;
use bronya_desk::{Available, SPAN_MOST};
use bronya_domain::availability::{Explained, Offers, Question};
use bronya_domain::booking;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::Filter;
use bronya_domain::hours::Reading;
use bronya_domain::id::{BookingId, ResourceId, SlotId};
use bronya_domain::people::Scope;
use bronya_domain::policy::minutes;
use bronya_domain::refusal::Reason;
use bronya_domain::rules::Rule;
use bronya_domain::span::Span;
use bronya_gate::{Caller, Denial, Gate, KeptAnswer, texts};
use garde::Validate;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asked::{By, In, Query};
use crate::moments::{Day, Moment, Window, today, worth_naming};
use crate::problem::Result;
use crate::rendered::Rendered;
use crate::resources::PRICE_MOST;

/// Where it is asked.
pub(crate) const ADDRESS: &str = "/v1/venues/{venue}/availability";

/// What somebody looks for; today, where no time is said.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AvailabilityQuery {
    /// The first start; without `to`, its local day bounds the window.
    #[garde(skip)]
    from: Option<Moment>,
    /// The first instant after the last start; at most 31 days after `from`.
    #[garde(skip)]
    to: Option<Moment>,
    /// A local day instead.
    #[garde(skip)]
    date: Option<Day>,
    /// How many come.
    #[garde(range(min = 1, max = 10_000))]
    party: Option<u32>,
    /// Only resources of this kind.
    #[garde(length(chars, min = 1, max = 64), inner(custom(texts::kind)))]
    kind: Option<String>,
    /// The lowest price, in minor units, itself included.
    #[garde(range(min = 0, max = PRICE_MOST))]
    price_from: Option<i64>,
    /// The highest price, in minor units, itself included.
    #[garde(range(min = 0, max = PRICE_MOST))]
    price_to: Option<i64>,
    /// How long to stay, where the guest chooses.
    #[garde(range(min = 1, max = 527_040))]
    minutes: Option<u32>,
    /// Say for each resource what every rule says to a stay that starts at `from`.
    #[garde(skip)]
    explain: Option<bool>,
    /// Say what this booking could move to: it is not in its own way. For those alone who may move it.
    #[garde(skip)]
    beside: Option<BookingId>,
}

/// What can be had.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Availability {
    /// The venue's name in addresses.
    venue: String,
    /// The IANA name of its time zone.
    zone: String,
    /// How the venue's clock shows `from`, where it was given as wall time that it shows twice or never.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<Reading>,
    /// Single starts with what can be had at each.
    #[serde(skip_serializing_if = "Option::is_none")]
    starts: Option<Vec<Start>>,
    /// Runs of starts, where starts lie on no grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<Vec<Run>>,
    /// What every rule says, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    explained: Option<Vec<Explained>>,
}

/// A start and the stays that can be had from it until the same end.
#[derive(Serialize, JsonSchema)]
struct Start {
    /// When it is.
    from: Timestamp,
    /// When it is on the venue's clock.
    local: DateTime,
    /// Until when; null where the stay lasts until released.
    until: Option<Timestamp>,
    /// The resources, in the order in which an order that leaves the choice open takes them.
    resources: Vec<Free>,
}

/// A resource that can be had.
#[derive(Serialize, JsonSchema)]
struct Free {
    id: ResourceId,
    /// At what price, in minor units of the venue's currency.
    price: i64,
    /// In which published slot.
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<SlotId>,
}

/// Starts that can all be had.
#[derive(Serialize, JsonSchema)]
struct Run {
    /// On which resource.
    resource: ResourceId,
    /// The first start.
    first: Timestamp,
    /// The first start on the venue's clock.
    local: DateTime,
    /// The last start, itself included.
    last: Timestamp,
    /// How long the stay is; null where it lasts until released.
    minutes: Option<i64>,
    /// At what price, in minor units of the venue's currency.
    price: i64,
}

/// The name by which the answer to what is asked at an address is kept.
pub(crate) fn name(uri: &Uri) -> &str {
    uri.path_and_query().map_or("", |asked| asked.as_str())
}

pub(crate) async fn search(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    uri: Uri,
    Query(query): Query<AvailabilityQuery>,
) -> Result<Rendered<Availability>> {
    let name = name(&uri);
    if let Some(kept) = gate.kept().get(name)
        && gate.desk().stands(&kept.sight, gate.now())
    {
        return Ok(Rendered::again(kept.body.clone()));
    }
    // What is free today is another question tomorrow.
    let names_time = query.from.is_some() || query.date.is_some();
    if names_time && query.beside.is_none() && query.explain != Some(true) {
        return kept(&gate, &catalog, query, name).await;
    }
    Rendered::new(&search_anew(&gate, &caller, &catalog, query).await?)
}

/// Answers what everybody is answered alike, and keeps the answer while it stands.
async fn kept(
    gate: &Gate,
    catalog: &Arc<Catalog>,
    query: AvailabilityQuery,
    name: &str,
) -> Result<Rendered<Availability>> {
    let catalog = catalog.kept_through(PROGRAMS);
    let zone = &catalog.venue.zone;
    let from = query.from.map(|from| from.read(zone));
    let clock = from.and_then(|from| worth_naming(from.reading));
    let now = gate.now();
    let question = query.question(zone, now, None)?;
    let found = gate.desk().available_in_sight(&catalog, &question, now);
    let (Available { offers, .. }, sight) = found.await?;
    if offers.stays.is_empty() && offers.runs.is_empty() {
        refuse_unseatable(gate, &catalog, &question).await?;
    }
    let answer = Rendered::new(&Availability {
        starts: Some(starts_of(&offers, zone)),
        runs: Some(runs_of(&offers, &catalog)),
        ..Availability::of(&catalog, clock)
    })?;
    if let Some(sight) = sight {
        let body = answer.body();
        gate.kept()
            .keep(name.to_owned(), KeptAnswer { sight, body });
    }
    Ok(answer)
}

async fn search_anew(
    gate: &Gate,
    caller: &Caller,
    catalog: &Arc<Catalog>,
    query: AvailabilityQuery,
) -> Result<Availability> {
    let moving = match query.beside {
        Some(id) => Some(moving(gate, caller, catalog, id).await?),
        None => None,
    };
    let channel = moving.as_ref().map_or(PROGRAMS, |booking| &booking.channel);
    let catalog = catalog.kept_through(channel);
    let zone = &catalog.venue.zone;
    let from = query.from.map(|from| from.read(zone));
    let explain = query.explain == Some(true);
    let question = query.question(zone, gate.now(), moving.as_ref())?;
    let clock = from.and_then(|from| worth_naming(from.reading));
    let mut answer = Availability::of(&catalog, clock);
    let (desk, now) = (gate.desk(), gate.now());
    if let (true, Some(from)) = (explain, from) {
        let explained = match &moving {
            Some(booking) => {
                desk.explained_beside(&catalog, &question, from.at, booking.id, now)
                    .await
            }
            None => desk.explained(&catalog, &question, from.at, now).await,
        };
        answer.explained = Some(explained?);
    } else {
        let found = match &moving {
            Some(booking) => {
                desk.available_beside(&catalog, &question, booking.id, now)
                    .await
            }
            None => desk.available(&catalog, &question, now).await,
        };
        let Available { catalog, offers } = found?;
        if offers.stays.is_empty() && offers.runs.is_empty() {
            refuse_unseatable(gate, &catalog, &question).await?;
        }
        (answer.starts, answer.runs) = (
            Some(starts_of(&offers, zone)),
            Some(runs_of(&offers, &catalog)),
        );
    }
    Ok(answer)
}

/// The booking that is to move, for those who may move it. To others it is not there.
async fn moving(
    gate: &Gate,
    caller: &Caller,
    catalog: &Catalog,
    id: BookingId,
) -> Result<booking::Booking> {
    let actor = caller.actor();
    if actor.is_staff() && caller.has(Scope::WriteBookings) {
        let booking = gate.desk().booking(catalog.venue.id, id).await?;
        if actor.sees(&booking) {
            return Ok(booking);
        }
    }
    Err(Reason::UnknownBooking.into())
}

impl Availability {
    /// Nothing said yet.
    fn of(catalog: &Catalog, clock: Option<Reading>) -> Self {
        Self {
            venue: catalog.venue.slug.clone(),
            zone: catalog.venue.zone_name.clone(),
            clock,
            starts: None,
            runs: None,
            explained: None,
        }
    }
}

impl AvailabilityQuery {
    /// The question in the domain's words. Of a booking that moves as many come as before, where the query does not say.
    fn question(
        self,
        zone: &TimeZone,
        now: Timestamp,
        moving: Option<&booking::Booking>,
    ) -> Result<Question> {
        if let (Some(least), Some(most)) = (self.price_from, self.price_to)
            && least > most
        {
            return Err(Denial::invalid("price_to", "must not be lower than `price_from`").into());
        }
        Ok(Question {
            starts: self.starts(zone, now)?,
            party: self.party.or(moving.and_then(|booking| booking.party)),
            filter: Filter {
                kind: self.kind,
                price_from: self.price_from,
                price_to: self.price_to,
            },
            length: self.minutes.map(minutes),
        })
    }

    /// Between which instants the stay may start. Why a stay cannot be had is asked about one start.
    fn starts(&self, zone: &TimeZone, now: Timestamp) -> Result<Span> {
        let starts = match self.from {
            Some(from) if self.explain == Some(true) => {
                Span::lasting(from.read(zone).at, SignedDuration::from_micros(1)).ok()
            }
            None if self.explain == Some(true) => {
                return Err(Denial::invalid("from", "is needed beside `explain`").into());
            }
            _ => Window {
                from: self.from,
                to: self.to,
                date: self.date,
            }
            .span(zone, SPAN_MOST)?,
        };
        Ok(starts.map_or_else(|| today(now, zone), Ok)?)
    }
}

/// Refuses a search that finds nothing because the party can sit nowhere, whatever the time: an empty answer would look
/// like a full house. The rules say it; of many such reasons the one that asks least is told.
async fn refuse_unseatable(gate: &Gate, catalog: &Arc<Catalog>, question: &Question) -> Result<()> {
    let from = question.starts.from();
    let explained = gate
        .desk()
        .explained(catalog, question, from, gate.now())
        .await?;
    let mut reasons = Vec::new();
    for one in explained {
        let objection = |rule: Rule| {
            let verdict = one.verdicts.iter().find(|verdict| verdict.rule == rule);
            verdict.and_then(|verdict| verdict.objection.clone())
        };
        if objection(Rule::Offered).is_some() {
            continue;
        }
        match objection(Rule::Seats) {
            Some(reason) => reasons.push(reason),
            None => return Ok(()),
        }
    }
    let asks_least = reasons.into_iter().max_by_key(|reason| match reason {
        Reason::PartyTooLarge { most, .. } => i64::from(*most),
        Reason::PartyTooSmall { least, .. } => -i64::from(*least),
        _ => i64::MAX,
    });
    match asks_least {
        Some(reason) => Err(reason.into()),
        None => Ok(()),
    }
}

/// The single stays, those with the same start and end together.
fn starts_of(offers: &Offers, zone: &TimeZone) -> Vec<Start> {
    let mut starts: Vec<Start> = Vec::new();
    for offer in &offers.stays {
        let (from, until) = (offer.span.from(), offer.span.until());
        let free = Free {
            id: offer.resource,
            price: offer.price,
            slot: offer.slot,
        };
        // Stays come in order of time, so that only the last few can have the same start.
        let alike = starts
            .iter_mut()
            .rev()
            .take_while(|start| start.from == from)
            .find(|start| start.until == until);
        match alike {
            Some(start) => start.resources.push(free),
            None => {
                let local = from.to_zoned(zone.clone()).datetime();
                starts.push(Start {
                    from,
                    local,
                    until,
                    resources: vec![free],
                });
            }
        }
    }
    starts
}

fn runs_of(offers: &Offers, catalog: &Catalog) -> Vec<Run> {
    let run = |run: &bronya_domain::availability::Run| Run {
        resource: run.resource,
        first: run.first,
        local: run.first.to_zoned(catalog.venue.zone.clone()).datetime(),
        last: run.last,
        minutes: run.length.map(|length| length.as_mins()),
        price: run.price,
    };
    offers.runs.iter().map(run).collect()
}
