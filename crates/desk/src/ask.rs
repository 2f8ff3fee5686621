//! Answers questions: bookings and their history, blocks and slots, what is taken, what a change touches.

use std::collections::BTreeSet;
use std::sync::Arc;

use bronya_domain::booking::{Block, Booking, Hold};
use bronya_domain::catalog::Catalog;
use bronya_domain::id::{AccountId, BlockId, BookingId, HoldId, ResourceId, SlotId, VenueId};
use bronya_domain::occupancy::Taken;
use bronya_domain::refusal::Reason;
use bronya_domain::resource::Slot;
use bronya_domain::settings::{SettingsChange, Touched, changed, touches};
use bronya_domain::span::Span;
use bronya_store::catalog::{self, VenueLine};
use bronya_store::search::{self, Cursor, SlotTaker};
use bronya_store::{HistoryLine, facts};
use jiff::{SignedDuration, Timestamp};

use crate::answer::No;
use crate::desk::Desk;

/// The widest time that one question may be about.
pub const SPAN_MOST: SignedDuration = SignedDuration::from_hours(24 * 31);
/// How many bookings one page holds at most.
pub const BOOKINGS_MOST: usize = 200;
/// How many blocks one answer holds at most.
const BLOCKS_MOST: i64 = 1000;
/// How many slots one answer holds at most, where it is asked for page by page.
pub const SLOTS_MOST: usize = 5000;

type Result<T, E = No> = std::result::Result<T, E>;

/// Some of a list, and where it goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The things on this page.
    pub items: Vec<T>,
    /// The place after which the next page begins; none on the last.
    pub next: Option<Cursor>,
}

