//! The native HTTP API, a file per noun: its routes' handlers and the shapes that it has on the wire.
//!
//! `routes` is the table of contents: every route with who may call it. `asked` takes requests apart, `answered` and
//! `problem` word the answers. Nothing here decides anything: a handler turns a body into a command and the desk's
//! answer into a body.

mod accounts;
mod acts;
mod admission;
mod again;
mod agenda;
mod answered;
mod api_keys;
mod asked;
mod auth;
mod availability;
mod blocks;
mod bookings;
mod channel;
mod dialects;
mod document;
mod events;
mod examples;
mod feeds;
mod floor_plan;
mod guests;
mod history;
mod holds;
mod hours;
mod layers;
mod letters;
mod listing;
mod me;
mod moments;
mod orders;
mod own;
mod people;
mod policy;
mod preview;
mod problem;
mod rendered;
mod resources;
mod routes;
mod samples;
mod series;
mod sessions;
mod slots;
mod venues;
mod visits;
mod walk_ins;
mod watch;
mod webhook;

pub use again::{Again, again};

use axum::Router;
use bronya_gate::Gate;
use serde_json::Value;

/// Everything that the native API answers, and what operators watch.
pub fn router(gate: Gate) -> Router {
    let routes = routes::table().finish_api(&mut Default::default());
    layers::around(routes.merge(document::pages()), gate)
}

/// The OpenAPI document of the native API.
pub fn openapi() -> Value {
    document::value()
}
