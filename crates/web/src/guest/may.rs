//! What a guest's page offers to do: which forms stand on it, and until when.
//!
//! It is read from the venue's rules and is no more than a sign at the door. Whether something may be done the desk
//! says when it is asked to do it.

use bronya_domain::booking::State;
use bronya_domain::policy::{Admission, Bound, GuestCancel, Rules};
use bronya_domain::span::{Span, later};
use jiff::Timestamp;

use crate::facts::Booked;

/// What a page offers a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct May {
    /// How he leaves.
    pub leave: Leave,
    /// Whether he gives it another time.
    pub moves: Moves,
}

/// How a guest leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    /// There is nothing to leave.
    Nothing,
    /// He cancels, until then if there is a bound.
    Cancel(Option<Timestamp>),
    /// He may only ask; cancelling ended then, if that is why.
    Ask(Option<Timestamp>),
    /// He has asked.
    Asked(Timestamp),
}

/// Whether a guest gives his booking another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moves {
    /// There is nothing to move.
    Nothing,
    /// He does, until then if there is a bound.
    Until(Option<Timestamp>),
    /// It is too late since then.
    Late(Timestamp),
    /// Only the staff do it.
    Staff,
}

impl May {
    /// What the page of a booking offers now.
    pub(super) fn of(booked: &Booked, now: Timestamp) -> Self {
        let stands = booked.stands(now);
        let rules = rules(booked).cloned().unwrap_or_default();
        if !(stands.undecided() || stands == State::Confirmed) {
            return Self {
                leave: Leave::Nothing,
                moves: Moves::Nothing,
            };
        }
        Self {
            leave: leave(booked, &rules, now),
            moves: moves(booked, &rules, now),
        }
    }
}

/// The rules of what it takes.
fn rules(booked: &Booked) -> Option<&Rules> {
    let mut ids = booked.booking.resources();
    let listed = ids.find_map(|id| booked.catalog.find(id));
    listed.map(|listed| &listed.rules)
}

fn leave(booked: &Booked, rules: &Rules, now: Timestamp) -> Leave {
    if let Some(asked_at) = booked.booking.cancel_asked_at {
        return Leave::Asked(asked_at);
    }
    let rule = match booked.booking.state.undecided() {
        true => rules.cancel_undecided,
        false => rules.cancel_confirmed,
    };
    let deadline = ahead(booked, rules.cancel_deadline_minutes);
    match (rule, deadline) {
        (GuestCancel::Acts, Some(deadline)) if deadline < now => Leave::Ask(Some(deadline)),
        (GuestCancel::Acts, deadline) => Leave::Cancel(deadline),
        (GuestCancel::Asks | GuestCancel::Refused, _) => Leave::Ask(None),
    }
}

fn moves(booked: &Booked, rules: &Rules, now: Timestamp) -> Moves {
    let booking = &booked.booking;
    let (timed, one) = (booking.when.span().is_some(), booking.claims.len() == 1);
    let agreed_by_staff =
        booking.state == State::Confirmed && rules.admission != Admission::Instant;
    match ahead(booked, rules.move_deadline_minutes) {
        Some(deadline) if deadline < now => Moves::Late(deadline),
        _ if agreed_by_staff || !timed || !one => Moves::Staff,
        deadline => Moves::Until(deadline),
    }
}

/// The instant so long before the start.
fn ahead(booked: &Booked, bound: Bound) -> Option<Timestamp> {
    let start = booked.booking.when.span().map(Span::from)?;
    Some(later(start, -bound.minutes()?))
}
