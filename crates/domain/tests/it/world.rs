//! A venue kept in memory. It fetches facts as far as [`Reach`] tells a store to, writes what a decision says, and
//! stops the test as soon as two live claims overlap or a booking takes a way that no arc leads along.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bronya_domain::availability::{
    Explained, Offer, Offers, Question, explain, from_confirmation, offers, steady_until,
};
use bronya_domain::booking::{Block, Booking, Hold, State};
use bronya_domain::catalog::{Catalog, Language, Venue};
use bronya_domain::command::{Act, Command, Filter};
use bronya_domain::decide::{
    BookingChange, Change, Decision, Edit, Outcome, Undoing, booking_claims, decide,
};
use bronya_domain::facts::{Facts, Named, Numbers, Reach};
use bronya_domain::hours::OpeningHours;
use bronya_domain::id::{BlockId, BookingId, ClaimId, HoldId, ResourceId, SlotId, VenueId};
use bronya_domain::notice::{Notice, Owed, Told};
use bronya_domain::occupancy::{Claim, Owner, Taken};
use bronya_domain::policy::Policy;
use bronya_domain::refusal::Refusal;
use bronya_domain::resource::{Resource, Slot};
use bronya_domain::rules::Circumstances;
use bronya_domain::span::Span;
use bronya_domain::undo::Undo;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A venue with everything that happened in it.
#[derive(Clone, Debug)]
pub struct World {
    pub catalog: Arc<Catalog>,
    pub now: Timestamp,
    pub bookings: BTreeMap<BookingId, Booking>,
    pub holds: BTreeMap<HoldId, Hold>,
    pub blocks: BTreeMap<BlockId, Block>,
    pub slots: BTreeMap<SlotId, Slot>,
    /// The last change of each booking, where it could be taken back.
    pub undos: BTreeMap<BookingId, Undo>,
    /// The live claims, kept from change to change as a store keeps them.
    pub claims: BTreeMap<ClaimId, Taken>,
    /// One line for each change of a booking: whose, by which act, and who is owed a message.
    pub history: Vec<(BookingId, &'static str, Vec<Notice>)>,
    /// Every message owed so far, with what the change was and from when on it may be carried.
    pub owed: Vec<(BookingId, Told, Owed)>,
    /// Every version of every booking.
    versions: BTreeMap<(BookingId, i64), Booking>,
    booked: BTreeSet<ResourceId>,
    numbers: Numbers,
}

impl World {
    pub fn new(
        zone: &str,
        hours: Option<OpeningHours>,
        policy: Policy,
        resources: Vec<Resource>,
        now: Timestamp,
    ) -> Self {
        policy.check().expect("sensible rules");
        for resource in &resources {
            resource.policy.check().expect("sensible rules");
        }
        let venue = Venue {
            id: VenueId(1),
            slug: "house".into(),
            name: "The house".into(),
            address: None,
            region: None,
            staff_email: None,
            embedders: Vec::new(),
            zone_name: zone.into(),
            zone: TimeZone::get(zone).expect("a zone of the bundled database"),
            language: Language::En,
            currency: "EUR".parse().expect("a currency"),
            hours,
            policy,
            webhook: None,
            settings: 1,
            kinds: BTreeMap::new(),
            channels: Default::default(),
        };
        Self {
            catalog: Arc::new(Catalog::new(venue, resources)),
            now,
            bookings: BTreeMap::new(),
            holds: BTreeMap::new(),
            blocks: BTreeMap::new(),
            slots: BTreeMap::new(),
            undos: BTreeMap::new(),
            claims: BTreeMap::new(),
            history: Vec::new(),
            owed: Vec::new(),
            versions: BTreeMap::new(),
            booked: BTreeSet::new(),
            numbers: Numbers::FIRST,
        }
    }

    /// Decides a command and writes down what the decision says.
    pub fn run(&mut self, command: &Command) -> Result<Outcome, Refusal> {
        let decision = self.decide(command)?;
        let outcome = decision.outcome;
        self.write(decision);
        Ok(outcome)
    }

