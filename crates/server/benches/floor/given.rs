//! What the bench is told on its command line.

use std::time::Duration;

/// What this process is to be.
pub enum Wanted {
    /// The server that does nothing.
    Floor,
    /// The bench.
    Bench(Given),
    /// The tables and plots once more, from the results that are there.
    Report,
}

/// What is measured, and for how long.
pub struct Given {
    /// How often each figure is taken.
    pub rounds: usize,
    /// How long one load lasts.
    pub lasts: Duration,
    /// The parts, in order.
    pub parts: Vec<Part>,
    /// How many bookings count as many.
    pub many: usize,
    /// For how many tables the search is measured.
    pub tables: &'static [usize],
    /// How many connections the bookings come over.
    pub connections: &'static [usize],
    /// Whether this is the short run.
    pub quick: bool,
    /// Of the loads only those whose name has this in it.
    pub only: String,
}

/// A part of the bench.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Bookings,
    Curve,
    Availability,
    Growth,
    Replay,
}

impl Part {
    const ALL: [Self; 5] = [
        Self::Bookings,
        Self::Curve,
        Self::Availability,
        Self::Growth,
        Self::Replay,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bookings => "bookings",
            Self::Curve => "curve",
            Self::Availability => "availability",
            Self::Growth => "growth",
            Self::Replay => "replay",
        }
    }
}

/// The word by which the bench calls itself to be the floor.
pub const FLOOR: &str = "be-the-floor";

/// Reads the command line: `--quick`, `--rounds 3`, `--only "sqlite post"`, names of parts.
pub fn read() -> Wanted {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|given| given == word);
    if has(FLOOR) {
        return Wanted::Floor;
    }
    if has("--report") {
        return Wanted::Report;
    }
    let quick = has("--quick");
    let named: Vec<Part> = Part::ALL
        .into_iter()
        .filter(|part| has(part.name()))
        .collect();
    let usual = if quick {
        vec![Part::Bookings, Part::Availability]
    } else {
        Part::ALL.to_vec()
    };
    let word_after = |word: &str| {
        let place = words.iter().position(|given| given == word)?;
        words.get(place + 1)
    };
    let after = |word: &str| word_after(word)?.parse::<usize>().ok();
    Wanted::Bench(Given {
        rounds: after("--rounds").unwrap_or(if quick { 3 } else { 5 }),
        lasts: Duration::from_millis(if quick { 1000 } else { 2000 }),
        parts: if named.is_empty() { usual } else { named },
        many: after("--many").unwrap_or(if quick { 100_000 } else { 1_000_000 }),
        tables: if quick { &[20, 100] } else { &[20, 100, 1000] },
        connections: if quick { &[64] } else { &[64, 256] },
        quick,
        only: word_after("--only").cloned().unwrap_or_default(),
    })
}
