//! The occupancy of a venue's days, kept in memory for search.
//!
//! A day is read from the database when it is first asked for and then kept true by what this process commits. What
//! another process commits makes the venue's days forgotten. The board may lag a blink behind another process; it is
//! never asked when something is booked.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bronya_domain::decide::Change;
use bronya_domain::id::{ClaimId, SlotId, VenueId};
use bronya_domain::occupancy::{Occupancy, Taken};
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;
use jiff::civil::Date;

/// How many days are remembered at most, over all venues.
const DAYS_MOST: usize = 20_000;

/// What is taken and what is published in some time of a venue.
#[derive(Clone, Debug, Default)]
pub(crate) struct Picture {
    pub occupancy: Occupancy,
    pub slots: Vec<Slot>,
}

/// One local day of a venue.
#[derive(Clone, Debug)]
struct Day {
    span: Span,
    /// The revision of the venue at which the day was read; what was committed later is added to it.
    read_at: i64,
    picture: Arc<Picture>,
    /// Another one whenever the picture is another.
    mark: u64,
}

#[derive(Debug, Default)]
struct VenueDays {
    /// The last revision of which this process knows what it changed.
    known: i64,
    /// The last revision of which it was told. What this process commits is told it by the database, too, and mostly
    /// before it has published it itself.
    heard: i64,
    days: BTreeMap<Date, Day>,
}

#[derive(Debug, Default)]
pub(crate) struct Board {
    venues: Mutex<HashMap<VenueId, VenueDays>>,
    /// Counts the forgetting of everything, so that a day read before it is not remembered after it.
    forgotten: AtomicU64,
    /// The last mark that was given to a picture.
    marked: AtomicU64,
}

impl Board {
    /// The pictures of these days, as far as they are remembered.
    pub fn days(&self, venue: VenueId, days: &[(Date, Span)]) -> Vec<Option<Arc<Picture>>> {
        let venues = self.venues();
        let known = venues.get(&venue);
        days.iter()
            .map(|(date, span)| {
                let day = known?.day(*date)?;
                // After a change of zone a date means another day.
                (day.span == *span).then(|| day.picture.clone())
            })
            .collect()
    }

    /// The marks of these days; none where one of them is not remembered.
    pub fn marks(&self, venue: VenueId, days: &[(Date, Span)]) -> Option<Vec<u64>> {
        let venues = self.venues();
        let known = venues.get(&venue)?;
        let marks = days.iter().map(|(date, span)| {
            let day = known.day(*date)?;
            (day.span == *span).then_some(day.mark)
        });
        marks.collect()
    }

    /// Whether these days still have these marks.
    pub fn is_marked(&self, venue: VenueId, days: &[(Date, Span)], marks: &[u64]) -> bool {
        let venues = self.venues();
        venues.get(&venue).is_some_and(|known| {
            days.iter()
                .zip(marks)
                .all(|((date, _), mark)| known.day(*date).is_some_and(|day| day.mark == *mark))
        })
    }

