//! Values as the framework's fields read them: numbers from texts, texts from numbers, and truths from many words.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::fields::Read;
use super::phrases::{
    AT_LEAST, AT_MOST, BLANK, LONGEST, Message, NO_CHOICE, NO_EMAIL, NO_INTEGER, NO_TEXT, NO_TRUTH,
    NO_UUID, NUL, SHORTEST, TOO_LONG_A_NUMBER,
};

/// The longest text in which a number is looked for.
const NUMBER_LONGEST: usize = 1000;

pub(super) fn no<T>(wrong: impl Into<Message>) -> Read<T> {
    Err(vec![wrong.into()])
}

/// A value as the text that the framework makes of it before it looks closer.
fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Null => "None".to_owned(),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// The text in which a number is looked for.
pub(super) fn as_number(value: &Value) -> Read<String> {
    let text = as_text(value);
    if text.chars().nth(NUMBER_LONGEST).is_some() {
        return no(TOO_LONG_A_NUMBER);
    }
    Ok(text.trim().to_owned())
}

/// A whole number between two bounds, both included: as a number or a text, with nothing but zeros after its point.
pub(crate) fn int(bounds: RangeInclusive<i64>) -> impl Fn(&Value) -> Read<i64> {
    move |value| {
        let text = as_number(value)?;
        let whole = match text.split_once('.') {
            Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
            _ => &text,
        };
        let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return no(NO_INTEGER);
        }
        // Digits that are too many for us are beyond every bound.
        let beyond = if whole.starts_with('-') {
            i64::MIN
        } else {
            i64::MAX
        };
        let number = whole.parse().unwrap_or(beyond);
        if number > *bounds.end() {
            return no(AT_MOST.with(bounds.end()));
        }
        if number < *bounds.start() {
            return no(AT_LEAST.with(bounds.start()));
        }
        Ok(number)
    }
}

/// A truth: as a truth, or as one of the words and numbers that mean one.
pub(crate) fn truth(value: &Value) -> Read<bool> {
    match as_text(value).to_lowercase().as_str() {
        "t" | "y" | "yes" | "true" | "on" | "1" => Ok(true),
        "f" | "n" | "no" | "false" | "off" | "0" => Ok(false),
        "1.0" if value.is_number() => Ok(true),
        "0.0" if value.is_number() => Ok(false),
        _ => no(NO_TRUTH),
    }
}

/// What a text must be like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    /// Its fewest characters.
    pub least: usize,
    /// Its most characters.
    pub most: usize,
    /// Whether it may be empty.
    pub may_be_blank: bool,
    /// Whether blanks at its ends are taken away.
    pub trims: bool,
}

impl Text {
    /// How such a text is read.
    pub(crate) fn reader(self) -> impl Fn(&Value) -> Read<String> {
        move |value| self.read(value)
    }

    fn read(self, value: &Value) -> Read<String> {
        let mut text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return no(NO_TEXT);
            }
        };
        if self.trims {
            text = text.trim().to_owned();
        }
        if text.is_empty() {
            return if self.may_be_blank {
                Ok(text)
            } else {
                no(BLANK)
            };
        }
        let length = text.chars().count();
        let wrongs = [
            (length > self.most).then(|| LONGEST.with(self.most)),
            (length < self.least).then(|| SHORTEST.with(self.least)),
            text.contains('\0').then(|| NUL.into()),
        ];
        let wrongs: Vec<Message> = wrongs.into_iter().flatten().collect();
        if wrongs.is_empty() {
            Ok(text)
        } else {
            Err(wrongs)
        }
    }
}

/// A text of at most so many characters, trimmed and not empty.
pub(crate) fn text(most: usize) -> impl Fn(&Value) -> Read<String> {
    let text = Text {
        least: 1,
        most,
        may_be_blank: false,
        trims: true,
    };
    text.reader()
}

