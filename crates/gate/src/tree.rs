//! Hands a value that was read to the shape that a door asks for, be it a JSON body or the texts of a query.
//!
//! Derived shapes take a list for an object and numbers for names; this one does not, at any depth. What is wrong is
//! said in the caller's words, which know nothing of the types inside.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

/// A value on its way into a shape.
#[derive(Clone, Copy)]
pub(crate) struct Tree<'de> {
    value: &'de Value,
    /// Whether numbers and truths are written as texts, as queries do.
    in_texts: bool,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The entry of an object that it is about, where the object itself stands at the place.
    pub(crate) entry: Option<String>,
    /// What is wrong.
    pub(crate) words: String,
}

impl<'de> Tree<'de> {
    /// Of a JSON value.
    pub(crate) fn of_json(value: &'de Value) -> Self {
        Self {
            value,
            in_texts: false,
        }
    }

    /// Of an object whose values are texts.
    pub(crate) fn of_texts(value: &'de Value) -> Self {
        Self {
            value,
            in_texts: true,
        }
    }

    fn entries(
        self,
        entries: &'de Map<String, Value>,
    ) -> MapDeserializer<'de, impl Iterator<Item = (&'de str, Self)>, Wrong> {
        let inner = move |value| Self { value, ..self };
        MapDeserializer::new(
            entries
                .iter()
                .map(move |(name, value)| (name.as_str(), inner(value))),
        )
    }

    fn object<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.value {
            Value::Object(entries) => visitor.visit_map(self.entries(entries)),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Err(Wrong::custom("must be an object")),
        }
    }

    fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let Some(text) = self.value.as_str().filter(|_| self.in_texts) else {
            return self.deserialize_any(visitor);
        };
        // Only the plain form; the sign of a plus has become a blank in a query anyway.
        let plain = text
            .strip_prefix('-')
            .unwrap_or(text)
            .bytes()
            .all(|byte| byte.is_ascii_digit());
        match (plain, text.parse::<u64>(), text.parse::<i64>()) {
            (true, Ok(number), _) => visitor.visit_u64(number),
            (true, _, Ok(number)) => visitor.visit_i64(number),
            _ => Err(Wrong::invalid_type(Unexpected::Str(text), &visitor)),
        }
    }
}

