//! What can be called.

use axum::Router;

use crate::around::around;
use crate::door::Door;

pub(crate) fn router(door: Door) -> Router {
    around(Router::new(), door)
}
