//! Slots of many days at once: a pattern of weekly hours, cut into slots on the venue's clock.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::hours::{OpeningHours, OverlappingHours, Reading, Week, on_the_clock};
use crate::span::{Span, later};

/// How many slots one command publishes or withdraws at most.
pub const SLOTS_AT_ONCE: usize = 500;
/// How many days a series reaches at most, its first and its last among them.
pub const DAYS_MOST: i32 = 366;

/// Weekly hours, each stretch of which is cut into slots of one length with a break after each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The hours of each weekday, on the venue's clock.
    pub weekly: Week,
    /// How long a slot is.
    pub length: SignedDuration,
    /// How long nothing is offered after it.
    pub pause: SignedDuration,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

/// The slots of a pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// From when until when each of them is, in order of time. None overlaps another.
    pub spans: Vec<Span>,
    /// How many were left out because the clock was put forward over them.
    pub skipped: u32,
}

/// A pattern of which no series can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    /// It ends before it begins.
    #[error("the last day must not lie before the first")]
    Reversed,
    /// It reaches over too many days.
    #[error("reaches over more than {DAYS_MOST} days")]
    TooLong,
    /// It has more slots than one command may publish.
    #[error("makes more than {SLOTS_AT_ONCE} slots")]
    TooMany,
    /// No slot of that length fits into its hours.
    #[error("no slot of this length fits into the hours")]
    Nothing,
    /// A slot has no length, or a break a negative one.
    #[error("a slot must have a length")]
    NoLength,
    /// Two stretches of a day overlap.
    #[error(transparent)]
    Overlapping(#[from] OverlappingHours),
}

/// What came of publishing many slots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Published {
    /// How many are published.
    pub published: u32,
    /// How many had been published before, to the minute.
    pub already: u32,
    /// How many were left out because they overlap another slot.
    pub overlapping: u32,
    /// How many were left out because they are over.
    pub past: u32,
}

/// What came of withdrawing many slots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Withdrawn {
    /// How many are withdrawn.
    pub withdrawn: u32,
    /// How many stay because somebody has taken them or waits for an answer about them.
    pub taken: u32,
    /// How many are not there.
    pub unknown: u32,
}

impl Pattern {
    /// Its slots on a venue's clock. A start that the clock never shows is left out, as RFC 5545, section 3.3.10, has it
    /// for whatever recurs; so is a slot for which the hour that was lost leaves no room.
    pub fn drawn(&self, zone: &TimeZone) -> Result<Drawn, BadPattern> {
        self.check()?;
        let mut drawn = Drawn::default();
        let days = self.first.series(1.day());
        for day in days.take_while(|day| *day <= self.last) {
            for stretch in self.weekly.on(day.weekday()) {
                let (opens, closes) = stretch.on(day).ok_or(BadPattern::TooLong)?;
                self.cut(opens, closes, zone, &mut drawn)?;
            }
        }
        match drawn.spans.is_empty() && drawn.skipped == 0 {
            true => Err(BadPattern::Nothing),
            false => Ok(drawn),
        }
    }

    fn check(&self) -> Result<(), BadPattern> {
        if self.last < self.first {
            return Err(BadPattern::Reversed);
        }
        if (self.last - self.first).get_days() >= DAYS_MOST {
            return Err(BadPattern::TooLong);
        }
        if !self.length.is_positive() || self.pause.is_negative() {
            return Err(BadPattern::NoLength);
        }
        let hours = OpeningHours {
            weekly: self.weekly.clone(),
            ..OpeningHours::default()
        };
        Ok(hours.check()?)
    }

