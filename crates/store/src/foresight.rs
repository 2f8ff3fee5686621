//! What the writes of a batch said that they would ask, asked for all of them at once before the first runs.
//!
//! What each write then changes is noted here before the next one looks, so that it sees the same as if it had asked
//! itself. What nobody foresaw is asked when it is needed.

use bronya_domain::facts::Reach;
use bronya_domain::id::VenueId;
use bronya_domain::span::Span;

use crate::engine::{Fault, Place, Tx};
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
    let known = &mut tx.known;
    for ((venue, key), kept) in keys.into_iter().zip(kept) {
        known.keys.insert((venue, key.caller, key.key), kept);
    }
    for ((place, within), taken) in places.into_iter().zip(taken) {
        let seen = known.taken.entry(place).or_default();
        seen.push((within, taken));
    }
    for ((place, within), slots) in with_slots.into_iter().zip(slots) {
        let seen = known.slots.entry(place).or_default();
        seen.push((within, slots));
    }
    Ok(())
}
