//! One connection that carries requests as bytes and looks at answers no closer than it must, so that the client costs
//! little beside the server.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection.
pub struct Wire {
    stream: TcpStream,
    heard: Vec<u8>,
    body_at: usize,
}

impl Wire {
    /// Connects.
    pub async fn to(at: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(at).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            heard: Vec::with_capacity(16 * 1024),
            body_at: 0,
        })
    }

    /// Sends a request, waits for the whole answer and tells its status.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<u16> {
        self.stream.write_all(request).await?;
        self.heard.clear();
        let (status, whole) = loop {
            self.hear().await?;
            if let Some((status, head, body)) = head(&self.heard)? {
                self.body_at = head;
                break (status, head + body);
            }
        };
        while self.heard.len() < whole {
            self.heard.reserve(whole - self.heard.len());
            self.hear().await?;
        }
        Ok(status)
    }

    /// The body of the last answer.
    pub fn body(&self) -> &[u8] {
        &self.heard[self.body_at..]
    }

    async fn hear(&mut self) -> io::Result<()> {
        if self.stream.read_buf(&mut self.heard).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

/// The status, the length of the head and the length of the body, once the head is whole.
fn head(heard: &[u8]) -> io::Result<Option<(u16, usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut answer = httparse::Response::new(&mut headers);
    let parsed = answer.parse(heard).map_err(io::Error::other)?;
    let httparse::Status::Complete(head) = parsed else {
        return Ok(None);
    };
    let length = answer
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length
        .and_then(|header| std::str::from_utf8(header.value).ok())
        .and_then(|text| text.parse().ok());
    let length =
        length.ok_or_else(|| io::Error::other("an answer that does not say its length"))?;
    Ok(Some((answer.code.unwrap_or(0), head, length)))
}
