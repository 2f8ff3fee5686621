//! A phrasebook: the same sentences in each language that Bronya speaks, with the plural rules of each.

use std::collections::BTreeSet;

use bronya_domain::catalog::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

type Bundle = FluentBundle<FluentResource>;

/// The same sentences in each language.
pub struct Phrasebook {
    ru: Bundle,
    en: Bundle,
}

/// What a sentence leaves open, by name.
#[derive(Default)]
pub struct Blanks<'a>(FluentArgs<'a>);

impl<'a> Blanks<'a> {
    /// Fills one in.
    pub fn with(mut self, name: &'static str, value: impl Into<FluentValue<'a>>) -> Self {
        self.0.set(name, value);
        self
    }
}

impl Phrasebook {
    /// A phrasebook of these sentences, written in Fluent's language.
    ///
    /// # Panics
    ///
    /// When they cannot be read, or a sentence is there twice: a bug, for they are part of the program.
    pub fn new(ru: &str, en: &str) -> Self {
        let (ru, en) = (bundle("ru", ru), bundle("en", en));
        Self { ru, en }
    }

    /// The sentence `id` (or `id.part`) in that language.
    ///
    /// # Panics
    ///
    /// When there is no such sentence or a blank stays open: a bug, which the tests of whoever speaks show.
    pub fn say(&self, language: Language, id: &str, blanks: &Blanks<'_>) -> String {
        let bundle = match language {
            Language::Ru => &self.ru,
            Language::En => &self.en,
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
}

fn bundle(tag: &str, words: &str) -> Bundle {
    let tag = tag.parse().expect("a language tag");
    let words = FluentResource::try_new(words.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("the words in {tag}: {errors:?}"));
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Marks of direction around every blank would end up in subjects, calendars and whatever is copied from a page.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(words)
        .unwrap_or_else(|errors| panic!("a sentence is there twice: {errors:?}"));
    bundle
}

/// The names of the sentences in a text of Fluent's, so that a test can compare two languages.
pub fn ids(words: &str) -> BTreeSet<String> {
    let lines = words
        .lines()
        .filter(|line| line.contains('=') && !line.starts_with('#') && !line.contains('['));
    // A part stands below its sentence and has its name only together with it.
    let mut sentence = "";
    let mut ids = BTreeSet::new();
    for line in lines {
        let name = line.split('=').next().unwrap_or_default();
        if name.starts_with(char::is_whitespace) {
            ids.insert(format!("{sentence}{}", name.trim()));
        } else {
            sentence = name.trim();
            ids.insert(sentence.to_owned());
        }
    }
    ids
}
