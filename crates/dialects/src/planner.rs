//! `planner`: Specialists publish slots, clients reserve them, and the specialist agrees.

mod routes;
mod seeds;
mod translate;

pub(crate) use routes::router;
pub(crate) use seeds::{SETTINGS, realm, seed, venue};
pub(crate) use translate::{letters, refuse};
