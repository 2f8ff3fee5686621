//! The way in and out for people with an account: logging in, out, forgetting the password, choosing the language of pages.

mod forgotten;
mod language;
mod login;
mod next;
mod root;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use bronya_gate::Gate;

use crate::asked::LISTS_MOST;

pub(crate) use login::{again, path_to};

/// A form that was sent too late comes back inside the login's own, its letters written as three.
const LOGIN_MOST: usize = 4 * LISTS_MOST;

/// The pages before the door.
pub(crate) fn routes() -> Router<Gate> {
    let login = get(login::show).post(login::log_in);
    Router::new()
        .route("/", get(root::lead))
        .route("/login", login.layer(DefaultBodyLimit::max(LOGIN_MOST)))
        .route("/logout", post(login::log_out))
        .route("/forgotten", get(forgotten::show).post(forgotten::ask))
        .route("/language", post(language::choose))
}
