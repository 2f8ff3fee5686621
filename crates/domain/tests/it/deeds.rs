//! What chance does in a venue. It knows little of what makes sense there, but enough that much of it succeeds.

use std::collections::BTreeMap;

use bronya_domain::command::{Act, Actor, At, Choice, Filter, NewBlock, Order, SlotText, WalkIn};
use bronya_domain::id::{BookingId, ResourceId};
use bronya_domain::policy::Stay;
use bronya_domain::resource::Schedule;
use bronya_domain::span::{Span, later};
use jiff::{SignedDuration, Timestamp};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::speech::{STAFF, new_booking, tick};
use crate::world::World;

/// The world in which a deed is done.
pub struct Ground<'a> {
    pub world: &'a World,
    pub evening: Timestamp,
    pub resources: &'a [ResourceId],
}

/// One thing done. Numbers pick from what there is, counted around.
#[derive(Clone, Debug)]
pub enum Deed {
    Pass {
        minutes: i64,
        nanos: i64,
    },
    Book {
        order: Draft,
        staff: bool,
    },
    Hold(Draft),
    BookHeld {
        nth: usize,
        order: Option<Draft>,
    },
    Move {
        nth: usize,
        order: Draft,
        staff: bool,
    },
    Confirm {
        nth: usize,
        other: Option<usize>,
    },
    To {
        nth: usize,
        what: Turn,
        staff: bool,
    },
    HoldEnds {
        nth: usize,
        by_clock: bool,
    },
    Block {
        pick: Pick,
        from: i64,
        length: Option<i64>,
    },
    Unblock(usize),
    WalkIn {
        pick: Pick,
        length: Option<i64>,
        party: Option<u32>,
    },
    /// Takes back what can be, or what cannot.
    Undo(usize),
    Publish {
        resource: usize,
        from: i64,
        length: i64,
    },
    Edit {
        nth: usize,
        resource: usize,
        from: i64,
        length: i64,
    },
    Withdraw(usize),
    Leave {
        resource: usize,
        delete: bool,
    },
}

/// What else becomes of a booking.
#[derive(Clone, Copy, Debug)]
pub enum Turn {
    Decline,
    Cancel,
    AskToCancel,
    Seat,
    Finish,
    NoShow,
    Expire,
}

/// An order as chance draws it; times are counted from the evening on.
#[derive(Clone, Debug)]
pub struct Draft {
    pick: Pick,
    from: i64,
    nudge: i64,
    time: Time,
    party: Option<u32>,
}

#[derive(Clone, Debug)]
pub enum Pick {
    One(usize),
    Two(usize, usize),
    Any,
}

#[derive(Clone, Copy, Debug)]
pub enum Time {
    /// Whatever the rules of the resource want to hear.
    Fitting,
    From,
    During(i64),
    Open,
    Slot(usize),
    Confirmation,
}

/// Most times are what people say; some lie an instant beside it.
pub fn nudge() -> impl Strategy<Value = i64> {
    prop_oneof![8 => Just(0), 1 => Just(1), 1 => Just(-1), 1 => Just(7 * 60 * 1_000_000 + 1)]
}

/// Minutes after the evening, on the quarters of an hour.
fn start() -> impl Strategy<Value = i64> {
    (-1..40i64).prop_map(|quarters| quarters * 15)
}

fn pick() -> impl Strategy<Value = Pick> {
    let number = || 0..8usize;
    prop_oneof![
        6 => number().prop_map(Pick::One),
        1 => (number(), number()).prop_map(|(one, other)| Pick::Two(one, other)),
        2 => Just(Pick::Any),
    ]
}

fn draft() -> impl Strategy<Value = Draft> {
    let time = prop_oneof![
        12 => Just(Time::Fitting),
        2 => Just(Time::From),
        2 => select(vec![15, 30, 60, 90]).prop_map(Time::During),
        1 => Just(Time::Open),
        1 => (0..8usize).prop_map(Time::Slot),
        2 => Just(Time::Confirmation),
    ];
    (
        pick(),
        start(),
        nudge(),
        time,
        option::weighted(0.6, 1..=4u32),
    )
        .prop_map(|(pick, from, nudge, time, party)| Draft {
            pick,
            from,
            nudge,
            time,
            party,
        })
}

