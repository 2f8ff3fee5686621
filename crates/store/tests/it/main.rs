//! What the store promises, on both engines.

mod outbox;
mod plans;
mod schema;
mod texts;
