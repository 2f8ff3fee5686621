//! Lists: bookings by day, state, resource and contact, page by page; history, blocks, slots; what is due.

use bronya_domain::booking::{Block, Booking, State};
use bronya_domain::id::{AccountId, BlockId, BookingId, HoldId, ResourceId, SlotId, VenueId};
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;
use jiff::Timestamp;

use crate::engine::{Fault, Row, Tx, V, texts};
use crate::facts;
use crate::rows::{self, HistoryLine, booking_columns, end, history_columns, slot_columns};

/// The condition that all lists of bookings share: after the cursor, within the time, as the filter says. The plus
/// signs leave the way in to the condition that leads.
macro_rules! bookings_where {
    ($lead:literal) => {
        concat!(
            "select ", booking_columns!(), " from booking where venue = $1 and ", $lead, "
            and (+starts_at > $2 or (+starts_at = $2 and +id > $3)) and +starts_at < $4
            and (cast($5 as text) is null or state = $5)
            and (cast($6 as bigint) is null or exists (
                select 1 from claim where claim.venue = booking.venue and owner_kind = 1 and owner = booking.id
                    and resource = $6))
            and (cast($7 as text) is null or email = $7 or phone = $7)
            and (cast($9 as bigint) is null or account = $9)"
        )
    };
}

/// A list in the order of its starts.
macro_rules! bookings {
    ($lead:literal) => {
        concat!(bookings_where!($lead), " order by starts_at, id limit $8")
    };
}

texts! {
    BOOKINGS = bookings!("starts_at >= $2 and starts_at < $4");
    BOOKINGS_REQUESTED = bookings!("state = 'requested'");
    BOOKINGS_TENTATIVE = bookings!("state = 'tentative'");
    BOOKINGS_OF_ONE_ACCOUNT = bookings!("account = $9");
    BOOKINGS_OF_CONTACT = concat!(
        bookings_where!("email = $7"), " union all ",
        bookings_where!("phone = $7 and (email is null or email <> $7)"), " order by starts_at, id limit $8"
    );
    HISTORY = concat!("select ", history_columns!(), " from history where venue = $1 and booking = $2 order by version");
    BLOCKS = "select id, starts_at, ends_at, resources, reason from block
        where venue = $1 and ends_at > $2 and starts_at < $3 order by starts_at, id limit $4";
    BLOCKS_AFTER = "select id, starts_at, ends_at, resources, reason from block
        where venue = $1 and ends_at > $2 and starts_at < $3 and (starts_at > $4 or (starts_at = $4 and id > $5))
        order by starts_at, id limit $6";
    DUE_HOLDS = "select venue, id from hold where deadline <= $1 order by deadline limit $2";
    DUE_BOOKINGS = "select venue, id from booking where deadline is not null and deadline <= $1
        order by deadline limit $2";
    LATEST_OF_ACCOUNT = concat!("select venue, ", booking_columns!(), " from booking where account = $1
        order by starts_at desc, venue, id desc limit $2");
    /// A booking of a slot is as long as the slot, which lasts a day at most.
    SLOT_TAKERS = "select slot, id, state, account from booking where venue = $1
        and starts_at > $2 - 86400000001 and starts_at < $3 and ends_at > $2 and slot is not null
        and state in ('requested', 'tentative', 'confirmed', 'seated', 'finished')
        and (deadline is null or deadline > $4) order by starts_at, id";
    SLOTS_AFTER = concat!("select ", slot_columns!(), " from slot where venue = $1
        and starts_at > $2 - 86400000001 and starts_at < $3 and ends_at > $2
        and (cast($4 as bigint) is null or resource = $4)
        and (starts_at > $5 or (starts_at = $5 and id > $6)) order by starts_at, id limit $7");
    PRICES_OF_SLOTS = "select distinct price from slot where venue = $1 and ends_at > $2 and price > 0";
    STILL_HERE = "select 1";
}

/// What bookings somebody wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those that start within this time.
    pub within: Option<Span>,
    /// Those that stand here.
    pub state: Option<State>,
    /// Those that are about this resource.
    pub resource: Option<ResourceId>,
    /// Those whose guest has this e-mail address or phone number.
    pub contact: Option<String>,
    /// Those that this account made.
    pub account: Option<AccountId>,
}

/// A booking that takes a slot, or waits for a decision about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotTaker {
    /// The slot.
    pub slot: SlotId,
    /// The booking.
    pub booking: BookingId,
    /// Where it stands.
    pub state: State,
    /// Who made it, if he has an account.
    pub account: Option<AccountId>,
}

