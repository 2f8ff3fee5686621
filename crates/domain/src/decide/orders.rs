//! What guests do: hold, book, move.

use super::decision::{Change, Edit, Outcome};
use super::draft::{Draft, deadline};
use super::place::{self, Place};
use crate::booking::{Booking, Hold, State, When};
use crate::command::{At, Choice, NewBooking, Order};
use crate::guest::{is_staffs_to_move, move_deadline, rules_of};
use crate::id::ResourceId;
use crate::money::Money;
use crate::occupancy::{Claim, Owner};
use crate::policy::{Admission, Rules, minutes};
use crate::refusal::{Reason, Refusal};
use crate::span::{Span, later};

pub(super) fn hold(draft: &mut Draft<'_>, order: &Order) -> Result<Outcome, Refusal> {
    let place = place::find(draft.facts, order, draft.now, &[])?;
    let rules = &place.seats[0].listed.rules;
    let claims = place.claims(&mut draft.numbers);
    draft.expire_lapsed(&claims);
    let hold = Hold {
        id: draft.numbers.hold(),
        span: place.span,
        claims,
        slot: place.slot,
        party: order.party,
        deadline: later(draft.now, minutes(rules.hold_minutes)),
    };
    let id = hold.id;
    draft.changes.push(Change::Hold(Edit {
        before: None,
        after: Some(hold),
    }));
    Ok(Outcome::Hold(id))
}

pub(super) fn drop_hold(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    let hold = draft.facts.named.hold.as_ref().ok_or(Reason::UnknownHold)?;
    draft.changes.push(Change::Hold(Edit {
        before: Some(hold.clone()),
        after: None,
    }));
    Ok(Outcome::Hold(hold.id))
}

/// Expiring what is gone or was given more time is no error: the clock may come twice or late.
pub(super) fn expire_hold(draft: &mut Draft<'_>) -> Result<Outcome, Refusal> {
    match &draft.facts.named.hold {
        Some(hold) if hold.deadline <= draft.now => drop_hold(draft),
        _ => Ok(Outcome::Nothing),
    }
}

pub(super) fn book(draft: &mut Draft<'_>, new: &NewBooking) -> Result<Outcome, Refusal> {
    let held = draft
        .facts
        .named
        .hold
        .as_ref()
        .filter(|hold| hold.deadline > draft.now);
    let (place, party) = match (held, &new.order) {
        (Some(hold), order) => (kept(draft, hold, order.as_ref())?, hold.party),
        (None, Some(order)) => {
            let found = place::find(draft.facts, order, draft.now, &[]);
            let found = found.map_err(|refusal| with_contact(draft, order, new, refusal))?;
            (found, order.party)
        }
        (None, None) => return Err(Reason::UnknownHold.into()),
    };
    let rules = &place.seats[0].listed.rules;
    if let Some(reason) = contact_missing(draft, new, rules) {
        return Err(reason.into());
    }
    let freed: Vec<Owner> = held.map(|hold| Owner::Hold(hold.id)).into_iter().collect();
    if let Some(hold) = held {
        draft.changes.push(Change::Hold(Edit {
            before: Some(hold.clone()),
            after: None,
        }));
    }
    // What a hold keeps was judged when it was made, under the buffers of that time, and is taken over as it stands.
    let claims = match held {
        Some(hold) => hold
            .claims
            .iter()
            .map(|claim| renumbered(draft, claim))
            .collect(),
        None => place.claims(&mut draft.numbers),
    };
    let booking = made(draft, new, &place, claims, party);
    waits_once(draft, &booking)?;
    let id = booking.id;
    if booking.state.holds() {
        draft.expire_lapsed(&booking.claims);
    }
    draft.change(None, booking.clone(), &None);
    if booking.state.holds() {
        draft.decline_rivals(&booking, &freed);
    }
    Ok(Outcome::Booking(id))
}

/// What the guest should have left besides, if the rules ask for more than he did.
fn contact_missing(draft: &Draft<'_>, new: &NewBooking, rules: &Rules) -> Option<Reason> {
    let needed = rules.contact;
    let enough = draft.actor().is_staff() || new.contact.satisfies(needed);
    (!enough).then_some(Reason::ContactRequired { needed })
}

/// A refusal that also says that a contact is missing, by the rules of the first thing that the order could mean.
fn with_contact(draft: &Draft<'_>, order: &Order, new: &NewBooking, refusal: Refusal) -> Refusal {
    let mut listed = draft.facts.catalog.listed().iter();
    let meant = listed.find(|listed| match &order.choice {
        Choice::These(ids) => ids.contains(&listed.resource.id),
        Choice::Any(filter) => !listed.resource.retired && filter.admits(&listed.resource),
    });
    let missing = meant.and_then(|listed| contact_missing(draft, new, &listed.rules));
    Refusal::of(refusal.reasons.into_iter().chain(missing).collect())
}

/// The same claim under a number of its own.
fn renumbered(draft: &mut Draft<'_>, claim: &Claim) -> Claim {
    Claim {
        id: draft.numbers.claim(),
        ..*claim
    }
}

/// The place that a hold keeps. Rules about starts were asked when it was made and do not ask twice.
fn kept<'a>(
    draft: &Draft<'a>,
    hold: &'a Hold,
    order: Option<&Order>,
) -> Result<Place<'a>, Refusal> {
    let facts = draft.facts;
    let seats = hold
        .claims
        .iter()
        .map(|claim| match facts.catalog.find(claim.resource) {
            Some(listed) => Ok(place::Seat {
                listed,
                lane: claim.lane,
            }),
            None => Err(Refusal::from(Reason::UnknownResource {
                resource: claim.resource,
            })),
        });
    let place = Place {
        seats: seats.collect::<Result<_, _>>()?,
        when: match order.map(|order| order.at) {
            Some(At::Confirmation) => When::FromConfirmation,
            _ => When::During(hold.span),
        },
        span: hold.span,
        slot: hold.slot,
    };
    if order.is_none_or(|order| agrees(order, hold)) {
        Ok(place)
    } else {
        Err(Reason::HoldDiffers.into())
    }
}

