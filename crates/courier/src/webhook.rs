//! The way to venues' programs: news are posted to a webhook, signed. Each goes over a connection of its own, because
//! there are few and a kept connection would mean guessing whether the program took what it never answered.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

use crate::signature::sign;
use crate::undelivered::Undelivered;

/// How long a program may take to answer, from the first step towards it.
pub const ANSWER_TIME: Duration = Duration::from_secs(10);
/// How much of an answer is read at most. Its first line is all that counts, and its body is never read.
const ANSWER_MOST: usize = 16 * 1024;

/// The way to all webhooks.
pub struct Webhooks {
    limit: Duration,
    tls: TlsConnector,
}

/// One piece of news on its way.
pub(crate) struct Message<'a> {
    /// Its name, the same each time it is sent.
    pub(crate) id: &'a str,
    /// When it is sent.
    pub(crate) at: Timestamp,
    /// What it says, as JSON.
    pub(crate) body: Vec<u8>,
    /// By what it is signed.
    pub(crate) secret: &'a str,
}

impl Webhooks {
    /// The way to webhooks that have so much time to answer.
    pub fn new(limit: Duration) -> Self {
        let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
        Self::trusting(roots, limit)
    }

    fn trusting(roots: RootCertStore, limit: Duration) -> Self {
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows the protocols")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self {
            limit,
            tls: TlsConnector::from(Arc::new(config)),
        }
    }

    /// Posts news to a webhook. Only an answer of success means that they arrived; no redirect is followed, for what
    /// was agreed on is this address.
    ///
    /// # Errors
    /// Says whether it is worth another try. After an error the news may still have arrived.
    pub(crate) async fn post(&self, url: &str, message: Message<'_>) -> Result<(), Undelivered> {
        match tokio::time::timeout(self.limit, self.deliver(url, message)).await {
            Ok(answer) => verdict(answer?),
            Err(_) => {
                let limit = self.limit.as_secs_f64();
                Err(Undelivered::later(&format!(
                    "the webhook did not answer within {limit} s"
                )))
            }
        }
    }

    async fn deliver(&self, url: &str, message: Message<'_>) -> Result<StatusCode, Undelivered> {
        let target = Target::read(url).ok_or_else(|| never("the webhook has no usable address"))?;
        let request = target.request(message)?;
        let connected = TcpStream::connect((target.host.as_str(), target.port)).await;
        let stream = connected.map_err(|problem| later("connection", problem))?;
        if !target.is_safe {
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(target.host).map_err(|problem| later("TLS", problem))?;
        let stream = self.tls.connect(name, stream).await;
        exchange(stream.map_err(|problem| later("TLS", problem))?, request).await
    }
}

impl fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Webhooks");
        shown.field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// An address taken apart.
struct Target {
    host: String,
    port: u16,
    is_safe: bool,
    /// As it stands in the header `Host`.
    authority: String,
    /// Path and query.
    path: String,
}

impl Target {
    fn read(url: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let is_safe = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let host = match url.host()? {
            Host::Domain(name) => name.to_owned(),
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        };
        let query = url.query().map(|query| format!("?{query}"));
        Some(Self {
            host,
            port: url.port_or_known_default()?,
            is_safe,
            authority: url[url::Position::BeforeHost..url::Position::AfterPort].to_owned(),
            path: format!("{}{}", url.path(), query.unwrap_or_default()),
        })
    }

    fn request(&self, message: Message<'_>) -> Result<Request<Full<Bytes>>, Undelivered> {
        let signature = sign(message.secret, message.id, message.at, &message.body);
        let signature = signature.map_err(|bad| Undelivered::later(&bad.to_string()))?;
        Request::post(&self.path)
            .header(HOST, &self.authority)
            .header(USER_AGENT, "Bronya")
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", message.id)
            .header("webhook-timestamp", message.at.as_second())
            .header("webhook-signature", signature)
            .body(Full::new(message.body.into()))
            .map_err(|problem| never(&format!("request: {problem}")))
    }
}

/// Sends the request and waits for the head of the answer.
async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<StatusCode, Undelivered>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut client = http1::Builder::new();
    let shaken = client.max_buf_size(ANSWER_MOST);
    let (mut sender, connection) = shaken
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|problem| later("request", problem))?;
    let mut answer = std::pin::pin!(sender.send_request(request));
    let answered = tokio::select! {
        biased;
        answered = &mut answer => answered,
        // Whoever answers and hangs up at once has answered.
        _ = connection => answer.await,
    };
    let answered = answered.map_err(|problem| later("answer", problem))?;
    Ok(answered.status())
}

