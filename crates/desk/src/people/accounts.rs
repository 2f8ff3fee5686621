//! Accounts: making and changing them, and who logs in under a name.

use bronya_domain::catalog::Language;
use bronya_domain::id::AccountId;
use bronya_domain::people::{Account, Names, Purpose};
use bronya_domain::refusal::Reason;
use bronya_domain::span::to_micros;
use bronya_store::people::{self, Login, NewAccount};
use bronya_store::{Ran, Tx, sessions, tickets};
use jiff::Timestamp;

use super::refusable::ended;
use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

/// The links by which a password can be chosen. Once it was chosen, no older one may do so again.
const PASSWORD_LINKS: [Purpose; 2] = [Purpose::PasswordReset, Purpose::Invitation];
/// The links that lead to an address. They are worth nothing when the address is no longer his.
pub(super) const ADDRESS_LINKS: [Purpose; 3] = [
    Purpose::PasswordReset,
    Purpose::Invitation,
    Purpose::AddressConfirmation,
];

/// What of an account is to change; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountEdit {
    /// Another login name, or none any more.
    pub username: Option<Option<String>>,
    /// Another e-mail address, or none any more.
    pub email: Option<Option<String>>,
    /// Whether the address is taken for his without a letter that shows it, as in realms whose users get none.
    pub is_his_email: bool,
    /// Another phone number, in E.164, or none any more.
    pub phone: Option<Option<String>>,
    /// Whether a phone number is refused that another account of the realm has.
    pub unique_phone: bool,
    /// Another first name, or none any more.
    pub first_name: Option<Option<String>>,
    /// Another last name, or none any more.
    pub last_name: Option<Option<String>>,
    /// Another middle name or patronymic, or none any more.
    pub middle_name: Option<Option<String>>,
    /// Another language, or none any more.
    pub language: Option<Option<Language>>,
}

impl Desk {
    /// Makes an account. It needs a login name or an e-mail address, and both must be free in its realm.
    pub async fn register(&self, new: NewAccount, now: Timestamp) -> Result<Account> {
        nameable(new.username.as_deref(), new.email.as_deref())?;
        let now = to_micros(now);
        let made = self.store.write(None, move |tx| {
            let new = new.clone();
            Box::pin(async move { ended(register(tx, &new, now).await) })
        });
        made.await?
    }

    /// An account, blocked and erased ones too.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>> {
        let found = self.store.read(move |tx| Box::pin(people::account(tx, id)));
        Ok(found.await?)
    }

    /// The accounts of a realm in the order of their numbers, after `after`, at most `most`.
    pub async fn accounts(
        &self,
        realm: &str,
        after: AccountId,
        most: usize,
    ) -> Result<Vec<Account>> {
        let realm = realm.to_owned();
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let found = self.store.read(move |tx| {
            Box::pin(async move { people::accounts(tx, &realm, after, most).await })
        });
        Ok(found.await?)
    }

    /// Changes what an account says of its owner. With `expects`, only if nobody else changed it meanwhile. Another
    /// e-mail address is unconfirmed again, and the links that were sent to the old one work no more.
    pub async fn change_account(
        &self,
        id: AccountId,
        edit: AccountEdit,
        expects: Option<i64>,
        now: Timestamp,
    ) -> Result<Account> {
        let changed = self.store.write(None, move |tx| {
            let edit = edit.clone();
            Box::pin(async move { ended(change(tx, id, &edit, expects, now).await) })
        });
        changed.await?
    }

    /// Who logs in under a name: a login name or an e-mail address, as the realm writes it.
    pub async fn login(&self, realm: &str, name: &str) -> Result<Option<Login>> {
        let (realm, name) = (realm.to_owned(), name.to_owned());
        let found = self
            .store
            .read(move |tx| Box::pin(async move { people::login(tx, &realm, &name).await }));
        Ok(found.await?)
    }

    /// Gives an account another password, as a hash. It ends all its logins but `keep`, and the links by which a
    /// password could be chosen work no more.
    ///
    /// `shown` is the hash that the old password was checked against. Where that is not the account's any more, or
    /// `keep` has ended, somebody was quicker, and it is refused as `password_changed`.
    pub async fn set_password(
        &self,
        id: AccountId,
        hash: &str,
        shown: Option<&str>,
        keep: Option<&str>,
        now: Timestamp,
    ) -> Result<()> {
        let hash = hash.to_owned();
        let [shown, keep] = [shown, keep].map(|text| text.map(str::to_owned));
        let set = self.store.write(None, move |tx| {
            let (hash, shown, keep) = (hash.clone(), shown.clone(), keep.clone());
            Box::pin(async move {
                ended(
                    async {
                        people::lock(tx, id).await?.ok_or(Reason::UnknownAccount)?;
                        if let Some(shown) = &shown
                            && !people::replace_hash(tx, id, shown, shown).await?
                        {
                            return Err(Reason::PasswordChanged.into());
                        }
                        if let Some(keep) = &keep
                            && sessions::find(tx, keep, now).await?.is_none()
                        {
                            return Err(Reason::PasswordChanged.into());
                        }
                        choose_password(tx, id, &hash, keep.as_deref(), now).await
                    }
                    .await,
                )
            })
        });
        let set = set.await?;
        self.ring();
        set
    }

    /// Writes the same password as a better hash, unless it was changed meanwhile. Says whether it did.
    pub async fn replace_hash(&self, id: AccountId, old: &str, new: &str) -> Result<bool> {
        let (old, new) = (old.to_owned(), new.to_owned());
        let replaced = self.store.write(None, move |tx| {
            let (old, new) = (old.clone(), new.clone());
            Box::pin(
                async move { Ok((Ran::Wrote, people::replace_hash(tx, id, &old, &new).await?)) },
            )
        });
        Ok(replaced.await?)
    }

    /// Whether anybody runs the installation.
    pub async fn has_operator(&self) -> Result<bool> {
        let found = self.store.read(|tx| Box::pin(people::has_operator(tx)));
        Ok(found.await?)
    }
}

