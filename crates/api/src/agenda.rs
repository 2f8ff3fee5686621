//! What the staff's screens show: a stretch of time with everything in it, and what waits for a decision.

use axum::extract::State;
use bronya_desk::{SPAN_MOST, Wait};
use bronya_domain::agenda::covers;
use bronya_domain::booking;
use bronya_domain::id::{BookingId, ResourceId, SlotId};
use bronya_domain::span::Span;
use bronya_gate::Gate;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::answered::Seen;
use crate::asked::{By, In, Query};
use crate::blocks::{Block, WindowQuery};
use crate::bookings::Booking;
use crate::problem::Result;
use crate::slots::Slot;

/// The step in which covers are counted.
const QUARTER: SignedDuration = SignedDuration::from_mins(15);

/// A stretch of time at a venue, as it was at one moment.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Agenda {
    /// The venue's name in addresses.
    venue: String,
    /// The IANA name of its time zone.
    zone: String,
    /// The venue's revision at that moment.
    revision: i64,
    /// The first instant of it.
    from: Timestamp,
    /// The first instant after it.
    until: Timestamp,
    /// The bookings that take time within it, or want some, and those that begin in it, however they stand; in the order
    /// of their starts.
    bookings: Vec<Booking>,
    /// Time within it that is closed.
    blocks: Vec<Block>,
    /// Time within it that guests keep while they fill a form.
    holds: Vec<Held>,
    /// The published slots within it.
    slots: Vec<Slot>,
    /// How many people are there in each quarter of an hour: seated, expected, or expected if the staff agree. A party of
    /// unknown size counts as one.
    covers: Vec<Covers>,
}

/// A stay that a guest keeps while he fills a form. By what name he may book it, he alone knows.
#[derive(Serialize, JsonSchema)]
struct Held {
    /// From when.
    from: Timestamp,
    /// Until when; null while the end is open.
    until: Option<Timestamp>,
    /// What it keeps.
    resources: Vec<ResourceId>,
    /// In which published slot.
    slot: Option<SlotId>,
    /// How many come.
    party: Option<u32>,
    /// When it lapses.
    deadline: Timestamp,
}

/// How many people are there for some time.
#[derive(Serialize, JsonSchema)]
struct Covers {
    /// From when on.
    from: Timestamp,
    /// How many.
    covers: u32,
}

/// What waits for a decision: at most 200 bookings, the oldest start first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WaitingList {
    items: Vec<Waiting>,
    /// The rivals that do not wait themselves.
    others: Vec<Booking>,
}

/// A booking about which the staff have yet to decide.
#[derive(Serialize, JsonSchema)]
struct Waiting {
    booking: Booking,
    /// The bookings that stand in its way, because they want or have the same time of the same resource: each is another
    /// item, or one of the others.
    rivals: Vec<BookingId>,
}

impl Held {
    fn of(hold: booking::Hold) -> Self {
        Self {
            from: hold.span.from(),
            until: hold.span.until(),
            resources: hold.claims.iter().map(|claim| claim.resource).collect(),
            slot: hold.slot,
            party: hold.party,
            deadline: hold.deadline,
        }
    }
}

pub(crate) async fn show(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Query(query): Query<WindowQuery>,
) -> Result<Seen<Agenda>> {
    let now = gate.now();
    let within = query.span(&catalog.venue.zone, now, SPAN_MOST)?;
    let own = caller.actor().own;
    let agenda = gate
        .desk()
        .agenda(catalog.venue.id, within, own, now)
        .await?;
    let (catalog, undoable) = (&agenda.catalog, &agenda.undoable);
    let zone = &catalog.venue.zone;
    let covers = counted(&agenda.bookings, within);
    let booking = |booking| Booking::for_staff(catalog, undoable, booking);
    let blocks = agenda.blocks.into_iter();
    let slots = agenda.slots.into_iter();
    Ok(Seen::new(Agenda {
        venue: catalog.venue.slug.clone(),
        zone: catalog.venue.zone_name.clone(),
        revision: agenda.revision,
        from: within.from(),
        until: within.end(),
        bookings: agenda.bookings.into_iter().map(booking).collect(),
        blocks: blocks.map(|block| Block::of(block, None)).collect(),
        holds: agenda.holds.into_iter().map(Held::of).collect(),
        slots: slots.map(|slot| Slot::of(slot, zone, None)).collect(),
        covers,
    })
    .private())
}

fn counted(bookings: &[booking::Booking], within: Span) -> Vec<Covers> {
    let counted = covers(bookings, within, QUARTER).into_iter();
    counted
        .map(|(from, covers)| Covers { from, covers })
        .collect()
}

pub(crate) async fn waiting(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
) -> Result<Seen<WaitingList>> {
    let own = caller.actor().own;
    let waiting = gate
        .desk()
        .waiting(catalog.venue.id, own, gate.now())
        .await?;
    let (catalog, undoable) = (&waiting.catalog, &waiting.undoable);
    let booking = |booking| Booking::for_staff(catalog, undoable, booking);
    let item = |wait: Wait| Waiting {
        booking: booking(wait.booking),
        rivals: wait.rivals,
    };
    let items = waiting.items.into_iter().map(item).collect();
    let others = waiting.others.into_iter().map(booking).collect();
    Ok(Seen::new(WaitingList { items, others }).private())
}
