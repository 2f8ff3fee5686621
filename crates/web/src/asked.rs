//! Takes requests apart: who looks, what the address names, what a form says. What cannot be read is never passed over.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, OriginalUri, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{Extensions, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bronya_domain::catalog::Language;
use bronya_gate::address::{ClientAddress, Peer, client};
use bronya_gate::{Denial, Gate, reading};
use garde::Validate;
use serde::de::DeserializeOwned;

use crate::cookies;
use crate::language;
use crate::lost::{self, Brought};
use crate::page::Page;
use crate::tongue::Tongue;

/// The largest form, in bytes.
pub(crate) const FORM_MOST: usize = 64 * 1024;
/// The largest form in which somebody pastes what he offers: a thousand lines, each letter of which may be written as six.
pub(crate) const LISTS_MOST: usize = 16 * FORM_MOST;
/// The one way in which forms of ours are sent.
const FORM: &str = "application/x-www-form-urlencoded";

/// Who looks, as far as a request tells.
#[derive(Clone, Copy)]
pub(crate) struct Visitor {
    /// Where he is, to count his tries by.
    pub from: ClientAddress,
    /// The language that he chose on this machine.
    pub chosen: Option<Language>,
    /// The language in which a page speaks to him that knows nothing else of him.
    pub tongue: Tongue,
}

/// Where a request went, as the browser wrote it: path and query.
pub(crate) struct Here(pub String);

/// What a form says.
pub(crate) struct Form<T>(pub T);

impl Visitor {
    /// The answer, or the page of the "no".
    pub(crate) fn told(self, answer: Result<Response, Denial>) -> Response {
        answer.unwrap_or_else(|denial| lost::dead_end(self.tongue, denial))
    }

    /// The page, or the page of the "no".
    pub(crate) fn shown(self, page: Result<Page, Denial>) -> Response {
        self.told(page.map(Page::into_response))
    }

    /// In which language a page speaks to somebody who may have chosen one.
    pub(crate) fn tongue_of(self, chosen: Option<Language>) -> Tongue {
        self.chosen.or(chosen).map_or(self.tongue, Tongue)
    }
}

impl FromRequestParts<Gate> for Visitor {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, gate: &Gate) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0);
        let chosen = cookies::language(&parts.headers);
        Ok(Self {
            from: client(peer, &parts.headers, gate.proxies()),
            chosen,
            tongue: Tongue(chosen.unwrap_or_else(|| language::wanted(&parts.headers))),
        })
    }
}

impl Here {
    /// Where a request went.
    pub(crate) fn of(extensions: &Extensions, uri: &Uri) -> Self {
        let original = extensions.get::<OriginalUri>().map(|original| &original.0);
        let place = original.unwrap_or(uri).path_and_query();
        Self(place.map_or_else(|| "/".to_owned(), |place| place.as_str().to_owned()))
    }
}

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions, &parts.uri))
    }
}

impl<T: DeserializeOwned + Validate<Context = ()>> FromRequest<Gate> for Form<T> {
    type Rejection = Response;
    async fn from_request(request: Request, gate: &Gate) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, gate).await;
        let Ok(visitor) = visitor;
        let read = read(Request::from_parts(parts, body), gate).await;
        read.map(Self).map_err(|denial| visitor.told(Err(denial)))
    }
}

/// Reads a form. It is read to its end before it is judged, so that what is left of it stands in nobody's way.
async fn read<T: DeserializeOwned + Validate<Context = ()>>(
    request: Request,
    gate: &Gate,
) -> Result<T, Denial> {
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_form = kind.eq_ignore_ascii_case(FORM);
    let brought = request.extensions().get::<Brought>().cloned();
    let bytes = Bytes::from_request(request, gate).await;
    let bytes = bytes.map_err(|rejection| {
        let status = rejection.status();
        Denial::new(status, "bad_body", "The body is too large or broke off.")
    })?;
    if !is_form {
        return Err(Denial::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "The body must be a form.",
        ));
    }
    let text = std::str::from_utf8(&bytes);
    let text = text.map_err(|_| Denial::invalid("body", "is not UTF-8"))?;
    let form = without_controls(text);
    if let Some(brought) = brought {
        brought.keep(&form);
    }
    reading::form(&form)
}

/// The form with a space for each control character. Nobody sees that he pasted one, out of a letter or a table, and no field could
/// show him where it stands.
fn without_controls(form: &str) -> String {
    let unseen = |letter: char| letter.is_control() && !"\t\r\n".contains(letter);
    let mut clean = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(form.as_bytes()) {
        clean.append_pair(&name, &value.replace(unseen, " "));
    }
    clean.finish()
}
