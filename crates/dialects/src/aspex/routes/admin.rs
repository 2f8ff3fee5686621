//! The tables, as an admin keeps them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bronya_desk::NewResource;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::Act;
use bronya_domain::id::ResourceId;
use bronya_domain::resource::{Resource, Seats};
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use serde_json::json;

use super::super::seeds::{KIND, new_table};
use super::super::translate::{Answer, Nay};
use super::super::wire::{self, TableText};
use super::caller;
use crate::door::Door;
use crate::fastapi::Asked;
use crate::heard::Heard;

pub(super) async fn list(State(door): State<Door>, heard: Heard) -> Answer {
    caller::admin(&door, &heard).await?;
    let catalog = door.catalog().await?;
    let tables = door.listed(&catalog).map(|listed| &listed.resource);
    wire::shown(StatusCode::OK, json!({ "items": wire::tables(tables) }))
}

pub(super) async fn create(State(door): State<Door>, heard: Heard) -> Answer {
    let sent = Asked::body(&heard)?;
    let actor = caller::admin(&door, &heard).await?;
    let text = TableText::read(sent)?;
    let kind = door.kinds().ours(KIND).ok_or_else(Nay::unknown_table)?;
    let new = NewResource {
        kind: kind.to_owned(),
        ..new_table(text.name, text.seats)
    };
    let desk = door.desk_of(actor);
    let added = desk.add_resource(door.venue(), new, None, door.now());
    let (catalog, id) = added.await?;
    let table = seen(&door, &catalog, id)?;
    wire::shown(StatusCode::CREATED, wire::table(table))
}

pub(super) async fn change(State(door): State<Door>, heard: Heard) -> Answer {
    let sent = Asked::body(&heard)?;
    let actor = caller::admin(&door, &heard).await?;
    let (id, text) = TableText::read_of(sent, &heard)?;
    let catalog = door.catalog().await?;
    let table = seen(&door, &catalog, ResourceId(id))?;
    let edit = ResourceEdit {
        name: Some(text.name),
        seats: Some(Seats {
            from: table.seats.from.min(text.seats),
            to: text.seats,
        }),
        unique_name: true,
        ..ResourceEdit::default()
    };
    let id = table.id;
    let change = SettingsChange::Resource(id, Box::new(edit));
    let desk = door.desk_of(actor);
    let changed = desk.change_settings(door.venue(), change, None, door.now());
    let catalog = changed.await?;
    wire::shown(StatusCode::OK, wire::table(seen(&door, &catalog, id)?))
}

pub(super) async fn remove(State(door): State<Door>, heard: Heard) -> Result<Response, Nay> {
    let actor = caller::admin(&door, &heard).await?;
    let id = wire::number_in_path(&heard, "table_id")?;
    let catalog = door.catalog().await?;
    let id = seen(&door, &catalog, ResourceId(id))?.id;
    door.execute(actor, Act::DeleteResource(id)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A table that the contract sees.
fn seen<'a>(door: &'a Door, catalog: &'a Catalog, id: ResourceId) -> Result<&'a Resource, Nay> {
    let mut listed = door.listed(catalog).map(|listed| &listed.resource);
    listed
        .find(|resource| resource.id == id)
        .ok_or_else(Nay::unknown_table)
}
