//! A server beside the bench: the house on a database, or the floor.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bronya_sim::engines::Database;
use bronya_store::Address;
use tempfile::TempDir;

use crate::clock;
use crate::given::FLOOR;

/// The binary that is measured.
pub const BRONYA: &str = env!("CARGO_BIN_EXE_bronya");

/// How often, and how far apart, it is asked whether a database is free.
const TRIES: u32 = 1000;
const PAUSE: Duration = Duration::from_millis(5);

/// A running server.
pub struct Served {
    child: Child,
    /// Where it listens.
    pub at: SocketAddr,
    /// How long it took to listen.
    pub started: Duration,
    _folder: Option<TempDir>,
}

impl Served {
    /// The floor.
    pub fn floor() -> Self {
        let own = std::env::current_exe().expect("the bench knows where it is");
        let mut command = Command::new(own);
        command.arg(FLOOR);
        Self::start(command, None)
    }

    /// The house on a database. Its mail server hangs: letters are owed with their bookings, and what carrying them costs
    /// is no part of a booking.
    pub fn house(database: &Database, mail: &HangingMail) -> Self {
        wait_for_the_writer(database);
        let folder = tempfile::tempdir().expect("a folder");
        let secret = folder.path().join("secret");
        // The same for each start: a database is served under one secret.
        std::fs::write(&secret, "a secret of this bench, long enough to be one").expect("a secret");
        let mut command = Command::new(BRONYA);
        command
            .current_dir(folder.path())
            .args(["serve", "--listen", "127.0.0.1:0", "--limits", "off"])
            .args(["--database", &address(database)])
            .args(["--smtp", &mail.url, "--mail-from", "bench@bronya.example"])
            .arg("--secret-file")
            .arg(secret);
        Self::start(command, Some(folder))
    }

    fn start(mut command: Command, folder: Option<TempDir>) -> Self {
        let begun = clock::now();
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let mut errors = child.stderr.take().expect("its errors");
        let at = loop {
            let Some(Ok(line)) = lines.next() else {
                let mut told = String::new();
                errors.read_to_string(&mut told).expect("text");
                panic!("a server did not start: {told}");
            };
            if let Some(rest) = line.strip_prefix("Bronya listens on http://") {
                let at = rest.split(' ').next().and_then(|at| at.parse().ok());
                break at.expect("an address");
            }
        };
        let started = clock::since(begun);
        // What it goes on to say must be read, or it would wait for somebody to read it.
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        Self {
            child,
            at,
            started,
            _folder: folder,
        }
    }

    /// Its resident memory, in MiB.
    pub fn resident(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| {
            line.trim()
                .trim_end_matches(" kB")
                .trim()
                .parse::<f64>()
                .ok()
        });
        kib.unwrap_or(f64::NAN) / 1024.0
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Waits until nobody writes a SQLite database any more: the writer of a desk gives it back a moment after the desk is gone.
fn wait_for_the_writer(database: &Database) {
    let Address::Sqlite(path) = &database.address else {
        return;
    };
    let lock = std::fs::File::create(format!("{}.lock", path.display())).expect("a lock");
    for _ in 0..TRIES {
        if lock.try_lock().is_ok() {
            return;
        }
        std::thread::sleep(PAUSE);
    }
    panic!("{} is written for ever", path.display());
}

/// What the command line calls a database.
pub fn address(database: &Database) -> String {
    match &database.address {
        Address::Sqlite(path) => format!("sqlite:{}", path.display()),
        Address::Postgres(text) => text.clone(),
    }
}

/// A mail server that takes connections and never says a word.
pub struct HangingMail {
    url: String,
    _listener: TcpListener,
}

impl HangingMail {
    /// Listens.
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let at = listener.local_addr().expect("an address");
        Self {
            url: format!("smtp://{at}"),
            _listener: listener,
        }
    }
}
