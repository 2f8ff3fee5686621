//! Slots as they are seen: the list of everybody's own, and one.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use bronya_domain::catalog::Catalog;
use bronya_domain::id::SlotId;
use serde_json::Value;

use super::caller::{Answer, Number, caller, told};
use crate::door::Door;
use crate::heard::Heard;
use crate::planner::timetable::{Seen, Timetable};
use crate::planner::translate::Sorry;
use crate::planner::wire;

pub(super) async fn list(State(door): State<Door>, heard: Heard) -> Answer {
    let caller = caller(&door, &heard).await?;
    let catalog = door.catalog().await?;
    let seen = Timetable::of(&door, &catalog).await?;
    let seen = seen.list(caller.actor()).await?;
    let zone = &catalog.venue.zone;
    let slots = seen.iter().map(|seen| wire::slot(&door, zone, seen));
    Ok(told(StatusCode::OK, Value::Array(slots.collect())))
}

pub(super) async fn one(State(door): State<Door>, Number(id): Number, heard: Heard) -> Answer {
    let caller = caller(&door, &heard).await?;
    let (catalog, seen) = find(&door, id).await?;
    if !seen.is_for(caller.actor()) {
        return Err(Sorry::not_his_to_see());
    }
    let told_of = wire::slot(&door, &catalog.venue.zone, &seen);
    Ok(told(StatusCode::OK, told_of))
}

/// The slot of a number, and the venue.
pub(super) async fn find(door: &Door, id: Option<i64>) -> Result<(Arc<Catalog>, Seen), Sorry> {
    let Some(id) = id else {
        return Err(Sorry::no_slot());
    };
    let catalog = door.catalog().await?;
    let seen = Timetable::of(door, &catalog).await?.one(SlotId(id)).await?;
    Ok((catalog, seen.ok_or_else(Sorry::no_slot)?))
}
