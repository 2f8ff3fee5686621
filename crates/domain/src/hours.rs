//! Weekly opening hours and dated exceptions, and what they mean on the clock of the world.
//!
//! Hours are wall time of the venue's zone. Where a clock change makes a wall time happen twice or not at all, the
//! rule of RFC 5545, section 3.3.5, decides: the first of two, and in a gap the offset from before it.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::span::{Span, SpanSet, later};

/// When a venue or a resource is open, in wall time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningHours {
    /// The hours of an ordinary week.
    #[serde(default)]
    pub weekly: Week,
    /// The hours of single days, which replace those of their weekday. An empty list is a closed day.
    #[serde(default)]
    pub exceptions: BTreeMap<Date, Vec<WallSpan>>,
}

/// The hours of each weekday; a day that is not named is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "the names of the days say it")]
pub struct Week {
    pub monday: Vec<WallSpan>,
    pub tuesday: Vec<WallSpan>,
    pub wednesday: Vec<WallSpan>,
    pub thursday: Vec<WallSpan>,
    pub friday: Vec<WallSpan>,
    pub saturday: Vec<WallSpan>,
    pub sunday: Vec<WallSpan>,
}

/// Open from one wall time until another. If it closes at or before the time it opens, it closes on the next day, so
/// `18:00`–`02:00` passes midnight and `00:00`–`00:00` is the whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WallSpan {
    /// Wall time of opening.
    pub opens: Time,
    /// Wall time of closing.
    pub closes: Time,
}

/// Two spans of one day overlap.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{day}: two opening spans overlap")]
pub struct OverlappingHours {
    /// The weekday or the date.
    pub day: String,
}

impl Week {
    /// The same spans on every day.
    pub fn daily(spans: &[WallSpan]) -> Self {
        let spans = || spans.to_vec();
        Self {
            monday: spans(),
            tuesday: spans(),
            wednesday: spans(),
            thursday: spans(),
            friday: spans(),
            saturday: spans(),
            sunday: spans(),
        }
    }

    /// The spans of one weekday.
    pub fn on(&self, day: Weekday) -> &[WallSpan] {
        match day {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }
}

impl WallSpan {
    /// The span on a local day, as a half-open range of wall time. `None` beyond the end of the calendar.
    pub(crate) fn on(self, day: Date) -> Option<(DateTime, DateTime)> {
        let closing_day = if self.closes > self.opens {
            day
        } else {
            day.tomorrow().ok()?
        };
        Some((
            day.to_datetime(self.opens),
            closing_day.to_datetime(self.closes),
        ))
    }
}

impl OpeningHours {
    /// Refuses hours in which two spans of one day overlap.
    pub fn check(&self) -> Result<(), OverlappingHours> {
        for day in Weekday::Monday.cycle_forward().take(7) {
            check_day(self.weekly.on(day), || format!("{day:?}").to_lowercase())?;
        }
        self.exceptions
            .iter()
            .try_for_each(|(date, spans)| check_day(spans, || date.to_string()))
    }

    /// The spans that begin on a local day, in wall time.
    pub fn on(&self, day: Date) -> &[WallSpan] {
        match self.exceptions.get(&day) {
            Some(spans) => spans,
            None => self.weekly.on(day.weekday()),
        }
    }

    /// The open time inside `window`. Spans that touch at midnight become one, so that a stay may pass it.
    pub fn open_within(&self, window: Span, zone: &TimeZone) -> SpanSet {
        let first = window.from().to_zoned(zone.clone()).date();
        // A little later than its end, because where clocks are put back over midnight the day after may begin before.
        let last = later(window.end(), SignedDuration::from_hours(3));
        let last = last.to_zoned(zone.clone()).date();
        // A span of the day before may pass midnight into the window.
        let first = first.yesterday().unwrap_or(first);
        let open: SpanSet = first
            .series(1.day())
            .take_while(|day| *day <= last)
            .flat_map(|day| self.on(day).iter().filter_map(move |span| span.on(day)))
            .filter_map(|(opens, closes)| {
                Span::new(on_the_clock(opens, zone).at, on_the_clock(closes, zone).at).ok()
            })
            .collect();
        open.within(window)
    }
}

/// Refuses overlapping spans of one day.
fn check_day(spans: &[WallSpan], name: impl Fn() -> String) -> Result<(), OverlappingHours> {
    let midnight = Date::constant(2000, 1, 1);
    let mut ends: Vec<_> = spans.iter().filter_map(|span| span.on(midnight)).collect();
    ends.sort();
    let overlap = ends.windows(2).any(|pair| pair[1].0 < pair[0].1);
    if overlap {
        Err(OverlappingHours { day: name() })
    } else {
        Ok(())
    }
}

/// An instant that a wall time stands for, and how the clock showed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnTheClock {
    /// The instant.
    pub at: Timestamp,
    /// Whether the wall time exists once, twice or never.
    pub reading: Reading,
}

/// How often a clock shows a wall time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Once, as nearly always.
    Plain,
    /// Never, because clocks were put forward over it; it was read with the offset from before.
    Gap,
    /// Twice, because clocks were put back; the first of the two was taken.
    Fold,
}

