//! What the forms of a week send, and how it is read: as people typed it, so that it can stand in the form again.

use std::collections::{BTreeMap, BTreeSet};

use bronya_domain::catalog::Catalog;
use bronya_domain::hours::{WallSpan, Week};
use bronya_domain::id::{BookingId, SlotId};
use bronya_domain::policy::minutes;
use bronya_domain::series::{Pattern, SLOTS_AT_ONCE};
use bronya_gate::texts;
use garde::Validate;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::Deserialize;

use crate::tongue::Tongue;

/// How long a slot is where nobody says.
const MINUTES: u32 = 60;
/// The longest slot and the longest break, in minutes.
pub(super) const MINUTES_MOST: u32 = 24 * 60;
/// The longest topic, in characters.
pub(super) const TOPIC_MOST: usize = 200;
/// The longest reason, in characters.
pub(super) const REASON_MOST: usize = 2000;
/// How long a cell is, in minutes.
pub(super) const CELL: i64 = 30;
/// How many cells a week has.
const CELLS_MOST: usize = 7 * 48;
/// The highest price, in minor units.
const PRICE_MOST: i64 = 1_000_000_000_000;

/// What a form says, whichever it was.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Sent {
    /// What was looked at, as it stands in addresses.
    #[garde(length(max = 1000))]
    pub back: Option<String>,
    /// The half hours that were painted, each by its start on the venue's clock.
    #[garde(length(max = CELLS_MOST), inner(length(max = 20)))]
    pub cells: Vec<String>,
    /// The slots that were ticked.
    #[garde(length(max = SLOTS_AT_ONCE))]
    pub slots: Vec<SlotId>,
    /// How long a slot is, in minutes.
    #[garde(length(max = 50))]
    pub minutes: Option<String>,
    /// How long nothing is offered after it.
    #[garde(length(max = 50))]
    pub pause: Option<String>,
    /// What they are about.
    #[garde(length(max = 4000))]
    pub topic: Option<String>,
    /// What each costs.
    #[garde(length(max = 50))]
    pub price: Option<String>,
    /// Until which day this is repeated every week.
    #[garde(length(max = 50))]
    pub until: Option<String>,
    /// The booking and the version that the page showed.
    #[garde(length(max = 50))]
    pub booking: Option<String>,
    /// Why a request is declined.
    #[garde(length(max = 16_000))]
    pub reason: Option<String>,
}

/// What is wrong with what was sent, by the name of its field.
pub(super) type Wrong = BTreeMap<&'static str, String>;

/// Slots to be published, as a form says it.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub pattern: Pattern,
    pub topic: Option<String>,
    pub price: Option<i64>,
}

impl Sent {
    /// The booking that is meant, and the version that the page showed.
    pub(super) fn booking(&self) -> Option<(BookingId, Option<i64>)> {
        let text = self.booking.as_deref()?;
        let (id, version) = text.split_once('.')?;
        Some((BookingId(id.parse().ok()?), Some(version.parse().ok()?)))
    }

    /// The painted half hours. What is no time is as good as not painted.
    pub(super) fn painted(&self) -> BTreeSet<DateTime> {
        let cells = self.cells.iter();
        cells.filter_map(|cell| cell.parse().ok()).collect()
    }

    /// The slots that are to be published, or what is wrong with them.
    pub(super) fn wanted(
        &self,
        monday: Date,
        catalog: &Catalog,
        tongue: Tongue,
    ) -> Result<Wanted, Wrong> {
        let mut reader = Reader {
            tongue,
            wrong: Wrong::new(),
        };
        let painted = self.painted();
        if painted.is_empty() {
            reader.blame("cells", "week-bad-cells");
        }
        let sunday = monday.saturating_add(6.days());
        let length = reader.minutes("minutes", self.minutes.as_deref(), 1, MINUTES);
        let pause = reader.minutes("pause", self.pause.as_deref(), 0, 0);
        let last = reader.last(self.until.as_deref(), sunday);
        let topic = reader.topic(self.topic.as_deref());
        let price = reader.price(self.price.as_deref(), catalog);
        if !reader.wrong.is_empty() {
            return Err(reader.wrong);
        }
        Ok(Wanted {
            pattern: Pattern {
                weekly: week_of(monday, &painted),
                length: minutes(length),
                pause: minutes(pause),
                first: monday,
                last,
            },
            topic,
            price,
        })
    }

    /// A reason, unless it was left open.
    pub(super) fn reason(&self) -> Option<String> {
        let reason = self.reason.as_deref().map(str::trim);
        reason
            .filter(|reason| !reason.is_empty())
            .map(str::to_owned)
    }
}