impl Desk {
    /// Venues in the order of their numbers, after `after`, at most `most`.
    pub async fn venues(&self, after: VenueId, most: usize) -> Result<Vec<VenueLine>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        Ok(self
            .store
            .read(move |tx| Box::pin(catalog::venues(tx, after, most)))
            .await?)
    }

    /// A booking.
    pub async fn booking(&self, venue: VenueId, id: BookingId) -> Result<Booking> {
        let found = self
            .store
            .read(move |tx| Box::pin(facts::booking(tx, venue, id)))
            .await?;
        Ok(found.ok_or(Reason::UnknownBooking)?)
    }

    /// The booking of a short code.
    pub async fn booking_by_code(&self, venue: VenueId, code: &str) -> Result<Booking> {
        let id = BookingId::of_code(code, venue).ok_or(Reason::UnknownBooking)?;
        self.booking(venue, id).await
    }

    /// Bookings in the order of their start, a page at a time.
    pub async fn bookings(
        &self,
        venue: VenueId,
        filter: search::Filter,
        after: Option<Cursor>,
        most: usize,
    ) -> Result<Page<Booking>> {
        let most = most.clamp(1, BOOKINGS_MOST);
        // One more than the page holds tells whether there is another page.
        let asked = most as i64 + 1;
        let found = self.store.read(move |tx| {
            Box::pin(async move { search::bookings(tx, venue, &filter, after, asked).await })
        });
        let mut items = found.await?;
        let more = items.len() > most;
        items.truncate(most);
        let next = items.last().filter(|_| more).map(Cursor::at);
        Ok(Page { items, next })
    }

    /// The bookings of an account at all venues, the latest start first, at most `most`.
    pub async fn bookings_of(
        &self,
        account: AccountId,
        most: usize,
    ) -> Result<Vec<(VenueId, Booking)>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let read = self
            .store
            .read(move |tx| Box::pin(search::bookings_of(tx, account, most)));
        Ok(read.await?)
    }

    /// The history of a booking, oldest line first.
    pub async fn history(&self, venue: VenueId, id: BookingId) -> Result<Vec<HistoryLine>> {
        let lines = self
            .store
            .read(move |tx| Box::pin(search::history(tx, venue, id)))
            .await?;
        if lines.is_empty() {
            Err(Reason::UnknownBooking.into())
        } else {
            Ok(lines)
        }
    }

    /// A hold, lapsed or not.
    pub async fn hold(&self, venue: VenueId, id: HoldId) -> Result<Hold> {
        let found = self
            .store
            .read(move |tx| Box::pin(facts::hold(tx, venue, id)))
            .await?;
        Ok(found.ok_or(Reason::UnknownHold)?)
    }

    /// A block.
    pub async fn block(&self, venue: VenueId, id: BlockId) -> Result<Block> {
        let found = self
            .store
            .read(move |tx| Box::pin(facts::block(tx, venue, id)))
            .await?;
        Ok(found.ok_or(Reason::UnknownBlock)?)
    }

    /// The blocks within a span.
    pub async fn blocks(&self, venue: VenueId, within: Span) -> Result<Vec<Block>> {
        Ok(self
            .store
            .read(move |tx| Box::pin(search::blocks(tx, venue, within, BLOCKS_MOST)))
            .await?)
    }

    /// Some of the blocks within a span, in order of time and number: those after the start and number `after`, at most
    /// `most` and never more than a thousand.
    pub async fn blocks_after(
        &self,
        venue: VenueId,
        within: Span,
        after: Option<(Timestamp, BlockId)>,
        most: usize,
    ) -> Result<Vec<Block>> {
        let most = BLOCKS_MOST.min(most as i64);
        let read = self
            .store
            .read(move |tx| Box::pin(search::blocks_after(tx, venue, within, after, most)));
        Ok(read.await?)
    }

    /// What is taken within a span, by whom and until when, as it is committed: the live claims of bookings, holds and
    /// blocks in the order of resource and time. Holds and orders whose deadline has passed take nothing any more.
    pub async fn taken(
        &self,
        catalog: &Catalog,
        within: Span,
        now: Timestamp,
    ) -> Result<Vec<Taken>> {
        let venue = catalog.venue.id;
        let read = self
            .store
            .read(move |tx| Box::pin(facts::claims(tx, venue, within, None)));
        let mut taken = read.await?;
        taken.retain(|taken| !taken.lapsed(now));
        taken.sort_by_key(|taken| (taken.claim.resource, taken.claim.span, taken.claim.lane));
        Ok(taken)
    }

    /// A slot.
    pub async fn slot(&self, venue: VenueId, id: SlotId) -> Result<Slot> {
        let found = self
            .store
            .read(move |tx| Box::pin(facts::slot(tx, venue, id)))
            .await?;
        Ok(found.ok_or(Reason::UnknownSlot)?)
    }

    /// Some of the slots within a span, in order of time and number: those after the start and number `after`, at most
    /// `most` and never more than [`SLOTS_MOST`].
    pub async fn slots_after(
        &self,
        venue: VenueId,
        within: Span,
        resource: Option<ResourceId>,
        after: Option<(Timestamp, SlotId)>,
        most: usize,
    ) -> Result<Vec<Slot>> {
        let most = most.min(SLOTS_MOST) as i64;
        let read = self.store.read(move |tx| {
            Box::pin(search::slots_after(
                tx, venue, within, resource, after, most,
            ))
        });
        Ok(read.await?)
    }

    /// The bookings that take slots within a span or wait for a decision about them, in order of time.
    pub async fn bookings_of_slots(
        &self,
        venue: VenueId,
        within: Span,
        now: Timestamp,
    ) -> Result<Vec<SlotTaker>> {
        let read = self
            .store
            .read(move |tx| Box::pin(search::slot_takers(tx, venue, within, now)));
        Ok(read.await?)
    }

    /// All slots within a span, in order of time. Whoever asks sees to it that the span is not too long.
    pub async fn slots(
        &self,
        venue: VenueId,
        within: Span,
        resource: Option<ResourceId>,
    ) -> Result<Vec<Slot>> {
        Ok(self
            .store
            .read(move |tx| Box::pin(search::slots(tx, venue, within, resource)))
            .await?)
    }

    /// The prices of what a venue offers and of its slots from now on, each once, the lowest first, in minor units.
    pub async fn prices_asked(&self, catalog: &Catalog, now: Timestamp) -> Result<BTreeSet<i64>> {
        let venue = catalog.venue.id;
        let read = self
            .store
            .read(move |tx| Box::pin(search::prices_of_slots(tx, venue, now)));
        let slots = read.await?;
        let listed = catalog.listed().iter().map(|listed| &listed.resource);
        let offered = listed.filter(|resource| !resource.retired && resource.price > 0);
        Ok(slots
            .into_iter()
            .chain(offered.map(|resource| resource.price))
            .collect())
    }

    /// The future bookings that a change of settings would touch. Nothing is saved.
    pub async fn preview(
        &self,
        catalog: &Arc<Catalog>,
        change: &SettingsChange,
        now: Timestamp,
    ) -> Result<Vec<Touched>> {
        let after = changed(catalog, change)?;
        let venue = catalog.venue.id;
        let filter = search::Filter {
            within: Some(Span::open(now)),
            ..search::Filter::default()
        };
        let mut touched = Vec::new();
        let mut cursor = None;
        loop {
            let page = self
                .bookings(venue, filter.clone(), cursor, BOOKINGS_MOST)
                .await?;
            let standing = page
                .items
                .iter()
                .filter(|booking| booking.state.undecided() || booking.state.holds());
            touched.extend(standing.filter_map(|booking| touches(catalog, &after, booking, now)));
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(touched),
            }
        }
    }
}