/// The place after which the next page begins: a start and a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The start of the last booking seen.
    pub starts_at: Timestamp,
    /// Its number.
    pub id: BookingId,
}

impl Cursor {
    /// The place of a booking in lists.
    pub fn at(booking: &Booking) -> Self {
        let starts_at = booking.when.span().map_or(booking.made_at, Span::from);
        Self {
            starts_at,
            id: booking.id,
        }
    }
}

/// Bookings in the order of their start, after the cursor, at most `most`.
pub async fn bookings(
    tx: &mut Tx,
    venue: VenueId,
    filter: &Filter,
    after: Option<Cursor>,
    most: i64,
) -> Result<Vec<Booking>, Fault> {
    let first = filter
        .within
        .map_or(i64::MIN, |within| within.from().as_microsecond());
    let after = after.map_or((first, 0), |cursor| {
        (cursor.starts_at.as_microsecond(), cursor.id.0)
    });
    let sql = match filter {
        Filter {
            contact: Some(_), ..
        } => &BOOKINGS_OF_CONTACT,
        Filter {
            account: Some(_), ..
        } => &BOOKINGS_OF_ONE_ACCOUNT,
        Filter {
            state: Some(State::Requested),
            ..
        } => &BOOKINGS_REQUESTED,
        Filter {
            state: Some(State::Tentative),
            ..
        } => &BOOKINGS_TENTATIVE,
        _ => &BOOKINGS,
    };
    let args: [V; 9] = [
        venue.into(),
        after.0.into(),
        after.1.into(),
        filter.within.map_or(V::from(i64::MAX), end),
        filter.state.map(State::name).into(),
        filter.resource.into(),
        (&filter.contact).into(),
        most.into(),
        filter.account.into(),
    ];
    let found = tx.rows(sql, &args).await?;
    let found = found
        .into_iter()
        .map(rows::booking)
        .collect::<Result<_, _>>()?;
    facts::with_claims(tx, venue, found).await
}

/// The bookings of an account at all venues, the latest start first, at most `most`.
pub async fn bookings_of(
    tx: &mut Tx,
    account: AccountId,
    most: i64,
) -> Result<Vec<(VenueId, Booking)>, Fault> {
    let rows = tx
        .rows(&LATEST_OF_ACCOUNT, &[account.into(), most.into()])
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for mut row in rows {
        let venue = VenueId(row.int()?);
        let booking = vec![rows::booking(row)?];
        let whole = facts::with_claims(tx, venue, booking).await?;
        found.extend(whole.into_iter().map(|booking| (venue, booking)));
    }
    Ok(found)
}

/// The history of a booking, oldest line first; empty where there is no such booking.
pub async fn history(
    tx: &mut Tx,
    venue: VenueId,
    booking: BookingId,
) -> Result<Vec<HistoryLine>, Fault> {
    let rows = tx.rows(&HISTORY, &[venue.into(), booking.into()]).await?;
    rows.into_iter()
        .map(|mut row| rows::history_line(&mut row))
        .collect()
}

/// The blocks within a span, at most `most`, without their claims.
pub async fn blocks(
    tx: &mut Tx,
    venue: VenueId,
    within: Span,
    most: i64,
) -> Result<Vec<Block>, Fault> {
    let rows = tx
        .rows(
            &BLOCKS,
            &[venue.into(), within.from().into(), end(within), most.into()],
        )
        .await?;
    rows.into_iter().map(facts::read_block).collect()
}

