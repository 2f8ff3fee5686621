//! What becomes of a refresh token that is shown, and how a door learns what is wrong with one.

use axum::http::StatusCode;
use bronya_desk::{No, Rotation, Session};

use super::{Entry, Realm, Renewal};
use crate::address::ClientAddress;
use crate::caller::Identity;
use crate::denial::{Denial, Result};
use crate::gate::Gate;
use crate::limits::Limit;

/// Why nobody stands behind a refresh token.
#[derive(Clone, Debug, PartialEq)]
pub enum WhyNot {
    /// We did not make it, or not for this realm.
    NotOurs,
    /// It is an access token of the realm, whether or not its time is over.
    Access,
    /// It was one: the session has ended, or the token was renewed.
    Over,
    /// It could not be found out.
    Failed(Box<Denial>),
}

impl From<No> for WhyNot {
    fn from(no: No) -> Self {
        Self::Failed(Box::new(no.into()))
    }
}

impl Gate {
    /// Gives new tokens for a refresh token. One that was used before ends the session, for somebody has copied it;
    /// where the realm keeps refresh tokens, only the access token is new.
    pub async fn renew(&self, realm: &Realm, refresh: &str, from: &ClientAddress) -> Result<Entry> {
        // Only guesses are counted: an office behind one router renews often.
        let Some((session, generation)) = self.tokens().read_refresh(refresh) else {
            self.limits()
                .take(Limit::LoginAddress, &from.bucket(), self.now())?;
            return Err(bad_refresh());
        };
        let now = self.now();
        let known = self.desk().session(&session, now).await?;
        let known = known.filter(|known| known.account.realm == realm.name);
        let known = known.ok_or_else(bad_refresh)?;
        let generation = match realm.renewal {
            Renewal::Rotates => {
                let desk = self.desk();
                match desk.rotate_session(&session, generation, now).await? {
                    Rotation::Next { generation } | Rotation::Same { generation } => generation,
                    Rotation::Reused | Rotation::Over => return Err(bad_refresh()),
                }
            }
            Renewal::Keeps if known.generation == generation => generation,
            Renewal::Keeps => return Err(bad_refresh()),
        };
        let account = known.account.id;
        self.entry(realm, account, session, generation).await
    }

    /// The session behind a refresh token of a realm, for doors whose clients are told what is wrong with theirs.
    /// Nothing is renewed by it.
    pub async fn behind_refresh(&self, realm: &Realm, token: &str) -> Result<Session, WhyNot> {
        let now = self.now();
        let Some((session, generation)) = self.tokens().read_refresh(token) else {
            let further = realm.further();
            let is_access = self.tokens().is_access(&realm.name, &further, token, now);
            return Err(match is_access {
                true => WhyNot::Access,
                false => WhyNot::NotOurs,
            });
        };
        let session = self.desk().session(&session, now).await?;
        let session = session.ok_or(WhyNot::Over)?;
        match () {
            () if session.account.realm != realm.name => Err(WhyNot::NotOurs),
            () if session.generation != generation => Err(WhyNot::Over),
            () => Ok(session),
        }
    }

    /// Whether a text is an access token or a refresh token of a realm that still opens something.
    pub async fn is_token_of(&self, realm: &Realm, token: &str) -> Result<bool> {
        match self.behind_refresh(realm, token).await {
            Ok(_) => Ok(true),
            Err(WhyNot::Access) => match Identity::of_access(self, realm, token).await {
                Ok(known) => Ok(known.is_some()),
                Err(denial) if denial.status == StatusCode::UNAUTHORIZED => Ok(false),
                Err(denial) => Err(denial),
            },
            Err(WhyNot::NotOurs | WhyNot::Over) => Ok(false),
            Err(WhyNot::Failed(denial)) => Err(*denial),
        }
    }
}

fn bad_refresh() -> Denial {
    Denial::new(
        StatusCode::UNAUTHORIZED,
        "bad_refresh_token",
        "The refresh token is not good, or not any more.",
    )
    .of("refresh_token")
}
