//! Time that the staff close.

use axum::extract::State;
use axum::response::NoContent;
use bronya_desk::Done;
use bronya_domain::booking;
use bronya_domain::command::{Act, Command, NewBlock};
use bronya_domain::hours::Reading;
use bronya_domain::id::{BlockId, ResourceId};
use bronya_domain::refusal::Reason;
use bronya_domain::span::Span;
use bronya_gate::{Caller, Denial, Gate};
use garde::Validate;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::{Made, Seen};
use crate::asked::{By, Expects, Id, In, Keyed, Query};
use crate::moments::{Day, Moment, Window, today, worth_naming};
use crate::problem::{Problem, Result};

/// A block never changes, so it has no version but the first.
const VERSION: i64 = 1;
/// The widest window of a list of blocks or slots.
pub(crate) const WINDOW_MOST: SignedDuration = SignedDuration::from_hours(24 * 366);

/// Time to be closed.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBlockBody {
    /// The resources.
    #[garde(length(min = 1, max = 100))]
    resources: Vec<ResourceId>,
    /// From when.
    #[garde(skip)]
    from: Moment,
    /// Until when; left out, until it is opened again.
    #[garde(skip)]
    until: Option<Moment>,
    /// Why.
    #[garde(length(chars, max = 2000))]
    reason: Option<String>,
}

/// Closed time.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Block {
    id: BlockId,
    /// The resources that it closes.
    resources: Vec<ResourceId>,
    /// From when.
    from: Timestamp,
    /// Until when; null while the end is open.
    until: Option<Timestamp>,
    /// Why.
    reason: Option<String>,
    /// How the venue's clock shows a time that was given as wall time, where it shows it twice or never.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<Reading>,
}

/// A window of time; today, where nothing is said.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindowQuery {
    /// The first instant of the window.
    #[garde(skip)]
    from: Option<Moment>,
    /// The first instant after the window.
    #[garde(skip)]
    to: Option<Moment>,
    /// A local day instead.
    #[garde(skip)]
    date: Option<Day>,
}

/// The blocks in a window of time.
#[derive(Serialize, JsonSchema)]
pub(crate) struct BlockList {
    items: Vec<Block>,
}

impl Block {
    pub(crate) fn of(block: booking::Block, clock: Option<Reading>) -> Self {
        Self {
            id: block.id,
            resources: block.resources,
            from: block.span.from(),
            until: block.span.until(),
            reason: block.reason,
            clock,
        }
    }
}

impl WindowQuery {
    /// The window that is meant, which may be so wide.
    pub(crate) fn span(
        &self,
        zone: &TimeZone,
        now: Timestamp,
        most: SignedDuration,
    ) -> Result<Span, Denial> {
        let window = Window {
            from: self.from,
            to: self.to,
            date: self.date,
        };
        window
            .span(zone, most)?
            .map_or_else(|| today(now, zone), Ok)
    }
}

pub(crate) async fn create(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Keyed(body, key): Keyed<NewBlockBody>,
) -> Result<Made<Block>> {
    let zone = &catalog.venue.zone;
    let (from, until) = (
        body.from.read(zone),
        body.until.map(|until| until.read(zone)),
    );
    let span = Span::maybe_open(from.at, until.map(|until| until.at));
    let span = span.map_err(|reversed| Denial::invalid("until", reversed))?;
    let new = NewBlock {
        resources: body.resources,
        span,
        reason: body.reason,
    };
    let command = Command {
        actor: caller.actor(),
        act: Act::Block(new),
        expects: None,
    };
    let Done::Block(block) = gate
        .desk()
        .execute(catalog.venue.id, command, key, gate.now())
        .await
        .map_err(|no| Problem::from(no).of_order(&catalog))?
    else {
        return Err(Reason::UnknownBlock.into());
    };
    let clock = worth_naming(from.reading).or_else(|| worth_naming(until?.reading));
    let location = format!("/v1/venues/{}/blocks/{}", catalog.venue.slug, block.id);
    Ok(Made::at(location, Block::of(block, clock)).version(VERSION))
}

pub(crate) async fn list(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Query(query): Query<WindowQuery>,
) -> Result<Seen<BlockList>> {
    let within = query.span(&catalog.venue.zone, gate.now(), WINDOW_MOST)?;
    let blocks = gate.desk().blocks(catalog.venue.id, within).await?;
    let items = blocks
        .into_iter()
        .filter(|block| is_his(&caller, block))
        .map(|block| Block::of(block, None))
        .collect();
    Ok(Seen::new(BlockList { items }).private())
}

pub(crate) async fn show(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Id(id): Id<BlockId>,
) -> Result<Seen<Block>> {
    let block = gate.desk().block(catalog.venue.id, id).await?;
    if !is_his(&caller, &block) {
        return Err(Reason::UnknownBlock.into());
    }
    Ok(Seen::new(Block::of(block, None)).version(VERSION).private())
}

/// Whether a block is there for the caller: to a specialist, those that touch his time.
fn is_his(caller: &Caller, block: &booking::Block) -> bool {
    let own = caller.actor().own;
    own.is_none_or(|own| block.resources.contains(&own))
}

pub(crate) async fn delete(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Id(id): Id<BlockId>,
    Expects(expects): Expects,
) -> Result<NoContent> {
    let command = Command {
        actor: caller.actor(),
        act: Act::Unblock(id),
        expects,
    };
    gate.desk()
        .execute(catalog.venue.id, command, None, gate.now())
        .await?;
    Ok(NoContent)
}
