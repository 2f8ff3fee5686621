//! A server under test: the real binary on a port of its own, ended with the test.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use bronya_sim::engines::Database;
use bronya_store::Address;
use serde_json::json;
use tempfile::TempDir;

use crate::http::Client;

/// The binary under test.
pub const BRONYA: &str = env!("CARGO_BIN_EXE_bronya");

/// Who runs every house, and his password.
pub const OPERATOR: &str = "operator@house.example";
pub const PASSWORD: &str = "seven quiet herons";
/// What stands before a new key.
pub const NEW_KEY: &str = "The operator's new key, shown this once: ";

/// What must outlive a server: where its secret is, and the operator's key.
pub struct Home {
    pub database: Database,
    folder: TempDir,
    pub key: Option<String>,
    /// The link to the first setup, if the last start printed one.
    pub setup: Option<String>,
}

impl Home {
    pub fn new(database: Database) -> Self {
        Self {
            database,
            folder: tempfile::tempdir().expect("a folder"),
            key: None,
            setup: None,
        }
    }

    /// What the command line calls the database.
    pub fn address(&self) -> String {
        match &self.database.address {
            Address::Sqlite(path) => format!("sqlite:{}", path.display()),
            Address::Postgres(text) => text.clone(),
        }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command that serves this database.
    pub fn command(&self) -> Command {
        let mut command = Command::new(BRONYA);
        self.told(&mut command);
        command
    }

    /// A shell that prepares something and then becomes the server.
    pub fn command_after(&self, shell: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{shell}; exec \"$0\" \"$@\""), BRONYA]);
        self.told(&mut command);
        command
    }

    fn told(&self, command: &mut Command) {
        let secret = self.file("secret");
        if !secret.exists() {
            std::fs::write(&secret, "a secret of this test, long enough to be one")
                .expect("a secret");
        }
        command.current_dir(self.folder.path());
        command.args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--log",
            "text",
            "--limits",
            "off",
            "--database",
            &self.address(),
        ]);
        command.arg("--secret-file").arg(secret);
    }

    /// Somebody who runs the installation, and a key for programs that do.
    pub fn prepare(&mut self) {
        let password = self.file("password");
        std::fs::write(&password, PASSWORD).expect("a file");
        let password = password.display().to_string();
        let address = self.address();
        let create = ["create", "--email", OPERATOR, "--password-file", &password];
        self.admin(&[&create[..], &["--database", &address]].concat());
        let told = self.admin(&["new-key", "--database", &address]);
        let mut lines = told.lines();
        let key = lines.find_map(|line| line.strip_prefix(NEW_KEY));
        self.key = Some(key.expect("a key").to_owned());
    }

    fn admin(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(BRONYA);
        command.current_dir(self.folder.path()).arg("admin");
        let output = command.args(arguments).output().expect("it runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Starts a server and waits until it listens.
    pub fn start(&mut self) -> House {
        if self.key.is_none() {
            self.prepare();
        }
        self.start_as(self.command())
    }

    pub fn start_as(&mut self, mut command: Command) -> House {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let at = loop {
            let Some(Ok(line)) = lines.next() else {
                let mut told = String::new();
                child
                    .stderr
                    .take()
                    .expect("its errors")
                    .read_to_string(&mut told)
                    .expect("text");
                panic!("the server did not start: {told}");
            };
            if line.contains("/setup/") {
                self.setup = Some(line.trim().to_owned());
            }
            if let Some(rest) = line.strip_prefix("Bronya listens on http://") {
                break rest
                    .split(' ')
                    .next()
                    .and_then(|at| at.parse().ok())
                    .expect("an address");
            }
        };
        // What it goes on to say must be read, or it would wait for somebody to read it.
        let mut errors = child.stderr.take().expect("its errors");
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        let mut house = House {
            child,
            at,
            key: String::new(),
        };
        // Only when the house stands, so that a test that ends here ends the server too.
        house.key = self.key.clone().unwrap_or_default();
        house
    }

    /// Audits the database with the program's own command.
    pub fn verify(&self) -> ExitStatus {
        let audit = Command::new(BRONYA)
            .args(["verify", "--database", &self.address()])
            .output()
            .expect("it runs");
        if !audit.status.success() {
            eprintln!("{}", String::from_utf8_lossy(&audit.stderr));
        }
        audit.status
    }
}

/// A running server.
pub struct House {
    child: Child,
    pub at: SocketAddr,
    pub key: String,
}

impl House {
    pub async fn guest(&self) -> Client {
        Client::guest(self.at).await.expect("it listens")
    }

    pub async fn operator(&self) -> Client {
        Client::operator(self.at, &self.key)
            .await
            .expect("it listens")
    }

    /// Makes a venue `house` with so many tables for four, where everything free can be booked.
    pub async fn furnish(&self, tables: usize) {
        self.furnish_as("house", tables).await;
    }

    /// Makes a venue of another name.
    pub async fn furnish_as(&self, slug: &str, tables: usize) {
        let mut operator = self.operator().await;
        let venue = json!({
            "slug": slug, "name": "House", "zone": "UTC", "language": "en", "currency": "EUR",
            "policy": {
                "stay": {"by_party": [{"up_to": 100, "minutes": 120}]}, "grid_minutes": "none",
                "lead_minutes": "none", "contact": "nothing"
            }
        });
        let made = operator
            .post("/v1/venues", &venue)
            .await
            .expect("an answer");
        assert_eq!(made.status, 201, "{}", made.json);
        for _ in 0..tables {
            let table = json!({"kind": "table", "seats": {"from": 1, "to": 4}});
            let made = operator
                .post(&format!("/v1/venues/{slug}/resources"), &table)
                .await
                .expect("an answer");
            assert_eq!(made.status, 201, "{}", made.json);
        }
    }

    /// Kills it at once, as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it is gone");
    }

    /// Asks it to stop and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        self.ask_to_stop();
        self.child.wait().expect("it is gone")
    }

    pub fn ask_to_stop(&self) {
        let told = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(told.expect("kill runs").success());
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The folder of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
