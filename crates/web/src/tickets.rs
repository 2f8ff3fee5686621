//! Links that work once: the first operator, an invitation, a new password, an address that is shown to be one's own.
//!
//! A page only shows; what it is about is done by its form. A link that was used, one that is too old and one that
//! never was lead to the same page of nothing; only of an invitation that was taken back it is said that it was.

pub(crate) mod confirmation;
mod form;
pub(crate) mod password;
pub(crate) mod setup;
