//! Links that work once: issuing them with the letters that carry them, and what becomes of whoever follows one.

use bronya_domain::id::{AccountId, TicketId};
use bronya_domain::people::{Account, Purpose, Ticket};
use bronya_domain::refusal::Reason;
use bronya_domain::span::to_micros;
use bronya_store::people::{self, NewAccount};
use bronya_store::tickets::{self, NewTicket};
use bronya_store::{Fault, Ran, Tx};
use jiff::Timestamp;

use super::accounts::{choose_password, free, nameable};
use super::refusable::ended;
use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

impl Desk {
    /// Issues a link to an account and owes the letter that carries it to this address. Older links of the same
    /// purpose work no more.
    ///
    /// An invitation comes with its post, by [`invite`](Self::invite), and the link of the first setup is printed and
    /// not sent, by [`issue_setup_ticket`](Self::issue_setup_ticket).
    pub async fn issue_ticket(
        &self,
        purpose: Purpose,
        account: AccountId,
        email: String,
        now: Timestamp,
    ) -> Result<Ticket> {
        assert!(
            purpose != Purpose::Setup,
            "a setup link is nobody's and is sent to nobody"
        );
        let now = to_micros(now);
        let new = NewTicket {
            purpose,
            minutes: purpose.minutes(),
            account: Some(account),
            email: Some(email),
        };
        let issued = self.store.write(None, move |tx| {
            let new = new.clone();
            Box::pin(async move { ended(issue(tx, account, &new, now).await) })
        });
        let ticket = issued.await??;
        self.letters.notify_one();
        Ok(ticket)
    }

    /// Issues the link by which the first operator makes himself known. Older ones work no more.
    pub async fn issue_setup_ticket(&self, now: Timestamp) -> Result<Ticket> {
        let now = to_micros(now);
        let issued = self.store.write(None, move |tx| {
            Box::pin(async move {
                let new = NewTicket {
                    purpose: Purpose::Setup,
                    minutes: Purpose::Setup.minutes(),
                    account: None,
                    email: None,
                };
                Ok((Ran::Wrote, tickets::issue(tx, &new, now).await?))
            })
        });
        Ok(issued.await?)
    }

    /// A link, whether or not it still works.
    pub async fn ticket(&self, id: TicketId) -> Result<Option<Ticket>> {
        let found = self.store.read(move |tx| Box::pin(tickets::find(tx, id)));
        Ok(found.await?)
    }

    /// A link that still works and was not taken back: one that is worth a letter.
    pub(crate) async fn working_ticket(
        &self,
        id: TicketId,
        now: Timestamp,
    ) -> Result<Option<Ticket>> {
        let found = self.store.read(move |tx| {
            Box::pin(async move {
                match tickets::find(tx, id).await? {
                    Some(ticket) if ticket.works(now) && !withdrawn(tx, &ticket).await? => {
                        Ok(Some(ticket))
                    }
                    _ => Ok(None),
                }
            })
        });
        Ok(found.await?)
    }

    /// Refuses a link that is an invitation which was taken back. Whether a link works else its own time says.
    pub async fn check_invitation(&self, ticket: &Ticket) -> Result<()> {
        let ticket = ticket.clone();
        let checked = self
            .store
            .read(move |tx| Box::pin(async move { withdrawn(tx, &ticket).await }));
        match checked.await? {
            true => Err(Reason::InvitationWithdrawn.into()),
            false => Ok(()),
        }
    }

    /// Follows a link of one of these purposes to another password, given as a hash. It ends all logins of the account,
    /// and shows that the address to which the link was sent is his.
    pub async fn redeem_password(
        &self,
        id: TicketId,
        purposes: &[Purpose],
        hash: &str,
        now: Timestamp,
    ) -> Result<Account> {
        let (purposes, hash) = (purposes.to_vec(), hash.to_owned());
        let redeemed = self.store.write(None, move |tx| {
            let (purposes, hash) = (purposes.clone(), hash.clone());
            Box::pin(async move { ended(redeem_password(tx, id, &purposes, &hash, now).await) })
        });
        redeemed.await?
    }

    /// Follows the link that shows that an address is his to whom it was sent.
    pub async fn redeem_confirmation(&self, id: TicketId, now: Timestamp) -> Result<Account> {
        let redeemed = self.store.write(None, move |tx| {
            Box::pin(async move { ended(redeem_confirmation(tx, id, now).await) })
        });
        redeemed.await?
    }

