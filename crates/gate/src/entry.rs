//! How people come in and go out: registering, logging in, staying logged in, leaving, and the links that let back in
//! who forgot his password.

mod basic;
mod claims;
mod oneself;
mod refresh;

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronya_desk::{NewAccount, No};
use bronya_domain::catalog::Language;
use bronya_domain::id::{AccountId, TicketId};
use bronya_domain::people::{Account, Names, Purpose};
use bronya_domain::refusal::Reason;
use jiff::SignedDuration;

use crate::address::ClientAddress;
use crate::caller::Caller;
use crate::denial::{Denial, Result};
use crate::gate::Gate;
use crate::limits::Limit;
use crate::passwords::{Checked, Passwords};
use crate::texts;

pub use crate::realm::{Claim, LoginNames, Realm, Renewal};
pub use refresh::WhyNot;

/// The tokens with which somebody shows from now on that he is logged in.
#[derive(Clone)]
pub struct Entry {
    /// Who came in.
    pub account: AccountId,
    /// The session behind the tokens.
    pub session: String,
    /// Good for a short time.
    pub access: String,
    /// How long the access token is good.
    pub access_lives: SignedDuration,
    /// Good for one renewal.
    pub refresh: String,
}

/// Somebody who makes an account for himself.
#[derive(Clone)]
pub struct SignUp {
    /// His login name, beside his e-mail address.
    pub username: Option<String>,
    /// His e-mail address.
    pub email: String,
    /// His phone number, in E.164.
    pub phone: Option<String>,
    /// What he is called.
    pub names: Names,
    /// His language.
    pub language: Option<Language>,
    /// His password.
    pub password: String,
}

impl Gate {
    /// Lets somebody in who knows a login name and its password. Whether the name or the password is wrong, nobody
    /// learns, neither from the answer nor from the time that it takes.
    pub async fn log_in(
        &self,
        realm: &Realm,
        name: &str,
        password: &str,
        from: &ClientAddress,
    ) -> Result<Entry> {
        self.count_login(realm, name, from)?;
        let lives = realm.session_lives;
        let (account, session) = self.admit(realm, name, password, lives).await?;
        self.entry(realm, account, session, 1).await
    }

    /// Counts that somebody tries to log in under a name.
    fn count_login(&self, realm: &Realm, name: &str, from: &ClientAddress) -> Result<()> {
        let now = self.now();
        // Folded in every realm: whoever guesses gains nothing by writing a name in another case.
        let name = texts::as_login(name);
        let (who, bucket) = (format!("{}/{name}", realm.name), from.bucket());
        self.limits().take(Limit::LoginAddress, &bucket, now)?;
        // The tight limit counts by name and address, so that a stranger's guesses do not lock out who lives elsewhere.
        let here = format!("{who} {bucket}");
        self.limits().take(Limit::Login, &here, now)?;
        self.limits().take(Limit::LoginName, &who, now)
    }

    /// Begins a session for somebody who knows a login name and its password.
    async fn admit(
        &self,
        realm: &Realm,
        name: &str,
        password: &str,
        lives: SignedDuration,
    ) -> Result<(AccountId, String)> {
        // What can be nobody's name costs as much as what is wrong.
        let login = match realm.names.kept(name) {
            Some(name) => self.desk().login(&realm.name, &name).await?,
            None => None,
        };
        let kept = login.as_ref().and_then(|login| login.password.clone());
        let checked = self.passwords().check(password, kept.as_deref()).await?;
        let (Some(login), true) = (login, checked != Checked::Wrong) else {
            return Err(wrong_login());
        };
        let account = login.account.id;
        let session = self.start(account, kept.as_deref(), lives).await?;
        if let (Checked::RightButStale, Some(old)) = (checked, kept) {
            self.rehash(account, &old, password).await;
        }
        Ok((account, session))
    }

