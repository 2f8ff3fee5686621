//! What the house promises itself: each target with the figures that show whether it holds.

use crate::figures::{Figures, Spread};

/// On which side of a bound a figure should be.
#[derive(Clone, Copy)]
pub enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

/// A line of the table.
pub struct Line {
    /// What is measured.
    pub what: String,
    /// What it should be.
    pub bound: Bound,
    /// In what it is said.
    pub unit: &'static str,
    /// What it is.
    pub is: Spread,
    /// What it was measured beside, in absolute figures.
    pub beside: String,
}

impl Bound {
    /// Whether a figure keeps to it.
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }
}

/// Every target of which something was measured.
pub fn lines(figures: &Figures) -> Vec<Line> {
    let mut lines = Lines {
        figures,
        lines: Vec::new(),
    };
    for connections in [64, 256] {
        for (engine, called, least) in ENGINES {
            lines.share(
                format!("Booking on {called}, {connections} connections, of a bare POST"),
                Bound::AtLeast(least),
                &format!("{engine} post {connections}"),
                &format!("floor post {connections}"),
            );
        }
    }
    for (engine, called, least) in ENGINES {
        lines.share(
            format!("Booking on {called} at one venue alone, of a bare POST"),
            Bound::AtLeast(least),
            &format!("{engine} alone 64"),
            "floor post 64",
        );
    }
    lines.share(
        "Booking on PostgreSQL, of `pgbench` that books one thin row a transaction".into(),
        Bound::AtLeast(2.0),
        "postgres post 64",
        "pgbench 32",
    );
    for (engine, called, _) in ENGINES {
        lines.share(
            format!("All fighting for 20 tables on {called}, answers of the bookings spread out"),
            Bound::AtLeast(0.7),
            &format!("{engine} fight 64"),
            &format!("{engine} post 64"),
        );
    }
    for (tables, least) in [(20, 0.9), (100, 0.6), (1000, 0.5)] {
        lines.share(
            format!("What can be had on a day, {tables} tables, of a bare GET of equal size"),
            Bound::AtLeast(least),
            &format!("sqlite availability {tables}"),
            &format!("floor get {tables}"),
        );
    }
    lines.value(
        "The same in memory, 1,000 tables",
        Bound::AtMost(20.0),
        "µs",
        "in memory 1000 tables us",
    );
    for (engine, called, _) in ENGINES {
        for (what, words) in [("post", "Booking"), ("availability", "What can be had")] {
            // The other way round: how many times slower it is among many.
            lines.share(
                format!("{words} on {called}: times slower among a million than among a thousand"),
                Bound::AtMost(1.15),
                &format!("{engine} {what} among few"),
                &format!("{engine} {what} among many"),
            );
        }
    }
    for (what, most, unit, name) in ABSOLUTE {
        lines.value(what, Bound::AtMost(most), unit, name);
    }
    for (engine, called, _) in ENGINES {
        lines.share(
            format!("`bronya replay` of a real trace on {called}, of the store alone"),
            Bound::AtLeast(0.6),
            &format!("{engine} replay"),
            &format!("{engine} raw"),
        );
    }
    lines.lines
}

const ENGINES: [(&str, &str, f64); 2] =
    [("sqlite", "SQLite", 0.45), ("postgres", "PostgreSQL", 0.30)];

const ABSOLUTE: [(&str, f64, &str, &str); 5] = [
    (
        "Start with a million bookings",
        150.0,
        "ms",
        "sqlite start ms",
    ),
    (
        "Resident memory at rest, a million bookings",
        64.0,
        "MiB",
        "sqlite resident idle MiB",
    ),
    (
        "Resident memory under load, a million bookings",
        160.0,
        "MiB",
        "sqlite resident loaded MiB",
    ),
    (
        "Disk for 100,000 bookings, SQLite",
        60.0,
        "MB",
        "sqlite disk per 100000 MB",
    ),
    (
        "p99 of a booking at half capacity, SQLite",
        10.0,
        "ms",
        "sqlite half p99 ms",
    ),
];

struct Lines<'a> {
    figures: &'a Figures,
    lines: Vec<Line>,
}

impl Lines<'_> {
    fn share(&mut self, what: String, bound: Bound, of: &str, to: &str) {
        let Some(is) = self.figures.ratio(of, to) else {
            return;
        };
        let middle = |name| {
            self.figures
                .spread(name)
                .map_or(0.0, |spread| spread.median)
        };
        let beside = format!(
            "{} and {} a second",
            thousands(middle(of)),
            thousands(middle(to))
        );
        self.lines.push(Line {
            what,
            bound,
            unit: "",
            is,
            beside,
        });
    }

    fn value(&mut self, what: &str, bound: Bound, unit: &'static str, name: &str) {
        if let Some(is) = self.figures.spread(name) {
            self.lines.push(Line {
                what: what.to_owned(),
                bound,
                unit,
                is,
                beside: String::new(),
            });
        }
    }
}

/// A number as people read it.
pub fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
