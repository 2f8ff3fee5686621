//! The keys by which other programs act for a venue.

use bronya_domain::happening::{About, Deed};
use bronya_domain::id::{AccountId, ApiKeyId, VenueId};
use bronya_domain::people::{ApiKey, Scope};
use bronya_domain::refusal::Reason;
use bronya_domain::span::to_micros;
use bronya_store::api_keys::{self, NewApiKey};
use bronya_store::{Fault, Ran, Tx, Work};
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

use super::refusable::ended;
use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

/// How exactly it is known when a key was last used. A program that calls all the time shall not write all the time.
const USE_NOTED: SignedDuration = SignedDuration::from_mins(1);

impl Desk {
    /// Makes a key for a venue, known here by its hash alone: SHA-256 in hexadecimal digits.
    pub async fn add_api_key(
        &self,
        venue: VenueId,
        name: String,
        scopes: Vec<Scope>,
        hash: String,
        made_by: Option<AccountId>,
        now: Timestamp,
    ) -> Result<ApiKey> {
        let now = to_micros(now);
        let new = NewApiKey {
            name,
            scopes,
            hash,
            made_by,
        };
        let desk = self.clone();
        let added = self.store.write(Some(venue), move |tx| {
            let (desk, new) = (desk.clone(), new.clone());
            Box::pin(async move {
                ended(
                    async {
                        tx.locked(venue).ok_or(No::UnknownVenue)?;
                        let key = api_keys::insert(tx, venue, &new, now).await?;
                        let (id, name) = (key.id, key.name.clone());
                        let about = About::Key { id, name };
                        desk.note(tx, venue, Deed::AddKey, about).await?;
                        Ok(key)
                    }
                    .await,
                )
            })
        });
        added.await?
    }

    /// All keys of a venue, revoked ones too, in the order of their numbers.
    pub async fn api_keys(&self, venue: VenueId) -> Result<Vec<ApiKey>> {
        let found = self
            .store
            .read(move |tx| Box::pin(api_keys::of_venue(tx, venue)));
        Ok(found.await?)
    }

    /// Revokes a key; it works no more from then on. Revoking it again changes nothing.
    pub async fn revoke_api_key(&self, venue: VenueId, id: ApiKeyId, now: Timestamp) -> Result<()> {
        let desk = self.clone();
        let revoked = self.store.write(Some(venue), move |tx| {
            let desk = desk.clone();
            Box::pin(async move {
                if !api_keys::revoke(tx, venue, id, now).await? {
                    return Ok((Ran::Looked, false));
                }
                let keys = api_keys::of_venue(tx, venue).await?;
                let name = keys.into_iter().find(|key| key.id == id);
                let name = name.map(|key| key.name).unwrap_or_default();
                let about = About::Key { id, name };
                desk.note(tx, venue, Deed::RevokeKey, about).await?;
                Ok((Ran::Wrote, true))
            })
        });
        match revoked.await? {
            true => Ok(()),
            false => Err(Reason::UnknownKey.into()),
        }
    }

    /// The key of a hash, with what it may do; none where there is no such key or it was revoked. That it was used is
    /// noted without letting the caller wait.
    pub async fn api_key(&self, hash: &str, now: Timestamp) -> Result<Option<ApiKey>> {
        let hash = hash.to_owned();
        let found = self
            .store
            .read(move |tx| Box::pin(async move { api_keys::of_hash(tx, &hash).await }));
        let key = found.await?;
        if let Some(key) = &key {
            self.note_use(key, now);
        }
        Ok(key)
    }

    fn note_use(&self, key: &ApiKey, now: Timestamp) {
        let known = key.used_at;
        if known.is_some_and(|used_at| now.duration_since(used_at) < USE_NOTED) {
            return;
        }
        let (venue, id) = (key.venue, key.id);
        // Where too many writes are waiting, the next use is noted instead.
        if let Err(fault) = self.store.submit(Box::new(Use { venue, id, now })) {
            tracing::debug!(%fault, %venue, key = %id, "the use of a key was not noted");
        }
    }
}

/// Notes that a key was used. Nobody waits for it.
struct Use {
    venue: VenueId,
    id: ApiKeyId,
    now: Timestamp,
}

impl Work for Use {
    fn venue(&self) -> Option<VenueId> {
        None
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Result<Ran, Fault>> {
        Box::pin(async move {
            api_keys::note_use(tx, self.venue, self.id, self.now).await?;
            Ok(Ran::Wrote)
        })
    }

    /// A fault was logged where it happened, and the next use is noted instead.
    fn settle(self: Box<Self>, _end: Result<(), Fault>) {}
}
