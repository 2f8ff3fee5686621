//! The house as a whole, without its doors: real traces, races, models and audits on both engines.

mod board;
mod guards;
mod model;
mod race;
mod replay;
mod restart;
mod world;
