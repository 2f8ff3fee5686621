//! Everything that an audit looks at, as it lies in the database: nothing is made sense of here, because an audit is
//! about rows that make none.

use bronya_domain::id::{BookingId, ResourceId, VenueId};

use crate::engine::{Fault, Row, Tx, texts};

texts! {
    LIVE_CLAIMS = "select resource, lane, starts_at, ends_at, owner_kind, owner from claim
        where venue = $1 and live = 1 order by resource, lane, starts_at, ends_at";
    ALL_BOOKINGS = "select id, state, price, version, case when from_confirmation = 0 then starts_at end,
            ends_at, slot, party, deadline from booking where venue = $1 and id > $2 order by id limit $3";
    ALL_HISTORY = "select booking, version, act, state_before, state_after, price, starts_at, ends_at, slot, party, deadline
        from history
        where venue = $1 and booking > $2 and booking <= $3 order by booking, version";
    LIVE_OF_BOOKINGS = "select owner, cast(sum(live) as bigint), count(*) from claim
        where venue = $1 and owner_kind = 1 and owner > $2 and owner <= $3 group by owner order by owner";
    ORPHANED_CLAIMS = "select owner_kind, owner from claim c where venue = $1 and live = 1 and (
            (owner_kind = 1 and not exists (select 1 from booking b where b.venue = c.venue and b.id = c.owner))
            or (owner_kind = 2 and not exists (select 1 from hold h where h.venue = c.venue and h.id = c.owner))
            or (owner_kind = 3 and not exists (select 1 from block k where k.venue = c.venue and k.id = c.owner)))";
    LANES = "select id, lanes from resource where venue = $1";
}

/// A live claim, as it lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveClaim {
    /// The resource.
    pub resource: ResourceId,
    /// The lane.
    pub lane: i64,
    /// Its start, in microseconds.
    pub starts_at: i64,
    /// Its end, in microseconds; the largest number while it is open.
    pub ends_at: i64,
    /// What kind of thing owns it, and its number.
    pub owner: (i64, i64),
}

/// A booking, as it lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingRow {
    /// Its number.
    pub id: BookingId,
    /// The word for where it stands.
    pub state: String,
    /// Its price.
    pub price: i64,
    /// How often it changed.
    pub version: i64,
    /// What else of it its last line of history tells.
    pub terms: Terms,
    /// How many of its claims are live, and how many it has.
    pub claims: (i64, i64),
    /// Its history, oldest line first.
    pub history: Vec<HistoryRow>,
}

/// A line of history, as it lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// The version that the change gave the booking.
    pub version: i64,
    /// The word for what was done.
    pub act: String,
    /// The word for where the booking stood before.
    pub before: Option<String>,
    /// The word for where it stood after.
    pub after: String,
    /// The price.
    pub price: i64,
    /// What else it tells.
    pub terms: Terms,
}

/// When something is and what it is for: start and end in microseconds, slot, party size, deadline in microseconds.
pub type Terms = [Option<i64>; 5];

/// All live claims of a venue, by resource and lane and in order of time.
pub async fn live_claims(tx: &mut Tx, venue: VenueId) -> Result<Vec<LiveClaim>, Fault> {
    let rows = tx.rows(&LIVE_CLAIMS, &[venue.into()]).await?;
    let claim = |mut row: Row| {
        Ok(LiveClaim {
            resource: ResourceId(row.int()?),
            lane: row.int()?,
            starts_at: row.int()?,
            ends_at: row.int()?,
            owner: (row.int()?, row.int()?),
        })
    };
    rows.into_iter().map(claim).collect()
}

/// The live claims that nothing owns, by kind and number of the owner that is missing.
pub async fn orphaned_claims(tx: &mut Tx, venue: VenueId) -> Result<Vec<(i64, i64)>, Fault> {
    let rows = tx.rows(&ORPHANED_CLAIMS, &[venue.into()]).await?;
    rows.into_iter()
        .map(|mut row| Ok((row.int()?, row.int()?)))
        .collect()
}

/// How many lanes each resource of a venue has.
pub async fn lanes(tx: &mut Tx, venue: VenueId) -> Result<Vec<(ResourceId, i64)>, Fault> {
    let rows = tx.rows(&LANES, &[venue.into()]).await?;
    rows.into_iter()
        .map(|mut row| Ok((ResourceId(row.int()?), row.int()?)))
        .collect()
}

/// Bookings of a venue with their history, after a number, at most `most`.
pub async fn bookings(
    tx: &mut Tx,
    venue: VenueId,
    after: BookingId,
    most: i64,
) -> Result<Vec<BookingRow>, Fault> {
    let rows = tx
        .rows(&ALL_BOOKINGS, &[venue.into(), after.into(), most.into()])
        .await?;
    let booking = |mut row: Row| {
        Ok(BookingRow {
            id: BookingId(row.int()?),
            state: row.text()?,
            price: row.int()?,
            version: row.int()?,
            terms: terms(&mut row)?,
            claims: (0, 0),
            history: Vec::new(),
        })
    };
    let mut bookings: Vec<BookingRow> = rows
        .into_iter()
        .map(booking)
        .collect::<Result<_, Fault>>()?;
    let Some(last) = bookings.last().map(|last| last.id) else {
        return Ok(bookings);
    };
    let range = [venue.into(), after.into(), last.into()];
    let place = |bookings: &[BookingRow], id: i64| {
        bookings
            .binary_search_by_key(&id, |booking| booking.id.0)
            .ok()
    };
    for mut row in tx.rows(&ALL_HISTORY, &range).await? {
        if let Some(place) = place(&bookings, row.int()?) {
            let line = HistoryRow {
                version: row.int()?,
                act: row.text()?,
                before: row.maybe_text()?,
                after: row.text()?,
                price: row.int()?,
                terms: terms(&mut row)?,
            };
            bookings[place].history.push(line);
        }
    }
    for mut row in tx.rows(&LIVE_OF_BOOKINGS, &range).await? {
        if let Some(place) = place(&bookings, row.int()?) {
            bookings[place].claims = (row.int()?, row.int()?);
        }
    }
    Ok(bookings)
}

fn terms(row: &mut Row) -> Result<Terms, Fault> {
    let mut terms = Terms::default();
    for cell in &mut terms {
        *cell = row.maybe_int()?;
    }
    Ok(terms)
}
