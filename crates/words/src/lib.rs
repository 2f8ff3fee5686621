//! Letters and calendar entries, in Russian and English.
//!
//! Plain facts come in, text comes out: no IO, no clock, no async, and the same facts always give the same bytes, so
//! that a letter that is sent again is the same letter. The words themselves lie in `words/*.ftl`, the look in
//! `templates/`, and one sample of everything in `samples/`. Whoever carries a letter finds nothing to clean in it:
//! names and subjects are [`Line`]s, which cannot hold what would end a header.

pub mod account;
pub mod calendar;
pub mod example;
pub mod history;
pub mod ids;
pub mod letter;
mod line;
pub mod matter;
pub mod moment;
mod native;
pub mod phrasebook;
mod price;
pub mod sets;
pub mod sheet;
mod tongue;

pub use account::AccountMatter;
pub use calendar::CalendarPart;
pub use letter::Letter;
pub use line::{Line, Passage};
pub use matter::Matter;
pub use native::Native;
pub use sets::{LetterSet, Letters};

use bronya_domain::catalog::Language;
use bronya_domain::money::{Currency, Money};

/// An amount in minor units, as people type it: `2500`, `2 500,00`, `45.50`; none for what is no amount.
pub fn read_price(text: &str, currency: Currency) -> Option<i64> {
    price::read(text, currency)
}

/// How much, as people write it: `2 500 ₽`, `€45.50`.
pub fn price(language: Language, money: Money) -> String {
    price::price(language, money)
}
