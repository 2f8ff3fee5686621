//! Does what is due by the clock: lets holds and undecided orders lapse, forgets old keys, logins, links and what could be
//! taken back. Nothing depends on it coming in time: whoever books finds a lapsed claim lapsed, whether it came or not.

use bronya_domain::command::{Act, Actor, Command};
use bronya_domain::id::VenueId;
use bronya_domain::span::later;
use bronya_store::{Ran, keys, search, sessions, tickets, undo};
use jiff::{SignedDuration, Timestamp};

use crate::answer::{Done, No};
use crate::desk::Desk;

/// How many things of a sort one round takes on.
const ROUND_MOST: i64 = 1000;
/// How long a key is kept after it was last asked for.
const KEYS_KEPT: SignedDuration = SignedDuration::from_hours(72);
/// How long it is kept what could be taken back, so that whoever comes too late is told so.
const UNDOS_KEPT: SignedDuration = SignedDuration::from_hours(1);
/// How long a link is kept after it stopped working, so that it can still be told what became of it.
const TICKETS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

impl Desk {
    /// One round of what is due. Says how many holds and orders lapsed.
    pub async fn upkeep(&self, now: Timestamp) -> Result<usize, No> {
        let due = self.store.read(move |tx| {
            Box::pin(async move {
                let holds = search::due_holds(tx, now, ROUND_MOST).await?;
                Ok((holds, search::due_bookings(tx, now, ROUND_MOST).await?))
            })
        });
        let (holds, bookings) = due.await?;
        let acts = holds
            .into_iter()
            .map(|(venue, id)| (venue, Act::ExpireHold(id)));
        let acts = acts.chain(
            bookings
                .into_iter()
                .map(|(venue, id)| (venue, Act::ExpireBooking(id))),
        );
        let mut lapsed = 0;
        for (venue, act) in acts {
            match self.let_lapse(venue, act, now).await {
                Ok(gone) => lapsed += usize::from(gone),
                // One venue's fault is no reason to let the others wait.
                Err(no) => tracing::warn!(%no, %venue, "a deadline that passed could not be noted"),
            }
        }
        Ok(lapsed)
    }

    /// Forgets keys that nobody has asked for in days. Says how many.
    pub async fn forget_keys(&self, now: Timestamp) -> Result<u64, No> {
        let since = later(now, -KEYS_KEPT);
        let forgotten = self.store.write(None, move |tx| {
            Box::pin(async move { Ok((Ran::Wrote, keys::forget(tx, since).await?)) })
        });
        Ok(forgotten.await?)
    }

    /// Forgets what could be taken back a while ago. Says how much.
    pub async fn forget_undos(&self, now: Timestamp) -> Result<u64, No> {
        let before = later(now, -UNDOS_KEPT);
        let forgotten = self.store.write(None, move |tx| {
            Box::pin(async move { Ok((Ran::Wrote, undo::forget(tx, before).await?)) })
        });
        Ok(forgotten.await?)
    }

    /// Forgets logins whose time is over, and links that stopped working long ago. Says how many.
    pub async fn forget_sessions(&self, now: Timestamp) -> Result<u64, No> {
        let before = later(now, -TICKETS_KEPT);
        let forgotten = self.store.write(None, move |tx| {
            Box::pin(async move {
                let over = sessions::forget(tx, now).await?;
                Ok((Ran::Wrote, over + tickets::forget(tx, before).await?))
            })
        });
        Ok(forgotten.await?)
    }

    async fn let_lapse(&self, venue: VenueId, act: Act, now: Timestamp) -> Result<bool, No> {
        let command = Command {
            actor: Actor::CLOCK,
            act,
            expects: None,
        };
        let done = self
            .begin_patiently(venue, command, None, now)
            .await?
            .await?;
        Ok(done != Done::Nothing)
    }
}
