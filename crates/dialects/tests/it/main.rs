//! The five contracts from outside: transcripts of what they promise, and garbage that no transcript thinks of.

mod aspex;
mod aspex_beyond;
mod dump;
mod garant;
mod garbage;
mod handover;
mod letters;
mod logist;
mod logist_beyond;
mod odd;
mod pattern;
mod planner;
mod planner_beyond;
mod player;
mod postman;
mod proof;
mod replay;
mod resources;
mod resources_beyond;
mod together;
mod town;
mod transcript;