    /// Keeps a password in today's form in the place of an old one. Where that fails, it is tried at the next login.
    async fn rehash(&self, account: AccountId, old: &str, password: &str) {
        let Ok(new) = self.passwords().hash(password).await else {
            return;
        };
        if let Err(no) = self.desk().replace_hash(account, old, &new).await {
            tracing::warn!(%no, "a password keeps its old hash");
        }
    }

    /// Begins a session for somebody who has shown who he is; where he showed a password, only while the account has
    /// the hash against which it was checked.
    pub async fn begin_session(
        &self,
        realm: &Realm,
        account: AccountId,
        shown: Option<&str>,
    ) -> Result<Entry> {
        let session = self.start(account, shown, realm.session_lives).await?;
        self.entry(realm, account, session, 1).await
    }

    async fn start(
        &self,
        account: AccountId,
        shown: Option<&str>,
        lives: SignedDuration,
    ) -> Result<String> {
        let session = URL_SAFE_NO_PAD.encode(self.unguessable());
        self.desk()
            .start_session(account, shown, &session, lives, self.now())
            .await?;
        Ok(session)
    }

    /// Ends the caller's session.
    pub async fn log_out(&self, caller: &Caller) -> Result<()> {
        let session = caller.session()?;
        Ok(self.desk().end_session(&session.id).await?)
    }

    /// Ends all sessions of the caller's account.
    pub async fn log_out_everywhere(&self, caller: &Caller) -> Result<()> {
        let session = caller.session()?;
        Ok(self.desk().end_sessions(session.account.id, None).await?)
    }

