//! Amounts of money as clients write them, as numbers or texts, and as they are answered: `"100.00"`.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::fields::Read;
use super::phrases::{AT_LEAST, AT_MOST, DIGITS, NO_NUMBER, PLACES, WHOLE_DIGITS};
use super::values::{as_number, no};

/// How many digits after the point an amount has.
const MINOR: usize = 2;

/// A number as it was written: its digits without zeros before them, and where its point stands.
struct Written {
    is_negative: bool,
    digits: String,
    /// By how many places the point stands right of the last digit.
    exponent: i64,
}

/// An amount in hundredths, of at most `digits` digits, two of them after the point. The bounds, both included, are
/// whole amounts.
pub(crate) fn decimal(
    digits: usize,
    bounds: Option<RangeInclusive<i64>>,
) -> impl Fn(&Value) -> Read<i64> {
    move |value| {
        let Some(written) = written(&as_number(value)?) else {
            return no(NO_NUMBER);
        };
        let minor = within(&written, digits)?;
        if let Some(bounds) = &bounds {
            if minor > bounds.end().saturating_mul(100) {
                return no(AT_MOST.with(bounds.end()));
            }
            if minor < bounds.start().saturating_mul(100) {
                return no(AT_LEAST.with(bounds.start()));
            }
        }
        Ok(minor)
    }
}

/// An amount in hundredths, as it is answered.
pub(crate) fn money(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let amount = minor.unsigned_abs();
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

/// `-12.50`, `.5`, `7.`, `1e3`.
fn written(text: &str) -> Option<Written> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (number, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, places) = number.split_once('.').unwrap_or((number, ""));
    let all = format!("{whole}{places}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = match all.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    Some(Written {
        is_negative: text.starts_with('-'),
        digits: digits.to_owned(),
        exponent: i64::from(exponent) - places.len() as i64,
    })
}

/// The number in hundredths, if it has no more digits than it may have, counted as the framework counts them.
fn within(written: &Written, digits: usize) -> Read<i64> {
    let shown = written.digits.len();
    let beyond = usize::try_from(written.exponent.unsigned_abs()).unwrap_or(usize::MAX);
    let (total, places) = if written.exponent >= 0 {
        (shown.saturating_add(beyond), 0)
    } else {
        (shown.max(beyond), beyond)
    };
    let whole = digits.saturating_sub(MINOR);
    if total > digits {
        return no(DIGITS.with(digits));
    }
    if places > MINOR {
        return no(PLACES.with(MINOR));
    }
    if total - places > whole {
        return no(WHOLE_DIGITS.with(whole));
    }
    let shift = usize::try_from(written.exponent + MINOR as i64).unwrap_or_default();
    let minor = written.digits.clone() + &"0".repeat(shift);
    let Ok(minor) = minor.parse::<i64>() else {
        return no(DIGITS.with(digits));
    };
    Ok(if written.is_negative { -minor } else { minor })
}

#[cfg(test)]
mod tests {
    use bronya_domain::catalog::Language;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(value: Value, wanted: Result<i64, &str>) {
        let read = decimal(7, Some(-10..=99_999))(&value);
        let read = read.map_err(|wrongs| wrongs[0].said(Language::En));
        assert_eq!(read, wanted.map_err(str::to_owned), "{value}");
    }

    #[test]
    fn amounts_are_numbers_or_texts() {
        check(json!(100), Ok(10_000));
        check(json!(100.0), Ok(10_000));
        check(json!(0.07), Ok(7));
        check(json!("100"), Ok(10_000));
        check(json!(" 93.5 "), Ok(9_350));
        check(json!("-0.01"), Ok(-1));
        check(json!("007.50"), Ok(750));
        check(json!(".5"), Ok(50));
        check(json!("7."), Ok(700));
        check(json!("1e3"), Ok(100_000));
        check(json!("125e-1"), Ok(1_250));
        check(json!("0.00"), Ok(0));
        check(json!("-0"), Ok(0));
        check(json!(99_999), Ok(9_999_900));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for bad in [
            json!(""),
            json!("."),
            json!("-"),
            json!("ten"),
            json!("NaN"),
            json!("Infinity"),
            json!("1,5"),
            json!("1e"),
            json!("--1"),
            json!(true),
            json!([1]),
        ] {
            check(bad, Err("A valid number is required."));
        }
        let total = "Ensure that there are no more than 7 digits in total.";
        check(json!("12345678"), Err(total));
        check(json!("1e2000000000"), Err(total));
        check(json!("1e-2000000000"), Err(total));
        check(json!("9".repeat(1000)), Err(total));
        check(json!("9".repeat(1001)), Err("String value too large."));
        let places = "Ensure that there are no more than 2 decimal places.";
        check(json!("1.005"), Err(places));
        check(json!("1.000"), Err(places));
        let whole = "Ensure that there are no more than 5 digits before the decimal point.";
        check(json!("123456"), Err(whole));
    }

    #[test]
    fn amounts_have_bounds() {
        let most = "Ensure this value is less than or equal to 99999.";
        let least = "Ensure this value is greater than or equal to -10.";
        check(json!("99999.01"), Err(most));
        check(json!("-10.00"), Ok(-1_000));
        check(json!("-10.01"), Err(least));
    }

    #[test]
    fn amounts_are_answered_with_two_places() {
        for (minor, text) in [
            (10_000, "100.00"),
            (7, "0.07"),
            (0, "0.00"),
            (-1, "-0.01"),
            (-99_999, "-999.99"),
            (i64::MIN, "-92233720368547758.08"),
        ] {
            assert_eq!(money(minor), text);
        }
    }
}
