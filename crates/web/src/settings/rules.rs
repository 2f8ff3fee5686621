//! The rules as one value after the other: how each is read out of what holds, put into what a circle says itself, and told as a
//! sentence.

mod page;
mod seen;
mod told;
mod typed;
mod value;

pub(super) use page::{
    save, save_of_channel, save_of_kind, save_of_resource, show, show_of_channel, show_of_kind,
    show_of_resource,
};
pub(super) use told::sentence;
pub(super) use value::Rule;
