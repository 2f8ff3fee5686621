//! Answers to searches as they went out, kept while what they rest on stands: they are asked for again and again, and
//! writing them down costs more than finding them.

use std::sync::Arc;

use axum::body::Bytes;
use bronya_desk::Sight;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// How many bytes all kept answers have together, at most.
const BYTES_MOST: u64 = 16 * 1024 * 1024;
/// About how many answers that is.
const ANSWERS: usize = 4096;

/// The kept answers, by what was asked.
pub struct KeptAnswers(Cache<String, Arc<KeptAnswer>, ByLength>);

/// An answer and what it rests on.
pub struct KeptAnswer {
    /// What it rests on.
    pub sight: Sight,
    /// What was answered.
    pub body: Bytes,
}

#[derive(Clone)]
struct ByLength;

impl Weighter<String, Arc<KeptAnswer>> for ByLength {
    fn weight(&self, asked: &String, answer: &Arc<KeptAnswer>) -> u64 {
        (asked.len() + answer.body.len() + size_of::<KeptAnswer>()) as u64
    }
}

impl Default for KeptAnswers {
    fn default() -> Self {
        Self(Cache::with_weighter(ANSWERS, BYTES_MOST, ByLength))
    }
}

impl KeptAnswers {
    /// The answer to what was asked, if one is kept.
    pub fn get(&self, asked: &str) -> Option<Arc<KeptAnswer>> {
        self.0.get(asked)
    }

    /// Keeps an answer.
    pub fn keep(&self, asked: String, answer: KeptAnswer) {
        self.0.insert(asked, Arc::new(answer));
    }
}
