//! The keys by which other programs act for a venue. A key is known by its hash alone.

use bronya_domain::id::{AccountId, ApiKeyId, VenueId};
use bronya_domain::people::{ApiKey, Scope};
use jiff::Timestamp;

use crate::counts;
use crate::engine::{Fault, Row, Tx, texts};
use crate::rows::{as_json, json};

macro_rules! key_columns {
    () => {
        "venue, id, name, scopes, made_by, made_at, used_at, revoked_at"
    };
}

texts! {
    API_KEYS = concat!("select ", key_columns!(), " from api_key where venue = $1 order by id");
    API_KEY_OF_HASH = concat!("select ", key_columns!(), " from api_key where hash = $1 and revoked_at is null");
    INSERT_API_KEY = "insert into api_key (venue, id, name, hash, scopes, made_by, made_at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    /// Who revokes it again changes nothing.
    REVOKE_API_KEY = "update api_key set revoked_at = coalesce(revoked_at, $3) where venue = $1 and id = $2";
    REVOKE_MADE_BY = "update api_key set revoked_at = $2 where made_by = $1 and revoked_at is null";
    NOTE_USE = "update api_key set used_at = $3 where venue = $1 and id = $2 and (used_at is null or used_at < $3)";
}

/// A key to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApiKey {
    /// What it is for, in its maker's words.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// SHA-256 of the key, in hexadecimal digits.
    pub hash: String,
    /// Who makes it; nobody where the operator's key does.
    pub made_by: Option<AccountId>,
}

/// Writes a key under the next number of its venue.
pub async fn insert(
    tx: &mut Tx,
    venue: VenueId,
    new: &NewApiKey,
    now: Timestamp,
) -> Result<ApiKey, Fault> {
    let id = counts::next(tx, &format!("api_keys of {venue}")).await?;
    let key = ApiKey {
        venue,
        id: ApiKeyId(id),
        name: new.name.clone(),
        scopes: new.scopes.clone(),
        made_by: new.made_by,
        made_at: now,
        used_at: None,
        revoked_at: None,
    };
    let args = [
        venue.into(),
        key.id.into(),
        key.name.as_str().into(),
        new.hash.as_str().into(),
        as_json(&key.scopes)?.into(),
        key.made_by.map_or(0, |account| account.0).into(),
        now.into(),
    ];
    tx.write(&INSERT_API_KEY, &args).await?;
    Ok(key)
}

/// All keys of a venue, revoked ones too.
pub async fn of_venue(tx: &mut Tx, venue: VenueId) -> Result<Vec<ApiKey>, Fault> {
    let rows = tx.rows(&API_KEYS, &[venue.into()]).await?;
    rows.into_iter().map(read).collect()
}

/// The key of a hash, unless it was revoked.
pub async fn of_hash(tx: &mut Tx, hash: &str) -> Result<Option<ApiKey>, Fault> {
    let row = tx.row(&API_KEY_OF_HASH, &[hash.into()]).await?;
    row.map(read).transpose()
}

/// Revokes a key. False where there is no such key.
pub async fn revoke(
    tx: &mut Tx,
    venue: VenueId,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let args = [venue.into(), id.into(), now.into()];
    Ok(tx.write(&REVOKE_API_KEY, &args).await? > 0)
}

/// Takes back every key that an account made, at whatever venue: whoever made one knows it.
pub async fn revoke_made_by(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<(), Fault> {
    tx.write(&REVOKE_MADE_BY, &[account.into(), now.into()])
        .await
        .map(drop)
}

/// Notes that a key was used.
pub async fn note_use(
    tx: &mut Tx,
    venue: VenueId,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<(), Fault> {
    let args = [venue.into(), id.into(), now.into()];
    tx.write(&NOTE_USE, &args).await.map(drop)
}

fn read(mut row: Row) -> Result<ApiKey, Fault> {
    Ok(ApiKey {
        venue: VenueId(row.int()?),
        id: ApiKeyId(row.int()?),
        name: row.text()?,
        scopes: json(&row.text()?)?,
        made_by: Some(row.int()?)
            .filter(|account| *account != 0)
            .map(AccountId),
        made_at: row.instant()?,
        used_at: row.maybe_instant()?,
        revoked_at: row.maybe_instant()?,
    })
}
