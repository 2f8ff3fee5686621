//! Logins. A row stands behind every token that a login gave out, and is looked at whenever one is shown.

use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::people::{Account, Membership};
use jiff::Timestamp;

use crate::engine::{Fault, Row, Tx, texts};
use crate::members::{self, membership_columns};
use crate::people::{self, account_columns};

texts! {
    /// Locks the account's row, so that whoever blocks it or changes its password meanwhile comes before this login,
    /// which then fails, or after it and ends it.
    ADMIT = "update account set version = version
        where id = $1 and blocked = 0 and erased_at is null and (cast($2 as text) is null or password = $2)";
    START_SESSION = "insert into session (id, account, generation, rotated_at, made_at, expires_at)
        values ($1, $2, 1, $3, $3, $4)";
    /// One answer for everything that a request wants to know of its caller: a row for each of his roles, and one where
    /// he has none.
    SESSION = concat!("select ", account_columns!(), ", session.id, session.generation, session.rotated_at, ",
        membership_columns!(), "
        from session join account on account.id = session.account left join role on role.account = session.account
        where session.id = $1 and session.expires_at > $2 and account.blocked = 0 and account.erased_at is null
        order by role.venue");
    ROTATE = "update session set generation = generation + 1, rotated_at = $3
        where id = $1 and generation = $2 and expires_at > $3 and exists (
            select 1 from account where account.id = session.account and blocked = 0 and erased_at is null)";
    STANDING = "select generation, rotated_at from session where id = $1 and expires_at > $2 and exists (
            select 1 from account where account.id = session.account and blocked = 0 and erased_at is null)";
    SESSIONS_OF = "select id, made_at, rotated_at, expires_at from session
        where account = $1 and expires_at > $2 order by made_at desc, id limit 100";
    /// When those of the members of a venue who have a login last showed it, from one account to another.
    LAST_SEEN = "select role.account, max(session.rotated_at) from role join session on session.account = role.account
        where role.venue = $1 and role.account >= $2 and role.account <= $3 group by role.account";
    END_OWN_SESSION = "delete from session where id = $1 and account = $2";
    END_SESSION = "delete from session where id = $1";
    END_SESSIONS = "delete from session where account = $1 and (cast($2 as text) is null or id <> $2)";
    FORGET_SESSIONS = "delete from session where expires_at <= $1";
}

/// A login that holds, and all that a request must know of its caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its name.
    pub id: String,
    /// Whose it is.
    pub account: Account,
    /// Counts the refresh tokens that it gave out, from 1; only that of the last one is good.
    pub generation: i64,
    /// When it gave out the last one.
    pub rotated_at: Timestamp,
    /// What he may do, and where.
    pub memberships: Vec<Membership>,
}

/// A login as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLogin {
    /// Its name.
    pub id: String,
    /// When it began.
    pub made_at: Timestamp,
    /// When it was last renewed.
    pub renewed_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// Begins a login of an account that may log in. With `shown`, only while its password still is the one of this hash.
/// False where the account may not.
pub async fn start(
    tx: &mut Tx,
    account: AccountId,
    shown: Option<&str>,
    id: &str,
    [now, expires_at]: [Timestamp; 2],
) -> Result<bool, Fault> {
    if tx.write(&ADMIT, &[account.into(), shown.into()]).await? == 0 {
        return Ok(false);
    }
    let args = [id.into(), account.into(), now.into(), expires_at.into()];
    tx.write_all(vec![(&START_SESSION, args.into())]).await?;
    Ok(true)
}

/// A login, with whom it is of; none where it ended, or its account is shut out or gone.
pub async fn find(tx: &mut Tx, id: &str, now: Timestamp) -> Result<Option<Session>, Fault> {
    let rows = tx.rows(&SESSION, &[id.into(), now.into()]).await?;
    let lines: Vec<Session> = rows.into_iter().map(line).collect::<Result<_, Fault>>()?;
    Ok(lines.into_iter().reduce(|mut session, line| {
        session.memberships.extend(line.memberships);
        session
    }))
}

/// A login with one of its caller's roles, or with none.
fn line(mut row: Row) -> Result<Session, Fault> {
    Ok(Session {
        account: people::read(&mut row)?,
        id: row.text()?,
        generation: row.int()?,
        rotated_at: row.instant()?,
        memberships: members::read_maybe(&mut row)?.into_iter().collect(),
    })
}

/// Makes the generation after this one the last; false where this one is not the last, or the session is over.
pub async fn rotate(tx: &mut Tx, id: &str, generation: i64, now: Timestamp) -> Result<bool, Fault> {
    let args = [id.into(), generation.into(), now.into()];
    Ok(tx.write(&ROTATE, &args).await? > 0)
}

/// The last generation of a session and when it became the last; none where the session is over.
pub async fn standing(
    tx: &mut Tx,
    id: &str,
    now: Timestamp,
) -> Result<Option<(i64, Timestamp)>, Fault> {
    let row = tx.row(&STANDING, &[id.into(), now.into()]).await?;
    row.map(|mut row| Ok((row.int()?, row.instant()?)))
        .transpose()
}

/// The logins of an account that hold, the last first.
pub async fn of_account(
    tx: &mut Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<OwnLogin>, Fault> {
    let rows = tx.rows(&SESSIONS_OF, &[account.into(), now.into()]).await?;
    let one = |mut row: Row| {
        Ok(OwnLogin {
            id: row.text()?,
            made_at: row.instant()?,
            renewed_at: row.instant()?,
            expires_at: row.instant()?,
        })
    };
    rows.into_iter().map(one).collect()
}

/// When the members of a venue between two accounts, both included, last began or renewed a login that is still known.
pub async fn last_seen(
    tx: &mut Tx,
    venue: VenueId,
    [first, last]: [AccountId; 2],
) -> Result<Vec<(AccountId, Timestamp)>, Fault> {
    let args = [venue.into(), first.into(), last.into()];
    let rows = tx.rows(&LAST_SEEN, &args).await?;
    let one = |mut row: Row| Ok((AccountId(row.int()?), row.instant()?));
    rows.into_iter().map(one).collect()
}

/// Ends a login of an account. False where it has none of that name.
pub async fn end_own(tx: &mut Tx, account: AccountId, id: &str) -> Result<bool, Fault> {
    let args = [id.into(), account.into()];
    Ok(tx.write(&END_OWN_SESSION, &args).await? > 0)
}

/// Ends a login.
pub async fn end(tx: &mut Tx, id: &str) -> Result<(), Fault> {
    tx.write(&END_SESSION, &[id.into()]).await.map(drop)
}

/// Ends all logins of an account but one.
pub async fn end_all(tx: &mut Tx, account: AccountId, except: Option<&str>) -> Result<(), Fault> {
    tx.write(&END_SESSIONS, &[account.into(), except.into()])
        .await
        .map(drop)
}

/// Forgets logins whose time is over. Says how many.
pub async fn forget(tx: &mut Tx, now: Timestamp) -> Result<u64, Fault> {
    tx.write(&FORGET_SESSIONS, &[now.into()]).await
}
