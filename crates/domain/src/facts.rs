//! What has to be known before a command can be decided, and how far one has to look for it.
//!
//! The store asks [`Reach::of`] how far, fetches, and hands the facts over; the rules never fetch anything.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::booking::{Block, Booking, Hold};
use crate::catalog::{Catalog, Listed};
use crate::command::{Act, At, Choice, Order, WalkIn};
use crate::id::{BlockId, BookingId, ClaimId, HoldId, ResourceId, SlotId};
use crate::occupancy::Occupancy;
use crate::policy::minutes;
use crate::resource::{Schedule, Slot};
use crate::rules::{Circumstances, stay_from_now, turn_time};
use crate::span::{Span, later};
use crate::undo::Undo;

/// Everything that a decision may rest on.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The venue and what it offers.
    pub catalog: Arc<Catalog>,
    /// What the command names by number, as far as it exists.
    pub named: Named,
    /// The live claims within reach.
    pub occupancy: Occupancy,
    /// The slots within reach.
    pub slots: Vec<Slot>,
    /// The bookings within reach that wait as requests.
    pub requests: Vec<Booking>,
    /// The bookings within reach whose claims have lapsed.
    pub lapsed_bookings: Vec<Booking>,
    /// The holds within reach whose claims have lapsed.
    pub lapsed_holds: Vec<Hold>,
    /// Whether the resource that the command would delete was ever booked.
    pub was_booked: bool,
    /// Whether a block, a hold or a published slot still stands on it.
    pub in_use: bool,
    /// The next numbers to give out.
    pub numbers: Numbers,
}

/// The things that a command names by number, as far as they exist.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The booking.
    pub booking: Option<Booking>,
    /// The hold.
    pub hold: Option<Hold>,
    /// The block.
    pub block: Option<Block>,
    /// The slot.
    pub slot: Option<Slot>,
    /// The slots, where it names many.
    pub slots: Vec<Slot>,
    /// The change of the booking that could be taken back, where the command wants to.
    pub undo: Option<Undo>,
}

impl Named {
    /// Whether anything of it takes a published slot, or is one.
    fn takes_slot(&self) -> bool {
        let of_booking = self.booking.as_ref().and_then(|booking| booking.slot);
        let of_hold = self.hold.as_ref().and_then(|hold| hold.slot);
        of_booking.or(of_hold).is_some() || self.slot.is_some()
    }
}

/// The next number of each thing that a venue counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The next booking.
    pub booking: i64,
    /// The next claim.
    pub claim: i64,
    /// The next hold.
    pub hold: i64,
    /// The next block.
    pub block: i64,
    /// The next slot.
    pub slot: i64,
}

impl Numbers {
    /// Where a new venue begins to count.
    pub const FIRST: Self = Self {
        booking: 1,
        claim: 1,
        hold: 1,
        block: 1,
        slot: 1,
    };

    /// Gives out a booking's number.
    pub fn booking(&mut self) -> BookingId {
        BookingId(take(&mut self.booking))
    }

    /// Gives out a claim's number.
    pub fn claim(&mut self) -> ClaimId {
        ClaimId(take(&mut self.claim))
    }

    /// Gives out a hold's number.
    pub fn hold(&mut self) -> HoldId {
        HoldId(take(&mut self.hold))
    }

    /// Gives out a block's number.
    pub fn block(&mut self) -> BlockId {
        BlockId(take(&mut self.block))
    }

    /// Gives out a slot's number.
    pub fn slot(&mut self) -> SlotId {
        SlotId(take(&mut self.slot))
    }
}

fn take(next: &mut i64) -> i64 {
    let number = *next;
    *next += 1;
    number
}

impl Facts {
    /// The facts as the rules look at them.
    pub fn circumstances(&self, now: Timestamp) -> Circumstances<'_> {
        Circumstances {
            catalog: &self.catalog,
            occupancy: &self.occupancy,
            slots: &self.slots,
            now,
        }
    }
}

/// How far one has to look before a command can be decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The time within which claims, slots and requests matter; none where they do not.
    pub span: Option<Span>,
    /// The resources that matter; none named means all of the venue.
    pub resources: Option<Vec<ResourceId>>,
    /// Whether published slots matter.
    pub slots: bool,
    /// Whether waiting requests matter.
    pub requests: bool,
    /// The resource of which it matters whether it was ever booked, or is in use otherwise.
    pub to_delete: Option<ResourceId>,
}

