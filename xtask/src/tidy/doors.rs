//! Which room opens onto which: the workspace's crates may only look upwards.

use super::finding::Finding;
use super::house::{House, Manifest};

/// The prefix of every crate's name; the folders go without it.
const PREFIX: &str = "bronya-";

/// What `server` wires together and `sim` plays with. Nobody opens onto `server`.
const ALL: &[&str] = &[
    "domain", "words", "store", "desk", "courier", "gate", "api", "dialects", "web", "sim",
];

/// Each room and the rooms it may open onto. A room that is missing here is a finding, so that none is added in
/// passing. Tests may open any door.
const DOORS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("words", &["domain"]),
    ("store", &["domain"]),
    ("desk", &["store", "domain"]),
    ("courier", &["desk", "store", "words", "domain"]),
    ("gate", &["desk", "domain"]),
    ("api", &["gate", "desk", "words", "domain"]),
    ("dialects", &["gate", "desk", "words", "domain"]),
    ("web", &["gate", "desk", "words", "domain"]),
    ("sim", ALL),
    ("server", ALL),
];

/// Every door that the table does not allow.
pub fn check(house: &House) -> Vec<Finding> {
    house
        .manifests
        .iter()
        .filter(|manifest| manifest.room != "xtask")
        .flat_map(room)
        .collect()
}

fn room(manifest: &Manifest) -> Vec<Finding> {
    let room = manifest.room.as_str();
    let find = |line, what| Finding::new(&manifest.path, line, what);
    let Some((_, allowed)) = DOORS.iter().find(|(known, _)| *known == room) else {
        let what =
            format!("{room} is not in the table of doors; a new room is decided there first");
        return vec![find(1, what)];
    };
    let mut findings = Vec::new();
    let package = manifest.table.get("package");
    let named = package.and_then(|package| package.get("name")?.as_str());
    if named != Some(&format!("{PREFIX}{room}")) {
        let what = format!("the crate in folder {room} is called {PREFIX}{room}");
        findings.push(find(manifest.line("name"), what));
    }
    for (name, line) in manifest.dependencies() {
        let other = name.strip_prefix(PREFIX);
        let shut = other.filter(|other| !allowed.contains(other));
        findings.extend(shut.map(|other| find(line, closed(room, other, allowed))));
    }
    findings
}

fn closed(room: &str, other: &str, allowed: &[&str]) -> String {
    let allowed = if allowed.is_empty() {
        "no other room".to_owned()
    } else {
        allowed.join(", ")
    };
    format!("{room} opens onto {other}; the table of doors allows it {allowed}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::house::made_up;

    fn judge(room: &str, rest: &str) -> Vec<String> {
        let text = format!("[package]\nname = \"bronya-{room}\"\n{rest}");
        let house = made_up(&[(&format!("crates/{room}/Cargo.toml"), &text)]);
        check(&house).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_open_door_is_silent() {
        let doors = "[dependencies]\nbronya-store.workspace = true\nbronya-domain = { path = \"../domain\" }";
        assert!(judge("desk", doors).is_empty());
        assert!(
            judge(
                "server",
                "[dependencies]\nbronya-sim.workspace = true\naxum = \"1\""
            )
            .is_empty()
        );
    }

    #[test]
    fn a_closed_door_is_found_where_it_stands() {
        assert_eq!(
            judge(
                "store",
                "[dependencies]\nserde = \"1\"\nbronya-desk = { workspace = true }"
            ),
            [
                "crates/store/Cargo.toml:5: store opens onto desk; the table of doors allows it domain"
            ]
        );
        assert_eq!(
            judge(
                "sim",
                "[build-dependencies]\nbronya-server.workspace = true"
            )
            .len(),
            1
        );
        assert_eq!(
            judge(
                "web",
                "[target.'cfg(unix)'.dependencies]\nx = { package = \"bronya-sim\" }"
            )
            .len(),
            1
        );
    }

    #[test]
    fn tests_may_open_any_door() {
        assert!(judge("domain", "[dev-dependencies]\nbronya-sim.workspace = true").is_empty());
    }

    #[test]
    fn an_unknown_room_or_name_is_found() {
        assert!(judge("attic", "")[0].contains("not in the table of doors"));
        let house = made_up(&[("crates/desk/Cargo.toml", "[package]\nname = \"desk\"")]);
        assert_eq!(check(&house).len(), 1);
    }
}
