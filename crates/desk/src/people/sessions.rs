//! Logins: beginning them, who stands behind one, renewing and ending them.

use std::collections::BTreeMap;

use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::people::Member;
use bronya_domain::refusal::Reason;
use bronya_domain::span::{later, to_micros};
use bronya_store::sessions::{self, OwnLogin, Session};
use bronya_store::{Fault, Ran, Tx, people};
use jiff::{SignedDuration, Timestamp};

use super::refusable::ended;
use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

/// How long the refresh token before the last one is still good for the last one: two tabs of one browser renew at
/// once, and an answer that was lost is asked for again.
const GRACE: SignedDuration = SignedDuration::from_secs(10);

/// What became of a refresh token that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// It was the last one; now this generation is.
    Next {
        /// The generation that is good from now on.
        generation: i64,
    },
    /// It was renewed a moment ago; this generation is good.
    Same {
        /// The generation that is good.
        generation: i64,
    },
    /// It was renewed long ago, so somebody has a token that he should not have. The session was ended.
    Reused,
    /// The session had ended before, or its account is shut out.
    Over,
}

impl Desk {
    /// Begins a login under an unguessable name. With `shown`, the hash that the password was checked against, it
    /// begins only if that still is the account's: checking takes long enough for somebody to change the password.
    ///
    /// Refused as `account_blocked` where the account is shut out or gone, and as `password_changed`.
    pub async fn start_session(
        &self,
        account: AccountId,
        shown: Option<&str>,
        id: &str,
        lives: SignedDuration,
        now: Timestamp,
    ) -> Result<()> {
        let (shown, id) = (shown.map(str::to_owned), id.to_owned());
        let times = [now, later(now, lives)].map(to_micros);
        let started = self.store.write(None, move |tx| {
            let (shown, id) = (shown.clone(), id.clone());
            Box::pin(async move { ended(start(tx, account, shown.as_deref(), &id, times).await) })
        });
        started.await?
    }

    /// A login that holds, with whom it is of and what he may do; none where it ended, or its account is shut out. It
    /// is asked with every request and is one statement.
    pub async fn session(&self, id: &str, now: Timestamp) -> Result<Option<Session>> {
        let id = id.to_owned();
        let found = self
            .store
            .read(move |tx| Box::pin(async move { sessions::find(tx, &id, now).await }));
        Ok(found.await?)
    }

    /// Renews a refresh token of this generation. One that was renewed long ago ends the session.
    pub async fn rotate_session(
        &self,
        id: &str,
        generation: i64,
        now: Timestamp,
    ) -> Result<Rotation> {
        let id = id.to_owned();
        let rotated = self.store.write(None, move |tx| {
            let id = id.clone();
            Box::pin(async move { rotate(tx, &id, generation, now).await })
        });
        Ok(rotated.await?)
    }

    /// The logins of an account that hold, the last first.
    pub async fn sessions_of(&self, account: AccountId, now: Timestamp) -> Result<Vec<OwnLogin>> {
        let found = self
            .store
            .read(move |tx| Box::pin(sessions::of_account(tx, account, now)));
        Ok(found.await?)
    }

    /// When these members of a venue last came in, as far as their logins are still known.
    pub async fn last_seen(
        &self,
        venue: VenueId,
        members: &[Member],
    ) -> Result<BTreeMap<AccountId, Timestamp>> {
        let ids = || members.iter().map(|member| member.account.id);
        let (Some(first), Some(last)) = (ids().min(), ids().max()) else {
            return Ok(BTreeMap::new());
        };
        let found = self
            .store
            .read(move |tx| Box::pin(sessions::last_seen(tx, venue, [first, last])));
        Ok(found.await?.into_iter().collect())
    }

    /// Ends one of the logins of an account. False where it has none of that name.
    pub async fn end_own_session(&self, account: AccountId, id: &str) -> Result<bool> {
        let id = id.to_owned();
        let over = self.store.write(None, move |tx| {
            let id = id.clone();
            Box::pin(async move { Ok((Ran::Wrote, sessions::end_own(tx, account, &id).await?)) })
        });
        Ok(over.await?)
    }

    /// Ends a login.
    pub async fn end_session(&self, id: &str) -> Result<()> {
        let id = id.to_owned();
        let over = self.store.write(None, move |tx| {
            let id = id.clone();
            Box::pin(async move { Ok((Ran::Wrote, sessions::end(tx, &id).await?)) })
        });
        over.await?;
        self.ring();
        Ok(())
    }

    /// Ends all logins of an account but one.
    pub async fn end_sessions(&self, account: AccountId, except: Option<&str>) -> Result<()> {
        let except = except.map(str::to_owned);
        let over = self.store.write(None, move |tx| {
            let except = except.clone();
            Box::pin(async move {
                // Behind the account's lock, so that a login that is beginning is ended too or begins afterwards.
                people::lock(tx, account).await?;
                Ok((
                    Ran::Wrote,
                    sessions::end_all(tx, account, except.as_deref()).await?,
                ))
            })
        });
        over.await?;
        self.ring();
        Ok(())
    }
}

async fn start(
    tx: &mut Tx,
    account: AccountId,
    shown: Option<&str>,
    id: &str,
    times: [Timestamp; 2],
) -> Result<()> {
    if sessions::start(tx, account, shown, id, times).await? {
        return Ok(());
    }
    let account = people::account(tx, account).await?;
    let welcome = account.is_some_and(|account| !account.blocked && account.erased_at.is_none());
    Err(match welcome {
        true => Reason::PasswordChanged,
        false => Reason::AccountBlocked,
    }
    .into())
}

/// The last generation gives the next one, by one write whose condition only one of many can meet. Whoever does not
/// meet it looks where the session stands.
async fn rotate(
    tx: &mut Tx,
    id: &str,
    generation: i64,
    now: Timestamp,
) -> Result<(Ran, Rotation), Fault> {
    if sessions::rotate(tx, id, generation, now).await? {
        let generation = generation + 1;
        return Ok((Ran::Wrote, Rotation::Next { generation }));
    }
    let Some((last, since)) = sessions::standing(tx, id, now).await? else {
        return Ok((Ran::Looked, Rotation::Over));
    };
    if generation == last - 1 && now.duration_since(since) <= GRACE {
        return Ok((Ran::Looked, Rotation::Same { generation: last }));
    }
    sessions::end(tx, id).await?;
    Ok((Ran::Wrote, Rotation::Reused))
}
