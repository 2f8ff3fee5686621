//! What is kept of one person: handed out, or erased.

use bronya_domain::happening::{About, Deed};
use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::refusal::Reason;
use bronya_domain::span::to_micros;
use bronya_store::persons::{self, Export, Person};
use bronya_store::{Ran, Tx, erase, members, people};
use jiff::Timestamp;

use super::last::{not_last_admin, not_last_operator};
use super::refusable::ended;
use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

/// How many bookings, or words of somebody who acted, one round erases: few enough that a venue's other guests hardly
/// wait for it.
const ROUND_MOST: i64 = 200;

impl Desk {
    /// Everything that is kept of a person.
    pub async fn export(&self, person: Person) -> Result<Export> {
        let found = self
            .store
            .read(move |tx| Box::pin(async move { persons::export(tx, &person).await }));
        Ok(found.await?.ok_or(Reason::UnknownAccount)?)
    }

    /// Erases what is kept of a person. Says how many bookings lost their guest; what was booked, when, and how it
    /// ended stays. Erasing that was interrupted is asked for again.
    ///
    /// Of those who run the installation, and of those who can run a venue, one always stays.
    pub async fn erase(&self, person: Person, now: Timestamp) -> Result<u64> {
        let now = to_micros(now);
        let id = match person {
            Person::Contact { venue, .. } => return self.erase_bookings(venue, &person, now).await,
            Person::Account(id) => id,
        };
        self.erase_account(id, now).await?;
        self.ring();
        let mut erased = 0;
        while let Some(venue) = self.venue_of_bookings(id).await? {
            erased += self.erase_bookings(venue, &person, now).await?;
        }
        self.erase_words(id).await?;
        Ok(erased)
    }

    async fn erase_account(&self, id: AccountId, now: Timestamp) -> Result<()> {
        let erased = self.store.write(None, move |tx| {
            Box::pin(async move { ended(erase_account(tx, id, now).await) })
        });
        erased.await?
    }

    async fn venue_of_bookings(&self, id: AccountId) -> Result<Option<VenueId>> {
        let found = self.store.read(move |tx| Box::pin(erase::venue_of(tx, id)));
        Ok(found.await?)
    }

    async fn erase_bookings(&self, venue: VenueId, person: &Person, now: Timestamp) -> Result<u64> {
        let mut erased = 0;
        loop {
            let (desk, person) = (self.clone(), person.clone());
            let is_first = erased == 0;
            let round = self.store.write(Some(venue), move |tx| {
                let (desk, person) = (desk.clone(), person.clone());
                Box::pin(async move {
                    ended(
                        async {
                            tx.locked(venue).ok_or(No::UnknownVenue)?;
                            let some = erase::bookings(tx, venue, &person, ROUND_MOST, now).await?;
                            if is_first && matches!(person, Person::Contact { .. }) {
                                desk.note(tx, venue, Deed::EraseGuest, About::Guest).await?;
                            }
                            Ok(some)
                        }
                        .await,
                    )
                })
            });
            let some = round.await??;
            erased += some;
            if some < ROUND_MOST.unsigned_abs() {
                return Ok(erased);
            }
        }
    }

    async fn erase_words(&self, id: AccountId) -> Result<()> {
        loop {
            let round = self.store.write(None, move |tx| {
                Box::pin(async move { Ok((Ran::Wrote, erase::words(tx, id, ROUND_MOST).await?)) })
            });
            if round.await? == 0 {
                return Ok(());
            }
        }
    }
}

/// An account that was erased already is left as it is: what is left to do are its bookings.
async fn erase_account(tx: &mut Tx, id: AccountId, now: Timestamp) -> Result<()> {
    people::hold_names(tx).await?;
    match people::lock(tx, id).await? {
        Some(account) => {
            not_last_operator(tx, &account).await?;
            for membership in members::memberships(tx, id).await? {
                not_last_admin(tx, membership.venue, id).await?;
            }
            Ok(erase::account(tx, account, now).await?)
        }
        None => match people::account(tx, id).await? {
            Some(_) => Ok(()),
            None => Err(Reason::UnknownAccount.into()),
        },
    }
}
