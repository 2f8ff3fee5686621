//! What accounts may do at venues.

use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, ResourceId, VenueId};
use bronya_domain::people::{Member, Membership};

use crate::engine::{Fault, Row, Tx, texts, wrong};
use crate::people::{self, account_columns};
use crate::rows::{as_word, word};

/// The columns of a membership, in the order of [`read_maybe`].
macro_rules! membership_columns {
    () => {
        "role.venue, role.role, role.resource, role.blocked"
    };
}
pub(crate) use membership_columns;

texts! {
    MEMBERS = concat!("select ", account_columns!(), ", ", membership_columns!(), "
        from role join account on account.id = role.account
        where role.venue = $1 and role.account > $2 order by role.account limit $3");
    NEWEST_MEMBERS = concat!("select ", account_columns!(), ", ", membership_columns!(), "
        from role join account on account.id = role.account
        where role.venue = $1 and role.account < $2 order by role.account desc limit $3");
    MEMBER = concat!("select ", account_columns!(), ", ", membership_columns!(), "
        from role join account on account.id = role.account where role.venue = $1 and role.account = $2");
    ADMINS = concat!("select ", account_columns!(), ", ", membership_columns!(), "
        from role join account on account.id = role.account
        where role.venue = $1 and role.role = 'admin' order by role.account");
    SPECIALISTS = "select resource, account from role where venue = $1 and resource is not null order by resource, account";
    CREW_KNOWN = "select 1 from role where venue = $1 and role <> 'customer' limit 1";
    MEMBERSHIPS = concat!("select ", membership_columns!(), " from role where account = $1 order by venue");
    SET_ROLE = "insert into role (venue, account, role, resource, blocked) values ($1, $2, $3, $4, 0)
        on conflict (venue, account) do update set role = excluded.role, resource = excluded.resource";
    BLOCK_MEMBER = "update role set blocked = $3 where venue = $1 and account = $2";
    REMOVE_MEMBER = "delete from role where venue = $1 and account = $2 and blocked = 0";
    /// Whom the venue has shut out stays so, whatever else is taken from him.
    DEMOTE_BLOCKED = "update role set role = 'customer', resource = null where venue = $1 and account = $2 and blocked = 1";
    REMOVE_EVERYWHERE = "delete from role where account = $1";
}

/// The members of a venue in the order of their accounts, after `after`, at most `most`.
pub async fn members(
    tx: &mut Tx,
    venue: VenueId,
    after: AccountId,
    most: i64,
) -> Result<Vec<Member>, Fault> {
    let args = [venue.into(), after.into(), most.into()];
    let rows = tx.rows(&MEMBERS, &args).await?;
    rows.into_iter().map(member).collect()
}

/// The members of a venue, the newest account first, before `before`, at most `most`.
pub async fn newest(
    tx: &mut Tx,
    venue: VenueId,
    before: Option<AccountId>,
    most: i64,
) -> Result<Vec<Member>, Fault> {
    let before = before.unwrap_or(AccountId(i64::MAX));
    let args = [venue.into(), before.into(), most.into()];
    let rows = tx.rows(&NEWEST_MEMBERS, &args).await?;
    rows.into_iter().map(member).collect()
}

/// Whose time the resources of a venue are, whether or not he is a specialist at present.
pub async fn specialists(
    tx: &mut Tx,
    venue: VenueId,
) -> Result<Vec<(ResourceId, AccountId)>, Fault> {
    let rows = tx.rows(&SPECIALISTS, &[venue.into()]).await?;
    let one = |mut row: Row| Ok((ResourceId(row.int()?), AccountId(row.int()?)));
    rows.into_iter().map(one).collect()
}

/// All admins of a venue, shut out or not.
pub async fn admins(tx: &mut Tx, venue: VenueId) -> Result<Vec<Member>, Fault> {
    let rows = tx.rows(&ADMINS, &[venue.into()]).await?;
    rows.into_iter().map(member).collect()
}

/// Whether a venue knows anybody as more than a customer, blocked or not.
pub async fn has_crew(tx: &mut Tx, venue: VenueId) -> Result<bool, Fault> {
    Ok(tx.row(&CREW_KNOWN, &[venue.into()]).await?.is_some())
}

/// Somebody as a venue knows him.
pub async fn find(
    tx: &mut Tx,
    venue: VenueId,
    account: AccountId,
) -> Result<Option<Member>, Fault> {
    let row = tx.row(&MEMBER, &[venue.into(), account.into()]).await?;
    row.map(member).transpose()
}

/// What an account may do, and where.
pub async fn memberships(tx: &mut Tx, account: AccountId) -> Result<Vec<Membership>, Fault> {
    let rows = tx.rows(&MEMBERSHIPS, &[account.into()]).await?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// Gives a locked account a role at a venue, in the place of the one that it had. Who is blocked there stays blocked. A
/// time that is named beside another role than a specialist's is one that rests, for the day on which he is one again.
pub async fn set(
    tx: &mut Tx,
    venue: VenueId,
    account: AccountId,
    role: Role,
    resource: Option<ResourceId>,
) -> Result<(), Fault> {
    let role = as_word(&role)?;
    let args = [venue.into(), account.into(), role.into(), resource.into()];
    tx.write(&SET_ROLE, &args).await.map(drop)
}

/// Blocks a member or lets him in again. False where he is none.
pub async fn set_blocked(
    tx: &mut Tx,
    venue: VenueId,
    account: AccountId,
    blocked: bool,
) -> Result<bool, Fault> {
    let args = [venue.into(), account.into(), blocked.into()];
    Ok(tx.write(&BLOCK_MEMBER, &args).await? > 0)
}

/// Takes the role at a venue away. False where there was none.
pub async fn remove(tx: &mut Tx, venue: VenueId, account: AccountId) -> Result<bool, Fault> {
    let args = [venue.into(), account.into()];
    let gone = tx.write(&REMOVE_MEMBER, &args).await?;
    Ok(gone + tx.write(&DEMOTE_BLOCKED, &args).await? > 0)
}

/// Takes every role away.
pub async fn remove_everywhere(tx: &mut Tx, account: AccountId) -> Result<(), Fault> {
    tx.write(&REMOVE_EVERYWHERE, &[account.into()])
        .await
        .map(drop)
}

fn member(mut row: Row) -> Result<Member, Fault> {
    Ok(Member {
        account: people::read(&mut row)?,
        membership: read(&mut row)?,
    })
}

/// Reads the columns of a membership that must be there.
fn read(row: &mut Row) -> Result<Membership, Fault> {
    read_maybe(row)?.ok_or_else(|| wrong("a membership is missing"))
}

/// Reads the columns of a membership; none where they are empty.
pub(crate) fn read_maybe(row: &mut Row) -> Result<Option<Membership>, Fault> {
    let Some(venue) = row.maybe_int()? else {
        return Ok(None);
    };
    Ok(Some(Membership {
        venue: VenueId(venue),
        role: word(&row.text()?)?,
        resource: row.maybe_int()?.map(ResourceId),
        blocked: row.truth()?,
    }))
}