fn verdict(status: StatusCode) -> Result<(), Undelivered> {
    let words = format!("the webhook answered {status}");
    match status {
        _ if status.is_success() => Ok(()),
        StatusCode::GONE => Err(never(&words)),
        _ if status.is_redirection() => Err(Undelivered::later(&format!(
            "{words}, and no redirect is followed"
        ))),
        _ => Err(Undelivered::later(&words)),
    }
}

fn later(step: &str, problem: impl fmt::Display) -> Undelivered {
    Undelivered::later(&format!("{step}: {problem}"))
}

fn never(why: &str) -> Undelivered {
    Undelivered::never(why)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn message() -> Message<'static> {
        Message {
            id: "1",
            at: Timestamp::UNIX_EPOCH,
            body: b"{}".to_vec(),
            secret: "whsec_AAAA",
        }
    }

    /// Reads a request and gives this answer; then it hangs up, or stays where it is told to.
    async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &str, stays: bool) {
        let (mut request, mut some) = (Vec::new(), [0; 1024]);
        while !request.ends_with(b"\r\n\r\n{}") {
            let count = stream.read(&mut some).await.expect("a request");
            assert_ne!(count, 0, "the whole request");
            request.extend_from_slice(&some[..count]);
        }
        // Whoever has read enough may be gone before all of it is written.
        drop(stream.write_all(answer.as_bytes()).await);
        if stays {
            std::future::pending::<()>().await;
        }
        drop(stream.shutdown().await);
    }

    async fn listener() -> (TcpListener, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let here = listener.local_addr().expect("bound");
        (listener, here.to_string())
    }

    async fn told(said: &str, stays: bool) -> Result<(), Undelivered> {
        let (listener, here) = listener().await;
        let webhooks = Webhooks::new(PATIENCE);
        let url = format!("http://{here}/");
        let answers = async {
            let (stream, _) = listener.accept().await.expect("a caller");
            answer(stream, said, stays).await;
        };
        tokio::select! {
            biased;
            posted = webhooks.post(&url, message()) => posted,
            () = async { answers.await; std::future::pending().await } => Ok(()),
        }
    }

    #[tokio::test]
    async fn the_first_line_of_an_answer_is_all_that_counts() {
        for stays in [true, false] {
            let endless = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
            assert_eq!(told(endless, stays).await, Ok(()));
            assert_eq!(told("HTTP/1.1 204 No Content\r\n\r\n", stays).await, Ok(()));
        }
        let refused = told("HTTP/1.1 503 Busy\r\n\r\n", false).await;
        let why = "the webhook answered 503 Service Unavailable";
        assert_eq!(refused, Err(Undelivered::later(why)));
    }

    #[tokio::test]
    async fn an_answer_without_bounds_or_sense_is_none() {
        let flood = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "x".repeat(1 << 20));
        for said in [&*flood, "220 mail.example ESMTP\r\n", ""] {
            let Err(Undelivered::Later { why }) = told(said, false).await else {
                panic!("no answer: {}", said.len());
            };
            assert!(why.as_str().starts_with("answer: "), "{why}");
        }
    }

    #[tokio::test]
    async fn news_go_encrypted_to_whom_a_known_authority_vouches_for_and_to_nobody_else() {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
        let certificate = CertificateDer::from(cert.der().to_vec());
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let provider = Arc::new(ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("protocols")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.into());
        let acceptor = TlsAcceptor::from(Arc::new(config.expect("a server")));
        let (listener, here) = listener().await;
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(stream) = acceptor.accept(stream).await {
                    answer(stream, "HTTP/1.1 200 OK\r\n\r\n", false).await;
                }
            }
        });
        let mut roots = RootCertStore::empty();
        roots.add(certificate).expect("a root");
        let url = format!("https://{here}/");
        let known = Webhooks::trusting(roots, PATIENCE);
        assert_eq!(known.post(&url, message()).await, Ok(()));
        let Err(Undelivered::Later { why }) = Webhooks::new(PATIENCE).post(&url, message()).await
        else {
            panic!("nobody vouches for it");
        };
        assert!(why.as_str().starts_with("TLS: "), "{why}");
    }

    #[test]
    fn an_address_is_taken_apart() {
        let target = Target::read("https://till.example/bronya?till=1").expect("an address");
        assert_eq!((&*target.host, target.port), ("till.example", 443));
        assert_eq!(
            (&*target.authority, &*target.path),
            ("till.example", "/bronya?till=1")
        );
        let target = Target::read("http://[::1]:8080").expect("an address");
        assert_eq!((&*target.host, target.port), ("::1", 8080));
        assert_eq!((&*target.authority, &*target.path), ("[::1]:8080", "/"));
        for bad in ["", "till.example", "ftp://till.example", "data:,x"] {
            assert!(Target::read(bad).is_none(), "{bad}");
        }
    }
}
