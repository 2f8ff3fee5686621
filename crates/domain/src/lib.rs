//! What a booking is and when it may be made.
//!
//! Pure rules and plain data: no IO, no async, no clock, no SQL, no HTTP. Every other room depends on this one and
//! this one on none. The heart is [`decide`](decide::decide): facts and a command go in, a decision or a refusal
//! comes out, and search asks the very same rules.

pub mod agenda;
pub mod availability;
pub mod booking;
pub mod catalog;
pub mod command;
pub mod decide;
pub mod facts;
pub mod feed;
pub mod floor_plan;
pub mod guest;
pub mod happening;
pub mod hours;
pub mod id;
pub mod instance;
pub mod money;
pub mod notice;
pub mod occupancy;
pub mod people;
pub mod policy;
pub mod refusal;
pub mod resource;
pub mod rules;
pub mod sample;
pub mod series;
pub mod settings;
pub mod span;
pub mod template;
pub mod topic;
pub mod undo;
