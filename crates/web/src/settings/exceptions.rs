//! Days with hours of their own, as the page shows them: those that follow one another and are alike are one line, so that a
//! summer's holidays are not sixty.

use bronya_domain::hours::{OpeningHours, WallSpan};
use bronya_words::moment;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::week;
use crate::tongue::{Blanks, Tongue};

/// Days that follow one another and have the same hours: the first and the last, both of them meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch<'a> {
    pub first: Date,
    pub last: Date,
    spans: &'a [WallSpan],
}

/// A stretch as a line of the page.
pub(super) struct Line {
    pub first: Date,
    pub last: Date,
    pub said: String,
    pub hours: String,
}

/// The stretches from a day on.
pub(super) fn stretches(hours: &OpeningHours, from: Date) -> Vec<Stretch<'_>> {
    let mut all: Vec<Stretch<'_>> = Vec::new();
    for (date, spans) in hours.exceptions.range(from..) {
        match all.last_mut() {
            Some(last)
                if last.spans == spans.as_slice() && last.last.tomorrow().ok() == Some(*date) =>
            {
                last.last = *date;
            }
            _ => all.push(Stretch {
                first: *date,
                last: *date,
                spans,
            }),
        }
    }
    all
}

impl Stretch<'_> {
    /// The line in words.
    pub(super) fn line(&self, tongue: Tongue, zone: &TimeZone) -> Line {
        let day = |date: Date| match date.to_zoned(zone.clone()) {
            Ok(at) => moment::date(tongue.0, &at),
            Err(_) => date.to_string(),
        };
        let said = match self.first == self.last {
            true => day(self.first),
            false => {
                let blanks = Blanks::default()
                    .with("first", day(self.first))
                    .with("last", day(self.last));
                tongue.say("settings-exceptions-stretch", &blanks)
            }
        };
        Line {
            first: self.first,
            last: self.last,
            said,
            hours: match self.spans.is_empty() {
                true => tongue.word("settings-hours-closed"),
                false => week::text(self.spans),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use bronya_domain::hours::Week;
    use jiff::civil::{Time, date};

    use super::*;

    #[test]
    fn days_that_follow_one_another_and_are_alike_are_one_stretch() {
        let short = WallSpan {
            opens: Time::constant(10, 0, 0, 0),
            closes: Time::constant(14, 0, 0, 0),
        };
        let closed = Vec::new();
        let hours = OpeningHours {
            weekly: Week::default(),
            exceptions: BTreeMap::from([
                (date(2026, 12, 30), closed.clone()),
                (date(2026, 12, 31), closed.clone()),
                (date(2027, 1, 1), closed.clone()),
                (date(2027, 1, 2), vec![short]),
                (date(2027, 1, 4), vec![short]),
            ]),
        };
        let found = stretches(&hours, date(2026, 12, 31));
        let found: Vec<_> = found.iter().map(|one| (one.first, one.last)).collect();
        let alone = |day| (day, day);
        assert_eq!(
            found,
            [
                (date(2026, 12, 31), date(2027, 1, 1)),
                alone(date(2027, 1, 2)),
                alone(date(2027, 1, 4)),
            ]
        );
    }
}
