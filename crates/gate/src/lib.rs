//! What stands before every door: who calls, whether his request can be read, and how we say no.
//!
//! Nothing here knows the shape of one door's answers: a door words a [`Denial`] in its own way.

pub mod caller;
mod denial;
mod gate;
pub mod keys;
pub mod marks;
pub mod meters;
pub mod reading;
pub mod texts;
mod tree;
mod verdict;

pub use caller::{Caller, Who};
pub use denial::{Denial, Refused, Result};
pub use gate::{Clock, Gate, GateOptions};
