//! Shutting accounts out, and letting them in again.

use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::people::Account;
use bronya_domain::refusal::Reason;
use bronya_store::{Tx, api_keys, people, sessions};
use jiff::Timestamp;

use super::accounts::{ADDRESS_LINKS, void};
use super::last::{not_last_admin, not_last_operator};
use super::refusable::ended;
use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

impl Desk {
    /// Shuts somebody out, which ends his logins and makes the links to him worthless, or lets him in again. Of those
    /// who run the installation one always stays. A venue may lose its last admin by this: whose password was stolen
    /// must be out at once, and whoever runs the installation can name another.
    pub async fn set_account_blocked(
        &self,
        id: AccountId,
        blocked: bool,
        now: Timestamp,
    ) -> Result<Account> {
        let changed = self.store.write(None, move |tx| {
            Box::pin(async move { ended(set_blocked(tx, id, blocked, now).await) })
        });
        let changed = changed.await?;
        self.ring();
        changed
    }

    /// The same for somebody whose account is a venue's own affair, on behalf of that venue: of those who can run it one
    /// always stays.
    pub async fn set_user_blocked(
        &self,
        venue: VenueId,
        id: AccountId,
        blocked: bool,
        now: Timestamp,
    ) -> Result<Account> {
        let changed = self.store.write(Some(venue), move |tx| {
            Box::pin(async move {
                ended(
                    async {
                        tx.locked(venue).ok_or(No::UnknownVenue)?;
                        if blocked {
                            not_last_admin(tx, venue, id).await?;
                        }
                        set_blocked(tx, id, blocked, now).await
                    }
                    .await,
                )
            })
        });
        let changed = changed.await?;
        self.ring();
        changed
    }
}

async fn set_blocked(tx: &mut Tx, id: AccountId, blocked: bool, now: Timestamp) -> Result<Account> {
    people::hold_names(tx).await?;
    let account = people::lock(tx, id).await?.ok_or(Reason::UnknownAccount)?;
    if account.blocked == blocked {
        return Ok(account);
    }
    if blocked {
        not_last_operator(tx, &account).await?;
        void(tx, id, &ADDRESS_LINKS, now).await?;
        sessions::end_all(tx, id, None).await?;
        api_keys::revoke_made_by(tx, id, now).await?;
    }
    Ok(people::update(tx, Account { blocked, ..account }).await?)
}
