//! What the staff's screens show: a stretch of time as it is at one moment, and what waits for a decision.

use std::collections::BTreeSet;
use std::sync::Arc;

use bronya_domain::agenda::{rivals, wanted};
use bronya_domain::booking::{Block, Booking, Hold};
use bronya_domain::catalog::Catalog;
use bronya_domain::id::{BookingId, ResourceId, VenueId};
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;
use bronya_store::agenda::Sight;
use bronya_store::{Fault, Tx, agenda, search, undo};
use jiff::Timestamp;

use crate::answer::No;
use crate::ask::SPAN_MOST;
use crate::desk::Desk;
use crate::undoable::Undoable;

/// How many bookings, blocks or slots one agenda holds at most.
pub const AGENDA_MOST: usize = 5000;
/// How many bookings are shown at most that wait for a decision.
pub const WAITING_MOST: usize = 200;
/// How many bookings that have the time are named at most to each wish.
const RIVALS_MOST: i64 = 20;

type Result<T, E = No> = std::result::Result<T, E>;

/// A stretch of time at a venue, as it was at one moment.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// The venue with what it offers.
    pub catalog: Arc<Catalog>,
    /// The venue's revision: whoever hears of a later one knows more than this.
    pub revision: i64,
    /// The bookings that take time within it, or want some, and those that begin in it, however they stand. What a
    /// booking takes is what it claims, buffers included. In the order of their starts.
    pub bookings: Vec<Booking>,
    /// The blocks within it, without their claims.
    pub blocks: Vec<Block>,
    /// The holds within it that have not lapsed.
    pub holds: Vec<Hold>,
    /// The slots within it.
    pub slots: Vec<Slot>,
    /// What can be taken back.
    pub undoable: Undoable,
}

/// What waits for a decision at a venue.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The venue with what it offers.
    pub catalog: Arc<Catalog>,
    /// What waits, the oldest start first.
    pub items: Vec<Wait>,
    /// The rivals that do not wait themselves.
    pub others: Vec<Booking>,
    /// What can be taken back.
    pub undoable: Undoable,
}

/// A booking about which the staff have yet to decide.
#[derive(Clone, Debug)]
pub struct Wait {
    /// The booking.
    pub booking: Booking,
    /// The bookings that stand in its way: waiting as well, or having time that it wants.
    pub rivals: Vec<BookingId>,
}

impl Waiting {
    /// A booking that waits, or a rival of one that does.
    pub fn find(&self, id: BookingId) -> Option<&Booking> {
        let waiting = self.items.iter().map(|wait| &wait.booking);
        waiting.chain(&self.others).find(|booking| booking.id == id)
    }
}

impl Desk {
    /// Everything that a screen of the staff shows of a stretch of time; of one resource alone, where somebody acts for
    /// that one. At most 31 days, and no more than [`AGENDA_MOST`] bookings: less of it is refused than shown.
    pub async fn agenda(
        &self,
        venue: VenueId,
        within: Span,
        own: Option<ResourceId>,
        now: Timestamp,
    ) -> Result<Agenda> {
        if within.length().is_none_or(|length| length > SPAN_MOST) {
            return Err(too_much());
        }
        let desk = self.clone();
        let read = self.store.read(move |tx| {
            Box::pin(async move { desk.agenda_in(tx, venue, within, own, now).await })
        });
        let agenda = read.await?.ok_or(No::UnknownVenue)?;
        let most = [
            agenda.bookings.len(),
            agenda.blocks.len(),
            agenda.slots.len(),
        ];
        if most.into_iter().any(|number| number > AGENDA_MOST) {
            return Err(too_much());
        }
        Ok(agenda)
    }

    async fn agenda_in(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        within: Span,
        own: Option<ResourceId>,
        now: Timestamp,
    ) -> Result<Option<Agenda>, Fault> {
        let Some((revision, settings)) = agenda::moment(tx, venue).await? else {
            return Ok(None);
        };
        // One more than is shown tells whether there are more.
        let most = AGENDA_MOST as i64 + 1;
        let sight = Sight {
            within,
            own,
            now,
            most,
        };
        let is_his = |resource: ResourceId| own.is_none_or(|own| own == resource);
        let mut blocks = search::blocks(tx, venue, within, most).await?;
        blocks.retain(|block| block.resources.iter().any(|id| is_his(*id)));
        let mut holds = agenda::holds(tx, venue, within, now).await?;
        holds.retain(|hold| hold.claims.iter().any(|claim| is_his(claim.resource)));
        Ok(Some(Agenda {
            catalog: self.catalog_in(tx, venue, settings).await?,
            revision,
            bookings: agenda::bookings(tx, venue, sight).await?,
            blocks,
            holds,
            slots: search::slots_after(tx, venue, within, own, None, most).await?,
            undoable: Undoable(undo::open(tx, venue, now).await?),
        }))
    }

    /// The bookings about which the staff have yet to decide and still can, of time that is not over: the first
    /// [`WAITING_MOST`], each with those that stand in its way. A rival that waits is named if it is among these.
    pub async fn waiting(
        &self,
        venue: VenueId,
        own: Option<ResourceId>,
        now: Timestamp,
    ) -> Result<Waiting> {
        let desk = self.clone();
        let read = self
            .store
            .read(move |tx| Box::pin(async move { desk.waiting_in(tx, venue, own, now).await }));
        read.await?.ok_or(No::UnknownVenue)
    }

    async fn waiting_in(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        own: Option<ResourceId>,
        now: Timestamp,
    ) -> Result<Option<Waiting>, Fault> {
        let Some((_, settings)) = agenda::moment(tx, venue).await? else {
            return Ok(None);
        };
        let catalog = self.catalog_in(tx, venue, settings).await?;
        let undecided = agenda::undecided(tx, venue, own, now, WAITING_MOST as i64).await?;
        let known: BTreeSet<BookingId> = undecided.iter().map(|booking| booking.id).collect();
        let wishes = undecided
            .iter()
            .flat_map(|booking| wanted(&catalog, booking, now));
        let wishes: Vec<_> = wishes.collect();
        let mut others = agenda::who_has(tx, venue, &wishes, &known, own, RIVALS_MOST).await?;
        let items = waits(&catalog, undecided, &others, now);
        others.retain(|other| items.iter().any(|wait| wait.rivals.contains(&other.id)));
        Ok(Some(Waiting {
            items,
            others,
            catalog,
            undoable: Undoable(undo::open(tx, venue, now).await?),
        }))
    }
}

fn waits(
    catalog: &Catalog,
    undecided: Vec<Booking>,
    others: &[Booking],
    now: Timestamp,
) -> Vec<Wait> {
    let named: Vec<Vec<BookingId>> = undecided
        .iter()
        .map(|booking| {
            let all = undecided.iter().chain(others);
            let found = rivals(catalog, booking, all, now);
            found.into_iter().map(|rival| rival.id).collect()
        })
        .collect();
    let waits = undecided.into_iter().zip(named);
    waits
        .map(|(booking, rivals)| Wait { booking, rivals })
        .collect()
}

fn too_much() -> No {
    No::invalid(
        "to",
        "asks about more than one answer can show; less time has less",
    )
}
