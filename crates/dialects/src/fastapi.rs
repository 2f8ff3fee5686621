//! The habits of FastAPI and pydantic, in which three of the originals were written: how bodies and queries are read, how
//! what is wrong with them is listed, and how addresses with and without a slash at their end lead to each other.

mod asked;
pub(crate) mod fields;
pub(crate) mod instants;
mod paths;
mod sent;
pub(crate) mod v1;
mod wrong;

pub(crate) use asked::Asked;
pub(crate) use fields::Fields;
pub(crate) use paths::{not_allowed, nowhere};
pub(crate) use sent::{Unread, body, form, query};
pub(crate) use wrong::Wrong;
