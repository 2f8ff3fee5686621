//! Access tokens: JWTs that say whose session calls, signed with HS256 and nothing else.
//!
//! A token is genuine if it is, letter by letter, what we would have written about what it says. So there is no second
//! way to write one: no claim twice, no number as text, no header that points to a key. A realm whose clients read more
//! in it than ours says so, and takes no token that says less or more than that.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use bronya_domain::id::AccountId;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ring_signatures;
use crate::denial::{Denial, Result};

/// No access token is longer, in bytes; ours have about 400.
const MOST_BYTES: usize = 2048;

/// The clocks of two instances may differ by this much: a token is good since as long before it was made. Its end is
/// its end.
const SKEW: SignedDuration = SignedDuration::from_secs(5);

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Whose it is; none where the realm says something else in its place, and only the session tells.
    pub account: Option<AccountId>,
    /// The session that it stands for.
    pub session: String,
}

/// What a token says beside what ours do, by name.
pub type Further = BTreeMap<String, Value>;

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Value,
    sid: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    #[serde(flatten)]
    further: Further,
}

/// What every token says of itself, and no realm may say in its place.
const OWN: [&str; 6] = ["iss", "aud", "sid", "iat", "nbf", "exp"];
const SUBJECT: &str = "sub";

/// Makes access tokens and reads them back.
pub struct AccessTokens {
    header: Header,
    signs: EncodingKey,
    verifies: DecodingKey,
    validation: Validation,
    issuer: String,
}

impl AccessTokens {
    /// Tokens signed with this key, which is called `key_id` in them, by an installation that calls itself `issuer`.
    pub fn new(key: &[u8], key_id: &str, issuer: &str) -> Self {
        ring_signatures::install();
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(key_id.to_owned());
        Self {
            header,
            signs: EncodingKey::from_secret(key),
            verifies: DecodingKey::from_secret(key),
            validation: signature_alone(),
            issuer: issuer.to_owned(),
        }
    }

    pub fn issue(
        &self,
        realm: &str,
        account: AccountId,
        session: &str,
        now: Timestamp,
        lives: SignedDuration,
        mut further: Further,
    ) -> String {
        assert!(
            !OWN.iter().any(|own| further.contains_key(*own)),
            "a claim that is every token's own"
        );
        let own = || Value::String(account.0.to_string());
        let iat = now.as_second();
        self.written(&Claims {
            iss: self.issuer.clone(),
            aud: realm.to_owned(),
            sub: further.remove(SUBJECT).unwrap_or_else(own),
            sid: session.to_owned(),
            iat,
            nbf: iat - SKEW.as_secs(),
            exp: iat + lives.as_secs(),
            further,
        })
    }

    pub fn read(
        &self,
        realm: &str,
        further: &[&str],
        token: &str,
        now: Timestamp,
    ) -> Result<Access> {
        let made = self.made(realm, further, token, now);
        let (access, exp) = made.ok_or_else(unknown_credentials)?;
        if exp <= now.as_second() {
            return Err(expired());
        }
        Ok(access)
    }

    pub fn is_made(&self, realm: &str, further: &[&str], token: &str, now: Timestamp) -> bool {
        self.made(realm, further, token, now).is_some()
    }

    /// What a token says that we made for this realm, and when its time is over.
    fn made(
        &self,
        realm: &str,
        further: &[&str],
        token: &str,
        now: Timestamp,
    ) -> Option<(Access, i64)> {
        let claims = self.genuine(token)?;
        let is_ours = claims.iss == self.issuer && claims.aud == realm;
        if !is_ours || now.as_second() < claims.nbf {
            return None;
        }
        let expected: BTreeSet<&str> = further.iter().copied().collect();
        let says = claims.further.keys().map(String::as_str);
        let says: BTreeSet<&str> = says.collect();
        let renamed = expected.contains(SUBJECT);
        if !says
            .iter()
            .copied()
            .eq(expected.into_iter().filter(|name| *name != SUBJECT))
        {
            return None;
        }
        let account = match renamed {
            true => None,
            false => Some(AccountId(claims.sub.as_str()?.parse().ok()?)),
        };
        let access = Access {
            account,
            session: claims.sid,
        };
        Some((access, claims.exp))
    }

    /// What a token says that we wrote, whenever that was.
    fn genuine(&self, token: &str) -> Option<Claims> {
        if token.len() > MOST_BYTES {
            return None;
        }
        let read = jsonwebtoken::decode::<Claims>(token, &self.verifies, &self.validation).ok()?;
        let times = [read.claims.iat, read.claims.nbf, read.claims.exp];
        let is_as_written = self.written(&read.claims) == token;
        (is_as_written && times.iter().all(|time| *time >= 0)).then_some(read.claims)
    }

    fn written(&self, claims: &Claims) -> String {
        jsonwebtoken::encode(&self.header, claims, &self.signs).expect("claims that JSON can hold")
    }
}

/// Looks at the signature and at nothing else: the rest is done with the time that is handed in.
fn signature_alone() -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

/// The "no" to credentials that we did not give, whatever is wrong with them.
pub fn unknown_credentials() -> Denial {
    Denial::new(
        StatusCode::UNAUTHORIZED,
        "unknown_credentials",
        "The credentials that were shown are not known here.",
    )
    .of("Authorization")
}

fn expired() -> Denial {
    Denial::new(
        StatusCode::UNAUTHORIZED,
        "token_expired",
        "The time of the token that was shown is over.",
    )
    .of("Authorization")
}
