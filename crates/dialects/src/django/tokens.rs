//! What callers show of themselves, as the framework reads it, and the fixed answers of the library behind its tokens.

use axum::http::HeaderValue;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bronya_domain::catalog::Language;
use bronya_gate::Denial;
use serde_json::{Value, json};

use super::denials;
use super::phrases::{BASIC_EMPTY, BASIC_GARBLED, BASIC_SPACES, BEARER_PARTS, Phrase, WRONG_LOGIN};
use crate::heard::Heard;

/// Where a name and a password are wanted: the value of `WWW-Authenticate`.
pub(crate) const BASIC_CHALLENGE: HeaderValue = HeaderValue::from_static(r#"Basic realm="api""#);
/// Where a token is wanted.
pub(crate) const BEARER_CHALLENGE: HeaderValue = HeaderValue::from_static(r#"Bearer realm="api""#);

/// What a caller shows of himself.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Nothing, or something that nobody here asks for.
    Nothing,
    /// A name and a password.
    Basic {
        /// The name.
        name: String,
        /// The password.
        password: String,
    },
    /// A token.
    Bearer(String),
}

/// What a caller shows of himself, or why that cannot be read.
pub(crate) fn shown(heard: &Heard, language: Language) -> Result<Shown, Denial> {
    let header = heard.headers.get(AUTHORIZATION);
    let read = read(header.map_or(&[], HeaderValue::as_bytes));
    read.map_err(|phrase| denials::unreadable_login(phrase.into(), language))
}

/// The answer to a token that is none of ours, or is over. `message` is what the version of the library says.
pub(crate) fn bad_token(message: &str) -> Value {
    json!({
        "detail": "Given token not valid for any token type",
        "code": "token_not_valid",
        "messages": [{
            "token_class": "AccessToken",
            "token_type": "access",
            "message": message,
        }],
    })
}

/// The answer to a token that was to be renewed or looked at, and is none of ours or is over.
pub(crate) fn refused_token(message: &str) -> Value {
    json!({ "detail": message, "code": "token_not_valid" })
}

/// The answer to a login that is not right.
pub(crate) fn no_account() -> Value {
    json!({ "detail": "No active account found with the given credentials" })
}

fn read(header: &[u8]) -> Result<Shown, Phrase> {
    let mut words = header
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let Some(scheme) = words.next() else {
        return Ok(Shown::Nothing);
    };
    let (given, more) = (words.next(), words.next());
    if scheme.eq_ignore_ascii_case(b"basic") {
        return match (given, more) {
            (None, _) => Err(BASIC_EMPTY),
            (Some(_), Some(_)) => Err(BASIC_SPACES),
            (Some(given), None) => basic(given),
        };
    }
    if scheme.eq_ignore_ascii_case(b"bearer") {
        return match (given, more) {
            (Some(given), None) => Ok(Shown::Bearer(String::from_utf8_lossy(given).into_owned())),
            (None, _) | (Some(_), Some(_)) => Err(BEARER_PARTS),
        };
    }
    Ok(Shown::Nothing)
}

fn basic(given: &[u8]) -> Result<Shown, Phrase> {
    let bytes = STANDARD.decode(given).map_err(|_| BASIC_GARBLED)?;
    // What is no UTF-8 is Latin-1, in which each byte is the letter of its number.
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|no| no.as_bytes().iter().copied().map(char::from).collect());
    let (name, password) = text.split_once(':').ok_or(BASIC_GARBLED)?;
    if text.contains('\0') {
        return Err(WRONG_LOGIN);
    }
    Ok(Shown::Basic {
        name: name.to_owned(),
        password: password.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, wanted: Result<Shown, Phrase>) {
        assert!(read(header.as_bytes()) == wanted, "{header}");
    }

    #[track_caller]
    fn check_basic(given: &[u8], wanted: Result<(&str, &str), Phrase>) {
        let wanted = wanted.map(|(name, password)| Shown::Basic {
            name: name.to_owned(),
            password: password.to_owned(),
        });
        check(&format!("Basic {}", STANDARD.encode(given)), wanted);
    }

    #[test]
    fn names_and_passwords_are_utf_8_or_else_latin_1() {
        check_basic(b"customer:1", Ok(("customer", "1")));
        check_basic("анна:пароль".as_bytes(), Ok(("анна", "пароль")));
        check_basic(b"jos\xe9:1", Ok(("josé", "1")));
        check_basic(b"a:b:c", Ok(("a", "b:c")));
        check_basic(b":", Ok(("", "")));
        check_basic(b"customer", Err(BASIC_GARBLED));
        check_basic(b"cust\0mer:1", Err(WRONG_LOGIN));
    }

    #[test]
    fn headers_that_cannot_be_read_are_no_guests() {
        check("Basic", Err(BASIC_EMPTY));
        check("basic  ", Err(BASIC_EMPTY));
        check("Basic a b", Err(BASIC_SPACES));
        check("Basic !", Err(BASIC_GARBLED));
        check("Bearer", Err(BEARER_PARTS));
        check("Bearer a b", Err(BEARER_PARTS));
    }

    #[test]
    fn other_schemes_show_nothing() {
        check("", Ok(Shown::Nothing));
        check("Token abc", Ok(Shown::Nothing));
        check("Digest username=\"a\"", Ok(Shown::Nothing));
        check("Bearer abc.def", Ok(Shown::Bearer("abc.def".to_owned())));
        check("bearer abc", Ok(Shown::Bearer("abc".to_owned())));
    }
}
