//! Whole requests that are refused, in the framework's words. A dialect gives them their shape, as it does with every
//! other denial.

use axum::http::StatusCode;
use bronya_domain::catalog::Language;
use bronya_gate::Denial;

use super::phrases::{
    FORBIDDEN, MEDIA_TYPE, METHOD, Message, NO_JSON, NO_MULTIPART, NOT_AUTHENTICATED, NOT_FOUND,
    WRONG_LOGIN,
};

fn denial(status: StatusCode, code: &'static str, words: Message, language: Language) -> Denial {
    let title = words.phrase.said(Language::En);
    Denial::new(status, code, title).because(words.said(language))
}

/// Nobody said who he is.
pub(crate) fn not_authenticated(language: Language) -> Denial {
    let status = StatusCode::UNAUTHORIZED;
    denial(
        status,
        "not_authenticated",
        NOT_AUTHENTICATED.into(),
        language,
    )
}

/// No such user, or another password.
pub(crate) fn wrong_login(language: Language) -> Denial {
    unreadable_login(WRONG_LOGIN.into(), language)
}

/// Credentials that cannot be read, or are not right; why.
pub(super) fn unreadable_login(words: Message, language: Language) -> Denial {
    denial(
        StatusCode::UNAUTHORIZED,
        "authentication_failed",
        words,
        language,
    )
}

/// He may not do this.
pub(crate) fn forbidden(language: Language) -> Denial {
    let status = StatusCode::FORBIDDEN;
    denial(status, "permission_denied", FORBIDDEN.into(), language)
}

/// Nothing stands here.
pub(crate) fn not_found(language: Language) -> Denial {
    let status = StatusCode::NOT_FOUND;
    denial(status, "not_found", NOT_FOUND.into(), language)
}

/// A method that this address does not take.
pub(super) fn method(name: &str, language: Language) -> Denial {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    denial(status, "method_not_allowed", METHOD.with(name), language)
}

/// A kind of body that nobody reads, as the client wrote it.
pub(super) fn media_type(name: &str, language: Language) -> Denial {
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    denial(
        status,
        "unsupported_media_type",
        MEDIA_TYPE.with(name),
        language,
    )
}

/// A body that says it is JSON and is none.
pub(super) fn no_json(why: &str, language: Language) -> Denial {
    let status = StatusCode::BAD_REQUEST;
    denial(status, "parse_error", NO_JSON.with(why), language)
}

/// A body that says it is a multipart form and is none.
pub(super) fn no_multipart(language: Language) -> Denial {
    let why = "the parts cannot be told apart";
    let status = StatusCode::BAD_REQUEST;
    denial(status, "parse_error", NO_MULTIPART.with(why), language)
}
