//! Idempotency keys: what was made under which key, so that asking again makes nothing twice.

use bronya_domain::decide::Outcome;
use bronya_domain::id::VenueId;
use jiff::Timestamp;

use crate::engine::{Fault, Kept, Row, Tx, V, texts};
use crate::rows::{as_json, json};

texts! {
    FIND_KEY = "select fingerprint, outcome from idempotency where venue = $1 and caller = $2 and key = $3";
    KEEP_KEY = "insert into idempotency (venue, caller, key, fingerprint, outcome, made_at, touched_at)
        values ($1, $2, $3, $4, $5, $6, $6)";
    TOUCH_KEY = "update idempotency set touched_at = $4 where venue = $1 and caller = $2 and key = $3";
    FORGET_KEYS = "delete from idempotency where touched_at < $1";
}

/// A key that a caller chose for one thing that he wants done once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Whose key it is; two callers may choose the same.
    pub caller: String,
    /// The key.
    pub key: String,
    /// What he wants done, as a digest.
    pub fingerprint: String,
}

impl Key {
    fn place(&self, venue: VenueId) -> Vec<V> {
        vec![
            venue.into(),
            self.caller.as_str().into(),
            self.key.as_str().into(),
        ]
    }
}

/// What came of the key before: the digest of what was asked then, and the outcome.
pub async fn find(
    tx: &mut Tx,
    venue: VenueId,
    key: &Key,
) -> Result<Option<(String, Outcome)>, Fault> {
    if let Some(kept) = tx.known.key(venue, &key.caller, &key.key) {
        return Ok(kept);
    }
    kept(tx.rows(&FIND_KEY, &key.place(venue)).await?)
}

/// The same for many keys, asked as one.
pub(crate) async fn find_each(tx: &mut Tx, keys: &[(VenueId, Key)]) -> Result<Vec<Kept>, Fault> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let asked: Vec<Vec<V>> = keys.iter().map(|(venue, key)| key.place(*venue)).collect();
    let answers = tx.rows_of_many(&FIND_KEY, &asked).await?;
    answers.into_iter().map(kept).collect()
}

fn kept(rows: Vec<Row>) -> Result<Kept, Fault> {
    let mut rows = rows.into_iter();
    let read = |mut row: Row| Ok((row.text()?, json(&row.text()?)?));
    rows.next().map(read).transpose()
}

/// Keeps what came of a key, in the transaction in which it came.
pub fn keep(
    tx: &mut Tx,
    venue: VenueId,
    key: &Key,
    outcome: Outcome,
    now: Timestamp,
) -> Result<(), Fault> {
    let mut args = key.place(venue);
    args.extend([
        key.fingerprint.as_str().into(),
        as_json(&outcome)?.into(),
        now.into(),
    ]);
    tx.write_soon(vec![(&KEEP_KEY, args)])
}

/// Marks a key as asked for again. A replay must write: were it only to read, it could promise what a commit that was
/// interrupted had not yet made safe.
pub async fn touch(tx: &mut Tx, venue: VenueId, key: &Key, now: Timestamp) -> Result<(), Fault> {
    let mut args = key.place(venue);
    args.push(now.into());
    tx.write(&TOUCH_KEY, &args).await.map(drop)
}

/// Forgets keys that nobody has asked for since.
pub async fn forget(tx: &mut Tx, since: Timestamp) -> Result<u64, Fault> {
    tx.write(&FORGET_KEYS, &[since.into()]).await
}
