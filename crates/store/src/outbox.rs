//! The letters that are owed. They are written with their cause; here they are lent out, addressed, settled, given up
//! and taken up again.

mod bundle;
mod place;
mod told;

use bronya_domain::catalog::Language;
use bronya_domain::id::{AccountId, BookingId, VenueId};
use bronya_domain::sample::Sample;
use jiff::Timestamp;

use crate::counts;
use crate::engine::{Fault, Row, Sql, Tx, texts, wrong};
use crate::rows::word;
use bundle::Besides;

pub(crate) use bundle::{TEXTS as BUNDLE_TEXTS, owed};
pub use place::{About, NoPlace, Place, To};
pub(crate) use told::TEXTS as TOLD_TEXTS;
pub use told::told;

/// What names a letter, in the order of [`Place::values`].
macro_rules! place_columns {
    () => {
        "venue, about, number, version, recipient, topic, reader"
    };
}

macro_rules! of_place {
    () => {
        "venue = $1 and about = $2 and number = $3 and version = $4 and recipient = $5 and topic = $6 and reader = $7"
    };
}

/// What waits and goes one of the two ways, with an index for each.
macro_rules! waits {
    ($is:literal) => {
        concat!(
            "settled_at is null and recipient ",
            $is,
            " 'program' and due_at <= $1"
        )
    };
}

macro_rules! lease {
    ($is:literal) => {
        concat!(
            "update outbox set due_at = $2, attempts = attempts + 1 where ",
            waits!($is),
            " and (",
            place_columns!(),
            ") in (
                select ",
            place_columns!(),
            " from outbox where ",
            waits!($is),
            " order by due_at limit $3
            )
            returning ",
            place_columns!(),
            ", owed_at, tried_from, attempts, with_staff, remind_at"
        )
    };
}

macro_rules! count_waiting {
    ($is:literal) => {
        concat!(
            "select count(*) + count(with_staff) + count(case when remind_at <= $1 then 1 end),
                coalesce(min(owed_at), 0) from outbox where ",
            waits!($is)
        )
    };
}

