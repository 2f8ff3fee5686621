//! What a form of the settings sends: texts by name, as people typed them, so that they can stand in the form again and go along
//! to the page that asks whether they are meant.

use std::collections::BTreeMap;

use bronya_domain::refusal::Reason;
use bronya_gate::Denial;
use garde::Validate;
use serde::Deserialize;

use crate::inside::Inside;

/// The longest text of a field, in bytes.
const TEXT_MOST: usize = 400_000;
/// How many fields a form has at most.
const FIELDS_MOST: usize = 60;
/// The version of the settings that the page showed.
pub(super) const SEEN: &str = "seen";
/// How many bookings somebody knows to be touched who saves all the same.
pub(super) const SURE: &str = "sure";

/// What a form says.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(transparent)]
pub(crate) struct Sent(#[garde(custom(bounded))] BTreeMap<String, String>);

fn bounded(texts: &BTreeMap<String, String>, _: &()) -> garde::Result {
    let long = texts.values().any(|text| text.len() > TEXT_MOST);
    match long || texts.len() > FIELDS_MOST {
        true => Err(garde::Error::new("is too long")),
        false => Ok(()),
    }
}

impl Sent {
    /// What stands in a field, without blanks around it; nothing where it was left empty.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// The same, where anything stands in it.
    pub(super) fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name).to_owned()).filter(|text| !text.is_empty())
    }

    /// Whether the form was sent by a button of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Refuses a field that the form does not have: whoever sends it means something that would be passed over.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Denial> {
        let stranger = |name: &&String| {
            let name = name.as_str();
            name != SEEN && name != SURE && !known.contains(&name)
        };
        match self.0.keys().find(stranger) {
            Some(name) => Err(Denial::invalid(name, "is not known here")),
            None => Ok(()),
        }
    }

    /// Everything that was sent, to be sent once more, but for how sure somebody was.
    pub(super) fn again(&self) -> Vec<(String, String)> {
        let fields = self.0.iter().filter(|(name, _)| *name != SURE);
        fields
            .map(|(name, text)| (name.clone(), text.clone()))
            .collect()
    }

    /// Those of some fields of which something was sent.
    pub(super) fn of(&self, names: &[&str]) -> Vec<(String, String)> {
        let fields = self.again().into_iter();
        fields
            .filter(|(name, _)| names.contains(&name.as_str()))
            .collect()
    }

    /// How many touched bookings somebody knows of who saves all the same.
    pub(super) fn sure(&self) -> Option<usize> {
        self.text(SURE).parse().ok()
    }

    /// The version of the settings that the page showed. Whoever saw another one than stands now hears of that before he changes
    /// what he never saw.
    pub(super) fn seen(&self, inside: &Inside) -> Result<i64, Denial> {
        let seen = self.text(SEEN).parse();
        let seen = seen.map_err(|_| Denial::invalid(SEEN, "must be a version"))?;
        let version = inside.catalog.venue.settings;
        match seen == version {
            true => Ok(seen),
            false => Err(Reason::VersionDiffers { version }.into()),
        }
    }
}
