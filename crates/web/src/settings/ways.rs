//! What stands around each page of settings.

use bronya_gate::Denial;
use bronya_words::Line;

use crate::fields::Trouble;
use crate::inside::{Inside, Room};
use crate::page::Frame;
use crate::paths;
use crate::tongue::Tongue;

/// Where the rules of a kind of resources are.
pub(super) fn rules_of_kind(venue: &str, kind: &str) -> String {
    let written: String = form_urlencoded::byte_serialize(kind.as_bytes()).collect();
    // A path keeps a blank as a percent sign and two digits, a form as a plus.
    let kind = written.replace('+', "%20");
    format!("{}/rules/{kind}", paths::settings(venue))
}

/// What stands around what a page of settings says.
pub(crate) struct Around {
    /// What was done a moment ago.
    pub told: Option<String>,
    /// What went wrong.
    pub trouble: Option<Trouble>,
}

impl Around {
    /// Around a page whose address says that something was done.
    pub(crate) fn of(inside: &Inside, done: Option<&str>) -> Self {
        let tongue = inside.known.tongue();
        Self {
            told: done.and_then(|done| told(tongue, done)),
            trouble: None,
        }
    }

    /// The same with something that went wrong.
    pub(crate) fn troubled(self, trouble: Option<Trouble>) -> Self {
        Self { trouble, ..self }
    }
}

/// The frame of a page of settings.
pub(crate) fn frame(inside: &Inside, title: String, around: &Around) -> Frame {
    Frame {
        troubled: around.trouble.is_some(),
        ..inside.frame_at(Room::Settings, title)
    }
}

/// What was done, by its name in addresses.
fn told(tongue: Tongue, done: &str) -> Option<String> {
    let words = match done {
        "founded" => "settings-done-founded",
        "saved" => "settings-done-saved",
        "added" => "settings-done-added",
        "retired" => "settings-done-retired",
        "renewed" => "week-done-renew",
        "deleted" => "settings-done-deleted",
        _ => return None,
    };
    Some(tongue.word(words))
}

/// What a question of an address says under a name.
pub(crate) fn asked(query: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query?.as_bytes());
    let found = pairs.find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}

/// What a resource is called, as one line.
pub(crate) fn called(name: &str) -> String {
    Line::name(name).to_string()
}

/// There is no such page.
pub(crate) fn nothing<T>() -> Result<T, Denial> {
    Err(Denial::not_found())
}
