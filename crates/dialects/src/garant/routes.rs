//! What can be called.

mod leaving;
mod orders;
mod tables;

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any};
use axum::{Json, Router};
use serde_json::json;

use super::callers::{Answer, only};
use super::translate::Sorry;
use super::wire::{self, LANGUAGE};
use crate::around::around;
use crate::django;
use crate::door::Door;
use crate::heard::Heard;

/// Every address of the contract.
const ADDRESSES: [&str; 10] = [
    "/api/token/",
    "/api/customer/view_tables/",
    "/api/customer/book_table/",
    "/api/customer/cancel_booking/",
    "/api/admin/add_table/",
    "/api/admin/update_table/",
    "/api/admin/accept_booking/",
    "/api/admin/refuse_booking/",
    "/api/admin/cancel_booking/",
    "/api/admin/view_active_bookings/",
];

pub(crate) fn router(door: Door) -> Router {
    let routes = ADDRESSES.into_iter().fold(Router::new(), |routes, path| {
        routes.route(path, handler(path))
    });
    around(routes.fallback(nowhere), door)
}

fn handler(path: &str) -> MethodRouter<Door> {
    match path {
        "/api/token/" => any(token),
        "/api/customer/view_tables/" => any(tables::view),
        "/api/customer/book_table/" => any(orders::book),
        "/api/customer/cancel_booking/" => any(leaving::cancel),
        "/api/admin/add_table/" => any(tables::add),
        "/api/admin/update_table/" => any(tables::update),
        "/api/admin/accept_booking/" => any(orders::accept),
        "/api/admin/refuse_booking/" => any(orders::refuse),
        "/api/admin/cancel_booking/" => any(orders::call_off),
        "/api/admin/view_active_bookings/" => any(orders::active),
        other => unreachable!("{other} is no address of the contract"),
    }
}

async fn nowhere(State(door): State<Door>, heard: Heard) -> Response {
    django::nowhere(&door, &heard, &ADDRESSES, LANGUAGE)
}

async fn token(State(door): State<Door>, heard: Heard) -> Answer {
    only(&door, &heard, &[Method::POST], "POST")?;
    let fields = django::body(&heard, LANGUAGE).await?;
    let login = wire::login(fields).map_err(Sorry::bare_fields)?;
    let (gate, realm) = (door.gate(), door.realm());
    let entry = gate.log_in(realm, &login.username, &login.password, &heard.from);
    let entry = entry.await.map_err(|denial| match denial.status {
        StatusCode::UNAUTHORIZED => Sorry::no_account(),
        _ => denial.into(),
    })?;
    let body = json!({ "refresh": entry.refresh, "access": entry.access });
    Ok(([(CACHE_CONTROL, "no-store")], Json(body)).into_response())
}
