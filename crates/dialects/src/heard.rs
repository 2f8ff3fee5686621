//! A request as it was sent, read to its end. What makes no request at all is refused in the dialect's own shape.

use axum::body::to_bytes;
use axum::extract::{FromRequest, OriginalUri, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use bronya_gate::Denial;
use bronya_gate::address::{ClientAddress, Peer, client};
use bytes::Bytes;

use crate::door::Door;

/// The largest body.
const BODY_MOST: usize = 64 * 1024;

/// A request as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// Its method.
    pub method: Method,
    /// Its path as the client wrote it, below wherever the dialect is reached.
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

impl FromRequest<Door> for Heard {
    type Rejection = Response;

    async fn from_request(request: Request, door: &Door) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let uri = parts.extensions.get::<OriginalUri>();
        let path = uri.map_or(parts.uri.path(), |uri| uri.0.path()).to_owned();
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0);
        let from = client(peer, &parts.headers, door.gate().proxies());
        let too_large = Denial::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "The body is too large.",
        );
        let body = to_bytes(body, BODY_MOST).await;
        let body = body.map_err(|_| door.refuse(too_large))?;
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
