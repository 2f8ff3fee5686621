//! `logist`: Tables by kind, ordered by e-mail and confirmed by a worker.

mod floor;
mod halves;
mod letters;
mod routes;
mod seeds;
mod translate;
mod wire;
mod workers;

pub(crate) use letters::letters;
pub(crate) use routes::router;
pub(crate) use seeds::{KINDS, SETTINGS, realm, seed, venue};
pub(crate) use translate::refuse;
