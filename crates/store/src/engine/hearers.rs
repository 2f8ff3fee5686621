//! Who in this process wants to know of each commit, where no other process could say so.

use std::sync::{Arc, Mutex, PoisonError};

use super::options::News;

type Tell = dyn Fn(&News) + Send + Sync;

/// Who is told. Copies of it are the same list.
#[derive(Clone, Default)]
pub(super) struct Hearers(Arc<Mutex<Vec<Box<Tell>>>>);

impl Hearers {
    pub fn add(&self, tell: impl Fn(&News) + Send + Sync + 'static) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Box::new(tell));
    }

    /// Tells everybody. The writer calls it between two batches, so whoever hears must not take long.
    pub fn tell(&self, news: &News) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().for_each(|tell| tell(news));
    }
}
