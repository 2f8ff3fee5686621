//! Taking back what the staff just did to a booking. It puts time and place back as they were, so it claims, and is judged
//! as what claims.

use super::decision::Outcome;
use super::draft::Draft;
use crate::booking::Booking;
use crate::occupancy::Claim;
use crate::refusal::{Reason, Refusal};
use crate::undo::{Before, Undo};

pub(super) fn undo(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let before = draft.booking()?;
    let undo = last_change(draft, before)?;
    let Before {
        state,
        when,
        slot,
        party,
        ..
    } = undo.before.clone();
    slot_is_there(draft, before, undo)?;
    let claims = claims_again(draft, before, undo)?;
    let after = Booking {
        state,
        when,
        claims,
        slot,
        party,
        version: before.version + 1,
        ..before.clone()
    };
    if after.state.holds() {
        draft.expire_lapsed(&after.claims);
    }
    draft.take_back(undo, before, after);
    Ok(Outcome::Booking(before.id))
}

/// The last change of the booking, if it can be taken back and there is still time for it.
fn last_change<'a>(draft: &Draft<'a>, booking: &Booking) -> Result<&'a Undo, Refusal> {
    let undo = draft.facts.named.undo.as_ref();
    let undo = undo
        .filter(|undo| undo.version == booking.version)
        .ok_or(Reason::NothingToUndo)?;
    let is_late = undo.told || undo.until < draft.now;
    let late = is_late.then_some(undo.until.min(draft.now));
    let lapsed = booking.deadline.filter(|_| booking.lapsed(draft.now));
    match late.or(lapsed) {
        Some(deadline) => Err(Reason::DeadlinePassed { deadline }.into()),
        None => Ok(undo),
    }
}

/// Refuses to put a booking back into a slot that was free for a moment, and was edited or withdrawn in it.
fn slot_is_there(draft: &Draft<'_>, booking: &Booking, undo: &Undo) -> Result<(), Refusal> {
    let left = undo.before.slot.filter(|id| booking.slot != Some(*id));
    let stands = left.is_none_or(|id| {
        let mut slots = draft.facts.slots.iter();
        slots.any(|slot| slot.id == id && Some(slot.span) == undo.before.when.span())
    });
    if stands {
        Ok(())
    } else {
        Err(Reason::NotPublished.into())
    }
}

/// What the booking took, if nobody else has taken it meanwhile: under the same numbers where it still has them.
fn claims_again(
    draft: &mut Draft<'_>,
    booking: &Booking,
    undo: &Undo,
) -> Result<Vec<Claim>, Refusal> {
    let mut claims = Vec::with_capacity(undo.before.claims.len());
    let mut reasons = Vec::new();
    for was in &undo.before.claims {
        let lane = match undo.before.state.holds() {
            true => lane_again(draft, booking, was),
            false => Ok(was.lane),
        };
        let known = booking.claims.iter().any(|claim| claim.id == was.id);
        match lane {
            Err(reason) => reasons.push(reason),
            Ok(lane) if known => claims.push(Claim { lane, ..*was }),
            Ok(lane) => claims.push(Claim {
                id: draft.numbers.claim(),
                lane,
                ..*was
            }),
        }
    }
    if reasons.is_empty() {
        Ok(claims)
    } else {
        Err(Refusal::of(reasons))
    }
}

/// The lane that a claim had, or another one where that was taken.
fn lane_again(draft: &Draft<'_>, booking: &Booking, was: &Claim) -> Result<u16, Reason> {
    let (facts, resource) = (draft.facts, was.resource);
    let own = [booking.owner()];
    let listed = facts
        .catalog
        .find(resource)
        .ok_or(Reason::UnknownResource { resource })?;
    let stays = was.lane < listed.resource.lanes
        && facts
            .occupancy
            .is_free(resource, was.lane, was.span, draft.now, &own);
    if stays {
        return Ok(was.lane);
    }
    facts
        .circumstances(draft.now)
        .free_claim(&listed.resource, was.span, &own)
}
