//! Answers questions: what is free and why not, bookings and their history, blocks and slots, what a change touches.

use std::sync::Arc;

use bronya_domain::availability::{
    Explained, Offer, Offers, Question, explain, from_confirmation, offers,
};
use bronya_domain::booking::{Block, Booking, Hold};
use bronya_domain::catalog::{Catalog, Listed};
use bronya_domain::command::Filter;
use bronya_domain::hours::local_day;
use bronya_domain::id::{AccountId, BlockId, BookingId, HoldId, ResourceId, SlotId, VenueId};
use bronya_domain::occupancy::{Owner, Taken};
use bronya_domain::policy::minutes;
use bronya_domain::refusal::Reason;
use bronya_domain::resource::Slot;
use bronya_domain::rules::Circumstances;
use bronya_domain::settings::{SettingsChange, Touched, changed, touches};
use bronya_domain::span::{Span, later};
use bronya_store::catalog::{self, VenueLine};
use bronya_store::search::{self, Cursor, SlotTaker};
use bronya_store::{HistoryLine, facts};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::answer::No;
use crate::board::{Picture, merged};
use crate::desk::Desk;

/// The widest time that one question may be about.
pub const SPAN_MOST: SignedDuration = SignedDuration::from_hours(24 * 31);
/// How many bookings one page holds at most.
pub const BOOKINGS_MOST: usize = 200;
/// How many blocks one answer holds at most.
const BLOCKS_MOST: i64 = 1000;
/// How many slots one answer holds at most, where it is asked for page by page.
pub const SLOTS_MOST: usize = 5000;
/// No slot lasts longer.
const SLOT_MOST: SignedDuration = SignedDuration::from_hours(24);
/// A question that reaches farther is not answered from the board, whose days it would crowd.
const REACH_REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 64);
/// How many starts one search may look at.
const STARTS_MOST: i64 = 1_000_000;

type Result<T, E = No> = std::result::Result<T, E>;

