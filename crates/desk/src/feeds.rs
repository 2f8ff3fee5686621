//! Calendars that calendar programs read by themselves.

use std::collections::HashMap;
use std::sync::Arc;

use bronya_domain::booking::Booking;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::Actor;
use bronya_domain::feed::Feed;
use bronya_domain::id::SlotId;
use bronya_store::{Ran, facts, feeds};
use jiff::Timestamp;

use crate::answer::No;
use crate::desk::Desk;

/// How many bookings a calendar holds at most.
const DIARY_MOST: i64 = 2000;

/// What stands in a calendar.
#[derive(Clone, Debug)]
pub struct Diary {
    /// The bookings that have not come to nothing, in the order of their starts.
    pub bookings: Vec<Booking>,
    /// What the slots are about that they take.
    pub topics: HashMap<SlotId, String>,
}

impl Desk {
    /// The version of the key in the address of a calendar, for whoever has shown that key or may know it.
    pub async fn feed_version(&self, catalog: &Catalog, feed: Feed) -> Result<u32, No> {
        let venue = catalog.venue.id;
        let read = self
            .store
            .read(move |tx| Box::pin(feeds::version(tx, venue, feed)));
        Ok(read.await?)
    }

    /// The same for somebody, if he may know it.
    pub async fn feed_version_for(
        &self,
        catalog: &Catalog,
        feed: Feed,
        actor: Actor,
    ) -> Result<u32, No> {
        feed.open_to(actor, catalog)?;
        self.feed_version(catalog, feed).await
    }

    /// Gives a calendar another address; the one that was known so far leads nowhere. Says the version of its key.
    pub async fn renew_feed(&self, catalog: &Catalog, feed: Feed, actor: Actor) -> Result<u32, No> {
        feed.open_to(actor, catalog)?;
        let venue = catalog.venue.id;
        let written = self.store.write(Some(venue), move |tx| {
            Box::pin(async move {
                if tx.locked(venue).is_none() {
                    return Ok((Ran::Looked, Err(No::UnknownVenue)));
                }
                Ok((Ran::Wrote, Ok(feeds::renew(tx, venue, feed).await?)))
            })
        });
        written.await?
    }

    /// What stands in a calendar now.
    pub async fn diary(
        &self,
        catalog: &Arc<Catalog>,
        feed: Feed,
        now: Timestamp,
    ) -> Result<Diary, No> {
        let venue = catalog.venue.id;
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let within = Feed::window(now);
                let mut bookings = feeds::bookings(tx, venue, feed, within, DIARY_MOST).await?;
                bookings.retain(|booking| !booking.lapsed(now));
                let slots: Vec<SlotId> = bookings.iter().filter_map(|own| own.slot).collect();
                let slots = facts::slots_of(tx, venue, &slots).await?;
                let topics = slots.into_iter();
                let topics = topics.filter_map(|slot| Some((slot.id, slot.topic?)));
                Ok(Diary {
                    bookings,
                    topics: topics.collect(),
                })
            })
        });
        Ok(read.await?)
    }
}
