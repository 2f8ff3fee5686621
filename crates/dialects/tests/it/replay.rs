//! Every transcript of every dialect, on both engines.

use std::fs;
use std::path::{Path, PathBuf};

use bronya_dialects::Dialect;
use bronya_gate::limits::{LimitOptions, Limits};
use bronya_sim::engines::{Database, both};

use crate::player::play;
use crate::town::Town;
use crate::transcript::{self, Transcript, Unread};

#[tokio::test]
async fn logist_answers_as_its_transcripts_say() {
    replay(Dialect::Logist).await;
}

#[tokio::test]
async fn garant_answers_as_its_transcripts_say() {
    replay(Dialect::Garant).await;
}

#[tokio::test]
async fn aspex_answers_as_its_transcripts_say() {
    replay(Dialect::Aspex).await;
}

#[tokio::test]
async fn planner_answers_as_its_transcripts_say() {
    replay(Dialect::Planner).await;
}

#[tokio::test]
async fn resources_answers_as_its_transcripts_say() {
    replay(Dialect::Resources).await;
}

async fn replay(dialect: Dialect) {
    let folder = format!("src/{}/transcripts", dialect.name());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder);
    if !path.exists() {
        eprintln!("SKIPPED: {folder} is not there yet");
        return;
    }
    let files = files(&path);
    assert!(!files.is_empty(), "{folder} has no transcript");
    let mut failures = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a text");
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let transcript = match transcript::read(&text) {
            Ok(transcript) => transcript,
            Err((line, why)) => {
                failures.push(format!("{folder}/{name}:{line}: {why}"));
                continue;
            }
        };
        for database in both().await {
            if let Err((line, why)) = run(dialect, database, &transcript).await {
                failures.push(format!("{folder}/{name}:{line}: {why}"));
            }
        }
    }
    assert!(failures.is_empty(), "\n\n{}\n", failures.join("\n\n"));
}

async fn run(dialect: Dialect, database: Database, transcript: &Transcript) -> Result<(), Unread> {
    let settings = transcript.settings.iter().cloned().collect();
    let limits = if transcript.limits {
        Limits::new(&LimitOptions::default())
    } else {
        Limits::off()
    };
    let town = Town::of(database, dialect, settings, limits).await;
    let town = town.map_err(|why| (1, why))?;
    let engine = town.engine;
    let played = play(town, transcript).await;
    played.map_err(|(line, why)| (line, format!("on {engine}: {why}")))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<PathBuf> = listed
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    files
}
