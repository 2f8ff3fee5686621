//! Fields of a body, a query or a form, read one by one the way pydantic 2 reads them when it is not strict. What is
//! wrong with any of them is gathered, so that one answer lists everything.

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime};
use serde_json::{Map, Value, json};

use super::instants;
use super::wrong::Wrong;
use crate::wall::WallTime;

/// The fields of one part of a request.
pub(crate) struct Fields {
    part: &'static str,
    entries: Map<String, Value>,
    wrongs: Vec<Wrong>,
}

type Read<T> = Result<T, Wrong>;

impl Fields {
    /// The fields of a part of the request: `body`, `query` or `path`.
    pub(crate) fn of(part: &'static str, entries: Map<String, Value>) -> Self {
        Self {
            part,
            entries,
            wrongs: Vec::new(),
        }
    }

    /// Whether a field was sent at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// Everything that is wrong, in the order in which it was read.
    pub(crate) fn wrongs(self) -> Vec<Wrong> {
        self.wrongs
    }

    /// Notes that something else is wrong with a field.
    pub(crate) fn object(&mut self, name: &str, wrong: Wrong) {
        self.wrongs.push(wrong.at(&[self.part, name]));
    }

    /// A field that must be there, as `read` reads it.
    pub(crate) fn needed<T>(&mut self, name: &str, read: impl Fn(&Value) -> Read<T>) -> Option<T> {
        match self.entries.get(name) {
            Some(value) => match read(value) {
                Ok(value) => Some(value),
                Err(wrong) => {
                    self.object(name, wrong);
                    None
                }
            },
            None => {
                let all = Value::Object(self.entries.clone());
                let all = if self.part == "query" {
                    Value::Null
                } else {
                    all
                };
                self.object(name, Wrong::new("missing", "Field required", &all));
                None
            }
        }
    }

    /// A field that may be left out or be null; what it then is, is none.
    pub(crate) fn maybe<T>(&mut self, name: &str, read: impl Fn(&Value) -> Read<T>) -> Option<T> {
        match self.entries.get(name) {
            None | Some(Value::Null) => None,
            Some(_) => self.needed(name, read),
        }
    }
}

/// A whole number: as a number, a number without a fraction, a text or a truth.
pub(crate) fn int(value: &Value) -> Read<i64> {
    let parsing = "Input should be a valid integer, unable to parse string as an integer";
    let size = "Unable to parse input string as an integer, exceeded maximum size";
    match value {
        Value::Bool(truth) => Ok(i64::from(*truth)),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Ok(number),
            (None, Some(float)) if float.fract() != 0.0 => Err(Wrong::new(
                "int_from_float",
                "Input should be a valid integer, got a number with a fractional part",
                value,
            )),
            (None, Some(float)) if float.abs() < 9e15 => Ok(float as i64),
            (None, _) => Err(Wrong::new("int_parsing_size", size, value)),
        },
        Value::String(text) => {
            let text = text.trim();
            let whole = text.strip_suffix(".0").unwrap_or(text);
            let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole);
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            match whole.parse() {
                Ok(number) if is_number => Ok(number),
                Err(_) if is_number => Err(Wrong::new("int_parsing_size", size, value)),
                _ => Err(Wrong::new("int_parsing", parsing, value)),
            }
        }
        Value::Null | Value::Array(_) | Value::Object(_) => Err(Wrong::new(
            "int_type",
            "Input should be a valid integer",
            value,
        )),
    }
}

/// A whole number between two bounds, both included.
pub(crate) fn int_within(bounds: RangeInclusive<i64>) -> impl Fn(&Value) -> Read<i64> {
    move |value| {
        let number = int(value)?;
        let (least, most) = (*bounds.start(), *bounds.end());
        if number < least {
            let words = format!("Input should be greater than or equal to {least}");
            return Err(Wrong::new("greater_than_equal", words, value).with(json!({ "ge": least })));
        }
        if number > most {
            let words = format!("Input should be less than or equal to {most}");
            return Err(Wrong::new("less_than_equal", words, value).with(json!({ "le": most })));
        }
        Ok(number)
    }
}

/// A text that a database can keep.
pub(crate) fn text(value: &Value) -> Read<String> {
    match value {
        Value::String(text) if text.contains('\0') => {
            let words = "Value error, a text cannot hold NUL";
            Err(Wrong::new("value_error", words, value).with(json!({ "error": {} })))
        }
        Value::String(text) => Ok(text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(Wrong::new(
                "string_type",
                "Input should be a valid string",
                value,
            ))
        }
    }
}

