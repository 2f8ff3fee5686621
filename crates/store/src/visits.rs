//! What else somebody booked at a venue who is known by a phone number, an e-mail address or an account.

use bronya_domain::booking::Booking;
use bronya_domain::id::{ResourceId, VenueId};

use crate::engine::{Fault, Tx, V, texts};
use crate::facts;
use crate::rows::{self, booking_columns};

/// The latest bookings but one, of a resource alone where one is named.
macro_rules! visits {
    ($lead:literal) => {
        concat!(
            "select ",
            booking_columns!(),
            " from booking where venue = $1 and ",
            $lead,
            " and +id <> $3 and (cast($4 as bigint) is null or exists (
                select 1 from claim where claim.venue = booking.venue and owner_kind = 1 and owner = booking.id
                    and resource = $4))
            order by starts_at desc, id desc limit $5"
        )
    };
}

texts! {
    VISITS_BY_PHONE = visits!("phone = $2");
    VISITS_BY_EMAIL = visits!("email = $2");
    VISITS_BY_ACCOUNT = visits!("account = $2");
    /// What was said last of a booking: why it was declined, cancelled or moved.
    LAST_WORDS = "select reason from history where venue = $1 and booking = $2 and reason is not null
        order by version desc limit 1";
}

/// Another booking of the same guest, with what was said last about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// The booking.
    pub booking: Booking,
    /// Why, in the words of who last gave a reason.
    pub reason: Option<String>,
}

/// What else the guest of a booking booked at the venue, the latest start first, at most `most`: by the same phone number,
/// the same address or with the same account; of one resource alone, where somebody sees no other.
pub async fn beside(
    tx: &mut Tx,
    venue: VenueId,
    booking: &Booking,
    own: Option<ResourceId>,
    most: i64,
) -> Result<Vec<Visit>, Fault> {
    let contact = &booking.contact;
    let asked = [
        (&VISITS_BY_PHONE, contact.phone.as_deref().map(V::from)),
        (&VISITS_BY_EMAIL, contact.email.as_deref().map(V::from)),
        (&VISITS_BY_ACCOUNT, booking.account.map(V::from)),
    ];
    let mut found: Vec<Booking> = Vec::new();
    for (sql, known_by) in asked {
        let Some(known_by) = known_by else { continue };
        let args = [
            venue.into(),
            known_by,
            booking.id.into(),
            own.into(),
            most.into(),
        ];
        for row in tx.rows(sql, &args).await? {
            let other = rows::booking(row)?;
            if found.iter().all(|known| known.id != other.id) {
                found.push(other);
            }
        }
    }
    found.sort_by_key(|other| std::cmp::Reverse((starts(other), other.id)));
    found.truncate(usize::try_from(most).unwrap_or(0));
    let reasons = last_words(tx, venue, &found).await?;
    let found = facts::with_claims(tx, venue, found).await?;
    let visits = found.into_iter().zip(reasons);
    Ok(visits
        .map(|(booking, reason)| Visit { booking, reason })
        .collect())
}

/// What was said last of each of these bookings.
async fn last_words(
    tx: &mut Tx,
    venue: VenueId,
    bookings: &[Booking],
) -> Result<Vec<Option<String>>, Fault> {
    let asked: Vec<Vec<V>> = bookings
        .iter()
        .map(|booking| vec![venue.into(), booking.id.into()])
        .collect();
    let answers = tx.rows_of_each(&LAST_WORDS, &asked).await?;
    let said = answers.into_iter().map(|rows| {
        let mut rows = rows.into_iter();
        rows.next().map(|mut row| row.text()).transpose()
    });
    said.collect()
}

/// When a booking begins; when it was made, while it waits to begin with its confirmation.
fn starts(booking: &Booking) -> jiff::Timestamp {
    booking
        .when
        .span()
        .map_or(booking.made_at, |span| span.from())
}
