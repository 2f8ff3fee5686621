//! What stands before every door, as strangers meet it.

mod address;
mod basic;
mod forged;
mod limits;
mod password_rule;
mod passwords;
mod phones;
mod realms;
mod tokens;
mod world;
