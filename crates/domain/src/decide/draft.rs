//! A decision in the making: what every command needs while it is being decided.

use jiff::{SignedDuration, Timestamp};

use super::decision::{BookingChange, Change, Decision, Edit, Outcome, Undoing};
use crate::booking::{Booking, State, When};
use crate::command::{Act, Actor, Command};
use crate::facts::Facts;
use crate::facts::Numbers;
use crate::id::ResourceId;
use crate::notice::{Owed, Webhook, owed, owed_to_rival, reminder};
use crate::occupancy::{Claim, Occupancy, Owner, Taken};
use crate::policy::Rivals;
use crate::refusal::{Reason, Refusal};
use crate::rules::claimed;
use crate::span::Span;
use crate::undo::{Undo, undo_until};

/// A decision in the making.
pub(super) struct Draft<'a> {
    pub facts: &'a Facts,
    pub command: &'a Command,
    pub now: Timestamp,
    pub changes: Vec<Change>,
    pub numbers: Numbers,
}

impl<'a> Draft<'a> {
    pub fn new(facts: &'a Facts, command: &'a Command, now: Timestamp) -> Self {
        Self {
            facts,
            command,
            now,
            changes: Vec::new(),
            numbers: facts.numbers,
        }
    }

    pub fn actor(&self) -> Actor {
        self.command.actor
    }

