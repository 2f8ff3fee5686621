//! The clock and the dice of the house. Everybody else has them handed in.

use std::sync::OnceLock;

use anyhow::anyhow;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bronya_domain::span::later;
use jiff::{SignedDuration, Timestamp};
use ring::rand::{SecureRandom, SystemRandom};

/// By how much the house's clock is ahead of the machine's; not at all but in a demo that shows another time.
static AHEAD: OnceLock<SignedDuration> = OnceLock::new();

/// The present.
pub fn now() -> Timestamp {
    let ahead = AHEAD.get().copied().unwrap_or_default();
    later(machine_time(), ahead)
}

/// Has the house's clock show another time from now on and go on from there. It is done once, before anybody has asked.
pub fn pretend(now: Timestamp) {
    let ahead = now.duration_since(machine_time());
    AHEAD.get_or_init(|| ahead);
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is where the house reads the clock"
)]
fn machine_time() -> Timestamp {
    Timestamp::now()
}

/// Seconds on a clock that only goes forward.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the house reads the clock"
)]
pub fn steady_seconds() -> f64 {
    static START: OnceLock<std::time::Instant> = OnceLock::new();
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
