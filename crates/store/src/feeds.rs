//! Calendars that are read by a secret address: what stands in one, and how often its address was renewed.

use bronya_domain::booking::Booking;
use bronya_domain::feed::Feed;
use bronya_domain::id::VenueId;
use bronya_domain::span::Span;

use crate::engine::{Fault, Row, Tx, texts, wrong};
use crate::facts;
use crate::rows::{self, booking_columns, end};

texts! {
    FEED_VERSION = "select key_version from feed where venue = $1 and resource = $2";
    RENEW_FEED = "insert into feed (venue, resource, key_version) values ($1, $2, 2)
        on conflict (venue, resource) do update set key_version = feed.key_version + 1";
    /// The plus sign leaves the way in to the start.
    FEED_BOOKINGS = concat!("select ", booking_columns!(), " from booking where venue = $1
        and starts_at >= $2 and starts_at < $3 and from_confirmation = 0
        and state in ('requested', 'tentative', 'confirmed', 'seated', 'finished')
        and (cast($4 as bigint) is null or exists (
            select 1 from claim where claim.venue = booking.venue and owner_kind = 1 and owner = booking.id
                and resource = $4))
        order by starts_at, id limit $5");
}

/// The version that an address has before it is renewed.
const FIRST: u32 = 1;

/// The version of the key to a calendar: of a resource, or of the whole venue.
pub async fn version(tx: &mut Tx, venue: VenueId, feed: Feed) -> Result<u32, Fault> {
    let place = [venue.into(), number(feed).into()];
    let row = tx.row(&FEED_VERSION, &place).await?;
    row.map_or(Ok(FIRST), |mut row: Row| row.small())
}

/// Raises the version, so that the address known so far leads nowhere. Says which it is now.
pub async fn renew(tx: &mut Tx, venue: VenueId, feed: Feed) -> Result<u32, Fault> {
    let place = [venue.into(), number(feed).into()];
    tx.write(&RENEW_FEED, &place).await?;
    let row = tx.row(&FEED_VERSION, &place).await?;
    let mut row = row.ok_or_else(|| wrong("a calendar that was just renewed is gone"))?;
    row.small()
}

/// The bookings of a calendar that begin within a span and have not come to nothing, at most `most`.
pub async fn bookings(
    tx: &mut Tx,
    venue: VenueId,
    feed: Feed,
    within: Span,
    most: i64,
) -> Result<Vec<Booking>, Fault> {
    let args = [
        venue.into(),
        within.from().into(),
        end(within),
        feed.resource().into(),
        most.into(),
    ];
    let found = tx.rows(&FEED_BOOKINGS, &args).await?;
    let found = found
        .into_iter()
        .map(rows::booking)
        .collect::<Result<_, _>>()?;
    facts::with_claims(tx, venue, found).await
}

/// The number under which a calendar lies; the whole venue's lies under 0.
fn number(feed: Feed) -> i64 {
    feed.resource().map_or(0, |resource| resource.0)
}
