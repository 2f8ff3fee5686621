//! The demo's mailbox: what was laid into the folder of letters, read back as a mail program would.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use mail_parser::{Address, Message, MessageParser};
use serde::Serialize;

/// How many letters are shown at most, the last ones.
const LETTERS_MOST: usize = 200;

/// A letter as its reader sees it.
#[derive(Debug, Serialize)]
struct Letter {
    to: String,
    subject: String,
    text: String,
    html: String,
    /// Every address of this installation that the letter leads to.
    links: Vec<String>,
}

/// Shows the letters of a folder, the last first.
pub fn router(folder: PathBuf, public_url: String) -> Router {
    Router::new()
        .route("/demo/mailbox", get(page))
        .route("/demo/mailbox.json", get(json))
        .with_state(Arc::new(Mailbox { folder, public_url }))
}

struct Mailbox {
    folder: PathBuf,
    public_url: String,
}

async fn json(State(mailbox): State<Arc<Mailbox>>) -> Response {
    match opened(mailbox).await {
        Ok(letters) => ([(CACHE_CONTROL, "no-store")], Json(letters)).into_response(),
        Err(response) => response,
    }
}

async fn page(State(mailbox): State<Arc<Mailbox>>) -> Response {
    let letters = match opened(mailbox).await {
        Ok(letters) => letters,
        Err(response) => return response,
    };
    let headers: [(HeaderName, &str); 2] = [
        (CACHE_CONTROL, "no-store"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'",
        ),
    ];
    (headers, Html(written(&letters))).into_response()
}

/// Reads the folder on a thread that may wait for it.
async fn opened(mailbox: Arc<Mailbox>) -> Result<Vec<Letter>, Response> {
    let read =
        tokio::task::spawn_blocking(move || letters(&mailbox.folder, &mailbox.public_url)).await;
    match read {
        Ok(Ok(letters)) => Ok(letters),
        Ok(Err(error)) => {
            tracing::error!(%error, "the letters cannot be read");
            Err(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
        Err(error) => {
            tracing::error!(%error, "the letters cannot be read");
            Err(StatusCode::INTERNAL_SERVER_ERROR.into_response())
        }
    }
}

fn letters(folder: &Path, public_url: &str) -> std::io::Result<Vec<Letter>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|file| file.map(|file| file.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|kind| kind == "eml"));
    // Named after their time.
    files.sort_by(|a, b| b.cmp(a));
    let mut letters = Vec::new();
    for file in files.into_iter().take(LETTERS_MOST) {
        let bytes = fs::read(file)?;
        letters.extend(
            MessageParser::default()
                .parse(&bytes)
                .map(|message| Letter::of(&message, public_url)),
        );
    }
    Ok(letters)
}

impl Letter {
    fn of(message: &Message<'_>, public_url: &str) -> Self {
        let text = message
            .body_text(0)
            .map(|text| text.into_owned())
            .unwrap_or_default();
        Self {
            to: message
                .to()
                .and_then(Address::first)
                .map_or_else(String::new, |address| {
                    address.address().unwrap_or_default().to_owned()
                }),
            subject: message.subject().unwrap_or_default().to_owned(),
            links: links(&text, public_url),
            html: message
                .body_html(0)
                .map(|html| html.into_owned())
                .unwrap_or_default(),
            text,
        }
    }
}

fn links(text: &str, public_url: &str) -> Vec<String> {
    let ours = |word: &&str| word.starts_with(public_url);
    let words = text.split_whitespace();
    words.filter(ours).map(str::to_owned).collect()
}

fn written(letters: &[Letter]) -> String {
    let items: String = letters.iter().map(item).collect();
    let empty = if letters.is_empty() {
        "<p>No letters yet. Book something with an e-mail address.</p>"
    } else {
        ""
    };
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Demo mailbox</title><style>:root{{color-scheme:light dark}}body{{font:1rem/1.5 system-ui;max-width:44rem;\
         margin:2rem auto;padding:0 1rem}}details{{border:1px solid #8886;border-radius:.5rem;margin:.5rem 0;padding:.5rem \
         1rem}}summary{{cursor:pointer}}pre{{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}}small{{opacity:.75}}\
         </style><h1>Demo mailbox</h1><p>Every letter of this demo, the last first. Nothing leaves the machine.</p>{empty}{items}"
    )
}

fn item(letter: &Letter) -> String {
    let links: String = letter
        .links
        .iter()
        .map(|link| {
            let link = escaped(link);
            format!("<li><a href=\"{link}\" rel=\"noreferrer\">{link}</a></li>")
        })
        .collect();
    format!(
        "<details><summary><b>{}</b><br><small>to {}</small></summary><pre>{}</pre><ul>{links}</ul></details>",
        escaped(&letter.subject),
        escaped(&letter.to),
        escaped(&letter.text),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
