//! Pages for whoever runs a venue: who works there and who is known, which programs speak with it, what people read of it,
//! and what could not be delivered.

mod around;
mod given_up;
mod invite;
mod keys;
mod letters;
mod news;
mod people;
mod person;
mod roles;
mod webhook;

use axum::Router;
use bronya_gate::Gate;

/// The pages below a venue's name.
pub(crate) fn routes() -> Router<Gate> {
    Router::new()
        .merge(people::routes())
        .merge(invite::routes())
        .merge(person::routes())
        .merge(keys::routes())
        .merge(news::routes())
        .merge(letters::routes())
        .merge(given_up::routes())
}
