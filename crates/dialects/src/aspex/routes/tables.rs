//! Which tables are to be had at a time.

use axum::extract::State;
use axum::http::StatusCode;
use bronya_domain::availability::Question;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::Filter;
use bronya_domain::hours::on_the_clock;
use bronya_domain::policy::minutes;
use bronya_domain::rules::Rule;
use bronya_domain::span::Span;
use jiff::SignedDuration;
use serde_json::json;

use super::super::seeds::{KIND, slot_hours};
use super::super::translate::{Answer, Nay};
use super::super::wire::{self, Search, Start};
use super::caller::User;
use crate::door::Door;
use crate::fastapi::Asked;
use crate::heard::Heard;

/// The stay that begins then: a time without an offset is the restaurant's, and one with an offset is counted from it.
pub(super) fn stay(door: &Door, catalog: &Catalog, start: Start) -> Result<Span, Nay> {
    let wall = start.date.to_datetime(start.time.time);
    let at = match start.time.offset {
        Some(offset) => offset.to_timestamp(wall).ok(),
        None => Some(on_the_clock(wall, &catalog.venue.zone).at),
    };
    let length = minutes(slot_hours(door) * 60);
    let stay = at.and_then(|at| Span::lasting(at, length).ok());
    // At the very end of the calendar nothing lasts as long as it should.
    let whole = stay.filter(|stay| stay.length() == Some(length));
    whole.ok_or_else(|| start.beyond_calendar())
}

pub(super) async fn available(State(door): State<Door>, heard: Heard) -> Answer {
    User::of(&door, &heard).await?;
    let Search { start, guests } = Search::read(Asked::query(&heard))?;
    let catalog = door.catalog().await?;
    let stay = stay(&door, &catalog, start)?;
    let question = Question {
        starts: Span::lasting(stay.from(), SignedDuration::from_micros(1)).unwrap_or(stay),
        party: Some(guests),
        filter: Filter {
            kind: door.kinds().ours(KIND).map(str::to_owned),
            ..Filter::default()
        },
        length: stay.length(),
    };
    let (desk, from) = (door.desk(), stay.from());
    let explained = desk
        .explained(&catalog, &question, from, door.now())
        .await?;
    // The contract asks no more of a table here than that it is big enough and free: the past is answered, too.
    let asked = |rule| match rule {
        Rule::Offered | Rule::Seats | Rule::Free => true,
        Rule::Grid | Rule::Stay | Rule::Lead | Rule::Horizon | Rule::Hours => false,
    };
    let can_be_had = explained.iter().filter(|one| {
        let mut verdicts = one.verdicts.iter();
        !verdicts.any(|verdict| asked(verdict.rule) && verdict.objection.is_some())
    });
    let tables = can_be_had.filter_map(|one| catalog.find(one.resource));
    let tables = tables.filter(|listed| door.kinds().sees(&listed.resource.kind));
    let body = json!({
        "date": start.date.to_string(),
        "time": wire::echo(start.time),
        "guests": guests,
        "slot_hours": slot_hours(&door),
        "tables": wire::tables(tables.map(|listed| &listed.resource)),
    });
    wire::shown(StatusCode::OK, body)
}