    /// Follows the link of the first setup and makes the operator; only while there is none.
    pub async fn redeem_setup(
        &self,
        id: TicketId,
        new: NewAccount,
        now: Timestamp,
    ) -> Result<Account> {
        nameable(new.username.as_deref(), new.email.as_deref())?;
        let now = to_micros(now);
        let new = NewAccount {
            operator: true,
            ..new
        };
        let redeemed = self.store.write(None, move |tx| {
            let new = new.clone();
            Box::pin(async move { ended(redeem_setup(tx, id, &new, now).await) })
        });
        redeemed.await?
    }
}

async fn issue(tx: &mut Tx, account: AccountId, new: &NewTicket, now: Timestamp) -> Result<Ticket> {
    welcome(
        people::lock(tx, account)
            .await?
            .ok_or(Reason::UnknownAccount)?,
    )?;
    let ticket = tickets::issue(tx, new, now).await?;
    tickets::owe(tx, None, &ticket, now).await?;
    Ok(ticket)
}

async fn redeem_password(
    tx: &mut Tx,
    id: TicketId,
    purposes: &[Purpose],
    hash: &str,
    now: Timestamp,
) -> Result<Account> {
    let (ticket, account) = open(tx, id, purposes, now).await?;
    use_up(tx, id, now).await?;
    choose_password(tx, account.id, hash, None, now).await?;
    confirm(tx, account, &ticket).await
}

async fn redeem_confirmation(tx: &mut Tx, id: TicketId, now: Timestamp) -> Result<Account> {
    let (ticket, account) = open(tx, id, &[Purpose::AddressConfirmation], now).await?;
    if account.email != ticket.email {
        return Err(Reason::TicketSpent.into());
    }
    use_up(tx, id, now).await?;
    confirm(tx, account, &ticket).await
}

async fn redeem_setup(
    tx: &mut Tx,
    id: TicketId,
    new: &NewAccount,
    now: Timestamp,
) -> Result<Account> {
    people::hold_names(tx).await?;
    let ticket = tickets::find(tx, id).await?;
    let works = ticket.is_some_and(|it| it.purpose == Purpose::Setup && it.works(now));
    if !works || people::has_operator(tx).await? {
        return Err(Reason::TicketSpent.into());
    }
    free(tx, new).await?;
    use_up(tx, id, now).await?;
    Ok(people::insert(tx, new, now).await?)
}

/// A link of one of these purposes that still works, and whose it is, locked.
async fn open(
    tx: &mut Tx,
    id: TicketId,
    purposes: &[Purpose],
    now: Timestamp,
) -> Result<(Ticket, Account)> {
    let ticket = tickets::find(tx, id).await?;
    let ticket = ticket.filter(|it| purposes.contains(&it.purpose) && it.works(now));
    let ticket = ticket.ok_or(Reason::TicketSpent)?;
    if withdrawn(tx, &ticket).await? {
        return Err(Reason::InvitationWithdrawn.into());
    }
    let account = ticket.account.ok_or(Reason::TicketSpent)?;
    let account = people::lock(tx, account)
        .await?
        .ok_or(Reason::TicketSpent)?;
    Ok((ticket, welcome(account)?))
}

/// Whether a link is an invitation that was taken back: with the role that it was to, which is the only thing that it
/// opened.
async fn withdrawn(tx: &mut Tx, ticket: &Ticket) -> Result<bool, Fault> {
    match (ticket.purpose, ticket.account) {
        (Purpose::Invitation, Some(account)) => Ok(!tickets::stands(tx, ticket.id, account).await?),
        _ => Ok(false),
    }
}

/// Uses a link: the first write of whoever follows it, and of many who follow it at once only one comes past.
async fn use_up(tx: &mut Tx, id: TicketId, now: Timestamp) -> Result<()> {
    match tickets::use_up(tx, id, now).await? {
        true => Ok(()),
        false => Err(Reason::TicketSpent.into()),
    }
}

/// Notes that a letter's link was followed, if the address that it was sent to still is his.
async fn confirm(tx: &mut Tx, account: Account, ticket: &Ticket) -> Result<Account> {
    if account.email_confirmed || account.email.is_none() || account.email != ticket.email {
        return Ok(account);
    }
    let confirmed = Account {
        email_confirmed: true,
        ..account
    };
    Ok(people::update(tx, confirmed).await?)
}

fn welcome(account: Account) -> Result<Account> {
    if account.blocked {
        Err(Reason::AccountBlocked.into())
    } else {
        Ok(account)
    }
}
