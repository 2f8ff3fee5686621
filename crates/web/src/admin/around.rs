//! What stands around these pages: the ways between them, and what people on them are called.

use bronya_domain::id::AccountId;
use bronya_domain::people::Account;
use bronya_gate::Denial;
use bronya_words::Line;

use crate::inside::Inside;
use crate::page::BarLink;
use crate::paths;

/// One of these pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    People,
    Keys,
    Letters,
    GivenUp,
}

/// The ways from one of these pages to the others.
pub(super) fn ways(inside: &Inside, here: Place) -> Vec<BarLink> {
    let (tongue, slug) = (inside.known.tongue(), inside.catalog.venue.slug.as_str());
    let ways = [
        (Place::People, "people.title", paths::people(slug)),
        (Place::Keys, "keys.title", paths::keys(slug)),
        (Place::Letters, "letters.title", paths::letters(slug)),
        (Place::GivenUp, "given-up.title", paths::given_up(slug)),
    ];
    let link = |(place, words, path): (Place, &str, String)| BarLink {
        label: tongue.word(words),
        path,
        is_here: place == here,
    };
    ways.into_iter().map(link).collect()
}

/// What somebody is called: by his name, else by what he logs in with.
pub(super) fn called(account: &Account) -> String {
    let name = account.names.full();
    let name = name
        .or_else(|| account.email.clone())
        .or_else(|| account.username.clone());
    Line::name(&name.unwrap_or_else(|| format!("#{}", account.id))).to_string()
}

/// The number that an address names. What is no number is nobody's.
pub(super) fn account_of(text: &str) -> Result<AccountId, Denial> {
    text.parse().map(AccountId).map_err(|_| Denial::not_found())
}
