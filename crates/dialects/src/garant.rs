//! `garant`: Tables that customers ask for and an admin accepts.

mod routes;
mod seeds;
mod translate;

pub(crate) use routes::router;
pub(crate) use seeds::{SETTINGS, realm, seed, venue, warnings};
pub(crate) use translate::{letters, refuse};
