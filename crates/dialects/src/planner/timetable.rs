//! Slots as the contract sees them: whose they are, where they stand, who took them, and for whom they are there.

use std::collections::BTreeMap;

use bronya_desk::{Filter, No, SLOTS_MOST, SlotTaker};
use bronya_domain::booking::State;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{Actor, Role};
use bronya_domain::id::{AccountId, ResourceId, SlotId};
use bronya_domain::occupancy::Occupancy;
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;
use jiff::Timestamp;

use crate::door::Door;

/// How many of his own bookings are read at once.
const BOOKINGS_A_TIME: usize = 200;

/// Where a slot stands, in the order of their list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Status {
    /// Nobody has it.
    Free,
    /// A client asked for it, and the specialist has yet to agree.
    Agreement,
    /// It is agreed, or the time is otherwise taken.
    Reserved,
    /// It was agreed, and is over.
    Completed,
}

/// A slot with where it stands.
pub(super) struct Seen {
    pub slot: Slot,
    /// Whose time it is.
    pub specialist: Option<AccountId>,
    pub status: Status,
    /// The booking that takes it, where one does.
    pub taker: Option<SlotTaker>,
    /// Whether the specialist still takes bookings at all.
    is_offered: bool,
}

/// What is known of a venue at one instant.
pub(super) struct Timetable<'a> {
    door: &'a Door,
    catalog: &'a Catalog,
    specialists: BTreeMap<ResourceId, AccountId>,
    now: Timestamp,
}

impl Status {
    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Agreement => "agreement",
            Self::Reserved => "reserved",
            Self::Completed => "completed",
        }
    }

    /// Where a slot stands that a booking takes.
    fn of(state: State, span: Span, now: Timestamp) -> Self {
        match state {
            State::Requested | State::Tentative => Self::Agreement,
            State::Finished => Self::Completed,
            State::Confirmed | State::Seated if span.end() <= now => Self::Completed,
            State::Confirmed | State::Seated => Self::Reserved,
            State::NoShow | State::Cancelled | State::Declined | State::Expired => Self::Free,
        }
    }
}

impl Seen {
    /// Who took it.
    pub(super) fn client(&self) -> Option<AccountId> {
        self.taker.as_ref()?.account
    }

    /// Whether it is there for somebody: a specialist's own, and for a client what is free and what he took.
    pub(super) fn is_for(&self, actor: Actor) -> bool {
        match (actor.role, actor.own) {
            (Role::Specialist, own) => own == Some(self.slot.resource),
            (Role::Customer, _) => {
                let is_his = actor.account.is_some() && self.client() == actor.account;
                is_his || self.status == Status::Free && self.is_offered
            }
            (Role::Guest | Role::Staff | Role::Admin | Role::Operator | Role::Clock, _) => false,
        }
    }
}

impl<'a> Timetable<'a> {
    pub(super) async fn of(door: &'a Door, catalog: &'a Catalog) -> Result<Self, No> {
        Ok(Self {
            door,
            catalog,
            specialists: door.desk().specialists(door.venue()).await?,
            now: door.now(),
        })
    }

    /// Everything that is there for somebody, in the order of status and time. Free slots that are over are no news to
    /// a client.
    pub(super) async fn list(&self, actor: Actor) -> Result<Vec<Seen>, No> {
        let mut seen = match (actor.role, actor.own) {
            (Role::Specialist, Some(own)) => {
                let ever = Span::open(Timestamp::MIN);
                self.within(ever, Some(own)).await?
            }
            (Role::Customer, _) => {
                let mut seen = self.within(Span::open(self.now), None).await?;
                seen.extend(self.past(actor).await?);
                seen
            }
            _ => Vec::new(),
        };
        seen.retain(|one| one.is_for(actor));
        let order = |one: &Seen| (one.status, one.slot.span.from(), one.slot.id);
        seen.sort_by_key(order);
        Ok(seen)
    }

    /// One slot.
    pub(super) async fn one(&self, id: SlotId) -> Result<Option<Seen>, No> {
        let slot = self.door.desk().slot(self.door.venue(), id).await?;
        let seen = self.within(slot.span, Some(slot.resource)).await?;
        Ok(seen.into_iter().find(|seen| seen.slot.id == id))
    }

    /// The slots within a span, of one resource or of all.
    async fn within(&self, within: Span, resource: Option<ResourceId>) -> Result<Vec<Seen>, No> {
        let (desk, venue) = (self.door.desk(), self.door.venue());
        let slots = self.slots(within, resource).await?;
        let taken = desk.taken(self.catalog, within, self.now).await?;
        let taken: Occupancy = taken.into_iter().collect();
        let mut takers: BTreeMap<SlotId, SlotTaker> = BTreeMap::new();
        for taker in desk.bookings_of_slots(venue, within, self.now).await? {
            match takers.get(&taker.slot) {
                Some(known) if known.state.holds() || !taker.state.holds() => {}
                Some(_) | None => {
                    takers.insert(taker.slot, taker);
                }
            }
        }
        let seen = slots.into_iter().filter_map(|slot| {
            let taker = takers.remove(&slot.id);
            let mut in_the_way = taken.in_the_way(slot.resource, slot.span, self.now);
            let otherwise = in_the_way.next().is_some();
            self.seen(slot, taker, otherwise)
        });
        Ok(seen.collect())
    }

    /// What a client took that is over.
    async fn past(&self, actor: Actor) -> Result<Vec<Seen>, No> {
        let (desk, venue) = (self.door.desk(), self.door.venue());
        let his = Filter {
            within: Span::new(Timestamp::MIN, self.now).ok(),
            account: actor.account,
            ..Filter::default()
        };
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = desk.bookings(venue, his.clone(), cursor, BOOKINGS_A_TIME);
            let page = page.await?;
            for booking in page.items {
                let (state, id) = (booking.state, booking.id);
                let stands = state.holds() || state.undecided() && !booking.lapsed(self.now);
                let Some(slot) = booking.slot.filter(|_| stands) else {
                    continue;
                };
                let slot = desk.slot(venue, slot).await?;
                // What is not over yet stands among what is to come.
                if slot.span.end() <= self.now {
                    let taker = SlotTaker {
                        slot: slot.id,
                        booking: id,
                        state,
                        account: booking.account,
                    };
                    seen.extend(self.seen(slot, Some(taker), true));
                }
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(seen),
            }
        }
    }

    /// All slots within a span, page by page.
    async fn slots(&self, within: Span, resource: Option<ResourceId>) -> Result<Vec<Slot>, No> {
        let (desk, venue) = (self.door.desk(), self.door.venue());
        let (mut slots, mut after) = (Vec::new(), None);
        loop {
            let page = desk.slots_after(venue, within, resource, after, SLOTS_MOST);
            let page = page.await?;
            let is_last = page.len() < SLOTS_MOST;
            after = page.last().map(|last| (last.span.from(), last.id));
            slots.extend(page);
            if is_last {
                return Ok(slots);
            }
        }
    }

    /// A slot with where it stands; none of a kind that the contract does not see.
    fn seen(&self, slot: Slot, taker: Option<SlotTaker>, is_taken: bool) -> Option<Seen> {
        let resource = &self.catalog.find(slot.resource)?.resource;
        let sees = self.door.kinds().sees(&resource.kind);
        let status = match &taker {
            Some(taker) => Status::of(taker.state, slot.span, self.now),
            None if is_taken => Status::Reserved,
            None => Status::Free,
        };
        sees.then(|| Seen {
            specialist: self.specialists.get(&slot.resource).copied(),
            status,
            taker,
            is_offered: !resource.retired && resource.open,
            slot,
        })
    }
}
