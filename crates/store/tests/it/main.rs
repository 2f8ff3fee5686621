//! What the store promises, on both engines.

mod diagram;
mod log;
mod outbox;
mod plans;
mod schema;
mod texts;
