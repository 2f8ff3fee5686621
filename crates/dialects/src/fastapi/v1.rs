//! Fields of a body, a query or a form, read one by one the way pydantic 1 reads them: more leniently than its
//! successor, and what is wrong is listed in fewer words.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::sent::Unread;

/// One thing that is wrong with a request, as pydantic 1 lists it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wrong {
    /// Where it stands: `body` or `query`, and what leads there.
    pub place: Vec<Value>,
    /// What is wrong, in words.
    pub words: String,
    /// Which rule it breaks, in pydantic's word.
    pub kind: &'static str,
    /// The facts of the rule, where it has some.
    pub facts: Option<Value>,
}

type Read<T> = Result<T, Wrong>;

impl Wrong {
    /// Something wrong with a value.
    pub(crate) fn new(kind: &'static str, words: impl Into<String>) -> Self {
        Self {
            place: Vec::new(),
            words: words.into(),
            kind,
            facts: None,
        }
    }

    /// A rule of the contract's own.
    pub(crate) fn value(words: impl Into<String>) -> Self {
        Self::new("value_error", words)
    }

    /// What is wrong with a body that cannot be taken apart; none where it cannot even be read.
    pub(crate) fn of_body(unread: Unread) -> Option<Self> {
        let Unread::Wrong(wrong) = unread else {
            return None;
        };
        let (kind, words) = match wrong.kind {
            "missing" => ("value_error.missing", "field required".to_owned()),
            "json_invalid" => ("value_error.jsondecode", told(wrong.facts.as_deref())),
            _ => ("type_error.dict", "value is not a valid dict".to_owned()),
        };
        Some(Self {
            place: wrong.place,
            ..Self::new(kind, words)
        })
    }

    /// As pydantic 1 writes it.
    pub(crate) fn written(&self) -> Value {
        let mut text = json!({ "loc": self.place, "msg": self.words, "type": self.kind });
        if let (Some(facts), Some(entries)) = (&self.facts, text.as_object_mut()) {
            entries.insert("ctx".to_owned(), facts.clone());
        }
        text
    }
}

/// Why a text is no JSON.
fn told(facts: Option<&Value>) -> String {
    let error = facts.and_then(|facts| facts["error"].as_str());
    error.unwrap_or_default().to_owned()
}

/// Everything that is wrong as one text, the way pydantic 1 prints it about a model.
pub(crate) fn text(wrongs: &[Wrong], model: &str) -> String {
    let errors = if wrongs.len() == 1 { "error" } else { "errors" };
    let head = format!("{} validation {errors} for {model}", wrongs.len());
    wrongs.iter().fold(head, |text, wrong| {
        let steps = wrong.place.iter().skip(1).map(|step| match step {
            Value::String(step) => step.clone(),
            other => other.to_string(),
        });
        let place = steps.collect::<Vec<_>>().join(" -> ");
        let place = if place.is_empty() { "__root__" } else { &place };
        format!("{text}\n{place}\n  {} (type={})", wrong.words, wrong.kind)
    })
}

/// The fields of one part of a request.
pub(crate) struct Fields {
    part: &'static str,
    entries: Map<String, Value>,
    wrongs: Vec<Wrong>,
}

impl Fields {
    /// The fields of a part of the request: `body` or `query`.
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

    /// What a rule says to a field that was read; what it objects to is noted.
    pub(crate) fn keep<T>(&mut self, name: &str, read: Read<T>) -> Option<T> {
        let wrong = match read {
            Ok(value) => return Some(value),
            Err(wrong) => wrong,
        };
        self.wrongs.push(Wrong {
            place: vec![json!(self.part), json!(name)],
            ..wrong
        });
        None
    }

    /// A field that must be there, as `read` reads it.
    pub(crate) fn needed<T>(&mut self, name: &str, read: impl Fn(&Value) -> Read<T>) -> Option<T> {
        let read = match self.entries.get(name) {
            Some(Value::Null) => Err(Wrong::new(
                "type_error.none.not_allowed",
                "none is not an allowed value",
            )),
            Some(value) => read(value),
            None => Err(Wrong::new("value_error.missing", "field required")),
        };
        self.keep(name, read)
    }

