//! Answers questions: what is free and why not, bookings and their history, blocks and slots, what a change touches.

use std::sync::Arc;

use bronya_domain::availability::{Explained, Offers, Question, explain, offers};
use bronya_domain::booking::{Block, Booking, Hold};
use bronya_domain::catalog::Catalog;
use bronya_domain::hours::local_day;
use bronya_domain::id::{BlockId, BookingId, HoldId, ResourceId, SlotId, VenueId};
use bronya_domain::policy::minutes;
use bronya_domain::refusal::Reason;
use bronya_domain::resource::Slot;
use bronya_domain::rules::Circumstances;
use bronya_domain::settings::{SettingsChange, Touched, changed, touches};
use bronya_domain::span::{Span, later};
use bronya_store::catalog::{self, VenueLine};
use bronya_store::search::{self, Cursor, Filter};
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
/// How far after the last start a stay is looked at when it has no end of its own.
const STAY_LOOKED_AT: SignedDuration = SignedDuration::from_hours(24);
/// How far claims before the first start are looked at; those without an end are found however old they are.
const DAYS_READ_MOST: usize = 64;

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
        let picture = self.picture(catalog, question).await?;
        let offers = offers(&circumstances(catalog, &picture, now), question);
        Ok(Available {
            catalog: catalog.clone(),
            offers,
        })
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
        let code = code.to_owned();
        let found = self.store.read(move |tx| {
            Box::pin(async move {
                match search::by_code(tx, venue, &code).await? {
                    Some(id) => facts::booking(tx, venue, id).await,
                    None => Ok(None),
                }
            })
        });
        Ok(found.await?.ok_or(Reason::UnknownBooking)?)
    }

    /// Bookings in the order of their start, a page at a time.
    pub async fn bookings(
        &self,
        venue: VenueId,
        filter: Filter,
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

    /// A slot.
    pub async fn slot(&self, venue: VenueId, id: SlotId) -> Result<Slot> {
        let found = self
            .store
            .read(move |tx| Box::pin(facts::slot(tx, venue, id)))
            .await?;
        Ok(found.ok_or(Reason::UnknownSlot)?)
    }

    /// The slots within a span, in order of time.
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
        let filter = Filter {
            within: Some(Span::open(now)),
            ..Filter::default()
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

    /// What is taken and published around the stays that a question is about.
    async fn picture(&self, catalog: &Arc<Catalog>, question: &Question) -> Result<Arc<Picture>> {
        let reach = reach(catalog, question);
        let zone = &catalog.venue.zone;
        let first = reach.from().to_zoned(zone.clone()).date();
        let last = later(reach.end(), -SignedDuration::from_micros(1))
            .to_zoned(zone.clone())
            .date();
        let days: Vec<Date> = first
            .series(1.day())
            .take_while(|day| *day <= last)
            .take(DAYS_READ_MOST)
            .collect();
        let known = self.board.days(catalog.venue.id, &days);
        let mut pictures = Vec::with_capacity(days.len());
        for (day, known) in days.into_iter().zip(known) {
            pictures.push(match known {
                Some(picture) => picture,
                None => self.read_day(catalog, day).await?,
            });
        }
        Ok(merged(&pictures))
    }

    async fn read_day(&self, catalog: &Arc<Catalog>, day: Date) -> Result<Arc<Picture>> {
        let venue = catalog.venue.id;
        let Some(span) = local_day(day, &catalog.venue.zone) else {
            return Ok(Arc::default());
        };
        let read = self
            .store
            .read(move |tx| Box::pin(facts::picture(tx, venue, span)));
        let (revision, taken, slots) = read.await?.ok_or(No::UnknownVenue)?;
        let picture = Arc::new(Picture {
            occupancy: taken.into_iter().collect(),
            slots,
        });
        self.board
            .remember(venue, day, span, revision, picture.clone());
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

/// The time that the stays of a question can touch, buffers included.
fn reach(catalog: &Catalog, question: &Question) -> Span {
    let listed = catalog
        .listed()
        .iter()
        .filter(|listed| question.filter.admits(&listed.resource));
    let (mut before, mut after) = (SignedDuration::ZERO, SignedDuration::ZERO);
    for listed in listed {
        let rules = &listed.rules;
        let stay = question
            .length
            .unwrap_or_default()
            .max(rules.stay.longest().unwrap_or(STAY_LOOKED_AT));
        before = before.max(minutes(rules.buffer_before_minutes));
        after = after.max(stay + minutes(rules.buffer_after_minutes));
    }
    question.starts.widened(before, after)
}