    /// Decides a command. Looking further than its reach must never change the decision: else whether a booking
    /// overlaps would depend on how much a store happens to fetch.
    pub fn decide(&self, command: &Command) -> Result<Decision, Refusal> {
        let verdict = self.verdict(command);
        let named = self.named(&command.act);
        let reach = Reach::of(&command.act, &named, &self.catalog, self.now);
        let everything = Reach {
            span: Some(Span::open(Timestamp::MIN)),
            resources: None,
            slots: true,
            requests: true,
            to_delete: reach.to_delete,
        };
        let informed = decide(&self.facts(named, &everything), command, self.now);
        assert_eq!(
            format!("{verdict:?}"),
            format!("{informed:?}"),
            "the facts do not reach as far as the decision on {:?}",
            command.act
        );
        verdict
    }

    /// Decides a command on the facts within its reach.
    pub fn verdict(&self, command: &Command) -> Result<Decision, Refusal> {
        let named = self.named(&command.act);
        let reach = Reach::of(&command.act, &named, &self.catalog, self.now);
        decide(&self.facts(named, &reach), command, self.now)
    }

    /// What can be had.
    pub fn offers(&self, question: &Question) -> Offers {
        self.asked(|circumstances| offers(circumstances, question))
    }

    /// Until when the same can be had.
    pub fn steady_until(&self, question: &Question) -> Timestamp {
        self.asked(|circumstances| steady_until(circumstances, question))
    }

    /// What could be had if it were confirmed now.
    pub fn offers_from_confirmation(&self, party: Option<u32>, filter: &Filter) -> Vec<Offer> {
        self.asked(|circumstances| from_confirmation(circumstances, party, filter))
    }

    /// What every rule says to a stay from `from` on.
    pub fn explain(&self, question: &Question, from: Timestamp) -> Vec<Explained> {
        self.asked(|circumstances| explain(circumstances, question, from))
    }

    fn asked<T>(&self, ask: impl Fn(&Circumstances<'_>) -> T) -> T {
        let slots: Vec<Slot> = self.slots.values().cloned().collect();
        ask(&Circumstances {
            catalog: &self.catalog,
            occupancy: &self.claims.values().copied().collect(),
            slots: &slots,
            now: self.now,
        })
    }

    /// Puts other resources and hours into the catalog, as the venue's settings would.
    pub fn furnish(&mut self, change: impl FnOnce(&mut Venue, &mut Vec<Resource>)) {
        let mut venue = self.catalog.venue.clone();
        let mut resources: Vec<Resource> = self.resources().cloned().collect();
        change(&mut venue, &mut resources);
        self.catalog = Arc::new(Catalog::new(venue, resources));
    }

    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.catalog.listed().iter().map(|listed| &listed.resource)
    }

    fn named(&self, act: &Act) -> Named {
        Named {
            booking: act.booking().and_then(|id| self.bookings.get(&id)).cloned(),
            hold: act.hold().and_then(|id| self.holds.get(&id)).cloned(),
            block: act.block().and_then(|id| self.blocks.get(&id)).cloned(),
            slot: act.slot().and_then(|id| self.slots.get(&id)).cloned(),
            slots: act
                .slots()
                .iter()
                .filter_map(|id| self.slots.get(id))
                .cloned()
                .collect(),
            undo: match act {
                Act::Undo(id) => self.undos.get(id).cloned(),
                _ => None,
            },
        }
    }

