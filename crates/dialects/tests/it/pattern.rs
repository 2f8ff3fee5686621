//! Expected texts and JSON with placeholders in them, compared with what came.
//!
//! `{name}` captures where the name is new and must be equal where it is known; `{name:int}` does so with a whole number;
//! `{*}` matches anything.

use std::collections::BTreeMap;

use serde_json::Value;

/// What was captured so far. Numbers stand in it as JSON writes them.
pub type Captures = BTreeMap<String, String>;

enum Piece<'a> {
    Plain(&'a str),
    Anything,
    Name { name: &'a str, whole_number: bool },
}

/// The text with what was captured in the place of its placeholders.
///
/// # Errors
/// Where nothing was captured under a name.
pub fn filled(text: &str, captures: &Captures) -> Result<String, String> {
    let mut out = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => out += plain,
            Piece::Anything => return Err(format!("{{*}} cannot be sent, in {text:?}")),
            Piece::Name { name, .. } => match captures.get(name) {
                Some(value) => out += value,
                None => return Err(format!("nothing was captured as {{{name}}}, in {text:?}")),
            },
        }
    }
    Ok(out)
}

/// Matches the whole of a text.
pub fn whole(pattern: &str, text: &str, captures: &mut Captures) -> bool {
    take(fits(&pieces(pattern), text, captures, true), captures)
}

/// Finds a pattern in a text. A capture at the pattern's end takes as much as it can.
pub fn within(pattern: &str, text: &str, captures: &mut Captures) -> bool {
    let pieces = pieces(pattern);
    let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let mut found = starts.filter_map(|at| fits(&pieces, &text[at..], captures, false));
    let found = found.next();
    take(found, captures)
}

/// Compares JSON, exactly. What differs first is said with its place.
///
/// # Errors
/// What differs.
pub fn json(expected: &Value, came: &Value, captures: &mut Captures) -> Result<(), String> {
    same(expected, came, "", captures)
}

/// Compares only the keys that are expected of an object.
///
/// # Errors
/// What differs.
pub fn part_of(expected: &Value, came: &Value, captures: &mut Captures) -> Result<(), String> {
    let expected = expected.as_object().ok_or("no object is expected")?;
    for (key, expected) in expected {
        let came = came
            .get(key)
            .ok_or_else(|| format!("{key} is missing in {came}"))?;
        same(expected, came, &format!(".{key}"), captures)?;
    }
    Ok(())
}

fn same(
    expected: &Value,
    came: &Value,
    place: &str,
    captures: &mut Captures,
) -> Result<(), String> {
    let at = if place.is_empty() {
        "the body"
    } else {
        place.trim_start_matches('.')
    };
    let differs = || format!("{at}: expected {expected}, came {came}");
    match (expected, came) {
        (Value::String(pattern), came) => {
            let holds = match (wish(pattern), came) {
                (Some(Piece::Anything), _) => true,
                (Some(Piece::Name { .. }), Value::Number(number)) if !number.is_f64() => {
                    whole(pattern, &number.to_string(), captures)
                }
                (Some(Piece::Name { .. }), _) => false,
                (_, Value::String(text)) => whole(pattern, text, captures),
                _ => false,
            };
            holds
                .then_some(())
                .ok_or_else(|| known(differs(), pattern, captures))
        }
        (Value::Object(expected), Value::Object(came)) => {
            if let Some(key) = expected.keys().find(|key| !came.contains_key(*key)) {
                return Err(format!("{at}: the key {key:?} is missing"));
            }
            if let Some(key) = came.keys().find(|key| !expected.contains_key(*key)) {
                return Err(format!("{at}: the key {key:?} is one too many"));
            }
            for (key, expected) in expected {
                same(expected, &came[key], &format!("{place}.{key}"), captures)?;
            }
            Ok(())
        }
        (Value::Array(expected), Value::Array(came)) => {
            if expected.len() != came.len() {
                let (expected, came) = (expected.len(), came.len());
                return Err(format!("{at}: expected {expected} entries, came {came}"));
            }
            for (number, (expected, came)) in expected.iter().zip(came).enumerate() {
                same(expected, came, &format!("{place}[{number}]"), captures)?;
            }
            Ok(())
        }
        (expected, came) if expected == came => Ok(()),
        _ => Err(differs()),
    }
}

/// A placeholder that stands alone in a text and takes more than texts.
fn wish(pattern: &str) -> Option<Piece<'_>> {
    let mut pieces = pieces(pattern);
    let only = pieces.pop().filter(|_| pieces.is_empty())?;
    match only {
        Piece::Anything
        | Piece::Name {
            whole_number: true, ..
        } => Some(only),
        Piece::Plain(_) | Piece::Name { .. } => None,
    }
}

/// What went wrong, with what is known of the names in the pattern.
pub fn known(why: String, pattern: &str, captures: &Captures) -> String {
    pieces(pattern).iter().fold(why, |why, piece| match piece {
        Piece::Name { name, .. } => match captures.get(*name) {
            Some(value) => format!("{why} ({{{name}}} is {value:?})"),
            None => why,
        },
        Piece::Plain(_) | Piece::Anything => why,
    })
}

