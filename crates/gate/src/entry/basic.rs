//! Clients that show a name and a password with every request, as HTTP Basic does.
//!
//! A pair that was right is remembered for a minute, so that it is not hashed with each request. Behind it stands a
//! session like any other, whose row is read each time: who is shut out, gets another role or another password feels
//! it at once.

use std::sync::{Arc, OnceLock};

use bronya_desk::Session;
use bronya_domain::span::later;
use jiff::{SignedDuration, Timestamp};
use quick_cache::sync::Cache;
use ring::hmac;

use super::{Realm, wrong_login};
use crate::address::ClientAddress;
use crate::caller::Identity;
use crate::denial::Result;
use crate::gate::Gate;

/// How long a pair is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_mins(1);
/// How long the session behind it lives: longer, so that none ends between two looks of one request.
const LIVES: SignedDuration = SignedDuration::from_secs(75);
/// How many pairs are remembered at most.
const MOST_PAIRS: usize = 10_000;

/// The pairs of name and password that were right, by what only this process could make of them.
pub(crate) struct Pairs {
    secret: OnceLock<hmac::Key>,
    known: Cache<[u8; 32], Pair>,
}

/// What stands behind a pair.
#[derive(Clone, PartialEq)]
struct Pair {
    session: Arc<str>,
    until: Timestamp,
}

impl Default for Pairs {
    fn default() -> Self {
        Self {
            secret: OnceLock::new(),
            known: Cache::new(MOST_PAIRS),
        }
    }
}

impl Pairs {
    fn mark(&self, gate: &Gate, parts: [&str; 3]) -> [u8; 32] {
        let secret = self
            .secret
            .get_or_init(|| hmac::Key::new(hmac::HMAC_SHA256, &gate.unguessable()));
        let mut made = hmac::Context::with_key(secret);
        for part in parts {
            // Led in by its length, so that no two pairs are the same text.
            made.update(&(part.len() as u64).to_be_bytes());
            made.update(part.as_bytes());
        }
        let mut mark = [0; 32];
        mark.copy_from_slice(made.sign().as_ref());
        mark
    }
}

impl Identity {
    /// Whom a name and its password show. Requests that show the same pair at once wait for the first of them to be
    /// checked. A wrong pair is checked, and counted, each time.
    pub async fn of_basic(
        gate: &Gate,
        realm: &Realm,
        name: &str,
        password: &str,
        from: &ClientAddress,
    ) -> Result<Self> {
        let known = &gate.pairs().known;
        let mark = gate.pairs().mark(gate, [&realm.name, name, password]);
        let before = known.get(&mark);
        if let Some(pair) = &before {
            if let Some(session) = standing(gate, realm, pair).await? {
                return Ok(Self::Person(Arc::new(session)));
            }
            known.remove_if(&mark, |now| now == pair);
        }
        let check = async {
            // Who was right a while ago does not guess, and must not be counted for ever showing his pair.
            if before.is_none() {
                gate.count_login(realm, name, from)?;
            }
            checked(gate, realm, name, password).await
        };
        let pair = known.get_or_insert_async(&mark, check).await?;
        let session = standing(gate, realm, &pair).await?;
        let session = session.ok_or_else(wrong_login)?;
        Ok(Self::Person(Arc::new(session)))
    }
}

async fn checked(gate: &Gate, realm: &Realm, name: &str, password: &str) -> Result<Pair> {
    let (_, session) = gate.admit(realm, name, password, LIVES).await?;
    Ok(Pair {
        session: session.into(),
        until: later(gate.now(), REMEMBERED),
    })
}

/// The session behind a pair, while it is remembered and holds.
async fn standing(gate: &Gate, realm: &Realm, pair: &Pair) -> Result<Option<Session>> {
    let now = gate.now();
    if pair.until <= now {
        return Ok(None);
    }
    let session = gate.desk().session(&pair.session, now).await?;
    Ok(session.filter(|session| session.account.realm == realm.name))
}
