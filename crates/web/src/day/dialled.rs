//! A phone number among the words of a typed line, where it may be spread over several beside other numbers.

use bronya_gate::texts;

/// A phone number has at least so many digits.
const LEAST: usize = 7;
/// And no more than so many, by E.164.
const MOST: usize = 15;

/// Over how many of the words a phone number goes that begins with the first of them; none where no number does. It is the longest
/// that is one in the region, by ISO 3166. What only looks like one is taken for one, too: lost it would be missed by nobody, and
/// the form says what is wrong with it.
pub(super) fn phone(words: &[&str], region: Option<&str>) -> usize {
    let run = run(words);
    let Some(first) = run.first() else {
        return 0;
    };
    if let Some(length) = valid(run, region) {
        length
    } else if first.starts_with('+') || looks_like_one(run, region) {
        fitting(run)
    } else {
        usize::from(digits(first) >= LEAST)
    }
}

/// The words at the beginning of which one number could be made. None begins in the midst of another.
fn run<'a>(words: &'a [&'a str]) -> &'a [&'a str] {
    let could_be = |word: &str| {
        let mut letters = word.chars();
        letters.all(|letter| letter.is_ascii_digit() || "+()-".contains(letter))
    };
    let end = words
        .iter()
        .enumerate()
        .position(|(nth, word)| !could_be(word) || (nth > 0 && word.starts_with('+')));
    &words[..end.unwrap_or(words.len())]
}

/// The longest beginning of the words that is a phone number in the region.
fn valid(words: &[&str], region: Option<&str>) -> Option<usize> {
    let is_one = |length: &usize| texts::phone_in(&words[..*length].join(" "), region).is_some();
    (1..=words.len()).rev().find(is_one)
}

/// Whether the words together have the digits of a phone number, and nothing in them is better taken apart: a phone number of one
/// word, one that is valid further on, or how many come before the rest.
fn looks_like_one(words: &[&str], region: Option<&str>) -> bool {
    let sum = |words: &[&str]| words.iter().map(|word| digits(word)).sum::<usize>();
    let is_apart = |first: &str| {
        (1..=3).contains(&first.len()) && digits(first) == first.len() && !first.starts_with('0')
    };
    let of_one_word = words.iter().any(|word| digits(word) >= LEAST);
    let further_on = (1..words.len()).any(|from| valid(&words[from..], region).is_some());
    let after_a_party = is_apart(words[0]) && sum(&words[1..]) >= LEAST;
    sum(words) >= LEAST && !of_one_word && !further_on && !after_a_party
}

/// How many of the words have no more digits together than a phone number.
fn fitting(words: &[&str]) -> usize {
    let mut sum = 0;
    let fits = words.iter().take_while(|word| {
        sum += digits(word);
        sum <= MOST
    });
    fits.count()
}

fn digits(word: &str) -> usize {
    word.bytes().filter(u8::is_ascii_digit).count()
}