    /// A field that may be left out or be null; what it then is, is none.
    pub(crate) fn maybe<T>(&mut self, name: &str, read: impl Fn(&Value) -> Read<T>) -> Option<T> {
        match self.entries.get(name) {
            None | Some(Value::Null) => None,
            Some(_) => self.needed(name, read),
        }
    }

    /// What was read, if all of it could be; else everything that is wrong, in the order in which it was read.
    pub(crate) fn done<T>(self, read: Option<T>) -> Result<T, Vec<Wrong>> {
        match read {
            Some(read) if self.wrongs.is_empty() => Ok(read),
            _ => Err(self.wrongs),
        }
    }
}

/// A whole number: whatever Python's `int()` takes. Theirs have no end; where ours do, the last one stands for all
/// beyond.
pub(crate) fn int(value: &Value) -> Read<i64> {
    let read = match value {
        Value::Bool(truth) => Some(i64::from(*truth)),
        Value::Number(number) => {
            let cut = number.as_f64().map(|number| number as i64);
            number.as_i64().or(cut)
        }
        Value::String(text) => whole(text.trim()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    read.ok_or_else(|| Wrong::new("type_error.integer", "value is not a valid integer"))
}

fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = digits
        .split('_')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let end = match text.starts_with('-') {
        true => i64::MIN,
        false => i64::MAX,
    };
    is_number.then(|| text.replace('_', "").parse().unwrap_or(end))
}

/// A number, as Python's `float()` takes it; not one that is none.
pub(crate) fn float(value: &Value) -> Read<f64> {
    let read = match value {
        Value::Bool(truth) => Some(f64::from(u8::from(*truth))),
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    read.filter(|number: &f64| !number.is_nan())
        .ok_or_else(|| Wrong::new("type_error.float", "value is not a valid float"))
}

/// A text, or a number as a text.
pub(crate) fn text_of(value: &Value) -> Read<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(true) => Ok("True".to_owned()),
        Value::Bool(false) => Ok("False".to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(Wrong::new("type_error.str", "str type expected"))
        }
    }
}

