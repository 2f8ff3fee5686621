//! The days to choose from, seven in a row: on which of them there is something of what a guest wants.

use jiff::ToSpan;
use jiff::civil::Date;

use super::found::{DAYS, Found};
use super::offered::Wish;
use super::seen::Seen;

/// Some days in a row.
pub(super) struct Strip {
    pub days: Vec<DayChip>,
    pub earlier: Option<String>,
    pub later: Option<String>,
}

/// One of the days.
pub(super) struct DayChip {
    pub weekday: String,
    pub number: i8,
    pub path: String,
    pub is_here: bool,
    /// Whether there is nothing that day.
    pub is_full: bool,
}

impl Strip {
    /// The days around the one that is shown.
    pub(super) fn of(seen: &Seen<'_>, wish: &Wish<'_>, found: &Found) -> Self {
        let days = (0..DAYS).filter_map(|day| found.first.checked_add(day.days()).ok());
        let to = |days: i64| found.first.checked_add(days.days()).ok();
        let earlier = to(-DAYS).filter(|day| *day >= seen.today());
        let horizon = wish.kind.horizon_days();
        let within = |day: &Date| {
            let ahead = day.duration_since(seen.today()).as_hours() / 24;
            horizon.is_none_or(|days| ahead <= i64::from(days))
        };
        let way = |day: Date| seen.path(&seen.look.on(day));
        Self {
            days: days
                .filter(within)
                .map(|date| DayChip::of(seen, wish, found, date))
                .collect(),
            earlier: earlier.map(way),
            later: to(DAYS).filter(within).map(way),
        }
    }
}

impl DayChip {
    fn of(seen: &Seen<'_>, wish: &Wish<'_>, found: &Found, date: Date) -> Self {
        let is_full = found.is_whole && !found.has(seen, wish, date);
        Self {
            weekday: seen.weekday(date.weekday()),
            number: date.day(),
            path: seen.path(&seen.look.on(date)),
            is_here: date == found.date,
            is_full,
        }
    }
}
