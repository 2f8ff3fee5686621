//! The marks that callers put on requests: the idempotency key, and the version that they saw.

use axum::http::header::{HeaderMap, IF_MATCH};
use bronya_desk::Key;

use crate::caller::Caller;
use crate::denial::{Denial, Result};

/// The header of the idempotency key.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// The longest idempotency key.
const KEY_MOST: usize = 255;

/// The idempotency key of a request, if it bears one.
pub fn idempotency_key(
    headers: &HeaderMap,
    caller: &Caller,
    fingerprint: &str,
) -> Result<Option<Key>> {
    let Some(value) = sole(headers, IDEMPOTENCY_KEY)? else {
        return Ok(None);
    };
    let key = value.to_str().ok().filter(|key| {
        (1..=KEY_MOST).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    });
    let key = key.ok_or_else(|| {
        Denial::bad_header(IDEMPOTENCY_KEY, "must be 1 to 255 visible ASCII characters")
    })?;
    Ok(Some(Key {
        caller: caller.name(),
        key: key.into(),
        fingerprint: fingerprint.into(),
    }))
}

/// The version that the caller saw, if he wants to change no other.
pub fn if_match(headers: &HeaderMap) -> Result<Option<i64>> {
    const PROBLEM: &str = "must be one version in quotes, such as \"3\", or *";
    let Some(value) = sole(headers, IF_MATCH.as_str())? else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let version = version
        .filter(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let version = version.and_then(|digits| digits.parse().ok());
    version
        .map(Some)
        .ok_or_else(|| Denial::bad_header("If-Match", PROBLEM))
}

/// A version as it stands in `ETag`.
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// The one value of a header, if there is one. Two would mean that somebody on the way disagrees with the caller.
fn sole<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a axum::http::HeaderValue>> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        let name = if name == IDEMPOTENCY_KEY {
            IDEMPOTENCY_KEY
        } else {
            "If-Match"
        };
        return Err(Denial::bad_header(name, "must stand there once"));
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> std::result::Result<Option<i64>, &'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(IF_MATCH, value.parse().expect("a header value"));
        if_match(&headers).map_err(|denial| denial.code)
    }

    #[test]
    fn a_version_stands_in_quotes() {
        assert_eq!(read("\"3\""), Ok(Some(3)));
        assert_eq!(read("*"), Ok(None));
        for bad in [
            "3",
            "\"\"",
            "\"x\"",
            "\"-3\"",
            "W/\"3\"",
            "\"3\", \"4\"",
            "\"99999999999999999999\"",
            "",
        ] {
            assert_eq!(read(bad), Err("bad_header"), "{bad}");
        }
    }
}
