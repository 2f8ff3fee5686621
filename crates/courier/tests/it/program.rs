//! A venue's own program: a little HTTP server that answers as it is told and remembers what it was told.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use ring::hmac;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::town::{PATIENCE, SECRET};

/// What the program does with what it is told.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It answers with this status.
    Status(u16),
    /// It sends the caller on to another address.
    Redirect(String),
    /// It never answers.
    Hangs,
}

/// Something that the program was told.
#[derive(Clone, Debug)]
pub struct Heard {
    pub method: String,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// A program that listens for as long as the test lives.
pub struct Program {
    address: SocketAddr,
    /// What it answers next; the last of them for ever.
    script: Arc<Mutex<VecDeque<Answer>>>,
    heard: watch::Receiver<Vec<Heard>>,
}

impl Program {
    /// A program that answers so, one after the other, and then for ever like the last.
    pub async fn that(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let script = Arc::new(Mutex::new(answers.into_iter().collect()));
        let (tell, heard) = watch::channel(Vec::new());
        let (told, answers) = (Arc::new(tell), Arc::clone(&script));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (told, answers) = (Arc::clone(&told), Arc::clone(&answers));
                let service = service_fn(move |request| {
                    answer(request, Arc::clone(&told), Arc::clone(&answers))
                });
                let connection =
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                // A caller who loses patience hangs up, and that is his business.
                tokio::spawn(async move { drop(connection.await) });
            }
        });
        Self {
            address,
            script,
            heard,
        }
    }

    /// Changes its mind.
    pub fn answers(&self, answer: Answer) {
        *self.script.lock().expect("no panic") = [answer].into();
    }

    pub fn url(&self) -> String {
        format!("http://{}/bronya?till=1", self.address)
    }

    /// Everything that it was told so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.borrow().clone()
    }

    /// Waits until it was told so much.
    pub async fn hears(&self, count: usize) {
        let mut heard = self.heard.clone();
        let enough = heard.wait_for(|heard| heard.len() >= count);
        let enough = timeout(PATIENCE, enough).await.expect("it hears in time");
        drop(enough.expect("the program listens"));
    }
}

impl Heard {
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        let value = value.unwrap_or_else(|| panic!("no header {name} in {:?}", self.headers));
        value.to_str().expect("a text")
    }

    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).expect("a text")
    }

    /// What it is about: `booking.confirmed`.
    pub fn topic(&self) -> String {
        let body: serde_json::Value = serde_json::from_slice(&self.body).expect("JSON");
        body["type"].as_str().expect("a type").to_owned()
    }

    /// Whether its signature is over these bytes, as any program would check it that knows the secret.
    pub fn is_signed(&self) -> bool {
        let key = BASE64_STANDARD.decode(SECRET.trim_start_matches("whsec_"));
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key.expect("base64"));
        let signature = self.header("webhook-signature");
        let signature = signature.strip_prefix("v1,").expect("the first version");
        let signature = BASE64_STANDARD.decode(signature).expect("base64");
        let (id, at) = (self.id(), self.header("webhook-timestamp"));
        let signed = [format!("{id}.{at}.").as_bytes(), &self.body].concat();
        assert!(!id.contains('.') && !at.contains('.'), "{id} {at}");
        hmac::verify(&key, &signed, &signature).is_ok()
    }
}

async fn answer(
    request: Request<Incoming>,
    told: Arc<watch::Sender<Vec<Heard>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let heard = Heard {
        method: head.method.to_string(),
        path: head.uri.to_string(),
        headers: head.headers,
        body: body.collect().await.expect("a body").to_bytes(),
    };
    let next = {
        let mut answers = answers.lock().expect("no panic");
        match answers.len() {
            1 => answers.front().cloned(),
            _ => answers.pop_front(),
        }
    };
    told.send_modify(|all| all.push(heard));
    let response = match next.expect("an answer") {
        Answer::Status(status) => Response::builder().status(status),
        Answer::Redirect(to) => Response::builder().status(307).header("location", to),
        Answer::Hangs => std::future::pending().await,
    };
    Ok(response.body(Empty::new()).expect("an answer"))
}
