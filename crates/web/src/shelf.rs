//! The shelf of a venue's settings: which pages there are, in the order in which they are shown.

use crate::page::BarLink;
use crate::paths;
use crate::tongue::Tongue;

/// A page of settings.
pub(crate) struct Way {
    /// What it is called, and under `.lead` what it is about.
    pub words: &'static str,
    /// Where it is.
    pub path: String,
}

/// Every page of a venue's settings.
pub(crate) fn ways(venue: &str) -> Vec<Way> {
    let way = |words, path| Way { words, path };
    let own = |page: &str| format!("{}/{page}", paths::settings(venue));
    vec![
        way("settings-venue", own("venue")),
        way("settings-resources", own("resources")),
        way("settings-hours", own("hours")),
        way("settings-rules", own("rules")),
        way("settings-floor", paths::floor_plan(venue)),
        way("settings-people", paths::people(venue)),
        way("settings-keys", paths::keys(venue)),
        way("settings-letters", paths::letters(venue)),
        way("settings-given-up", paths::given_up(venue)),
        way("settings-history", paths::history(venue)),
    ]
}

/// The ways to all of them from one that is `here`; whatever lies below a page belongs to it.
pub(crate) fn links(tongue: Tongue, venue: &str, here: &str) -> Vec<BarLink> {
    let place = here.split('?').next().unwrap_or_default();
    let is_here = |path: &str| {
        let rest = place.strip_prefix(path);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let link = |way: Way| BarLink {
        label: tongue.word(way.words),
        is_here: is_here(&way.path),
        path: way.path,
    };
    ways(venue).into_iter().map(link).collect()
}
