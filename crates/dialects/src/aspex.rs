//! `aspex`: Tables with stays of a fixed length, deadlines and an admin.

mod document;
mod letters;
mod meters;
mod routes;
mod seeds;
mod translate;
mod wire;

pub(crate) use letters::letters;
pub(crate) use routes::router;
pub(crate) use seeds::{SETTINGS, check, realm, seed, venue};
pub(crate) use translate::refuse;
