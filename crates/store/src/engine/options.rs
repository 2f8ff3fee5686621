//! How a store works, and what it counts about itself.

use std::sync::atomic::{AtomicU64, Ordering};

use bronya_domain::id::VenueId;

use super::lines::Lines;

/// How a store works.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many reads run side by side.
    pub readers: usize,
    /// How many batches are written side by side where the engine can do that; venues are spread over them.
    pub writers: usize,
    /// How many writes may wait for one writer; more are turned away as busy.
    pub queue: usize,
    /// How many writes are committed together at most.
    pub batch: usize,
    /// What tests break on purpose.
    #[cfg(feature = "sabotage")]
    pub sabotage: Sabotage,
}

/// What tests break on purpose, to see the guards behind it at work.
#[cfg(feature = "sabotage")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Sabotage {
    /// Batches do not lock their venues.
    pub no_lock: bool,
    /// Facts show no claims, so the rules believe that everything is free.
    pub no_probe: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 4,
            writers: 4,
            queue: 4096,
            batch: 256,
            #[cfg(feature = "sabotage")]
            sabotage: Sabotage::default(),
        }
    }
}

/// What the store counts about itself.
#[derive(Debug, Default)]
pub struct Meters {
    pub(super) second_guard: AtomicU64,
    pub(super) batches: AtomicU64,
    pub(super) works: AtomicU64,
    pub(super) taken_apart: AtomicU64,
}

impl Meters {
    /// How often the database itself had to refuse an overlap. Anything but 0 is a bug in the rules or the lock.
    pub fn second_guard(&self) -> u64 {
        self.second_guard.load(Ordering::Relaxed)
    }

    /// How many batches failed as a whole and were tried again one by one.
    pub fn taken_apart(&self) -> u64 {
        self.taken_apart.load(Ordering::Relaxed)
    }

    /// How many batches were tried, and how many writes they held.
    pub fn batches(&self) -> (u64, u64) {
        (
            self.batches.load(Ordering::Relaxed),
            self.works.load(Ordering::Relaxed),
        )
    }
}

/// What another process, or this one, has changed about a venue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The venue.
    pub venue: VenueId,
    /// Its revision after the change.
    pub revision: i64,
    /// The version of its settings after the change.
    pub settings: i64,
    /// The lines that its history got; none where they were too many to be named.
    pub lines: Option<Lines>,
}

/// What is out of date: a venue, or everything when it is not known what was missed.
pub type Stale = Option<News>;
