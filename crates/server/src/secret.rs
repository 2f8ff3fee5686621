//! The secret of the installation, from which the keys in guests' links are computed.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use bronya_store::Address;
use ring::digest;
use tempfile::NamedTempFile;

use crate::chance;
use crate::config::Settings;

/// Fewer bytes could be guessed.
const BYTES_LEAST: usize = 32;

/// The secret: as it is set, or from its file. Beside a new SQLite database a file is made.
pub fn load(settings: &Settings, address: &Address) -> anyhow::Result<Vec<u8>> {
    if let Some(secret) = &settings.secret {
        return checked(secret, "BRONYA_SECRET");
    }
    match (&settings.secret_file, address) {
        (Some(file), _) => read(file),
        (None, Address::Sqlite(database)) => {
            let file = beside(database);
            if !file.exists() {
                ensure!(
                    !database.is_dir(),
                    "{} is a folder: name the file of the database in it",
                    database.display()
                );
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

/// Makes the secret of a SQLite database that is about to be made, so that it can be served afterwards.
pub fn beside_new(address: &Address) -> anyhow::Result<()> {
    match address {
        Address::Sqlite(database) if !database.exists() && !beside(database).exists() => {
            make(&beside(database))
        }
        _ => Ok(()),
    }
}

/// Copies the secret that lies beside a SQLite database to where it would lie beside `to`; none where there is none.
pub fn copied(address: &Address, to: &Path) -> anyhow::Result<Option<PathBuf>> {
    let Address::Sqlite(database) = address else {
        return Ok(None);
    };
    let (from, to) = (beside(database), beside(to));
    if !from.exists() {
        return Ok(None);
    }
    let text = text(&from)?;
    ensure!(!to.exists(), "{} is there already", to.display());
    write_whole(&to, text.trim_end())
        .with_context(|| format!("cannot write the secret to {}", to.display()))?;
    Ok(Some(to))
}

/// By what a secret is known again without being told.
pub fn fingerprint(secret: &[u8]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"bronya secret check");
    context.update(secret);
    let digest = context.finish();
    digest.as_ref().iter().map(|b| format!("{b:02x}")).collect()
}

fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".secret");
    name.into()
}

/// Makes the file whole or not at all: half a secret would be taken for one, or lock the installation.
fn make(file: &Path) -> anyhow::Result<()> {
    let folder = folder_of(file);
    ensure!(
        folder.is_dir(),
        "there is no folder {} to keep the database and its secret in",
        folder.display()
    );
    let secret = chance::unguessable()?;
    write_whole(file, &secret)
        .with_context(|| format!("cannot write the secret to {}", file.display()))
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn write_whole(file: &Path, secret: &str) -> std::io::Result<()> {
    let folder = folder_of(file);
    // A temporary file is for its owner's eyes alone, and stays so under its new name.
    let mut draft = NamedTempFile::new_in(folder)?;
    writeln!(draft, "{secret}")?;
    draft.as_file().sync_all()?;
    match draft.persist_noclobber(file) {
        // Another process made one at the same moment; it counts for both.
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {}
        made => drop(made?),
    }
    File::open(folder)?.sync_all()
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    checked(&text(file)?, &file.display().to_string())
}

fn text(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file)
        .with_context(|| format!("cannot read the secret from {}", file.display()))
}

fn checked(secret: &str, place: &str) -> anyhow::Result<Vec<u8>> {
    let secret = secret.trim().as_bytes();
    ensure!(
        !secret.is_empty(),
        "the secret in {place} is empty: put the secret of this installation back, or, if it has never served \
        anybody, remove it and have a new one made"
    );
    ensure!(
        secret.len() >= BYTES_LEAST,
        "the secret in {place} has fewer than {BYTES_LEAST} bytes"
    );
    Ok(secret.to_vec())
}
