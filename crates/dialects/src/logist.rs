//! `logist`: Tables by kind, ordered by e-mail and confirmed by a worker.

mod routes;
mod seeds;
mod translate;

pub(crate) use routes::router;
pub(crate) use seeds::{SETTINGS, realm, seed, venue};
pub(crate) use translate::{letters, refuse};
