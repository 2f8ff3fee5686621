//! For how long an answer stays the same while nobody books or changes anything, so that it need not be found again.

use jiff::Timestamp;

use super::{Question, to_minute};
use crate::catalog::Listed;
use crate::policy::Rules;
use crate::resource::Schedule;
use crate::rules::{Circumstances, earliest_start, latest_start};
use crate::span::later;

/// Until when, not before now, the same can be had while nobody changes anything. From then on it may be something else:
/// notice runs out, the horizon moves on, a claim lapses.
pub fn steady_until(circumstances: &Circumstances<'_>, question: &Question) -> Timestamp {
    let now = circumstances.now;
    let listed = circumstances.catalog.listed().iter();
    let wanted = listed.filter(|listed| question.filter.admits(&listed.resource));
    let by_rules = wanted.map(|listed| {
        by_notice(listed, question, now).min(by_horizon(&listed.rules, question, now))
    });
    let deadlines = circumstances
        .occupancy
        .all()
        .filter_map(|taken| taken.deadline);
    let lapses = deadlines.filter(|deadline| *deadline > now);
    by_rules.chain(lapses).min().unwrap_or(Timestamp::MAX)
}

/// Until when the same starts are early enough.
fn by_notice(listed: &Listed, question: &Question, now: Timestamp) -> Timestamp {
    let Some(earliest) = earliest_start(&listed.rules, now) else {
        return Timestamp::MAX;
    };
    let asked = question.starts;
    // Every start is too soon already, and stays so.
    if earliest >= asked.end() {
        return Timestamp::MAX;
    }
    let first = if earliest <= asked.from() {
        asked.from()
    } else if listed.resource.schedule == Schedule::Hours
        && listed.rules.grid_minutes.get().is_some()
    {
        // Starts on a grid are whole minutes.
        to_minute(earliest)
    } else {
        earliest
    };
    later(now, first.duration_since(earliest))
}

/// Until when the same starts are near enough.
fn by_horizon(rules: &Rules, question: &Question, now: Timestamp) -> Timestamp {
    match latest_start(rules, now) {
        Some(latest) if latest < question.starts.end() => now,
        _ => Timestamp::MAX,
    }
}
