//! Accounts: who can log in, under which names, with which password.
//!
//! Whoever changes an account locks its row first, and whoever gives out a login name or makes an operator holds the
//! count of accounts before that. So what he looked up still holds when he writes, with however many instances.

use bronya_domain::catalog::Language;
use bronya_domain::id::AccountId;
use bronya_domain::people::{Account, Names};
use jiff::Timestamp;

use crate::counts::{self, ACCOUNTS};
use crate::engine::{Fault, Row, Tx, V, texts};
use crate::rows::{as_word, word};

/// The columns of an account, in the order of [`read`].
macro_rules! account_columns {
    () => {
        "account.id, account.realm, account.username, account.email, account.email_confirmed, account.phone,
        account.first_name, account.last_name, account.middle_name, account.language, account.operator,
        account.blocked, account.erased_at, account.made_at, account.version"
    };
}
pub(crate) use account_columns;

texts! {
    ACCOUNT = concat!("select ", account_columns!(), " from account where id = $1");
    /// Changes nothing and locks the row: what it says of the account holds until the transaction ends.
    LOCK_ACCOUNT = concat!("update account set version = version where id = $1 returning ", account_columns!());
    ACCOUNTS_OF_REALM = concat!("select ", account_columns!(), " from account where realm = $1 and id > $2
        order by id limit $3");
    ACCOUNT_OF_EMAIL = "select id from account where realm = $1 and email = $2";
    /// An address comes before a name that looks like one: nobody can shut somebody else out by his choice of a name.
    LOGIN = concat!("select ", account_columns!(), ", account.password from account
        where realm = $1 and (username = $2 or email = $2)
        order by case when email = $2 then 0 else 1 end limit 1");
    NAME_TAKEN = "select 1 from account where realm = $1 and username = $2 and id <> $3";
    PHONE_TAKEN = "select 1 from account where realm = $1 and phone = $2 and id <> $3 limit 1";
    EMAIL_TAKEN = "select 1 from account where realm = $1 and email = $2 and id <> $3";
    /// An operator who can log in, other than one.
    OTHER_OPERATOR = "select 1 from account where operator = 1 and blocked = 0 and id <> $1 limit 1";
    OPERATOR = "select 1 from account where operator = 1 limit 1";
    INSERT_ACCOUNT = "insert into account (id, realm, username, email, email_confirmed, phone, first_name, last_name,
            middle_name, language, password, operator, blocked, made_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, 1)";
    UPDATE_ACCOUNT = "update account set username = $3, email = $4, email_confirmed = $5, phone = $6, first_name = $7,
            last_name = $8, middle_name = $9, language = $10, operator = $11, blocked = $12, erased_at = $13,
            version = $2 + 1
        where id = $1 and version = $2";
    SET_PASSWORD = "update account set password = $2 where id = $1";
    REPLACE_HASH = "update account set password = $3 where id = $1 and password = $2";
}

/// An account to be made. It is not printed: a hash has no place in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// Where its login names are unique.
    pub realm: String,
    /// Its login name.
    pub username: Option<String>,
    /// Its e-mail address, also a login name.
    pub email: Option<String>,
    /// Whether it is known that the address is its owner's; else a letter has yet to show it.
    pub email_confirmed: bool,
    /// Its phone number, in E.164.
    pub phone: Option<String>,
    /// What its owner is called.
    pub names: Names,
    /// The language that he chose.
    pub language: Option<Language>,
    /// His password as a hash; none until he has chosen one.
    pub password: Option<String>,
    /// Whether he runs the installation.
    pub operator: bool,
}

/// What is known of somebody who wants to log in. It is not printed: a hash has no place in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// His account, blocked or not.
    pub account: Account,
    /// The hash of his password, if he has one.
    pub password: Option<String>,
}

/// An account, blocked and erased ones too.
pub async fn account(tx: &mut Tx, id: AccountId) -> Result<Option<Account>, Fault> {
    let row = tx.row(&ACCOUNT, &[id.into()]).await?;
    row.map(|mut row| read(&mut row)).transpose()
}

/// An account, locked against other writers until the transaction ends. None where it was erased.
pub async fn lock(tx: &mut Tx, id: AccountId) -> Result<Option<Account>, Fault> {
    let row = tx.row(&LOCK_ACCOUNT, &[id.into()]).await?;
    let found = row.map(|mut row| read(&mut row)).transpose()?;
    Ok(found.filter(|account| account.erased_at.is_none()))
}

/// Waits for all others who give out login names or make operators, until the transaction ends.
pub async fn hold_names(tx: &mut Tx) -> Result<(), Fault> {
    counts::hold(tx, ACCOUNTS).await
}

/// The accounts of a realm in the order of their numbers, after `after`, at most `most`.
pub async fn accounts(
    tx: &mut Tx,
    realm: &str,
    after: AccountId,
    most: i64,
) -> Result<Vec<Account>, Fault> {
    let args = [realm.into(), after.into(), most.into()];
    let rows = tx.rows(&ACCOUNTS_OF_REALM, &args).await?;
    rows.into_iter().map(|mut row| read(&mut row)).collect()
}

/// The account of an e-mail address in a realm.
pub async fn of_email(tx: &mut Tx, realm: &str, email: &str) -> Result<Option<AccountId>, Fault> {
    let args = [realm.into(), email.into()];
    let row = tx.row(&ACCOUNT_OF_EMAIL, &args).await?;
    row.map(|mut row| Ok(AccountId(row.int()?))).transpose()
}

