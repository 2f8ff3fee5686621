//! What the writes of a batch said that they would ask, asked for all of them at once before the first runs.
//!
//! What each write then changes is noted here before the next one looks, so that it sees the same as if it had asked
//! itself. What nobody foresaw is asked when it is needed.

use std::collections::HashMap;

use bronya_domain::decide::{Change, Outcome};
use bronya_domain::facts::Reach;
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::occupancy::Taken;
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;

use crate::engine::{Fault, Tx};
use crate::keys::Key;
use crate::{facts, keys};

/// What a write will ask, as far as it knows before it runs.
#[derive(Debug, Default)]
pub struct Foreseen {
    /// The key under which it is done.
    pub key: Option<Key>,
    /// How far it will look.
    pub reach: Option<Reach>,
}

/// A place at which claims and slots are looked for.
pub(crate) type Place = (VenueId, Option<ResourceId>);
/// What a key brought before.
pub(crate) type Kept = Option<(String, Outcome)>;

/// The answers.
#[derive(Default)]
pub(crate) struct Foresight {
    keys: HashMap<(VenueId, String, String), Kept>,
    taken: Seen<Taken>,
    slots: Seen<Slot>,
}

/// What was seen at each place, within some spans.
type Seen<T> = HashMap<Place, Vec<(Span, Vec<T>)>>;

/// Asks for everything that the writes of a batch foresee.
pub(crate) async fn look(tx: &mut Tx, foreseen: Vec<(VenueId, Foreseen)>) -> Result<(), Fault> {
    let (mut keys, mut places, mut with_slots) = (Vec::new(), Vec::new(), Vec::new());
    for (venue, Foreseen { key, reach }) in foreseen {
        keys.extend(key.map(|key| (venue, key)));
        let Some(reach) = reach else { continue };
        let Some(span) = reach.span else { continue };
        let resources = match reach.resources {
            None => vec![None],
            Some(resources) => resources.into_iter().map(Some).collect(),
        };
        let here = resources
            .into_iter()
            .map(|resource| ((venue, resource), span));
        let here: Vec<(Place, Span)> = here.collect();
        with_slots.extend(here.iter().filter(|_| reach.slots).copied());
        places.extend(here);
    }
    let kept = keys::find_each(tx, &keys).await?;
    let taken = facts::claims_at_each(tx, &places).await?;
    let slots = facts::slots_at_each(tx, &with_slots).await?;
    let foresight = &mut tx.foresight;
    for ((venue, key), kept) in keys.into_iter().zip(kept) {
        foresight.keys.insert((venue, key.caller, key.key), kept);
    }
    for ((place, within), taken) in places.into_iter().zip(taken) {
        let seen = foresight.taken.entry(place).or_default();
        seen.push((within, taken));
    }
    for ((place, within), slots) in with_slots.into_iter().zip(slots) {
        let seen = foresight.slots.entry(place).or_default();
        seen.push((within, slots));
    }
    Ok(())
}

impl Foresight {
    /// Forgets everything.
    pub fn forget(&mut self) {
        self.keys.clear();
        self.taken.clear();
        self.slots.clear();
    }

    /// What a key brought before; outer none where nobody foresaw the question. It is answered once, for what is done
    /// under the key thereafter is not noted.
    pub fn key(&mut self, venue: VenueId, key: &Key) -> Option<Kept> {
        let place = (venue, key.caller.clone(), key.key.clone());
        self.keys.remove(&place)
    }

    /// The claims within a span at a place, where they were foreseen.
    pub fn taken(&self, place: Place, within: Span) -> Option<Vec<Taken>> {
        let seen = covering(&self.taken, place, within)?.iter();
        let here = seen.filter(|taken| taken.claim.span.overlaps(within));
        Some(here.copied().collect())
    }

    /// The published slots within a span at a place, where they were foreseen.
    pub fn slots(&self, place: Place, within: Span) -> Option<Vec<Slot>> {
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
