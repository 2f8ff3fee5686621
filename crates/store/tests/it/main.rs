//! What the store promises, on both engines.

mod outbox;
mod schema;
mod texts;
