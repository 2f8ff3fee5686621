//! Logs: one JSON object a line for machines, or text for people.

use std::io::IsTerminal;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt;

/// The form of the logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// Lines for people.
    Text,
}

/// Starts logging to standard error.
pub fn start(format: LogFormat) -> anyhow::Result<()> {
    let logs = fmt()
        .with_max_level(LevelFilter::INFO)
        .with_writer(std::io::stderr);
    // Colours are for eyes; a file or a pipe would get them as rubbish between the words.
    let logs = if std::io::stderr().is_terminal() {
        logs
    } else {
        logs.with_ansi(false)
    };
    let started = match format {
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
        LogFormat::Text => logs.with_target(false).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging does not start: {error}"))
}