/// The instant of a wall time in a zone, by RFC 5545, section 3.3.5.
pub fn on_the_clock(wall: DateTime, zone: &TimeZone) -> OnTheClock {
    let ambiguous = zone.to_ambiguous_timestamp(wall);
    let reading = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => Reading::Plain,
        AmbiguousOffset::Gap { .. } => Reading::Gap,
        AmbiguousOffset::Fold { .. } => Reading::Fold,
    };
    let at = ambiguous.compatible().unwrap_or(if wall.year() > 0 {
        Timestamp::MAX
    } else {
        Timestamp::MIN
    });
    OnTheClock { at, reading }
}

/// The local day as a span of instants: 23, 24 or 25 hours long, or whatever the zone makes of it.
pub fn local_day(day: Date, zone: &TimeZone) -> Option<Span> {
    let start = |day: Date| {
        day.to_zoned(zone.clone())
            .ok()
            .map(|zoned| zoned.timestamp())
    };
    Span::new(start(day)?, start(day.tomorrow().ok()?)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("a zone of the bundled database")
    }

    fn daily(opens: &str, closes: &str) -> OpeningHours {
        let wall = |text: &str| text.parse().expect("a wall time");
        let span = WallSpan {
            opens: wall(opens),
            closes: wall(closes),
        };
        OpeningHours {
            weekly: Week::daily(&[span]),
            exceptions: BTreeMap::new(),
        }
    }

    /// The open time that begins on `day`, as `from/until` in UTC.
    #[track_caller]
    fn check(hours: &OpeningHours, place: &str, day: &str, expected: &[&str]) {
        let day: Date = day.parse().expect("a date");
        let window = local_day(day, &zone(place)).expect("a day");
        let open: Vec<String> = hours
            .open_within(window, &zone(place))
            .spans()
            .iter()
            .map(|span| format!("{}/{}", span.from(), span.end()))
            .collect();
        assert_eq!(open, expected, "{day} in {place}");
    }

    #[test]
    fn hours_are_wall_time_of_the_venue() {
        check(
            &daily("12:00", "23:00"),
            "Europe/Moscow",
            "2026-11-21",
            &["2026-11-21T09:00:00Z/2026-11-21T20:00:00Z"],
        );
    }

    #[test]
    fn a_span_may_pass_midnight_and_joins_the_next_day() {
        check(
            &daily("18:00", "02:00"),
            "UTC",
            "2026-11-21",
            &[
                "2026-11-21T00:00:00Z/2026-11-21T02:00:00Z",
                "2026-11-21T18:00:00Z/2026-11-22T00:00:00Z",
            ],
        );
        check(
            &daily("00:00", "00:00"),
            "UTC",
            "2026-11-21",
            &["2026-11-21T00:00:00Z/2026-11-22T00:00:00Z"],
        );
    }

    #[test]
    fn an_exception_replaces_its_weekday_and_may_close_it() {
        let mut hours = daily("12:00", "23:00");
        hours
            .exceptions
            .insert("2026-12-31".parse().expect("a date"), vec![]);
        check(&hours, "UTC", "2026-12-31", &[]);
        check(
            &hours,
            "UTC",
            "2026-12-30",
            &["2026-12-30T12:00:00Z/2026-12-30T23:00:00Z"],
        );
    }

    #[test]
    fn both_nights_of_the_clock_change_in_berlin() {
        // 02:00–03:00 does not exist on 29 March; 02:30 is read with the offset from before: 01:30 UTC.
        check(
            &daily("02:30", "05:00"),
            "Europe/Berlin",
            "2026-03-29",
            &["2026-03-29T01:30:00Z/2026-03-29T03:00:00Z"],
        );
        // 02:00–03:00 happens twice on 25 October; the first 02:30 is 00:30 UTC.
        check(
            &daily("02:30", "05:00"),
            "Europe/Berlin",
            "2026-10-25",
            &["2026-10-25T00:30:00Z/2026-10-25T04:00:00Z"],
        );
        // A span that lies wholly inside the gap still lasts as long as its reading says, here not at all backwards.
        check(&daily("02:30", "03:15"), "Europe/Berlin", "2026-03-29", &[]);
    }

    #[test]
    fn a_day_lasts_as_long_as_its_zone_says() {
        let hours = |day: &str| {
            local_day(day.parse().expect("a date"), &zone("Europe/Berlin"))
                .and_then(Span::length)
                .map(|length| length.as_hours())
        };
        assert_eq!(hours("2026-03-29"), Some(23));
        assert_eq!(hours("2026-10-25"), Some(25));
        assert_eq!(hours("2026-11-21"), Some(24));
    }

    #[test]
    fn the_answer_says_how_the_clock_showed_it() {
        let reading = |wall: &str| {
            on_the_clock(wall.parse().expect("a wall time"), &zone("Europe/Berlin")).reading
        };
        assert_eq!(reading("2026-03-29T02:30"), Reading::Gap);
        assert_eq!(reading("2026-10-25T02:30"), Reading::Fold);
        assert_eq!(reading("2026-10-25T03:30"), Reading::Plain);
    }

    #[test]
    fn overlapping_spans_of_one_day_are_refused() {
        let wall = |text: &str| text.parse().expect("a wall time");
        let mut hours = daily("12:00", "15:00");
        assert_eq!(hours.check(), Ok(()));
        hours.weekly.friday.push(WallSpan {
            opens: wall("14:59"),
            closes: wall("18:00"),
        });
        assert_eq!(
            hours.check(),
            Err(OverlappingHours {
                day: "friday".into()
            })
        );
    }
}
