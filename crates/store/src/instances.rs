//! Which foreign contracts are spoken for which venues.

use bronya_domain::id::VenueId;
use bronya_domain::instance::Instance;

use crate::engine::{Fault, Row, Tx, texts};
use crate::rows::{as_json, json};

texts! {
    INSTANCES = "select name, venue, settings from instance order by name";
    PUT_INSTANCE = "insert into instance (name, venue, settings) values ($1, $2, $3)
        on conflict (name) do update set settings = excluded.settings where instance.venue = excluded.venue";
}

/// All of them, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<Instance>, Fault> {
    let rows = tx.rows(&INSTANCES, &[]).await?;
    rows.into_iter().map(read).collect()
}

/// Writes one, in the place of the one that had its name. False where another venue has that name.
pub async fn put(tx: &mut Tx, instance: &Instance) -> Result<bool, Fault> {
    let settings = as_json(&instance.settings)?;
    let args = [
        instance.name.as_str().into(),
        instance.venue.into(),
        settings.into(),
    ];
    Ok(tx.write(&PUT_INSTANCE, &args).await? > 0)
}

fn read(mut row: Row) -> Result<Instance, Fault> {
    Ok(Instance {
        name: row.text()?,
        venue: VenueId(row.int()?),
        settings: json(&row.text()?)?,
    })
}
