//! Days, times and instants in the many forms in which pydantic 2 takes them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::wrong::Wrong;
use crate::wall::{WallTime, moment, wall_time};

type Read<T> = Result<T, Wrong>;

/// Beyond this a number counts milliseconds, as in the original.
const SECONDS_MOST: f64 = 2e10;

pub(super) fn date(value: &Value) -> Read<Date> {
    let wrong = || {
        let words = "Input should be a valid date or datetime";
        Wrong::new("date_from_datetime_parsing", words, value).with(json!({ "error": words }))
    };
    let found = match value {
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(seconds) => since_1970(seconds).map(wall_utc),
            Err(_) => moment(text.trim()).map(|(wall, _)| wall),
        },
        Value::Number(number) => number.as_f64().and_then(since_1970).map(wall_utc),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let found = found.filter(in_calendar).ok_or_else(wrong)?;
    if found.time() != Time::midnight() {
        let words = "Datetimes provided to dates should have zero time - e.g. be exact dates";
        return Err(Wrong::new("date_from_datetime_inexact", words, value));
    }
    Ok(found.date())
}

pub(super) fn time(value: &Value) -> Read<WallTime> {
    let of_day = |seconds: f64| {
        let micros = (0.0..86_400.0)
            .contains(&seconds)
            .then_some((seconds * 1e6) as i64)?;
        let since = SignedDuration::from_micros(micros);
        Some(Time::midnight().wrapping_add(since))
    };
    let naive = |time| WallTime { time, offset: None };
    let found = match value {
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(seconds) => of_day(seconds).map(naive),
            Err(_) => wall_time(text.trim()),
        },
        Value::Number(number) => number.as_f64().and_then(of_day).map(naive),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    found.ok_or_else(|| {
        let words = "Input should be in a valid time format";
        Wrong::new("time_parsing", words, value).with(json!({ "error": words }))
    })
}

pub(super) fn date_time(value: &Value) -> Read<DateTime> {
    let found = match value {
        Value::String(text) => match text.trim().parse::<f64>() {
            Ok(seconds) => since_1970(seconds).map(wall_utc),
            Err(_) => moment(text.trim()).and_then(|(wall, offset)| in_utc(wall, offset)),
        },
        Value::Number(number) => number.as_f64().and_then(since_1970).map(wall_utc),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    found.filter(in_calendar).ok_or_else(|| {
        let words = "Input should be a valid datetime";
        Wrong::new("datetime_from_date_parsing", words, value).with(json!({ "error": words }))
    })
}

/// Whether the calendar of the original has such a day: it begins with the year 1.
fn in_calendar(wall: &DateTime) -> bool {
    (1..=9999).contains(&wall.year())
}

fn in_utc(wall: DateTime, offset: Option<Offset>) -> Option<DateTime> {
    match offset {
        None => Some(wall),
        Some(offset) => offset.to_timestamp(wall).ok().map(wall_utc),
    }
}

fn since_1970(number: f64) -> Option<Timestamp> {
    let seconds = if number.abs() > SECONDS_MOST {
        number / 1000.0
    } else {
        number
    };
    let micros = (seconds.abs() < 3e11).then_some((seconds * 1e6) as i64)?;
    Timestamp::from_microsecond(micros).ok()
}

fn wall_utc(at: Timestamp) -> DateTime {
    at.to_zoned(TimeZone::UTC).datetime()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_time(value: Value, read: Option<(&str, Option<i32>)>) {
        let found = time(&value).ok();
        let found = found.map(|found| (found.time.to_string(), found.offset.map(Offset::seconds)));
        let read = read.map(|(time, offset)| (time.to_owned(), offset));
        assert_eq!(found, read, "{value}");
    }

    #[test]
    fn times_come_in_many_forms() {
        check_time(json!("13:00"), Some(("13:00:00", None)));
        check_time(json!("13:00:05"), Some(("13:00:05", None)));
        check_time(json!("13:00:00.25"), Some(("13:00:00.25", None)));
        check_time(json!("13:00:00+03:00"), Some(("13:00:00", Some(10_800))));
        check_time(json!("13:00Z"), Some(("13:00:00", Some(0))));
        check_time(json!("13:00-0330"), Some(("13:00:00", Some(-12_600))));
        check_time(json!(46_800), Some(("13:00:00", None)));
        check_time(json!("46800"), Some(("13:00:00", None)));
        for bad in [
            json!("1pm"),
            json!("25:00"),
            json!(90_000),
            json!(null),
            json!("13:00+99"),
        ] {
            check_time(bad, None);
        }
        check_time(json!("é3:00"), None);
    }

    #[test]
    fn days_come_in_many_forms() {
        let day = "2026-11-21".parse().ok();
        for good in [
            json!("2026-11-21"),
            json!("2026-11-21T00:00:00Z"),
            json!(1_795_219_200),
            json!("1795219200"),
        ] {
            assert_eq!(date(&good).ok(), day, "{good}");
        }
        for bad in [
            json!("2026-11-21T13:00"),
            json!("21.11.2026"),
            json!("2026-02-30"),
            json!("0000-01-01"),
            json!(-62_135_683_200_i64),
            json!(true),
            json!(1e300),
        ] {
            assert_eq!(date(&bad).ok(), None, "{bad}");
        }
    }

    #[test]
    fn an_offset_is_counted_away() {
        let read = |text: &str| date_time(&json!(text)).ok().map(|wall| wall.to_string());
        assert_eq!(
            read("2030-01-01T10:00:00"),
            Some("2030-01-01T10:00:00".into())
        );
        assert_eq!(
            read("2030-01-01T10:00:00+03:00"),
            Some("2030-01-01T07:00:00".into())
        );
        assert_eq!(read("2030-01-01 10:00"), Some("2030-01-01T10:00:00".into()));
        assert_eq!(read("9999-12-31T23:59:59-23:00"), None);
        assert_eq!(read("soon"), None);
    }
}
