//! What an operator can set for an instance: each setting by its name, with what it means and what makes sense for it.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use crate::kinds;

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// What it is for.
    pub meaning: &'static str,
}

/// What the value of a setting looks like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// `on` or `off`.
    Switch,
    /// A whole number between two bounds, both included.
    Number(i64, i64),
    /// One of these words.
    Word(&'static [&'static str]),
    /// An e-mail address.
    Email,
    /// E-mail addresses with commas between them; may be empty.
    Emails,
    /// An address of the web.
    Url,
    /// The IANA name of a time zone.
    Zone,
    /// What stands before addresses: `/api/v1`; may be empty.
    Path,
    /// `theirs=ours,theirs=ours`; where kinds are given, theirs are of these.
    KindMap(&'static [&'static str]),
    /// A short text.
    Text,
}

/// A setting that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct BadSetting {
    /// Its name.
    pub name: String,
    /// What is wrong with it.
    pub problem: String,
}

/// The setting that every dialect has.
pub(crate) const KIND_MAP: Setting = Setting {
    name: kinds::KIND_MAP,
    shape: Shape::KindMap(&[]),
    meaning: "What the contract's kinds are called at the venue; kinds that are not named are not shown",
};

/// The same for a contract that has these kinds and no others.
pub(crate) const fn kind_map(kinds: &'static [&'static str]) -> Setting {
    Setting {
        shape: Shape::KindMap(kinds),
        ..KIND_MAP
    }
}

/// Whether the value of a switch means that it is on.
pub(crate) fn is_on(value: &str) -> bool {
    value == "on"
}

/// Refuses settings that are not known or make no sense.
pub(crate) fn check(
    known: &[Setting],
    settings: &BTreeMap<String, String>,
) -> Result<(), BadSetting> {
    for (name, value) in settings {
        let setting = known.iter().find(|setting| setting.name == name);
        let problem = match setting {
            Some(setting) => setting.shape.objection(value),
            None => {
                let names: Vec<&str> = known.iter().map(|setting| setting.name).collect();
                Some(format!(
                    "is no setting of this dialect, which has {}",
                    names.join(", ")
                ))
            }
        };
        if let Some(problem) = problem {
            return Err(BadSetting {
                name: name.clone(),
                problem,
            });
        }
    }
    Ok(())
}

impl Shape {
    /// What is wrong with a value, if something is.
    fn objection(self, value: &str) -> Option<String> {
        let is_email = |text: &str| bronya_gate::texts::email(text, &()).is_ok();
        let (holds, wanted) = match self {
            Self::Switch => (["on", "off"].contains(&value), "on or off".to_owned()),
            Self::Number(least, most) => {
                let number = value.parse().ok();
                (
                    number.is_some_and(|number: i64| (least..=most).contains(&number)),
                    format!("a whole number from {least} to {most}"),
                )
            }
            Self::Word(words) => (
                words.contains(&value),
                format!("one of {}", words.join(", ")),
            ),
            Self::Email => (is_email(value), "an e-mail address".to_owned()),
            Self::Emails => (
                value.is_empty() || value.split(',').all(|one| is_email(one.trim())),
                "e-mail addresses with commas between them".to_owned(),
            ),
            Self::Url => (
                value.starts_with("http://") || value.starts_with("https://"),
                "an address that begins with http:// or https://".to_owned(),
            ),
            Self::Zone => (
                TimeZone::get(value).is_ok(),
                "the IANA name of a time zone".to_owned(),
            ),
            Self::Path => (
                value.is_empty() || value.strip_prefix('/').is_some_and(is_path),
                "like /api/v1, or empty".to_owned(),
            ),
            Self::KindMap(known) => {
                let is_known = |theirs: &String| known.is_empty() || known.contains(&&**theirs);
                let map = kinds::read(value);
                let theirs = match known {
                    [] => String::new(),
                    _ => format!(", theirs being {}", known.join(", ")),
                };
                (
                    map.is_some_and(|map| map.keys().all(is_known)),
                    format!("pairs theirs=ours with commas between them, no kind twice{theirs}"),
                )
            }
            Self::Text => (
                value.len() <= 255 && !value.chars().any(char::is_control),
                "a short text".to_owned(),
            ),
        };
        (!holds).then(|| format!("must be {wanted}"))
    }
}

/// Whether a text is names with slashes between them, of letters that mean nothing else in an address.
fn is_path(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let name = |name: &str| !name.is_empty() && name.bytes().all(plain);
    text.len() <= 64 && text.split('/').all(name)
}
