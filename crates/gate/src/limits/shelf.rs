//! Where a limit remembers its keys: two boards, a fresh and an old one, neither of which grows beyond its half.
//!
//! When the fresh board is full it becomes the old one, and what was on the old one is forgotten. A key that tries
//! again comes back to the fresh board, so those go first who tried longest ago.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use governor::clock::Clock;
use governor::nanos::Nanos;
use governor::state::StateStore;
use jiff::{SignedDuration, Timestamp};

/// The digest of a key.
pub type Key = [u8; 16];

/// The clock of the limits: it shows the time that was handed in last.
#[derive(Clone, Default)]
pub struct Handed(Arc<AtomicU64>);

impl Handed {
    pub fn set(&self, now: Timestamp) {
        let nanos = u64::try_from(now.as_nanosecond()).unwrap_or_default();
        self.0.store(nanos, Ordering::Relaxed);
    }
}

impl Clock for Handed {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.load(Ordering::Relaxed).into()
    }
}

/// The keys of one limit, each with the time at which all of its tries will have come back. Copies of it are the same shelf.
#[derive(Clone)]
pub struct Shelf {
    half: usize,
    per: Nanos,
    clock: Handed,
    boards: Arc<Mutex<Boards>>,
}

#[derive(Default)]
struct Boards {
    fresh: HashMap<Key, Nanos>,
    old: HashMap<Key, Nanos>,
}

impl Shelf {
    /// A shelf for `most` keys at the most, of a limit in whose time `per` all tries come back.
    pub fn new(most: usize, per: SignedDuration, clock: Handed) -> Self {
        Self {
            half: most / 2,
            per: per.unsigned_abs().into(),
            clock,
            boards: Arc::default(),
        }
    }

    pub fn len(&self) -> usize {
        let boards = self.boards();
        boards.fresh.len() + boards.old.len()
    }

    fn boards(&self) -> MutexGuard<'_, Boards> {
        self.boards.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for Shelf {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, judge: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        // All tries come back in the time of the rate. Who seems to wait for longer tried before somebody set the
        // machine's clock back, and does not wait for it to catch up.
        let latest = self.clock.now() + self.per;
        let mut boards = self.boards();
        let before = boards.taken(key).map(|back| back.min(latest));
        let judged = judge(before);
        let after = judged.as_ref().map_or(before, |(_, back)| Some(*back));
        if let Some(back) = after {
            boards.put(*key, back, self.half);
        }
        judged.map(|(value, _)| value)
    }
}

impl Boards {
    fn taken(&mut self, key: &Key) -> Option<Nanos> {
        self.fresh.remove(key).or_else(|| self.old.remove(key))
    }

    fn put(&mut self, key: Key, back: Nanos, half: usize) {
        if self.fresh.len() >= half {
            self.old = std::mem::take(&mut self.fresh);
        }
        self.fresh.insert(key, back);
    }
}
