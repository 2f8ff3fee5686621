//! What a batch knows already: answers to what its writes were going to ask, kept true by what they change.

use std::collections::HashMap;

use bronya_domain::decide::{Change, Outcome};
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::occupancy::Taken;
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;

/// A place at which claims and slots are looked for.
pub(crate) type Place = (VenueId, Option<ResourceId>);
/// What a key brought before.
pub(crate) type Kept = Option<(String, Outcome)>;

/// The answers.
#[derive(Default)]
pub(crate) struct Known {
    pub keys: HashMap<(VenueId, String, String), Kept>,
    pub taken: Seen<Taken>,
    pub slots: Seen<Slot>,
}

/// What was seen at each place, within some spans.
pub(crate) type Seen<T> = HashMap<Place, Vec<(Span, Vec<T>)>>;

impl Known {
    /// Forgets everything.
    pub fn forget(&mut self) {
        self.keys.clear();
        self.taken.clear();
        self.slots.clear();
    }

    /// What a key brought before; outer none where nobody foresaw the question. It is answered once, for what is done
    /// under the key thereafter is not noted.
    pub fn key(&mut self, venue: VenueId, caller: &str, key: &str) -> Option<Kept> {
        let place = (venue, caller.to_owned(), key.to_owned());
        self.keys.remove(&place)
    }

    /// The claims within a span at a place, where they were foreseen.
    pub fn taken_within(&self, place: Place, within: Span) -> Option<Vec<Taken>> {
        let seen = covering(&self.taken, place, within)?.iter();
        let here = seen.filter(|taken| taken.claim.span.overlaps(within));
        Some(here.copied().collect())
    }

    /// The published slots within a span at a place, where they were foreseen.
    pub fn slots_within(&self, place: Place, within: Span) -> Option<Vec<Slot>> {
        let seen = covering(&self.slots, place, within)?.iter();
        let here = seen.filter(|slot| slot.span.overlaps(within));
        Some(here.cloned().collect())
    }

    /// Notes what a decision changed.
    pub fn learn(&mut self, venue: VenueId, change: &Change) {
        if let Change::Slot(_) | Change::Resource(_) = change {
            self.taken.retain(|(of, _), _| *of != venue);
            self.slots.retain(|(of, _), _| *of != venue);
        }
        if self.taken.is_empty() {
            return;
        }
        let (freed, taken) = change.claims();
        for freed in &freed {
            self.at(venue, freed, |_, known| {
                known.retain(|one| one.claim.id != freed.claim.id);
            });
        }
        for taken in &taken {
            self.at(venue, taken, |within, known| {
                known.retain(|one| one.claim.id != taken.claim.id);
                if taken.claim.span.overlaps(within) {
                    known.push(*taken);
                }
            });
        }
    }

    fn at(&mut self, venue: VenueId, taken: &Taken, note: impl Fn(Span, &mut Vec<Taken>)) {
        for place in [None, Some(taken.claim.resource)] {
            let seen = self.taken.get_mut(&(venue, place)).into_iter().flatten();
            seen.for_each(|(within, known)| note(*within, known));
        }
    }
}

/// What was seen at a place within some span that covers another.
fn covering<T>(seen: &Seen<T>, place: Place, within: Span) -> Option<&Vec<T>> {
    let mut seen = seen.get(&place)?.iter();
    let covers = |span: &Span| span.from() <= within.from() && within.end() <= span.end();
    seen.find(|(span, _)| covers(span)).map(|(_, seen)| seen)
}
