//! What is kept of a password: argon2id as we make it, and what other programs made before us.
//!
//! Slow on purpose: only the pool calls this.

use std::hint::black_box;
use std::num::NonZeroU32;
use std::ops::RangeInclusive;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::pbkdf2;

/// Memory, passes, lanes: the first of the minima that OWASP names for argon2id in its Password Storage Cheat Sheet.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

/// How much work a kept hash may ask of us. Hashes come in by import, and one line of a file must not stop a core.
const MOST_MEMORY_KIB: u32 = 64 * 1024;
const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 4;
/// Django 6 makes 1,200,000 rounds and asks for a quarter more with every release.
const ROUNDS: RangeInclusive<u32> = 1..=4_000_000;
/// Each step doubles the work; 14 is about a second.
const COSTS: RangeInclusive<u32> = 4..=14;

/// No password is longer, in bytes; Django draws the line at the same place.
pub const MOST_BYTES: usize = 4096;

/// What came of comparing.
pub enum Outcome {
    /// The password is the one; `stale` says that today its hash would look different.
    Right { stale: bool },
    /// It is another.
    Wrong,
    /// What is kept is no hash that we know, and why.
    Unreadable(&'static str),
}

enum Kept<'a> {
    Argon2id(Box<PasswordHash>, Params),
    Pbkdf2 {
        rounds: NonZeroU32,
        salt: &'a str,
        hash: Vec<u8>,
    },
    Bcrypt(&'a str),
}

/// The hash of a password as it is made today.
pub fn hash(password: &str, chance: &[u8; 32]) -> String {
    today()
        .hash_password_with_salt(password.as_bytes(), &chance[..SALT_BYTES])
        .expect("a salt and a length within bounds")
        .to_string()
}

/// Compares a password with what is kept. Whatever cannot be right costs as much as what is wrong.
pub fn compare(password: &str, kept: Option<&str>) -> Outcome {
    if password.len() > MOST_BYTES {
        spend("");
        return Outcome::Wrong;
    }
    match kept.map(Kept::read) {
        Some(Ok(kept)) if kept.is_of(password) => Outcome::Right {
            stale: kept.is_stale(),
        },
        Some(Ok(_)) => Outcome::Wrong,
        Some(Err(why)) => {
            spend(password);
            Outcome::Unreadable(why)
        }
        None => {
            spend(password);
            Outcome::Wrong
        }
    }
}

fn today() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(HASH_BYTES));
    let params = params.expect("parameters within bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The work of a comparison, for nothing.
fn spend(password: &str) {
    let mut hash = [0; HASH_BYTES];
    let done = today().hash_password_into(password.as_bytes(), &[0; SALT_BYTES], &mut hash);
    black_box((done.is_ok(), hash));
}

impl<'a> Kept<'a> {
    fn read(text: &'a str) -> Result<Self, &'static str> {
        let kind = text.trim_start_matches('$').split('$').next();
        match kind.unwrap_or_default() {
            "argon2id" => read_argon2id(text),
            "pbkdf2_sha256" => read_pbkdf2(text),
            "2a" | "2b" | "2y" => read_bcrypt(text),
            _ => Err("no known kind of hash"),
        }
    }

    fn is_of(&self, password: &str) -> bool {
        let password = password.as_bytes();
        match self {
            Self::Argon2id(hash, _) => today().verify_password(password, hash.as_ref()).is_ok(),
            Self::Pbkdf2 { rounds, salt, hash } => {
                let kind = pbkdf2::PBKDF2_HMAC_SHA256;
                pbkdf2::verify(kind, *rounds, salt.as_bytes(), password, hash).is_ok()
            }
            Self::Bcrypt(hash) => bcrypt::verify(password, hash).unwrap_or(false),
        }
    }

    fn is_stale(&self) -> bool {
        match self {
            Self::Argon2id(hash, params) => {
                let made = (params.m_cost(), params.t_cost(), params.p_cost());
                let long = |bytes: Option<usize>, least| bytes.is_some_and(|bytes| bytes >= least);
                made != (MEMORY_KIB, PASSES, LANES)
                    || !long(params.output_len(), HASH_BYTES)
                    || !long(hash.salt.as_ref().map(|salt| salt.len()), SALT_BYTES)
            }
            Self::Pbkdf2 { .. } | Self::Bcrypt(_) => true,
        }
    }
}

fn read_argon2id(text: &str) -> Result<Kept<'_>, &'static str> {
    let hash = PasswordHash::new(text).map_err(|_| "not the form of an argon2id hash")?;
    let params = Params::try_from(&hash).map_err(|_| "parameters that argon2id does not know")?;
    let modest = params.m_cost() <= MOST_MEMORY_KIB
        && params.t_cost() <= MOST_PASSES
        && params.p_cost() <= MOST_LANES;
    match () {
        () if hash.version != Some(Version::V0x13.into()) => Err("not version 19 of argon2id"),
        () if hash.salt.is_none() || hash.hash.is_none() => Err("no salt or no hash in it"),
        () if !modest => Err("asks for more work than we do"),
        () => Ok(Kept::Argon2id(Box::new(hash), params)),
    }
}

fn read_pbkdf2(text: &str) -> Result<Kept<'_>, &'static str> {
    let parts: Vec<&str> = text.split('$').collect();
    let [_, rounds, salt, hash] = parts[..] else {
        return Err("not the form of a pbkdf2_sha256 hash");
    };
    let rounds: u32 = rounds.parse().map_err(|_| "rounds that are no number")?;
    if !ROUNDS.contains(&rounds) || salt.is_empty() {
        return Err("asks for more work than we do, or has no salt");
    }
    let hash = STANDARD.decode(hash).map_err(|_| "a hash not in Base64")?;
    match NonZeroU32::new(rounds) {
        Some(rounds) if hash.len() == HASH_BYTES => Ok(Kept::Pbkdf2 { rounds, salt, hash }),
        _ => Err("a hash of another length than SHA-256 gives"),
    }
}

fn read_bcrypt(text: &str) -> Result<Kept<'_>, &'static str> {
    let parts: bcrypt::HashParts = text.parse().map_err(|_| "not the form of a bcrypt hash")?;
    if COSTS.contains(&parts.get_cost()) {
        Ok(Kept::Bcrypt(text))
    } else {
        Err("asks for more work than we do")
    }
}
