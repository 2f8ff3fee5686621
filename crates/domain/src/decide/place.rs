//! Finds a place for an order: which resources, which lanes, from when until when. The same judging as in search.

use crate::booking::When;
use crate::catalog::Listed;
use crate::command::{At, Choice, Filter, Order};
use crate::facts::{Facts, Numbers};
use crate::id::{ResourceId, SlotId};
use crate::occupancy::{Claim, Owner};
use crate::policy::Stay;
use crate::refusal::{Reason, Refusal};
use crate::resource::Schedule;
use crate::rules::{Rule, Wish, begins_with_confirmation, claimed, turn_time};
use crate::span::Span;

use jiff::Timestamp;

/// A place that an order can have.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    pub seats: Vec<Seat<'a>>,
    pub when: When,
    /// The stay itself; for an order from confirmation on, what confirming it now would give.
    pub span: Span,
    pub slot: Option<SlotId>,
}

/// One resource of a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat<'a> {
    pub listed: &'a Listed,
    pub lane: u16,
}

impl Place<'_> {
    /// The claims of the place, numbered anew.
    pub fn claims(&self, numbers: &mut Numbers) -> Vec<Claim> {
        let claim = |seat: &Seat<'_>| Claim {
            id: numbers.claim(),
            resource: seat.listed.resource.id,
            lane: seat.lane,
            span: claimed(seat.listed, self.span),
        };
        self.seats.iter().map(claim).collect()
    }

    /// The sum of the prices of its resources, or the price of its slot.
    pub fn price(&self, facts: &Facts) -> i64 {
        let of_slot = self
            .slot
            .and_then(|id| facts.slots.iter().find(|slot| slot.id == id)?.price);
        of_slot.unwrap_or_else(|| {
            self.seats
                .iter()
                .map(|seat| seat.listed.resource.price)
                .sum()
        })
    }
}

/// A place for the order, or every reason why there is none.
pub(super) fn find<'a>(
    facts: &'a Facts,
    order: &Order,
    now: Timestamp,
    own: &[Owner],
) -> Result<Place<'a>, Refusal> {
    match &order.choice {
        Choice::These(ids) => these(facts, order, ids, now, own),
        Choice::Any(filter) => any(facts, order, filter, now, own),
    }
}

/// All of the named resources together, or none.
fn these<'a>(
    facts: &'a Facts,
    order: &Order,
    ids: &[ResourceId],
    now: Timestamp,
    own: &[Owner],
) -> Result<Place<'a>, Refusal> {
    let listed = named(facts, ids)?;
    let mut reasons = Vec::new();
    let mut place: Option<Place<'a>> = None;
    let together = (listed.len() > 1).then(|| together(facts, order, &listed, now));
    if together.is_some() {
        reasons.extend(joined_seats(&listed, order.party));
    }
    for one in listed {
        match judged(facts, order, one, now, own, together) {
            Err(objections) => reasons.extend(objections),
            Ok(found) => match &mut place {
                Some(place) => place.seats.extend(found.seats),
                None => place = Some(found),
            },
        }
    }
    match place {
        Some(place) if reasons.is_empty() => Ok(place),
        _ => Err(Refusal::of(reasons)),
    }
}

/// Until when joined resources are taken together: where their rules give different ends, until the last of them.
fn together(facts: &Facts, order: &Order, listed: &[&Listed], now: Timestamp) -> Timestamp {
    let stays = listed
        .iter()
        .filter_map(|one| stay(facts, order, one, now).ok());
    let ends = stays.map(|(_, span, _)| span.end());
    ends.max().unwrap_or(now)
}

/// The listed resources of these numbers, each named once; at least one.
pub(super) fn named<'a>(facts: &'a Facts, ids: &[ResourceId]) -> Result<Vec<&'a Listed>, Refusal> {
    let mut reasons = Vec::new();
    let mut listed = Vec::with_capacity(ids.len());
    for (place, id) in ids.iter().enumerate() {
        if ids[..place].contains(id) {
            reasons.push(Reason::NamedTwice { resource: *id });
        }
        match facts.catalog.find(*id) {
            Some(found) => listed.push(found),
            None => reasons.push(Reason::UnknownResource { resource: *id }),
        }
    }
    if ids.is_empty() {
        reasons.push(Reason::NothingOffered);
    }
    if reasons.is_empty() {
        Ok(listed)
    } else {
        Err(Refusal::of(reasons))
    }
}

/// The first resource in the order of choice on which the order has no objection.
fn any<'a>(
    facts: &'a Facts,
    order: &Order,
    filter: &Filter,
    now: Timestamp,
    own: &[Owner],
) -> Result<Place<'a>, Refusal> {
    let mut verdicts = Vec::new();
    // Whoever names a slot has chosen whose it is.
    let whose = match order.at {
        At::Slot(_) => facts.named.slot.as_ref().map(|slot| slot.resource),
        _ => None,
    };
    for listed in facts.catalog.listed() {
        let resource = &listed.resource;
        let meant = whose.is_none_or(|id| id == resource.id);
        if resource.retired || !meant || !filter.admits(resource) {
            continue;
        }
        match judged(facts, order, listed, now, own, None) {
            Ok(place) => return Ok(place),
            Err(objections) => verdicts.push(objections),
        }
    }
    Err(Refusal::of(summed_up(verdicts)))
}

