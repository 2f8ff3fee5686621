//! The messages that are owed. They are written with their cause; here they are lent out, settled and given up.

use bronya_domain::id::{BookingId, VenueId};
use bronya_domain::notice::{Notice, Recipient, Topic};
use jiff::Timestamp;

use crate::engine::{Fault, Row, Tx, V, texts};
use crate::rows::word;

texts! {
    /// The condition stands outside as well as inside: PostgreSQL looks at it again once it has waited for another
    /// lender, and only so does nobody get what was just lent to somebody else.
    LEASE = "update outbox set due_at = $2, attempts = attempts + 1
        where settled_at is null and due_at <= $1 and (venue, booking, version, recipient, topic) in (
            select venue, booking, version, recipient, topic from outbox
            where settled_at is null and due_at <= $1 order by due_at limit $3
        )
        returning venue, booking, version, recipient, topic, attempts";
    SETTLE = "update outbox set settled_at = $6, failure = $7
        where venue = $1 and booking = $2 and version = $3 and recipient = $4 and topic = $5 and settled_at is null";
    POSTPONE = "update outbox set due_at = $6
        where venue = $1 and booking = $2 and version = $3 and recipient = $4 and topic = $5 and settled_at is null";
    WAITING = "select count(*) from outbox where settled_at is null";
}

/// A message lent to a courier until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lent {
    /// The venue.
    pub venue: VenueId,
    /// The booking that it is about.
    pub booking: BookingId,
    /// The version that the change gave the booking.
    pub version: i64,
    /// To whom and about what.
    pub notice: Notice,
    /// How often it was lent, this time included.
    pub attempts: i64,
}

impl Lent {
    fn place(&self) -> Vec<V> {
        let (to, topic) = (self.notice.to.name(), self.notice.topic.name());
        vec![
            self.venue.into(),
            self.booking.into(),
            self.version.into(),
            to.into(),
            topic.into(),
        ]
    }
}

/// Lends out messages that are due, at most `most`, until `until`; then they are due again.
pub async fn lease(
    tx: &mut Tx,
    now: Timestamp,
    until: Timestamp,
    most: i64,
) -> Result<Vec<Lent>, Fault> {
    let rows = tx
        .rows(&LEASE, &[now.into(), until.into(), most.into()])
        .await?;
    rows.into_iter().map(lent).collect()
}

fn lent(mut row: Row) -> Result<Lent, Fault> {
    Ok(Lent {
        venue: VenueId(row.int()?),
        booking: BookingId(row.int()?),
        version: row.int()?,
        notice: Notice {
            to: word::<Recipient>(&row.text()?)?,
            topic: word::<Topic>(&row.text()?)?,
        },
        attempts: row.int()?,
    })
}

/// Marks a message as delivered, or as given up for a reason.
pub async fn settle(
    tx: &mut Tx,
    lent: &Lent,
    now: Timestamp,
    failure: Option<String>,
) -> Result<(), Fault> {
    let mut args = lent.place();
    args.extend([now.into(), failure.into()]);
    tx.write(&SETTLE, &args).await.map(drop)
}

/// Lets a message wait until a later try.
pub async fn postpone(tx: &mut Tx, lent: &Lent, until: Timestamp) -> Result<(), Fault> {
    let mut args = lent.place();
    args.push(until.into());
    tx.write(&POSTPONE, &args).await.map(drop)
}

/// How many messages wait to be carried.
pub async fn waiting(tx: &mut Tx) -> Result<i64, Fault> {
    match tx.row(&WAITING, &[]).await? {
        Some(mut row) => row.int(),
        None => Ok(0),
    }
}
