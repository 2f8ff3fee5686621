//! Changing one's own account: what others could take it by needs the password, and another address a letter.

use bronya_desk::AccountEdit;
use bronya_domain::people::Account;

use crate::caller::Caller;
use crate::denial::{Denial, Result};
use crate::gate::Gate;
use crate::limits::Limit;
use crate::realm::Realm;

impl Gate {
    /// Changes what the caller's account says of him. Another e-mail address or login name needs the password that he has;
    /// to another address goes a letter by which it is shown to be his. With `expects`, only if nobody else changed the
    /// account meanwhile.
    pub async fn change_oneself(
        &self,
        realm: &Realm,
        caller: &Caller,
        edit: AccountEdit,
        password: Option<&str>,
        expects: Option<i64>,
    ) -> Result<Account> {
        let account = &caller.session()?.account;
        let email = edit.email.clone().flatten();
        let is_new = edit.email.is_some() && email != account.email;
        if is_new || edit.username.is_some() {
            let needed = || Denial::invalid("password", "is needed to change how one logs in");
            let password = password.ok_or_else(needed)?;
            self.own_password(realm, account, password).await?;
            let key = format!("#{}", account.id);
            self.limits().take(Limit::Confirmation, &key, self.now())?;
        }
        let changed = self
            .desk()
            .change_account(account.id, edit, expects, self.now())
            .await?;
        if let Some(email) = email.filter(|_| is_new) {
            self.confirm_by_letter(account.id, email).await?;
        }
        Ok(changed)
    }
}
