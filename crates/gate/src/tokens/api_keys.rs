//! API keys: what other programs show. A key is shown once, when it is made; its digest is kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::given::Dice;
use crate::keys::hash_operator_key;

/// What every API key begins with, so that people and secret scanners know one when they see it. No JWT does.
const PREFIX: &str = "brk_";

/// A new API key of 256 bits.
pub fn api_key(dice: &Dice) -> String {
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(dice()))
}

/// Whether what a caller showed is an API key, known or not, and no token.
pub fn is_api_key(shown: &str) -> bool {
    shown.starts_with(PREFIX)
}

/// The digest under which an API key is kept, as the operator's: SHA-256 in hexadecimal digits. A key that nobody can
/// guess needs no slow hash.
pub fn api_key_hash(key: &str) -> String {
    hash_operator_key(key)
}
