//! Numbers that are given out once: a count for each kind of thing. A count is a row of its own, and whoever takes the
//! next number keeps the row until his transaction ends, so that instances that do it at once wait for one another.

use crate::engine::{Fault, Tx, texts, wrong};

texts! {
    START_COUNT = "insert into setting (name, value) values ($1, '0') on conflict (name) do nothing";
    COUNT_ON = "update setting set value = cast(cast(value as bigint) + 1 as text) where name = $1
        returning cast(value as bigint)";
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

/// Keeps a count as if a number were taken: what is looked up afterwards cannot be changed by another holder any more.
pub(crate) async fn hold(tx: &mut Tx, name: &str) -> Result<(), Fault> {
    tx.write(&START_COUNT, &[name.into()]).await?;
    tx.write(&HOLD_COUNT, &[name.into()]).await.map(drop)
}
