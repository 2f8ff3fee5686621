//! Short claims while guests fill a form. Whoever knows a hold's name may use it, so the name cannot be guessed.

use axum::extract::State;
use axum::response::NoContent;
use bronya_desk::Done;
use bronya_domain::booking;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{Act, Command};
use bronya_domain::hours::Reading;
use bronya_domain::id::{HoldId, ResourceId, SlotId};
use bronya_domain::refusal::Reason;
use bronya_gate::{Denial, Gate};
use jiff::Timestamp;
use jiff::civil::DateTime;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answered::{Made, Seen};
use crate::asked::{By, From, HoldName, In, Keyed};
use crate::orders::OrderBody;
use crate::own::within_limits;
use crate::problem::{Problem, Result};

/// A stay that is kept until a deadline.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Hold {
    /// Its name, which nobody can guess: whoever knows it may book what it keeps.
    id: String,
    /// From when.
    from: Timestamp,
    /// Until when; null while the end is open.
    until: Option<Timestamp>,
    /// When it begins on the venue's clock.
    local: DateTime,
    /// How the venue's clock shows a time that was given as wall time, where it shows it twice or never.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<Reading>,
    /// What it keeps.
    resources: Vec<ResourceId>,
    /// In which published slot.
    slot: Option<SlotId>,
    /// How many come.
    party: Option<u32>,
    /// When it lapses.
    deadline: Timestamp,
}

impl Hold {
    fn of(gate: &Gate, catalog: &Catalog, hold: booking::Hold, clock: Option<Reading>) -> Self {
        let venue = &catalog.venue;
        Self {
            id: gate.secret().hold_name(venue.id, hold.id),
            from: hold.span.from(),
            until: hold.span.until(),
            local: hold.span.from().to_zoned(venue.zone.clone()).datetime(),
            clock,
            resources: hold.claims.iter().map(|claim| claim.resource).collect(),
            slot: hold.slot,
            party: hold.party,
            deadline: hold.deadline,
        }
    }
}

/// The hold of that name, if somebody was given it.
pub(crate) fn named(gate: &Gate, catalog: &Catalog, name: &str) -> Result<HoldId, Denial> {
    let hold = gate.secret().hold_named(catalog.venue.id, name);
    hold.ok_or_else(|| Reason::UnknownHold.into())
}

pub(crate) async fn create(
    State(gate): State<Gate>,
    By(caller): By,
    From(from): From,
    In(catalog): In,
    Keyed(body, key): Keyed<OrderBody>,
) -> Result<Made<Hold>> {
    within_limits(&gate, &caller, from, None)?;
    let (order, clock) = body.order(&catalog.venue.zone)?;
    let command = Command {
        actor: caller.actor(),
        act: Act::Hold(order),
        expects: None,
    };
    let Done::Hold(hold) = gate
        .desk()
        .execute(catalog.venue.id, command, key, gate.now())
        .await
        .map_err(|no| Problem::from(no).of_order(&catalog))?
    else {
        return Err(Reason::UnknownHold.into());
    };
    let hold = Hold::of(&gate, &catalog, hold, clock);
    Ok(Made::at(
        format!("/v1/venues/{}/holds/{}", catalog.venue.slug, hold.id),
        hold,
    )
    .private())
}

pub(crate) async fn show(
    State(gate): State<Gate>,
    In(catalog): In,
    HoldName(name): HoldName,
) -> Result<Seen<Hold>> {
    let hold = gate
        .desk()
        .hold(catalog.venue.id, named(&gate, &catalog, &name)?)
        .await?;
    if hold.deadline <= gate.now() {
        return Err(Reason::UnknownHold.into());
    }
    Ok(Seen::new(Hold::of(&gate, &catalog, hold, None)).private())
}

pub(crate) async fn delete(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    HoldName(name): HoldName,
) -> Result<NoContent> {
    let act = Act::DropHold(named(&gate, &catalog, &name)?);
    let command = Command {
        actor: caller.actor(),
        act,
        expects: None,
    };
    gate.desk()
        .execute(catalog.venue.id, command, None, gate.now())
        .await?;
    Ok(NoContent)
}
