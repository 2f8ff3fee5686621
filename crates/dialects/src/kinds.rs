//! Which kinds of the venue a contract speaks of, and under which names.

use std::collections::BTreeMap;

use bronya_domain::instance::Instance;

/// The setting that says it: `theirs=ours,theirs=ours`.
pub(crate) const KIND_MAP: &str = "kind_map";

/// The kinds of a contract beside the venue's. Kinds that the contract has no word for are not there for it.
#[derive(Clone, Debug)]
pub(crate) enum Kinds {
    /// The contract takes every kind, under the venue's name.
    Any,
    /// The venue's kind by the contract's.
    Map(BTreeMap<String, String>),
}

impl Kinds {
    /// The operator's map; where he wrote none, the venue calls the contract's own kinds what the contract calls them.
    pub(crate) fn of(instance: &Instance, own: Option<&[&str]>) -> Self {
        let written = instance.settings.get(KIND_MAP).and_then(|map| read(map));
        let same = |own: &[&str]| {
            let pairs = own
                .iter()
                .map(|kind| ((*kind).to_owned(), (*kind).to_owned()));
            pairs.collect()
        };
        written
            .or_else(|| own.map(same))
            .map_or(Self::Any, Self::Map)
    }

    /// The venue's kind that the contract calls so.
    pub(crate) fn ours<'a>(&'a self, theirs: &'a str) -> Option<&'a str> {
        match self {
            Self::Any => Some(theirs),
            Self::Map(map) => map.get(theirs).map(String::as_str),
        }
    }

    /// What the contract calls a kind of the venue.
    pub(crate) fn theirs<'a>(&'a self, ours: &'a str) -> Option<&'a str> {
        match self {
            Self::Any => Some(ours),
            Self::Map(map) => map
                .iter()
                .find_map(|(theirs, known)| (known == ours).then_some(theirs.as_str())),
        }
    }

    /// Whether things of a kind are there for the contract.
    pub(crate) fn sees(&self, ours: &str) -> bool {
        self.theirs(ours).is_some()
    }
}

/// Reads a map as it is written; nothing where it is none. No kind stands in it twice, on either side.
pub(crate) fn read(text: &str) -> Option<BTreeMap<String, String>> {
    let mut map: BTreeMap<String, String> = BTreeMap::new();
    for pair in text.split(',') {
        let (theirs, ours) = pair.split_once('=')?;
        let (theirs, ours) = (theirs.trim(), ours.trim());
        let twice = map.contains_key(theirs) || map.values().any(|known| known == ours);
        if theirs.is_empty() || ours.is_empty() || twice {
            return None;
        }
        map.insert(theirs.to_owned(), ours.to_owned());
    }
    Some(map)
}

#[cfg(test)]
mod tests {
    use bronya_domain::id::VenueId;

    use super::*;

    fn kinds(map: &str, own: Option<&[&str]>) -> Kinds {
        let set = (!map.is_empty()).then(|| (KIND_MAP.to_owned(), map.to_owned()));
        let instance = Instance {
            name: "a".to_owned(),
            venue: VenueId(1),
            settings: set.into_iter().collect(),
        };
        Kinds::of(&instance, own)
    }

    #[test]
    fn without_a_map_the_contracts_kinds_are_called_the_same_at_the_venue() {
        let kinds = kinds("", Some(&["room", "cabin"]));
        assert_eq!(kinds.ours("room"), Some("room"));
        assert!(!kinds.sees("booth"));
    }

    #[test]
    fn a_contract_without_kinds_of_its_own_takes_the_venues() {
        assert!(kinds("", None).sees("anything"));
    }

    #[test]
    fn with_a_map_other_kinds_are_not_there() {
        let kinds = kinds("regular=table, cabin = booth", Some(&["regular", "room"]));
        assert_eq!(kinds.ours("cabin"), Some("booth"));
        assert_eq!(kinds.theirs("table"), Some("regular"));
        assert_eq!(kinds.ours("room"), None);
        assert!(!kinds.sees("cabin"));
    }

    #[test]
    fn a_kind_that_stands_there_twice_makes_no_map() {
        assert_eq!(read("a=x,b=x"), None);
        assert_eq!(read("a=x,a=y"), None);
        assert_eq!(read("a"), None);
        assert_eq!(read("=x"), None);
    }
}
