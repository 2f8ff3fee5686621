//! What the staff and specialists do with the offer itself: blocks, published slots, retiring resources.

use jiff::SignedDuration;

use super::decision::{Change, Edit, Outcome};
use super::draft::Draft;
use super::place;
use crate::booking::Block;
use crate::command::{NewBlock, SlotText};
use crate::id::{ResourceId, SlotId};
use crate::occupancy::{Claim, Owner};
use crate::refusal::{Reason, Refusal};
use crate::resource::{Resource, Schedule, Slot};
use crate::span::{Span, SpanSet};

/// The longest slot.
const SLOT_MOST: SignedDuration = SignedDuration::from_hours(24);

/// Closes every lane of the resources. Time that another block has claimed stays with that one; a booking or a hold
/// in the way refuses the whole block.
pub(super) fn block(draft: &mut Draft<'_>, new: &NewBlock) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let listed = place::named(draft.facts, &new.resources)?;
    let mut claims = Vec::new();
    let mut reasons = Vec::new();
    for one in listed {
        let resource = &one.resource;
        for lane in 0..resource.lanes {
            let in_the_way = || {
                let all = draft
                    .facts
                    .occupancy
                    .in_the_way(resource.id, new.span, draft.now);
                all.filter(move |taken| taken.claim.lane == lane)
            };
            if in_the_way().any(|taken| !matches!(taken.owner, Owner::Block(_))) {
                reasons.push(Reason::Taken {
                    resource: resource.id,
                });
            }
            let blocked: SpanSet = in_the_way().map(|taken| taken.claim.span).collect();
            let left = SpanSet::from_iter([new.span]).without(&blocked);
            claims.extend(left.spans().iter().map(|span| (resource.id, lane, *span)));
        }
    }
    if !reasons.is_empty() {
        return Err(Refusal::of(reasons));
    }
    let numbers = &mut draft.numbers;
    let claims: Vec<Claim> = claims
        .into_iter()
        .map(|(resource, lane, span)| Claim {
            id: numbers.claim(),
            resource,
            lane,
            span,
        })
        .collect();
    let id = numbers.block();
    draft.expire_lapsed(&claims);
    let block = Block {
        id,
        resources: new.resources.clone(),
        span: new.span,
        claims,
        reason: new.reason.clone(),
    };
    draft.changes.push(Change::Block(Edit {
        before: None,
        after: Some(block),
    }));
    Ok(Outcome::Block(id))
}

pub(super) fn unblock(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let block = draft
        .facts
        .named
        .block
        .as_ref()
        .filter(|block| draft.is_mine(&block.resources))
        .ok_or(Reason::UnknownBlock)?;
    // A block never changes, so it has no version but the first.
    as_expected(draft, 1)?;
    draft.changes.push(Change::Block(Edit {
        before: Some(block.clone()),
        after: None,
    }));
    Ok(Outcome::Block(block.id))
}

pub(super) fn publish_slot(draft: &mut Draft<'_>, text: &SlotText) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let id = draft.numbers.slot();
    let slot = checked(draft, id, 1, text)?;
    draft.changes.push(Change::Slot(Edit {
        before: None,
        after: Some(slot),
    }));
    Ok(Outcome::Slot(id))
}

pub(super) fn edit_slot(draft: &mut Draft<'_>, text: &SlotText) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let before = free_slot(draft)?;
    let after = checked(draft, before.id, before.version + 1, text)?;
    let change = Change::Slot(Edit {
        before: Some(before.clone()),
        after: Some(after),
    });
    let id = before.id;
    draft.changes.push(change);
    Ok(Outcome::Slot(id))
}

pub(super) fn withdraw_slot(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let slot = free_slot(draft)?.clone();
    let id = slot.id;
    draft.changes.push(Change::Slot(Edit {
        before: Some(slot),
        after: None,
    }));
    Ok(Outcome::Slot(id))
}

