//! The words of letters and calendar entries.

use std::sync::LazyLock;

use bronya_domain::catalog::Language;

use crate::line::Line;
use crate::phrasebook::Phrasebook;

pub(crate) use crate::phrasebook::Blanks;

static WORDS: LazyLock<Phrasebook> = LazyLock::new(|| {
    Phrasebook::new(
        include_str!("../words/ru.ftl"),
        include_str!("../words/en.ftl"),
    )
});

/// The sentence `id` (or `id.part`) in that language.
pub(crate) fn say(language: Language, id: &str, blanks: &Blanks<'_>) -> String {
    WORDS.say(language, id, blanks)
}

/// A sentence without blanks.
pub(crate) fn word(language: Language, id: &str) -> String {
    say(language, id, &Blanks::default())
}

/// How a letter addresses its reader.
pub(crate) fn hello(language: Language, name: Option<&str>) -> String {
    match Line::some_name(name) {
        Some(name) => {
            let blanks = Blanks::default().with("name", name.to_string());
            say(language, "hello", &blanks)
        }
        None => word(language, "hello-nobody"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrasebook::ids;

    #[test]
    fn guests_are_counted_as_people_count_them() {
        let ru = [
            (1, "1 гость"),
            (2, "2 гостя"),
            (4, "4 гостя"),
            (5, "5 гостей"),
            (11, "11 гостей"),
            (14, "14 гостей"),
            (21, "21 гость"),
            (22, "22 гостя"),
            (100, "100 гостей"),
            (111, "111 гостей"),
        ];
        for (party, said) in ru {
            let blanks = Blanks::default().with("party", party);
            assert_eq!(say(Language::Ru, "party", &blanks), said);
        }
        for (party, said) in [(1, "1 guest"), (2, "2 guests"), (21, "21 guests")] {
            let blanks = Blanks::default().with("party", party);
            assert_eq!(say(Language::En, "party", &blanks), said);
        }
    }

    #[test]
    fn both_languages_have_the_same_sentences() {
        let (ru, en) = (
            include_str!("../words/ru.ftl"),
            include_str!("../words/en.ftl"),
        );
        assert_eq!(ids(ru), ids(en));
    }
}