pub fn deed() -> impl Strategy<Value = Deed> {
    let nth = || 0..64usize;
    let long = || select(vec![15, 40, 60, 180]);
    let turn = select(vec![
        Turn::Decline,
        Turn::Cancel,
        Turn::AskToCancel,
        Turn::Seat,
        Turn::Finish,
        // Twice, for it has the least to be done to: whoever is late and was not seated.
        Turn::NoShow,
        Turn::NoShow,
        Turn::Expire,
    ]);
    // Most of the time little of it passes; now and then an evening does, so that parties are missed.
    let minutes = prop_oneof![5 => 0..25i64, 1 => 60..300i64];
    let passing = (minutes, select(vec![0, 0, 0, 1_000, 999]));
    prop_oneof![
        6 => passing.prop_map(|(minutes, nanos)| Deed::Pass { minutes, nanos }),
        20 => (draft(), any::<bool>()).prop_map(|(order, staff)| Deed::Book { order, staff }),
        8 => draft().prop_map(Deed::Hold),
        5 => (nth(), option::weighted(0.3, draft()))
            .prop_map(|(nth, order)| Deed::BookHeld { nth, order }),
        6 => (nth(), draft(), any::<bool>())
            .prop_map(|(nth, order, staff)| Deed::Move { nth, order, staff }),
        8 => (nth(), option::weighted(0.3, 0..8usize))
            .prop_map(|(nth, other)| Deed::Confirm { nth, other }),
        16 => (nth(), turn, any::<bool>()).prop_map(|(nth, what, staff)| Deed::To { nth, what, staff }),
        3 => (nth(), any::<bool>()).prop_map(|(nth, by_clock)| Deed::HoldEnds { nth, by_clock }),
        2 => (pick(), start(), option::weighted(0.9, long()))
            .prop_map(|(pick, from, length)| Deed::Block { pick, from, length }),
        2 => nth().prop_map(Deed::Unblock),
        4 => (pick(), option::weighted(0.5, long()), option::weighted(0.6, 1..=4u32))
            .prop_map(|(pick, length, party)| Deed::WalkIn { pick, length, party }),
        8 => nth().prop_map(Deed::Undo),
        10 => (0..8usize, start(), long())
            .prop_map(|(resource, from, length)| Deed::Publish { resource, from, length }),
        3 => (nth(), 0..8usize, start(), long())
            .prop_map(|(nth, resource, from, length)| Deed::Edit { nth, resource, from, length }),
        2 => nth().prop_map(Deed::Withdraw),
        1 => (0..8usize, any::<bool>()).prop_map(|(resource, delete)| Deed::Leave { resource, delete }),
    ]
}

/// The key that chance picked.
fn nth<K: Copy, V>(things: &BTreeMap<K, V>, n: usize) -> Option<K> {
    things.keys().nth(n % things.len().max(1)).copied()
}