    fn facts(&self, named: Named, reach: &Reach) -> Facts {
        let about = |id: ResourceId| reach.resources.as_ref().is_none_or(|ids| ids.contains(&id));
        let near = |span: Span| reach.span.is_some_and(|around| around.overlaps(span));
        let within = |claim: &Claim| about(claim.resource) && near(claim.span);
        let claims: Vec<Taken> = self
            .claims
            .values()
            .filter(|taken| within(&taken.claim))
            .copied()
            .collect();
        let lapsed = |owner: Owner| {
            claims
                .iter()
                .any(|taken| taken.owner == owner && taken.lapsed(self.now))
        };
        let waits = |booking: &&Booking| {
            let wishes = |claim: &Claim| {
                about(claim.resource) && (near(claim.span) || booking.when.span().is_none())
            };
            reach.requests && booking.state == State::Requested && booking.claims.iter().any(wishes)
        };
        Facts {
            catalog: Arc::clone(&self.catalog),
            named,
            slots: self
                .slots
                .values()
                .filter(|slot| reach.slots && about(slot.resource) && near(slot.span))
                .cloned()
                .collect(),
            requests: self.bookings.values().filter(waits).cloned().collect(),
            lapsed_bookings: self
                .bookings
                .values()
                .filter(|booking| lapsed(booking.owner()))
                .cloned()
                .collect(),
            lapsed_holds: self
                .holds
                .values()
                .filter(|hold| lapsed(Owner::Hold(hold.id)))
                .cloned()
                .collect(),
            was_booked: reach.to_delete.is_some_and(|id| self.booked.contains(&id)),
            in_use: reach.to_delete.is_some_and(|id| self.in_use(id)),
            numbers: self.numbers,
            occupancy: claims.into_iter().collect(),
        }
    }

    /// Whether a hold or a block claims of the resource, or a slot is published for it.
    fn in_use(&self, id: ResourceId) -> bool {
        let mut claims = self.claims.values();
        claims.any(|taken| taken.claim.resource == id && !matches!(taken.owner, Owner::Booking(_)))
            || self.slots.values().any(|slot| slot.resource == id)
    }

    fn write(&mut self, decision: Decision) {
        for change in decision.changes {
            self.rewrite_claims(&change);
            match change {
                Change::Booking(change) => self.write_booking(*change),
                Change::Hold(edit) => put(&mut self.holds, edit, |hold| hold.id),
                Change::Block(edit) => put(&mut self.blocks, edit, |block| block.id),
                Change::Slot(edit) => put(&mut self.slots, edit, |slot| slot.id),
                Change::Resource(edit) => self.furnish(|_, resources| {
                    let id = edit.before.map(|resource| resource.id);
                    resources.retain(|resource| Some(resource.id) != id);
                    resources.extend(edit.after);
                }),
            }
        }
        self.numbers = decision.numbers;
        self.check_claims();
        self.check_slots();
    }

    /// Frees before it takes, and refuses what the database would refuse.
    fn rewrite_claims(&mut self, change: &Change) {
        let (freed, taken) = change.claims();
        for old in &freed {
            let known = self.claims.remove(&old.claim.id);
            assert_eq!(known, Some(*old), "a claim is freed that was not live");
        }
        for new in taken {
            let claim = new.claim;
            let fresh = claim.id.0 >= self.numbers.claim || self.owned(new.owner, claim.id);
            assert!(fresh, "the number of {claim:?} was given out before");
            let met = self.claims.values().find(|other| {
                (other.claim.resource, other.claim.lane) == (claim.resource, claim.lane)
                    && other.claim.span.overlaps(claim.span)
            });
            assert_eq!(met, None, "two live claims overlap: {new:?}");
            let lanes = self
                .catalog
                .find(claim.resource)
                .map(|listed| listed.resource.lanes);
            assert!(
                lanes.is_some_and(|lanes| claim.lane < lanes),
                "no such lane: {claim:?}"
            );
            self.claims.insert(claim.id, new);
        }
    }

    /// Whether the booking had a claim of that number already.
    fn owned(&self, owner: Owner, claim: ClaimId) -> bool {
        self.bookings.values().any(|booking| {
            booking.owner() == owner && booking.claims.iter().any(|own| own.id == claim)
        })
    }

