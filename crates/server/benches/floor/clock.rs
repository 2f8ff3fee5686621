//! The clock of the bench.

use std::time::{Duration, Instant};

/// The present.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub fn now() -> Instant {
    Instant::now()
}

/// How long ago something was.
pub fn since(then: Instant) -> Duration {
    now().duration_since(then)
}

/// The same in seconds.
pub fn seconds_since(then: Instant) -> f64 {
    since(then).as_secs_f64()
}

/// Today, as the table says it.
#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark says when it was made"
)]
pub fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

/// The present as the world has it.
#[expect(clippy::disallowed_methods, reason = "a benchmark books from today on")]
pub fn present() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
