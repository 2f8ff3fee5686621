//! Remembers venues and what they offer, so that neither a question nor a command reads them anew each time.
//!
//! A picture carries the version of the venue's settings; whoever decides compares it with the locked venue's.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use bronya_domain::catalog::Catalog;
use bronya_domain::id::VenueId;

/// How many venues are remembered at most.
const VENUES_MOST: usize = 10_000;

#[derive(Default)]
pub(crate) struct Pictures {
    by_venue: RwLock<HashMap<VenueId, Arc<Catalog>>>,
    by_slug: RwLock<HashMap<String, VenueId>>,
    /// Counts the forgetting, so that a picture read before it is not remembered after it.
    forgotten: AtomicU64,
}

impl Pictures {
    pub fn get(&self, venue: VenueId) -> Option<Arc<Catalog>> {
        self.by_venue
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&venue)
            .cloned()
    }

    /// The venue of a name in addresses. The name of a venue never changes, so it is never forgotten.
    pub fn named(&self, slug: &str) -> Option<VenueId> {
        self.by_slug
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(slug)
            .copied()
    }

    /// The moment from which a picture is read; hand it to [`remember`](Self::remember).
    pub fn moment(&self) -> u64 {
        self.forgotten.load(Ordering::SeqCst)
    }

    /// Remembers a picture that was read at a moment, unless something was forgotten since.
    pub fn remember(&self, catalog: &Arc<Catalog>, moment: u64) {
        // Mostly it is the very picture that is here; nobody need wait for that.
        let known = self.get(catalog.venue.id);
        if known.is_some_and(|known| Arc::ptr_eq(&known, catalog)) {
            return;
        }
        let mut by_venue = self
            .by_venue
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if self.forgotten.load(Ordering::SeqCst) != moment {
            return;
        }
        if by_venue.len() >= VENUES_MOST {
            by_venue.clear();
        }
        by_venue.insert(catalog.venue.id, catalog.clone());
        drop(by_venue);
        let mut by_slug = self.by_slug.write().unwrap_or_else(PoisonError::into_inner);
        if by_slug.len() >= VENUES_MOST {
            by_slug.clear();
        }
        by_slug.insert(catalog.venue.slug.clone(), catalog.venue.id);
    }

    /// Forgets a venue whose settings have another version by now.
    pub fn overtaken(&self, venue: VenueId, settings: i64) {
        let known = self.get(venue);
        if known.is_none_or(|known| known.venue.settings != settings) {
            self.forget(Some(venue));
        }
    }

    /// Forgets a venue, or all.
    pub fn forget(&self, venue: Option<VenueId>) {
        let mut by_venue = self
            .by_venue
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        match venue {
            Some(venue) => drop(by_venue.remove(&venue)),
            None => by_venue.clear(),
        }
    }
}
