//! What is handed in from outside: the time, and chance. Nothing here reads either of them in place.

use std::sync::Arc;

use jiff::Timestamp;

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Throws 256 bits that nobody can guess.
pub type Dice = Arc<dyn Fn() -> [u8; 32] + Send + Sync>;
