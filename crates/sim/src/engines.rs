//! Throw-away databases of both engines, for the tests of every room.
//!
//! PostgreSQL is a real server in a temporary folder, reached by its Unix socket alone. It is shared by a whole test
//! run where `BRONYA_TEST_POSTGRES` names its folder; else each test process starts its own by
//! `scripts/with-postgres.sh`, which ends it with the process. With `BRONYA_TEST_POSTGRES=none` its tests are skipped,
//! in words.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};

use bronya_store::Address;
use tempfile::TempDir;
use tokio_postgres::NoTls;

/// A database that goes when it is dropped.
pub struct Database {
    /// Where it is.
    pub address: Address,
    place: Place,
}

enum Place {
    Folder { _folder: TempDir },
    Cluster { folder: PathBuf, name: String },
}

/// A database of SQLite in a folder of its own.
pub fn sqlite() -> Database {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let address = Address::Sqlite(folder.path().join("bronya.db"));
    Database {
        address,
        place: Place::Folder { _folder: folder },
    }
}

/// A database of PostgreSQL; none, and said so, where there is no server to be had.
pub async fn postgres() -> Option<Database> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let folder = cluster()?;
    let name = format!(
        "t_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    run(folder, &format!("create database {name}")).await;
    let address = Address::Postgres(format!(
        "host={} user=postgres dbname={name}",
        folder.display()
    ));
    Some(Database {
        address,
        place: Place::Cluster {
            folder: folder.to_owned(),
            name,
        },
    })
}

/// One database of each engine that is to be had.
pub async fn both() -> Vec<Database> {
    std::iter::once(sqlite()).chain(postgres().await).collect()
}

impl Database {
    /// Runs SQL past the desk and the store, as somebody with a shell would. What the engine says goes back.
    pub async fn run(&self, sql: &str) -> Result<(), String> {
        match &self.address {
            // SQLite's own shell may be absent, and its library is the store's; the store's tests bring their own.
            Address::Sqlite(_) => Err("use the library of SQLite".into()),
            Address::Postgres(text) => {
                let client = connect(text).await;
                client
                    .batch_execute(sql)
                    .await
                    .map_err(|error| match error.as_db_error() {
                        Some(db) => db.message().to_owned(),
                        None => error.to_string(),
                    })
            }
        }
    }
}

impl Database {
    /// Runs SQL in a transaction that stays open until what is returned is dropped.
    pub async fn hold(&self, sql: &str) -> tokio_postgres::Client {
        let Address::Postgres(text) = &self.address else {
            panic!("a file has no sessions to hold it");
        };
        let client = connect(text).await;
        let held = client.batch_execute(&format!("begin; {sql}")).await;
        held.expect("the server does as it is told");
        client
    }

    /// Runs SQL on the server beside this database, as its administrator would.
    pub async fn run_beside(&self, sql: &str) -> Result<(), String> {
        match &self.place {
            Place::Folder { .. } => Err("a file has no server".into()),
            Place::Cluster { folder, .. } => {
                run(folder, sql).await;
                Ok(())
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Place::Cluster { folder, name } = &self.place else {
            return;
        };
        let (folder, drop) = (
            folder.clone(),
            format!("drop database if exists {name} with (force)"),
        );
        // A runtime of its own, because this one may be the one that is ending.
        let done = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.expect("a runtime").block_on(run(&folder, &drop));
        });
        if done.join().is_err() {
            eprintln!("a database of a test was left behind: {name}");
        }
    }
}

async fn run(folder: &Path, sql: &str) {
    let client = connect(&format!(
        "host={} user=postgres dbname=postgres",
        folder.display()
    ))
    .await;
    let ours = client
        .query_one("show data_directory", &[])
        .await
        .expect("the server answers");
    let (ours, expected) = (PathBuf::from(ours.get::<_, String>(0)), folder.join("data"));
    assert_eq!(
        ours, expected,
        "this server is not the test's own; nothing is changed on it"
    );
    client
        .batch_execute(sql)
        .await
        .expect("the server does as it is told");
}

async fn connect(address: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(address, NoTls)
        .await
        .expect("the test's PostgreSQL answers");
    tokio::spawn(connection);
    client
}

/// The folder of the server that this test process may use.
#[expect(
    clippy::disallowed_methods,
    reason = "tests learn from the environment which server is theirs"
)]
fn cluster() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| match std::env::var("BRONYA_TEST_POSTGRES").as_deref() {
        Ok("none") => None,
        Ok(folder) => Some(folder.into()),
        Err(_) => start(),
    });
    if folder.is_none() {
        eprintln!(
            "SKIPPED on PostgreSQL: there is no server to test on (BRONYA_TEST_POSTGRES=none or not installed)"
        );
    }
    folder.as_deref()
}

/// Starts a server that lives as long as this process: the script ends it when our end of its input closes.
fn start() -> Option<PathBuf> {
    static INPUT: Mutex<Option<ChildStdin>> = Mutex::new(None);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/with-postgres.sh");
    let mut child = Command::new(script)
        .args(["sh", "-c", "echo \"$BRONYA_TEST_POSTGRES\"; cat >/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take()?)
        .read_line(&mut line)
        .ok()?;
    *INPUT.lock().expect("nobody panics while holding it") = child.stdin.take();
    let folder = line.trim();
    (!folder.is_empty()).then(|| folder.into())
}
