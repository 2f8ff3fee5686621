//! Fields of a body, a form or a query, read one by one as the framework's serializers do. What is wrong with any of
//! them is gathered, so that one answer lists everything.

use std::collections::BTreeMap;

use bronya_domain::catalog::Language;
use serde_json::{Map, Value, json};

use super::phrases::{Message, NO_NUMBER, NO_TRUTH, NULL, REQUIRED};

/// The key of what is wrong with no field of its own.
const WHOLE: &str = "non_field_errors";

/// What a reader makes of a value: what it means, or everything that is wrong with it.
pub(super) type Read<T> = Result<T, Vec<Message>>;

/// The fields of one part of a request.
pub(crate) struct Fields {
    entries: Map<String, Value>,
    language: Language,
    is_form: bool,
    is_partial: bool,
    is_object: bool,
    wrongs: BTreeMap<String, Vec<String>>,
}

impl Fields {
    /// The fields of a JSON object.
    pub(crate) fn of(entries: Map<String, Value>, language: Language) -> Self {
        Self {
            entries,
            language,
            is_form: false,
            is_partial: false,
            is_object: true,
            wrongs: BTreeMap::new(),
        }
    }

    /// The fields of a form or a query, where an empty text is how one says that there is nothing.
    pub(crate) fn of_form(entries: Map<String, Value>, language: Language) -> Self {
        Self {
            is_form: true,
            ..Self::of(entries, language)
        }
    }

    /// The fields of a body that is no object: none, and no word about those that are missing.
    pub(super) fn of_no_object(wrong: &Message, language: Language) -> Self {
        let mut fields = Self::of(Map::new(), language);
        fields.object(WHOLE, wrong.clone());
        Self {
            is_object: false,
            ..fields
        }
    }

    /// The same fields, of which any may be left out: a PATCH.
    pub(crate) fn partial(self) -> Self {
        Self {
            is_partial: true,
            ..self
        }
    }

    /// Whether a field was sent at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// Whether nothing is wrong so far.
    pub(crate) fn is_fine(&self) -> bool {
        self.wrongs.is_empty()
    }

    /// Everything that is wrong: `{"seats":["A valid integer is required."]}`.
    pub(crate) fn wrongs(self) -> Value {
        json!(self.wrongs)
    }

    /// Notes that something else is wrong with a field.
    pub(crate) fn object(&mut self, name: &str, wrong: impl Into<Message>) {
        if self.is_object {
            let words = wrong.into().said(self.language);
            self.wrongs.entry(name.to_owned()).or_default().push(words);
        }
    }

    /// A field that must be there, unless these fields are partial, as `read` reads it.
    pub(crate) fn needed<T>(&mut self, name: &str, read: impl Fn(&Value) -> Read<T>) -> Option<T> {
        match self.entries.get(name) {
            None => {
                if !self.is_partial {
                    self.object(name, REQUIRED);
                }
                None
            }
            Some(Value::Null) => {
                self.object(name, NULL);
                None
            }
            Some(value) => {
                let read = read(value);
                self.noted(name, read)
            }
        }
    }

    /// A field that may be left out, and may not be null. A form leaves it out by sending nothing in it.
    pub(crate) fn maybe<T>(&mut self, name: &str, read: impl Fn(&Value) -> Read<T>) -> Option<T> {
        match self.entries.get(name) {
            None => None,
            Some(value) if self.is_nothing(value) => read(value).ok(),
            Some(_) => self.needed(name, read),
        }
    }

    /// A field that may be left out and may be null: none where it was left out, none within where it is null.
    pub(crate) fn nullable<T>(
        &mut self,
        name: &str,
        read: impl Fn(&Value) -> Read<T>,
    ) -> Option<Option<T>> {
        match self.entries.get(name) {
            None => None,
            Some(Value::Null) => Some(None),
            Some(value) if self.is_nothing(value) => Some(read(value).ok()),
            Some(value) => match read(value) {
                Err(wrongs) if means_null(value, &wrongs) => Some(None),
                read => self.noted(name, read).map(Some),
            },
        }
    }

    fn is_nothing(&self, value: &Value) -> bool {
        self.is_form && value == ""
    }

    fn noted<T>(&mut self, name: &str, read: Read<T>) -> Option<T> {
        read.map_err(|wrongs| {
            wrongs
                .into_iter()
                .for_each(|wrong| self.object(name, wrong))
        })
        .ok()
    }
}

/// Whether a text is one of those that mean null: an empty one where a number is read, and the words for it where a
/// truth is.
fn means_null(value: &Value, wrongs: &[Message]) -> bool {
    let text = value.as_str().map(str::trim);
    match wrongs {
        [wrong] if wrong.phrase == NO_NUMBER => text == Some(""),
        [wrong] if wrong.phrase == NO_TRUTH => {
            matches!(text, Some("" | "null" | "Null" | "NULL"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::decimals::decimal;
    use super::super::values::{int, text, truth};
    use super::*;

    fn entries(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    fn sent(value: Value) -> Fields {
        Fields::of(entries(value), Language::En)
    }

    fn form(value: Value) -> Fields {
        Fields::of_form(entries(value), Language::En)
    }

    #[test]
    fn one_answer_lists_everything_that_is_wrong() {
        let mut fields = sent(json!({ "seats": "many", "name": "a\0bcd", "note": null }));
        fields.needed("seats", int(1..=100));
        fields.needed("price", decimal(10, None));
        fields.needed("name", text(3));
        fields.maybe("note", text(3));
        fields.object("name", super::super::phrases::NO_SUCH_KEY.with(7));
        assert_eq!(
            fields.wrongs(),
            json!({
                "seats": ["A valid integer is required."],
                "price": ["This field is required."],
                "name": [
                    "Ensure this field has no more than 3 characters.",
                    "Null characters are not allowed.",
                    "Invalid pk \"7\" - object does not exist.",
                ],
                "note": ["This field may not be null."],
            })
        );
    }

    #[test]
    fn a_patch_may_leave_out_anything_and_still_has_to_make_sense() {
        let mut fields = sent(json!({ "seats": null })).partial();
        assert_eq!(fields.needed("price", decimal(10, None)), None);
        assert!(fields.is_fine());
        assert_eq!(fields.needed("seats", int(1..=100)), None);
        assert!(!fields.is_fine());
    }

    #[test]
    fn null_is_told_from_what_was_left_out() {
        let mut fields = sent(json!({ "a": null, "b": "x", "c": "", "d": "null" }));
        assert_eq!(fields.nullable("a", text(9)), Some(None));
        assert_eq!(fields.nullable("b", text(9)), Some(Some("x".to_owned())));
        assert_eq!(fields.nullable("c", decimal(5, None)), Some(None));
        assert_eq!(fields.nullable("d", truth), Some(None));
        assert_eq!(fields.nullable("e", truth), None);
        assert!(fields.is_fine());
        assert_eq!(fields.nullable("c", text(9)), None);
        assert!(!fields.is_fine());
    }

    #[test]
    fn an_empty_field_of_a_form_says_nothing() {
        let mut fields = form(json!({ "seats": "", "note": "" }));
        assert_eq!(fields.maybe("seats", int(1..=100)), None);
        assert_eq!(fields.nullable("note", text(9)), Some(None));
        assert!(fields.is_fine());
        assert_eq!(fields.needed("seats", int(1..=100)), None);
        assert!(!fields.is_fine());
    }
}
