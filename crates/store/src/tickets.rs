//! Links that work once. Of one purpose and one account only the last one works.

use bronya_domain::id::{AccountId, TicketId, VenueId};
use bronya_domain::people::{Purpose, Ticket};
use bronya_domain::span::later;
use jiff::{SignedDuration, Timestamp};

use crate::counts::{self, TICKETS};
use crate::engine::{Fault, Row, Tx, texts};
use crate::rows::word;

texts! {
    TICKET = "select id, purpose, account, email, made_at, expires_at, used_at from ticket where id = $1";
    INSERT_TICKET = "insert into ticket (id, purpose, account, email, made_at, expires_at)
        values ($1, $2, $3, $4, $5, $6)";
    /// Of many who use it at once one does: the others find it used once they have waited for him.
    USE_TICKET = "update ticket set used_at = $2 where id = $1 and used_at is null and expires_at > $2";
    VOID_TICKETS = "update ticket set used_at = $3 where account = $1 and purpose = $2 and used_at is null";
    DELETE_TICKETS = "delete from ticket where account = $1";
    /// An invitation stands while the venue that had it sent knows him and does not shut him out, and one that no venue had
    /// sent always does. Who sent it stands with its letter.
    INVITATION_STANDS = "select 1 from outbox where venue = 0 and about = 2 and number = $1 and version = 0
            and recipient = 'account' and topic = 'invitation'
        union all select 1 from role join outbox on outbox.venue = role.venue
        where role.account = $2 and role.blocked = 0 and outbox.about = 2 and outbox.number = $1 and outbox.version = 0
            and outbox.recipient = 'account' and outbox.topic = 'invitation'
        limit 1";
    FORGET_TICKETS = "delete from ticket where expires_at < $1";
    OWE_TICKET = "insert into outbox (venue, about, number, version, recipient, topic, reader, owed_at, tried_from, due_at,
            attempts)
        values ($1, 2, $2, 0, 'account', $3, $4, $5, $5, $5, 0)";
}

/// A link to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTicket {
    /// What it is good for.
    pub purpose: Purpose,
    /// How long it works, in minutes.
    pub minutes: i64,
    /// Whose it is; nobody's while it is to make an account.
    pub account: Option<AccountId>,
    /// The address that it is sent to.
    pub email: Option<String>,
}

/// Makes a link and uses up the older ones of its purpose and account.
pub async fn issue(tx: &mut Tx, new: &NewTicket, now: Timestamp) -> Result<Ticket, Fault> {
    // The count comes first, so that of two that are made at once the later one finds the earlier.
    let id = TicketId(counts::next(tx, TICKETS).await?);
    void(tx, new.account, new.purpose, now).await?;
    let ticket = Ticket {
        id,
        purpose: new.purpose,
        account: new.account,
        email: new.email.clone(),
        made_at: now,
        expires_at: later(now, SignedDuration::from_mins(new.minutes)),
        used_at: None,
    };
    let args = [
        id.into(),
        ticket.purpose.name().into(),
        number(ticket.account).into(),
        (&ticket.email).into(),
        now.into(),
        ticket.expires_at.into(),
    ];
    tx.write(&INSERT_TICKET, &args).await?;
    Ok(ticket)
}

/// Owes the letter that carries a link, on behalf of a venue or of the installation.
pub async fn owe(
    tx: &mut Tx,
    venue: Option<VenueId>,
    ticket: &Ticket,
    now: Timestamp,
) -> Result<(), Fault> {
    let args = [
        venue.map_or(0, |venue| venue.0).into(),
        ticket.id.into(),
        ticket.purpose.name().into(),
        number(ticket.account).into(),
        now.into(),
    ];
    tx.write(&OWE_TICKET, &args).await.map(drop)
}

/// A link, whether or not it still works.
pub async fn find(tx: &mut Tx, id: TicketId) -> Result<Option<Ticket>, Fault> {
    let row = tx.row(&TICKET, &[id.into()]).await?;
    row.map(read).transpose()
}

/// Whether an invitation that was sent to an account still stands: it does not once it was taken back.
pub async fn stands(tx: &mut Tx, id: TicketId, account: AccountId) -> Result<bool, Fault> {
    let args = [id.into(), account.into()];
    Ok(tx.row(&INVITATION_STANDS, &args).await?.is_some())
}

/// Uses a link. False where it does not work any more.
pub async fn use_up(tx: &mut Tx, id: TicketId, now: Timestamp) -> Result<bool, Fault> {
    Ok(tx.write(&USE_TICKET, &[id.into(), now.into()]).await? > 0)
}

/// Makes the open links of a purpose worthless: an account's, or those that are nobody's.
pub async fn void(
    tx: &mut Tx,
    account: Option<AccountId>,
    purpose: Purpose,
    now: Timestamp,
) -> Result<(), Fault> {
    let args = [number(account).into(), purpose.name().into(), now.into()];
    tx.write(&VOID_TICKETS, &args).await.map(drop)
}

/// Deletes all links of an account.
pub async fn delete(tx: &mut Tx, account: AccountId) -> Result<(), Fault> {
    tx.write(&DELETE_TICKETS, &[account.into()]).await.map(drop)
}

/// Forgets links that stopped working before an instant. Says how many.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64, Fault> {
    tx.write(&FORGET_TICKETS, &[before.into()]).await
}

/// An account's number as it is stored: 0 where there is none.
fn number(account: Option<AccountId>) -> i64 {
    account.map_or(0, |account| account.0)
}

fn read(mut row: Row) -> Result<Ticket, Fault> {
    Ok(Ticket {
        id: TicketId(row.int()?),
        purpose: word(&row.text()?)?,
        account: Some(row.int()?)
            .filter(|account| *account != 0)
            .map(AccountId),
        email: row.maybe_text()?,
        made_at: row.instant()?,
        expires_at: row.instant()?,
        used_at: row.maybe_instant()?,
    })
}
