//! Does one thing that changes bookings: known key? → facts → decide → record, inside the next commit of its venue.

use std::sync::Arc;

use bronya_domain::availability::{Offer, Question, nearest};
use bronya_domain::booking::{Booking, When};
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{Act, At, Choice, Command, Filter, Order};
use bronya_domain::decide::{Change, Decision, Outcome, decide};
use bronya_domain::hours::local_day;
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::occupancy::Owner;
use bronya_domain::refusal::{Reason, Refusal};
use bronya_domain::resource::Slot;
use bronya_domain::span::{Span, later};
use bronya_store::keys::{self, Key};
use bronya_store::{Fault, Foreseen, Ran, Tx, Work, facts, record};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;

use crate::answer::{Done, No};
use crate::desk::Desk;

/// How many alternatives a refusal offers.
const ALTERNATIVES: usize = 3;
/// How many days ahead of the wished one alternatives are looked for.
const DAYS_AHEAD: i64 = 7;

type Result<T, E = No> = std::result::Result<T, E>;

impl Desk {
    /// Does what a command asks for, or says why not. With a key, asking again does nothing twice.
    pub async fn execute(
        &self,
        venue: VenueId,
        command: Command,
        key: Option<Key>,
        now: Timestamp,
    ) -> Result<Done> {
        let act = command.act.clone();
        let result = self.begin(venue, command, key, now)?.await;
        match result {
            Err(No::Refused { refusal, .. }) => {
                let alternatives = self.alternatives(venue, &act, &refusal, now).await;
                Err(No::Refused {
                    refusal,
                    alternatives,
                })
            }
            result => result,
        }
    }

    /// Hands a command over and returns what to wait for. Commands of one venue are decided in the order in which
    /// they were handed over.
    pub fn begin(
        &self,
        venue: VenueId,
        command: Command,
        key: Option<Key>,
        now: Timestamp,
    ) -> Result<impl Future<Output = Result<Done>> + Send + use<>> {
        let (work, told) = self.work(venue, command, key, now)?;
        self.store.submit(work)?;
        Ok(told)
    }

    /// As [`begin`](Self::begin), but waits while too many are waiting.
    pub async fn begin_patiently(
        &self,
        venue: VenueId,
        command: Command,
        key: Option<Key>,
        now: Timestamp,
    ) -> Result<impl Future<Output = Result<Done>> + Send + use<>> {
        let (work, told) = self.work(venue, command, key, now)?;
        self.store.submit_patiently(work).await?;
        Ok(told)
    }

    fn work(
        &self,
        venue: VenueId,
        command: Command,
        key: Option<Key>,
        now: Timestamp,
    ) -> Result<(
        Box<dyn Work>,
        impl Future<Output = Result<Done>> + Send + use<>,
    )> {
        let running = key
            .clone()
            .map(|key| Running::of(self, venue, key))
            .transpose()?;
        let (tell, told) = oneshot::channel();
        let desk = self.clone();
        let work = Box::new(CommandWork {
            desk,
            venue,
            command,
            key,
            now,
            running,
            ran: None,
            tell,
        });
        let told = async move {
            told.await
                .unwrap_or_else(|_| Err(Fault::Unavailable("the writer has stopped".into()).into()))
        };
        Ok((work, told))
    }

    /// The stays that come nearest to what was refused, where another time or place would help.
    async fn alternatives(
        &self,
        venue: VenueId,
        act: &Act,
        refusal: &Refusal,
        now: Timestamp,
    ) -> Vec<Offer> {
        let (Some(order), Some(catalog)) = (act.order(), self.pictures.get(venue)) else {
            return Vec::new();
        };
        if !refusal.reasons.iter().any(Reason::is_about_time) {
            return Vec::new();
        }
        let catalog = match act.channel(None) {
            Some(channel) => catalog.kept_through(channel),
            None => catalog,
        };
        // A refusal is an answer of its own; that nothing can be offered beside it must not turn it into a fault.
        match self.nearby(&catalog, act, order, now).await {
            Ok(nearby) => nearby,
            Err(no) => {
                tracing::warn!(%no, "no alternatives could be looked for");
                Vec::new()
            }
        }
    }

    /// The stays that come nearest to one which the guest did not get.
    pub(crate) async fn instead_of(
        &self,
        catalog: &Arc<Catalog>,
        booking: &Booking,
        resources: &[ResourceId],
        now: Timestamp,
    ) -> Result<Vec<Offer>> {
        let order = Order {
            choice: Choice::These(resources.to_vec()),
            at: match booking.when {
                When::During(span) => At::During(span),
                When::FromConfirmation => At::Confirmation,
            },
            party: booking.party,
        };
        let act = Act::Move(booking.id, Box::new(order.clone()));
        let catalog = catalog.kept_through(&booking.channel);
        self.nearby(&catalog, &act, &order, now).await
    }

