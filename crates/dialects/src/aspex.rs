//! `aspex`: Tables with stays of a fixed length, deadlines and an admin.

mod routes;
mod seeds;
mod translate;

pub(crate) use routes::router;
pub(crate) use seeds::{SETTINGS, realm, seed, venue};
pub(crate) use translate::{letters, refuse};
