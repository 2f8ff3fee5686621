//! Prices as people type them: `1 500`, `45,50`, in the currency of the venue.

use bronya_domain::money::Currency;

/// The highest price, in minor units.
const PRICE_MOST: i64 = 1_000_000_000_000;

/// A price in minor units; none where it cannot be read, or names more digits than the currency has.
pub(super) fn price(text: &str, currency: Currency) -> Option<i64> {
    let bare: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let (whole, rest) = bare.split_once(['.', ',']).unwrap_or((&bare, ""));
    let digits = currency.digits() as usize;
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(rest) || rest.len() > digits {
        return None;
    }
    let minor: i64 = format!("{whole}{rest:0<digits$}").parse().ok()?;
    (minor <= PRICE_MOST).then_some(minor)
}

/// A price as it is typed.
pub(super) fn text(minor: i64, currency: Currency) -> String {
    let unit = 10_i64.pow(currency.digits());
    let (whole, rest) = (minor / unit, minor % unit);
    match rest {
        0 => whole.to_string(),
        rest => format!("{whole}.{rest:0width$}", width = currency.digits() as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_and_written() {
        let code = |code: &str| code.parse::<Currency>().expect("a currency");
        for (typed, minor, written) in [
            ("1 500", 150_000, "1500"),
            ("45,50", 4_550, "45.50"),
            ("0.05", 5, "0.05"),
            ("0", 0, "0"),
            ("7.5", 750, "7.50"),
        ] {
            assert_eq!(price(typed, code("RUB")), Some(minor), "{typed}");
            assert_eq!(text(minor, code("RUB")), written);
        }
        assert_eq!(price("1500", code("JPY")), Some(1500));
        for typed in [
            "",
            "-5",
            "1.234",
            "x",
            ".5",
            "1e9",
            "9999999999999999999999",
        ] {
            assert_eq!(price(typed, code("RUB")), None, "{typed}");
        }
        assert_eq!(price("1.5", code("JPY")), None);
    }
}
