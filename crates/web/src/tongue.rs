//! The words of pages.

use std::sync::LazyLock;

use bronya_domain::catalog::Language;
use bronya_words::phrasebook::Phrasebook;

pub(crate) use bronya_words::phrasebook::Blanks;

/// The sentences of a language, a file for each kind of page.
macro_rules! words {
    ($tag:literal) => {
        words!($tag: "pages", "entrance", "day", "folk", "account", "floor", "week", "book", "settings", "history")
    };
    ($tag:literal: $($file:literal),*) => {
        concat!($(include_str!(concat!("../words/", $tag, "/", $file, ".ftl")), "\n"),*)
    };
}

const RU: &str = words!("ru");
const EN: &str = words!("en");

static WORDS: LazyLock<Phrasebook> = LazyLock::new(|| Phrasebook::new(RU, EN));

/// The language in which a page speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tongue(pub Language);

impl Tongue {
    /// Its name, as `<html lang>` wants it.
    pub(crate) fn tag(self) -> &'static str {
        match self.0 {
            Language::Ru => "ru",
            Language::En => "en",
        }
    }

    /// The name of the other one.
    pub(crate) fn other(self) -> &'static str {
        match self.0 {
            Language::Ru => "en",
            Language::En => "ru",
        }
    }

    /// A sentence without blanks.
    pub(crate) fn word(self, id: &str) -> String {
        self.say(id, &Blanks::default())
    }

    /// The sentence `id` (or `id.part`).
    pub(crate) fn say(self, id: &str, blanks: &Blanks<'_>) -> String {
        WORDS.say(self.0, id, blanks)
    }
}

#[cfg(test)]
mod tests {
    use bronya_words::phrasebook::ids;

    #[test]
    fn both_languages_have_the_same_sentences() {
        assert_eq!(ids(super::RU), ids(super::EN));
    }
}
