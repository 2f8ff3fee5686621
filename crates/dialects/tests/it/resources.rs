//! What can be called in `resources`, for those who send garbage.

use serde_json::Value;

use crate::garbage::Call;
use crate::town::Town;

/// Every call with an example that works, in an order in which they work one after the other.
pub fn calls() -> Vec<Call> {
    Vec::new()
}

/// Lets somebody of the calls in, and gives what he sends as `Authorization`.
pub async fn enter(_: &Town, who: &str) -> String {
    panic!("nobody is called {who}")
}

/// Whether a body is one in which the contract refuses.
pub fn refuses(body: &Value) -> bool {
    body.is_object()
}
