//! What stands before every door, as strangers meet it.

mod address;
mod forged;
mod limits;
mod password_rule;
mod passwords;
mod phones;
mod tokens;
