//! What a venue says of itself and offers, for those who run it; and founding one.
//!
//! `ways` is the way around, `form` and `sent` what its forms are made of, `effect` shows which future bookings a change touches
//! before it is saved. `week`, `lines` and `money` read what people type, `exceptions` puts days together that are alike. Each of the
//! others is a page.

mod basics;
mod effect;
mod exceptions;
mod form;
mod founding;
mod hours;
mod lines;
mod money;
mod overview;
mod resource;
mod resources;
mod rules;
mod sent;
mod slug;
mod venue;
mod ways;
mod week;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use bronya_gate::Gate;

use crate::asked::LISTS_MOST;

/// The pages below `/admin`.
pub(crate) fn routes() -> Router<Gate> {
    let lists = DefaultBodyLimit::max(LISTS_MOST);
    Router::new()
        .route(
            "/new",
            get(founding::show).post(founding::found).layer(lists),
        )
        .route("/{venue}", get(overview::show))
        .route("/{venue}/venue", get(venue::show).post(venue::save))
        .route("/{venue}/resources", get(resources::show))
        .route("/{venue}/resources/add", post(resources::add).layer(lists))
        .route(
            "/{venue}/resources/{id}",
            get(resource::show).post(resource::save),
        )
        .route("/{venue}/resources/{id}/{way}", post(resource::leave))
        .route(
            "/{venue}/resources/{id}/hours",
            get(hours::show_own).post(hours::save_own),
        )
        .route(
            "/{venue}/resources/{id}/hours/{part}",
            post(hours::except_own),
        )
        .route(
            "/{venue}/resources/{id}/rules",
            get(rules::show_of_resource).post(rules::save_of_resource),
        )
        .route("/{venue}/hours", get(hours::show).post(hours::save))
        .route("/{venue}/hours/{part}", post(hours::except))
        .route("/{venue}/rules", get(rules::show).post(rules::save))
        .route(
            "/{venue}/rules/{kind}",
            get(rules::show_of_kind).post(rules::save_of_kind),
        )
        .route(
            "/{venue}/rules/channels/{channel}",
            get(rules::show_of_channel).post(rules::save_of_channel),
        )
        .route("/{venue}/calendar/renew", post(overview::renew))
}
