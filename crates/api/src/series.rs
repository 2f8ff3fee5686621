//! Many slots at once: published by a weekly pattern, withdrawn by their numbers.

use axum::extract::State;
use bronya_desk::{Done, Key};
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{Act, Command, SlotSeries};
use bronya_domain::hours::Week;
use bronya_domain::id::{ResourceId, SlotId};
use bronya_domain::policy::minutes;
use bronya_domain::refusal::Reason;
use bronya_domain::series::{BadPattern, Pattern, Published, SLOTS_AT_ONCE, Withdrawn};
use bronya_gate::{Caller, Denial, Gate, texts};
use garde::Validate;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::Seen;
use crate::asked::{By, In, Keyed};
use crate::hours::{check_week, week};
use crate::moments::Day;
use crate::problem::{Problem, Result};
use crate::resources::PRICE_MOST;

/// Slots to be published by a weekly pattern.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeriesBody {
    /// Whose they are.
    #[garde(skip)]
    resource: ResourceId,
    /// The hours of each weekday in wall time of the venue; each stretch is cut into slots.
    #[garde(custom(check_week))]
    #[serde(deserialize_with = "week")]
    weekly: Week,
    /// How long a slot is, in minutes.
    #[garde(range(min = 1, max = 1440))]
    slot_minutes: u32,
    /// How many minutes nothing is offered after each slot; none where it does not say.
    #[garde(range(min = 0, max = 1440))]
    #[serde(default)]
    break_minutes: u32,
    /// The first local day.
    #[garde(skip)]
    first: Day,
    /// The last local day; a series reaches over a year at most.
    #[garde(skip)]
    until: Day,
    /// What each of them is about.
    #[garde(length(chars, min = 1, max = 200), inner(custom(texts::line)))]
    topic: Option<String>,
    /// The price of each in minor units; the resource's own where none is given.
    #[garde(range(min = 0, max = PRICE_MOST))]
    price: Option<i64>,
    /// Only counts what would come of it, and publishes nothing.
    #[garde(skip)]
    #[serde(default)]
    dry_run: bool,
}

/// Slots to be withdrawn.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WithdrawBody {
    /// Their numbers.
    #[garde(length(min = 1, max = SLOTS_AT_ONCE))]
    slots: Vec<SlotId>,
    /// Only counts what would come of it, and withdraws nothing.
    #[garde(skip)]
    #[serde(default)]
    dry_run: bool,
}

/// What came of publishing a series, or would come of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SeriesOutcome {
    #[serde(flatten)]
    count: Published,
    /// How many were left out because the clock is put forward over them.
    clock_change: u32,
    /// When the first slot of the series begins, whether or not it was published.
    from: Option<Timestamp>,
    /// When the last slot of the series ends.
    until: Option<Timestamp>,
    /// Whether it was only counted.
    dry_run: bool,
}

/// What came of withdrawing slots, or would come of it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WithdrawOutcome {
    #[serde(flatten)]
    count: Withdrawn,
    /// Whether it was only counted.
    dry_run: bool,
}

impl SeriesBody {
    fn pattern(&self) -> Pattern {
        Pattern {
            weekly: self.weekly.clone(),
            length: minutes(self.slot_minutes),
            pause: minutes(self.break_minutes),
            first: self.first.0,
            last: self.until.0,
        }
    }
}

pub(crate) async fn publish(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Keyed(body, key): Keyed<SeriesBody>,
) -> Result<Seen<SeriesOutcome>> {
    let drawn = body.pattern().drawn(&catalog.venue.zone).map_err(|bad| {
        let field = match bad {
            BadPattern::Reversed | BadPattern::TooLong => "until",
            BadPattern::NoLength => "slot_minutes",
            BadPattern::TooMany | BadPattern::Nothing | BadPattern::Overlapping(_) => "weekly",
        };
        Denial::invalid(field, bad)
    })?;
    let ends = (drawn.spans.first(), drawn.spans.last());
    let (from, until) = (
        ends.0.map(|span| span.from()),
        ends.1.and_then(|span| span.until()),
    );
    let series = SlotSeries {
        resource: body.resource,
        spans: drawn.spans,
        topic: body.topic,
        price: body.price,
    };
    let act = Act::PublishSlots(Box::new(series));
    let done = done(&gate, &caller, &catalog, act, (key, body.dry_run)).await;
    let done = done.map_err(|problem| problem.blames("unknown_resource", "resource"))?;
    let Done::Published(count) = done else {
        return Err(Reason::UnknownSlot.into());
    };
    Ok(Seen::new(SeriesOutcome {
        count,
        clock_change: drawn.skipped,
        from,
        until,
        dry_run: body.dry_run,
    }))
}

pub(crate) async fn withdraw(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Keyed(body, key): Keyed<WithdrawBody>,
) -> Result<Seen<WithdrawOutcome>> {
    let act = Act::WithdrawSlots(body.slots);
    let done = done(&gate, &caller, &catalog, act, (key, body.dry_run)).await?;
    let Done::Withdrawn(count) = done else {
        return Err(Reason::UnknownSlot.into());
    };
    Ok(Seen::new(WithdrawOutcome {
        count,
        dry_run: body.dry_run,
    }))
}

/// Does it, or only says what would come of it.
async fn done(
    gate: &Gate,
    caller: &Caller,
    catalog: &Catalog,
    act: Act,
    (key, dry_run): (Option<Key>, bool),
) -> Result<Done> {
    let command = Command {
        actor: caller.actor(),
        act,
        expects: None,
    };
    let (desk, venue, now) = (gate.desk(), catalog.venue.id, gate.now());
    let done = match dry_run {
        true => desk.rehearsed(venue, command, now).await,
        false => desk.execute(venue, command, key, now).await,
    };
    done.map_err(Problem::from)
}