impl Ground<'_> {
    /// What a deed means as things stand; none where it would be about nothing.
    pub fn meant(&self, deed: &Deed) -> Option<(Actor, Act)> {
        let world = self.world;
        let who = |staff: &bool| if *staff { STAFF } else { Actor::GUEST };
        let booking = |n: &usize| self.booking(*n);
        let at = |minutes: &i64| minutes_after(self.evening, *minutes);
        let one = |n: &usize| self.resources[n % self.resources.len()];
        let text = |resource: &usize, from: &i64, length: &i64| SlotText {
            resource: one(resource),
            span: lasting(at(from), *length),
            topic: None,
            price: (length % 2 == 0).then_some(*length),
        };
        Some(match deed {
            Deed::Pass { .. } => return None,
            Deed::Book { order, staff } => {
                let new = new_booking(Some(self.order(order)), None);
                (who(staff), Act::Book(Box::new(new)))
            }
            Deed::Hold(order) => (Actor::GUEST, Act::Hold(self.order(order))),
            Deed::BookHeld { nth: n, order } => {
                let order = order.as_ref().map(|order| self.order(order));
                let new = new_booking(order, Some(nth(&world.holds, *n)?));
                (Actor::GUEST, Act::Book(Box::new(new)))
            }
            Deed::Move { nth, order, staff } => {
                let order = Box::new(self.order(order));
                (who(staff), Act::Move(booking(nth)?, order))
            }
            Deed::Confirm { nth, other } => {
                let other = other.as_ref().map(|other| vec![one(other)]);
                (STAFF, Act::Confirm(booking(nth)?, other))
            }
            Deed::To { nth, what, staff } => {
                let id = booking(nth)?;
                match what {
                    Turn::Decline => (STAFF, Act::Decline(id, None)),
                    Turn::Cancel => (who(staff), Act::Cancel(id, None)),
                    Turn::AskToCancel => (Actor::GUEST, Act::AskToCancel(id, None)),
                    Turn::Seat => (STAFF, Act::Seat(id)),
                    Turn::Finish => (STAFF, Act::Finish(id)),
                    Turn::NoShow => (STAFF, Act::NoShow(id)),
                    Turn::Expire => (Actor::CLOCK, Act::ExpireBooking(id)),
                }
            }
            Deed::HoldEnds {
                nth: n,
                by_clock: true,
            } => (Actor::CLOCK, Act::ExpireHold(nth(&world.holds, *n)?)),
            Deed::HoldEnds { nth: n, .. } => (Actor::GUEST, Act::DropHold(nth(&world.holds, *n)?)),
            Deed::Block { pick, from, length } => {
                let span = length.map_or(Span::open(at(from)), |length| lasting(at(from), length));
                let resources = self.picked(pick);
                let reason = None;
                (
                    STAFF,
                    Act::Block(NewBlock {
                        resources,
                        span,
                        reason,
                    }),
                )
            }
            Deed::Unblock(n) => (STAFF, Act::Unblock(nth(&world.blocks, *n)?)),
            Deed::WalkIn {
                pick,
                length,
                party,
            } => (
                STAFF,
                Act::WalkIn(Box::new(self.walk_in(pick, *length, *party))),
            ),
            Deed::Undo(n) => (STAFF, Act::Undo(self.undoable(*n)?)),
            Deed::Publish {
                resource,
                from,
                length,
            } => (STAFF, Act::PublishSlot(text(resource, from, length))),
            Deed::Edit {
                nth: n,
                resource,
                from,
                length,
            } => {
                let slot = nth(&world.slots, *n)?;
                (STAFF, Act::EditSlot(slot, text(resource, from, length)))
            }
            Deed::Withdraw(n) => (STAFF, Act::WithdrawSlot(nth(&world.slots, *n)?)),
            Deed::Leave {
                resource,
                delete: true,
            } => (STAFF, Act::DeleteResource(one(resource))),
            Deed::Leave { resource, .. } => (STAFF, Act::RetireResource(one(resource))),
        })
    }

    /// One of the bookings, mostly one of which something may still become.
    fn booking(&self, n: usize) -> Option<BookingId> {
        let mut alive = self.world.bookings.clone();
        alive.retain(|_, booking| n.is_multiple_of(8) || !booking.state.next().is_empty());
        nth(&alive, n / 8)
    }

    /// One of the bookings, mostly one whose last change can be taken back.
    fn undoable(&self, n: usize) -> Option<BookingId> {
        let mut open = self.world.undos.clone();
        open.retain(|id, undo| {
            undo.version == self.world.bookings[id].version && self.world.now <= undo.until
        });
        nth(&open, n / 8)
            .filter(|_| !n.is_multiple_of(8))
            .or_else(|| self.booking(n))
    }

    fn walk_in(&self, pick: &Pick, length: Option<i64>, party: Option<u32>) -> WalkIn {
        WalkIn {
            choice: self.choice(pick),
            party,
            until: length.map(|length| minutes_after(self.world.now, length)),
            contact: Default::default(),
            note: None,
            channel: "api".into(),
        }
    }

    fn choice(&self, pick: &Pick) -> Choice {
        match pick {
            Pick::Any => Choice::Any(Filter::default()),
            _ => Choice::These(self.picked(pick)),
        }
    }

    fn picked(&self, pick: &Pick) -> Vec<ResourceId> {
        let one = |n: &usize| self.resources[n % self.resources.len()];
        match pick {
            Pick::Any => self.resources.to_vec(),
            Pick::One(n) => vec![one(n)],
            Pick::Two(a, b) => vec![one(a), one(b)],
        }
    }

    fn order(&self, draft: &Draft) -> Order {
        let world = self.world;
        let ids = self.picked(&draft.pick);
        let from = tick(minutes_after(self.evening, draft.from), draft.nudge);
        let slot = |n: usize| nth(&world.slots, n).map_or(At::From(from), At::Slot);
        let first = world.catalog.find(ids[0]);
        let at = match draft.time {
            Time::From => At::From(from),
            Time::During(minutes) => At::During(lasting(from, minutes)),
            Time::Open => At::During(Span::open(from)),
            Time::Slot(n) => slot(n),
            Time::Confirmation => At::Confirmation,
            Time::Fitting => match first.map(|one| (one.resource.schedule, &one.rules.stay)) {
                Some((Schedule::Slots, _)) => slot(draft.from.unsigned_abs() as usize),
                Some((_, Stay::Chosen { most_minutes, .. })) => {
                    At::During(lasting(from, i64::from(*most_minutes)))
                }
                _ => At::From(from),
            },
        };
        let seats = first.map(|one| one.resource.seats);
        let party = match (draft.time, seats) {
            (Time::Fitting, Some(seats)) => {
                draft.party.map(|party| party.clamp(seats.from, seats.to))
            }
            _ => draft.party,
        };
        Order {
            choice: self.choice(&draft.pick),
            at,
            party,
        }
    }
}

pub fn minutes_after(at: Timestamp, minutes: i64) -> Timestamp {
    later(at, SignedDuration::from_mins(minutes))
}

pub fn lasting(from: Timestamp, minutes: i64) -> Span {
    Span::lasting(from, SignedDuration::from_mins(minutes)).expect("a positive length")
}