impl Reach {
    /// How far to look for a command, once the things that it names are known.
    pub fn of(act: &Act, named: &Named, catalog: &Catalog, now: Timestamp) -> Self {
        match act {
            Act::Hold(order) => Self::order(order, named, catalog, now),
            Act::Move(_, order) => match &named.booking {
                Some(booking) => Self::order(&order.for_party_of(booking), named, catalog, now),
                None => Self::default(),
            },
            // A hold that lapsed says nothing any more: then the order counts.
            Act::Book(new) => {
                match (named.hold.as_ref().filter(|h| h.deadline > now), &new.order) {
                    (Some(hold), _) => Self::stay(
                        hold.span,
                        hold.claims.iter().map(|c| c.resource).collect(),
                        named,
                        catalog,
                    ),
                    (None, Some(order)) => Self::order(order, named, catalog, now),
                    (None, None) => Self::default(),
                }
            }
            Act::Confirm(_, others) => match &named.booking {
                Some(booking) => {
                    let resources = others
                        .clone()
                        .unwrap_or_else(|| booking.resources().collect());
                    let span = booking.when.span().unwrap_or(Span::open(now));
                    Self {
                        // Requests wait on even where the rules meanwhile take none.
                        requests: true,
                        ..Self::stay(span, resources, named, catalog)
                    }
                }
                None => Self::default(),
            },
            Act::WalkIn(party) => Self::walk_in(party, catalog, now),
            Act::Undo(_) => named.undo.as_ref().map_or_else(Self::default, Self::undo),
            Act::Block(new) => Self::just(new.span, new.resources.clone()),
            Act::PublishSlot(text) => Self::just(text.span, vec![text.resource]),
            Act::EditSlot(_, text) => match &named.slot {
                Some(slot) => Self::just(
                    hull(slot.span, text.span),
                    vec![slot.resource, text.resource],
                ),
                None => Self::default(),
            },
            Act::WithdrawSlot(_) => match &named.slot {
                Some(slot) => Self::just(slot.span, vec![slot.resource]),
                None => Self::default(),
            },
            Act::PublishSlots(series) => match series.spans.iter().copied().reduce(hull) {
                Some(span) => Self::just(span, vec![series.resource]),
                None => Self::default(),
            },
            Act::WithdrawSlots(_) => Self::slots(&named.slots),
            Act::DeleteResource(id) => Self {
                to_delete: Some(*id),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    fn order(order: &Order, named: &Named, catalog: &Catalog, now: Timestamp) -> Self {
        let stay = |listed: &Listed| stay_of(listed, order, named, now);
        Self::chosen(&order.choice, named, catalog, stay)
    }

    fn walk_in(party: &WalkIn, catalog: &Catalog, now: Timestamp) -> Self {
        let stay =
            |listed: &Listed| stay_from_now(&listed.rules, party.party, party.until, now).ok();
        Self::chosen(&party.choice, &Named::default(), catalog, stay)
    }

    /// As far as stays reach on the resources that a choice may mean.
    fn chosen(
        choice: &Choice,
        named: &Named,
        catalog: &Catalog,
        stay: impl Fn(&Listed) -> Option<Span>,
    ) -> Self {
        let (listed, resources): (Vec<&Listed>, _) = match choice {
            Choice::These(ids) => (
                ids.iter().filter_map(|id| catalog.find(*id)).collect(),
                Some(ids.clone()),
            ),
            Choice::Any(filter) => {
                let listed = catalog.listed().iter();
                let admitted = listed.filter(|one| filter.admits(&one.resource));
                (admitted.collect(), None)
            }
        };
        let spans = listed.iter().filter_map(|listed| stay(listed));
        match spans.reduce(hull) {
            Some(span) => Self::around(span, resources, &listed, named, catalog),
            None => Self::default(),
        }
    }

    /// The time that the booking would have again.
    fn undo(undo: &Undo) -> Self {
        let claims = || undo.before.claims.iter();
        match claims().map(|claim| claim.span).reduce(hull) {
            Some(span) => Self::just(span, claims().map(|claim| claim.resource).collect()),
            None => Self::default(),
        }
    }

    fn stay(span: Span, resources: Vec<ResourceId>, named: &Named, catalog: &Catalog) -> Self {
        let listed: Vec<&Listed> = resources
            .iter()
            .filter_map(|id| catalog.find(*id))
            .collect();
        Self::around(span, Some(resources), &listed, named, catalog)
    }

    fn around(
        span: Span,
        resources: Option<Vec<ResourceId>>,
        listed: &[&Listed],
        named: &Named,
        catalog: &Catalog,
    ) -> Self {
        let rules = || listed.iter().map(|listed| &listed.rules);
        let before = rules()
            .map(|rules| rules.buffer_before_minutes)
            .max()
            .unwrap_or(0);
        let after = rules()
            .map(|rules| rules.buffer_after_minutes)
            .max()
            .unwrap_or(0);
        Self {
            span: Some(span.widened(minutes(before), minutes(after))),
            resources,
            slots: named.takes_slot()
                || listed
                    .iter()
                    .any(|one| one.resource.schedule == Schedule::Slots),
            // A request may have moved to a resource that takes none itself.
            requests: catalog.takes_requests(),
            to_delete: None,
        }
    }

    /// The time of many slots, and who waits for it.
    fn slots(slots: &[Slot]) -> Self {
        let resources = slots.iter().map(|slot| slot.resource);
        let resources: BTreeSet<ResourceId> = resources.collect();
        match slots.iter().map(|slot| slot.span).reduce(hull) {
            Some(span) => Self {
                requests: true,
                ..Self::just(span, resources.into_iter().collect())
            },
            None => Self::default(),
        }
    }

    /// This time on these resources, whoever waits for it.
    fn just(span: Span, resources: Vec<ResourceId>) -> Self {
        Self {
            span: Some(span),
            resources: Some(resources),
            slots: true,
            ..Self::default()
        }
    }
}

/// The widest time that an order can mean on a resource.
fn stay_of(listed: &Listed, order: &Order, named: &Named, now: Timestamp) -> Option<Span> {
    match order.at {
        At::During(span) => Some(span),
        At::Confirmation => Some(Span::open(now)),
        At::Slot(_) => named.slot.as_ref().map(|slot| slot.span),
        At::From(from) => {
            let turn = turn_time(&listed.rules, order.party).or(listed.rules.stay.longest());
            // A published slot is looked up by its start; no slot is longer than the day that is added here.
            let longest = turn.map(|turn| turn.max(SignedDuration::from_hours(24)));
            match longest {
                Some(longest) => Span::new(from, later(from, longest)).ok(),
                None => Some(Span::open(from)),
            }
        }
    }
}

/// The shortest span that covers both.
fn hull(a: Span, b: Span) -> Span {
    let from = a.from().min(b.from());
    let until = a.until().zip(b.until()).map(|(a, b)| a.max(b));
    Span::maybe_open(from, until).unwrap_or(a)
}
