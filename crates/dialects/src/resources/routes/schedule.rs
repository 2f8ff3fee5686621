//! What time is closed: by hand, or by a booking.

use axum::extract::State;
use axum::http::StatusCode;
use bronya_desk::Done;
use bronya_domain::booking::Block;
use bronya_domain::command::{Act, NewBlock};
use bronya_domain::id::ResourceId;
use bronya_domain::span::Span;
use bronya_gate::Denial;
use jiff::Timestamp;
use serde_json::Value;

use super::super::translate::Nay;
use super::super::wire::{self, Closing, Row};
use super::sight::{Answer, seen, sees, shown};
use super::{bookings, caller};
use crate::door::Door;
use crate::fastapi::Asked;
use crate::heard::Heard;

/// How many blocks are asked for at a time.
const BLOCKS_MOST: usize = 500;

pub(super) async fn list(State(door): State<Door>) -> Answer {
    let catalog = door.catalog().await?;
    let mut rows: Vec<Row> = Vec::new();
    for block in blocks(&door).await? {
        rows.extend(Row::of_block(&block));
    }
    for booking in bookings::listed(&door, None).await? {
        if booking.state.holds() {
            rows.extend(Row::of_booking(&booking));
        }
    }
    rows.retain(|row| sees(&door, &catalog, row.resource));
    rows.sort_by_key(|row| (row.start, row.id));
    let rows: Value = rows.iter().map(Row::written).collect();
    shown(StatusCode::OK, rows)
}

/// Every block of the venue.
async fn blocks(door: &Door) -> Result<Vec<Block>, Nay> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let ever = Span::open(Timestamp::MIN);
        let page = door
            .desk()
            .blocks_after(door.venue(), ever, after, BLOCKS_MOST)
            .await?;
        after = page.last().map(|block| (block.span.from(), block.id));
        let is_last = page.len() < BLOCKS_MOST;
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

pub(super) async fn add(State(door): State<Door>, heard: Heard) -> Answer {
    close(&door, &heard, Closing::read).await
}

/// The older code's way to close time.
pub(super) async fn block(State(door): State<Door>, heard: Heard) -> Answer {
    close(&door, &heard, Closing::read_blocking).await
}

async fn close(
    door: &Door,
    heard: &Heard,
    read: impl FnOnce(Asked) -> Result<Closing, Nay>,
) -> Answer {
    let asked = Asked::body(heard)?;
    let actor = caller::editor(door, heard).await?;
    let closing = read(asked)?;
    let catalog = door.catalog().await?;
    let resource = seen(door, &catalog, ResourceId(closing.resource))?.id;
    let new = NewBlock {
        resources: vec![resource],
        span: closing.span,
        reason: None,
    };
    match door.execute(actor, Act::Block(new)).await? {
        Done::Block(block) => {
            let row = Row::of_block(&block).next();
            let row = row.ok_or_else(Denial::internal)?;
            shown(StatusCode::CREATED, wire::Row::written(&row))
        }
        _ => Err(Denial::internal().into()),
    }
}
