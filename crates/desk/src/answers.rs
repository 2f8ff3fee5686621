//! What searches found, kept while it stands: the same day is asked for again and again.

use std::sync::Arc;

use bronya_domain::availability::{Offer, Offers, Question, Run};
use bronya_domain::catalog::Catalog;
use bronya_domain::id::VenueId;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::sight::Sight;

/// How many bytes all kept answers have together, at most: a season of a house with a thousand tables.
const BYTES_MOST: u64 = 32 * 1024 * 1024;
/// About how many answers that is.
const ANSWERS: usize = 2048;

/// The kept answers, by venue and question.
pub(crate) struct Answers(Cache<(VenueId, Question), Arc<Answer>, ByLength>);

/// What a search found, and what that rests on.
pub(crate) struct Answer {
    /// The very catalog by which it was found.
    pub catalog: Arc<Catalog>,
    pub sight: Sight,
    pub offers: Arc<Offers>,
}

#[derive(Clone)]
struct ByLength;

impl Weighter<(VenueId, Question), Arc<Answer>> for ByLength {
    fn weight(&self, _: &(VenueId, Question), answer: &Arc<Answer>) -> u64 {
        let stays = answer.offers.stays.len() * size_of::<Offer>();
        let runs = answer.offers.runs.len() * size_of::<Run>();
        (stays + runs + 512) as u64
    }
}

impl Default for Answers {
    fn default() -> Self {
        Self(Cache::with_weighter(ANSWERS, BYTES_MOST, ByLength))
    }
}

impl Answers {
    /// What was found by this very catalog when the same was asked before.
    pub fn get(&self, catalog: &Arc<Catalog>, question: &Question) -> Option<Arc<Answer>> {
        let found = self.0.get(&(catalog.venue.id, question.clone()))?;
        Arc::ptr_eq(&found.catalog, catalog).then_some(found)
    }

    /// Keeps what was found.
    pub fn keep(&self, question: &Question, answer: Answer) {
        let place = (answer.catalog.venue.id, question.clone());
        self.0.insert(place, Arc::new(answer));
    }
}
