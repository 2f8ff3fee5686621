//! What can be called.

mod bookings;
mod caller;
mod schedule;
mod sight;
mod things;
mod users;

use axum::Router;
use axum::extract::State;
use axum::routing::{MethodRouter, delete, get, post, put};
use serde_json::json;

use crate::around::around;
use crate::door::Door;
use crate::fastapi::{not_allowed, nowhere};
use crate::heard::Heard;

/// The table of contents.
fn table() -> [(&'static str, MethodRouter<Door>); 12] {
    [
        ("/users/register", post(users::register)),
        ("/users/token", post(users::log_in)),
        ("/users/logout", post(users::log_out)),
        ("/users/verify-token/{token}", get(users::verify)),
        ("/resources/", get(things::list).post(things::create)),
        (
            "/resources/{resource_id}",
            put(things::change).delete(things::remove),
        ),
        ("/schedule/", get(schedule::list).post(schedule::add)),
        ("/schedule/block", post(schedule::block)),
        ("/bookings/", get(bookings::all).post(bookings::create)),
        // The original takes `my` for the number of a booking where it is not asked for the list.
        ("/bookings/my", get(bookings::mine).delete(bookings::cancel)),
        ("/bookings/{booking_id}", delete(bookings::cancel)),
        ("/bookings/{booking_id}/confirm", put(bookings::confirm)),
    ]
}

pub(crate) fn router(door: Door) -> Router {
    let known = table().map(|(path, _)| path);
    let routes = table()
        .into_iter()
        .fold(Router::new(), |routes, (path, handler)| {
            routes.route(path, handler)
        })
        .fallback(async move |State(_): State<Door>, heard: Heard| {
            nowhere(&heard, &known, json!({ "detail": "Not Found" }))
        })
        .method_not_allowed_fallback(async || not_allowed());
    around(routes, door)
}
