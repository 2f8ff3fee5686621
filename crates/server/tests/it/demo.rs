//! The demo under test: the real `bronya demo`, its mailbox, its database, and somebody who follows links.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, OpenFlags};
use serde::Deserialize;
use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::house::BRONYA;
use crate::http::Client;

/// How long a letter may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long to look away before looking into the mailbox again.
const GLANCE: Duration = Duration::from_millis(50);

/// A running demo. It ends with the test, and its folder with it.
pub struct Demo {
    child: Child,
    pub at: SocketAddr,
    pub key: String,
    /// The date that it proposes for a first booking.
    pub tomorrow: String,
    folder: TempDir,
}

/// A letter as the mailbox shows it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub links: Vec<String>,
}

/// Somebody who follows links, with nothing in his hands but them.
pub struct Visitor {
    sender: SendRequest<Full<Bytes>>,
}

/// A page as he gets it.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub text: String,
    /// Where he is sent.
    pub location: Option<String>,
}

/// Every row of every table.
pub type Dump = BTreeMap<String, Vec<Vec<Cell>>>;

/// Whose requests the demo begins with.
const EVENING: [&str; 4] = [
    "Глеб Орешкин",
    "Дарья Никитина",
    "Юлия Савина",
    "Артём Белов",
];

impl Demo {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = Command::new(BRONYA)
            .args(["demo", "--listen", "127.0.0.1:0"])
            .current_dir(folder.path())
            // Where it makes the folder of its database.
            .env("TMPDIR", folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut told = String::new();
        while !told.contains("curl http") {
            told += &lines.next().expect("another line").expect("text");
            told.push('\n');
        }
        // It goes on to talk, and would break off if nobody listened.
        std::thread::spawn(move || lines.count());
        let after = |words: &str| {
            let (_, rest) = told.split_once(words).expect(words);
            let end = rest.find(|char: char| char.is_whitespace() || "/&'".contains(char));
            rest[..end.expect("an end")].to_owned()
        };
        Self {
            at: after("http://").parse().expect("an address"),
            key: after("Bearer …`:\n    "),
            tomorrow: after("availability?date="),
            child,
            folder,
        }
    }

    pub async fn guest(&self) -> Client {
        Client::guest(self.at).await.expect("it listens")
    }

    pub async fn operator(&self) -> Client {
        let client = Client::operator(self.at, &self.key).await;
        client.expect("it listens")
    }

    pub async fn visitor(&self) -> Visitor {
        let stream = TcpStream::connect(self.at).await.expect("it listens");
        let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("HTTP");
        tokio::spawn(connection);
        Visitor { sender }
    }

    /// The path of a link, which must lead here.
    #[track_caller]
    pub fn path<'a>(&self, link: &'a str) -> &'a str {
        let here = format!("http://{}", self.at);
        link.strip_prefix(&here).expect("a link of this house")
    }

    /// The letters about what happened since the demo began, once there are as many as expected and none is on its way any more.
    pub async fn mailbox(&self, expected: usize) -> Vec<Letter> {
        let mut client = self.guest().await;
        let mut look = async || {
            let answer = client.get("/demo/mailbox.json").await.expect("an answer");
            assert_eq!(answer.status, 200);
            let mut letters: Vec<Letter> = serde_json::from_value(answer.json).expect("letters");
            let is_own = |letter: &Letter| EVENING.iter().any(|name| letter.subject.contains(name));
            letters.retain(|letter| !is_own(letter));
            letters
        };
        let all = async {
            while look().await.len() < expected || self.owes() {
                tokio::time::sleep(GLANCE).await;
            }
            look().await
        };
        let came = tokio::time::timeout(PATIENCE, all).await;
        let letters = came.expect("the letters come in time");
        let to: Vec<_> = letters
            .iter()
            .map(|letter| (&letter.to, &letter.subject))
            .collect();
        assert_eq!(letters.len(), expected, "{to:?}");
        letters
    }

    /// Whether a letter is on its way. A reminder waits for its time.
    fn owes(&self) -> bool {
        let owed = "select count(*) from outbox where settled_at is null and topic <> 'reminder'";
        let count = self
            .database()
            .query_row(owed, [], |row| row.get::<_, i64>(0));
        count.expect("a count") > 0
    }

    /// Everything that the database holds.
    pub fn dump(&self) -> Dump {
        let database = self.database();
        let tables = "select name from sqlite_master where type = 'table' order by name";
        let mut tables = database.prepare(tables).expect("a database");
        let names = tables.query_map([], |row| row.get::<_, String>(0));
        let names = names.expect("tables").map(|name| name.expect("a name"));
        names
            .map(|name| {
                let mut all = database
                    .prepare(&format!("select * from \"{name}\""))
                    .expect("a table");
                let width = all.column_count();
                let row = |row: &rusqlite::Row<'_>| (0..width).map(|cell| row.get(cell)).collect();
                let rows = all.query_map([], row).expect("rows");
                let mut rows: Vec<Vec<Cell>> = rows.map(|row| row.expect("a row")).collect();
                rows.sort_by_key(|row| format!("{row:?}"));
                (name, rows)
            })
            .collect()
    }

    fn database(&self) -> Connection {
        let mut folders = std::fs::read_dir(self.folder.path()).expect("a folder");
        let file = folders.find_map(|folder| {
            let file: PathBuf = folder.expect("a folder").path().join("demo.db");
            file.exists().then_some(file)
        });
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        Connection::open_with_flags(file.expect("its database"), flags).expect("a database")
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Visitor {
    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, None).await
    }

    /// Sends a form, as a browser does.
    pub async fn submit(&mut self, path: &str, form: &str) -> Page {
        self.send(Method::POST, path, Some(form)).await
    }

    pub async fn send(&mut self, method: Method, path: &str, form: Option<&str>) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("host", "bronya.test");
        if form.is_some() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        let body = Full::new(Bytes::from(form.unwrap_or_default().to_owned()));
        let request = request.body(body).expect("a request");
        self.sender.ready().await.expect("an open connection");
        let answer = self.sender.send_request(request).await.expect("an answer");
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = answer
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        let location = headers
            .get("location")
            .map(|to| to.to_str().expect("text").to_owned());
        Page {
            status,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            location,
        }
    }
}

/// The link to pages below this prefix, from a letter to somebody.
#[track_caller]
pub fn link<'a>(letters: &'a [Letter], to: &str, prefix: &str) -> &'a str {
    let mut his = letters.iter().filter(|letter| letter.to == to);
    let found = his.find_map(|letter| letter.links.iter().find(|link| link.contains(prefix)));
    found.unwrap_or_else(|| panic!("no link {prefix} to {to} in {letters:#?}"))
}

/// The address of a form on a page, and the fields that are filled in already.
#[track_caller]
pub fn form(page: &Page, action: &str) -> (String, String) {
    let start = |form: &&str| form.starts_with("<form method=\"post\"") && form.contains(action);
    let forms = page
        .text
        .match_indices("<form")
        .map(|(at, _)| &page.text[at..]);
    let form = forms.into_iter().find(start).expect("a form");
    let form = form.split("</form>").next().expect("an end");
    let value = |text: &str, name: &str| {
        let (_, rest) = text
            .split_once(&format!("{name}=\""))
            .expect("an attribute");
        rest.split('"').next().expect("an end").to_owned()
    };
    let hidden = form
        .split("<input ")
        .filter(|input| input.starts_with("type=\"hidden\""));
    let fields = hidden.map(|input| format!("{}={}", value(input, "name"), value(input, "value")));
    let fields: Vec<String> = fields.collect();
    (value(form, "action"), fields.join("&"))
}
