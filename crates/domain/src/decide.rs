//! The rules of booking: facts and a command go in, a decision or a refusal comes out. Pure.

mod decision;
mod draft;
mod orders;
mod place;
mod series;
mod staff;
mod times;
mod undo;
mod walk_in;

use jiff::Timestamp;

use crate::command::{Act, Command};
use crate::facts::Facts;
use crate::id::ResourceId;
use crate::occupancy::Claim;
use crate::refusal::Refusal;
use crate::span::to_micros;

pub use decision::{BookingChange, Change, Decision, Edit, Outcome, Undoing, booking_claims};

use draft::Draft;

/// Decides a command. The facts must reach as far as [`Reach::of`](crate::facts::Reach::of) said.
pub fn decide(facts: &Facts, command: &Command, now: Timestamp) -> Result<Decision, Refusal> {
    // Every instant that a decision keeps is one that a store can keep.
    let mut draft = Draft::new(facts, command, to_micros(now));
    let outcome = match &command.act {
        Act::Hold(order) => orders::hold(&mut draft, order)?,
        Act::Book(new) => orders::book(&mut draft, new)?,
        Act::Move(_, order) => orders::move_booking(&mut draft, order)?,
        Act::DropHold(_) => orders::drop_hold(&mut draft)?,
        Act::ExpireHold(_) => orders::expire_hold(&mut draft)?,
        Act::Confirm(_, others) => staff::confirm(&mut draft, others.as_deref())?,
        Act::Decline(_, reason) => staff::decline(&mut draft, reason)?,
        Act::Cancel(_, reason) => staff::cancel(&mut draft, reason)?,
        Act::AskToCancel(_, reason) => staff::ask_to_cancel(&mut draft, reason)?,
        Act::Seat(_) => staff::seat(&mut draft)?,
        Act::Finish(_) => staff::finish(&mut draft)?,
        Act::NoShow(_) => staff::no_show(&mut draft)?,
        Act::Undo(_) => undo::undo(&mut draft)?,
        Act::WalkIn(party) => walk_in::walk_in(&mut draft, party)?,
        Act::ExpireBooking(_) => staff::expire(&mut draft)?,
        Act::Block(new) => times::block(&mut draft, new)?,
        Act::Unblock(_) => times::unblock(&mut draft)?,
        Act::PublishSlot(text) => times::publish_slot(&mut draft, text)?,
        Act::EditSlot(_, text) => times::edit_slot(&mut draft, text)?,
        Act::WithdrawSlot(_) => times::withdraw_slot(&mut draft)?,
        Act::PublishSlots(series) => series::publish(&mut draft, series)?,
        Act::WithdrawSlots(ids) => series::withdraw(&mut draft, ids)?,
        Act::DeleteResource(id) => times::delete_resource(&mut draft, *id)?,
        Act::RetireResource(id) => times::retire_resource(&mut draft, *id)?,
    };
    draft.only_mine(&taken(&draft.changes))?;
    Ok(draft.finish(outcome))
}

/// The resources that a decision takes which were not taken before, in whatever way.
fn taken(changes: &[Change]) -> Vec<ResourceId> {
    let of_claims = |claims: &[Claim]| claims.iter().map(|claim| claim.resource).collect();
    let of_one = |change: &Change| -> Vec<ResourceId> {
        match change {
            Change::Booking(change) => {
                let had = |id| {
                    change
                        .before
                        .iter()
                        .any(|before| before.resources().any(|had| had == id))
                };
                change.after.resources().filter(|id| !had(*id)).collect()
            }
            Change::Hold(edit) => edit
                .after
                .as_ref()
                .map_or(Vec::new(), |hold| of_claims(&hold.claims)),
            Change::Block(edit) => edit
                .after
                .as_ref()
                .map_or(Vec::new(), |block| block.resources.clone()),
            Change::Slot(edit) => edit.after.iter().map(|slot| slot.resource).collect(),
            Change::Resource(_) => Vec::new(),
        }
    };
    changes.iter().flat_map(of_one).collect()
}
