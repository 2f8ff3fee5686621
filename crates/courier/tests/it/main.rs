//! Letters on their way: to a real mail server that does as it is told, and into a folder.

mod arriving;
mod bad_input;
mod doctor;
mod enduring;
mod failing;
mod folder;
#[path = "../../../words/tests/it/house.rs"]
mod house;
mod mail;
mod program;
mod reminding;
mod schedule;
mod secrecy;
mod sharing;
mod telling;
mod town;
mod webhooks;
