//! The keyboard on which a password was typed: the ways a hand walks over it, and the other language of its keys.

/// The same keys with the keyboard switched to Latin and to Russian letters.
const LATIN: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN: &str = "ёйцукенгшщзхъфывапролджэячсмитьбю";

/// Ways along which a hand walks without thinking: the alphabets, the rows and the columns.
const WAYS: [&str; 23] = [
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "01234567890",
    "!@#$%^&*()",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "1йфя",
    "2цыч",
    "3увс",
    "4кам",
    "147258369",
];

/// Fewer steps than this are no walk: they are found in every word.
const LEAST_STEPS: usize = 3;
/// More walks than this one after the other are more than somebody guesses.
const MOST_WALKS: usize = 4;

/// A text in lower case as it was typed, and as it would be with the keyboard switched to the other language.
pub fn readings(text: &str) -> Vec<String> {
    let typed = text.to_lowercase();
    let switched = [(LATIN, RUSSIAN), (RUSSIAN, LATIN)].map(|(from, to)| switch(&typed, from, to));
    let mut all = vec![typed];
    for other in switched {
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all
}

fn switch(text: &str, from: &str, to: &str) -> String {
    let key = |letter: char| {
        let at = from.chars().position(|other| other == letter);
        at.and_then(|at| to.chars().nth(at)).unwrap_or(letter)
    };
    text.chars().map(key).collect()
}

/// Whether a text in lower case is nothing but a few walks over the keyboard, the same key again among them.
pub fn is_walked(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let (mut at, mut walks) = (0, 0);
    while at < letters.len() {
        let steps = steps(&letters[at..]);
        if steps < LEAST_STEPS {
            return false;
        }
        at += steps;
        walks += 1;
    }
    (1..=MOST_WALKS).contains(&walks)
}

/// How far the longest walk goes with which a text begins.
fn steps(letters: &[char]) -> usize {
    let again = letters
        .iter()
        .take_while(|letter| **letter == letters[0])
        .count();
    let along = WAYS.iter().map(|way| {
        let forth = met(letters, way.chars());
        forth.max(met(letters, way.chars().rev()))
    });
    along.fold(again, usize::max)
}

/// How much of a text's beginning lies on a way.
fn met(letters: &[char], way: impl Iterator<Item = char>) -> usize {
    let ahead = way.skip_while(|key| *key != letters[0]);
    let same = |(key, letter): &(char, &char)| key == *letter;
    ahead.zip(letters).take_while(same).count()
}