    fn mark(&self) -> u64 {
        self.marked.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The moment from which a day is read; hand it to [`remember`](Self::remember).
    pub fn moment(&self) -> u64 {
        self.forgotten.load(Ordering::SeqCst)
    }

    /// Remembers a day as it was at a revision. Left alone when something later is known already, for then the day
    /// may lack it.
    pub fn remember(
        &self,
        venue: VenueId,
        date: Date,
        span: Span,
        read_at: i64,
        picture: Arc<Picture>,
        moment: u64,
    ) {
        let mut venues = self.venues();
        if self.forgotten.load(Ordering::SeqCst) != moment {
            return;
        }
        if venues.values().map(|venue| venue.days.len()).sum::<usize>() >= DAYS_MOST {
            venues.values_mut().for_each(|venue| venue.days.clear());
        }
        let venue = venues.entry(venue).or_default();
        if read_at >= venue.known {
            venue.days.insert(
                date,
                Day {
                    span,
                    read_at,
                    picture,
                    mark: self.mark(),
                },
            );
        }
    }

    /// Adds what a commit of this process changed. The writes of one batch share its revision.
    pub fn publish(&self, venue: VenueId, revision: i64, changes: &[Change]) {
        let mut venues = self.venues();
        let venue = venues.entry(venue).or_default();
        let known = venue.known;
        // A revision in between was somebody else's; days that do not know it cannot be mended.
        venue
            .days
            .retain(|_, day| day.read_at.max(known) >= revision - 1);
        venue.known = revision.max(known);
        let behind = |day: &&mut Day| day.read_at < revision;
        for change in changes {
            let (freed, taken) = change.claims();
            for day in venue.days.values_mut().filter(behind) {
                if day.apply(change, &freed, &taken) {
                    day.mark = self.mark();
                }
            }
        }
    }

    /// Looks no more at the days that do not know a revision of which somebody tells. The next one may be this process's own,
    /// about to be published; what comes after it is another's, and makes them forgotten.
    pub fn overtaken(&self, venue: VenueId, revision: i64) {
        let mut venues = self.venues();
        let Some(venue) = venues.get_mut(&venue) else {
            return;
        };
        venue.heard = revision.max(venue.heard);
        if revision > venue.known + 1 {
            venue.days.retain(|_, day| day.read_at >= revision);
            venue.known = revision;
        }
    }

    /// Forgets everything.
    pub fn clear(&self) {
        let mut venues = self.venues();
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        venues.clear();
    }

    /// How many days are remembered.
    pub fn len(&self) -> usize {
        self.venues().values().map(|venue| venue.days.len()).sum()
    }

    fn venues(&self) -> std::sync::MutexGuard<'_, HashMap<VenueId, VenueDays>> {
        self.venues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl VenueDays {
    /// A day, if it knows all that was heard of.
    fn day(&self, date: Date) -> Option<&Day> {
        let day = self.days.get(&date)?;
        (day.read_at.max(self.known) >= self.heard).then_some(day)
    }
}

impl Day {
    /// Applies a change as far as it is about this day, and says whether it is. Applying it twice is the same as once.
    fn apply(&mut self, change: &Change, freed: &[Taken], taken: &[Taken]) -> bool {
        let span = self.span;
        let here = |taken: &&Taken| taken.claim.span.overlaps(span);
        let slot = match change {
            Change::Slot(edit) => Some(edit),
            _ => None,
        };
        if !freed.iter().chain(taken).any(|one| here(&one)) && slot.is_none() {
            return false;
        }
        let picture = Arc::make_mut(&mut self.picture);
        for freed in freed.iter().filter(here) {
            picture
                .occupancy
                .remove(freed.claim.resource, freed.claim.id);
        }
        for taken in taken.iter().filter(here) {
            picture
                .occupancy
                .remove(taken.claim.resource, taken.claim.id);
            picture.occupancy.add(*taken);
        }
        if let Some(edit) = slot {
            let id = edit
                .before
                .as_ref()
                .or(edit.after.as_ref())
                .map(|slot| slot.id);
            picture.slots.retain(|slot| Some(slot.id) != id);
            picture.slots.extend(
                edit.after
                    .iter()
                    .filter(|slot| slot.span.overlaps(span))
                    .cloned(),
            );
        }
        true
    }
}

/// The pictures of several days as one. What reaches over midnight stands in both days and counts once.
pub(crate) fn merged(days: &[Arc<Picture>]) -> Arc<Picture> {
    if let [day] = days {
        return day.clone();
    }
    let (mut claims, mut slots): (HashSet<ClaimId>, HashSet<SlotId>) = Default::default();
    let taken = days.iter().flat_map(|day| day.occupancy.all().copied());
    let occupancy = taken
        .filter(|taken| claims.insert(taken.claim.id))
        .collect();
    let published = days.iter().flat_map(|day| day.slots.iter().cloned());
    let slots = published.filter(|slot| slots.insert(slot.id)).collect();
    Arc::new(Picture { occupancy, slots })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bronya_domain::booking::Hold;
    use bronya_domain::decide::Edit;
    use bronya_domain::id::{HoldId, ResourceId};
    use bronya_domain::occupancy::Claim;

    const VENUE: VenueId = VenueId(1);

    fn date() -> Date {
        Date::constant(2026, 11, 21)
    }

    fn day() -> Span {
        let at = |text: &str| text.parse().expect("an instant");
        Span::new(at("2026-11-21T00:00Z"), at("2026-11-22T00:00Z")).expect("a day")
    }

    fn hold(id: i64) -> Change {
        let claim = Claim {
            id: ClaimId(id),
            resource: ResourceId(1),
            lane: 0,
            span: day(),
        };
        let deadline = day().end();
        let hold = Hold {
            id: HoldId(id),
            span: day(),
            claims: vec![claim],
            slot: None,
            party: None,
            deadline,
        };
        Change::Hold(Edit {
            before: None,
            after: Some(hold),
        })
    }

    fn taken(board: &Board) -> Option<usize> {
        board.days(VENUE, &[(date(), day())])[0]
            .as_ref()
            .map(|day| day.occupancy.all().count())
    }

    fn board_read_at(revision: i64) -> Board {
        let board = Board::default();
        board.remember(VENUE, date(), day(), revision, Arc::default(), 0);
        board
    }

    #[test]
    fn a_day_keeps_up_with_what_is_committed() {
        let board = board_read_at(5);
        board.publish(VENUE, 6, &[hold(1)]);
        board.publish(VENUE, 6, &[hold(2)]);
        assert_eq!(taken(&board), Some(2), "both writes of one batch");
        board.publish(VENUE, 7, &[hold(2)]);
        assert_eq!(taken(&board), Some(2), "applying twice is the same as once");
    }

    #[test]
    fn what_the_day_was_read_with_is_not_added_again() {
        let board = board_read_at(6);
        board.publish(VENUE, 6, &[hold(1)]);
        assert_eq!(taken(&board), Some(0));
    }

    #[test]
    fn what_is_heard_of_before_it_is_published_is_waited_for() {
        let board = board_read_at(5);
        board.publish(VENUE, 6, &[hold(1)]);
        board.overtaken(VENUE, 7);
        assert_eq!(taken(&board), None, "nobody knows yet what it changed");
        board.publish(VENUE, 7, &[hold(2)]);
        assert_eq!(taken(&board), Some(2), "it was our own");
        board.overtaken(VENUE, 7);
        board.overtaken(VENUE, 6);
        assert_eq!(taken(&board), Some(2), "told late");
        board.overtaken(VENUE, 8);
        board.publish(VENUE, 9, &[hold(3)]);
        assert_eq!(taken(&board), None, "the one between was another's");
    }

    #[test]
    fn a_revision_of_somebody_else_makes_the_day_forgotten() {
        let board = board_read_at(5);
        board.publish(VENUE, 7, &[hold(1)]);
        assert_eq!(taken(&board), None);
        let board = board_read_at(5);
        board.overtaken(VENUE, 6);
        assert_eq!(taken(&board), None);
        board.remember(VENUE, date(), day(), 5, Arc::default(), 0);
        assert_eq!(
            taken(&board),
            None,
            "a picture from before is not remembered"
        );
    }
}