/// What can be had.
#[derive(Clone, Debug, PartialEq)]
pub struct Available {
    /// The venue as it was when it was asked.
    pub catalog: Arc<Catalog>,
    /// The stays.
    pub offers: Offers,
}

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

    /// What can be had, from memory.
    pub async fn available(
        &self,
        catalog: &Arc<Catalog>,
        question: &Question,
        now: Timestamp,
    ) -> Result<Available> {
        answerable(catalog, question)?;
        let picture = self.picture(catalog, question).await?;
        let offers = offers(&circumstances(catalog, &picture, now), question);
        Ok(Available {
            catalog: catalog.clone(),
            offers,
        })
    }

    /// What could be had if it were confirmed now, until somebody releases it. What is to be had during a given interval
    /// is told by [`available`](Self::available), asked about that one start and that length.
    pub async fn available_from_confirmation(
        &self,
        catalog: &Arc<Catalog>,
        party: Option<u32>,
        filter: &Filter,
        now: Timestamp,
    ) -> Result<Vec<Offer>> {
        let question = Question {
            starts: Span::lasting(now, SLOT_MOST).unwrap_or(Span::open(now)),
            party,
            filter: filter.clone(),
            length: None,
        };
        let picture = self.picture(catalog, &question).await?;
        let circumstances = circumstances(catalog, &picture, now);
        Ok(from_confirmation(&circumstances, party, filter))
    }

    /// Where a booking could move, from memory: it is not in its own way.
    pub async fn available_beside(
        &self,
        catalog: &Arc<Catalog>,
        question: &Question,
        booking: BookingId,
        now: Timestamp,
    ) -> Result<Available> {
        let own = Some(Owner::Booking(booking));
        let offers = self.offers_beside(catalog, question, own, now).await?;
        Ok(Available {
            catalog: catalog.clone(),
            offers,
        })
    }

    /// What can be had if nothing of one owner were in the way.
    pub(crate) async fn offers_beside(
        &self,
        catalog: &Arc<Catalog>,
        question: &Question,
        own: Option<Owner>,
        now: Timestamp,
    ) -> Result<Offers> {
        answerable(catalog, question)?;
        let mut picture = self.picture(catalog, question).await?;
        if let Some(own) = own {
            let picture = Arc::make_mut(&mut picture);
            let others = picture.occupancy.all().filter(|taken| taken.owner != own);
            picture.occupancy = others.copied().collect();
        }
        Ok(offers(&circumstances(catalog, &picture, now), question))
    }

    /// What every rule says to a stay from `from` on each resource that the question is about.
    pub async fn explained(
        &self,
        catalog: &Arc<Catalog>,
        question: &Question,
        from: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Explained>> {
        let picture = self.picture(catalog, question).await?;
        Ok(explain(
            &circumstances(catalog, &picture, now),
            question,
            from,
        ))
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

    /// What is taken and published around the stays that a question is about: from memory day by day, and straight
    /// from the database where stays may last longer than it is worth remembering.
    async fn picture(&self, catalog: &Arc<Catalog>, question: &Question) -> Result<Arc<Picture>> {
        let venue = catalog.venue.id;
        let reach = reach(catalog, question);
        if reach
            .length()
            .is_none_or(|length| length > REACH_REMEMBERED)
        {
            let read = self
                .store
                .read(move |tx| Box::pin(facts::picture(tx, venue, reach)));
            let (_, taken, slots) = read.await?.ok_or(No::UnknownVenue)?;
            let occupancy = taken.into_iter().collect();
            return Ok(Arc::new(Picture { occupancy, slots }));
        }
        let zone = &catalog.venue.zone;
        let first = reach.from().to_zoned(zone.clone()).date();
        let last = later(reach.end(), -SignedDuration::from_micros(1))
            .to_zoned(zone.clone())
            .date();
        let days = first.series(1.day()).take_while(|day| *day <= last);
        let days: Vec<(Date, Span)> = days
            .filter_map(|day| Some((day, local_day(day, zone)?)))
            .collect();
        let known = self.board.days(venue, &days);
        let mut pictures = Vec::with_capacity(days.len());
        for ((day, span), known) in days.into_iter().zip(known) {
            pictures.push(match known {
                Some(picture) => picture,
                None => self.read_day(venue, day, span).await?,
            });
        }
        Ok(merged(&pictures))
    }

    async fn read_day(&self, venue: VenueId, day: Date, span: Span) -> Result<Arc<Picture>> {
        let moment = self.board.moment();
        let read = self
            .store
            .read(move |tx| Box::pin(facts::picture(tx, venue, span)));
        let (revision, taken, slots) = read.await?.ok_or(No::UnknownVenue)?;
        let picture = Arc::new(Picture {
            occupancy: taken.into_iter().collect(),
            slots,
        });
        self.board
            .remember(venue, day, span, revision, picture.clone(), moment);
        Ok(picture)
    }
}

fn circumstances<'a>(
    catalog: &'a Catalog,
    picture: &'a Picture,
    now: Timestamp,
) -> Circumstances<'a> {
    Circumstances {
        catalog,
        occupancy: &picture.occupancy,
        slots: &picture.slots,
        now,
    }
}

/// The time that the stays of a question can touch, buffers included; without end where stays may have none.
fn reach(catalog: &Catalog, question: &Question) -> Span {
    let listed = catalog.listed().iter();
    let listed = listed.filter(|listed| question.filter.admits(&listed.resource));
    let (mut before, mut after) = (SignedDuration::ZERO, SLOT_MOST);
    let mut ends = true;
    for listed in listed {
        let rules = &listed.rules;
        let longest = rules.stay.longest();
        ends &= longest.or(question.length).is_some();
        let stay = longest.max(question.length).unwrap_or_default();
        before = before.max(minutes(rules.buffer_before_minutes));
        after = after.max(stay + minutes(rules.buffer_after_minutes));
    }
    let around = question.starts.widened(before, after);
    if ends {
        around
    } else {
        Span::open(around.from())
    }
}

/// Refuses a question with more possible answers than one should have to wait for.
fn answerable(catalog: &Catalog, question: &Question) -> Result<()> {
    let days = question
        .starts
        .length()
        .map(|length| length.as_hours() / 24 + 1);
    let starts_a_day = |listed: &Listed| match listed.rules.grid_minutes.get() {
        Some(grid) => 1440 / i64::from(grid.max(1)) + 1,
        None => 1,
    };
    let listed = catalog.listed().iter();
    let wanted = listed.filter(|listed| question.filter.admits(&listed.resource));
    let a_day: i64 = wanted.map(starts_a_day).sum();
    match days {
        Some(days) if days.saturating_mul(a_day) <= STARTS_MOST => Ok(()),
        _ => Err(No::invalid(
            "to",
            "asks about too much time for so many resources",
        )),
    }
}
