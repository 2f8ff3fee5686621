//! What can be called.

mod cancelling;
mod orders;
mod people;
mod tables;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::translate::Sorry;
use crate::around::around;
use crate::door::Door;
use crate::fastapi;
use crate::heard::Heard;

/// Every address.
const ADDRESSES: [&str; 13] = [
    "/show/",
    "/order/",
    "/cancel/",
    "/registr/",
    "/login/",
    "/refresh_token/",
    "/show_all/",
    "/close/",
    "/open/",
    "/change_price/",
    "/change_table/",
    "/add_tables/",
    "/booking/",
];

pub(crate) fn router(door: Door) -> Router {
    let routes = Router::new()
        .route("/show/", get(tables::show).post(tables::show))
        .route("/order/", post(orders::order))
        .route("/cancel/", get(cancelling::page).post(cancelling::cancel))
        .route("/registr/", post(people::register))
        .route("/login/", post(people::login))
        .route(
            "/refresh_token/",
            get(people::refresh).post(people::refresh),
        )
        .route("/show_all/", get(tables::show_all))
        .route("/close/", post(tables::close))
        .route("/open/", post(tables::open))
        .route("/change_price/", post(tables::change_price))
        .route("/change_table/", post(tables::change_table))
        .route("/add_tables/", post(tables::add_tables))
        .route("/booking/", post(orders::booking))
        .fallback(nowhere)
        .method_not_allowed_fallback(async || Sorry::not_allowed());
    around(routes, door)
}

async fn nowhere(heard: Heard) -> Response {
    let sorry = Sorry::nowhere();
    match heard.path.ends_with('/') {
        // The original leads to its slashes, and from nowhere else.
        true => sorry.into_response(),
        false => fastapi::nowhere(&heard, &ADDRESSES, sorry.body()),
    }
}
