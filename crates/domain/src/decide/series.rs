//! Many slots at once: published as far as they may stand beside the others, withdrawn as far as nobody wants them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::decision::{Change, Edit, Outcome};
use super::draft::Draft;
use super::times;
use crate::command::SlotSeries;
use crate::id::{ResourceId, SlotId};
use crate::refusal::Refusal;
use crate::resource::Slot;
use crate::series::{Published, Withdrawn};
use crate::span::Span;

/// The slots that stand on a resource, old and new. None overlaps another, so that only the last one which begins before
/// the end of a span can be in its way.
struct Standing(BTreeMap<Timestamp, Span>);

impl Standing {
    fn of(draft: &Draft<'_>, resource: ResourceId) -> Self {
        let own = draft.facts.slots.iter();
        let own = own.filter(|slot| slot.resource == resource);
        Self(own.map(|slot| (slot.span.from(), slot.span)).collect())
    }

    fn in_the_way(&self, span: Span) -> Option<Span> {
        let (_, last) = self.0.range(..span.end()).next_back()?;
        Some(*last).filter(|last| last.overlaps(span))
    }
}

pub(super) fn publish(draft: &mut Draft<'_>, series: &SlotSeries) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let mut reasons = times::objections(draft, series.resource)?;
    draft.only_mine(&[series.resource])?;
    let too_long = series.spans.iter().find_map(|span| times::misfit(*span));
    reasons.extend(too_long);
    if !reasons.is_empty() {
        return Err(Refusal::of(reasons));
    }
    let mut standing = Standing::of(draft, series.resource);
    let mut count = Published::default();
    for span in &series.spans {
        match standing.in_the_way(*span) {
            Some(other) if other == *span => count.already += 1,
            Some(_) => count.overlapping += 1,
            None if span.end() <= draft.now => count.past += 1,
            None => {
                standing.0.insert(span.from(), *span);
                count.published += 1;
                publish_one(draft, series, *span);
            }
        }
    }
    Ok(Outcome::Published(count))
}

fn publish_one(draft: &mut Draft<'_>, series: &SlotSeries, span: Span) {
    let slot = Slot {
        id: draft.numbers.slot(),
        resource: series.resource,
        span,
        topic: series.topic.clone(),
        price: series.price,
        version: 1,
    };
    draft.changes.push(Change::Slot(Edit {
        before: None,
        after: Some(slot),
    }));
}

pub(super) fn withdraw(draft: &mut Draft<'_>, ids: &[SlotId]) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let facts = draft.facts;
    let mut count = Withdrawn::default();
    // Whoever names one twice means it once.
    for id in ids.iter().copied().collect::<BTreeSet<_>>() {
        let mut named = facts.named.slots.iter();
        let slot = named.find(|slot| slot.id == id && draft.is_mine(&[slot.resource]));
        match slot {
            None => count.unknown += 1,
            Some(slot) if is_wanted(draft, slot) => count.taken += 1,
            Some(slot) => {
                count.withdrawn += 1;
                draft.changes.push(Change::Slot(Edit {
                    before: Some(slot.clone()),
                    after: None,
                }));
            }
        }
    }
    Ok(Outcome::Withdrawn(count))
}

/// Whether somebody has taken a slot, or waits for an answer about it.
fn is_wanted(draft: &Draft<'_>, slot: &Slot) -> bool {
    let (facts, now) = (draft.facts, draft.now);
    let mut waiting = facts.requests.iter();
    let waits = waiting.any(|request| request.slot == Some(slot.id) && !request.lapsed(now));
    let mut taken = facts.occupancy.in_the_way(slot.resource, slot.span, now);
    waits || taken.next().is_some()
}
