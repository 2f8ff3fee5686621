//! What can be called.

mod admin;
mod auth;
mod bookings;
mod caller;
mod tables;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{MethodRouter, delete, get, patch, post};
use serde_json::json;

use super::meters::{self, Meters, counted};
use super::{document, seeds};
use crate::around::around;
use crate::door::Door;
use crate::fastapi::{not_allowed, nowhere};
use crate::heard::Heard;

/// The table of contents: every method of every address, as the document names them.
pub(super) fn table() -> Vec<(&'static str, &'static str, MethodRouter<Door>)> {
    vec![
        ("post", "/auth/register", post(auth::register)),
        ("post", "/auth/login", post(auth::login)),
        ("get", "/tables/available", get(tables::available)),
        ("post", "/bookings/", post(bookings::create)),
        ("get", "/bookings/my", get(bookings::mine)),
        ("patch", "/bookings/{booking_id}", patch(bookings::change)),
        ("delete", "/bookings/{booking_id}", delete(bookings::cancel)),
        ("get", "/admin/tables/", get(admin::list)),
        ("post", "/admin/tables/", post(admin::create)),
        ("patch", "/admin/tables/{table_id}", patch(admin::change)),
        ("delete", "/admin/tables/{table_id}", delete(admin::remove)),
    ]
}

pub(crate) fn router(door: Door) -> Router {
    let meters = Meters::of(door.clone());
    let prefix = seeds::prefix(&door).to_owned();
    let mut known = vec![meters::PATH.to_owned()];
    known.extend(document::PATHS.map(str::to_owned));
    let mut routes = Router::new();
    for (_, path, handler) in table() {
        let path = format!("{prefix}{path}");
        routes = routes.route(&path, handler);
        known.push(path);
    }
    // The original takes `my` for the number of a booking where it is not asked for the list.
    let one = patch(bookings::change).delete(bookings::cancel);
    routes = routes.route(&format!("{prefix}/bookings/my"), one);
    let shown = meters.clone();
    let routes = routes
        .route(
            meters::PATH,
            get(async move |headers: HeaderMap| shown.shown(&headers)),
        )
        .merge(document::pages())
        .fallback(async move |State(_): State<Door>, heard: Heard| elsewhere(&heard, &known))
        .method_not_allowed_fallback(async || not_allowed())
        .layer(from_fn_with_state(meters, counted));
    around(routes, door)
}

fn elsewhere(heard: &Heard, known: &[String]) -> Response {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    nowhere(heard, &known, json!({ "detail": "Not Found" }))
}