/// A truth: as a truth, or as one of the words and numbers that mean one.
pub(crate) fn truth(value: &Value) -> Read<bool> {
    let word = match value {
        Value::Bool(truth) => return Ok(*truth),
        Value::String(text) => text.to_lowercase(),
        Value::Number(number) => match number.as_f64() {
            Some(1.0) => "1".to_owned(),
            Some(0.0) => "0".to_owned(),
            _ => String::new(),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    };
    match word.as_str() {
        "1" | "on" | "t" | "true" | "y" | "yes" => Ok(true),
        "0" | "off" | "f" | "false" | "n" | "no" => Ok(false),
        _ => Err(Wrong::new(
            "type_error.bool",
            "value could not be parsed to a boolean",
        )),
    }
}

/// An e-mail address, as it was sent.
pub(crate) fn email(value: &Value) -> Read<String> {
    let text = text_of(value)?;
    match bronya_gate::texts::email(&text, &()) {
        Ok(()) => Ok(text),
        Err(_) => Err(Wrong::new(
            "value_error.email",
            "value is not a valid email address",
        )),
    }
}

/// A text of at most so many characters.
pub(crate) fn at_most(most: usize, text: String) -> Read<String> {
    if text.chars().count() <= most {
        return Ok(text);
    }
    let words = format!("ensure this value has at most {most} characters");
    Err(Wrong {
        facts: Some(json!({ "limit_value": most })),
        ..Wrong::new("value_error.any_str.max_length", words)
    })
}

/// An instant, as RFC 3339 writes it. A plus that a query lost is put back. Years with other than four digits are none.
pub(crate) fn instant(value: &Value) -> Read<Timestamp> {
    let wrong = || Wrong::new("value_error.datetime", "invalid datetime format");
    let text = text_of(value)?;
    let text = text.trim();
    let read = match text.rsplit_once(' ') {
        Some((time, offset)) if time.contains(['T', 't', ' ']) => {
            format!("{time}+{offset}").parse()
        }
        _ => text.parse(),
    };
    let known: Timestamp = read.map_err(|_| wrong())?;
    let first = Timestamp::from_second(FIRST_SECOND).map_err(|_| wrong())?;
    let last = Timestamp::from_second(LAST_SECOND).map_err(|_| wrong())?;
    (first..last)
        .contains(&known)
        .then_some(known)
        .ok_or_else(wrong)
}

/// The beginnings of the years 1 and 9999.
const FIRST_SECOND: i64 = -62_135_596_800;
const LAST_SECOND: i64 = 253_370_764_800;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T: PartialEq + std::fmt::Debug>(
        read: fn(&Value) -> Read<T>,
        value: Value,
        expected: Result<T, &str>,
    ) {
        let read = read(&value).map_err(|wrong| wrong.kind);
        assert_eq!(read, expected, "{value}");
    }

    #[test]
    fn whole_numbers_are_read_as_python_does() {
        check(int, json!("1"), Ok(1));
        check(int, json!(" +1_000 "), Ok(1000));
        check(int, json!(true), Ok(1));
        check(int, json!(7.9), Ok(7));
        check(int, json!("7.0"), Err("type_error.integer"));
        check(int, json!("1__0"), Err("type_error.integer"));
        check(int, json!("-"), Err("type_error.integer"));
        check(int, json!([1]), Err("type_error.integer"));
        check(int, json!("-99999999999999999999"), Ok(i64::MIN));
        check(int, json!(u64::MAX), Ok(i64::MAX));
        check(int, json!(1e300), Ok(i64::MAX));
    }

    #[test]
    fn truths_have_many_names() {
        for yes in [json!(true), json!("Yes"), json!(1), json!(1.0), json!("on")] {
            check(truth, yes, Ok(true));
        }
        for no in [json!(false), json!("F"), json!(0), json!("0")] {
            check(truth, no, Ok(false));
        }
        for neither in [json!(2), json!("maybe"), json!([]), json!(" yes")] {
            check(truth, neither, Err("type_error.bool"));
        }
    }

    #[test]
    fn numbers_are_texts_too_and_lists_are_not() {
        check(text_of, json!(5), Ok("5".to_owned()));
        check(text_of, json!(true), Ok("True".to_owned()));
        check(text_of, json!({}), Err("type_error.str"));
        check(float, json!("1e3"), Ok(1000.0));
        check(float, json!("nan"), Err("type_error.float"));
    }

    #[test]
    fn instants_survive_a_query_and_end_with_the_calendar() {
        let noon: Timestamp = "2026-11-20T09:00:00Z".parse().expect("an instant");
        check(instant, json!("2026-11-20T12:00:00+03:00"), Ok(noon));
        check(instant, json!("2026-11-20T12:00:00 03:00"), Ok(noon));
        check(instant, json!("2026-11-20 09:00:00Z"), Ok(noon));
        for none in [
            "2026-11-20T12:00:00",
            "2026-02-30T12:00:00Z",
            "9999-12-31T23:59:59Z",
            "-009999-01-02T01:59:59Z",
            "",
            "\0",
        ] {
            check(instant, json!(none), Err("value_error.datetime"));
        }
    }

    #[test]
    fn everything_that_is_wrong_is_listed_and_printed() {
        let entries = json!({ "seats": "many", "cost": null });
        let mut fields = Fields::of("body", entries.as_object().cloned().unwrap_or_default());
        assert_eq!(fields.needed("types", text_of), None);
        assert_eq!(fields.needed("seats", int), None);
        assert_eq!(fields.needed("cost", float), None);
        assert_eq!(fields.maybe("start", instant), None);
        let wrongs = fields.done::<()>(None).expect_err("wrong");
        assert_eq!(
            text(&wrongs, "Table"),
            "3 validation errors for Table\ntypes\n  field required (type=value_error.missing)\nseats\n  \
            value is not a valid integer (type=type_error.integer)\ncost\n  none is not an allowed value \
            (type=type_error.none.not_allowed)"
        );
        assert_eq!(
            wrongs[0].written(),
            json!({ "loc": ["body", "types"], "msg": "field required", "type": "value_error.missing" })
        );
    }
}
