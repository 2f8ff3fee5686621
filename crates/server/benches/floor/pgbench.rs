//! A peer on PostgreSQL: its own `pgbench` with the quickest script that books one at a time, one thin row a transaction,
//! no HTTP around it.

use std::fs;
use std::path::Path;
use std::process::Command;

use bronya_sim::engines::Database;
use bronya_store::Address;
use tempfile::TempDir;

use crate::figures::Figures;
use crate::given::Given;

const CONNECTIONS: usize = 32;

/// The script beside a database.
pub struct Pgbench<'a> {
    database: &'a Database,
    folder: TempDir,
}

impl<'a> Pgbench<'a> {
    /// None where the database is a file, or where there is no `pgbench`, which is said.
    pub fn beside(database: &'a Database) -> Option<Self> {
        let Address::Postgres(_) = &database.address else {
            return None;
        };
        if Command::new("pgbench").arg("--version").output().is_err() {
            eprintln!(
                "SKIPPED pgbench: it is not installed (Debian: postgresql-contrib or postgresql)"
            );
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let script = folder.path().join("book.sql");
        fs::write(script, include_str!("pgbench/book.sql")).expect("a script");
        Some(Self { database, folder })
    }

    /// One round: an empty table, then as many bookings as go in.
    pub async fn measure(&self, given: &Given, figures: &mut Figures) {
        let made = self.database.run(include_str!("pgbench/schema.sql")).await;
        made.expect("it does as it is told");
        let Address::Postgres(address) = &self.database.address else {
            return;
        };
        let output = Command::new("pgbench")
            .args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2"])
            .args(["--client", &CONNECTIONS.to_string()])
            .args(["--time", &given.lasts.as_secs().max(2).to_string()])
            .arg("--file")
            .arg(Path::new(self.folder.path()).join("book.sql"))
            .arg(address)
            .output()
            .expect("pgbench runs");
        let told = String::from_utf8_lossy(&output.stdout);
        let rate = told.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|rest| rest.split(' ').next()?.parse().ok());
        match rate {
            Some(rate) => figures.note(format!("pgbench {CONNECTIONS}"), rate),
            None => eprintln!(
                "pgbench said: {told}{}",
                String::from_utf8_lossy(&output.stderr)
            ),
        }
    }
}
