//! Access tokens: JWTs that say whose session calls, signed with HS256 and nothing else.
//!
//! A token is genuine if it is, letter by letter, what we would have written about what it says. So there is no second
//! way to write one: no claim twice, no number as text, no header that points to a key.

use axum::http::StatusCode;
use bronya_domain::id::AccountId;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

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
    /// Whose it is.
    pub account: AccountId,
    /// The session that it stands for.
    pub session: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

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
    ) -> String {
        let iat = now.as_second();
        self.written(&Claims {
            iss: self.issuer.clone(),
            aud: realm.to_owned(),
            sub: account.0.to_string(),
            sid: session.to_owned(),
            iat,
            nbf: iat - SKEW.as_secs(),
            exp: iat + lives.as_secs(),
        })
    }

    pub fn read(&self, realm: &str, token: &str, now: Timestamp) -> Result<Access> {
        let claims = self.genuine(token).ok_or_else(unknown_credentials)?;
        let now = now.as_second();
        let is_ours = claims.iss == self.issuer && claims.aud == realm;
        if !is_ours || now < claims.nbf {
            return Err(unknown_credentials());
        }
        let account = claims.sub.parse().map_err(|_| unknown_credentials())?;
        if claims.exp <= now {
            return Err(expired());
        }
        Ok(Access {
            account: AccountId(account),
            session: claims.sid,
        })
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
