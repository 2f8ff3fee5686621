//! A page: what stands on it, how it ended, and the headers without which none leaves the house.

use askama::Template;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::assets;
use crate::tongue::Tongue;

/// What browsers may do with whatever comes from here: show it with our style sheet, run our own scripts, send its forms
/// back to us, ask us, and nothing else. Nobody frames it, and the key in its address is told to nobody. A page that says
/// otherwise is left as it is.
const HEADERS: [(HeaderName, &str); 5] = [
    (CONTENT_SECURITY_POLICY, policy!("'none'")),
    (ROBOTS, "noindex"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// The policy, as far as it does not hang on who may frame the page.
macro_rules! policy {
    ($ancestors:literal) => {
        concat!(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; ",
            "form-action 'self'; base-uri 'none'; frame-ancestors ",
            $ancestors
        )
    };
}
use policy;

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
    /// The script that makes it quick, by its name in the house.
    pub script: Option<&'static str>,
    /// Where it is, for whoever wants it in the other language.
    pub here: Option<String>,
    /// The way around, on pages for those who work at a venue.
    pub bar: Option<Bar>,
    /// The ways between the pages of a venue's settings, on these.
    pub shelf: Vec<BarLink>,
}

/// The way around for somebody who is logged in.
pub(crate) struct Bar {
    /// Where he may go from here.
    pub links: Vec<BarLink>,
    /// What he is called.
    pub who: String,
    /// Whether the page takes the whole width of the screen.
    pub wide: bool,
}

/// One place to go to.
pub(crate) struct BarLink {
    /// What it is called.
    pub label: String,
    /// Where it is.
    pub path: String,
    /// Whether one is there.
    pub is_here: bool,
}

/// A page on its way out.
#[derive(Debug)]
pub(crate) struct Page {
    status: StatusCode,
    html: String,
    retry_after: Option<u32>,
    embedders: Option<String>,
    is_public: bool,
}

impl Frame {
    /// A page that is about no venue.
    pub(crate) fn bare(tongue: Tongue, title: String) -> Self {
        Self {
            tongue,
            whose: None,
            title,
            troubled: false,
            script: None,
            here: None,
            bar: None,
            shelf: Vec::new(),
        }
    }

    /// Whether it takes the whole width of the screen.
    pub(crate) fn is_wide(&self) -> bool {
        self.bar.as_ref().is_some_and(|bar| bar.wide)
    }

    /// Where its script is, if it has one and scripts were built.
    pub(crate) fn script_path(&self) -> Option<&'static str> {
        self.script.and_then(assets::script)
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
            embedders: None,
            is_public: false,
        }
    }

    /// One that search engines may show to strangers.
    pub(crate) fn public(self) -> Self {
        Self {
            is_public: true,
            ..self
        }
    }

    /// One that stands in frames on these sites; in none, where there are none.
    pub(crate) fn embedded_by(self, sites: &[String]) -> Self {
        let embedders = (!sites.is_empty()).then(|| format!("{}{}", policy!(""), sites.join(" ")));
        Self { embedders, ..self }
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
        if let Some(policy) = self.embedders.and_then(|policy| policy.parse().ok()) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        if self.is_public {
            headers.insert(ROBOTS, HeaderValue::from_static("all"));
        }
        (self.status, HTML, headers, self.html).into_response()
    }
}

/// Puts the headers on an answer, whatever it is. What does not say that it may be kept must not be: it may hold
/// somebody's booking, and has its key in its address.
pub(crate) async fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
