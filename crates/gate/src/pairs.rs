//! Which pairs of name and password were right a moment ago, by what only this process could make of them.

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use quick_cache::sync::Cache;
use ring::hmac;

use crate::given::Dice;

/// How many pairs are remembered at most.
const MOST_PAIRS: usize = 10_000;

/// What is remembered of a pair.
pub(crate) type Mark = [u8; 32];

/// The pairs that were right.
pub(crate) struct Pairs {
    secret: OnceLock<hmac::Key>,
    /// What stands behind each.
    pub known: Cache<Mark, Pair>,
}

/// What stands behind a pair.
#[derive(Clone, PartialEq)]
pub(crate) struct Pair {
    /// The session.
    pub session: Arc<str>,
    /// Until when it may be asked for without checking the password.
    pub until: Timestamp,
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
    /// The mark of a realm, a name and a password.
    pub fn mark(&self, dice: &Dice, parts: [&str; 3]) -> Mark {
        let secret = self
            .secret
            .get_or_init(|| hmac::Key::new(hmac::HMAC_SHA256, &dice()));
        let mut made = hmac::Context::with_key(secret);
        for part in parts {
            // Led in by its length, so that no two pairs are the same text.
            made.update(&(part.len() as u64).to_be_bytes());
            made.update(part.as_bytes());
        }
        let mut mark = Mark::default();
        mark.copy_from_slice(made.sign().as_ref());
        mark
    }
}
