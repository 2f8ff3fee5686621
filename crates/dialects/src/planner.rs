//! `planner`: Specialists publish slots, clients reserve them, and the specialist agrees.

mod document;
mod letters;
mod people;
mod routes;
mod seeds;
mod timetable;
mod translate;
mod wire;

pub(crate) use letters::letters;
pub(crate) use routes::router;
pub(crate) use seeds::{SETTINGS, realm, seed, venue, warnings};
pub(crate) use translate::refuse;