/// Whether an order wants nothing but what the hold keeps.
fn agrees(order: &Order, hold: &Hold) -> bool {
    let time = match order.at {
        At::From(from) => from == hold.span.from(),
        At::During(span) => span == hold.span,
        At::Slot(id) => hold.slot == Some(id),
        At::Confirmation => hold.span.until().is_none(),
    };
    let resources = match &order.choice {
        Choice::Any(_) => true,
        Choice::These(ids) => {
            ids.len() == hold.claims.len()
                && hold
                    .claims
                    .iter()
                    .all(|claim| ids.contains(&claim.resource))
        }
    };
    time && resources && (order.party.is_none() || order.party == hold.party)
}

/// The booking that somebody makes at a place.
pub(super) fn made(
    draft: &mut Draft<'_>,
    new: &NewBooking,
    place: &Place<'_>,
    claims: Vec<Claim>,
    party: Option<u32>,
) -> Booking {
    let rules = &place.seats[0].listed.rules;
    let (state, answer) = match rules.admission {
        Admission::Instant => (State::Confirmed, None),
        // What the staff enter themselves needs no decision by the staff.
        _ if draft.actor().is_staff() => (State::Confirmed, None),
        Admission::Tentative => (State::Tentative, rules.answer_minutes.minutes()),
        Admission::Request => (State::Requested, rules.answer_minutes.minutes()),
    };
    let when = if state == State::Requested {
        place.when
    } else {
        When::During(place.span)
    };
    let currency = draft.facts.catalog.venue.currency;
    Booking {
        id: draft.numbers.booking(),
        state,
        when,
        claims,
        slot: place.slot,
        party,
        price: Money {
            minor: place.price(draft.facts),
            currency,
        },
        contact: new.contact.clone(),
        account: draft.actor().account.filter(|_| !draft.actor().is_staff()),
        note: new.note.clone(),
        language: new.language,
        channel: new.channel.clone(),
        deadline: deadline(draft.now, answer),
        cancel_asked_at: None,
        made_at: draft.now,
        key_version: 1,
        version: 1,
    }
}

pub(super) fn move_booking(draft: &mut Draft<'_>, order: &Order) -> Result<Outcome, Refusal> {
    let before = draft.booking()?;
    if !(before.state.undecided() || before.state == State::Confirmed) {
        return Err(Reason::WrongState {
            state: before.state,
        }
        .into());
    }
    if let Some(deadline) = before.deadline.filter(|_| before.lapsed(draft.now)) {
        return Err(Reason::DeadlinePassed { deadline }.into());
    }
    if !draft.actor().is_staff() {
        let deadline = move_deadline(rules_of(&draft.facts.catalog, before), before);
        let late = deadline.filter(|deadline| *deadline < draft.now);
        late.map_or(Ok(()), |deadline| Err(Reason::DeadlinePassed { deadline }))?;
    }
    let order = order.for_party_of(before);
    let place = place::find(draft.facts, &order, draft.now, &[before.owner()])?;
    if !draft.actor().is_staff() {
        let refused = past_the_staff(draft, before, &place);
        refused.map_or(Ok(()), |reason| Err(Refusal::from(reason)))?;
    }
    let claims = place.claims(&mut draft.numbers);
    let when = if before.state == State::Requested {
        place.when
    } else {
        When::During(place.span)
    };
    let after = Booking {
        when,
        claims,
        slot: place.slot,
        party: order.party,
        version: before.version + 1,
        ..before.clone()
    };
    waits_once(draft, &after)?;
    if after.state.holds() {
        draft.expire_lapsed(&after.claims);
    }
    draft.change(Some(before), after.clone(), &None);
    if after.state.holds() {
        draft.decline_rivals(&after, &[before.owner()]);
    }
    Ok(Outcome::Booking(before.id))
}

/// Refuses a guest's request where the rules want him to wait but once and he waits already: for some of the same time,
/// of a resource with that rule. What the staff do for him is theirs to judge.
fn waits_once(draft: &Draft<'_>, wish: &Booking) -> Result<(), Refusal> {
    if draft.actor().is_staff() || wish.state != State::Requested {
        return Ok(());
    }
    let time = |request: &Booking| request.when.span().unwrap_or(Span::open(draft.now));
    let once = |id: &ResourceId| {
        let listed = draft.facts.catalog.find(*id);
        listed.is_some_and(|listed| listed.rules.one_request)
    };
    let waiting = draft.facts.requests.iter().filter(|request| {
        let mut shared = request
            .resources()
            .filter(|id| wish.resources().any(|wished| wished == *id));
        request.id != wish.id
            && !request.lapsed(draft.now)
            && wish.shares_guest(request)
            && time(request).overlaps(time(wish))
            && shared.any(|id| once(&id))
    });
    let booking = waiting.map(|request| request.id).min();
    booking.map_or(Ok(()), |booking| {
        Err(Reason::AlreadyRequested { booking }.into())
    })
}

/// Why a guest may not move his booking there himself: where the staff decide, what they agreed to is not moved past
/// them; and as the price of a booking is frozen, a dearer place is not had for it.
fn past_the_staff(draft: &Draft<'_>, before: &Booking, place: &Place<'_>) -> Option<Reason> {
    let price = place.price(draft.facts);
    if is_staffs_to_move(&place.seats[0].listed.rules, before) {
        Some(Reason::StaffOnly)
    } else {
        (price > before.price.minor).then_some(Reason::Dearer { price })
    }
}
