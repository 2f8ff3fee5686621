//! A rate as it stands in settings: `10/15m`, `5/1h`, `off`.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use jiff::SignedDuration;
use serde::Deserialize;

/// The longest time a rate may speak of, and the most tries.
const MOST_SECONDS: i64 = 30 * 24 * 60 * 60;
const MOST_TRIES: u32 = 1_000_000;

/// The units of time, the longest first: their letters and seconds.
const UNITS: [(char, i64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// How often something may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Rate {
    /// As often as one likes.
    Off,
    /// So many times at once, and after that as the time goes on: each try comes back after its part of the time, and
    /// after all of it, all have.
    Of {
        /// How many tries.
        most: NonZeroU32,
        /// In what time.
        per: SignedDuration,
    },
}

/// A text that is no rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no rate: write 10/15m for ten in a quarter of an hour (s, m, h, d), or off")]
pub struct NotARate(String);

impl Rate {
    /// So many times in so many seconds, both more than none.
    pub const fn of(most: u32, seconds: i64) -> Self {
        let most = NonZeroU32::new(most).expect("a rate of at least one try");
        assert!(seconds > 0, "a rate in some time");
        Self::Of {
            most,
            per: SignedDuration::from_secs(seconds),
        }
    }
}

impl FromStr for Rate {
    type Err = NotARate;

    fn from_str(text: &str) -> Result<Self, NotARate> {
        if text == "off" {
            return Ok(Self::Off);
        }
        read(text).ok_or_else(|| NotARate(text.chars().take(40).collect()))
    }
}

fn read(text: &str) -> Option<Rate> {
    let (most, per) = text.split_once('/')?;
    let unit = per.chars().next_back()?;
    let (_, seconds) = UNITS.into_iter().find(|(letter, _)| *letter == unit)?;
    let count = digits(per.strip_suffix(unit)?)?;
    let (most, seconds) = (digits(most)?, i64::from(count).checked_mul(seconds)?);
    let holds = (1..=MOST_TRIES).contains(&most) && (1..=MOST_SECONDS).contains(&seconds);
    holds.then(|| Rate::of(most, seconds))
}

/// A number without a sign, which `parse` would take.
fn digits(text: &str) -> Option<u32> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok())?
}

impl TryFrom<String> for Rate {
    type Error = NotARate;

    fn try_from(text: String) -> Result<Self, NotARate> {
        text.parse()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let Self::Of { most, per } = self else {
            return out.write_str("off");
        };
        let per = per.as_secs();
        let unit = UNITS.into_iter().find(|(_, seconds)| per % seconds == 0);
        let (letter, seconds) = unit.unwrap_or(('s', 1));
        write!(out, "{most}/{}{letter}", per / seconds)
    }
}
