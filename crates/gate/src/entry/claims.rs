//! What the access tokens of a realm say besides ours.

use bronya_domain::id::AccountId;
use bronya_domain::people::Account;
use serde_json::Value;

use super::{Claim, Realm};
use crate::denial::Result;
use crate::gate::Gate;
use crate::tokens::Further;

impl Gate {
    /// What an access token of an account says besides in a realm.
    pub(super) async fn further(&self, realm: &Realm, account: AccountId) -> Result<Further> {
        let names_him = |claim: &Claim| matches!(claim, Claim::Username(_));
        let known = match realm.claims.iter().any(names_him) {
            true => self.desk().account(account).await?,
            false => None,
        };
        let said = |claim: &Claim| (claim.name().to_owned(), self.said(claim, account, &known));
        Ok(realm.claims.iter().map(said).collect())
    }

    fn said(&self, claim: &Claim, account: AccountId, known: &Option<Account>) -> Value {
        match claim {
            Claim::Text(_, text) => text.as_str().into(),
            Claim::Username(_) => {
                let known = known.as_ref();
                let name = known.and_then(|known| known.username.as_ref().or(known.email.as_ref()));
                name.map(String::as_str).unwrap_or_default().into()
            }
            Claim::Account(_) => account.0.into(),
            Claim::AccountText(_) => account.0.to_string().into(),
            Claim::TokenId(_) => {
                let bits =
                    u128::from_be_bytes(*self.unguessable().first_chunk().expect("32 bytes"));
                format!("{bits:032x}").into()
            }
        }
    }
}
