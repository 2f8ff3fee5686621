//! Money as an integer number of a currency's smallest units. No floats, no rounding.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Currency(iso_currency::Currency);

/// The text names no currency of ISO 4217.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a currency code of ISO 4217")]
pub struct UnknownCurrency(String);

impl Currency {
    /// Russian rubles.
    pub const RUB: Self = Self(iso_currency::Currency::RUB);

    /// How many digits of an amount stand behind its point: the smallest unit is the last of them.
    pub fn digits(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;
    fn from_str(code: &str) -> Result<Self, UnknownCurrency> {
        iso_currency::Currency::from_code(code)
            .map(Self)
            .ok_or_else(|| UnknownCurrency(code.into()))
    }
}

impl TryFrom<String> for Currency {
    type Error = UnknownCurrency;
    fn try_from(code: String) -> Result<Self, UnknownCurrency> {
        code.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.to_string()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code())
    }
}

/// An amount in minor units (kopecks, cents, yen) of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Money {
    /// How many of the currency's smallest units.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_of_the_standard_are_currencies() {
        assert_eq!(
            "RUB".parse::<Currency>().map(|c| c.to_string()),
            Ok("RUB".into())
        );
        assert_eq!(
            "rub".parse::<Currency>(),
            Err(UnknownCurrency("rub".into()))
        );
        assert_eq!(
            "ZZZ".parse::<Currency>(),
            Err(UnknownCurrency("ZZZ".into()))
        );
    }
}
