//! A request as a whole on its way to be read: what its path and its body or query say, and everything that is found wrong
//! with them, which is said in one answer.

use serde_json::{Map, Value};

use super::fields::Fields;
use super::sent::{self, Unread};
use super::wrong::Wrong;
use crate::heard::Heard;

/// A request on its way to be read.
pub(crate) struct Asked {
    path: Fields,
    /// The fields of the body or the query.
    pub rest: Fields,
    /// Why there are no fields at all.
    lost: Option<Wrong>,
}

impl Asked {
    /// The fields of a JSON body. What is no JSON is refused at once; that it is no object is said in its turn, after who
    /// calls.
    pub(crate) fn body(heard: &Heard) -> Result<Self, Unread> {
        let (entries, lost) = match sent::body(heard) {
            Ok(entries) => (entries, None),
            Err(Unread::Wrong(wrong)) if wrong.kind != "json_invalid" => (Map::new(), Some(wrong)),
            Err(unread) => return Err(unread),
        };
        Ok(Self::of(Fields::of("body", entries), lost))
    }

    /// The entries of the query.
    pub(crate) fn query(heard: &Heard) -> Self {
        Self::of(Fields::of("query", sent::query(heard)), None)
    }

    /// A request that says nothing but where it goes.
    pub(crate) fn nothing() -> Self {
        Self::of(Fields::of("body", Map::new()), None)
    }

    fn of(rest: Fields, lost: Option<Wrong>) -> Self {
        let path = Fields::of("path", Map::new());
        Self { path, rest, lost }
    }

    /// What stands at the end of the path, by its name in the pattern.
    pub(crate) fn at_end<T>(
        &mut self,
        heard: &Heard,
        name: &str,
        read: impl Fn(&Value) -> Result<T, Wrong>,
    ) -> Option<T> {
        let last = heard.path.rsplit('/').next().unwrap_or_default();
        let entries = [(name.to_owned(), Value::from(last))];
        self.path = Fields::of("path", entries.into_iter().collect());
        self.path.needed(name, read)
    }

    /// What was made of the fields, or everything that is wrong with them.
    pub(crate) fn made<T>(self, made: impl FnOnce() -> Option<T>) -> Result<T, Vec<Wrong>> {
        let mut wrongs = self.path.wrongs();
        match self.lost {
            Some(lost) => wrongs.push(lost),
            None => wrongs.extend(self.rest.wrongs()),
        }
        match made() {
            Some(made) if wrongs.is_empty() => Ok(made),
            _ => Err(wrongs),
        }
    }
}