/// One of these words.
pub(crate) fn choice<'a>(words: &'a [&'a str]) -> impl Fn(&Value) -> Read<&'a str> {
    move |value| {
        let text = as_text(value);
        match words.iter().find(|word| **word == text) {
            Some(word) => Ok(word),
            None => no(NO_CHOICE.with(text)),
        }
    }
}

/// An e-mail address of at most so many characters, as it was written.
pub(crate) fn email(most: usize) -> impl Fn(&Value) -> Read<String> {
    let text = text(most);
    move |value| {
        let written = text(value)?;
        if bronya_gate::texts::email(&written, &()).is_err() {
            return no(NO_EMAIL);
        }
        Ok(written)
    }
}

/// A UUID in any of its forms, as its usual one: lower case, with hyphens.
pub(crate) fn uuid(value: &Value) -> Read<String> {
    let found = value.as_str().and_then(|text| {
        let bare = text.strip_prefix("urn:uuid:").unwrap_or(text);
        let bare = bare.trim_start_matches('{').trim_end_matches('}');
        let digits = bare.replace('-', "").to_ascii_lowercase();
        let is_one = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let part = |from, to| digits.get(from..to);
        let parts = [
            part(0, 8)?,
            part(8, 12)?,
            part(12, 16)?,
            part(16, 20)?,
            part(20, 32)?,
        ];
        is_one.then(|| parts.join("-"))
    });
    found.map_or_else(|| no(NO_UUID), Ok)
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use bronya_domain::catalog::Language;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check<T: Debug + PartialEq>(read: Read<T>, wanted: Result<T, &str>) {
        let said = |wrongs: Vec<Message>| {
            let said: Vec<_> = wrongs.iter().map(|one| one.said(Language::En)).collect();
            said.join(" ")
        };
        assert_eq!(read.map_err(said), wanted.map_err(str::to_owned));
    }

    #[test]
    fn whole_numbers_are_read_from_numbers_and_texts() {
        let read = |value| int(1..=100)(&value);
        for good in [json!(7), json!(7.0), json!("7"), json!(" +7.000 ")] {
            check(read(good), Ok(7));
        }
        let none = "A valid integer is required.";
        for bad in [
            json!(true),
            json!(7.5),
            json!("seven"),
            json!(""),
            json!("-"),
            json!("1.2"),
            json!([7]),
        ] {
            check(read(bad), Err(none));
        }
        let most = "Ensure this value is less than or equal to 100.";
        let least = "Ensure this value is greater than or equal to 1.";
        check(read(json!(101)), Err(most));
        check(read(json!(u64::MAX)), Err(most));
        check(read(json!("9".repeat(1000))), Err(most));
        check(
            read(json!("9".repeat(1001))),
            Err("String value too large."),
        );
        check(read(json!(0)), Err(least));
        check(read(json!(format!("-{}", "9".repeat(99)))), Err(least));
    }

    #[test]
    fn truths_have_many_words() {
        for yes in [
            json!(true),
            json!(1),
            json!(1.0),
            json!("t"),
            json!("Yes"),
            json!("ON"),
            json!("1"),
        ] {
            check(truth(&yes), Ok(true));
        }
        for no in [
            json!(false),
            json!(0),
            json!("f"),
            json!("No"),
            json!("off"),
        ] {
            check(truth(&no), Ok(false));
        }
        for bad in [
            json!(2),
            json!(""),
            json!("maybe"),
            json!([true]),
            json!("1.0"),
        ] {
            check(truth(&bad), Err("Must be a valid boolean."));
        }
    }

    #[test]
    fn texts_are_trimmed_and_counted() {
        let read = |value| text(4)(&value);
        check(read(json!("  стол ")), Ok("стол".to_owned()));
        check(read(json!(42)), Ok("42".to_owned()));
        check(read(json!("  ")), Err("This field may not be blank."));
        check(read(json!(true)), Err("Not a valid string."));
        check(read(json!(["a"])), Err("Not a valid string."));
        check(read(json!("a\0")), Err("Null characters are not allowed."));
        check(
            read(json!("стола")),
            Err("Ensure this field has no more than 4 characters."),
        );
    }

    #[test]
    fn a_text_may_keep_its_blanks_or_be_empty() {
        let loose = Text {
            least: 3,
            most: 9,
            may_be_blank: true,
            trims: false,
        };
        check(loose.read(&json!(" a ")), Ok(" a ".to_owned()));
        check(loose.read(&json!("")), Ok(String::new()));
        check(
            loose.read(&json!("ab")),
            Err("Ensure this field has at least 3 characters."),
        );
    }

    #[test]
    fn a_choice_is_one_of_the_words() {
        let read = |value| choice(&["room", "3"])(&value);
        check(read(json!("room")), Ok("room"));
        check(read(json!(3)), Ok("3"));
        check(read(json!("vip")), Err("\"vip\" is not a valid choice."));
        check(read(json!("")), Err("\"\" is not a valid choice."));
        check(read(json!(true)), Err("\"True\" is not a valid choice."));
    }

    #[test]
    fn addresses_look_like_addresses() {
        let read = |value| email(254)(&value);
        let anna = "Anna@Example.org";
        check(read(json!(" Anna@Example.org ")), Ok(anna.to_owned()));
        check(read(json!("anna")), Err("Enter a valid email address."));
        check(read(json!("")), Err("This field may not be blank."));
    }

    #[test]
    fn a_uuid_is_written_in_its_usual_form() {
        let usual = "0b7f4f0e-3f1c-4c1a-9a44-7d1c8f0a2b3c";
        for form in [
            usual.to_owned(),
            usual.to_uppercase(),
            usual.replace('-', ""),
            format!("{{{usual}}}"),
            format!("urn:uuid:{usual}"),
        ] {
            check(uuid(&json!(form)), Ok(usual.to_owned()));
        }
        for bad in [
            json!("0b7f4f0e"),
            json!("я".repeat(16)),
            json!("a\0"),
            json!(7),
            json!("я".repeat(32)),
        ] {
            check(uuid(&bad), Err("Must be a valid UUID."));
        }
    }
}
