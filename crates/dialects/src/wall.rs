//! What a clock on the wall shows, as clients of both frameworks write it: ISO 8601, with its liberties.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WallTime {
    /// What the clock shows.
    pub time: Time,
    /// How far that clock is ahead of UTC, where the client said so.
    pub offset: Option<Offset>,
}

/// What stands on a clock and how far it is ahead of UTC: `2026-11-21`, `2026-11-21T13:00`, `2026-11-21 13:00:00+03:00`.
pub(crate) fn moment(text: &str) -> Option<(DateTime, Option<Offset>)> {
    let Some((day, rest)) = text.split_once(['T', 't', ' ', '_']) else {
        let day: Date = exact_date(text)?;
        return Some((day.at(0, 0, 0, 0), None));
    };
    let day = exact_date(day)?;
    let found = wall_time(rest.trim())?;
    Some((day.to_datetime(found.time), found.offset))
}

/// A date of ten characters; the library would take shorter and stranger ones.
fn exact_date(text: &str) -> Option<Date> {
    let plain = text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    plain.then(|| text.parse().ok()).flatten()
}

/// A time of day: `13:00`, `13:00:00.25`, `13:00+03:00`.
pub(crate) fn wall_time(text: &str) -> Option<WallTime> {
    let zone = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone);
    let clock = clock.trim_end();
    let plain = clock.len() >= 5
        && clock.as_bytes()[2] == b':'
        && clock
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b":.,".contains(&byte));
    let time: Time = plain.then(|| clock.parse().ok()).flatten()?;
    let micros = time.subsec_nanosecond() / 1000 * 1000;
    let time = Time::new(time.hour(), time.minute(), time.second(), micros).ok()?;
    let offset = match zone {
        "" => None,
        "Z" | "z" => Some(Offset::UTC),
        signed => Some(offset(signed)?),
    };
    Some(WallTime { time, offset })
}

/// `+03:00`, `+0300` or `-03`.
fn offset(text: &str) -> Option<Offset> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let digits: String = rest.chars().filter(|letter| *letter != ':').collect();
    let is_plain =
        matches!(digits.len(), 2 | 4) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = is_plain.then(|| digits.split_at(2))?;
    let minutes = if minutes.is_empty() {
        0
    } else {
        minutes.parse().ok()?
    };
    let hours: i32 = hours.parse().ok()?;
    let known = hours < 24 && (0..60).contains(&minutes);
    known.then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok())?
}