/// Reads what was sent, and notes what is wrong with it.
struct Reader {
    tongue: Tongue,
    wrong: Wrong,
}

impl Reader {
    fn blame(&mut self, field: &'static str, words: &str) {
        let words = self.tongue.word(words);
        self.wrong.entry(field).or_insert(words);
    }

    fn minutes(&mut self, field: &'static str, text: Option<&str>, least: u32, usual: u32) -> u32 {
        let Some(text) = text else { return usual };
        let read = text.trim().parse().ok();
        let read = read.filter(|minutes| (least..=MINUTES_MOST).contains(minutes));
        if read.is_none() {
            self.blame(field, "week-bad-minutes");
        }
        read.unwrap_or(usual)
    }

    /// The last day; that of the painted week where it is not repeated.
    fn last(&mut self, text: Option<&str>, sunday: Date) -> Date {
        let Some(text) = text else { return sunday };
        match text.trim().parse::<Date>() {
            Ok(last) if last >= sunday.saturating_sub(6.days()) => last,
            _ => {
                self.blame("until", "week-bad-until");
                sunday
            }
        }
    }

    fn topic(&mut self, text: Option<&str>) -> Option<String> {
        let topic = text.map(str::trim).filter(|topic| !topic.is_empty())?;
        let long = topic.chars().count() > TOPIC_MOST;
        let topic = topic.to_owned();
        if long || texts::line(&topic, &()).is_err() {
            self.blame("topic", "week-bad-topic");
        }
        Some(topic)
    }

    fn price(&mut self, text: Option<&str>, catalog: &Catalog) -> Option<i64> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        let read = bronya_words::read_price(text, catalog.venue.currency);
        let read = read.filter(|price| (0..=PRICE_MOST).contains(price));
        if read.is_none() {
            self.blame("price", "week-bad-price");
        }
        read
    }
}

/// The painted half hours of a week as stretches of its weekdays. Those that touch are one.
fn week_of(monday: Date, painted: &BTreeSet<DateTime>) -> Week {
    let mut week = Week::default();
    for day in monday.series(1.day()).take(7) {
        let own = painted.iter().filter(|cell| cell.date() == day);
        let mut stretches: Vec<(i64, i64)> = Vec::new();
        for cell in own {
            let from = i64::from(cell.hour()) * 60 + i64::from(cell.minute());
            match stretches.last_mut() {
                Some((_, until)) if *until == from => *until = from + CELL,
                _ => stretches.push((from, from + CELL)),
            }
        }
        let stretches = stretches.into_iter().map(|(from, until)| WallSpan {
            opens: clock(from),
            closes: clock(until),
        });
        *of_day(&mut week, day.weekday()) = stretches.collect();
    }
    week
}

fn of_day(week: &mut Week, day: Weekday) -> &mut Vec<WallSpan> {
    match day {
        Weekday::Monday => &mut week.monday,
        Weekday::Tuesday => &mut week.tuesday,
        Weekday::Wednesday => &mut week.wednesday,
        Weekday::Thursday => &mut week.thursday,
        Weekday::Friday => &mut week.friday,
        Weekday::Saturday => &mut week.saturday,
        Weekday::Sunday => &mut week.sunday,
    }
}

/// The time of so many minutes after midnight; that of a whole day is midnight again.
pub(super) fn clock(minute: i64) -> Time {
    let minute = minute.rem_euclid(24 * 60);
    Time::midnight().saturating_add(minute.minutes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(cells: &[&str]) -> Week {
        let cells = cells
            .iter()
            .map(|cell| cell.parse().expect("a wall time"))
            .collect();
        week_of(Date::constant(2026, 11, 23), &cells)
    }

    fn told(spans: &[WallSpan]) -> Vec<String> {
        let told = spans
            .iter()
            .map(|span| format!("{}-{}", span.opens, span.closes));
        told.collect()
    }

    #[test]
    fn half_hours_that_touch_are_one_stretch() {
        let week = painted(&[
            "2026-11-23T10:00",
            "2026-11-23T10:30",
            "2026-11-23T12:00",
            "2026-11-24T23:30",
            "2026-11-30T09:00",
        ]);
        assert_eq!(
            told(&week.monday),
            ["10:00:00-11:00:00", "12:00:00-12:30:00"]
        );
        // Until midnight, which a stretch writes as the midnight that it closes at.
        assert_eq!(told(&week.tuesday), ["23:30:00-00:00:00"]);
        assert!(week.wednesday.is_empty());
    }
}
