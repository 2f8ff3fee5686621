//! A party that stands at the door. Somebody who works there has decided to seat it now, so the rules that tell guests
//! when they may come do not ask; whether the resource is on offer, the party fits and the time is free, they do.

use jiff::Timestamp;

use super::decision::Outcome;
use super::draft::Draft;
use super::orders;
use super::place::{self, Place, Seat};
use crate::booking::{Booking, State, When};
use crate::catalog::Listed;
use crate::command::{Choice, Filter, NewBooking, WalkIn};
use crate::occupancy::Claim;
use crate::policy::minutes;
use crate::refusal::{Reason, Refusal};
use crate::resource::Schedule;
use crate::rules::{self, Rule, Wish, stay_from_now, whole_minute};
use crate::span::{Span, later};

/// Nobody sits down to leave at once.
const TOO_SHORT: Reason = Reason::StayTooShort { least_minutes: 1 };

pub(super) fn walk_in(draft: &mut Draft<'_>, party: &WalkIn) -> Result<Outcome, Refusal> {
    draft.only_staff()?;
    if party.until.is_some_and(|until| until <= draft.now) {
        return Err(TOO_SHORT.into());
    }
    let place = match &party.choice {
        Choice::These(ids) => {
            let listed = place::named(draft.facts, ids)?;
            find(draft, party, &listed).map_err(Refusal::of)?
        }
        Choice::Any(filter) => any(draft, party, filter)?,
    };
    let claims = claims(draft, &place);
    let new = NewBooking {
        order: None,
        hold: None,
        contact: party.contact.clone(),
        note: party.note.clone(),
        language: None,
        channel: party.channel.clone(),
    };
    let booking = Booking {
        state: State::Seated,
        ..orders::made(draft, &new, &place, claims, party.party)
    };
    let id = booking.id;
    draft.expire_lapsed(&booking.claims);
    draft.change(None, booking.clone(), &None);
    draft.decline_rivals(&booking, &[]);
    Ok(Outcome::Booking(id))
}

/// The first resource in the order of choice on which the party can sit; of a specialist's, his own.
fn any<'a>(draft: &Draft<'a>, party: &WalkIn, filter: &Filter) -> Result<Place<'a>, Refusal> {
    let mut verdicts = Vec::new();
    for listed in draft.facts.catalog.listed() {
        let resource = &listed.resource;
        if resource.retired || !filter.admits(resource) || !draft.is_mine(&[resource.id]) {
            continue;
        }
        match find(draft, party, &[listed]) {
            Ok(place) => return Ok(place),
            Err(objections) => verdicts.push(objections),
        }
    }
    let longest = verdicts.iter().filter_map(|reasons| match reasons[..] {
        [Reason::FreeUntil { until, .. }] => Some((until, reasons[0].clone())),
        _ => None,
    });
    // Where the party could sit for a while, the longest while is what it wants to hear of.
    match longest.max_by_key(|(until, _)| *until) {
        Some((_, reason)) => Err(reason.into()),
        None => Err(Refusal::of(place::summed_up(verdicts))),
    }
}

/// A place on these resources together: from this minute on, or from this very instant where somebody left within the
/// minute, for that a time is rounded must not be why it is taken.
fn find<'a>(
    draft: &Draft<'a>,
    party: &WalkIn,
    listed: &[&'a Listed],
) -> Result<Place<'a>, Vec<Reason>> {
    find_from(draft, party, listed, whole_minute(draft.now))
        .or_else(|_| find_from(draft, party, listed, draft.now))
}

fn find_from<'a>(
    draft: &Draft<'a>,
    party: &WalkIn,
    listed: &[&'a Listed],
    from: Timestamp,
) -> Result<Place<'a>, Vec<Reason>> {
    let span = together(draft, party, listed, from).ok_or(vec![TOO_SHORT])?;
    let joined = listed.len() > 1;
    let mut reasons = Vec::new();
    if joined {
        reasons.extend(place::joined_seats(listed, party.party));
    }
    let mut seats = Vec::with_capacity(listed.len());
    for one in listed {
        let wish = Wish {
            listed: one,
            span,
            party: party.party,
            own: &[],
            joined,
        };
        match lane(draft, &wish) {
            Ok(lane) => seats.push(Seat { listed: one, lane }),
            Err(objections) => reasons.extend(objections),
        }
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }
    Ok(Place {
        seats,
        when: When::During(span),
        span,
        slot: None,
    })
}

/// From when until when the party has these resources: where their rules give different ends, until the last of them.
fn together(
    draft: &Draft<'_>,
    party: &WalkIn,
    listed: &[&Listed],
    from: Timestamp,
) -> Option<Span> {
    let stay = |one: &&Listed| stay_from_now(&one.rules, party.party, party.until, draft.now).ok();
    let stays: Option<Vec<Span>> = listed.iter().map(stay).collect();
    let last = stays?.into_iter().max_by_key(|stay| stay.end())?;
    Span::maybe_open(from, last.until()).ok()
}

/// The lane on which the party can sit, or why there is none.
fn lane(draft: &Draft<'_>, wish: &Wish<'_>) -> Result<u16, Vec<Reason>> {
    let circumstances = draft.facts.circumstances(draft.now);
    let mut reasons = Vec::new();
    circumstances.judge(wish, |rule, objection| {
        if matches!(rule, Rule::Offered | Rule::Seats) {
            reasons.extend(objection);
        }
    });
    let claim = claimed(wish.listed, wish.span);
    match circumstances.free_claim(&wish.listed.resource, claim, wish.own) {
        Ok(lane) if reasons.is_empty() => return Ok(lane),
        Ok(_) => {}
        Err(reason) => reasons.push(free_until(draft, wish.listed, claim).unwrap_or(reason)),
    }
    Err(reasons)
}

/// Until when the party could stay, where its time begins free and is taken later on.
fn free_until(draft: &Draft<'_>, listed: &Listed, claim: Span) -> Option<Reason> {
    let Listed { resource, rules } = listed;
    let (facts, id) = (draft.facts, resource.id);
    let free = facts
        .occupancy
        .free_until(id, resource.lanes, claim, draft.now)?;
    let kept_free = match resource.schedule {
        Schedule::Slots => 0,
        Schedule::Hours => rules.buffer_after_minutes,
    };
    let until = later(free, -minutes(kept_free));
    (until > draft.now).then_some(Reason::FreeUntil {
        resource: id,
        until,
    })
}

/// The time that the stay claims: what was to be kept free before it has passed.
fn claimed(listed: &Listed, stay: Span) -> Span {
    let claim = rules::claimed(listed, stay);
    Span::maybe_open(stay.from(), claim.until()).unwrap_or(stay)
}

fn claims(draft: &mut Draft<'_>, place: &Place<'_>) -> Vec<Claim> {
    let claim = |seat: &Seat<'_>| Claim {
        id: draft.numbers.claim(),
        resource: seat.listed.resource.id,
        lane: seat.lane,
        span: claimed(seat.listed, place.span),
    };
    place.seats.iter().map(claim).collect()
}
