//! A sample of every letter in each language, kept in `samples/` and compared byte by byte.
//!
//! `BRONYA_SAMPLES=write cargo test -p bronya-words samples` writes them anew; the difference is for a reader to judge.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bronya_words::{Letter, calendar};

use crate::house::House;
use crate::post::pieces;

#[test]
fn every_letter_looks_like_its_sample() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    println!("samples lie in {}", folder.display());
    let samples = samples();
    assert_eq!(
        samples.len(),
        2 * (28 * 2 + 3 + 1),
        "letters of two parts, three entries, one file"
    );
    if writes() {
        for language in ["ru", "en"] {
            let folder = folder.join(language);
            if folder.exists() {
                fs::remove_dir_all(&folder).expect("old samples go");
            }
            fs::create_dir_all(&folder).expect("a folder for samples");
        }
        for (path, text) in &samples {
            fs::write(folder.join(path), text).expect("a sample is written");
        }
    }
    for (path, text) in &samples {
        let kept = fs::read_to_string(folder.join(path)).unwrap_or_default();
        assert!(
            kept == *text,
            "{} is out of date; BRONYA_SAMPLES=write writes it anew:\n{text}",
            path.display()
        );
    }
    for language in ["ru", "en"] {
        for file in fs::read_dir(folder.join(language)).expect("samples") {
            let path = Path::new(language).join(file.expect("a file").file_name());
            assert!(
                samples.contains_key(&path),
                "{} is a sample of nothing",
                path.display()
            );
        }
    }
}

fn samples() -> BTreeMap<PathBuf, String> {
    let mut samples = BTreeMap::new();
    for (language, house) in [("ru", House::new as fn() -> House), ("en", House::english)] {
        let folder = Path::new(language);
        for piece in pieces() {
            let name = piece.name();
            let letter = piece.letter(&piece.house(house()));
            samples.insert(folder.join(format!("{name}.txt")), headed(&letter));
            samples.insert(folder.join(format!("{name}.html")), letter.html);
            if let Some(part) = letter.calendar {
                samples.insert(folder.join(format!("{name}.ics")), part.text);
            }
        }
        let house = house();
        let entry = calendar::Entry {
            visit: house.visit(),
            language: house.venue.language,
            link: Some("https://book.example/b/7K3-M2Q?key=secret"),
            post: house.post(),
        };
        samples.insert(
            folder.join("add-to-calendar.ics"),
            calendar::publish(&[entry]),
        );
    }
    samples
}

fn headed(letter: &Letter) -> String {
    let to = letter.to_name.as_ref().map_or("", |name| name.as_str());
    let thread = letter.thread_id.as_ref();
    let thread = thread.map_or_else(String::new, |id| format!("In-Reply-To: {id}\n"));
    format!(
        "From: {}\nTo: {to}\nSubject: {}\nMessage-ID: {}\n{thread}Auto-Submitted: {}\n\n{}",
        letter.from_name, letter.subject, letter.message_id, letter.auto_submitted, letter.text
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test decides whether it writes"
)]
fn writes() -> bool {
    std::env::var("BRONYA_SAMPLES").is_ok_and(|wish| wish == "write")
}