    /// Cuts a stretch of wall time into slots.
    fn cut(
        &self,
        opens: DateTime,
        closes: DateTime,
        zone: &TimeZone,
        drawn: &mut Drawn,
    ) -> Result<(), BadPattern> {
        let end = on_the_clock(closes, zone).at;
        let mut next = Some(opens);
        while let Some(start) = next {
            let Some(until) = start.checked_add(self.length).ok() else {
                break;
            };
            if until > closes {
                break;
            }
            next = until.checked_add(self.pause).ok();
            let clock = on_the_clock(start, zone);
            let free_from = drawn.spans.last().map(|last| last.end());
            let fits = clock.reading != Reading::Gap
                && free_from.is_none_or(|free| free <= clock.at)
                && later(clock.at, self.length) <= end;
            match Span::lasting(clock.at, self.length) {
                Ok(span) if fits => drawn.spans.push(span),
                _ => drawn.skipped += 1,
            }
            if drawn.spans.len() > SLOTS_AT_ONCE {
                return Err(BadPattern::TooMany);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::WallSpan;

    fn stretch(opens: &str, closes: &str) -> WallSpan {
        WallSpan {
            opens: opens.parse().expect("a wall time"),
            closes: closes.parse().expect("a wall time"),
        }
    }

    fn daily(hours: &[(&str, &str)], minutes: [i64; 2], first: &str, last: &str) -> Pattern {
        let hours: Vec<_> = hours.iter().map(|(from, to)| stretch(from, to)).collect();
        Pattern {
            weekly: Week::daily(&hours),
            length: SignedDuration::from_mins(minutes[0]),
            pause: SignedDuration::from_mins(minutes[1]),
            first: first.parse().expect("a date"),
            last: last.parse().expect("a date"),
        }
    }

    /// The slots on the clock of a place, each by its start and its end in UTC, and how many were left out.
    #[track_caller]
    fn check(pattern: &Pattern, place: &str, expected: &[&str], skipped: u32) {
        let zone = TimeZone::get(place).expect("a zone");
        let drawn = pattern.drawn(&zone).expect("a series");
        let told: Vec<String> = drawn
            .spans
            .iter()
            .map(|span| format!("{}/{}", span.from(), span.end()))
            .collect();
        assert_eq!(told, expected);
        assert_eq!(drawn.skipped, skipped);
    }

    #[test]
    fn a_stretch_is_cut_into_slots_with_breaks_and_no_slot_reaches_beyond_it() {
        let morning = daily(&[("09:00", "11:00")], [45, 10], "2026-11-23", "2026-11-24");
        let expected = [
            "2026-11-23T09:00:00Z/2026-11-23T09:45:00Z",
            "2026-11-23T09:55:00Z/2026-11-23T10:40:00Z",
            "2026-11-24T09:00:00Z/2026-11-24T09:45:00Z",
            "2026-11-24T09:55:00Z/2026-11-24T10:40:00Z",
        ];
        check(&morning, "UTC", &expected, 0);
    }

    #[test]
    fn only_the_weekdays_of_the_pattern_have_slots() {
        let mut pattern = daily(&[], [60, 0], "2026-11-23", "2026-12-06");
        pattern.weekly.tuesday = vec![stretch("10:00", "11:00")];
        let expected = [
            "2026-11-24T07:00:00Z/2026-11-24T08:00:00Z",
            "2026-12-01T07:00:00Z/2026-12-01T08:00:00Z",
        ];
        check(&pattern, "Europe/Moscow", &expected, 0);
    }

    #[test]
    fn a_slot_keeps_its_hour_on_the_wall_over_both_clock_changes() {
        let mut pattern = daily(&[], [60, 0], "2026-03-22", "2026-03-29");
        pattern.weekly.sunday = vec![stretch("10:00", "11:00")];
        let spring = [
            "2026-03-22T09:00:00Z/2026-03-22T10:00:00Z",
            "2026-03-29T08:00:00Z/2026-03-29T09:00:00Z",
        ];
        check(&pattern, "Europe/Berlin", &spring, 0);
        pattern.first = "2026-10-18".parse().expect("a date");
        pattern.last = "2026-10-25".parse().expect("a date");
        let autumn = [
            "2026-10-18T08:00:00Z/2026-10-18T09:00:00Z",
            "2026-10-25T09:00:00Z/2026-10-25T10:00:00Z",
        ];
        check(&pattern, "Europe/Berlin", &autumn, 0);
    }

    #[test]
    fn a_start_that_the_clock_never_shows_is_left_out() {
        let night = daily(&[("01:00", "04:00")], [60, 0], "2026-03-29", "2026-03-29");
        let expected = [
            "2026-03-29T00:00:00Z/2026-03-29T01:00:00Z",
            "2026-03-29T01:00:00Z/2026-03-29T02:00:00Z",
        ];
        check(&night, "Europe/Berlin", &expected, 1);
        // Two hours from one o'clock reach until four, so that nothing can begin at three.
        let long = daily(&[("01:00", "05:00")], [120, 0], "2026-03-29", "2026-03-29");
        check(
            &long,
            "Europe/Berlin",
            &["2026-03-29T00:00:00Z/2026-03-29T02:00:00Z"],
            1,
        );
    }

    #[test]
    fn an_hour_that_comes_twice_has_its_slot_once() {
        let night = daily(&[("02:00", "03:00")], [60, 0], "2026-10-25", "2026-10-25");
        let expected = ["2026-10-25T00:00:00Z/2026-10-25T01:00:00Z"];
        check(&night, "Europe/Berlin", &expected, 0);
    }

    #[test]
    fn a_stretch_may_pass_midnight() {
        let night = daily(&[("23:00", "01:00")], [60, 0], "2026-11-21", "2026-11-21");
        let expected = [
            "2026-11-21T23:00:00Z/2026-11-22T00:00:00Z",
            "2026-11-22T00:00:00Z/2026-11-22T01:00:00Z",
        ];
        check(&night, "UTC", &expected, 0);
    }

    #[test]
    fn what_is_no_series_says_why() {
        let utc = TimeZone::UTC;
        let no = |hours: &[(&str, &str)], minutes, first, last| {
            daily(hours, minutes, first, last).drawn(&utc).err()
        };
        let day = [("09:00", "18:00")];
        let (first, next) = ("2026-11-23", "2026-11-24");
        assert_eq!(no(&day, [60, 0], next, first), Some(BadPattern::Reversed));
        assert_eq!(
            no(&day, [60, 0], first, "2027-11-24"),
            Some(BadPattern::TooLong)
        );
        assert_eq!(
            no(&day, [5, 0], first, "2027-11-23"),
            Some(BadPattern::TooMany)
        );
        assert_eq!(no(&day, [600, 0], first, next), Some(BadPattern::Nothing));
        assert_eq!(no(&[], [60, 0], first, next), Some(BadPattern::Nothing));
        assert_eq!(no(&day, [0, 5], first, next), Some(BadPattern::NoLength));
        let twice = [("09:00", "12:00"), ("11:00", "13:00")];
        assert!(matches!(
            no(&twice, [60, 0], first, next),
            Some(BadPattern::Overlapping(_))
        ));
    }
}
