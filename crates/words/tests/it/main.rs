//! Letters and calendar entries as their readers get them.

mod account;
mod bad_input;
mod calendar;
mod example;
mod house;
mod letters;
mod post;
mod samples;