/// Numbers, which a query writes as texts.
macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            self.number(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Tree<'de> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(*truth),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), _, _) => visitor.visit_u64(number),
                (None, Some(number), _) => visitor.visit_i64(number),
                (None, None, Some(number)) => visitor.visit_f64(number),
                (None, None, None) => Err(Wrong::custom("is a number beyond all bounds")),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => {
                let inner = items.iter().map(|value| Self { value, ..self });
                visitor.visit_seq(SeqDeserializer::new(inner))
            }
            Value::Object(entries) => visitor.visit_map(self.entries(entries)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.value.as_str().filter(|_| self.in_texts) {
            Some("true") => visitor.visit_bool(true),
            Some("false") => visitor.visit_bool(false),
            _ => self.deserialize_any(visitor),
        }
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.object(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.object(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.value {
            Value::String(text) => {
                StrDeserializer::new(text).deserialize_enum(name, variants, visitor)
            }
            Value::Object(entries) if entries.len() == 1 => {
                MapAccessDeserializer::new(self.entries(entries))
                    .deserialize_enum(name, variants, visitor)
            }
            _ => Err(Wrong::custom(format_args!(
                "must be exactly one of {}",
                listed(variants)
            ))),
        }
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Wrong> for Tree<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Wrong {
    fn entry(name: &str, words: &str) -> Self {
        Self {
            entry: Some(name.to_owned()),
            words: words.to_owned(),
        }
    }
}

impl Error for Wrong {
    fn custom<T: fmt::Display>(words: T) -> Self {
        let words = words.to_string();
        // Several forms were tried and none of them fits; the words would name the type inside.
        let words = if words.starts_with("data did not match any variant") {
            "has none of the forms that it may have".to_owned()
        } else {
            words
        };
        Self { entry: None, words }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(must_be(&expected.to_string()))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(must_be(&expected.to_string()))
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::custom(must_be(&expected.to_string()))
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Self {
        Self::custom(format_args!("must be one of {}", listed(known)))
    }

    fn unknown_field(name: &str, _: &'static [&'static str]) -> Self {
        Self::entry(name, "is not known here")
    }

    fn missing_field(name: &'static str) -> Self {
        Self::entry(name, "is missing")
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::entry(name, "stands there twice")
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl std::error::Error for Wrong {}

/// Says in the caller's words what a type inside expects.
fn must_be(expected: &str) -> String {
    let whole =
        |least: i128, most: i128| format!("must be a whole number between {least} and {most}");
    match expected {
        "u8" => whole(0, u8::MAX.into()),
        "u16" => whole(0, u16::MAX.into()),
        "u32" => whole(0, u32::MAX.into()),
        "u64" => whole(0, u64::MAX.into()),
        "i8" => whole(i8::MIN.into(), i8::MAX.into()),
        "i16" => whole(i16::MIN.into(), i16::MAX.into()),
        "i32" => whole(i32::MIN.into(), i32::MAX.into()),
        "i64" => whole(i64::MIN.into(), i64::MAX.into()),
        "a boolean" => "must be true or false".to_owned(),
        "a string" => "must be a text".to_owned(),
        "a sequence" => "must be a list".to_owned(),
        "unit" => "must be null".to_owned(),
        "newtype variant" | "struct variant" | "tuple variant" | "a map" => {
            "must be an object".to_owned()
        }
        _ if expected.starts_with("struct ") => "must be an object".to_owned(),
        _ if expected.starts_with("tuple struct ") => "must be an object".to_owned(),
        _ => format!("must be {expected}"),
    }
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Deserialize, Debug, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct House {
        rooms: BTreeMap<String, Vec<Room>>,
        #[serde(default)]
        roof: Option<Roof>,
    }

    #[derive(Deserialize, Debug, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Room {
        doors: u16,
    }

    #[derive(Deserialize, Debug, PartialEq)]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    enum Roof {
        None,
        Flat(Vec<Room>),
        Steep { degrees: u16 },
    }

    /// The place and the words of what is wrong.
    fn read(value: Value) -> Result<House, (String, String)> {
        serde_path_to_error::deserialize(Tree::of_json(&value))
            .map_err(|error| (error.path().to_string(), error.inner().words.clone()))
    }

    #[track_caller]
    fn check_bad(value: Value, path: &str, words: &str) {
        assert_eq!(
            read(value.clone()),
            Err((path.to_owned(), words.to_owned())),
            "{value}"
        );
    }

    #[test]
    fn a_list_is_no_object_at_any_depth() {
        let good = json!({"rooms": {"a": [{"doors": 2}]}, "roof": {"flat": [{"doors": 1}]}});
        assert!(read(good).is_ok());
        assert!(read(json!({"rooms": {}, "roof": {"steep": {"degrees": 30}}})).is_ok());
        assert!(read(json!({"rooms": {}, "roof": "none"})).is_ok());
        let object = "must be an object";
        check_bad(json!([{}]), ".", object);
        check_bad(json!({"rooms": []}), "rooms", object);
        check_bad(json!({"rooms": {"a": [[2]]}}), "rooms.a[0]", object);
        check_bad(
            json!({"rooms": {}, "roof": {"flat": [[1]]}}),
            "roof.flat[0]",
            object,
        );
        check_bad(
            json!({"rooms": {}, "roof": {"steep": [30]}}),
            "roof.steep",
            object,
        );
    }

    #[test]
    fn what_is_wrong_is_said_without_the_types_inside() {
        let one = "must be exactly one of `none`, `flat`, `steep`";
        check_bad(json!({"rooms": {}, "roof": {}}), "roof", one);
        check_bad(
            json!({"rooms": {}, "roof": {"flat": [], "steep": {"degrees": 1}}}),
            "roof",
            one,
        );
        check_bad(json!({"rooms": {}, "roof": 7}), "roof", one);
        check_bad(
            json!({"rooms": {}, "roof": "thatch"}),
            "roof",
            "must be one of `none`, `flat`, `steep`",
        );
        for doors in [
            json!(70_000),
            json!(-1),
            json!(1.5),
            json!("1"),
            json!(null),
        ] {
            check_bad(
                json!({"rooms": {"a": [{"doors": doors}]}}),
                "rooms.a[0].doors",
                "must be a whole number between 0 and 65535",
            );
        }
        check_bad(json!({"rooms": {"a": {}}}), "rooms.a", "must be a list");
    }

    #[test]
    fn queries_write_numbers_as_texts_and_bodies_do_not() {
        let value = json!({"doors": "2"});
        assert_eq!(
            Room::deserialize(Tree::of_texts(&value)),
            Ok(Room { doors: 2 })
        );
        assert!(Room::deserialize(Tree::of_json(&value)).is_err());
        for text in ["", "-", "-1", "+2", " 2", "2.0", "0x2", "70000"] {
            let value = json!({"doors": text});
            assert!(Room::deserialize(Tree::of_texts(&value)).is_err(), "{text}");
        }
    }
}
