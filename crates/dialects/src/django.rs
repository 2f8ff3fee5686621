//! The habits of Django and its REST framework, in which two of the originals were written: how bodies and queries are
//! read, how what is wrong with each field is listed, how a request is refused, and how addresses without a slash at
//! their end lead to those with one. One of the originals spoke English, the other Russian.

mod decimals;
mod denials;
mod fields;
mod moments;
mod paths;
pub(crate) mod phrases;
mod sent;
mod tokens;
mod values;

pub(crate) use decimals::{decimal, money};
pub(crate) use denials::{forbidden, not_authenticated, wrong_login};
pub(crate) use fields::Fields;
pub(crate) use moments::moment;
pub(crate) use paths::{not_allowed, nowhere};
pub(crate) use phrases::{Message, Phrase};
pub(crate) use sent::{body, query};
pub(crate) use tokens::{
    BASIC_CHALLENGE, BEARER_CHALLENGE, Shown, bad_token, no_account, refused_token, shown,
};
pub(crate) use values::{Text, choice, email, int, text, truth, uuid};
