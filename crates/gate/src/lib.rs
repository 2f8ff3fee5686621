//! What stands before every door: who calls, whether his request can be read, and how we say no.
//!
//! Nothing here knows the shape of one door's answers: a door words a [`Denial`] in its own way.

pub mod address;
pub mod caller;
mod denial;
pub mod entry;
mod feeds;
mod gate;
mod given;
mod kept;
pub mod keys;
pub mod limits;
mod listening;
pub mod marks;
pub mod meters;
mod pairs;
pub mod passwords;
pub mod reading;
mod realm;
mod samples;
mod seats;
pub mod texts;
pub mod tokens;
mod tree;
mod verdict;
mod who;

pub use caller::{Caller, Identity};
pub use denial::{Denial, Refused, Result};
pub use gate::{Gate, GateOptions};
pub use given::{Clock, Dice};
pub use kept::{KeptAnswer, KeptAnswers};
pub use listening::{Change, Listener, Told};
pub use who::Who;
