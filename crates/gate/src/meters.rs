//! What is counted about requests and about the desk, as text for Prometheus.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use bronya_desk::{LettersStanding, Standing};
use jiff::{SignedDuration, Timestamp};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

type Labels = Vec<(&'static str, String)>;

/// The bounds of the histogram of durations, in seconds.
const BOUNDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// What is counted about requests, with what the desk counts about itself.
pub struct Meters {
    registry: Registry,
    requests: Family<Labels, Counter>,
    durations: Family<Labels, Histogram, fn() -> Histogram>,
    /// The same by route, so that mostly no labels need be written to find them.
    known: RwLock<HashMap<String, Vec<Counted>>>,
    second_guard: Counter<u64, AtomicU64>,
    batches: Counter<u64, AtomicU64>,
    works: Counter<u64, AtomicU64>,
    board_days: Gauge,
    letters: Owed,
    webhooks: Owed,
}

/// What is counted of the answers of one route that have one status.
struct Counted {
    method: &'static str,
    status: u16,
    requests: Counter,
    durations: Histogram,
}

/// What is counted about messages that go one way.
#[derive(Default)]
struct Owed {
    waiting: Gauge,
    oldest: Gauge,
    given_up: Gauge,
}

impl Owed {
    /// Puts them among the meters under these names; `what` goes that way.
    fn registered(registry: &mut Registry, name: &str, what: &str) -> Self {
        let owed = Self::default();
        let words = format!("{what} that are due and not delivered");
        registry.register(format!("{name}_waiting"), words, owed.waiting.clone());
        registry.register_with_unit(
            format!("{name}_oldest"),
            "How long the oldest of them has waited",
            Unit::Seconds,
            owed.oldest.clone(),
        );
        let words = format!("{what} that were given up and lie in the open");
        registry.register(format!("{name}_given_up"), words, owed.given_up.clone());
        owed
    }

    fn set(&self, standing: LettersStanding, now: Timestamp) {
        let waits = |since| now.duration_since(since).as_secs();
        self.waiting.set(standing.waiting);
        self.oldest.set(standing.oldest.map_or(0, waits));
        self.given_up.set(standing.given_up);
    }
}

impl Default for Meters {
    fn default() -> Self {
        let durations: fn() -> Histogram = || Histogram::new(BOUNDS);
        let mut meters = Self {
            registry: Registry::with_prefix("bronya"),
            requests: Family::default(),
            durations: Family::new_with_constructor(durations),
            known: RwLock::default(),
            second_guard: Counter::default(),
            batches: Counter::default(),
            works: Counter::default(),
            board_days: Gauge::default(),
            letters: Owed::default(),
            webhooks: Owed::default(),
        };
        let registry = &mut meters.registry;
        registry.register(
            "http_requests",
            "Requests answered",
            meters.requests.clone(),
        );
        let words = "How long requests took";
        registry.register_with_unit(
            "http_request_duration",
            words,
            Unit::Seconds,
            meters.durations.clone(),
        );
        let words = "Overlaps that the database itself had to refuse; must stay 0";
        registry.register("second_guard_refusals", words, meters.second_guard.clone());
        registry.register("batches", "Batches written", meters.batches.clone());
        registry.register(
            "works",
            "Writes held by these batches",
            meters.works.clone(),
        );
        registry.register(
            "board_days",
            "Days that the board remembers",
            meters.board_days.clone(),
        );
        meters.letters = Owed::registered(registry, "letters", "Letters");
        meters.webhooks = Owed::registered(registry, "webhooks", "News for webhooks");
        meters
    }
}

impl Meters {
    /// Counts a request. The route is the pattern of its address, so that labels stay few.
    pub fn answered(&self, route: &str, method: &'static str, status: u16, took: SignedDuration) {
        let seconds = took.as_secs_f64();
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut counted = known.get(route).into_iter().flatten();
        if let Some(counted) = counted.find(|one| one.method == method && one.status == status) {
            counted.durations.observe(seconds);
            counted.requests.inc();
            return;
        }
        drop(known);
        let counted = self.counted(route, method, status);
        counted.durations.observe(seconds);
        counted.requests.inc();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(route.to_owned()).or_default().push(counted);
    }

    fn counted(&self, route: &str, method: &'static str, status: u16) -> Counted {
        let route = ("route", route.to_owned());
        let label = ("method", method.to_owned());
        let durations = self
            .durations
            .get_or_create(&vec![route.clone(), label.clone()]);
        let durations = durations.clone();
        let labels = vec![route, label, ("status", status.to_string())];
        Counted {
            method,
            status,
            requests: self.requests.get_or_create(&labels).clone(),
            durations,
        }
    }

    /// Everything, as text for Prometheus. Letters and news for webhooks are told where the database
    /// could be asked for them.
    pub fn text(
        &self,
        standing: Standing,
        letters: Option<LettersStanding>,
        webhooks: Option<LettersStanding>,
        now: Timestamp,
    ) -> Result<String, std::fmt::Error> {
        for (meters, standing) in [(&self.letters, letters), (&self.webhooks, webhooks)] {
            if let Some(standing) = standing {
                meters.set(standing, now);
            }
        }
        self.second_guard
            .inner()
            .store(standing.second_guard, Ordering::Relaxed);
        self.batches
            .inner()
            .store(standing.batches, Ordering::Relaxed);
        self.works.inner().store(standing.works, Ordering::Relaxed);
        self.board_days
            .set(i64::try_from(standing.board_days).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}
