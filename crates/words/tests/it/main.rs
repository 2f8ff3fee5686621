//! Letters and calendar entries as their readers get them.

mod bad_input;
mod calendar;
mod house;
mod letters;
mod samples;