    /// The booking that the command names, if it is there and is what the caller last saw.
    pub fn booking(&self) -> Result<&'a Booking, Refusal> {
        let booking = self
            .facts
            .named
            .booking
            .as_ref()
            .filter(|booking| self.actor().sees(booking))
            .ok_or(Reason::UnknownBooking)?;
        match self.command.expects {
            Some(version) if version != booking.version => Err(Reason::VersionDiffers {
                version: booking.version,
            }
            .into()),
            _ => Ok(booking),
        }
    }

    pub fn only_staff(&self) -> Result<(), Refusal> {
        if self.actor().is_staff() {
            Ok(())
        } else {
            Err(Reason::StaffOnly.into())
        }
    }

    /// Whether somebody who acts for one resource acts for these.
    pub fn is_mine(&self, resources: &[ResourceId]) -> bool {
        let own = self.actor().own;
        own.is_none_or(|own| resources.iter().all(|id| *id == own))
    }

    /// Refuses who acts for one resource to touch another.
    pub fn only_mine(&self, resources: &[ResourceId]) -> Result<(), Refusal> {
        let own = self.actor().own;
        let other = resources
            .iter()
            .find(|id| own.is_some_and(|own| own != **id));
        other.map_or(Ok(()), |id| Err(Reason::NotYours { resource: *id }.into()))
    }

    /// Notes that the command's booking changes.
    pub fn change(&mut self, before: Option<&Booking>, after: Booking, reason: &Option<String>) {
        let (act, actor) = (&self.command.act, self.actor());
        let mut notices = owed(before, &after, actor, act, self.webhook(), self.now);
        notices.extend(self.reminder(before, &after, self.now));
        let undoing = match (before, undo_until(actor, act, self.now)) {
            (Some(before), Some(until)) => {
                let held = notices.into_iter().map(|owed| owed.held_until(until));
                notices = held.collect();
                Undoing::Open(Undo::of(before, until))
            }
            _ => Undoing::Stands,
        };
        self.note(BookingChange {
            before: before.cloned(),
            after,
            actor,
            act: act.name(),
            reason: reason.clone(),
            notices,
            undoing,
        });
    }

    /// Notes that the command takes back what was done to its booking. Nobody was told of that, so nobody is told of
    /// this; but a reminder that came due meanwhile saw another booking and fell silent, so it is owed anew.
    pub fn take_back(&mut self, undo: &Undo, before: &Booking, after: Booking) {
        let reminder = self.reminder(Some(before), &after, undo.made_at());
        self.note(BookingChange {
            before: Some(before.clone()),
            after,
            actor: self.actor(),
            act: self.command.act.name(),
            reason: None,
            notices: reminder.into_iter().collect(),
            undoing: Undoing::TakesBack,
        });
    }

    fn webhook(&self) -> Option<&'a Webhook> {
        self.facts.catalog.venue.webhook.as_ref()
    }

    /// The reminder that a booking which was just agreed or moved owes its guest, where the rules of what it takes want
    /// one and it was not due before `since`.
    fn reminder(
        &self,
        before: Option<&Booking>,
        after: &Booking,
        since: Timestamp,
    ) -> Option<Owed> {
        let agreed = before.is_none_or(|before| before.state != State::Confirmed);
        let moved = before.is_some_and(|before| before.when != after.when);
        let listed = after
            .resources()
            .find_map(|id| self.facts.catalog.find(id))?;
        let ahead = listed.rules.reminder_minutes.minutes()?;
        if agreed || moved {
            reminder(after, ahead, since)
        } else {
            None
        }
    }

    fn note(&mut self, change: BookingChange) {
        check(&change);
        self.changes.push(Change::Booking(Box::new(change)));
    }

    /// Lets everything lapse that claims of the taking would meet, because its deadline has passed.
    pub fn expire_lapsed(&mut self, taking: &[Claim]) {
        let met = |claims: &[Claim]| {
            claims
                .iter()
                .any(|old| taking.iter().any(|new| collide(old, new)))
        };
        let facts = self.facts;
        for hold in facts
            .lapsed_holds
            .iter()
            .filter(|hold| hold.deadline <= self.now && met(&hold.claims))
        {
            self.changes.push(Change::Hold(Edit {
                before: Some(hold.clone()),
                after: None,
            }));
        }
        let mut lapsed: Vec<&Booking> = facts.lapsed_bookings.iter().collect();
        lapsed.retain(|booking| {
            booking.lapsed(self.now) && booking.state.holds() && met(&booking.claims)
        });
        for booking in lapsed {
            self.let_expire(booking);
        }
    }

    /// Declines the waiting requests for which the taking left no room, where the rules say so.
    pub fn decline_rivals(&mut self, taking: &Booking, freed: &[Owner]) {
        let (facts, now) = (self.facts, self.now);
        let mut occupancy = facts.occupancy.clone();
        for owner in freed {
            let gone: Vec<Claim> = occupancy
                .all()
                .filter(|taken| taken.owner == *owner)
                .map(|taken| taken.claim)
                .collect();
            gone.iter()
                .for_each(|claim| occupancy.remove(claim.resource, claim.id));
        }
        for claim in &taking.claims {
            occupancy.add(Taken {
                claim: *claim,
                owner: taking.owner(),
                deadline: taking.deadline,
            });
        }
        for rival in facts
            .requests
            .iter()
            .filter(|rival| rival.id != taking.id && !rival.lapsed(now))
        {
            if self.crowded_out(rival, taking, &occupancy) {
                self.decline_rival(rival);
            }
        }
    }

    /// Whether the taking left a rival no room, and the rules say that he need not wait then. Only the time that both
    /// want is looked at: what else is in his way was there before, or is none of the taking's doing.
    fn crowded_out(&self, rival: &Booking, taking: &Booking, occupancy: &Occupancy) -> bool {
        rival.claims.iter().any(|wish| {
            let Some(listed) = self.facts.catalog.find(wish.resource) else {
                return false;
            };
            let wanted = match rival.when {
                When::During(_) => wish.span,
                When::FromConfirmation => claimed(listed, Span::open(self.now)),
            };
            let mut taken = taking.claims.iter();
            let shared = taken
                .find(|claim| claim.resource == wish.resource)
                .and_then(|claim| claim.span.intersection(wanted));
            let lanes = listed.resource.lanes;
            let room = |shared| occupancy.free_lane(wish.resource, lanes, shared, self.now, &[]);
            listed.rules.rivals == Rivals::Declined
                && shared.is_some_and(|shared| room(shared).is_none())
        })
    }

    /// Notes that nobody decided a booking in time, which is the clock's doing even where a command comes upon it.
    pub fn let_expire(&mut self, before: &Booking) {
        let act = Act::ExpireBooking(before.id);
        let after = ended(before, State::Expired);
        let actor = Actor::CLOCK;
        let notices = owed(Some(before), &after, actor, &act, self.webhook(), self.now);
        self.note(BookingChange {
            before: Some(before.clone()),
            after,
            actor,
            act: act.name(),
            reason: None,
            notices,
            undoing: Undoing::Stands,
        });
    }

    /// Notes that another party was given the time for which a request waited.
    fn decline_rival(&mut self, rival: &Booking) {
        let notices = owed_to_rival(rival, self.webhook(), self.now);
        self.note(BookingChange {
            before: Some(rival.clone()),
            after: ended(rival, State::Declined),
            actor: self.actor(),
            act: "decline_rival",
            reason: None,
            notices,
            undoing: Undoing::Stands,
        });
    }

    pub fn finish(self, outcome: Outcome) -> Decision {
        Decision {
            changes: self.changes,
            outcome,
            numbers: self.numbers,
        }
    }
}

/// Sees to it that a booking goes where an arc leads, and that its price stays.
fn check(change: &BookingChange) {
    let after = &change.after;
    let Some(before) = &change.before else {
        let name = after.state.name();
        assert!(after.state.may_begin(), "no booking begins as {name}");
        return;
    };
    let (from, to) = (before.state, after.state);
    let legal = match change.undoing {
        Undoing::TakesBack => from.may_return_to(to),
        Undoing::Stands | Undoing::Open(_) => from == to || from.may_become(to),
    };
    assert!(legal, "no arc from {} to {}", from.name(), to.name());
    assert_eq!(
        before.price, after.price,
        "the price of a booking is frozen"
    );
}

/// Whether two claims cannot both be live.
fn collide(a: &Claim, b: &Claim) -> bool {
    a.resource == b.resource && a.lane == b.lane && a.span.overlaps(b.span)
}

/// `by` after `at`, where there is such a bound.
pub(super) fn deadline(at: Timestamp, by: Option<SignedDuration>) -> Option<Timestamp> {
    by.map(|by| crate::span::later(at, by))
}

/// The booking in a state from which nothing is waited for any more.
pub(super) fn ended(before: &Booking, state: State) -> Booking {
    Booking {
        state,
        deadline: None,
        version: before.version + 1,
        ..before.clone()
    }
}
