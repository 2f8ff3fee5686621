//! When a letter that did not arrive is tried again, and when it is given up.

use jiff::{SignedDuration, Timestamp};

/// How long the first pause is at most.
pub const BASE: SignedDuration = SignedDuration::from_secs(10);
/// How long any pause is at most.
pub const CAP: SignedDuration = SignedDuration::from_hours(1);
/// How long a letter is tried at all, from when it became owed.
pub const SPAN: SignedDuration = SignedDuration::from_hours(48);
/// How long any pause is at least: a failure that comes at once must not turn into a storm.
pub const LEAST: SignedDuration = SignedDuration::from_secs(1);

/// When to try again a letter that has been owed since `owed` and has failed `attempts` times, the last time `now`.
/// None: it is given up.
///
/// Full jitter: the pause is a part, by `chance` of 0 to 1, of ten seconds doubled with each attempt, at most an hour,
/// so that the letters that one dead server gathered do not all come back to it at once. A pause that would end after
/// two days ends at two days: each letter gets one last try there.
pub fn again(owed: Timestamp, attempts: i64, now: Timestamp, chance: f64) -> Option<Timestamp> {
    let end = owed.saturating_add(SPAN).unwrap_or(Timestamp::MAX);
    if now >= end {
        return None;
    }
    let doublings = u32::try_from((attempts - 1).clamp(0, 30)).unwrap_or(0);
    let most = BASE.saturating_mul(1 << doublings).min(CAP);
    // Not a number counts as none of it.
    let part = most.as_secs_f64() * chance.clamp(0.0, 1.0);
    let pause = SignedDuration::try_from_secs_f64(part).unwrap_or_default();
    let next = now.saturating_add(pause.max(LEAST)).unwrap_or(end);
    Some(next.min(end))
}
