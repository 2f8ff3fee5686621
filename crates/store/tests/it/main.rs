//! What the store promises, on both engines.

mod diagram;
mod outbox;
mod plans;
mod schema;
mod texts;
