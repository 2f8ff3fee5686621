//! Times as callers write them: instants with an offset, wall time of the venue without one, and windows of time.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use bronya_domain::hours::{OnTheClock, Reading, local_day, on_the_clock};
use bronya_domain::span::{Span, later, to_micros};
use bronya_gate::{Denial, Result};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// The years in which times may lie; a zone's offset leads out of none that the calendar has.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=9998;
/// The longest text of a time.
const TEXT_MOST: usize = 40;

/// A time as a caller writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// With an offset: an instant.
    Instant(Timestamp),
    /// Without one: what clocks at the venue show.
    Wall(DateTime),
}

/// A day as a caller writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub Date);

/// The text is no time that can be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoMoment(&'static str);

/// A window of time as a caller asks for it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Window {
    pub from: Option<Moment>,
    pub to: Option<Moment>,
    pub date: Option<Day>,
}

impl Moment {
    /// The instant that is meant, and how the venue's clock shows it.
    pub(crate) fn read(self, zone: &TimeZone) -> OnTheClock {
        let read = match self {
            Self::Instant(at) => OnTheClock {
                at,
                reading: Reading::Plain,
            },
            Self::Wall(wall) => on_the_clock(wall, zone),
        };
        OnTheClock {
            at: to_micros(read.at),
            ..read
        }
    }
}

/// A reading that has to be named.
pub(crate) fn worth_naming(reading: Reading) -> Option<Reading> {
    (reading != Reading::Plain).then_some(reading)
}

/// Whether a text has digits where the pattern has some, and else the same letters.
pub(crate) fn is_like(text: &str, pattern: &str) -> bool {
    let fits = |(letter, like): (u8, u8)| match like {
        b'0' => letter.is_ascii_digit(),
        like => letter == like,
    };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(fits)
}

impl FromStr for Moment {
    type Err = NoMoment;
    fn from_str(text: &str) -> Result<Self, NoMoment> {
        const FORM: NoMoment =
            NoMoment("must be a time such as 2026-11-21T19:30 or 2026-11-21T19:30:00+03:00");
        const RANGE: NoMoment = NoMoment("must lie between the years 1970 and 9998");
        let separated = text
            .as_bytes()
            .get(10)
            .is_some_and(|byte| byte.eq_ignore_ascii_case(&b'T'));
        let only_time = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-:.TtZz+ ".contains(&byte));
        // An hour alone would be read as its first minute.
        let minutes = text.get(11..16).is_some_and(|text| is_like(text, "00:00"));
        if text.len() > TEXT_MOST || !separated || !minutes || !only_time {
            return Err(FORM);
        }
        // A query string turns the plus sign of an offset into a blank.
        let text = text.replace(' ', "+");
        let offset = text[11..].contains(['Z', 'z', '+', '-']);
        let (moment, year) = if offset {
            let at: Timestamp = text.parse().map_err(|_| FORM)?;
            (Self::Instant(at), at.to_zoned(TimeZone::UTC).year())
        } else {
            let wall: DateTime = text.parse().map_err(|_| FORM)?;
            (Self::Wall(wall), wall.year())
        };
        if YEARS.contains(&year) {
            Ok(moment)
        } else {
            Err(RANGE)
        }
    }
}

impl FromStr for Day {
    type Err = NoMoment;
    fn from_str(text: &str) -> Result<Self, NoMoment> {
        const FORM: NoMoment = NoMoment("must be a date such as 2026-11-21");
        let date: Date = if is_like(text, "0000-00-00") {
            text.parse().map_err(|_| FORM)?
        } else {
            return Err(FORM);
        };
        if YEARS.contains(&date.year()) {
            Ok(Self(date))
        } else {
            Err(NoMoment("must lie between the years 1970 and 9998"))
        }
    }
}

impl fmt::Display for NoMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(reader)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(reader)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "An instant of RFC 3339, or wall time of the venue where it has no offset.",
            "examples": ["2026-11-21T16:30:00Z", "2026-11-21T19:30:00+03:00", "2026-11-21T19:30"]
        })
    }
}

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

impl Window {
    /// As [`span`](Self::span), but `from` alone reaches as far as a window may.
    pub(crate) fn span_from(self, zone: &TimeZone, most: SignedDuration) -> Result<Option<Span>> {
        match (self.date, self.from, self.to) {
            (None, Some(from), None) => {
                let from = from.read(zone).at;
                Ok(Span::new(from, later(from, most)).ok())
            }
            _ => self.span(zone, most),
        }
    }

    /// The span that is meant, if one is: `date` is a local day, `from` and `to` bound it, and `from` alone lasts
    /// until its local day ends.
    pub(crate) fn span(self, zone: &TimeZone, most: SignedDuration) -> Result<Option<Span>> {
        let day = |date: Date, field: &str| {
            local_day(date, zone)
                .ok_or_else(|| Denial::invalid(field, "is a day that the zone does not have"))
        };
        match (self.date, self.from, self.to) {
            (None, None, None) => Ok(None),
            (Some(Day(date)), None, None) => day(date, "date").map(Some),
            (Some(_), _, _) => Err(Denial::invalid(
                "date",
                "stands beside neither `from` nor `to`",
            )),
            (None, None, Some(_)) => Err(Denial::invalid("from", "is needed beside `to`")),
            (None, Some(from), None) => {
                let from = from.read(zone).at;
                let day = day(from.to_zoned(zone.clone()).date(), "from")?;
                Ok(Span::new(from, day.end()).ok())
            }
            (None, Some(from), Some(to)) => {
                let span = Span::new(from.read(zone).at, to.read(zone).at);
                let span = span.map_err(|reversed| Denial::invalid("to", reversed))?;
                if span.length().is_none_or(|length| length > most) {
                    let days = most.as_hours() / 24;
                    return Err(Denial::invalid(
                        "to",
                        format!("must not lie more than {days} days after `from`"),
                    ));
                }
                Ok(Some(span))
            }
        }
    }
}

/// The local day of an instant.
pub(crate) fn today(now: Timestamp, zone: &TimeZone) -> Result<Span> {
    local_day(now.to_zoned(zone.clone()).date(), zone).ok_or_else(Denial::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_an_offset_it_is_an_instant_and_without_one_wall_time() {
        let read = |text: &str| text.parse::<Moment>();
        let at: Timestamp = "2026-11-21T16:30:00Z".parse().expect("an instant");
        for text in [
            "2026-11-21T19:30:00+03:00",
            "2026-11-21T19:30+03:00",
            "2026-11-21T16:30Z",
            "2026-11-21T19:30:00 03:00",
        ] {
            assert_eq!(read(text), Ok(Moment::Instant(at)), "{text}");
        }
        assert!(matches!(read("2026-11-21T19:30"), Ok(Moment::Wall(_))));
        for text in [
            "",
            "2026-11-21",
            "2026-13-01T00:00",
            "2026-02-30T00:00",
            "2026-11-21T25:00",
            "2026-11-21T19:30[Europe/Berlin]",
            "1969-12-31T23:59",
            "9999-01-01T00:00",
            "-002026-01-01T00:00",
            "now",
            "1763746200",
            "2026-11-21 19:30",
            "2026-11-21T19",
            "2026-11-21T19Z",
            "2026-11-21T19+03:00",
            "2026-11-21T1930",
            "2026-11-21T",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
