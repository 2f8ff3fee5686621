//! Who must not be the last to go: somebody runs the installation, and somebody can run each venue.

use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::people::{Account, keeps_an_admin};
use bronya_domain::refusal::Reason;
use bronya_store::{Tx, members, people};

use crate::answer::No;

type Result<T, E = No> = std::result::Result<T, E>;

/// Refuses to take away the last operator who can log in. Whoever asks holds the names, so that of two operators who
/// shut each other out at once one stays.
pub(super) async fn not_last_operator(tx: &mut Tx, account: &Account) -> Result<()> {
    let counts = account.operator && !account.blocked;
    if counts && !people::has_other_operator(tx, account.id).await? {
        return Err(Reason::LastOperator.into());
    }
    Ok(())
}

/// Refuses to take the last one from a locked venue who can run it. Whoever asks holds no account yet, or the names
/// already: the names are held here, since nobody who holds them can shut out or erase the other admin meanwhile.
pub(super) async fn not_last_admin(tx: &mut Tx, venue: VenueId, account: AccountId) -> Result<()> {
    let member = members::find(tx, venue, account).await?;
    if !member.is_some_and(|member| member.runs_venue()) {
        return Ok(());
    }
    people::hold_names(tx).await?;
    Ok(keeps_an_admin(&members::admins(tx, venue).await?, account)?)
}