/// What to say when nothing of what could be chosen can be had: the reasons of those resources that would have done
/// but for the time; failing these, of those that the party fits; each kind of reason once.
pub(super) fn summed_up(verdicts: Vec<Vec<Reason>>) -> Vec<Reason> {
    if verdicts.is_empty() {
        return vec![Reason::NothingOffered];
    }
    let seats = |reason: &Reason| {
        matches!(
            reason,
            Reason::PartyTooLarge { .. } | Reason::PartyTooSmall { .. }
        )
    };
    let closed = |reason: &Reason| matches!(reason, Reason::Closed { .. });
    let fitting = |verdict: &&Vec<Reason>| !verdict.iter().any(seats);
    let open = |verdict: &&Vec<Reason>| fitting(verdict) && !verdict.iter().any(closed);
    let chosen: Vec<&Vec<Reason>> = if verdicts.iter().any(|verdict| open(&verdict)) {
        verdicts.iter().filter(open).collect()
    } else if verdicts.iter().any(|verdict| fitting(&verdict)) {
        verdicts.iter().filter(fitting).collect()
    } else {
        // The last verdict is that of the largest resource, which names how many can be seated at most.
        verdicts.last().into_iter().collect()
    };
    let mut once: Vec<Reason> = Vec::new();
    for reason in chosen.into_iter().flatten() {
        if !once.iter().any(|known| known.code() == reason.code()) {
            once.push(reason.clone());
        }
    }
    once
}

/// The order on one resource, or until a common end on several: its place there, or the objections.
fn judged<'a>(
    facts: &'a Facts,
    order: &Order,
    listed: &'a Listed,
    now: Timestamp,
    own: &[Owner],
    together: Option<Timestamp>,
) -> Result<Place<'a>, Vec<Reason>> {
    let joined = together.is_some();
    let (mut when, alone, slot) = stay(facts, order, listed, now).map_err(|reason| {
        // Without a time nothing but the seats can be judged, and the guest wants to hear of both.
        let wish = Wish {
            listed,
            span: Span::open(now),
            party: order.party,
            own,
            joined,
        };
        let mut reasons = Vec::new();
        facts.circumstances(now).judge(&wish, |rule, objection| {
            if matches!(rule, Rule::Offered | Rule::Seats) {
                reasons.extend(objection);
            }
        });
        reasons.push(reason);
        reasons
    })?;
    let end = together.unwrap_or(alone.end());
    let span = Span::new(alone.from(), end).unwrap_or(alone);
    if when != When::FromConfirmation {
        when = When::During(span);
    }
    let wish = Wish {
        listed,
        span,
        party: order.party,
        own,
        joined,
    };
    // Nobody chose a length that a joined resource brings along, so the rule about it does not ask.
    let asked = |rule: Rule| {
        (when != When::FromConfirmation || rule.asks_from_confirmation())
            && (rule != Rule::Stay || span == alone)
    };
    let mut reasons = Vec::new();
    facts.circumstances(now).judge(&wish, |rule, objection| {
        if asked(rule) {
            reasons.extend(objection);
        }
    });
    match facts.circumstances(now).free(&wish) {
        Ok(lane) if reasons.is_empty() => Ok(Place {
            seats: vec![Seat { listed, lane }],
            when,
            span,
            slot,
        }),
        _ => Err(reasons),
    }
}

/// From when until when the order would stay on a resource, and in which slot.
fn stay(
    facts: &Facts,
    order: &Order,
    listed: &Listed,
    now: Timestamp,
) -> Result<(When, Span, Option<SlotId>), Reason> {
    let resource = listed.resource.id;
    let by_slots = listed.resource.schedule == Schedule::Slots;
    let during = |span: Span, slot| Ok((When::During(span), span, slot));
    match order.at {
        At::Slot(id) => {
            let slot = facts
                .named
                .slot
                .as_ref()
                .filter(|slot| slot.id == id && slot.resource == resource);
            slot.map_or(Err(Reason::UnknownSlot), |slot| during(slot.span, Some(id)))
        }
        At::From(from) if by_slots => {
            let slot = facts
                .slots
                .iter()
                .find(|slot| slot.resource == resource && slot.span.from() == from);
            slot.map_or(Err(Reason::NotPublished), |slot| {
                during(slot.span, Some(slot.id))
            })
        }
        At::During(span) if by_slots => {
            let slot = facts
                .slots
                .iter()
                .find(|slot| slot.resource == resource && slot.span == span);
            during(span, slot.map(|slot| slot.id))
        }
        At::During(span) => during(span, None),
        At::From(from) => match (&listed.rules.stay, turn_time(&listed.rules, order.party)) {
            (Stay::UntilReleased, _) => during(Span::open(from), None),
            (_, Some(turn)) => Span::lasting(from, turn)
                .map_or(Err(Reason::EndRequired), |span| during(span, None)),
            (_, None) => Err(Reason::EndRequired),
        },
        At::Confirmation if begins_with_confirmation(listed) => {
            Ok((When::FromConfirmation, Span::open(now), None))
        }
        At::Confirmation => Err(Reason::StartRequired),
    }
}

/// Joined resources must seat the party together.
pub(super) fn joined_seats(listed: &[&Listed], party: Option<u32>) -> Option<Reason> {
    let most = listed
        .iter()
        .map(|one| one.resource.seats.to)
        .fold(0, u32::saturating_add);
    let party = party?;
    (party > most).then_some(Reason::PartyTooLarge { party, most })
}
