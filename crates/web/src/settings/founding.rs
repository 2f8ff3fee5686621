//! Founding a venue in three short steps: what it is, where and when it is open, what it offers; then everything once more, and it is
//! made in one go. Between the steps nothing is kept anywhere but in the form itself.

mod page;
mod steps;

pub(super) use page::{found, show};
