//! Says how much, as people write it: `2 500 ₽`, `€45.50`.

use bronya_domain::catalog::Language;
use bronya_domain::money::Money;
use iso_currency::Currency;

/// Parts of a number that must not be torn apart at the end of a line.
const NO_BREAK: char = '\u{A0}';

/// The amount; the smallest units are left out where there are none.
pub(crate) fn price(language: Language, money: Money) -> String {
    let code = money.currency.to_string();
    let digits = Currency::from_code(&code).and_then(|currency| currency.exponent());
    let unit = 10_u64.pow(u32::from(digits.unwrap_or(0)));
    let whole = money.minor.unsigned_abs() / unit;
    let rest = money.minor.unsigned_abs() % unit;
    let (group, point) = match language {
        Language::Ru => (NO_BREAK, ','),
        Language::En => (',', '.'),
    };
    let mut amount = grouped(whole, group);
    if rest > 0 {
        let width = usize::from(digits.unwrap_or(0));
        amount.push(point);
        amount.push_str(&format!("{rest:0width$}"));
    }
    // A credit: its sign stands before everything.
    let minus = if money.minor < 0 { "−" } else { "" };
    match language {
        Language::Ru => format!("{minus}{amount}{NO_BREAK}{}", sign(&code).unwrap_or(&code)),
        Language::En => match sign(&code) {
            Some(sign) => format!("{minus}{sign}{amount}"),
            None => format!("{minus}{code}{NO_BREAK}{amount}"),
        },
    }
}

/// An amount in minor units, as people type it. Spaces part thousands, a point or a comma parts the smallest units.
pub(crate) fn read(text: &str, currency: bronya_domain::money::Currency) -> Option<i64> {
    let code = currency.to_string();
    let digits = Currency::from_code(&code).and_then(|currency| currency.exponent());
    let digits = usize::from(digits.unwrap_or(0));
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let (whole, rest) = plain.split_once(['.', ',']).unwrap_or((&plain, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(rest) || rest.len() > digits {
        return None;
    }
    format!("{whole}{rest:0<digits$}").parse().ok()
}

/// A currency's sign, where everybody knows it and it stands for one currency only.
fn sign(code: &str) -> Option<&'static str> {
    match code {
        "RUB" => Some("₽"),
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        "USD" => Some("$"),
        _ => None,
    }
}

fn grouped(whole: u64, group: char) -> String {
    let digits = whole.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_written_as_people_write_them() {
        let said = |language, minor, code: &str| {
            let currency = code.parse().expect("a currency");
            price(language, Money { minor, currency }).replace(NO_BREAK, " ")
        };
        assert_eq!(said(Language::Ru, 250_000, "RUB"), "2 500 ₽");
        assert_eq!(said(Language::Ru, 123_456_705, "RUB"), "1 234 567,05 ₽");
        assert_eq!(said(Language::En, 4_550, "EUR"), "€45.50");
        assert_eq!(said(Language::En, 99_900, "USD"), "$999");
        assert_eq!(said(Language::En, 100_000, "USD"), "$1,000");
        assert_eq!(said(Language::En, 1_500, "JPY"), "JPY 1,500");
        assert_eq!(said(Language::Ru, 1_500, "KWD"), "1,500 KWD");
        assert_eq!(said(Language::En, 5, "CHF"), "CHF 0.05");
        assert_eq!(said(Language::Ru, -99_999, "RUB"), "−999,99 ₽");
        assert_eq!(said(Language::En, -99_999, "EUR"), "−€999.99");
        assert_eq!(said(Language::En, -5, "CHF"), "−CHF 0.05");
    }

    #[test]
    fn an_amount_is_read_as_people_type_it() {
        let read = |text, code: &str| super::read(text, code.parse().expect("a currency"));
        assert_eq!(read("2500", "RUB"), Some(250_000));
        assert_eq!(read(" 2 500,5 ", "RUB"), Some(250_050));
        assert_eq!(read("45.50", "EUR"), Some(4550));
        assert_eq!(read("0", "EUR"), Some(0));
        assert_eq!(read("300", "JPY"), Some(300));
        for wrong in [
            "",
            "x",
            "-5",
            "4.505",
            "1.2.3",
            ".5",
            "99999999999999999999",
        ] {
            assert_eq!(read(wrong, "EUR"), None, "{wrong}");
        }
    }
}