fn take(found: Option<Captures>, captures: &mut Captures) -> bool {
    let new = found.is_some();
    captures.extend(found.unwrap_or_default());
    new
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut plain, mut at) = (Vec::new(), 0, 0);
    while let Some(open) = text[at..].find('{').map(|found| at + found) {
        let end = text[open..].find('}').map(|found| open + found);
        match end.and_then(|end| Some((end, placeholder(&text[open + 1..end])?))) {
            Some((end, piece)) => {
                if plain < open {
                    pieces.push(Piece::Plain(&text[plain..open]));
                }
                pieces.push(piece);
                (plain, at) = (end + 1, end + 1);
            }
            None => at = open + 1,
        }
    }
    if plain < text.len() {
        pieces.push(Piece::Plain(&text[plain..]));
    }
    pieces
}

fn placeholder(inner: &str) -> Option<Piece<'_>> {
    if inner == "*" {
        return Some(Piece::Anything);
    }
    let (name, whole_number) = match inner.strip_suffix(":int") {
        Some(name) => (name, true),
        None => (inner, false),
    };
    let is_name = name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    is_name.then_some(Piece::Name { name, whole_number })
}

/// What a match captures anew; none where there is no match.
fn fits(pieces: &[Piece<'_>], text: &str, known: &Captures, to_the_end: bool) -> Option<Captures> {
    let Some((piece, rest)) = pieces.split_first() else {
        let ends = text.is_empty() || !to_the_end;
        return ends.then(Captures::new);
    };
    match piece {
        Piece::Plain(plain) => fits(rest, text.strip_prefix(plain)?, known, to_the_end),
        Piece::Anything => {
            let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.find_map(|end| fits(rest, &text[end..], known, to_the_end))
        }
        Piece::Name { name, whole_number } => {
            if let Some(value) = known.get(*name) {
                return fits(rest, text.strip_prefix(value.as_str())?, known, to_the_end);
            }
            let most = reach(text, *whole_number);
            let tails = text
                .char_indices()
                .map(|(at, letter)| at + letter.len_utf8());
            let mut ends: Vec<usize> = tails.take_while(|end| *end <= most).collect();
            if rest.is_empty() {
                ends.reverse();
            }
            ends.into_iter().find_map(|end| {
                let value = &text[..end];
                if *whole_number && value.parse::<i64>().is_err() {
                    return None;
                }
                let mut with = known.clone();
                with.insert((*name).to_owned(), value.to_owned());
                let mut found = fits(rest, &text[end..], &with, to_the_end)?;
                found.insert((*name).to_owned(), value.to_owned());
                Some(found)
            })
        }
    }
}

/// How far a capture can reach at most.
fn reach(text: &str, whole_number: bool) -> usize {
    let stops = |letter: char| {
        if whole_number {
            !letter.is_ascii_digit() && letter != '-'
        } else {
            letter.is_whitespace() || matches!(letter, '"' | '\'' | '<')
        }
    };
    text.find(stops).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(expected: Value, came: Value, says: &str) {
        let mut captures = Captures::from([("id".to_owned(), "7".to_owned())]);
        let found = json(&expected, &came, &mut captures);
        assert_eq!(found.err().unwrap_or_default(), says);
    }

    #[test]
    fn json_is_compared_exactly() {
        check(json!({"a": [1, null]}), json!({"a": [1, null]}), "");
        check(
            json!({"a": 1}),
            json!({}),
            "the body: the key \"a\" is missing",
        );
        check(
            json!({}),
            json!({"a": 1}),
            "the body: the key \"a\" is one too many",
        );
        check(
            json!({"a": {"b": 1}}),
            json!({"a": {"b": 2}}),
            "a.b: expected 1, came 2",
        );
        check(
            json!([1]),
            json!([1, 2]),
            "the body: expected 1 entries, came 2",
        );
        check(json!(1), json!(1.0), "the body: expected 1, came 1.0");
        check(json!("1"), json!(1), "the body: expected \"1\", came 1");
        check(json!(null), json!(""), "the body: expected null, came \"\"");
    }

    #[test]
    fn placeholders_take_what_they_may() {
        check(json!("{*}"), json!({"a": 1}), "");
        check(json!("{new:int}"), json!(-5), "");
        check(
            json!("{new:int}"),
            json!("5"),
            "the body: expected \"{new:int}\", came \"5\"",
        );
        check(
            json!("{new:int}"),
            json!(5.5),
            "the body: expected \"{new:int}\", came 5.5",
        );
        check(
            json!("{new}"),
            json!("two words"),
            "the body: expected \"{new}\", came \"two words\"",
        );
        check(json!("No. {id} of {*}"), json!("No. 7 of the house"), "");
        check(
            json!(["{a:int}", "{a:int}"]),
            json!([1, 2]),
            "[1]: expected \"{a:int}\", came 2 ({a} is \"1\")",
        );
        check(
            json!("{id:int}"),
            json!(8),
            "the body: expected \"{id:int}\", came 8 ({id} is \"7\")",
        );
    }

    #[test]
    fn what_was_captured_can_be_sent() {
        let mut captures = Captures::new();
        assert!(whole(
            "Bearer {token}.{tail}",
            "Bearer ab.cd.ef",
            &mut captures
        ));
        assert_eq!(
            (captures["token"].as_str(), captures["tail"].as_str()),
            ("ab", "cd.ef")
        );
        assert!(within(
            "id={key}",
            "<a href=\"/x?id=k%2F1&y=2\">",
            &mut captures
        ));
        assert_eq!(
            filled("{\"a\":\"{key}\"}", &captures),
            Ok("{\"a\":\"k%2F1&y=2\"}".into())
        );
        assert!(filled("/{nothing}/", &captures).is_err());
        assert!(!within("{token}{token}", "ab", &mut captures));
    }
}
