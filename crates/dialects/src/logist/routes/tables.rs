//! Tables: looked for by guests; seen, closed, opened, changed and added by workers.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{Method, StatusCode};
use bronya_desk::{NewResource, No};
use bronya_domain::availability::Question;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{Actor, At, Filter};
use bronya_domain::id::ResourceId;
use bronya_domain::people::Scope;
use bronya_domain::policy::Policy;
use bronya_domain::resource::{Resource, Schedule, Seats};
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use bronya_domain::span::Span;
use jiff::SignedDuration;
use serde_json::{Map, Value};

use crate::answers;
use crate::door::Door;
use crate::fastapi;
use crate::fastapi::v1::Fields;
use crate::heard::Heard;
use crate::logist::floor::{Present, by_table, found, waiting};
use crate::logist::translate::Answer;
use crate::logist::wire::{self, Table};
use crate::logist::workers::worker;

/// The lists of `/show_all/`, by the kinds that stand in them.
const LISTS: [(&str, &str); 3] = [
    ("SMALL_TABLES", "small_tables"),
    ("MEDIUM_TABLES", "medium_tables"),
    ("BIG_TABLES", "big_tables"),
];

pub(super) async fn show(State(door): State<Door>, heard: Heard) -> Answer {
    let by_query = heard.method == Method::GET || heard.body.is_empty();
    let fields = match by_query {
        true => Fields::of("query", fastapi::query(&heard)),
        false => wire::body(&heard)?,
    };
    let wanted = wire::wanted(fields, door.kinds())?;
    let catalog = door.catalog().await?;
    let free = free(&door, &catalog, wanted.filter, wanted.at).await?;
    let tables = door.listed(&catalog).map(|listed| &listed.resource);
    let mut tables: Vec<&Resource> = tables
        .filter(|table| free.contains(&table.id) && i64::from(table.seats.to) >= wanted.seats)
        .collect();
    tables.sort_by_key(|table| table.number);
    let rows: Vec<Value> = tables.into_iter().map(wire::found).collect();
    Ok(answers::json(StatusCode::OK, rows.into()))
}

/// The resources that can be had then.
async fn free(
    door: &Door,
    catalog: &Arc<Catalog>,
    filter: Filter,
    at: At,
) -> Result<BTreeSet<ResourceId>, No> {
    let (desk, now) = (door.desk(), door.now());
    let span = match at {
        At::During(span) => span,
        At::From(start) => Span::open(start),
        At::Confirmation | At::Slot(_) => {
            let offers = desk.available_from_confirmation(catalog, None, &filter, now);
            let offers = offers.await?.into_iter();
            return Ok(offers.map(|offer| offer.resource).collect());
        }
    };
    let moment = SignedDuration::from_micros(1);
    let question = Question {
        starts: Span::lasting(span.from(), moment).unwrap_or(span),
        party: None,
        filter,
        length: span.length(),
    };
    let found = desk.available(catalog, &question, now).await?.offers;
    let stays = found.stays.iter().map(|offer| offer.resource);
    let runs = found.runs.iter().map(|run| run.resource);
    Ok(stays.chain(runs).collect())
}

pub(super) async fn show_all(State(door): State<Door>, heard: Heard) -> Answer {
    worker(&door, &heard, Scope::ReadBookings).await?;
    let catalog = door.catalog().await?;
    let present = Present::of(&door, &catalog).await?;
    let orders = waiting(&door, None).await?;
    let orders = by_table(&orders);
    let list = |types: &str| {
        let kind = door.kinds().ours(types);
        let tables = door.listed(&catalog).map(|listed| &listed.resource);
        let mut tables: Vec<&Resource> = tables
            .filter(|table| Some(table.kind.as_str()) == kind)
            .collect();
        tables.sort_by_key(|table| table.number);
        let rows = tables.into_iter().map(|table| {
            let orders = orders.get(&table.id).map_or(&[][..], Vec::as_slice);
            wire::row(table, present.holds(table), orders)
        });
        rows.collect::<Value>()
    };
    let lists = LISTS.map(|(name, types)| (name.to_owned(), list(types)));
    let lists: Map<String, Value> = lists.into_iter().collect();
    Ok(answers::json(StatusCode::OK, lists.into()))
}

pub(super) async fn close(State(door): State<Door>, heard: Heard) -> Answer {
    switch(&door, &heard, false).await
}

pub(super) async fn open(State(door): State<Door>, heard: Heard) -> Answer {
    switch(&door, &heard, true).await
}

/// Closes a table for new orders, or opens it again.
async fn switch(door: &Door, heard: &Heard, open: bool) -> Answer {
    let actor = worker(door, heard, Scope::WriteOffer).await?.actor();
    let mut fields = wire::body(heard)?;
    let table = wire::table(&mut fields, door.kinds());
    let table = fields.done(table)?;
    let edit = ResourceEdit {
        open: Some(open),
        ..ResourceEdit::default()
    };
    change(door, actor, &table, edit).await
}

pub(super) async fn change_price(State(door): State<Door>, heard: Heard) -> Answer {
    let actor = worker(&door, &heard, Scope::WriteOffer).await?.actor();
    let mut fields = wire::body(&heard)?;
    let table = wire::table(&mut fields, door.kinds());
    let price = wire::price(&mut fields);
    let (table, price) = fields.done(table.zip(price))?;
    let edit = ResourceEdit {
        price: Some(price),
        ..ResourceEdit::default()
    };
    change(&door, actor, &table, edit).await
}

pub(super) async fn change_table(State(door): State<Door>, heard: Heard) -> Answer {
    let actor = worker(&door, &heard, Scope::WriteOffer).await?.actor();
    let mut fields = wire::body(&heard)?;
    let table = wire::table(&mut fields, door.kinds());
    let (seats, price) = (wire::seats(&mut fields), wire::price(&mut fields));
    let ((table, seats), price) = fields.done(table.zip(seats).zip(price))?;
    let edit = ResourceEdit {
        seats: Some(Seats { from: 1, to: seats }),
        price: Some(price),
        ..ResourceEdit::default()
    };
    change(&door, actor, &table, edit).await
}

/// Changes a table. Where there is none, nothing is changed and nothing said, as in the original.
async fn change(door: &Door, actor: Actor, table: &Table, edit: ResourceEdit) -> Answer {
    let catalog = door.catalog().await?;
    if let Some(table) = found(door, &catalog, table) {
        let change = SettingsChange::Resource(table.id, Box::new(edit));
        let (desk, venue) = (door.desk_of(actor), door.venue());
        desk.change_settings(venue, change, None, door.now())
            .await?;
    }
    Ok(wire::done())
}

pub(super) async fn add_tables(State(door): State<Door>, heard: Heard) -> Answer {
    let actor = worker(&door, &heard, Scope::WriteOffer).await?.actor();
    let mut fields = wire::body(&heard)?;
    let types = wire::kind(&mut fields, door.kinds());
    let count = wire::count(&mut fields);
    let (seats, price) = (wire::seats(&mut fields), wire::price(&mut fields));
    let read = (|| Some((types?, count?, seats?, price?)))();
    let (types, count, seats, price) = fields.done(read)?;
    let kind = door.kinds().ours(&types).unwrap_or_default().to_owned();
    let table = NewResource {
        id: None,
        kind,
        number: None,
        name: None,
        seats: Seats { from: 1, to: seats },
        price,
        lanes: 1,
        open: true,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
        unique_name: false,
    };
    let tables = vec![table; count];
    let desk = door.desk_of(actor);
    desk.add_resources(door.venue(), tables).await?;
    Ok(wire::done())
}
