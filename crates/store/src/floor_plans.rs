//! Where things stand in the rooms of venues.

use bronya_domain::floor_plan::Plan;
use bronya_domain::id::VenueId;

use crate::engine::{Fault, Tx, texts};
use crate::rows::{as_json, json};

texts! {
    FLOOR_PLAN = "select version, plan from floor_plan where venue = $1";
    PUT_FLOOR_PLAN = "insert into floor_plan (venue, version, plan) values ($1, $2, $3)
        on conflict (venue) do update set version = excluded.version, plan = excluded.plan
        where floor_plan.version = excluded.version - 1";
}

/// The plan of a venue with its version, if it has one.
pub async fn find(tx: &mut Tx, venue: VenueId) -> Result<Option<(i64, Plan)>, Fault> {
    let Some(mut row) = tx.row(&FLOOR_PLAN, &[venue.into()]).await? else {
        return Ok(None);
    };
    Ok(Some((row.int()?, json(&row.text()?)?)))
}

/// Writes the plan of a locked venue under its next version.
pub async fn put(tx: &mut Tx, venue: VenueId, version: i64, plan: &Plan) -> Result<(), Fault> {
    let args = [venue.into(), version.into(), as_json(plan)?.into()];
    match tx.write(&PUT_FLOOR_PLAN, &args).await? {
        0 => Err(Fault::Bug("a floor plan that is not the next".into())),
        _ => Ok(()),
    }
}
