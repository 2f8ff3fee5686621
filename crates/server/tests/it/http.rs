//! A client that speaks JSON to the program under test over one connection.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
}

/// One connection to a server.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    bearer: Option<String>,
}

impl Client {
    /// Connects as a guest.
    pub async fn guest(to: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(to).await?;
        let (sender, connection) = handshake(TokioIo::new(stream))
            .await
            .map_err(std::io::Error::other)?;
        tokio::spawn(connection);
        Ok(Self {
            sender,
            bearer: None,
        })
    }

    /// Connects as the operator.
    pub async fn operator(to: SocketAddr, key: &str) -> std::io::Result<Self> {
        Ok(Self {
            bearer: Some(format!("Bearer {key}")),
            ..Self::guest(to).await?
        })
    }

    pub async fn get(&mut self, path: &str) -> std::io::Result<Answer> {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> std::io::Result<Answer> {
        self.send(Method::POST, path, Some(body), &[]).await
    }

    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> std::io::Result<Answer> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "bronya.test");
        if let Some(bearer) = &self.bearer {
            request = request.header("authorization", bearer);
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = request
            .body(Full::new(Bytes::from(body)))
            .map_err(std::io::Error::other)?;
        self.sender.ready().await.map_err(std::io::Error::other)?;
        let answer = self
            .sender
            .send_request(request)
            .await
            .map_err(std::io::Error::other)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = answer
            .into_body()
            .collect()
            .await
            .map_err(std::io::Error::other)?
            .to_bytes();
        let json = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into()));
        Ok(Answer {
            status,
            headers,
            json,
        })
    }
}
