//! `garant`: Tables that customers ask for and an admin accepts.

mod callers;
mod created;
mod letters;
mod routes;
mod seeds;
mod translate;
mod wire;

pub(crate) use letters::letters;
pub(crate) use routes::router;
pub(crate) use seeds::{KINDS, SETTINGS, check, notes, realm, seed, venue, warnings};
pub(crate) use translate::refuse;
