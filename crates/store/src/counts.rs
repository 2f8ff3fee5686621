//! Numbers that are given out once: a count for each kind of thing. A count is a row of its own, and whoever takes the
//! next number keeps the row until his transaction ends, so that instances that do it at once wait for one another.

use crate::engine::{Fault, Tx, texts, wrong};

texts! {
    START_COUNT = "insert into setting (name, value) values ($1, '0') on conflict (name) do nothing";
    COUNT_ON = "update setting set value = cast(cast(value as bigint) + 1 as text) where name = $1
        returning cast(value as bigint)";
    /// The condition stands in the value, for other settings are no numbers and must not be read as some.
    COUNT_TO = "update setting set value = case when cast(value as bigint) < $2 then cast($2 - 1 as text) else value end
        where name = $1";
    HOLD_COUNT = "update setting set value = value where name = $1";
}

/// The count of accounts; whoever gives out login names or makes operators holds it too.
pub(crate) const ACCOUNTS: &str = "accounts";
/// The count of links that work once.
pub(crate) const TICKETS: &str = "tickets";

/// The next number of a count, from 1.
pub(crate) async fn next(tx: &mut Tx, name: &str) -> Result<i64, Fault> {
    tx.write(&START_COUNT, &[name.into()]).await?;
    let row = tx.row(&COUNT_ON, &[name.into()]).await?;
    row.ok_or_else(|| wrong("a count without a row"))?.int()
}

/// Moves a count forward, so that this number is the next one. Where it was given out, or a later one was, nothing moves.
pub(crate) async fn skip_to(tx: &mut Tx, name: &str, number: i64) -> Result<(), Fault> {
    tx.write(&START_COUNT, &[name.into()]).await?;
    tx.write(&COUNT_TO, &[name.into(), number.into()])
        .await
        .map(drop)
}

/// Keeps a count as if a number were taken: what is looked up afterwards cannot be changed by another holder any more.
pub(crate) async fn hold(tx: &mut Tx, name: &str) -> Result<(), Fault> {
    tx.write(&START_COUNT, &[name.into()]).await?;
    tx.write(&HOLD_COUNT, &[name.into()]).await.map(drop)
}
