//! The commands that look at a database or work one over, without serving.

use std::cell::Cell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use bronya_sim::auditor;
use bronya_sim::replay::{Watch, replay as replay_trace};
use bronya_store::{Address, Store};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::config::DatabaseOptions;
use crate::{chance, secret, wiring};

/// What to replay, and where.
#[derive(Debug, Args)]
pub struct ReplayOptions {
    /// The reservations: CSV with reserved_at, venue, visit_at, party.
    pub reservations: PathBuf,
    /// The floors: CSV with venue, table, seats.
    pub floors: PathBuf,
    /// The database that is replayed into; it must not know the venues of the floors yet.
    #[command(flatten)]
    pub into: DatabaseOptions,
    /// A file that gets the result too.
    #[arg(long)]
    pub report: Option<PathBuf>,
}

/// Audits a database. Prints what was looked at as JSON, and every finding as a line.
pub async fn verify(address: &Address) -> anyhow::Result<ExitCode> {
    let store = Store::open_to_read(address)
        .await
        .with_context(|| format!("cannot open {address:?}"))?;
    let audit = auditor::verify(&store).await?;
    for finding in &audit.findings {
        eprintln!("{finding}");
    }
    println!("{}", serde_json::to_string(&audit)?);
    Ok(if audit.findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What to copy, and where to.
#[derive(Debug, Args)]
pub struct BackupOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The file that is to be made. The secret goes beside it, under the same name with `.secret` at its end.
    #[arg(long)]
    pub to: PathBuf,
}

/// Copies a SQLite database as it is at one moment, with its secret, while a server may go on writing it.
pub async fn back_up(options: &BackupOptions) -> anyhow::Result<()> {
    let (address, to) = (&options.database.database, &options.to);
    let cannot = || format!("cannot back up {address:?}");
    let store = Store::open_to_read(address).await.with_context(cannot)?;
    store.back_up(to).await.with_context(cannot)?;
    println!("{} is a copy of the database.", to.display());
    match secret::copied(address, to)? {
        Some(secret) => println!("{} is a copy of its secret.", secret.display()),
        None => println!("Its secret is not beside it: keep that, too, from wherever it is."),
    }
    Ok(())
}

/// Replays a trace and prints what came of it as JSON.
pub async fn replay(options: &ReplayOptions) -> anyhow::Result<()> {
    let open =
        |path: &Path| File::open(path).with_context(|| format!("cannot read {}", path.display()));
    let (reservations, floors) = (open(&options.reservations)?, open(&options.floors)?);
    secret::beside_new(&options.into.database)?;
    let desk = wiring::desk_of_a_trace(&options.into.database).await?;
    let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(
        "{bar:40} {pos}/{len} {per_sec} {eta}",
    )?);
    let shown = Cell::new(0);
    let progress = |done: u64, total: u64| {
        // Drawing is dear beside deciding, so not every party moves the bar.
        if done == total || done >= shown.get() + total / 200 {
            bar.set_length(total);
            bar.set_position(done);
            shown.set(done);
        }
    };
    let watch = Watch {
        seconds: &chance::steady_seconds,
        progress: &progress,
    };
    let report = replay_trace(&desk, reservations, floors, &watch).await?;
    bar.finish_and_clear();
    wiring::fold(&desk).await;
    let json = serde_json::to_string(&report)?;
    println!("{json}");
    if let Some(path) = &options.report {
        fs::write(path, json + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
