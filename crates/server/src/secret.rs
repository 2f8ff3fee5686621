//! The secret of the installation, from which the keys in guests' links are computed.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use bronya_store::Address;

use crate::chance;
use crate::config::Settings;

/// Fewer bytes could be guessed.
const BYTES_LEAST: usize = 32;

/// The secret: as it is set, or from its file. Beside a new SQLite database a file is made.
pub fn load(settings: &Settings, address: &Address) -> anyhow::Result<Vec<u8>> {
    if let Some(secret) = &settings.secret {
        return checked(secret.trim().as_bytes().to_vec());
    }
    match (&settings.secret_file, address) {
        (Some(file), _) => read(file),
        (None, Address::Sqlite(database)) => {
            let file = beside(database);
            if !file.exists() {
                // A database that has a past has given out keys under a secret that is lost; a new one would make
                // them worthless in silence.
                ensure!(
                    !database.exists(),
                    "the secret of {} is missing: put it back at {} or name it with --secret-file",
                    database.display(),
                    file.display()
                );
                make(&file)?;
            }
            read(&file)
        }
        (None, Address::Postgres(_)) => {
            bail!(
                "PostgreSQL needs --secret-file or BRONYA_SECRET: every instance must know the same secret"
            )
        }
    }
}

fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".secret");
    name.into()
}

fn make(file: &Path) -> anyhow::Result<()> {
    let secret = chance::unguessable()?;
    let opened = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file);
    let mut opened =
        opened.with_context(|| format!("cannot write the secret to {}", file.display()))?;
    writeln!(opened, "{secret}")?;
    Ok(opened.sync_all()?)
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let text = fs::read_to_string(file)
        .with_context(|| format!("cannot read the secret from {}", file.display()))?;
    checked(text.trim().as_bytes().to_vec())
}

fn checked(secret: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    ensure!(
        secret.len() >= BYTES_LEAST,
        "the secret has fewer than {BYTES_LEAST} bytes"
    );
    Ok(secret)
}
