//! What a guest may still do with his booking himself, by the venue's rules. Deciding rests on the same, so that a page
//! which asks here offers nothing that is refused, as far as the rules alone can tell.

use jiff::Timestamp;

use crate::booking::{Booking, State};
use crate::catalog::Catalog;
use crate::policy::{Admission, Bound, GuestCancel, Rules};
use crate::span::{Span, later};

/// What a guest may still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct May {
    /// How he leaves.
    pub leave: Leave,
    /// Whether he gives it another time.
    pub moves: Moves,
}

/// How a guest leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
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
pub enum Moves {
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
    /// What the guest of a booking may do at `now`.
    pub fn of(catalog: &Catalog, booking: &Booking, now: Timestamp) -> Self {
        let stands = booking.state.undecided() || booking.state == State::Confirmed;
        if !stands || booking.lapsed(now) {
            return Self {
                leave: Leave::Nothing,
                moves: Moves::Nothing,
            };
        }
        let rules = rules_of(catalog, booking);
        Self {
            leave: leave(rules, booking, now),
            moves: moves(rules, booking, now),
        }
    }
}

/// The rules of what a booking takes, for the channel through which it came: of its first resource that is still on the
/// list.
pub(crate) fn rules_of<'a>(catalog: &'a Catalog, booking: &Booking) -> Option<&'a Rules> {
    let catalog = catalog.through(&booking.channel);
    let listed = booking.resources().find_map(|id| catalog.find(id));
    listed.map(|listed| &listed.rules)
}

/// What a guest's cancelling does while the booking stands where it stands.
pub(crate) fn cancel_rule(rules: Option<&Rules>, booking: &Booking) -> GuestCancel {
    rules.map_or(GuestCancel::Acts, |rules| {
        if booking.state.undecided() {
            rules.cancel_undecided
        } else {
            rules.cancel_confirmed
        }
    })
}

/// The last instant at which a guest may cancel; none where there is no bound or no start yet.
pub(crate) fn cancel_deadline(rules: Option<&Rules>, booking: &Booking) -> Option<Timestamp> {
    ahead(booking, rules?.cancel_deadline_minutes)
}

/// The last instant at which a guest may move his booking; none where there is no bound or no start yet.
pub(crate) fn move_deadline(rules: Option<&Rules>, booking: &Booking) -> Option<Timestamp> {
    ahead(booking, rules?.move_deadline_minutes)
}

/// Whether only the staff move a booking: where they decide, what they agreed to is not moved past them.
pub(crate) fn is_staffs_to_move(rules: &Rules, booking: &Booking) -> bool {
    booking.state == State::Confirmed && rules.admission != Admission::Instant
}

fn leave(rules: Option<&Rules>, booking: &Booking, now: Timestamp) -> Leave {
    if let Some(asked_at) = booking.cancel_asked_at {
        return Leave::Asked(asked_at);
    }
    let deadline = cancel_deadline(rules, booking);
    match (cancel_rule(rules, booking), deadline) {
        (GuestCancel::Acts, Some(deadline)) if deadline < now => Leave::Ask(Some(deadline)),
        (GuestCancel::Acts, deadline) => Leave::Cancel(deadline),
        (GuestCancel::Asks | GuestCancel::Refused, _) => Leave::Ask(None),
    }
}

fn moves(rules: Option<&Rules>, booking: &Booking, now: Timestamp) -> Moves {
    match move_deadline(rules, booking) {
        Some(deadline) if deadline < now => Moves::Late(deadline),
        _ if rules.is_some_and(|rules| is_staffs_to_move(rules, booking)) => Moves::Staff,
        deadline => Moves::Until(deadline),
    }
}

/// The instant so long before the start.
fn ahead(booking: &Booking, bound: Bound) -> Option<Timestamp> {
    let start = booking.when.span().map(Span::from)?;
    Some(later(start, -bound.minutes()?))
}
