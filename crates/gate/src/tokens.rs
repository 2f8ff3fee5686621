//! What callers show instead of a password: access tokens, refresh tokens, one-time links, API keys.
//!
//! Each kind is signed with a key of its own, made from the installation's secret and the name of its purpose, so that
//! none of them opens what another was made for. Nothing of them is kept here: whether the session or the link behind
//! one still lives, the database says.

mod access;
mod api_keys;
mod ring_signatures;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronya_domain::id::AccountId;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;

use crate::denial::Result;
use access::AccessTokens;

pub use access::{Access, Further, unknown_credentials};
pub use api_keys::{api_key, api_key_hash, is_api_key};

/// No refresh token and no ticket is longer, in bytes.
const MOST_BYTES: usize = 256;

/// What the keys of passes are made for.
const PASS: &str = "page pass";

/// Makes tokens and reads them back.
pub struct Tokens {
    secret: hmac::Key,
    refresh: hmac::Key,
    access: AccessTokens,
}

/// Who gave out a token, as it says itself. It names no address, which may change while tokens are about.
const ISSUER: &str = "bronya";

impl Tokens {
    /// The tokens of the installation with that secret.
    pub fn of_house(secret: &[u8]) -> Self {
        Self::new(secret, ISSUER)
    }

    /// The tokens of an installation with this secret, which calls itself `issuer` in them.
    pub fn new(secret: &[u8], issuer: &str) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let key_id = URL_SAFE_NO_PAD.encode(&derived(&secret, "access token key id")[..8]);
        let access = AccessTokens::new(&derived(&secret, "access token"), &key_id, issuer);
        Self {
            refresh: key_for(&secret, "refresh token"),
            access,
            secret,
        }
    }

    /// An access token (a JWT) for a session of an account. It is good in one realm and for as long as it `lives`,
    /// counted in whole seconds.
    pub fn access(
        &self,
        realm: &str,
        account: AccountId,
        session: &str,
        now: Timestamp,
        lives: SignedDuration,
    ) -> String {
        let none = Further::default();
        self.access_saying(realm, account, session, now, lives, none)
    }

    /// An access token that says more than ours do; a further `sub` stands in the place of ours.
    pub fn access_saying(
        &self,
        realm: &str,
        account: AccountId,
        session: &str,
        now: Timestamp,
        lives: SignedDuration,
        further: Further,
    ) -> String {
        self.access
            .issue(realm, account, session, now, lives, further)
    }

    /// Whose session an access token is of. Whether the session still lives is not asked here.
    ///
    /// # Errors
    /// 401 `token_expired` where we made it for this realm and its time is over, 401 `unknown_credentials` where we
    /// did not.
    pub fn read_access(&self, realm: &str, token: &str, now: Timestamp) -> Result<Access> {
        self.read_access_saying(realm, &[], token, now)
    }

    /// As [`read_access`](Self::read_access), of a token that says exactly these things more than ours do.
    pub fn read_access_saying(
        &self,
        realm: &str,
        further: &[&str],
        token: &str,
        now: Timestamp,
    ) -> Result<Access> {
        self.access.read(realm, further, token, now)
    }

    /// Whether we made an access token for this realm, which says exactly these things more than ours do. Whether its
    /// time is over is not asked.
    pub fn is_access(&self, realm: &str, further: &[&str], token: &str, now: Timestamp) -> bool {
        self.access.is_made(realm, further, token, now)
    }

    /// The refresh token of a session's generation. Only the generation need be kept: with each use it is counted on,
    /// and whoever shows an earlier one shows a token that was used before.
    pub fn refresh(&self, session: &str, generation: i64) -> String {
        assert!(
            !session.is_empty() && !session.contains('.') && session.len() < MOST_BYTES / 2,
            "a session id that no token can carry"
        );
        sealed(&self.refresh, &format!("{session}.{generation}"))
    }

    /// The session and the generation of a refresh token; none where we did not make it.
    pub fn read_refresh(&self, text: &str) -> Option<(String, i64)> {
        let (session, generation) = opened(&self.refresh, text)?.split_once('.')?;
        Some((session.to_owned(), generation.parse().ok()?))
    }

    /// What stands in a one-time link: the number of what it is about, and 256 bits that nobody guesses. It opens
    /// nothing but its purpose; that it opens once and for a while is for the row of that number to say.
    pub fn ticket(&self, purpose: &str, id: i64) -> String {
        sealed(&self.ticket_key(purpose), &id.to_string())
    }

    /// The number in a ticket; none where we did not make it for this purpose.
    pub fn read_ticket(&self, purpose: &str, text: &str) -> Option<i64> {
        opened(&self.ticket_key(purpose), text)?.parse().ok()
    }

    /// What a browser keeps to show on each request that a session is its own. Whether the session still lives, its row
    /// says.
    pub fn pass(&self, session: &str) -> String {
        sealed(&key_for(&self.secret, PASS), session)
    }

    /// The session of a pass; none where we did not make it.
    pub fn read_pass<'a>(&self, text: &'a str) -> Option<&'a str> {
        if text.len() > MOST_BYTES {
            return None;
        }
        opened(&key_for(&self.secret, PASS), text)
    }

    fn ticket_key(&self, purpose: &str) -> hmac::Key {
        key_for(&self.secret, &format!("ticket/{purpose}"))
    }
}

fn derived(secret: &hmac::Key, purpose: &str) -> Vec<u8> {
    let label = format!("bronya {purpose}/1");
    hmac::sign(secret, label.as_bytes()).as_ref().to_vec()
}

fn key_for(secret: &hmac::Key, purpose: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &derived(secret, purpose))
}

/// A text and its signature behind the last dot.
fn sealed(key: &hmac::Key, text: &str) -> String {
    let seal = URL_SAFE_NO_PAD.encode(hmac::sign(key, text.as_bytes()));
    format!("{text}.{seal}")
}

/// The text that somebody sealed, letter by letter: a number written in another way is another text.
fn opened<'a>(key: &hmac::Key, sealed: &'a str) -> Option<&'a str> {
    let (text, seal) = sealed.rsplit_once('.')?;
    let seal = (sealed.len() <= MOST_BYTES).then(|| URL_SAFE_NO_PAD.decode(seal))?;
    hmac::verify(key, text.as_bytes(), &seal.ok()?).ok()?;
    Some(text)
}
