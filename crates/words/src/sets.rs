//! Whose letters a booking gets: a foreign contract may bring letters of its own, everybody else gets the native ones.
//! Letters about an account are not in here: no channel brought an account, and no contract writes about one.

use std::collections::BTreeMap;

use crate::letter::Letter;
use crate::matter::Matter;
use crate::native::Native;

/// A set of letters.
pub trait LetterSet: Send + Sync {
    /// The letter about this matter; none where the contract owes nobody a letter about it.
    fn letter(&self, matter: &Matter<'_>) -> Option<Letter>;
}

/// Every set of letters, by the channel through which a booking came.
#[derive(Default)]
pub struct Letters {
    native: Native,
    sets: BTreeMap<String, Box<dyn LetterSet>>,
}

impl LetterSet for Native {
    fn letter(&self, matter: &Matter<'_>) -> Option<Letter> {
        Some(Native::letter(self, matter))
    }
}

impl Letters {
    /// The same, with the set `set` for bookings that came through `channel`.
    pub fn with(mut self, channel: impl Into<String>, set: Box<dyn LetterSet>) -> Self {
        self.sets.insert(channel.into(), set);
        self
    }

    /// The letter about this matter, from the set of its booking's channel.
    pub fn letter(&self, matter: &Matter<'_>) -> Option<Letter> {
        match self.sets.get(&matter.visit.booking.channel) {
            Some(set) => set.letter(matter),
            None => LetterSet::letter(&self.native, matter),
        }
    }
}
