//! A real mail server for the tests of every room. It is nodemailer's `smtp-server`, does as its script says, and reads
//! each letter as a mailbox and a calendar would.
//!
//! It lives in `crates/courier/tests/postoffice` and needs Node and one `npm ci` there. Where they are missing, a test
//! that wants it is skipped, in words; with `CI=true` it fails.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::watch;

/// How long the server may take for what it does at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail server that ends when it is dropped.
pub struct Postoffice {
    setup: Setup,
    port: u16,
    folder: TempDir,
    process: Child,
    orders: Mutex<Orders>,
    seen: watch::Receiver<Seen>,
}

/// The server's ear, and how many orders went into it.
struct Orders {
    input: ChildStdin,
    given: usize,
}

/// What the server is for as long as it runs.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// Its encryption.
    pub tls: Tls,
    /// Name and password, where it wants a login.
    pub login: Option<(&'static str, &'static str)>,
}

/// What the server has of encryption. Its certificate is made for this one run, and for 127.0.0.1 by no other name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// None.
    #[default]
    Plain,
    /// After `STARTTLS`.
    OnDemand,
    /// From the first byte.
    Implicit,
}

/// What the server does until it is told otherwise; by default, it takes every letter at once. An answer is a code and
/// its words.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Script {
    /// It hangs up on whoever calls.
    pub down: bool,
    /// How long it takes to greet, in milliseconds.
    pub slow_greeting_ms: u64,
    /// Its answer to who calls, instead of a greeting.
    pub greeting: Option<Answer>,
    /// Its answer to every sender.
    pub sender: Option<Answer>,
    /// It takes this many letters on one connection and then hangs up with 421.
    pub letters_each: Option<u32>,
    /// Its answers to readers by their address; `*` is everybody else.
    pub recipients: BTreeMap<String, Answer>,
    /// Its answer to every letter, which it then does not take.
    pub message: Option<Answer>,
    /// How long it takes to answer a letter, in milliseconds.
    pub slow_message_ms: u64,
    /// It takes the letter and hangs up without a word.
    pub hang_up: bool,
}

/// A code and its words.
pub type Answer = (u16, String);

/// Everything that happened so far.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How many connections were greeted.
    pub connections: usize,
    /// How often somebody tried to log in.
    pub logins: usize,
    /// How often somebody named a sender, and with it began a letter.
    pub senders: usize,
    /// The letters that were taken, in their order.
    pub letters: Vec<Received>,
    port: Option<u16>,
    done: usize,
    gone: bool,
}

/// A letter as it came.
#[derive(Clone, Debug, Deserialize)]
pub struct Received {
    /// The sender's address on the envelope.
    pub from: String,
    /// The readers' addresses on the envelope.
    pub to: Vec<String>,
    /// Whether it came encrypted.
    pub secure: bool,
    /// Every byte of it.
    #[serde(deserialize_with = "from_base64")]
    pub raw: Vec<u8>,
    /// What a mailbox makes of it.
    pub read: Read,
}

/// A letter as a mailbox shows it.
#[derive(Clone, Debug, Deserialize)]
pub struct Read {
    /// Every header in its order: its name in small letters, and the whole line.
    pub headers: Vec<(String, String)>,
    /// Who wrote it.
    pub from: Vec<Person>,
    /// To whom.
    pub to: Vec<Person>,
    /// Its subject.
    pub subject: String,
    /// When it was written, in UTC.
    pub date: Option<String>,
    /// Its id.
    pub message_id: Option<String>,
    /// The letter that it answers.
    pub in_reply_to: Option<String>,
    /// The letters that it belongs with.
    pub references: Vec<String>,
    /// Its plain text.
    pub text: String,
    /// Its HTML.
    pub html: String,
    /// Its other parts.
    pub files: Vec<File>,
}

/// A name and an address.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Person {
    /// The name; empty where there is none.
    pub name: String,
    /// The address.
    pub address: String,
}

/// Another part of a letter.
#[derive(Clone, Debug, Deserialize)]
pub struct File {
    /// Its type.
    pub kind: String,
    /// What is said about its type.
    pub parameters: BTreeMap<String, String>,
    /// Its name.
    pub name: Option<String>,
    /// How it wants to be shown: `attachment`, or none.
    pub placed: Option<String>,
    /// What a calendar finds in it.
    pub events: Vec<Event>,
}

/// An entry as a calendar keeps it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Event {
    /// What the part does.
    pub method: String,
    /// Its name, for good.
    pub uid: String,
    /// Its version.
    pub sequence: i64,
    /// When it begins, in UTC.
    pub start: String,
    /// `CONFIRMED` or `CANCELLED`.
    pub status: String,
    /// What it is about.
    pub summary: String,
}

impl Postoffice {
    /// Opens a server without encryption and login.
    pub async fn open() -> Option<Self> {
        Self::open_with(Setup::default()).await
    }

