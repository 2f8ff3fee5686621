//! What the staff can take back for a moment: kept with the change, forgotten soon after.

use std::collections::HashMap;

use bronya_domain::id::{BookingId, VenueId};
use bronya_domain::undo::Undo;
use jiff::Timestamp;

use crate::engine::{Fault, Sql, Tx, V, texts};
use crate::rows::{as_json, json};

texts! {
    KEEP_UNDO = "insert into undo (venue, booking, version, until, was) values ($1, $2, $3, $4, $5)
        on conflict (venue, booking) do update
            set version = excluded.version, until = excluded.until, was = excluded.was";
    /// Word of a change is on its way once a courier was lent any of it.
    FIND_UNDO = "select version, until, was, (select count(*) from outbox
            where outbox.venue = undo.venue and about = 1 and number = booking and outbox.version = undo.version
                and (attempts > 0 or settled_at is not null))
        from undo where venue = $1 and booking = $2";
    OPEN_UNDOS = "select booking, version, until from undo where venue = $1 and until >= $2";
    WITHDRAW = "delete from outbox where venue = $1 and about = 1 and number = $2 and version = $3
        and attempts = 0 and settled_at is null";
    UNDER_WAY = "select 1 from outbox where venue = $1 and about = 1 and number = $2 and version = $3 limit 1";
    /// What waited for a change to stand need not wait once another one stands upon it. Reminders have their own time.
    RELEASE = "update outbox set due_at = $4 where venue = $1 and about = 1 and number = $2 and version <= $3
        and topic <> 'reminder' and due_at > $4 and attempts = 0 and settled_at is null";
    FORGET_UNDOS = "delete from undo where until < $1";
}

/// The last change of a booking that could be taken back, in time or not.
pub(crate) async fn find(
    tx: &mut Tx,
    venue: VenueId,
    booking: BookingId,
) -> Result<Option<Undo>, Fault> {
    let row = tx.row(&FIND_UNDO, &[venue.into(), booking.into()]).await?;
    let Some(mut row) = row else {
        return Ok(None);
    };
    Ok(Some(Undo {
        version: row.int()?,
        until: row.instant()?,
        before: json(&row.text()?)?,
        told: row.truth()?,
    }))
}

/// The bookings of a venue whose change to this version can be taken back at `now`, and until when.
pub async fn open(
    tx: &mut Tx,
    venue: VenueId,
    now: Timestamp,
) -> Result<HashMap<(BookingId, i64), Timestamp>, Fault> {
    let rows = tx.rows(&OPEN_UNDOS, &[venue.into(), now.into()]).await?;
    rows.into_iter()
        .map(|mut row| Ok(((BookingId(row.int()?), row.int()?), row.instant()?)))
        .collect()
}

/// What keeps a change, so that it can be taken back.
pub(crate) fn kept(
    venue: VenueId,
    booking: BookingId,
    undo: &Undo,
) -> Result<(&'static Sql, Vec<V>), Fault> {
    let was = as_json(&undo.before)?;
    let values = vec![
        venue.into(),
        booking.into(),
        undo.version.into(),
        undo.until.into(),
        was.into(),
    ];
    Ok((&KEEP_UNDO, values))
}

/// Withdraws the messages that a change owes which is taken back. The decision rests on none of them being under way;
/// a courier who was lent one meanwhile makes the whole of it be decided anew.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    venue: VenueId,
    booking: BookingId,
    version: i64,
) -> Result<(), Fault> {
    let change = [venue.into(), booking.into(), version.into()];
    tx.write(&WITHDRAW, &change).await?;
    match tx.row(&UNDER_WAY, &change).await? {
        None => Ok(()),
        Some(_) => Err(Fault::Contended("a courier was quicker".into())),
    }
}

/// Lets the messages go that changes up to this one owe, which cannot be taken back any more, so that they come before
/// those of the change after it.
pub(crate) async fn release(
    tx: &mut Tx,
    venue: VenueId,
    booking: BookingId,
    version: i64,
    now: Timestamp,
) -> Result<(), Fault> {
    let args = [venue.into(), booking.into(), version.into(), now.into()];
    tx.write(&RELEASE, &args).await.map(drop)
}

/// Forgets what could be taken back until `before`. Says how much.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64, Fault> {
    tx.write(&FORGET_UNDOS, &[before.into()]).await
}
