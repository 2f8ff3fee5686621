//! Whatever a page can do, the native API can do: each command that `web` gives and each thing that it asks the desk is named
//! by `api` as well, or by `gate`, through which both go.

use std::collections::BTreeSet;

use syn::{ImplItem, Item, ItemImpl, Type, Visibility};

use super::finding::Finding;
use super::house::House;
use super::source::Source;

/// The lists of commands, by their names in `domain`.
const COMMANDS: &[&str] = &["Act", "SettingsChange"];

/// What pages ask the desk in a way of their own, and as what the API has the same.
const SAME: &[(&str, &str)] = &[
    // Pages know a venue by its number where the API knows it by its name.
    ("venue_of", "venue"),
    // The list of somebody's own bookings is the API's list, filtered.
    ("bookings_of", "bookings"),
    // A page adds several at once; the API one with each call.
    ("add_resources", "add_resource"),
    // What a link that was spent says on its page, the API says when it is used.
    ("has_operator", "redeem_setup"),
    // The contracts of a venue are the API's list, filtered.
    ("instances_of", "instances"),
    // A page shows what somebody is and must not overwrite what it has not shown.
    ("set_member_seen", "set_member"),
    // Each price once; the API says them of each slot.
    ("prices_asked", "slots"),
];

/// Everything that pages can do and the API cannot.
pub fn check(house: &House) -> Vec<Finding> {
    let deeds = deeds(house);
    let known: BTreeSet<String> = rooms(house, &["api", "gate"])
        .flat_map(|source| named(source, &deeds))
        .map(|(name, _)| name)
        .collect();
    let as_the_api_says = |name: &str| SAME.iter().find(|(own, _)| *own == name).map(|same| same.1);
    rooms(house, &["web"])
        .flat_map(|source| named(source, &deeds).map(move |(name, line)| (source, name, line)))
        .filter(|(_, name, _)| {
            !known.contains(as_the_api_says(name).unwrap_or(name)) && !known.contains(name)
        })
        .map(|(source, name, line)| {
            let what = format!("a page can do `{name}`, and the API cannot");
            Finding::new(&source.path, line, what)
        })
        .collect()
}

fn rooms<'a>(house: &'a House, rooms: &'static [&str]) -> impl Iterator<Item = &'a Source> {
    let within = |source: &&Source| rooms.contains(&source.room.as_str());
    house.shipped().filter(within)
}

/// What can be asked of the desk.
fn deeds(house: &House) -> BTreeSet<String> {
    let sources = rooms(house, &["desk"]);
    let items = sources.flat_map(|source| &source.syntax.items);
    let of_the_desk = items.filter_map(|item| match item {
        Item::Impl(block) if is_the_desk(block) => Some(&block.items),
        _ => None,
    });
    let public = of_the_desk.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => Some(&method.sig),
        _ => None,
    });
    let asked = public.filter(|sig| sig.asyncness.is_some());
    asked.map(|sig| sig.ident.to_string()).collect()
}

fn is_the_desk(block: &ItemImpl) -> bool {
    matches!(&*block.self_ty, Type::Path(own) if own.path.is_ident("Desk"))
}

/// The commands and the deeds that a file names outside of its tests, with their lines.
fn named<'a>(
    source: &'a Source,
    deeds: &'a BTreeSet<String>,
) -> impl Iterator<Item = (String, usize)> + 'a {
    let commands = source.production_paths().filter_map(|path| {
        let [.., list, name] = path.segments.as_slice() else {
            return None;
        };
        let is_command = COMMANDS.contains(&list.as_str());
        is_command.then(|| (format!("{list}::{name}"), path.line))
    });
    let row: Vec<_> = source.production().collect();
    let calls = (2..row.len()).filter_map(move |at| {
        let name = row[at - 1].word()?;
        let is_call = row[at - 2].is_mark('.') && row[at].is_mark('(');
        let line = row[at - 1].line;
        (is_call && deeds.contains(name)).then(|| (name.to_owned(), line))
    });
    commands.chain(calls)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::house::made_up;

    fn judge(api: &str, web: &str) -> Vec<String> {
        let desk = "//! Desk.\nimpl Desk { pub async fn invite(&self) {} async fn own(&self) {} pub fn dry(&self) {} }";
        let house = made_up(&[
            ("crates/desk/src/lib.rs", desk),
            ("crates/api/src/lib.rs", api),
            ("crates/web/src/lib.rs", web),
        ]);
        check(&house).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_command_of_pages_alone_is_found() {
        let web = "fn f() {\n    execute(Act::Seat(1));\n}";
        let found = judge("fn g() { Act::Finish }", web);
        let expected = ["crates/web/src/lib.rs:2: a page can do `Act::Seat`, and the API cannot"];
        assert_eq!(found, expected);
        assert!(judge("fn g(id: Id) { Act::Seat(id) }", web).is_empty());
    }

    #[test]
    fn a_deed_of_pages_alone_is_found() {
        let web = "fn f() { desk.invite(1); own.own(2); desk.dry(); }";
        assert_eq!(judge("", web).len(), 1);
        assert!(judge("fn g() { gate.desk().invite(2) }", web).is_empty());
        // A name that is not called gives nothing.
        assert_eq!(judge("fn invite() {}", web).len(), 1);
    }

    #[test]
    fn tests_of_pages_may_do_what_they_like() {
        assert!(judge("", "#[cfg(test)]\nmod t {\n    fn f() { Act::Seat; }\n}").is_empty());
    }
}
