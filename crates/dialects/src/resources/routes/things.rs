//! What can be taken.

use axum::extract::State;
use axum::http::StatusCode;
use bronya_desk::{NewResource, No};
use bronya_domain::command::Act;
use bronya_domain::id::ResourceId;
use bronya_domain::policy::Policy;
use bronya_domain::refusal::Reason;
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use serde_json::{Value, json};

use super::super::wire::{self, Thing};
use super::caller;
use super::sight::{Answer, seen, shown};
use crate::door::Door;
use crate::fastapi::Asked;
use crate::heard::Heard;

pub(super) async fn list(State(door): State<Door>) -> Answer {
    let catalog = door.catalog().await?;
    let mut resources: Vec<_> = door
        .listed(&catalog)
        .map(|listed| &listed.resource)
        .collect();
    resources.sort_by_key(|resource| resource.id);
    let rows = resources.into_iter();
    let rows: Value = rows
        .map(|resource| wire::resource(resource, door.kinds()))
        .collect();
    shown(StatusCode::OK, rows)
}

pub(super) async fn create(State(door): State<Door>, heard: Heard) -> Answer {
    let asked = Asked::body(&heard)?;
    let actor = caller::editor(&door, &heard).await?;
    let thing = Thing::read(asked, door.kinds())?;
    let new = NewResource {
        id: None,
        kind: thing.kind,
        number: None,
        name: Some(thing.name),
        seats: Seats {
            from: thing.capacity.min(1),
            to: thing.capacity,
        },
        price: thing.price,
        lanes: 1,
        open: true,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
        unique_name: true,
    };
    let desk = door.desk_of(actor);
    let added = desk.add_resource(door.venue(), new, None, door.now());
    let (catalog, id) = added.await?;
    let resource = seen(&door, &catalog, id)?;
    shown(StatusCode::CREATED, wire::resource(resource, door.kinds()))
}

pub(super) async fn change(State(door): State<Door>, heard: Heard) -> Answer {
    let asked = Asked::body(&heard)?;
    let actor = caller::editor(&door, &heard).await?;
    let (id, thing) = Thing::read_of(asked, &heard, door.kinds())?;
    let catalog = door.catalog().await?;
    let before = seen(&door, &catalog, ResourceId(id))?;
    let edit = ResourceEdit {
        kind: (before.kind != thing.kind).then_some(thing.kind),
        name: Some(thing.name),
        seats: Some(Seats {
            from: before.seats.from.min(thing.capacity),
            to: thing.capacity,
        }),
        price: Some(thing.price),
        ..ResourceEdit::default()
    };
    let change = SettingsChange::Resource(before.id, Box::new(edit));
    let desk = door.desk_of(actor);
    let changed = desk.change_settings(door.venue(), change, None, door.now());
    let catalog = changed.await?;
    let resource = seen(&door, &catalog, ResourceId(id))?;
    shown(StatusCode::OK, wire::resource(resource, door.kinds()))
}

/// What was never booked goes; what was leaves the offer, and its bookings stay readable.
pub(super) async fn remove(State(door): State<Door>, heard: Heard) -> Answer {
    let actor = caller::editor(&door, &heard).await?;
    let id = wire::number_in_path(&heard, "resource_id", 0)?;
    let catalog = door.catalog().await?;
    let id = seen(&door, &catalog, ResourceId(id))?.id;
    match door.execute(actor, Act::DeleteResource(id)).await {
        Err(No::Refused { refusal, .. }) if leaves_traces(refusal.first()) => {
            door.execute(actor, Act::RetireResource(id)).await?;
        }
        done => drop(done?),
    }
    let body = json!({ "detail": "Resource deleted successfully" });
    shown(StatusCode::OK, body)
}

/// Whether a resource cannot be deleted because something is told of its time.
fn leaves_traces(reason: &Reason) -> bool {
    matches!(reason, Reason::WasBooked { .. } | Reason::InUse { .. })
}