texts! {
    /// The condition stands outside as well as inside: PostgreSQL looks at it again once it has waited for another
    /// lender, and only so does nobody get what was just lent to somebody else.
    LEASE = lease!("<>");
    LEASE_WEBHOOKS = lease!("=");
    SETTLE = concat!("update outbox set settled_at = $8, failure = null
        where ", of_place!(), " and settled_at is null");
    /// Only by whom it was lent to last: whoever was too slow does not give up what somebody else is carrying.
    GIVE_UP = concat!("update outbox set settled_at = $8, failure = $10
        where ", of_place!(), " and settled_at is null and attempts = $9");
    /// Only by whom it was lent to last, so that whoever was too slow does not call it in from somebody else.
    POSTPONE = concat!("update outbox set due_at = $8, last_problem = $10
        where ", of_place!(), " and settled_at is null and attempts = $9");
    ADDRESS = concat!("insert into outbox (", place_columns!(), ", owed_at, tried_from, due_at, attempts)
        select venue, about, number, version, recipient, topic, $8, owed_at, tried_from, $9, 0 from outbox
        where ", of_place!(), " on conflict do nothing");
    LATER_REMINDER = "select 1 from outbox
        where venue = $1 and about = 1 and number = $2 and version > $3
            and (topic = 'reminder' or remind_at is not null) limit 1";
    GIVEN_UP = concat!("select ", place_columns!(), ", owed_at, attempts, settled_at, failure from outbox
        where venue = $1 and failure is not null order by settled_at desc, number desc limit $2");
    RESEND = concat!("update outbox set settled_at = null, failure = null, due_at = $8, tried_from = $8, attempts = 0
        where ", of_place!(), " and failure is not null");
    DROP = concat!("update outbox set failure = null
        where ", of_place!(), " and failure is not null");
    OWE_SAMPLE = concat!("insert into outbox (", place_columns!(), ", owed_at, tried_from, due_at, attempts)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, 0)");
    CREW = "select account.id, role.role, role.resource from role join account on account.id = role.account
        where role.venue = $1 and role.role <> 'customer' and role.blocked = 0 and account.blocked = 0
            and account.erased_at is null and account.email is not null and account.email_confirmed = 1
        order by account.id limit 200";
    WAITING = count_waiting!("<>");
    WAITING_WEBHOOKS = count_waiting!("=");
    LOST = "select count(*) from outbox where failure is not null and recipient <> 'program'";
    LOST_WEBHOOKS = "select count(*) from outbox where failure is not null and recipient = 'program'";
}

/// A letter lent to a courier until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lent {
    /// What names it.
    pub place: Place,
    /// When it became owed.
    pub owed_at: Timestamp,
    /// Since when it has been tried: since it became owed, or since somebody had it sent again.
    pub tried_from: Timestamp,
    /// How often it was lent, this time included.
    pub attempts: i64,
}

/// A letter that could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// What names it.
    pub place: Place,
    /// When it became owed.
    pub owed_at: Timestamp,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was given up.
    pub given_up_at: Timestamp,
    /// Why.
    pub why: String,
}

/// Somebody who works at a venue and can be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand {
    /// Who.
    pub account: AccountId,
    /// As what.
    pub role: bronya_domain::command::Role,
    /// A specialist's own time.
    pub resource: Option<bronya_domain::id::ResourceId>,
}

/// How letters stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many are due and not delivered.
    pub waiting: i64,
    /// When the oldest of them became owed.
    pub oldest: Option<Timestamp>,
    /// How many were given up.
    pub given_up: i64,
}

/// Lends out letters that are due, at most `most`, until `until`; then they are due again.
pub async fn lease(
    tx: &mut Tx,
    now: Timestamp,
    until: Timestamp,
    most: i64,
) -> Result<Vec<Lent>, Fault> {
    lease_by(tx, &LEASE, now, until, most).await
}

/// The same for what is posted to webhooks.
pub async fn lease_webhooks(
    tx: &mut Tx,
    now: Timestamp,
    until: Timestamp,
    most: i64,
) -> Result<Vec<Lent>, Fault> {
    lease_by(tx, &LEASE_WEBHOOKS, now, until, most).await
}

async fn lease_by(
    tx: &mut Tx,
    text: &'static Sql,
    now: Timestamp,
    until: Timestamp,
    most: i64,
) -> Result<Vec<Lent>, Fault> {
    let asked = [now.into(), until.into(), most.into()];
    let rows = tx.rows(text, &asked).await?;
    let (mut all, mut untied) = (Vec::with_capacity(rows.len()), Vec::new());
    for mut row in rows {
        let lent = lent(&mut row)?;
        let besides = Besides::read(&mut row)?;
        // As early as the first, so that it goes before what became due later.
        let due_at = lent.tried_from.min(now);
        untied.extend(bundle::untie(&lent.place, lent.owed_at, besides, due_at));
        all.push(lent);
    }
    tx.write_soon(untied)?;
    Ok(all)
}

fn lent(row: &mut Row) -> Result<Lent, Fault> {
    Ok(Lent {
        place: Place::read(row)?,
        owed_at: row.instant()?,
        tried_from: row.instant()?,
        attempts: row.int()?,
    })
}

/// Marks a letter as delivered, or as not needed any more.
pub async fn settle(tx: &mut Tx, place: &Place, now: Timestamp) -> Result<(), Fault> {
    let mut args = place.values();
    args.push(now.into());
    tx.write(&SETTLE, &args).await.map(drop)
}

/// Marks a letter as given up for a reason.
pub async fn give_up(tx: &mut Tx, lent: &Lent, now: Timestamp, why: &str) -> Result<(), Fault> {
    let mut args = lent.place.values();
    args.extend([now.into(), lent.attempts.into(), why.into()]);
    tx.write(&GIVE_UP, &args).await.map(drop)
}

/// Lets a letter wait until a later try.
pub async fn postpone(
    tx: &mut Tx,
    lent: &Lent,
    until: Timestamp,
    problem: &str,
) -> Result<(), Fault> {
    let mut args = lent.place.values();
    args.extend([until.into(), lent.attempts.into(), problem.into()]);
    tx.write(&POSTPONE, &args).await.map(drop)
}

/// Makes a letter that is owed to a side of a booking one letter to each of these readers.
pub async fn address(
    tx: &mut Tx,
    place: &Place,
    readers: &[To],
    now: Timestamp,
) -> Result<(), Fault> {
    for reader in readers {
        let mut args = place.values();
        args.extend([reader.number().into(), now.into()]);
        tx.write(&ADDRESS, &args).await?;
    }
    settle(tx, place, now).await
}

/// Whether a later change of the booking owes a reminder of its own.
pub async fn has_later_reminder(
    tx: &mut Tx,
    venue: VenueId,
    booking: BookingId,
    version: i64,
) -> Result<bool, Fault> {
    let args = [venue.into(), booking.into(), version.into()];
    Ok(tx.row(&LATER_REMINDER, &args).await?.is_some())
}

/// Who works at a venue and can be written to.
pub async fn crew(tx: &mut Tx, venue: VenueId) -> Result<Vec<Hand>, Fault> {
    let rows = tx.rows(&CREW, &[venue.into()]).await?;
    let hand = |mut row: Row| {
        Ok(Hand {
            account: AccountId(row.int()?),
            role: word(&row.text()?)?,
            resource: row.maybe_int()?.map(bronya_domain::id::ResourceId),
        })
    };
    rows.into_iter().map(hand).collect()
}

/// The letters of a venue that were given up, the last first; those about accounts alone where there is no venue.
pub async fn given_up(
    tx: &mut Tx,
    venue: Option<VenueId>,
    most: i64,
) -> Result<Vec<GivenUp>, Fault> {
    let venue = venue.map_or(0, |venue| venue.0);
    let rows = tx.rows(&GIVEN_UP, &[venue.into(), most.into()]).await?;
    let one = |mut row: Row| {
        Ok(GivenUp {
            place: Place::read(&mut row)?,
            owed_at: row.instant()?,
            attempts: row.int()?,
            given_up_at: row.instant()?,
            why: row.text()?,
        })
    };
    rows.into_iter().map(one).collect()
}

/// Takes up a letter again that was given up. False where there is no such letter.
pub async fn resend(tx: &mut Tx, place: &Place, now: Timestamp) -> Result<bool, Fault> {
    let mut args = place.values();
    args.push(now.into());
    Ok(tx.write(&RESEND, &args).await? > 0)
}

/// Lets go of a letter that was given up. False where there is no such letter.
pub async fn drop_given_up(tx: &mut Tx, place: &Place) -> Result<bool, Fault> {
    Ok(tx.write(&DROP, &place.values()).await? > 0)
}

/// Owes somebody a letter that shows how it looks.
pub async fn owe_sample(
    tx: &mut Tx,
    venue: VenueId,
    (sample, language): (Sample, Language),
    reader: AccountId,
    now: Timestamp,
) -> Result<(), Fault> {
    let number = counts::next(tx, &format!("samples of {venue}")).await?;
    let place = Place {
        venue: Some(venue),
        about: About::Sample {
            number,
            sample,
            language,
        },
        reader: To::Account(reader),
    };
    let mut args = place.values();
    args.push(now.into());
    tx.write(&OWE_SAMPLE, &args).await.map(drop)
}

/// How letters stand.
pub async fn standing(tx: &mut Tx, now: Timestamp) -> Result<Standing, Fault> {
    standing_by(tx, &WAITING, &LOST, now).await
}

/// How what is posted to webhooks stands.
pub async fn webhooks_standing(tx: &mut Tx, now: Timestamp) -> Result<Standing, Fault> {
    standing_by(tx, &WAITING_WEBHOOKS, &LOST_WEBHOOKS, now).await
}

async fn standing_by(
    tx: &mut Tx,
    waiting: &'static Sql,
    lost: &'static Sql,
    now: Timestamp,
) -> Result<Standing, Fault> {
    let missing = || wrong("a count without a row");
    let mut due = tx.row(waiting, &[now.into()]).await?.ok_or_else(missing)?;
    let waiting = due.int()?;
    let oldest = due.instant()?;
    let mut lost = tx.row(lost, &[]).await?.ok_or_else(missing)?;
    Ok(Standing {
        waiting,
        oldest: (waiting > 0).then_some(oldest),
        given_up: lost.int()?,
    })
}
