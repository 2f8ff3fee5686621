//! Where things stand in a venue's rooms.

use axum::extract::State;
use bronya_domain::floor_plan::{Plan, Room, Shown};
use bronya_domain::id::ResourceId;
use bronya_gate::Gate;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::Seen;
use crate::asked::{Body, Expects, In, Managing};
use crate::problem::Result;

/// Where things are to stand. Lengths are in units of ten centimetres.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(transparent)]
pub(crate) struct FloorPlanBody(#[garde(skip)] Plan);

/// Where things stand. Lengths are in units of ten centimetres.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FloorPlan {
    /// The rooms, in the order in which they are shown.
    rooms: Vec<Room>,
    /// The resources on offer that stand nowhere.
    unplaced: Vec<ResourceId>,
}

fn seen(shown: Shown) -> Seen<FloorPlan> {
    let plan = FloorPlan {
        rooms: shown.plan.rooms,
        unplaced: shown.unplaced,
    };
    Seen::new(plan).version(shown.version)
}

pub(crate) async fn show(State(gate): State<Gate>, In(catalog): In) -> Result<Seen<FloorPlan>> {
    Ok(seen(gate.desk().floor(catalog.venue.id).await?))
}

pub(crate) async fn replace(
    Managing(desk): Managing,
    In(catalog): In,
    Expects(expects): Expects,
    Body(FloorPlanBody(plan)): Body<FloorPlanBody>,
) -> Result<Seen<FloorPlan>> {
    let laid = desk.lay_floor(catalog.venue.id, plan, expects).await;
    Ok(seen(laid?))
}
