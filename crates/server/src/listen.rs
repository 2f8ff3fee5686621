//! Accepts connections, gives a slow head no more than its time, and lets what is under way finish when told to stop.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Extension;
use axum::extract::Request;
use axum::response::Response;
use bronya_gate::address::Peer;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::{Layer, Service};

/// How long the head of a request may take.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long requests under way may take to finish when the server is told to stop.
pub const DRAIN_TIME: Duration = Duration::from_secs(15);
/// How many connections are open at once; further ones wait to be accepted.
const CONNECTIONS_MOST: usize = 10_000;
/// How long to wait after a connection could not be accepted, mostly for want of files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Whatever answers requests: a router, or what stands before one.
pub trait Doors:
    Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send>
    + Clone
    + Send
    + 'static
{
}

impl<S> Doors for S where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static
{
}

/// Serves until the process is told to stop, then finishes what is under way. `end` ends answers that would go on for ever.
pub async fn serve(
    listener: TcpListener,
    doors: impl Doors,
    stop: Stop,
    end: impl FnOnce(),
) -> anyhow::Result<()> {
    serve_at_once(listener, doors, stop, CONNECTIONS_MOST, end).await
}

async fn serve_at_once(
    listener: TcpListener,
    doors: impl Doors,
    mut stop: Stop,
    most: usize,
    end: impl FnOnce(),
) -> anyhow::Result<()> {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(most));
    loop {
        let (permit, stream, peer) = tokio::select! {
            next = next(&listener, &room) => next?,
            () = stop.told() => break,
        };
        let service = Extension(Peer(peer)).layer(doors.clone());
        let connection = http.serve_connection(io(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
            drop(permit);
        });
    }
    drop(listener);
    end();
    tracing::info!("told to stop; finishing what is under way");
    tokio::select! {
        () = graceful.shutdown() => tracing::info!("everything under way is finished"),
        () = tokio::time::sleep(DRAIN_TIME) => tracing::warn!("some requests did not finish in time"),
        () = stop.told() => tracing::warn!("told to stop twice; not waiting any longer"),
    }
    Ok(())
}

/// The next connection, when there is room for it.
async fn next(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> anyhow::Result<(OwnedSemaphorePermit, TcpStream, IpAddr)> {
    let permit = room.clone().acquire_owned().await;
    let permit = permit.context("the room for connections is closed")?;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Ok((permit, stream, peer.ip())),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn io(stream: TcpStream) -> TokioIo<TcpStream> {
    // Answers are small; waiting to fill a segment would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    TokioIo::new(stream)
}

/// The ways in which a process is told to stop. Made before anybody is told that the server listens, because a
/// process that hears of no signal yet dies of it.
pub struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    /// Begins to hear.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Returns when the process is told to stop.
    pub async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn with_no_room_for_another_connection_it_still_hears_that_it_should_stop() {
        let stop = Stop::new().expect("it hears");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let at = listener.local_addr().expect("an address");
        let served = tokio::spawn(serve_at_once(listener, Router::new(), stop, 1, || ()));
        let mut only = TcpStream::connect(at).await.expect("it listens");
        let asked = only.write_all(b"GET / HTTP/1.1\r\nhost: bronya.test\r\n\r\n");
        asked.await.expect("written");
        // An answer shows that the one place is taken.
        only.read_exact(&mut [0; 12]).await.expect("an answer");
        let told = std::process::Command::new("kill")
            .args(["-TERM", &std::process::id().to_string()])
            .status();
        assert!(told.expect("kill runs").success());
        // Sooner than the connection would be cut off for its silence, which would make room.
        let ended = tokio::time::timeout(HEAD_TIME / 2, served).await;
        let ended = ended.expect("it ends while the place is taken");
        ended.expect("no panic").expect("a clean end");
    }
}