/// Who logs in under a name, which is a login name or an e-mail address.
pub async fn login(tx: &mut Tx, realm: &str, name: &str) -> Result<Option<Login>, Fault> {
    let row = tx.row(&LOGIN, &[realm.into(), name.into()]).await?;
    let login = |mut row: Row| {
        Ok(Login {
            account: read(&mut row)?,
            password: row.maybe_text()?,
        })
    };
    row.map(login).transpose()
}

/// Which of these names somebody else has in the realm: `username` or `email`. What is free stays free for whoever
/// holds the names.
pub async fn taken(
    tx: &mut Tx,
    realm: &str,
    username: Option<&str>,
    email: Option<&str>,
    own: Option<AccountId>,
) -> Result<Option<&'static str>, Fault> {
    let own = own.unwrap_or(NOBODY);
    for (sql, field, name) in [
        (&NAME_TAKEN, "username", username),
        (&EMAIL_TAKEN, "email", email),
    ] {
        let Some(name) = name else { continue };
        let args = [realm.into(), name.into(), own.into()];
        if tx.row(sql, &args).await?.is_some() {
            return Ok(Some(field));
        }
    }
    Ok(None)
}

/// Whether somebody else in the realm has this phone number. A free one stays free for whoever holds the names, as long
/// as all others who write one hold them too.
pub async fn phone_taken(
    tx: &mut Tx,
    realm: &str,
    phone: &str,
    own: Option<AccountId>,
) -> Result<bool, Fault> {
    let own = own.unwrap_or(NOBODY);
    let args = [realm.into(), phone.into(), own.into()];
    Ok(tx.row(&PHONE_TAKEN, &args).await?.is_some())
}

/// The number of no account.
const NOBODY: AccountId = AccountId(0);

/// Whether somebody else than `own` runs the installation and is not shut out.
pub async fn has_other_operator(tx: &mut Tx, own: AccountId) -> Result<bool, Fault> {
    Ok(tx.row(&OTHER_OPERATOR, &[own.into()]).await?.is_some())
}

/// Whether anybody runs the installation, shut out or not.
pub async fn has_operator(tx: &mut Tx) -> Result<bool, Fault> {
    Ok(tx.row(&OPERATOR, &[]).await?.is_some())
}

/// Makes the next account have this number, if neither it nor a later one was given out. Whoever asks holds the names.
pub async fn skip_to(tx: &mut Tx, number: AccountId) -> Result<(), Fault> {
    counts::skip_to(tx, ACCOUNTS, number.0).await
}

/// Writes a new account under the next number. Whoever writes it holds the names and knows that these are free.
pub async fn insert(tx: &mut Tx, new: &NewAccount, now: Timestamp) -> Result<Account, Fault> {
    let account = Account {
        id: AccountId(counts::next(tx, ACCOUNTS).await?),
        realm: new.realm.clone(),
        username: new.username.clone(),
        email: new.email.clone(),
        email_confirmed: new.email_confirmed,
        phone: new.phone.clone(),
        names: new.names.clone(),
        language: new.language,
        operator: new.operator,
        blocked: false,
        erased_at: None,
        made_at: now,
        version: 1,
    };
    let mut args: Vec<V> = vec![account.id.into(), account.realm.as_str().into()];
    args.extend(profile(&account)?);
    args.extend([(&new.password).into(), account.operator.into(), now.into()]);
    tx.write(&INSERT_ACCOUNT, &args).await?;
    Ok(account)
}

/// Writes a locked account as it is now and raises its version.
pub async fn update(tx: &mut Tx, account: Account) -> Result<Account, Fault> {
    let mut args: Vec<V> = vec![account.id.into(), account.version.into()];
    args.extend(profile(&account)?);
    args.extend([
        V::from(account.operator),
        account.blocked.into(),
        account.erased_at.into(),
    ]);
    tx.write_all(vec![(&UPDATE_ACCOUNT, args)]).await?;
    Ok(Account {
        version: account.version + 1,
        ..account
    })
}

/// What an account says of its owner: names, address, phone, language.
fn profile(account: &Account) -> Result<[V; 8], Fault> {
    Ok([
        (&account.username).into(),
        (&account.email).into(),
        account.email_confirmed.into(),
        (&account.phone).into(),
        (&account.names.first).into(),
        (&account.names.last).into(),
        (&account.names.middle).into(),
        account.language.as_ref().map(as_word).transpose()?.into(),
    ])
}

/// Gives a locked account another password, as a hash, or takes it away.
pub async fn set_password(
    tx: &mut Tx,
    account: AccountId,
    hash: Option<&str>,
) -> Result<(), Fault> {
    let args = [account.into(), hash.into()];
    tx.write(&SET_PASSWORD, &args).await.map(drop)
}

/// Writes the same password as another hash, unless it was changed meanwhile. Says whether it did.
pub async fn replace_hash(
    tx: &mut Tx,
    account: AccountId,
    old: &str,
    new: &str,
) -> Result<bool, Fault> {
    let args = [account.into(), old.into(), new.into()];
    Ok(tx.write(&REPLACE_HASH, &args).await? > 0)
}

/// Reads the columns of an account.
pub(crate) fn read(row: &mut Row) -> Result<Account, Fault> {
    Ok(Account {
        id: AccountId(row.int()?),
        realm: row.text()?,
        username: row.maybe_text()?,
        email: row.maybe_text()?,
        email_confirmed: row.truth()?,
        phone: row.maybe_text()?,
        names: Names {
            first: row.maybe_text()?,
            last: row.maybe_text()?,
            middle: row.maybe_text()?,
        },
        language: row.maybe_text()?.map(|name| word(&name)).transpose()?,
        operator: row.truth()?,
        blocked: row.truth()?,
        erased_at: row.maybe_instant()?,
        made_at: row.instant()?,
        version: row.int()?,
    })
}