/// The slot that the command names, if nobody has taken it.
fn free_slot<'a>(draft: &Draft<'a>) -> Result<&'a Slot, Refusal> {
    let slot = draft.facts.named.slot.as_ref();
    let slot = slot
        .filter(|slot| draft.is_mine(&[slot.resource]))
        .ok_or(Reason::UnknownSlot)?;
    as_expected(draft, slot.version)?;
    let taken = draft
        .facts
        .occupancy
        .in_the_way(slot.resource, slot.span, draft.now)
        .next()
        .is_some();
    if taken {
        Err(Reason::SlotTaken.into())
    } else {
        Ok(slot)
    }
}

/// A slot with this text, if it may stand beside the other slots of its resource.
fn checked(draft: &Draft<'_>, id: SlotId, version: i64, text: &SlotText) -> Result<Slot, Refusal> {
    let resource = text.resource;
    let mut reasons = objections(draft, resource)?;
    reasons.extend(misfit(text.span));
    if text.span.end() <= draft.now {
        reasons.push(Reason::TooSoon {
            earliest: draft.now,
        });
    }
    let others = draft
        .facts
        .slots
        .iter()
        .filter(|other| other.id != id && other.resource == resource);
    reasons.extend(overlapping(others, text.span).map(|slot| Reason::SlotOverlaps { slot }));
    if !reasons.is_empty() {
        return Err(Refusal::of(reasons));
    }
    Ok(Slot {
        id,
        resource,
        span: text.span,
        topic: text.topic.clone(),
        price: text.price,
        version,
    })
}

/// What speaks against publishing anything of a resource.
pub(super) fn objections(draft: &Draft<'_>, resource: ResourceId) -> Result<Vec<Reason>, Refusal> {
    let listed = draft
        .facts
        .catalog
        .find(resource)
        .ok_or(Reason::UnknownResource { resource })?;
    let mut reasons = Vec::new();
    if listed.resource.retired {
        reasons.push(Reason::Retired { resource });
    }
    if listed.resource.schedule != Schedule::Slots {
        reasons.push(Reason::NoSlotsHere { resource });
    }
    Ok(reasons)
}

/// Why no slot can be as long as this.
pub(super) fn misfit(span: Span) -> Option<Reason> {
    match span.length() {
        None => Some(Reason::EndRequired),
        Some(length) if length > SLOT_MOST => Some(Reason::StayTooLong {
            most_minutes: 24 * 60,
        }),
        Some(_) => None,
    }
}

fn overlapping<'a>(
    slots: impl Iterator<Item = &'a Slot>,
    span: Span,
) -> impl Iterator<Item = SlotId> {
    slots
        .filter(move |slot| slot.span.overlaps(span))
        .map(|slot| slot.id)
}

pub(super) fn delete_resource(draft: &mut Draft<'_>, id: ResourceId) -> Result<Outcome, Refusal> {
    let before = on_the_list(draft, id)?;
    if draft.facts.was_booked {
        return Err(Reason::WasBooked { resource: id }.into());
    }
    if draft.facts.in_use {
        return Err(Reason::InUse { resource: id }.into());
    }
    draft.changes.push(Change::Resource(Box::new(Edit {
        before: Some(before),
        after: None,
    })));
    Ok(Outcome::Resource(id))
}

pub(super) fn retire_resource(draft: &mut Draft<'_>, id: ResourceId) -> Result<Outcome, Refusal> {
    let before = on_the_list(draft, id)?;
    if !before.retired {
        let after = before.clone().retire();
        draft.changes.push(Change::Resource(Box::new(Edit {
            before: Some(before),
            after: Some(after),
        })));
    }
    Ok(Outcome::Resource(id))
}

/// Refuses to act on another version than the caller saw.
fn as_expected(draft: &Draft<'_>, version: i64) -> Result<(), Refusal> {
    match draft.command.expects {
        Some(expected) if expected != version => Err(Reason::VersionDiffers { version }.into()),
        _ => Ok(()),
    }
}

fn on_the_list(draft: &Draft<'_>, id: ResourceId) -> Result<Resource, Refusal> {
    draft.only_staff()?;
    draft.only_mine(&[id])?;
    as_expected(draft, draft.facts.catalog.venue.settings)?;
    let listed = draft
        .facts
        .catalog
        .find(id)
        .ok_or(Reason::UnknownResource { resource: id })?;
    Ok(listed.resource.clone())
}
