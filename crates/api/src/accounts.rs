//! The accounts of the installation, as whoever runs it sees them.

use axum::extract::State;
use axum::response::NoContent;
use bronya_domain::catalog::Language;
use bronya_domain::id::AccountId;
use bronya_domain::people::{self, HOUSE, Names};
use bronya_domain::refusal::Reason;
use bronya_gate::Gate;
use garde::Validate;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::Seen;
use crate::asked::{Id, Query};
use crate::guests::Everything;
use crate::problem::Result;
use bronya_desk::Person;

/// Somebody who can log in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    /// Where his login names are unique: `bronya`, or an instance of a foreign contract.
    realm: String,
    /// His login name.
    username: Option<String>,
    /// His e-mail address, also a login name.
    email: Option<String>,
    /// Whether a letter's link has shown that the address is his.
    email_confirmed: bool,
    /// His phone number, as E.164 writes it.
    phone: Option<String>,
    /// What he is called.
    names: Names,
    /// The language that he chose.
    language: Option<Language>,
    /// Whether he runs the installation.
    operator: bool,
    /// Whether he is shut out.
    blocked: bool,
    /// When his data was erased.
    erased_at: Option<Timestamp>,
    /// When the account was made.
    made_at: Timestamp,
    /// Counts the changes, from 1; also the `ETag`.
    version: i64,
}

impl Account {
    pub(crate) fn of(account: people::Account) -> Self {
        Self {
            id: account.id,
            realm: account.realm,
            username: account.username,
            email: account.email,
            email_confirmed: account.email_confirmed,
            phone: account.phone,
            names: account.names,
            language: account.language,
            operator: account.operator,
            blocked: account.blocked,
            erased_at: account.erased_at,
            made_at: account.made_at,
            version: account.version,
        }
    }
}

/// Which accounts to list.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountsQuery {
    /// Of which realm; the installation's own where it does not say.
    #[garde(length(min = 1, max = 100))]
    realm: Option<String>,
    /// The number of the last account seen.
    #[garde(range(min = 0))]
    after: Option<i64>,
    /// How many at most; 50 where it does not say.
    #[garde(range(min = 1, max = 200))]
    limit: Option<u32>,
}

/// Some of the accounts.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AccountList {
    items: Vec<Account>,
    /// What to ask for with `after` to see more; null where there is no more.
    next: Option<i64>,
}

pub(crate) async fn list(
    State(gate): State<Gate>,
    Query(query): Query<AccountsQuery>,
) -> Result<Seen<AccountList>> {
    let realm = query.realm.as_deref().unwrap_or(HOUSE);
    let limit = query.limit.unwrap_or(50) as usize;
    let after = AccountId(query.after.unwrap_or(0));
    let mut items = gate.desk().accounts(realm, after, limit + 1).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|account| account.id.0);
    let items = items.into_iter().map(Account::of).collect();
    Ok(Seen::new(AccountList { items, next }).private())
}

pub(crate) async fn show(State(gate): State<Gate>, Id(id): Id<AccountId>) -> Result<Seen<Account>> {
    let account = gate.desk().account(id).await?;
    seen(account.ok_or(Reason::UnknownAccount)?)
}

pub(crate) async fn block(
    State(gate): State<Gate>,
    Id(id): Id<AccountId>,
) -> Result<Seen<Account>> {
    let now = gate.now();
    seen(gate.desk().set_account_blocked(id, true, now).await?)
}

pub(crate) async fn unblock(
    State(gate): State<Gate>,
    Id(id): Id<AccountId>,
) -> Result<Seen<Account>> {
    let now = gate.now();
    seen(gate.desk().set_account_blocked(id, false, now).await?)
}

pub(crate) async fn export(
    State(gate): State<Gate>,
    Id(id): Id<AccountId>,
) -> Result<Seen<Everything>> {
    Everything::of(&gate, Person::Account(id)).await
}

pub(crate) async fn erase(State(gate): State<Gate>, Id(id): Id<AccountId>) -> Result<NoContent> {
    gate.desk().erase(Person::Account(id), gate.now()).await?;
    Ok(NoContent)
}

pub(crate) fn seen(account: people::Account) -> Result<Seen<Account>> {
    let version = account.version;
    Ok(Seen::new(Account::of(account)).version(version).private())
}