    async fn nearby(
        &self,
        catalog: &Arc<Catalog>,
        act: &Act,
        order: &Order,
        now: Timestamp,
    ) -> Result<Vec<Offer>> {
        let slot = match order.at {
            At::Slot(id) => Some(self.slot(catalog.venue.id, id).await?),
            _ => None,
        };
        let wished: &[ResourceId] = match (&order.choice, &slot) {
            (Choice::These(ids), _) => ids,
            (Choice::Any(_), Some(slot)) => std::slice::from_ref(&slot.resource),
            (Choice::Any(_), None) => &[],
        };
        // A booking that moves is not in its own way.
        let own = act.booking().map(Owner::Booking);
        let mut nearby = Vec::new();
        // Mostly the wished day has enough to offer; only when it has not are the next days looked at.
        for days in [1, DAYS_AHEAD] {
            let Some((from, question)) = question(catalog, order, slot.as_ref(), days) else {
                break;
            };
            let found = self.offers_beside(catalog, &question, own, now).await?;
            nearby = nearest(&found, from, wished, ALTERNATIVES);
            if nearby.len() == ALTERNATIVES {
                break;
            }
        }
        Ok(nearby)
    }
}

/// The question whose answers come nearest to an order: the same kind of thing, on so many days from the wished one
/// on. None where the order wished for no time.
fn question(
    catalog: &Catalog,
    order: &Order,
    slot: Option<&Slot>,
    days: i64,
) -> Option<(Timestamp, Question)> {
    let (from, length) = match order.at {
        At::From(from) => (from, None),
        At::During(span) => (span.from(), span.length()),
        At::Slot(_) => (slot?.span.from(), None),
        At::Confirmation => return None,
    };
    let like = match &order.choice {
        Choice::These(ids) => ids.first().copied(),
        Choice::Any(_) => slot.map(|slot| slot.resource),
    };
    let like = like.and_then(|id| catalog.find(id));
    let filter = match (&order.choice, like) {
        (Choice::Any(filter), None) => filter.clone(),
        (_, like) => Filter {
            kind: like.map(|listed| listed.resource.kind.clone()),
            ..Filter::default()
        },
    };
    let zone = &catalog.venue.zone;
    let day = local_day(from.to_zoned(zone.clone()).date(), zone)?;
    let until = later(day.end(), SignedDuration::from_hours(24 * (days - 1)));
    let question = Question {
        starts: Span::new(day.from(), until).ok()?,
        party: order.party,
        filter,
        length,
    };
    Some((from, question))
}

/// The mark that a key's first request is under way; it goes with whoever holds it.
struct Running {
    desk: Desk,
    place: (VenueId, Key),
}

impl Running {
    fn of(desk: &Desk, venue: VenueId, key: Key) -> Result<Self> {
        let place = (
            venue,
            Key {
                fingerprint: String::new(),
                ..key
            },
        );
        let first = desk.running().insert(place.clone());
        if first {
            Ok(Self {
                desk: desk.clone(),
                place,
            })
        } else {
            Err(No::KeyRunning)
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.desk.running().remove(&self.place);
    }
}

/// A command on its way through a batch.
struct CommandWork {
    desk: Desk,
    venue: VenueId,
    command: Command,
    key: Option<Key>,
    now: Timestamp,
    running: Option<Running>,
    ran: Option<RanOnce>,
    tell: oneshot::Sender<Result<Done>>,
}

/// What the last run of a command came to.
struct RanOnce {
    result: Result<Done>,
    revision: i64,
    catalog: Option<Arc<Catalog>>,
    changes: Vec<Change>,
    moment: u64,
}

impl Work for CommandWork {
    fn venue(&self) -> Option<VenueId> {
        Some(self.venue)
    }

    fn foresees(&self) -> Foreseen {
        let catalog = self.desk.pictures.get(self.venue);
        Foreseen {
            key: self.key.clone(),
            reach: catalog.and_then(|catalog| facts::ahead(&catalog, &self.command.act, self.now)),
        }
    }

    fn run<'a>(
        &'a mut self,
        tx: &'a mut Tx,
    ) -> futures_util::future::BoxFuture<'a, std::result::Result<Ran, Fault>> {
        Box::pin(async move {
            let moment = self.desk.pictures.moment();
            let mut ran = RanOnce {
                result: Ok(Done::Nothing),
                revision: 0,
                catalog: None,
                changes: Vec::new(),
                moment,
            };
            let wrote = self.run_once(tx, &mut ran).await?;
            self.ran = Some(ran);
            Ok(wrote)
        })
    }

    fn settle(self: Box<Self>, end: std::result::Result<(), Fault>) {
        let Self {
            desk,
            venue,
            running,
            ran,
            tell,
            ..
        } = *self;
        let result = match (end, ran) {
            (Err(fault), _) => Err(fault.into()),
            (Ok(()), None) => Err(Fault::Bug("a command that never ran".into()).into()),
            (Ok(()), Some(ran)) => {
                if ran.changes.iter().any(owes_letters) {
                    desk.letters.notify_one();
                }
                // The board must know before the caller does, so that he finds his own booking taken.
                if !ran.changes.is_empty() {
                    desk.board.publish(venue, ran.revision, &ran.changes);
                }
                let offer_changed = ran
                    .changes
                    .iter()
                    .any(|change| matches!(change, Change::Resource(_)));
                match ran.catalog {
                    _ if offer_changed => desk.pictures.forget(Some(venue)),
                    Some(catalog) => desk.pictures.remember(&catalog, ran.moment),
                    None => {}
                }
                ran.result
            }
        };
        drop(running);
        // Whoever asked may have gone away; what he asked for holds all the same.
        drop(tell.send(result));
    }
}

