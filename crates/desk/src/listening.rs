//! Somebody listens to a venue: what was done is told him commit by commit, as it is done.

use std::sync::Arc;

use bronya_domain::id::VenueId;
use bronya_store::happenings::{self, Entry};
use bronya_store::{Fault, Store, agenda};
use tokio::sync::watch;

use crate::answer::No;
use crate::desk::Desk;
use crate::tapes::{Commit, Tapes};

/// Somebody who listens to a venue.
pub struct Ear {
    store: Store,
    tapes: Arc<Tapes>,
    venue: VenueId,
    /// The last revision of which it was told; none while that is not known.
    told: Option<i64>,
    losses: u64,
    bell: watch::Receiver<()>,
}

/// What somebody hears who listens.
#[derive(Clone, Debug)]
pub enum Heard {
    /// More happened than is known here: he should look afresh.
    Afresh {
        /// The revision up to which he knows everything when he has looked, where it is known.
        revision: Option<i64>,
    },
    /// A commit did this.
    Commit {
        /// The revision that it gave the venue.
        revision: i64,
        /// What it did.
        entries: Arc<[Entry]>,
    },
    /// Nothing more will be heard.
    End,
}

impl Desk {
    /// Listens to a venue: to everything after the revision of which somebody knows already, or else from now on.
    pub async fn listen(&self, venue: VenueId, known: Option<i64>) -> Result<Ear, No> {
        // The tape runs before the revision is read, so that nothing falls in between.
        let (bell, losses) = self.tapes.attend(venue);
        let read = self
            .store
            .read(move |tx| Box::pin(agenda::moment(tx, venue)));
        let (revision, _) = read.await?.ok_or(No::UnknownVenue)?;
        self.tapes.begin(venue, revision);
        Ok(Ear {
            store: self.store.clone(),
            tapes: self.tapes.clone(),
            venue,
            told: Some(known.unwrap_or(revision)),
            losses,
            bell,
        })
    }

    /// Has everybody who listens ask again whether he still may.
    pub(crate) fn ring(&self) {
        self.tapes.ring();
    }

    /// Lets everybody go who listens, because the process is about to stop.
    pub fn hush(&self) {
        self.tapes.end();
    }
}

impl Ear {
    /// Waits until there may be something to hear, or the right to hear it may have changed.
    pub async fn rung(&mut self) {
        // Whoever holds the bell outlives us: a tape to which somebody listens is never thrown away.
        let _ = self.bell.changed().await;
    }

    /// What is there to hear now, if anything is.
    pub async fn heard(&mut self) -> Result<Option<Heard>, Fault> {
        let commit = match self.look() {
            Ok(commit) => commit,
            Err(heard) => return Ok(heard),
        };
        let (venue, revision, lines) = (self.venue, commit.revision, commit.lines.clone());
        let read = || async {
            let read = self.store.read(move |tx| {
                Box::pin(async move { happenings::of_commit(tx, venue, revision, &lines).await })
            });
            Ok::<_, Fault>(read.await?.into())
        };
        let entries = match commit.lines.is_empty() {
            true => Arc::from([]),
            false => commit.entries.get_or_try_init(read).await?.clone(),
        };
        self.told = Some(revision);
        Ok(Some(Heard::Commit { revision, entries }))
    }

    /// The next commit, or what is to be heard without one.
    fn look(&mut self) -> Result<Arc<Commit>, Option<Heard>> {
        let room = self.tapes.room();
        let (false, Some(tape)) = (room.is_over, room.venues.get(&self.venue)) else {
            return Err(Some(Heard::End));
        };
        if self.losses != tape.losses {
            self.losses = tape.losses;
            self.told = tape.last();
            let revision = self.told;
            return Err(Some(Heard::Afresh { revision }));
        }
        let Some(told) = self.told.or(tape.since) else {
            return Err(None);
        };
        match tape.after(told) {
            Ok(next) => next.ok_or(None),
            Err(revision) => {
                self.told = revision;
                Err(Some(Heard::Afresh { revision }))
            }
        }
    }
}
