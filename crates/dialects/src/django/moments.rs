//! Dates with times as the framework reads them: ISO 8601, with an offset or by the venue's clock.

use bronya_domain::hours::on_the_clock;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::fields::Read;
use super::phrases::{NO_MOMENT, NO_SUCH_MOMENT};
use super::values::no;
use crate::wall;

/// How dates with times are written, in the framework's own signs.
const FORMAT: &str = "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]";

/// An instant: a date and time with its offset, or without one as a clock in `zone` shows it. What that clock shows
/// twice is its first time, and what it skips counts as if it had not been put forward yet.
pub(crate) fn moment(zone: &TimeZone) -> impl Fn(&Value) -> Read<Timestamp> {
    move |value| {
        let found = value.as_str().and_then(|text| wall::moment(text.trim()));
        let Some((wall, offset)) = found else {
            return no(NO_MOMENT.with(FORMAT));
        };
        let at = match offset {
            Some(offset) => offset.to_timestamp(wall).ok(),
            None => Some(on_the_clock(wall, zone).at),
        };
        match at {
            Some(at) if is_within_calendar(at) && wall.year() >= 1 => Ok(at),
            Some(_) | None => no(NO_SUCH_MOMENT),
        }
    }
}

/// Whether an instant is one that every zone's calendar can show: its days at both ends belong to no year of ours
/// somewhere.
fn is_within_calendar(at: Timestamp) -> bool {
    let year = at.to_zoned(TimeZone::UTC).year();
    year >= 1 && at < Timestamp::MAX
}

#[cfg(test)]
mod tests {
    use bronya_domain::catalog::Language;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(value: Value, wanted: Result<&str, &str>) {
        let zone = TimeZone::get("Europe/Berlin").expect("a zone of the bundled database");
        let read = moment(&zone)(&value).map(|at| at.to_string());
        let read = read.map_err(|wrongs| wrongs[0].said(Language::En));
        let wanted = wanted.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(read, wanted, "{value}");
    }

    #[test]
    fn an_offset_counts_and_without_one_the_clock_of_the_venue() {
        check(json!("2030-01-01T10:00:00Z"), Ok("2030-01-01T10:00:00Z"));
        check(
            json!("2030-01-01T10:00:00.25+03:00"),
            Ok("2030-01-01T07:00:00.25Z"),
        );
        check(json!("2030-01-01T10:00-0330"), Ok("2030-01-01T13:30:00Z"));
        check(json!("2030-01-01 10:00"), Ok("2030-01-01T09:00:00Z"));
        check(json!("2030-07-01T10:00"), Ok("2030-07-01T08:00:00Z"));
        check(json!("2030-01-01"), Ok("2029-12-31T23:00:00Z"));
    }

    #[test]
    fn a_clock_that_is_put_forward_or_back_still_shows_one_instant() {
        check(json!("2026-03-29T02:30"), Ok("2026-03-29T01:30:00Z"));
        check(json!("2026-10-25T02:30"), Ok("2026-10-25T00:30:00Z"));
    }

    #[test]
    fn what_is_no_date_and_time_is_refused() {
        let format =
            format!("Datetime has wrong format. Use one of these formats instead: {FORMAT}.");
        for bad in [
            json!("soon"),
            json!(""),
            json!("2030-02-30T10:00"),
            json!("2030-01-01T25:00"),
            json!("01.01.2030 10:00:00"),
            json!("2030-01-01T10:00Z03"),
            json!(1_893_491_200),
            json!(true),
            json!(["2030-01-01"]),
        ] {
            check(bad, Err(&format));
        }
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        for bad in [
            "9999-12-31T23:59:59",
            "9999-12-31T23:59:59-23:00",
            "0001-01-01T00:00:00+03:00",
            "0001-01-01T00:00:00",
            "0000-01-01T00:00:00",
        ] {
            check(json!(bad), Err("Datetime value out of range."));
        }
    }
}
