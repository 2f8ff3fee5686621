//! The house as a whole, without its doors: real traces, races, models and audits on both engines.

mod agenda;
mod batch;
mod board;
mod furnishing;
mod guards;
mod instructions;
mod logout;
mod model;
mod offer;
mod race;
mod replay;
mod restart;
mod telling;
mod undoing;
mod world;