/// Some of the blocks within a span, in order of time and number: those after `after`, at most `most`, without their claims.
pub async fn blocks_after(
    tx: &mut Tx,
    venue: VenueId,
    within: Span,
    after: Option<(Timestamp, BlockId)>,
    most: i64,
) -> Result<Vec<Block>, Fault> {
    let (start, id) = after.map_or((i64::MIN, 0), |(start, id)| (start.as_microsecond(), id.0));
    let args: [V; 6] = [
        venue.into(),
        within.from().into(),
        end(within),
        start.into(),
        id.into(),
        most.into(),
    ];
    let rows = tx.rows(&BLOCKS_AFTER, &args).await?;
    rows.into_iter().map(facts::read_block).collect()
}

/// The slots within a span, in order of time.
pub async fn slots(
    tx: &mut Tx,
    venue: VenueId,
    within: Span,
    resource: Option<ResourceId>,
) -> Result<Vec<Slot>, Fault> {
    let only = resource.map(|resource| [resource]);
    let mut slots = facts::slots(tx, venue, within, only.as_ref().map(|only| &only[..])).await?;
    slots.sort_by_key(|slot| (slot.span, slot.id));
    Ok(slots)
}

/// The prices of the slots that end after `now`, each once and in no order, in minor units.
pub async fn prices_of_slots(
    tx: &mut Tx,
    venue: VenueId,
    now: Timestamp,
) -> Result<Vec<i64>, Fault> {
    let args = [venue.into(), now.into()];
    let rows = tx.rows(&PRICES_OF_SLOTS, &args).await?;
    rows.into_iter().map(|mut row| row.int()).collect()
}

/// Some of the slots within a span, in order of time and number: those after `after`, at most `most`.
pub async fn slots_after(
    tx: &mut Tx,
    venue: VenueId,
    within: Span,
    resource: Option<ResourceId>,
    after: Option<(Timestamp, SlotId)>,
    most: i64,
) -> Result<Vec<Slot>, Fault> {
    let (start, id) = after.map_or((i64::MIN, 0), |(start, id)| (start.as_microsecond(), id.0));
    let args: [V; 7] = [
        venue.into(),
        within.from().into(),
        end(within),
        resource.into(),
        start.into(),
        id.into(),
        most.into(),
    ];
    let rows = tx.rows(&SLOTS_AFTER, &args).await?;
    rows.into_iter().map(rows::slot).collect()
}

/// Who takes slots within a span, or waits for them, and is not too late.
pub async fn slot_takers(
    tx: &mut Tx,
    venue: VenueId,
    within: Span,
    now: Timestamp,
) -> Result<Vec<SlotTaker>, Fault> {
    let asked = [venue.into(), within.from().into(), end(within), now.into()];
    let taker = |mut row: Row| {
        Ok(SlotTaker {
            slot: SlotId(row.int()?),
            booking: BookingId(row.int()?),
            state: rows::state(&row.text()?)?,
            account: row.maybe_int()?.map(AccountId),
        })
    };
    let rows = tx.rows(&SLOT_TAKERS, &asked).await?;
    rows.into_iter().map(taker).collect()
}

/// The holds of all venues whose deadline has passed, at most `most`.
pub async fn due_holds(
    tx: &mut Tx,
    now: Timestamp,
    most: i64,
) -> Result<Vec<(VenueId, HoldId)>, Fault> {
    let rows = tx.rows(&DUE_HOLDS, &[now.into(), most.into()]).await?;
    rows.into_iter()
        .map(|row| due(row).map(|(venue, id)| (venue, HoldId(id))))
        .collect()
}

/// The bookings of all venues that nobody decided in time, at most `most`.
pub async fn due_bookings(
    tx: &mut Tx,
    now: Timestamp,
    most: i64,
) -> Result<Vec<(VenueId, BookingId)>, Fault> {
    let rows = tx.rows(&DUE_BOOKINGS, &[now.into(), most.into()]).await?;
    rows.into_iter()
        .map(|row| due(row).map(|(venue, id)| (venue, BookingId(id))))
        .collect()
}

fn due(mut row: Row) -> Result<(VenueId, i64), Fault> {
    Ok((VenueId(row.int()?), row.int()?))
}

/// Whether the database answers.
pub async fn still_here(tx: &mut Tx) -> Result<(), Fault> {
    tx.row(&STILL_HERE, &[]).await.map(drop)
}
