//! What happened lately: a tape of the last commits for each venue to which somebody listens.
//!
//! A commit is named on the tape by its revision and its lines, and read from the database when the first listener comes to
//! it. Tapes are short. Whoever comes back after more than a tape holds, or after this process has missed something that
//! another one did, is told to look afresh.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bronya_domain::id::VenueId;
use bronya_store::happenings::Entry;
use bronya_store::{Lines, News};
use tokio::sync::{OnceCell, watch};

/// How many commits a tape holds.
const TAPE_LENGTH: usize = 256;
/// How many venues have a tape, while nobody listens to some of them.
const TAPES_MOST: usize = 512;

/// All tapes.
#[derive(Debug, Default)]
pub(crate) struct Tapes(Mutex<Room>);

#[derive(Debug, Default)]
pub(crate) struct Room {
    pub venues: HashMap<VenueId, Tape>,
    /// Nobody is told anything any more.
    pub is_over: bool,
}

#[derive(Debug)]
pub(crate) struct Tape {
    /// Everything after this revision is on the tape; none while it is not known what was missed.
    pub since: Option<i64>,
    commits: VecDeque<Arc<Commit>>,
    /// Counts how often something was missed.
    pub losses: u64,
    bell: watch::Sender<()>,
}

/// A commit on a tape.
#[derive(Debug)]
pub(crate) struct Commit {
    pub revision: i64,
    pub lines: Lines,
    /// What it did, once somebody asked.
    pub entries: OnceCell<Arc<[Entry]>>,
}

impl Tapes {
    /// Puts a commit on the tape of its venue and rings.
    pub fn heard(&self, news: &News) {
        if let Some(tape) = self.room().venues.get_mut(&news.venue) {
            tape.heard(news);
        }
    }

    /// Something was missed, and nobody knows what.
    pub fn lost(&self) {
        self.room().venues.values_mut().for_each(Tape::lost);
    }

    /// Has everybody who listens ask again whether he still may.
    pub fn ring(&self) {
        let room = self.room();
        room.venues
            .values()
            .for_each(|tape| tape.bell.send_replace(()));
    }

    /// Lets everybody go who listens.
    pub fn end(&self) {
        self.room().is_over = true;
        self.ring();
    }

    /// A bell that rings for a venue, and how often something was missed until now.
    pub fn attend(&self, venue: VenueId) -> (watch::Receiver<()>, u64) {
        let mut room = self.room();
        if room.venues.len() >= TAPES_MOST {
            room.venues.retain(|_, tape| tape.bell.receiver_count() > 0);
        }
        let tape = room.venues.entry(venue).or_default();
        (tape.bell.subscribe(), tape.losses)
    }

    /// Where a tape begins that was made a moment ago, and on which nothing was heard yet.
    pub fn begin(&self, venue: VenueId, revision: i64) {
        if let Some(tape) = self.room().venues.get_mut(&venue) {
            tape.since.get_or_insert(revision);
        }
    }

    pub fn room(&self) -> MutexGuard<'_, Room> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Tape {
    fn default() -> Self {
        Self {
            since: None,
            commits: VecDeque::new(),
            losses: 0,
            bell: watch::Sender::new(()),
        }
    }
}

impl Tape {
    /// The last revision of which everything is known here.
    pub fn last(&self) -> Option<i64> {
        self.commits
            .back()
            .map(|commit| commit.revision)
            .or(self.since)
    }

    fn heard(&mut self, news: &News) {
        let last = self.last();
        if last.is_some_and(|last| news.revision <= last) {
            return;
        }
        match &news.lines {
            Some(lines) => {
                if last != Some(news.revision - 1) {
                    self.commits.clear();
                    self.since = Some(news.revision - 1);
                }
                self.commits.push_back(Arc::new(Commit {
                    revision: news.revision,
                    lines: lines.clone(),
                    entries: OnceCell::new(),
                }));
                if self.commits.len() > TAPE_LENGTH {
                    self.since = self.commits.pop_front().map(|commit| commit.revision);
                }
            }
            // It did more than can be told.
            None => {
                self.commits.clear();
                self.since = Some(news.revision);
            }
        }
        self.bell.send_replace(());
    }

    fn lost(&mut self) {
        self.commits.clear();
        self.since = None;
        self.losses += 1;
        self.bell.send_replace(());
    }

    /// The commit after a revision. None where there is none yet; it fails where the tape does not reach back so far, or
    /// knows of nothing so late.
    pub fn after(&self, told: i64) -> Result<Option<Arc<Commit>>, Option<i64>> {
        let (Some(since), Some(last)) = (self.since, self.last()) else {
            return Err(None);
        };
        if told < since || told > last {
            return Err(Some(last));
        }
        let next = self.commits.iter().find(|commit| commit.revision > told);
        Ok(next.cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VENUE: VenueId = VenueId(1);

    fn news(revision: i64, lines: Option<Lines>) -> News {
        News {
            venue: VENUE,
            revision,
            settings: 1,
            lines,
        }
    }

    /// What comes after a revision: its number, nothing yet, or the revision up to which one should look afresh.
    fn after(tapes: &Tapes, told: i64) -> Result<Option<i64>, Option<i64>> {
        let room = tapes.room();
        let next = room.venues[&VENUE].after(told)?;
        Ok(next.map(|commit| commit.revision))
    }

    fn tapes() -> Tapes {
        let tapes = Tapes::default();
        tapes.attend(VENUE);
        tapes
    }

    #[test]
    fn a_tape_plays_every_commit_once_and_in_order() {
        let tapes = tapes();
        tapes.begin(VENUE, 5);
        assert_eq!(after(&tapes, 5), Ok(None));
        for revision in [6, 6, 7, 5] {
            tapes.heard(&news(revision, Some(Lines::default())));
        }
        assert_eq!(after(&tapes, 5), Ok(Some(6)));
        assert_eq!(after(&tapes, 6), Ok(Some(7)));
        assert_eq!(after(&tapes, 7), Ok(None));
    }

    #[test]
    fn whoever_missed_something_is_told_to_look_afresh() {
        let tapes = tapes();
        tapes.begin(VENUE, 5);
        tapes.heard(&news(8, Some(Lines::default())));
        assert_eq!(after(&tapes, 5), Err(Some(8)), "two commits went unheard");
        assert_eq!(after(&tapes, 7), Ok(Some(8)));
        assert_eq!(
            after(&tapes, 9),
            Err(Some(8)),
            "that one is of another world"
        );
        tapes.heard(&news(9, None));
        assert_eq!(
            after(&tapes, 8),
            Err(Some(9)),
            "it did more than can be told"
        );
        tapes.lost();
        assert_eq!(after(&tapes, 9), Err(None));
    }

    #[test]
    fn a_tape_is_short() {
        let tapes = tapes();
        tapes.begin(VENUE, 0);
        let length = TAPE_LENGTH as i64;
        for revision in 1..=length + 1 {
            tapes.heard(&news(revision, Some(Lines::default())));
        }
        assert_eq!(after(&tapes, 0), Err(Some(length + 1)));
        assert_eq!(after(&tapes, 1), Ok(Some(2)));
    }

    #[test]
    fn tapes_to_which_nobody_listens_make_room() {
        let tapes = Tapes::default();
        let (bell, _) = tapes.attend(VENUE);
        for venue in 2..2 * TAPES_MOST as i64 {
            tapes.attend(VenueId(venue));
        }
        let room = tapes.room();
        assert!(room.venues.len() <= TAPES_MOST && room.venues.contains_key(&VENUE));
        drop(bell);
    }
}