    /// Makes an account for whoever asks. Whether the address has one already, only its owner learns, by letter.
    pub async fn sign_up(&self, realm: &Realm, new: SignUp, from: &ClientAddress) -> Result<()> {
        let now = self.now();
        self.limits().take(Limit::Register, &from.bucket(), now)?;
        realm.rule.check(
            &new.password,
            &personal(Some(&new.email), new.username.as_deref(), &new.names),
        )?;
        let password = self.passwords().hash(&new.password).await?;
        let kept = |name: &str, field: &'static str| {
            let kept = realm.names.kept(name);
            kept.ok_or_else(|| Denial::invalid(field, "cannot be a login name"))
        };
        let email = kept(&new.email, "email")?;
        // Said before anybody looks whether the address is known, or the answer would tell.
        let username = new.username.as_deref();
        let username = username.map(|name| kept(name, "username")).transpose()?;
        if let Some(name) = &username
            && self.desk().login(&realm.name, name).await?.is_some()
        {
            return Err(No::NotUnique { field: "username" }.into());
        }
        let known = self.desk().login(&realm.name, &email).await?;
        if let Some(known) = known {
            self.reset_by_letter(known.account, &email);
            return Ok(());
        }
        let account = self
            .desk()
            .register(
                NewAccount {
                    realm: realm.name.clone(),
                    username,
                    email: Some(email.clone()),
                    email_confirmed: false,
                    phone: new.phone,
                    names: new.names,
                    language: new.language,
                    password: Some(password),
                    operator: false,
                },
                now,
            )
            .await;
        match account {
            Ok(account) => {
                // Apart from whoever asked, as above: how long it takes would tell him which of the two it was.
                let gate = self.clone();
                tokio::spawn(async move {
                    if let Err(denial) = gate.confirm_by_letter(account.id, email).await {
                        tracing::warn!(code = denial.code, "a confirmation was not sent");
                    }
                });
                Ok(())
            }
            // Two at once: the one who came second has registered just as well.
            Err(No::NotUnique { field: "email" }) => Ok(()),
            Err(no) => Err(no.into()),
        }
    }

    /// Sends the link that shows that an address is its account's.
    pub async fn confirm_by_letter(&self, account: AccountId, email: String) -> Result<()> {
        if self
            .limits()
            .take(Limit::Confirmation, &texts::mailbox(&email), self.now())
            .is_err()
        {
            return Ok(());
        }
        self.desk()
            .issue_ticket(Purpose::AddressConfirmation, account, email, self.now())
            .await?;
        Ok(())
    }

    /// Changes the caller's password and ends all his other sessions.
    pub async fn change_password(
        &self,
        realm: &Realm,
        caller: &Caller,
        old: &str,
        new: &str,
    ) -> Result<()> {
        let session = caller.session()?;
        let account = &session.account;
        let shown = self.own_password(realm, account, old).await?;
        let hash = self.choose(realm, account, new).await?;
        let keep = Some(session.id.as_str());
        Ok(self
            .desk()
            .set_password(account.id, &hash, Some(&shown), keep, self.now())
            .await?)
    }

    /// Asks somebody for the password that he has, before he changes what others could take his account by. Gives the
    /// hash that it was checked against.
    pub async fn own_password(
        &self,
        realm: &Realm,
        account: &Account,
        password: &str,
    ) -> Result<String> {
        let who = format!("{}/#{}", realm.name, account.id);
        self.limits().take(Limit::Login, &who, self.now())?;
        let names = [account.username.as_ref(), account.email.as_ref()];
        let login = match names.into_iter().flatten().next() {
            Some(name) => self.desk().login(&realm.name, name).await?,
            None => None,
        };
        // Another's address may stand before a name that looks like it.
        let login = login.filter(|login| login.account.id == account.id);
        let kept = login.and_then(|login| login.password);
        let checked = self.passwords().check(password, kept.as_deref()).await?;
        kept.filter(|_| checked != Checked::Wrong)
            .ok_or_else(wrong_password)
    }

    /// Sends the link by which a new password can be chosen, if the address has an account. Whether it has one, nobody
    /// learns, neither from the answer nor from the time that it takes.
    pub async fn forget_password(
        &self,
        realm: &Realm,
        email: &str,
        from: &ClientAddress,
    ) -> Result<()> {
        self.limits()
            .take(Limit::ResetAddress, &from.bucket(), self.now())?;
        let Some(email) = realm.names.kept(email) else {
            return Ok(());
        };
        if let Some(known) = self.desk().login(&realm.name, &email).await? {
            self.reset_by_letter(known.account, &email);
        }
        Ok(())
    }

    /// Sends a link for a new password, apart from whoever asked: how long it takes would tell him that there is
    /// somebody to send it to.
    fn reset_by_letter(&self, account: Account, email: &str) {
        let is_his = account.email.as_deref() == Some(email) && !account.blocked;
        let mailbox = texts::mailbox(email);
        let may = self.limits().take(Limit::Reset, &mailbox, self.now());
        if !is_his || may.is_err() {
            return;
        }
        let (gate, email) = (self.clone(), email.to_owned());
        tokio::spawn(async move {
            let issued = gate
                .desk()
                .issue_ticket(Purpose::PasswordReset, account.id, email, gate.now())
                .await;
            if let Err(no) = issued {
                tracing::warn!(%no, "a link for a new password was not sent");
            }
        });
    }

    /// The account that a link leads to, while the link works.
    pub async fn behind(
        &self,
        purpose: Purpose,
        token: &str,
    ) -> Result<(TicketId, Option<Account>)> {
        let ticket = self.ticket_of(purpose, token)?;
        let known = self.desk().ticket(ticket).await?;
        let known = known.filter(|known| known.purpose == purpose && known.works(self.now()));
        let known = known.ok_or(Reason::TicketSpent)?;
        self.desk().check_invitation(&known).await?;
        let account = match known.account {
            Some(account) => self.desk().account(account).await?,
            None => None,
        };
        Ok((ticket, account))
    }

    /// Chooses a password by a link, and lets in who did.
    pub async fn redeem_password(
        &self,
        realm: &Realm,
        purpose: Purpose,
        token: &str,
        password: &str,
        from: &ClientAddress,
    ) -> Result<Entry> {
        self.limits()
            .take(Limit::GuestLink, &from.bucket(), self.now())?;
        let (ticket, account) = self.behind(purpose, token).await?;
        let account = account.ok_or(Reason::TicketSpent)?;
        let hash = self.choose(realm, &account, password).await?;
        let account = self
            .desk()
            .redeem_password(ticket, &[purpose], &hash, self.now())
            .await?;
        self.begin_session(realm, account.id, None).await
    }

    /// Notes that an address is its account's. It needs the account's password besides: whoever reads the letter may
    /// not be who made the account, and must not hand it his address with one press of a button.
    pub async fn redeem_confirmation(
        &self,
        realm: &Realm,
        token: &str,
        password: &str,
        from: &ClientAddress,
    ) -> Result<()> {
        self.limits()
            .take(Limit::GuestLink, &from.bucket(), self.now())?;
        let (ticket, account) = self.behind(Purpose::AddressConfirmation, token).await?;
        let account = account.ok_or(Reason::TicketSpent)?;
        // One page serves the links of every realm; the password is that of the account's own.
        let realm = Realm {
            name: account.realm.clone(),
            ..realm.clone()
        };
        self.own_password(&realm, &account, password).await?;
        self.desk().redeem_confirmation(ticket, self.now()).await?;
        Ok(())
    }

    /// Makes the first operator by the link that the server printed.
    pub async fn redeem_setup(
        &self,
        token: &str,
        email: String,
        names: Names,
        password: &str,
        from: &ClientAddress,
    ) -> Result<Entry> {
        let realm = Realm::house();
        self.limits()
            .take(Limit::GuestLink, &from.bucket(), self.now())?;
        let (ticket, _) = self.behind(Purpose::Setup, token).await?;
        let new = operator(self.passwords(), email, names, password).await?;
        let account = self.desk().redeem_setup(ticket, new, self.now()).await?;
        self.begin_session(&realm, account.id, None).await
    }

    async fn choose(&self, realm: &Realm, account: &Account, password: &str) -> Result<String> {
        let words = personal(
            account.email.as_deref(),
            account.username.as_deref(),
            &account.names,
        );
        realm.rule.check(password, &words)?;
        self.passwords().hash(password).await
    }

    fn ticket_of(&self, purpose: Purpose, token: &str) -> Result<TicketId> {
        let ticket = self.tokens().read_ticket(purpose.name(), token);
        Ok(ticket.map(TicketId).ok_or(Reason::TicketSpent)?)
    }

    async fn entry(
        &self,
        realm: &Realm,
        account: AccountId,
        session: String,
        generation: i64,
    ) -> Result<Entry> {
        let (now, lives) = (self.now(), realm.access_lives);
        let further = self.further(realm, account).await?;
        let tokens = self.tokens();
        Ok(Entry {
            account,
            access: tokens.access_saying(&realm.name, account, &session, now, lives, further),
            access_lives: lives,
            refresh: tokens.refresh(&session, generation),
            session,
        })
    }
}

/// Somebody who is to run the installation.
pub async fn operator(
    passwords: &Passwords,
    email: String,
    names: Names,
    password: &str,
) -> Result<NewAccount> {
    let realm = Realm::house();
    realm
        .rule
        .check(password, &personal(Some(&email), None, &names))?;
    Ok(NewAccount {
        realm: realm.name,
        username: None,
        email: Some(texts::as_login(&email)),
        email_confirmed: true,
        phone: None,
        names,
        language: None,
        password: Some(passwords.hash(password).await?),
        operator: true,
    })
}

fn personal<'a>(
    email: Option<&'a str>,
    username: Option<&'a str>,
    names: &'a Names,
) -> Vec<&'a str> {
    let names = [&names.first, &names.last, &names.middle];
    let names = names.into_iter().flatten().map(String::as_str);
    email.into_iter().chain(username).chain(names).collect()
}

fn wrong_login() -> Denial {
    Denial::new(
        StatusCode::UNAUTHORIZED,
        "wrong_login",
        "There is nobody of that name and password.",
    )
}

fn wrong_password() -> Denial {
    Denial::new(
        StatusCode::FORBIDDEN,
        "wrong_password",
        "The password that was shown is wrong.",
    )
    .of("password")
}