    fn write_booking(&mut self, change: BookingChange) {
        self.check_arc(&change);
        let (id, told) = (change.after.id, change.told());
        match &change.undoing {
            Undoing::Stands => {}
            Undoing::Open(undo) => drop(self.undos.insert(id, undo.clone())),
            Undoing::TakesBack => self.take_back(&change.after),
        }
        let owed = change.notices.iter();
        self.owed.extend(owed.map(|owed| (id, told.clone(), *owed)));
        let BookingChange {
            before,
            after,
            act,
            notices,
            ..
        } = change;
        assert_eq!(
            self.bookings.get(&after.id),
            before.as_ref(),
            "a change of what was not so"
        );
        let version = (after.id, after.version);
        assert_eq!(self.versions.insert(version, after.clone()), None);
        self.booked.extend(after.resources());
        let notices = notices.iter().map(|owed| owed.notice).collect();
        self.history.push((after.id, act, notices));
        self.bookings.insert(after.id, after);
    }

    fn check_arc(&self, change: &BookingChange) {
        let after = &change.after;
        let Some(before) = &change.before else {
            assert_eq!(after.version, 1);
            assert_eq!(after.state == State::Seated, change.act == "walk_in");
            return;
        };
        let (from, to) = (before.state, after.state);
        if change.undoing != Undoing::TakesBack {
            let legal = from == to || from.may_become(to);
            assert!(legal, "no arc from {} to {}", from.name(), to.name());
            assert!(!from.next().is_empty(), "{before:?} is over");
        }
        assert_eq!(after.price, before.price, "a frozen price");
        assert_eq!(after.made_at, before.made_at);
        assert_eq!(after.version, before.version + 1);
    }

    /// Withdraws what the last change owed, once the booking is again what it was before that change.
    fn take_back(&mut self, after: &Booking) {
        let was = &self.versions[&(after.id, after.version - 2)];
        let place = |booking: &Booking| -> Vec<(ResourceId, Span)> {
            let claims = booking.claims.iter();
            claims.map(|claim| (claim.resource, claim.span)).collect()
        };
        assert_eq!(place(after), place(was), "other claims than it had");
        let expected = Booking {
            claims: after.claims.clone(),
            version: after.version,
            ..was.clone()
        };
        assert_eq!(*after, expected, "not what it was");
        let undone = |(id, told, _): &(BookingId, Told, Owed)| {
            *id == after.id && told.after.version == after.version - 1
        };
        self.owed.retain(|owed| !undone(owed));
    }

    /// Claims are live exactly while what they belong to holds.
    fn check_claims(&self) {
        let one = |claim: &Claim, owner, deadline| Taken {
            claim: *claim,
            owner,
            deadline,
        };
        let bookings = self.bookings.values().flat_map(booking_claims);
        let holds = self.holds.values().flat_map(|hold| {
            let owner = Owner::Hold(hold.id);
            hold.claims
                .iter()
                .map(move |claim| one(claim, owner, Some(hold.deadline)))
        });
        let blocks = self.blocks.values().flat_map(|block| {
            let owner = Owner::Block(block.id);
            block
                .claims
                .iter()
                .map(move |claim| one(claim, owner, None))
        });
        let due: BTreeMap<ClaimId, Taken> = bookings
            .chain(holds)
            .chain(blocks)
            .map(|taken| (taken.claim.id, taken))
            .collect();
        assert_eq!(self.claims, due, "live claims and their owners disagree");
    }

    fn check_slots(&self) {
        for slot in self.slots.values() {
            let met = self.slots.values().find(|other| {
                other.id != slot.id
                    && other.resource == slot.resource
                    && other.span.overlaps(slot.span)
            });
            assert_eq!(met, None, "two slots of one resource overlap: {slot:?}");
        }
    }
}

/// Makes, changes or deletes a thing that must have been as the edit says.
fn put<I: Ord, T: PartialEq + std::fmt::Debug>(
    things: &mut BTreeMap<I, T>,
    edit: Edit<T>,
    id: impl Fn(&T) -> I,
) {
    let key = edit
        .before
        .as_ref()
        .or(edit.after.as_ref())
        .map(id)
        .expect("an edit of something");
    assert_eq!(
        things.get(&key),
        edit.before.as_ref(),
        "a change of what was not so"
    );
    match edit.after {
        Some(after) => things.insert(key, after),
        None => things.remove(&key),
    };
}
