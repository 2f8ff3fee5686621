//! People: accounts, roles, links that work once, logins, the keys of programs, and what is kept of a person.
//!
//! What realms demand of names and passwords is decided before it comes here; passwords come as hashes, and whatever
//! must be unguessable comes as a value.

mod accounts;
mod api_keys;
mod blocking;
mod finding;
mod joining;
mod last;
mod members;
mod persons;
mod refusable;
mod sessions;
mod tickets;

pub use accounts::AccountEdit;
pub use finding::{Found, Whom};
pub use joining::Joining;
pub use members::Invitee;
pub use sessions::Rotation;
