//! What the installation as a whole remembers, by name.

use crate::engine::{Fault, Tx, texts};

texts! {
    READ_SETTING = "select value from setting where name = $1";
    WRITE_SETTING = "insert into setting (name, value) values ($1, $2)
        on conflict (name) do update set value = excluded.value";
}

/// The value under a name, if there is one.
pub async fn read(tx: &mut Tx, name: &str) -> Result<Option<String>, Fault> {
    let row = tx.row(&READ_SETTING, &[name.into()]).await?;
    row.map(|mut row| row.text()).transpose()
}

/// Keeps a value under a name.
pub async fn write(tx: &mut Tx, name: &str, value: &str) -> Result<(), Fault> {
    tx.write(&WRITE_SETTING, &[name.into(), value.into()])
        .await
        .map(drop)
}
