//! Finds the words of pages: one fluent bundle per language, with its plural rules.

use std::sync::LazyLock;

use bronya_domain::catalog::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

type Bundle = FluentBundle<FluentResource>;

static RU: LazyLock<Bundle> = LazyLock::new(|| bundle("ru", include_str!("../words/ru.ftl")));
static EN: LazyLock<Bundle> = LazyLock::new(|| bundle("en", include_str!("../words/en.ftl")));

/// The language in which a page speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tongue(pub Language);

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

impl Tongue {
    /// Its name, as `<html lang>` wants it.
    pub(crate) fn tag(self) -> &'static str {
        match self.0 {
            Language::Ru => "ru",
            Language::En => "en",
        }
    }

    /// A sentence without blanks.
    pub(crate) fn word(self, id: &str) -> String {
        self.say(id, &Blanks::default())
    }

    /// The sentence `id` (or `id.part`).
    ///
    /// # Panics
    ///
    /// When there is no such sentence or a blank stays open: a bug, which the tests of the pages show.
    pub(crate) fn say(self, id: &str, blanks: &Blanks<'_>) -> String {
        let bundle = match self.0 {
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
        let pattern = pattern.unwrap_or_else(|| panic!("{self:?} has no words for {id}"));
        let mut errors = Vec::new();
        let said = bundle.format_pattern(pattern, Some(&blanks.0), &mut errors);
        assert!(errors.is_empty(), "{id} in {self:?}: {errors:?}");
        said.into_owned()
    }
}

fn bundle(tag: &str, words: &str) -> Bundle {
    let tag = tag.parse().expect("a language tag");
    let words = FluentResource::try_new(words.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("words/{tag}.ftl: {errors:?}"));
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Marks of direction around every blank would be copied along with what stands there.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(words)
        .unwrap_or_else(|errors| panic!("a sentence is there twice: {errors:?}"));
    bundle
}

#[cfg(test)]
mod tests {
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
        assert_eq!(
            ids(include_str!("../words/ru.ftl")),
            ids(include_str!("../words/en.ftl"))
        );
    }
}
