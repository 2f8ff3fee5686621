//! What the desk promises about people, on both engines, and on PostgreSQL with two instances at once.

mod accounts;
mod api_keys;
mod happenings;
mod joining;
mod last_admin;
mod members;
mod persons;
mod sessions;
mod tickets;
mod world;
