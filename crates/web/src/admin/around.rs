//! What people on these pages are called.

use bronya_domain::id::AccountId;
use bronya_domain::people::Account;
use bronya_gate::Denial;
use bronya_words::Line;

/// What somebody is called: by his name, else by what he logs in with.
pub(super) fn called(account: &Account) -> String {
    let name = account.names.full();
    let name = name
        .or_else(|| account.email.clone())
        .or_else(|| account.username.clone());
    Line::name(&name.unwrap_or_else(|| format!("#{}", account.id))).to_string()
}

/// The number that an address names. What is no number is nobody's.
pub(super) fn account_of(text: &str) -> Result<AccountId, Denial> {
    text.parse().map(AccountId).map_err(|_| Denial::not_found())
}