/// Refuses an account by whose names nobody could log in.
pub(super) fn nameable(username: Option<&str>, email: Option<&str>) -> Result<()> {
    match (username, email) {
        (None, None) => Err(No::invalid(
            "email",
            "an account needs a login name or an e-mail address",
        )),
        _ => Ok(()),
    }
}

async fn register(tx: &mut Tx, new: &NewAccount, now: Timestamp) -> Result<Account> {
    people::hold_names(tx).await?;
    free(tx, new).await?;
    Ok(people::insert(tx, new, now).await?)
}

/// Refuses names that somebody else has. Whoever asks holds the names.
pub(super) async fn free(tx: &mut Tx, new: &NewAccount) -> Result<()> {
    let (username, email) = (new.username.as_deref(), new.email.as_deref());
    match people::taken(tx, &new.realm, username, email, None).await? {
        Some(field) => Err(No::NotUnique { field }),
        None => Ok(()),
    }
}

/// Refuses a phone number that another account of the realm has. Whoever asks holds the names.
pub(super) async fn phone_free(
    tx: &mut Tx,
    realm: &str,
    phone: Option<&str>,
    own: Option<AccountId>,
) -> Result<()> {
    match phone {
        Some(phone) if people::phone_taken(tx, realm, phone, own).await? => {
            Err(No::NotUnique { field: "phone" })
        }
        _ => Ok(()),
    }
}

async fn change(
    tx: &mut Tx,
    id: AccountId,
    edit: &AccountEdit,
    expects: Option<i64>,
    now: Timestamp,
) -> Result<Account> {
    if edit.username.is_some() || edit.email.is_some() || edit.unique_phone {
        people::hold_names(tx).await?;
    }
    let before = people::lock(tx, id).await?.ok_or(Reason::UnknownAccount)?;
    if expects.is_some_and(|version| version != before.version) {
        let version = before.version;
        return Err(Reason::VersionDiffers { version }.into());
    }
    let after = edit.apply(&before);
    if after == before {
        return Ok(before);
    }
    let (username, email) = (after.username.as_deref(), after.email.as_deref());
    nameable(username, email)?;
    if let Some(field) = people::taken(tx, &after.realm, username, email, Some(id)).await? {
        return Err(No::NotUnique { field });
    }
    if edit.unique_phone {
        phone_free(tx, &after.realm, after.phone.as_deref(), Some(id)).await?;
    }
    if after.email != before.email {
        void(tx, id, &ADDRESS_LINKS, now).await?;
    }
    Ok(people::update(tx, after).await?)
}

impl AccountEdit {
    fn apply(&self, before: &Account) -> Account {
        let or = |edit: &Option<Option<String>>, before: &Option<String>| {
            edit.as_ref().unwrap_or(before).clone()
        };
        let email = or(&self.email, &before.email);
        Account {
            username: or(&self.username, &before.username),
            email_confirmed: self.is_his_email || (before.email_confirmed && email == before.email),
            email,
            phone: or(&self.phone, &before.phone),
            names: Names {
                first: or(&self.first_name, &before.names.first),
                last: or(&self.last_name, &before.names.last),
                middle: or(&self.middle_name, &before.names.middle),
            },
            language: self.language.unwrap_or(before.language),
            ..before.clone()
        }
    }
}

/// Gives a locked account a password and lets nobody in by what was good before.
pub(super) async fn choose_password(
    tx: &mut Tx,
    id: AccountId,
    hash: &str,
    keep: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    people::set_password(tx, id, Some(hash)).await?;
    void(tx, id, &PASSWORD_LINKS, now).await?;
    Ok(sessions::end_all(tx, id, keep).await?)
}

/// Makes all open links of some purposes worthless that lead to an account.
pub(super) async fn void(
    tx: &mut Tx,
    id: AccountId,
    links: &[Purpose],
    now: Timestamp,
) -> Result<()> {
    for purpose in links {
        tickets::void(tx, Some(id), *purpose, now).await?;
    }
    Ok(())
}
