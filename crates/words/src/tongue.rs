//! Finds the words: one fluent bundle per language, with its plural rules.

use std::sync::LazyLock;

use bronya_domain::catalog::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::line::Line;

type Bundle = FluentBundle<FluentResource>;

static RU: LazyLock<Bundle> = LazyLock::new(|| bundle("ru", include_str!("../words/ru.ftl")));
static EN: LazyLock<Bundle> = LazyLock::new(|| bundle("en", include_str!("../words/en.ftl")));

/// What a sentence leaves open, by name.
#[derive(Default)]
pub(crate) struct Blanks<'a>(FluentArgs<'a>);

impl<'a> Blanks<'a> {
    /// Fills one in.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<FluentValue<'a>>) -> Self {
        self.0.set(name, value);
        self
    }
}

/// The sentence `id` (or `id.part`) in that language.
///
/// # Panics
///
/// When there is no such sentence or a blank stays open: a bug, which the samples show.
pub(crate) fn say(language: Language, id: &str, blanks: &Blanks<'_>) -> String {
    let bundle = match language {
        Language::Ru => &*RU,
        Language::En => &*EN,
    };
    let (message, part) = match id.split_once('.') {
        Some((message, part)) => (bundle.get_message(message), Some(part)),
        None => (bundle.get_message(id), None),
    };
    let pattern = message.as_ref().and_then(|message| match part {
        Some(part) => message.get_attribute(part).map(|part| part.value()),
        None => message.value(),
    });
    let pattern = pattern.unwrap_or_else(|| panic!("{language:?} has no words for {id}"));
    let mut errors = Vec::new();
    let said = bundle.format_pattern(pattern, Some(&blanks.0), &mut errors);
    assert!(errors.is_empty(), "{id} in {language:?}: {errors:?}");
    said.into_owned()
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

fn bundle(tag: &str, words: &str) -> Bundle {
    let tag = tag.parse().expect("a language tag");
    let words = FluentResource::try_new(words.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("words/{tag}.ftl: {errors:?}"));
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Marks of direction around every blank would end up in subjects and calendars.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(words)
        .unwrap_or_else(|errors| panic!("a sentence is there twice: {errors:?}"));
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let ids = |words: &str| -> Vec<String> {
            let lines = words
                .lines()
                .filter(|line| line.contains('=') && !line.starts_with('#') && !line.contains('['));
            let mut ids: Vec<String> = lines
                .map(|line| line.split('=').next().unwrap_or_default().trim().to_owned())
                .collect();
            ids.sort();
            ids
        };
        let (ru, en) = (
            include_str!("../words/ru.ftl"),
            include_str!("../words/en.ftl"),
        );
        assert_eq!(ids(ru), ids(en));
    }
}
