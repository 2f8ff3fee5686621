//! What the staff's screens show: the bookings of a stretch of time with their claims, the holds beside them,
//! those that wait for a decision, and who has the time that they want.

use std::collections::BTreeSet;

use bronya_domain::booking::{Booking, Hold};
use bronya_domain::id::{BookingId, HoldId, ResourceId, SlotId, VenueId};
use bronya_domain::occupancy::Claim;
use bronya_domain::span::Span;
use jiff::Timestamp;

use crate::engine::{Fault, Row, Tx, V, texts, wrong};
use crate::rows::{self, booking_columns, end, party, span};
use crate::search::Cursor;

/// The claims of a thing as one text. A question of its own for each row is answered by the key, whatever a planner thinks
/// of a join with all claims that there are.
macro_rules! claims_of {
    ($kind:literal, $owner:literal) => {
        concat!(
            "(select string_agg(c.id || ' ' || c.resource || ' ' || c.lane || ' ' || c.starts_at || ' ' || c.ends_at, ';')
                from claim c where c.venue = $1 and c.owner_kind = ", $kind, " and c.owner = ", $owner, ")"
        )
    };
}

/// Bookings with their claims.
macro_rules! bookings_where {
    ($condition:expr) => {
        concat!(
            "select ",
            booking_columns!(),
            ", ",
            claims_of!("1", "booking.id"),
            " from booking where venue = $1 and ",
            $condition
        )
    };
}

/// Those that somebody sees who acts for but one resource, if he does.
macro_rules! of_own {
    ($own:literal) => {
        concat!(
            "(cast(",
            $own,
            " as bigint) is null or 0 < (select count(*) from claim where claim.venue = $1
                and owner_kind = 1 and owner = booking.id and resource = ",
            $own,
            "))"
        )
    };
}

/// Whose live claims share time with a window, and since when: those shorter than a day by their start, the few longer
/// ones by their end. The plus signs keep SQLite from other indexes that would lead it through the venue's whole past.
macro_rules! owners_within {
    ($also:literal, $more:literal) => {
        concat!(
            "select owner, starts_at from claim where venue = $1 and live = 1 and +owner_kind = 1
                and starts_at > $2 - 86400000000 and starts_at < $3 and ends_at > $2
                and starts_at > ends_at - 86400000000 ",
            $also,
            "
            union select owner, starts_at from claim where venue = $1 and live = 1 and +owner_kind = 1
                and starts_at <= ends_at - 86400000000 and ends_at > $2 and +starts_at < $3 ",
            $more
        )
    };
}

/// Those that wait in a state for a decision about time that is not over.
macro_rules! undecided {
    ($state:literal) => {
        bookings_where!(concat!(
            "state = '",
            $state,
            "' and (from_confirmation = 1 or ends_at is null or ends_at > $2)
            and (deadline is null or deadline > $2) and ",
            of_own!("$3")
        ))
    };
}

