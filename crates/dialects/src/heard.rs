//! A request as it was sent, read to its end. What makes no request at all is refused in the dialect's own shape.

use axum::body::to_bytes;
use axum::extract::{FromRequest, OriginalUri, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use bronya_gate::Denial;
use bronya_gate::address::{ClientAddress, Peer, client};
use bytes::Bytes;
use http_body_util::LengthLimitError;

use crate::door::Door;

/// The largest body.
const BODY_MOST: usize = 64 * 1024;

/// A request as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// Its method.
    pub method: Method,
    /// Its whole path as the client wrote it, with where the dialect is reached before it.
    pub path: String,
    /// Its query, as it was written.
    pub query: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
    /// Where it came from.
    pub from: ClientAddress,
}

impl Heard {
    /// A header as text; nothing where it is none.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What kind of body it says to have, without parameters and in lower case; empty where it does not say.
    pub(crate) fn kind(&self) -> String {
        let kind = self.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default();
        kind.trim().to_ascii_lowercase()
    }
}

/// Why a body was not read: it is too large, or it broke off.
fn unread(error: &axum::Error) -> Denial {
    let source = std::error::Error::source(error);
    if source.is_some_and(|source| source.is::<LengthLimitError>()) {
        let (status, code) = (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large");
        return Denial::new(status, code, "The body is too large.");
    }
    let status = StatusCode::BAD_REQUEST;
    Denial::new(
        status,
        "body_broke_off",
        "The body did not come to its end.",
    )
}

impl FromRequest<Door> for Heard {
    type Rejection = Response;

    async fn from_request(request: Request, door: &Door) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let uri = parts.extensions.get::<OriginalUri>();
        let path = uri.map_or(parts.uri.path(), |uri| uri.0.path()).to_owned();
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0);
        let from = client(peer, &parts.headers, door.gate().proxies());
        let body = to_bytes(body, BODY_MOST).await;
        let body = body.map_err(|error| door.refuse(unread(&error)))?;
        Ok(Self {
            method: parts.method,
            path,
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body,
            from,
        })
    }
}
