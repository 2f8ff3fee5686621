//! `resources`: Anything that can be taken, for free intervals.

mod routes;
mod seeds;
mod translate;
mod wire;

pub(crate) use routes::router;
pub(crate) use seeds::{SETTINGS, realm, seed, venue};
pub(crate) use translate::{letters, refuse};