texts! {
    SCREEN = "select revision, settings from venue where id = $1";
    BEGINNING = concat!(bookings_where!("starts_at >= $2 and starts_at < $3 and "), of_own!("$4"),
        " order by starts_at, id limit $5");
    /// Who takes time within a window, or wants some, whenever he comes.
    THERE = concat!("select owner from (", owners_within!("", ""), ") as owners
        union select id from booking where state = 'requested' and venue = $1 and starts_at < $3
            and (ends_at > $2 or ends_at is null) and (from_confirmation = 0 or $3 > $4)");
    ONE = bookings_where!(concat!("id = $2 and ", of_own!("$3")));
    UNDECIDED = concat!(undecided!("requested"), " union all ", undecided!("tentative"),
        " order by starts_at, id limit $4");
    WHO_HAS = concat!("select owner from (", owners_within!("and resource = $4", "and +resource = $4"), ") as owners
        order by starts_at, owner limit $5");
    HOLDS = concat!("select id, starts_at, ends_at, slot, party, deadline, ", claims_of!("2", "hold.id"), " from hold
        where venue = $1 and starts_at < $3 and ends_at > $2 and deadline > $4 order by starts_at, id");
}

/// What the bookings of a screen are chosen by.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    /// The stretch of time.
    pub within: Span,
    /// The one resource whose bookings are seen, where it is but one.
    pub own: Option<ResourceId>,
    /// The present.
    pub now: Timestamp,
    /// How many bookings at most.
    pub most: i64,
}

/// The revision of a venue and the version of its settings.
pub async fn moment(tx: &mut Tx, venue: VenueId) -> Result<Option<(i64, i64)>, Fault> {
    let row = tx.row(&SCREEN, &[venue.into()]).await?;
    row.map(|mut row| Ok((row.int()?, row.int()?))).transpose()
}

/// The bookings that take time within a stretch of it or want some, and those that begin in it, however they stand; in
/// the order of their starts.
pub async fn bookings(tx: &mut Tx, venue: VenueId, sight: Sight) -> Result<Vec<Booking>, Fault> {
    let Sight {
        within,
        own,
        now,
        most,
    } = sight;
    let window = [venue.into(), within.from().into(), end(within)];
    let args = [&window[..], &[own.into(), most.into()]].concat();
    let mut bookings = read(tx.rows(&BEGINNING, &args).await?)?;
    let mut others = BTreeSet::new();
    for mut row in tx
        .rows(&THERE, &[&window[..], &[now.into()]].concat())
        .await?
    {
        others.insert(BookingId(row.int()?));
    }
    for booking in &bookings {
        others.remove(&booking.id);
    }
    // Whoever came before is still there, and there are no more of them than there is room.
    bookings.extend(each(tx, venue, others, own).await?);
    bookings.sort_by_key(|booking| {
        let Cursor { starts_at, id } = Cursor::at(booking);
        (starts_at, id)
    });
    Ok(bookings)
}

/// The holds within a stretch of time that have not lapsed.
pub async fn holds(
    tx: &mut Tx,
    venue: VenueId,
    within: Span,
    now: Timestamp,
) -> Result<Vec<Hold>, Fault> {
    let args = [venue.into(), within.from().into(), end(within), now.into()];
    let hold = |mut row: Row| {
        Ok(Hold {
            id: HoldId(row.int()?),
            span: span(row.int()?, row.int()?)?,
            slot: row.maybe_int()?.map(SlotId),
            party: party(row.maybe_int()?)?,
            deadline: row.instant()?,
            claims: claims(&mut row)?,
        })
    };
    let rows = tx.rows(&HOLDS, &args).await?;
    rows.into_iter().map(hold).collect()
}

/// The bookings about which the staff can still decide, of time that is not over, at most `most`.
pub async fn undecided(
    tx: &mut Tx,
    venue: VenueId,
    own: Option<ResourceId>,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Booking>, Fault> {
    let args = [venue.into(), now.into(), own.into(), most.into()];
    read(tx.rows(&UNDECIDED, &args).await?)
}

/// The bookings that have some of the time that others want, those left out that are known; for each wish the first
/// `most` that come. Of one resource alone, where somebody acts for that one.
pub async fn who_has(
    tx: &mut Tx,
    venue: VenueId,
    wishes: &[Claim],
    known: &BTreeSet<BookingId>,
    own: Option<ResourceId>,
    most: i64,
) -> Result<Vec<Booking>, Fault> {
    let of = |wish: &Claim| -> Vec<V> {
        let (from, until) = (wish.span.from().into(), end(wish.span));
        vec![venue.into(), from, until, wish.resource.into(), most.into()]
    };
    let asked: Vec<Vec<V>> = wishes.iter().map(of).collect();
    let answers = tx.rows_of_each(&WHO_HAS, &asked).await?;
    let mut owners = BTreeSet::new();
    for mut row in answers.into_iter().flatten() {
        owners.insert(BookingId(row.int()?));
    }
    owners.retain(|owner| !known.contains(owner));
    each(tx, venue, owners, own).await
}

/// The bookings of these numbers.
async fn each(
    tx: &mut Tx,
    venue: VenueId,
    ids: BTreeSet<BookingId>,
    own: Option<ResourceId>,
) -> Result<Vec<Booking>, Fault> {
    let of = |id: BookingId| vec![venue.into(), id.into(), own.into()];
    let asked: Vec<Vec<V>> = ids.into_iter().map(of).collect();
    let rows = tx.rows_of_each(&ONE, &asked).await?;
    read(rows.into_iter().flatten().collect())
}

fn read(rows: Vec<Row>) -> Result<Vec<Booking>, Fault> {
    let whole = |mut row: Row| {
        let booking = rows::booking_at(&mut row)?;
        let claims = claims(&mut row)?;
        Ok(Booking { claims, ..booking })
    };
    rows.into_iter().map(whole).collect()
}

/// The claims of a text, in the order of their numbers.
fn claims(row: &mut Row) -> Result<Vec<Claim>, Fault> {
    let text = row.maybe_text()?.unwrap_or_default();
    let of_one = |text: &str| {
        let cells = text.split(' ').map(|cell| cell.parse::<i64>().map(V::from));
        let cells = cells.collect::<Result<_, _>>();
        cells
            .map_err(|_| wrong("a claim that is no numbers"))
            .and_then(|cells| rows::claim(&mut Row::new(cells)))
    };
    let claims = text.split(';').filter(|text| !text.is_empty());
    let mut claims: Vec<Claim> = claims.map(of_one).collect::<Result<_, _>>()?;
    claims.sort_by_key(|claim| claim.id);
    Ok(claims)
}
