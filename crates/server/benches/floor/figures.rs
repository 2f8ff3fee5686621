//! What was measured: each figure once a round, so that two of them can be compared round by round.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock;
use crate::given::Given;

/// Everything that a run measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Figures {
    /// The day.
    pub date: String,
    /// The machine, in words.
    pub machine: String,
    /// Whether it was the short run.
    pub quick: bool,
    /// How often each figure was taken.
    pub rounds: usize,
    /// How long it all took.
    pub seconds: f64,
    /// By name: the values in the order of the rounds.
    pub values: BTreeMap<String, Vec<f64>>,
}

/// The middle, the least and the most of several rounds.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Figures {
    /// Nothing yet.
    pub fn new(given: &Given, machine: String) -> Self {
        Self {
            date: clock::today(),
            machine,
            quick: given.quick,
            rounds: given.rounds,
            seconds: 0.0,
            values: BTreeMap::new(),
        }
    }

    /// Notes one round's value of a figure.
    pub fn note(&mut self, name: impl Into<String>, value: f64) {
        let name = name.into();
        eprintln!("   {name}: {value:.2}");
        self.values.entry(name).or_default().push(value);
    }

    /// The spread of a figure.
    pub fn spread(&self, name: &str) -> Option<Spread> {
        Spread::of(self.values.get(name)?)
    }

    /// The spread of how many times one figure is another, compared round by round.
    pub fn ratio(&self, of: &str, to: &str) -> Option<Spread> {
        let (of, to) = (self.values.get(of)?, self.values.get(to)?);
        let each: Vec<f64> = of.iter().zip(to).map(|(of, to)| of / to).collect();
        Spread::of(&each)
    }
}

impl Spread {
    /// None of no values.
    pub fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        Some(Self {
            median: *sorted.get(sorted.len() / 2)?,
            least: *sorted.first()?,
            most: *sorted.last()?,
        })
    }
}
