//! A page: what stands on it, how it ended, and the headers without which none leaves the house.

use askama::Template;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::tongue::Tongue;

/// What browsers may do with whatever comes from here: show it with our style sheet, send its forms back to us, and
/// nothing else. No script runs, nobody frames it, and the key in its address is told to nobody.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// What every page has around what it says.
pub(crate) struct Frame {
    /// The language that it speaks.
    pub tongue: Tongue,
    /// Whose page it is: the venue's name, where it is about one.
    pub whose: Option<String>,
    /// What it is, in a few words.
    pub title: String,
    /// Whether it says that something went wrong, so that its title says so first.
    pub troubled: bool,
}

/// A page on its way out.
#[derive(Debug)]
pub(crate) struct Page {
    status: StatusCode,
    html: String,
    retry_after: Option<u32>,
}

impl Frame {
    /// A page that is about no venue.
    pub(crate) fn bare(tongue: Tongue, title: String) -> Self {
        Self {
            tongue,
            whose: None,
            title,
            troubled: false,
        }
    }
}

impl Page {
    /// A page that ended so.
    pub(crate) fn of(status: StatusCode, content: &impl Template) -> Self {
        Self {
            status,
            html: content
                .render()
                .expect("plain strings can be written into a string"),
            retry_after: None,
        }
    }

    /// With the seconds after which asking again makes sense.
    pub(crate) fn retry_after(self, seconds: Option<u32>) -> Self {
        Self {
            retry_after: seconds,
            ..self
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        const HTML: [(HeaderName, &str); 1] = [(CONTENT_TYPE, "text/html; charset=utf-8")];
        let mut headers = HeaderMap::new();
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        (self.status, HTML, headers, self.html).into_response()
    }
}

/// Puts the headers on an answer, whatever it is. What does not say that it may be kept must not be: it may hold
/// somebody's booking, and has its key in its address.
pub(crate) async fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
