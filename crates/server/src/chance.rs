//! The clock and the dice of the house. Everybody else has them handed in.

use anyhow::anyhow;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};

/// The present.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the house reads the clock"
)]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Seconds on a clock that only goes forward.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the house reads the clock"
)]
pub fn steady_seconds() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START
        .get_or_init(std::time::Instant::now)
        .elapsed()
        .as_secs_f64()
}

/// 256 bits that nobody can guess. A machine without randomness to give cannot keep a secret, so the process ends.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the house throws its dice"
)]
pub fn dice() -> [u8; 32] {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the system has randomness to give");
    bytes
}

/// A number from 0 to 1.
pub fn part() -> f64 {
    let [a, b, c, d, ..] = dice();
    f64::from(u32::from_be_bytes([a, b, c, d])) / f64::from(u32::MAX)
}

/// A secret of 256 bits that nobody can guess, as text.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the house throws its dice"
)]
pub fn unguessable() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| anyhow!("the system has no randomness to give"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
