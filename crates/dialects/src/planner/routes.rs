//! What can be called.

mod caller;
mod deeds;
mod entry;
mod slots;
mod users;

use axum::Router;
use axum::extract::State;
use axum::http::header::ALLOW;
use axum::http::{Method, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, patch, post};
use serde_json::json;
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

use self::caller::{Answer, administrator, caller, told};
use super::document;
use super::translate::{SPOKEN, Sorry};
use crate::around::around;
use crate::django::{not_allowed, nowhere};
use crate::door::Door;
use crate::heard::Heard;

/// An address.
pub(super) struct Place {
    /// Its pattern.
    pub path: &'static str,
    /// The methods that it takes.
    pub takes: &'static str,
    guard: Guard,
    methods: MethodRouter<Door>,
}

/// Who is told that an address takes no such method.
#[derive(Clone, Copy)]
enum Guard {
    /// Anybody.
    Open,
    /// Who is logged in.
    Account,
    /// Who is an administrator, in words of their own.
    Staff,
}

/// Every address.
pub(super) fn table() -> Vec<Place> {
    let mut table = entrances();
    table.extend(of_users());
    table.extend(of_slots());
    table
}

fn place(
    path: &'static str,
    takes: &'static str,
    guard: Guard,
    methods: MethodRouter<Door>,
) -> Place {
    Place {
        path,
        takes,
        guard,
        methods,
    }
}

#[rustfmt::skip]
fn entrances() -> Vec<Place> {
    use Guard::{Account, Open};
    vec![
        place("/api/v1/", LOOKS, Account, get(root)),
        place("/api/v1/register/", POSTS, Open, post(entry::register)),
        place("/api/v1/auth/jwt/create/", POSTS, Open, post(entry::create)),
        place("/api/v1/auth/jwt/refresh/", POSTS, Open, post(entry::refresh)),
        place("/api/v1/auth/jwt/verify/", POSTS, Open, post(entry::verify)),
        place("/api/v1/swagger/", LOOKS, Open, get(document::swagger)),
        place("/api/v1/redoc/", LOOKS, Open, get(document::redoc)),
        place("/api/v1/schema/", LOOKS, Open, get(document::schema)),
    ]
}

#[rustfmt::skip]
fn of_users() -> Vec<Place> {
    let one = get(users::one).patch(users::change);
    vec![
        place("/api/v1/users/", LOOKS, Guard::Staff, get(users::list)),
        place("/api/v1/users/{id}/", "GET, PATCH, HEAD, OPTIONS", Guard::Staff, one),
        place("/api/v1/users/{id}/block_user/", PATCHES, Guard::Staff, patch(users::block)),
        place("/api/v1/users/{id}/unblock_user/", PATCHES, Guard::Staff, patch(users::unblock)),
    ]
}

#[rustfmt::skip]
fn of_slots() -> Vec<Place> {
    use Guard::Account;
    let all = get(slots::list).post(deeds::publish);
    let one = get(slots::one).patch(deeds::edit).delete(deeds::withdraw);
    vec![
        place("/api/v1/slots/", "GET, POST, HEAD, OPTIONS", Account, all),
        place("/api/v1/slots/{id}/", "GET, PATCH, DELETE, HEAD, OPTIONS", Account, one),
        place("/api/v1/slots/{id}/reserve/", PATCHES, Account, patch(deeds::reserve)),
        place("/api/v1/slots/{id}/agree/", PATCHES, Account, patch(deeds::agree)),
        place("/api/v1/slots/{id}/cancel_specialist/", PATCHES, Account, patch(deeds::refuse)),
        place("/api/v1/slots/{id}/cancel_client/", PATCHES, Account, patch(deeds::cancel)),
    ]
}

const LOOKS: &str = "GET, HEAD, OPTIONS";
const POSTS: &str = "POST, OPTIONS";
const PATCHES: &str = "PATCH, OPTIONS";

pub(crate) fn router(door: Door) -> Router {
    let mut known = Vec::new();
    let mut routes = Router::new();
    for place in table() {
        let Place {
            path,
            takes,
            guard,
            methods,
        } = place;
        let other = async move |State(door): State<Door>, heard: Heard| {
            other_method(&door, &heard, takes, guard).await
        };
        routes = routes.route(path, methods.fallback(other));
        known.push(path);
    }
    let elsewhere =
        async move |State(door): State<Door>, heard: Heard| nowhere(&door, &heard, &known, SPOKEN);
    around(routes.fallback(elsewhere).layer(every_origin()), door)
}

/// Pages of every origin may call: whoever calls shows a token, and no cookie speaks for him.
fn every_origin() -> CorsLayer {
    let methods = [
        Method::GET,
        Method::HEAD,
        Method::OPTIONS,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ];
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(methods)
        .allow_headers(AllowHeaders::mirror_request())
}

/// Addresses for who is logged in.
async fn root(State(door): State<Door>, heard: Heard) -> Answer {
    caller(&door, &heard).await?;
    let at = |name: &str| format!("{}/api/v1/{name}/", door.url());
    let places = json!({ "slots": at("slots"), "users": at("users"), "register": at("register") });
    Ok(told(StatusCode::OK, places))
}

async fn other_method(door: &Door, heard: &Heard, takes: &'static str, guard: Guard) -> Answer {
    let words = match guard {
        Guard::Open => None,
        Guard::Account => {
            caller(door, heard).await?;
            None
        }
        Guard::Staff => {
            administrator(door, heard).await?;
            users::not_done(&heard.method)
        }
    };
    Ok(match words {
        Some(words) => {
            let sorry = Sorry::error(StatusCode::METHOD_NOT_ALLOWED, words);
            ([(ALLOW, takes)], sorry).into_response()
        }
        None => not_allowed(door, heard, takes, SPOKEN),
    })
}