impl CommandWork {
    async fn run_once(&self, tx: &mut Tx, ran: &mut RanOnce) -> std::result::Result<Ran, Fault> {
        let Some(locked) = tx.locked(self.venue) else {
            ran.result = Err(No::UnknownVenue);
            return Ok(Ran::Looked);
        };
        ran.revision = locked.revision;
        if let Some(key) = &self.key
            && let Some((fingerprint, outcome)) = keys::find(tx, self.venue, key).await?
        {
            if fingerprint != key.fingerprint {
                ran.result = Err(No::KeyReused);
                return Ok(Ran::Looked);
            }
            keys::touch(tx, self.venue, key, self.now).await?;
            ran.result = Ok(again(tx, self.venue, outcome).await?);
            return Ok(Ran::Wrote);
        }
        let catalog = self
            .desk
            .catalog_in(tx, self.venue, locked.settings)
            .await?;
        ran.catalog = Some(catalog.clone());
        let facts = facts::load(
            tx,
            catalog.clone(),
            &self.command.act,
            locked.numbers,
            self.now,
        )
        .await?;
        let decision = match decide(&facts, &self.command, self.now) {
            Ok(decision) => decision,
            Err(refusal) => {
                ran.result = Err(refusal.into());
                return Ok(Ran::Looked);
            }
        };
        let by = (self.command.actor, self.command.act.name());
        record::write(tx, &catalog, &decision, by, self.now).await?;
        if let Some(key) = &self.key {
            keys::keep(tx, self.venue, key, decision.outcome, self.now)?;
        }
        let wrote = !decision.changes.is_empty() || self.key.is_some();
        ran.result = Ok(done(&self.command.act, &decision, facts.named.booking));
        ran.changes = decision.changes;
        Ok(if wrote { Ran::Wrote } else { Ran::Looked })
    }
}

fn owes_letters(change: &Change) -> bool {
    matches!(change, Change::Booking(change) if !change.notices.is_empty())
}

/// What a decision made, as it is after it.
pub(crate) fn done(act: &Act, decision: &Decision, named: Option<Booking>) -> Done {
    match decision.outcome {
        Outcome::Published(count) => return Done::Published(count),
        Outcome::Withdrawn(count) => return Done::Withdrawn(count),
        _ => {}
    }
    let made = decision
        .changes
        .iter()
        .rev()
        .find_map(|change| match (change, decision.outcome) {
            (Change::Booking(change), Outcome::Booking(id)) if change.after.id == id => {
                Some(Done::Booking(Box::new(change.after.clone())))
            }
            (Change::Hold(edit), Outcome::Hold(_)) => edit
                .after
                .as_ref()
                .or(edit.before.as_ref())
                .cloned()
                .map(Done::Hold),
            (Change::Block(edit), Outcome::Block(_)) => edit
                .after
                .as_ref()
                .or(edit.before.as_ref())
                .cloned()
                .map(Done::Block),
            (Change::Slot(edit), Outcome::Slot(_)) => edit
                .after
                .as_ref()
                .or(edit.before.as_ref())
                .cloned()
                .map(Done::Slot),
            (Change::Resource(edit), Outcome::Resource(id)) => {
                Some(Done::Resource(id, edit.after.clone().map(Box::new)))
            }
            _ => None,
        });
    let unchanged = || {
        named
            .filter(|_| act.booking().is_some())
            .map(|booking| Done::Booking(Box::new(booking)))
    };
    made.or_else(unchanged).unwrap_or(Done::Nothing)
}

/// What a key brought before, as it is now.
async fn again(tx: &mut Tx, venue: VenueId, outcome: Outcome) -> std::result::Result<Done, Fault> {
    let found = match outcome {
        Outcome::Booking(id) => facts::booking(tx, venue, id)
            .await?
            .map(|booking| Done::Booking(Box::new(booking))),
        Outcome::Hold(id) => facts::hold(tx, venue, id).await?.map(Done::Hold),
        Outcome::Block(id) => facts::block(tx, venue, id).await?.map(Done::Block),
        Outcome::Slot(id) => facts::slot(tx, venue, id).await?.map(Done::Slot),
        Outcome::Resource(id) => Some(Done::Resource(id, None)),
        Outcome::Published(count) => Some(Done::Published(count)),
        Outcome::Withdrawn(count) => Some(Done::Withdrawn(count)),
        Outcome::Nothing => None,
    };
    Ok(found.unwrap_or(Done::Nothing))
}
