//! What the installation as a whole remembers, by name.

use crate::engine::{Fault, Tx, texts, wrong};

texts! {
    READ_SETTING = "select value from setting where name = $1";
    /// The first value stays: of two programs that start at once, both then use the same.
    KEEP_SETTING = "insert into setting (name, value) values ($1, $2) on conflict (name) do nothing";
    REPLACE_SETTING = "insert into setting (name, value) values ($1, $2)
        on conflict (name) do update set value = excluded.value";
}

/// The value under a name, if there is one.
pub async fn read(tx: &mut Tx, name: &str) -> Result<Option<String>, Fault> {
    let row = tx.row(&READ_SETTING, &[name.into()]).await?;
    row.map(|mut row| row.text()).transpose()
}

/// Keeps a value under a name unless there is one already, and says which value there then is.
pub async fn keep(tx: &mut Tx, name: &str, value: &str) -> Result<String, Fault> {
    tx.write(&KEEP_SETTING, &[name.into(), value.into()])
        .await?;
    read(tx, name)
        .await?
        .ok_or_else(|| wrong("a setting that was just kept is gone"))
}

/// Puts a value under a name in the place of whatever was there.
pub async fn replace(tx: &mut Tx, name: &str, value: &str) -> Result<(), Fault> {
    tx.write(&REPLACE_SETTING, &[name.into(), value.into()])
        .await
        .map(drop)
}
