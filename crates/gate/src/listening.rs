//! Listening to a venue as somebody who may: before he is told anything, it is asked whether he still may.

use std::time::Duration;

use bronya_desk::{Ear, Entry, Heard};
use bronya_domain::command::Actor;
use bronya_domain::id::VenueId;

use crate::denial::Result;
use crate::gate::Gate;
use crate::seats::Seat;

/// How long a right is trusted while nothing happens. What ends it in this process rings at once.
const TRUSTED: Duration = Duration::from_secs(15);

/// Somebody who listens to a venue.
pub struct Listener {
    ear: Ear,
    _seat: Seat,
}

/// What a listener is told.
#[derive(Clone, Debug)]
pub enum Told {
    /// More happened than he can be told: he should look afresh.
    Afresh {
        /// The revision of the venue that he knows when he has looked, where it is known.
        revision: Option<i64>,
    },
    /// A commit did this; nothing, where nothing of it is his affair.
    Changes {
        /// The revision that it gave the venue.
        revision: i64,
        /// What it did, in order.
        changes: Vec<Change>,
    },
}

/// One thing that happened, with the name of who did it.
pub type Change = Entry;

impl Gate {
    /// Listens to a venue: to everything after the revision of which somebody knows already, or else from now on.
    ///
    /// # Errors
    /// 503 `too_many_listeners` where no place is left.
    pub async fn listen(&self, venue: VenueId, last: Option<i64>) -> Result<Listener> {
        let seat = self.seats().take()?;
        let ear = self.desk().listen(venue, last).await?;
        Ok(Listener { ear, _seat: seat })
    }
}

impl Listener {
    /// The next that he is told; none when there will be nothing more for him. `again` says as what he acts now, and is
    /// asked before he is told anything and whenever it may have changed; once it denies, he is told no more.
    pub async fn next<F, A>(&mut self, again: &mut F) -> Option<Told>
    where
        F: FnMut() -> A,
        A: Future<Output = Result<Actor>>,
    {
        loop {
            let actor = again().await.ok()?;
            match self.ear.heard().await {
                Ok(None) => {}
                Ok(Some(Heard::Afresh { revision })) => return Some(Told::Afresh { revision }),
                Ok(Some(Heard::Commit { revision, entries })) => {
                    return Some(told(actor, revision, &entries));
                }
                Ok(Some(Heard::End)) => return None,
                Err(fault) => {
                    tracing::warn!(%fault, "a listener is let go, for it cannot be read what happened");
                    return None;
                }
            }
            // Whether it rang or not, it is asked again.
            let _ = tokio::time::timeout(TRUSTED, self.ear.rung()).await;
        }
    }
}

/// What of a commit is somebody's affair. Something that may have gone out of his sight he must see for himself.
fn told(actor: Actor, revision: i64, entries: &[Entry]) -> Told {
    let (his, others): (Vec<&Entry>, Vec<&Entry>) = entries
        .iter()
        .partition(|entry| entry.happening.is_told_to(actor));
    if others.iter().any(|entry| entry.happening.may_leave_sight()) {
        let revision = Some(revision);
        return Told::Afresh { revision };
    }
    let changes = his.into_iter().cloned().collect();
    Told::Changes { revision, changes }
}