/// A text of so many characters, both bounds included.
pub(crate) fn text_within(bounds: RangeInclusive<usize>) -> impl Fn(&Value) -> Read<String> {
    move |value| {
        let text = text(value)?;
        let (least, most) = (*bounds.start(), *bounds.end());
        let length = text.chars().count();
        let characters = |number| {
            if number == 1 {
                "character"
            } else {
                "characters"
            }
        };
        if length < least {
            let words = format!("String should have at least {least} {}", characters(least));
            let facts = json!({ "min_length": least });
            return Err(Wrong::new("string_too_short", words, value).with(facts));
        }
        if length > most {
            let words = format!("String should have at most {most} {}", characters(most));
            let facts = json!({ "max_length": most });
            return Err(Wrong::new("string_too_long", words, value).with(facts));
        }
        Ok(text)
    }
}

/// A truth: as a truth, or as one of the words and numbers that mean one.
pub(crate) fn truth(value: &Value) -> Read<bool> {
    let parsing = "Input should be a valid boolean, unable to interpret input";
    let word = match value {
        Value::Bool(truth) => return Ok(*truth),
        Value::String(text) => text.to_lowercase(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            return Err(Wrong::new(
                "bool_type",
                "Input should be a valid boolean",
                value,
            ));
        }
    };
    match word.as_str() {
        "1" | "1.0" | "on" | "t" | "true" | "y" | "yes" => Ok(true),
        "0" | "0.0" | "off" | "f" | "false" | "n" | "no" => Ok(false),
        _ => Err(Wrong::new("bool_parsing", parsing, value)),
    }
}

/// An e-mail address; its domain is written in lower case, its local part as it was sent.
pub(crate) fn email(value: &Value) -> Read<String> {
    let text = text(value)?;
    let (local, domain) = text.rsplit_once('@').unwrap_or((text.as_str(), ""));
    let written = format!("{local}@{}", domain.to_lowercase());
    if bronya_gate::texts::email(&written, &()).is_ok() {
        return Ok(written);
    }
    let why = if domain.is_empty() {
        "An email address must have an @-sign."
    } else {
        "The email address is not one that could exist."
    };
    let words = format!("value is not a valid email address: {why}");
    Err(Wrong::new("value_error", words, value).with(json!({ "reason": why })))
}

/// A day: as a date, a date and time at midnight, or the seconds of one since 1970.
pub(crate) fn date(value: &Value) -> Read<Date> {
    instants::date(value)
}

/// A time of day, with the offset that was sent with it.
pub(crate) fn time(value: &Value) -> Read<WallTime> {
    instants::time(value)
}

/// A date and time without a zone: an offset is counted away, so that what is left is UTC.
pub(crate) fn date_time(value: &Value) -> Read<DateTime> {
    instants::date_time(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_int(value: Value, read: Result<i64, &str>) {
        assert_eq!(int(&value).map_err(|wrong| wrong.kind), read, "{value}");
    }

    #[test]
    fn whole_numbers_are_read_as_leniently_as_the_original_reads_them() {
        check_int(json!(7), Ok(7));
        check_int(json!(7.0), Ok(7));
        check_int(json!(" 7 "), Ok(7));
        check_int(json!("+7"), Ok(7));
        check_int(json!(true), Ok(1));
        check_int(json!(7.5), Err("int_from_float"));
        check_int(json!("seven"), Err("int_parsing"));
        check_int(json!("-"), Err("int_parsing"));
        check_int(json!(null), Err("int_type"));
        check_int(json!([7]), Err("int_type"));
        check_int(json!(u64::MAX), Err("int_parsing_size"));
        check_int(json!("99999999999999999999"), Err("int_parsing_size"));
        check_int(json!(1e300), Err("int_parsing_size"));
    }

    #[test]
    fn one_answer_lists_everything_that_is_wrong() {
        let entries = json!({ "name": "", "seats": "many" });
        let entries = entries.as_object().cloned().unwrap_or_default();
        let mut fields = Fields::of("body", entries);
        assert_eq!(fields.needed("name", text_within(1..=64)), None);
        assert_eq!(fields.needed("seats", int_within(1..=20)), None);
        assert_eq!(fields.needed("phone", text), None);
        assert_eq!(fields.maybe("note", text), None);
        let kinds: Vec<_> = fields.wrongs().iter().map(|wrong| wrong.kind).collect();
        assert_eq!(kinds, ["string_too_short", "int_parsing", "missing"]);
    }

    #[test]
    fn an_address_keeps_the_case_of_its_local_part() {
        assert_eq!(
            email(&json!("Anna@Example.ORG")),
            Ok("Anna@example.org".into())
        );
        assert!(email(&json!("anna")).is_err());
        assert!(email(&json!("a\0@example.org")).is_err());
    }
}
