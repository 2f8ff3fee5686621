//! What becomes of a booking: confirm, decline, cancel, seat, finish, no-show, expire.

use super::decision::Outcome;
use super::draft::{Draft, ended};
use super::place;
use crate::booking::{Booking, State, When};
use crate::guest::{cancel_deadline, cancel_rule, rules_of};
use crate::id::ResourceId;
use crate::occupancy::Claim;
use crate::policy::GuestCancel;
use crate::refusal::{Reason, Refusal};
use crate::rules::{Wish, claimed};
use crate::span::Span;

/// Confirming claims, so it is judged as a claiming act: by whether the time is free and the resource on offer. Rules
/// that tell guests what they may ask for do not bind the staff in what they grant.
pub(super) fn confirm(
    draft: &mut Draft<'_>,
    others: Option<&[ResourceId]>,
) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let before = draft.booking()?;
    may_become(draft, before, State::Confirmed)?;
    let span = before.when.span().unwrap_or(Span::open(draft.now));
    let claims = if before.state == State::Tentative && others.is_none() {
        before.claims.clone()
    } else {
        let wanted: Vec<ResourceId> = before.resources().collect();
        granted(draft, before, others.unwrap_or(&wanted), span)?
    };
    draft.expire_lapsed(&claims);
    let given = |id| claims.iter().any(|claim| claim.resource == id);
    let as_asked = before.resources().all(given);
    let after = Booking {
        state: State::Confirmed,
        when: When::During(span),
        claims,
        // On another resource he has the same time, but not the slot.
        slot: before.slot.filter(|_| as_asked),
        deadline: None,
        version: before.version + 1,
        ..before.clone()
    };
    draft.change(Some(before), after.clone(), &None);
    draft.decline_rivals(&after, &[before.owner()]);
    Ok(Outcome::Booking(before.id))
}

/// The claims on the granted resources, if their time is free.
fn granted(
    draft: &mut Draft<'_>,
    booking: &Booking,
    resources: &[ResourceId],
    span: Span,
) -> Result<Vec<Claim>, Refusal> {
    let listed = place::named(draft.facts, resources)?;
    let circumstances = draft.facts.circumstances(draft.now);
    let own = [booking.owner()];
    let mut reasons = Vec::new();
    let mut claims = Vec::new();
    for one in listed {
        let wish = Wish {
            listed: one,
            span,
            party: None,
            own: &own,
            joined: true,
        };
        if one.resource.retired {
            reasons.push(Reason::Retired {
                resource: one.resource.id,
            });
        }
        match circumstances.free(&wish) {
            Err(reason) => reasons.push(reason),
            Ok(lane) => claims.push(Claim {
                id: draft.numbers.claim(),
                resource: one.resource.id,
                lane,
                span: claimed(one, span),
            }),
        }
    }
    if reasons.is_empty() {
        Ok(claims)
    } else {
        Err(Refusal::of(reasons))
    }
}

pub(super) fn decline(draft: &mut Draft<'_>, reason: &Option<String>) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let before = draft.booking()?;
    may_become(draft, before, State::Declined)?;
    become_state(draft, before, State::Declined, reason)
}

pub(super) fn cancel(draft: &mut Draft<'_>, reason: &Option<String>) -> Result<Outcome, Refusal> {
    let before = draft.booking()?;
    may_become(draft, before, State::Cancelled)?;
    if draft.actor().is_staff() {
        return become_state(draft, before, State::Cancelled, reason);
    }
    let rules = rules_of(&draft.facts.catalog, before);
    let rule = cancel_rule(rules, before);
    let deadline = cancel_deadline(rules, before);
    let late = deadline.filter(|deadline| *deadline < draft.now);
    let late = late.map(|deadline| Reason::DeadlinePassed { deadline });
    let refused = (rule == GuestCancel::Refused).then_some(Reason::CancelRefused);
    let reasons: Vec<Reason> = refused.into_iter().chain(late).collect();
    match rule {
        _ if !reasons.is_empty() => Err(Refusal::of(reasons)),
        GuestCancel::Asks => mark_asked(draft, before, reason),
        GuestCancel::Acts | GuestCancel::Refused => {
            become_state(draft, before, State::Cancelled, reason)
        }
    }
}

pub(super) fn ask_to_cancel(
    draft: &mut Draft<'_>,
    reason: &Option<String>,
) -> Result<Outcome, Refusal> {
    let before = draft.booking()?;
    may_become(draft, before, State::Cancelled)?;
    mark_asked(draft, before, reason)
}

/// Asking twice is one asking.
fn mark_asked(
    draft: &mut Draft<'_>,
    before: &Booking,
    reason: &Option<String>,
) -> Result<Outcome, Refusal> {
    if before.cancel_asked_at.is_none() {
        let after = Booking {
            cancel_asked_at: Some(draft.now),
            version: before.version + 1,
            ..before.clone()
        };
        draft.change(Some(before), after, reason);
    }
    Ok(Outcome::Booking(before.id))
}

pub(super) fn seat(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let before = draft.booking()?;
    may_become(draft, before, State::Seated)?;
    become_state(draft, before, State::Seated, &None)
}

/// The party left: what remains of its time is free again, and of a time that had not begun all is.
pub(super) fn finish(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let before = draft.booking()?;
    may_become(draft, before, State::Finished)?;
    if before.state == State::Confirmed {
        has_begun(draft, before)?;
    }
    let when = before
        .when
        .span()
        .and_then(|span| span.cut_at(draft.now))
        .map_or(before.when, When::During);
    let claims = before
        .claims
        .iter()
        .filter_map(|claim| Some((claim, claim.span.cut_at(draft.now)?)))
        .map(|(claim, span)| Claim { span, ..*claim })
        .collect();
    let after = Booking {
        state: State::Finished,
        when,
        claims,
        version: before.version + 1,
        ..before.clone()
    };
    draft.change(Some(before), after, &None);
    Ok(Outcome::Booking(before.id))
}

pub(super) fn no_show(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    let before = draft.booking()?;
    may_become(draft, before, State::NoShow)?;
    has_begun(draft, before)?;
    become_state(draft, before, State::NoShow, &None)
}

/// Expiring what was decided meanwhile is no error: the clock may come twice or late.
pub(super) fn expire(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    match &draft.facts.named.booking {
        Some(booking) if booking.lapsed(draft.now) => {
            draft.let_expire(booking);
            Ok(Outcome::Booking(booking.id))
        }
        _ => Ok(Outcome::Nothing),
    }
}

fn become_state(
    draft: &mut Draft<'_>,
    before: &Booking,
    state: State,
    reason: &Option<String>,
) -> Result<Outcome, Refusal> {
    draft.change(Some(before), ended(before, state), reason);
    Ok(Outcome::Booking(before.id))
}

/// Refuses what no arc leads to, and what came after the staff's time to decide.
fn may_become(draft: &Draft<'_>, booking: &Booking, state: State) -> Result<(), Refusal> {
    match booking.deadline {
        _ if !booking.state.may_become(state) => Err(Reason::WrongState {
            state: booking.state,
        }
        .into()),
        Some(deadline) if booking.lapsed(draft.now) => {
            Err(Reason::DeadlinePassed { deadline }.into())
        }
        _ => Ok(()),
    }
}

/// Refuses to say of a party how it came, or that it did not, before it could have.
fn has_begun(draft: &Draft<'_>, booking: &Booking) -> Result<(), Refusal> {
    let from = booking.when.span().map(Span::from);
    match from.filter(|from| draft.now < *from) {
        Some(from) => Err(Reason::TooEarly { from }.into()),
        None => Ok(()),
    }
}
