//! One commit for many: gathers waiting writes, commits them together, answers when they are on disk.
//!
//! Each write sees those before it; one that changes nothing costs no commit. A batch that meets a fault is rolled
//! back and tried again one by one, so that one write's fault is never another's.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;

use bronya_domain::id::VenueId;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use super::fault::Fault;
use super::options::Meters;
use super::tx::Tx;
use crate::foresight::{self, Foreseen};

/// One write. It may run several times before it is settled.
pub trait Work: Send {
    /// The venue that must be locked for it.
    fn venue(&self) -> Option<VenueId>;
    /// What it will ask, as far as it knows.
    fn foresees(&self) -> Foreseen {
        Foreseen::default()
    }
    /// Does it, inside the batch's transaction.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Result<Ran, Fault>>;
    /// Hears that everything that [`run`](Self::run) did last is on disk, or why it is not.
    fn settle(self: Box<Self>, end: Result<(), Fault>);
}

/// Whether a write wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ran {
    /// It did, and wants a commit.
    Wrote,
    /// It only looked.
    Looked,
}

/// Runs a batch to its end and settles every write in it. False when the connection is of no more use.
pub(super) async fn run(tx: &mut Tx, batch: Vec<Box<dyn Work>>, meters: &Meters) -> bool {
    meters.batches.fetch_add(1, Ordering::Relaxed);
    meters
        .works
        .fetch_add(batch.len() as u64, Ordering::Relaxed);
    let mut batch = batch;
    match attempt(tx, &mut batch).await {
        Ok(()) => settle(batch, &Ok(()), meters),
        Err(fault) if batch.len() == 1 || fault.breaks_connection() => {
            let usable = !fault.breaks_connection();
            settle(batch, &Err(fault), meters);
            return usable;
        }
        Err(fault) => {
            meters.taken_apart.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(%fault, works = batch.len(), "a batch failed and is tried again one by one");
            return one_by_one(tx, batch, meters).await;
        }
    }
    true
}

async fn one_by_one(tx: &mut Tx, batch: Vec<Box<dyn Work>>, meters: &Meters) -> bool {
    let mut usable = true;
    for work in batch {
        let mut single = vec![work];
        let end = if usable {
            attempt(tx, &mut single).await
        } else {
            Err(Fault::Unavailable("the connection broke".into()))
        };
        usable = usable && !end.as_ref().is_err_and(Fault::breaks_connection);
        settle(single, &end, meters);
    }
    usable
}

/// Tells a whole batch that it could not even begin.
pub(super) fn settle(batch: Vec<Box<dyn Work>>, end: &Result<(), Fault>, meters: &Meters) {
    if let Err(fault) = end {
        tracing::error!(%fault, works = batch.len(), "writes failed");
        if matches!(fault, Fault::SecondGuard(_)) {
            meters.second_guard.fetch_add(1, Ordering::Relaxed);
        }
    }
    for work in batch {
        work.settle(end.clone());
    }
}

/// Runs all of a batch in one transaction. On a fault everything is undone.
async fn attempt(tx: &mut Tx, batch: &mut [Box<dyn Work>]) -> Result<(), Fault> {
    let venues: BTreeSet<VenueId> = batch.iter().filter_map(|work| work.venue()).collect();
    #[cfg(feature = "sabotage")]
    if tx.lockless {
        tx.number_without_lock(&venues).await?;
        let kept: Vec<_> = venues
            .iter()
            .filter_map(|venue| Some((*venue, tx.locked(*venue)?)))
            .collect();
        tx.begin().await?;
        kept.into_iter()
            .for_each(|(venue, locked)| tx.set_locked(venue, locked));
        return finish(tx, batch, BTreeSet::new()).await;
    }
    tx.begin().await?;
    finish(tx, batch, venues).await
}

async fn finish(
    tx: &mut Tx,
    batch: &mut [Box<dyn Work>],
    venues: BTreeSet<VenueId>,
) -> Result<(), Fault> {
    match run_all(tx, batch, venues).await {
        Ok(Ran::Wrote) => tx.commit().await,
        Ok(Ran::Looked) => tx.rollback().await,
        Err(fault) => {
            // Nothing was committed either way; a connection on which even this fails is given up by its owner.
            match tx.rollback().await {
                Ok(()) => Err(fault),
                Err(worse) => Err(if fault.breaks_connection() {
                    fault
                } else {
                    worse
                }),
            }
        }
    }
}

async fn run_all(
    tx: &mut Tx,
    batch: &mut [Box<dyn Work>],
    venues: BTreeSet<VenueId>,
) -> Result<Ran, Fault> {
    tx.lock(venues).await?;
    if tx.is_far() {
        let foreseen = batch.iter().filter_map(|work| {
            let venue = work.venue()?;
            tx.locked(venue).map(|_| (venue, work.foresees()))
        });
        let foreseen = foreseen.collect();
        foresight::look(tx, foreseen).await?;
    }
    let mut ran = Ran::Looked;
    for work in batch.iter_mut() {
        // A bug in one write must not stop the writer, or nobody could book any more.
        let one = AssertUnwindSafe(work.run(tx)).catch_unwind().await;
        match one.unwrap_or_else(|panic| Err(Fault::Bug(said(&*panic))))? {
            Ran::Wrote => ran = Ran::Wrote,
            Ran::Looked => {}
        }
    }
    if ran == Ran::Wrote {
        tx.save_locked()?;
        tx.announce()?;
        // Before the commit, so that what the database refuses is undone like any other fault.
        tx.send().await?;
    }
    Ok(ran)
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic")
        .to_owned()
}

/// A closure as a work: for writes that need nothing but their result.
pub(super) struct Once<T, F> {
    pub venue: Option<VenueId>,
    pub run: F,
    pub result: Option<T>,
    pub tell: oneshot::Sender<Result<T, Fault>>,
}

impl<T, F> Work for Once<T, F>
where
    T: Send,
    F: for<'a> FnMut(&'a mut Tx) -> BoxFuture<'a, Result<(Ran, T), Fault>> + Send,
{
    fn venue(&self) -> Option<VenueId> {
        self.venue
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Result<Ran, Fault>> {
        Box::pin(async move {
            let (ran, result) = (self.run)(tx).await?;
            self.result = Some(result);
            Ok(ran)
        })
    }

    fn settle(self: Box<Self>, end: Result<(), Fault>) {
        let Self { result, tell, .. } = *self;
        let result =
            end.and_then(|()| result.ok_or_else(|| Fault::Bug("a write that never ran".into())));
        // Whoever asked may have gone away; what he asked for holds all the same.
        drop(tell.send(result));
    }
}
