//! One thing that is wrong with a request, as pydantic 2 lists it.

use serde_json::{Value, json};

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wrong {
    /// Which rule it breaks, in pydantic's word.
    pub kind: &'static str,
    /// Where it stands: `body`, `query` or `path`, and what leads there.
    pub place: Vec<Value>,
    /// What is wrong, in words.
    pub words: String,
    /// What was sent.
    pub input: Value,
    /// The facts of the rule, where it has some.
    pub facts: Option<Box<Value>>,
}

impl Wrong {
    /// Something wrong with a value.
    pub(crate) fn new(kind: &'static str, words: impl Into<String>, input: &Value) -> Self {
        Self {
            kind,
            place: Vec::new(),
            words: words.into(),
            input: input.clone(),
            facts: None,
        }
    }

    /// With the facts of the rule.
    pub(crate) fn with(self, facts: Value) -> Self {
        Self {
            facts: Some(Box::new(facts)),
            ..self
        }
    }

    /// At a place.
    pub(crate) fn at(self, place: &[&str]) -> Self {
        Self {
            place: place.iter().map(|part| json!(part)).collect(),
            ..self
        }
    }

    /// As pydantic 2 writes it.
    pub(crate) fn written(&self) -> Value {
        let mut text = json!({
            "type": self.kind,
            "loc": self.place,
            "msg": self.words,
            "input": self.input,
        });
        if let (Some(facts), Some(entries)) = (&self.facts, text.as_object_mut()) {
            entries.insert("ctx".to_owned(), facts.as_ref().clone());
        }
        text
    }
}
