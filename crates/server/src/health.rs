//! Asks a running server whether it is ready, for containers whose image has nothing else to ask with.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use clap::Args;
use hyper::client::conn::http1::handshake;
use hyper::header::HOST;
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whom to ask.
#[derive(Debug, Args)]
pub struct HealthOptions {
    /// The address that says whether the server is ready.
    #[arg(long, default_value = "http://127.0.0.1:9000/readyz")]
    url: Uri,
}

/// Ends well if the server is ready, and in words if it is not.
pub async fn ask(options: HealthOptions) -> anyhow::Result<()> {
    let url = options.url;
    let status = tokio::time::timeout(PATIENCE, status(&url)).await;
    let status = status
        .with_context(|| format!("{url} did not answer in time"))?
        .with_context(|| format!("{url} does not answer"))?;
    ensure!(
        status == StatusCode::OK,
        "{url} is not ready: it answers {status}"
    );
    println!("{url} is ready.");
    Ok(())
}

async fn status(url: &Uri) -> anyhow::Result<StatusCode> {
    let (Some("http"), Some(authority)) = (url.scheme_str(), url.authority()) else {
        bail!("it must be like http://127.0.0.1:9000/readyz");
    };
    // Brackets tell an IPv6 address from its port in a URL; to connect it stands without them.
    let host = authority.host().trim_matches(['[', ']']);
    let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let path = url.path_and_query().map_or("/", |path| path.as_str());
    let request = Request::get(path).header(HOST, authority.as_str());
    let answer = sender.send_request(request.body(String::new())?).await?;
    Ok(answer.status())
}
