//! Which passwords a stranger tries first. A list and a few habits, and nothing that depends on the day: what is taken
//! today is taken tomorrow.
//!
//! That is why this is no estimate of guesses as zxcvbn makes it: it reads the clock to weigh years and dates.

use std::sync::LazyLock;

use super::keyboard::{is_walked, readings};

/// As many digits and signs around a word of the list do not make it a better one: `anna2024`, `!dragon!`.
const MOST_ADDED: usize = 4;
/// The shortest words of the list.
const LEAST_LISTED: usize = 4;
/// What is said again and again counts as said once if it is no longer than this: `abcabcabc`.
const MOST_REPEATED: usize = 4;

static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lists = [include_str!("words.txt"), include_str!("words_ru.txt")];
    let lines = lists.into_iter().flat_map(str::lines);
    let mut words: Vec<&str> = lines.filter(|line| !line.starts_with('#')).collect();
    words.sort_unstable();
    words
});

/// Whether a stranger would try this password among his first.
pub fn is_guessable(password: &str) -> bool {
    let typed = password.to_lowercase();
    let unit = unit(&typed);
    let is_unit_short = unit.chars().count() <= MOST_REPEATED && unit.len() < typed.len();
    is_unit_short
        || is_walked(&typed)
        || is_date(&typed)
        || readings(unit).iter().any(|reading| is_worn(reading))
}

/// What a text says, where it says the same again and again to its end; else the text itself.
fn unit(text: &str) -> &str {
    let (ends, bytes) = (
        text.char_indices().map(|(at, _)| at).skip(1),
        text.as_bytes(),
    );
    ends.filter(|end| end * 2 <= text.len())
        .find(|end| bytes[*end..] == bytes[..bytes.len() - end])
        .map_or(text, |end| &text[..end])
}

/// Whether a text is a listed word in one of its dresses.
fn is_worn(text: &str) -> bool {
    let is_added = |letter: char| !letter.is_alphabetic();
    let stems = [
        text.trim_matches(is_added),
        text.trim_end_matches(is_added),
        text.trim_start_matches(is_added),
        text,
    ];
    stems.iter().any(|stem| {
        let (before, after) = text.split_once(stem).unwrap_or_default();
        is_little(before, after) && (is_listed(stem) || is_listed(&undisguised(stem)))
    })
}

/// Whether what stands around a word is not worth counting.
fn is_little(before: &str, after: &str) -> bool {
    let is_idle = |added: &str| added.is_empty() || unit(added) != added || is_walked(added);
    before.chars().count() + after.chars().count() <= MOST_ADDED
        || (is_idle(before) && is_idle(after))
}

fn is_listed(word: &str) -> bool {
    word.chars().count() >= LEAST_LISTED && WORDS.binary_search(&word).is_ok()
}

/// A word without the digits and signs that stand for letters of their shape.
fn undisguised(word: &str) -> String {
    let letter = |sign| match sign {
        '@' | '4' => 'a',
        '0' => 'o',
        '3' => 'e',
        '1' | '!' => 'i',
        '$' | '5' => 's',
        '7' | '+' => 't',
        other => other,
    };
    word.chars().map(letter).collect()
}

/// Whether a text is a day of our century or the one before, its year first or last.
fn is_date(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let are_others_signs = text
        .chars()
        .all(|letter| letter.is_ascii_digit() || " .,-/_".contains(letter));
    let number = |from: usize, until: usize| digits[from..until].parse::<u32>().unwrap_or_default();
    let is_day = |at: usize| {
        let (one, other) = (number(at, at + 2), number(at + 2, at + 4));
        (1..=31).contains(&one.max(other)) && (1..=12).contains(&one.min(other))
    };
    let is_year = |at: usize| (1900..2100).contains(&number(at, at + 4));
    digits.len() == 8
        && are_others_signs
        && ((is_day(0) && is_year(4)) || (is_year(0) && is_day(4)))
}