    /// Opens a server; none, and said so, where Node or its packages are missing.
    pub async fn open_with(setup: Setup) -> Option<Self> {
        let home = home()?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut process = Command::new("node")
            .arg("server.mjs")
            .arg(told(&setup, folder.path()).to_string())
            .current_dir(home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node was here a moment ago");
        let input = process.stdin.take().expect("its input is ours");
        let orders = Mutex::new(Orders { input, given: 0 });
        let (told, mut seen) = watch::channel(Seen::default());
        let output = process.stdout.take().expect("its output is ours");
        std::thread::spawn(move || listen(output, &told));
        let port = until(&mut seen, |seen| seen.port.is_some()).await.port;
        Some(Self {
            setup,
            port: port.expect("an open server has one"),
            folder,
            process,
            orders,
            seen,
        })
    }

    /// Where the server is, as `--smtp` names it.
    pub fn url(&self) -> String {
        match self.setup.login {
            Some((name, password)) => self.url_as(name, password),
            None => self.address(""),
        }
    }

    /// The same with another login.
    pub fn url_as(&self, name: &str, password: &str) -> String {
        self.address(&format!("{name}:{password}@"))
    }

    /// The file of certificates to trust.
    pub fn certificates(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    fn address(&self, login: &str) -> String {
        let (port, ca) = (self.port, self.certificates());
        match self.setup.tls {
            Tls::Plain => format!("smtp://{login}127.0.0.1:{port}"),
            Tls::OnDemand => format!(
                "smtp+starttls://{login}127.0.0.1:{port}?ca={}",
                ca.display()
            ),
            Tls::Implicit => format!("smtps://{login}127.0.0.1:{port}?ca={}", ca.display()),
        }
    }

    /// Tells the server what to do from now on.
    pub async fn script(&self, script: Script) {
        self.order(&json!({ "script": script })).await;
    }

    /// Ends every connection from the server's side.
    pub async fn hang_up_on_all(&self) {
        self.order(&json!({ "hang_up_on_all": true })).await;
    }

    /// Everything that happened until now.
    pub async fn seen(&self) -> Seen {
        self.order(&json!({})).await
    }

    /// The letters that came until now.
    pub async fn received(&self) -> Vec<Received> {
        self.seen().await.letters
    }

    /// What the server prints, it prints in order: once it says that this is done, all before it has been seen.
    async fn order(&self, order: &Value) -> Seen {
        let mut seen = self.seen.clone();
        let given = {
            let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
            writeln!(orders.input, "{order}").expect("the postoffice is open");
            orders.given += 1;
            orders.given
        };
        until(&mut seen, |seen| seen.done >= given).await
    }
}

impl Drop for Postoffice {
    fn drop(&mut self) {
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait()) {
            eprintln!("a postoffice did not close: {error}");
        }
    }
}

async fn until(seen: &mut watch::Receiver<Seen>, enough: impl Fn(&Seen) -> bool) -> Seen {
    let wanted = seen.wait_for(|seen| seen.gone || enough(seen));
    let seen = tokio::time::timeout(PATIENCE, wanted)
        .await
        .expect("the postoffice answers in time");
    let seen = seen.expect("somebody listens to the postoffice").clone();
    assert!(!seen.gone, "the postoffice has ended");
    seen
}

/// The setup as the server reads it, with a certificate of its own where it needs one.
fn told(setup: &Setup, folder: &Path) -> Value {
    let tls = match setup.tls {
        Tls::Plain => return json!({ "tls": "none", "login": setup.login }),
        Tls::OnDemand => "starttls",
        Tls::Implicit => "implicit",
    };
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]);
    let made = made.expect("a certificate for this address");
    let (certificate, key) = (folder.join("ca.pem"), folder.join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).expect("the folder is ours");
    std::fs::write(&key, made.signing_key.serialize_pem()).expect("the folder is ours");
    json!({ "tls": tls, "login": setup.login, "certificate": certificate, "key": key })
}

fn listen(output: ChildStdout, told: &watch::Sender<Seen>) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        let event: Value = serde_json::from_str(&line).expect("the postoffice prints JSON");
        told.send_modify(|seen| note(seen, event));
    }
    told.send_modify(|seen| seen.gone = true);
}

fn note(seen: &mut Seen, event: Value) {
    match event["event"].as_str() {
        Some("open") => {
            seen.port = event["port"]
                .as_u64()
                .and_then(|port| u16::try_from(port).ok())
        }
        Some("done") => seen.done += 1,
        Some("connection") => seen.connections += 1,
        Some("login") => seen.logins += 1,
        Some("sender") => seen.senders += 1,
        Some("letter") => {
            let letter = serde_json::from_value(event).expect("a letter as described above");
            seen.letters.push(letter);
        }
        _ => eprintln!("the postoffice says: {event}"),
    }
}

fn from_base64<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(from)?;
    BASE64_STANDARD
        .decode(text)
        .map_err(serde::de::Error::custom)
}

/// The folder of the server, if it can run.
#[expect(
    clippy::disallowed_methods,
    reason = "tests learn from the environment whether they may be skipped"
)]
fn home() -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("../courier/tests/postoffice");
    let node = Command::new("node").arg("--version").output();
    let missing = if !node.is_ok_and(|node| node.status.success()) {
        "Node is not installed"
    } else if !home.join("node_modules/smtp-server").is_dir() {
        "its packages are not installed (npm ci in crates/courier/tests/postoffice)"
    } else {
        return Some(home);
    };
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "no mail server to test on: {missing}"
    );
    eprintln!("SKIPPED: there is no mail server to test on: {missing}");
    None
}
