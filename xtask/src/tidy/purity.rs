//! What a room must not know: SQL outside of the store, HTTP behind the doors, the world inside the domain.

use super::finding::Finding;
use super::house::{House, Manifest};
use super::paths::Path;
use super::source::{Place, Source};
use super::tokens::Kind;

/// Rooms behind the doors.
const QUIET_ROOMS: &[&str] = &["domain", "store", "desk"];

/// Parts of a crate's name that mean HTTP: `axum`, but also `tower_http`.
const HTTP: &[&str] = &["axum", "http", "hyper", "aide"];

/// Where paths lead out of the domain and into the world.
const WORLD: &[&[&str]] = &[
    &["tokio"],
    &["rusqlite"],
    &["tokio_postgres"],
    &["std", "time", "SystemTime"],
    &["std", "time", "Instant"],
    &["std", "env"],
    &["std", "fs"],
    &["std", "net"],
];

/// Every word that its room must not know.
pub fn check(house: &House) -> Vec<Finding> {
    let speaks = |source: &&Source| {
        source.room != "store" && source.room != "xtask" && source.place != Place::Tests
    };
    let sql = house.sources.iter().filter(speaks).flat_map(sql);
    let quiet = house
        .shipped()
        .filter(|source| QUIET_ROOMS.contains(&source.room.as_str()))
        .flat_map(http);
    let pure = house
        .shipped()
        .filter(|source| source.room == "domain")
        .flat_map(world);
    sql.chain(quiet)
        .chain(pure)
        .chain(house.manifests.iter().flat_map(libraries))
        .collect()
}

fn sql(source: &Source) -> Vec<Finding> {
    let lines = source.production().filter_map(|token| match &token.kind {
        Kind::Text(text) if is_sql(text) => Some(token.line),
        _ => None,
    });
    lines
        .map(|line| Finding::new(&source.path, line, "an SQL text outside of store"))
        .collect()
}

fn is_sql(text: &str) -> bool {
    let mut words: String = text
        .split_whitespace()
        .flat_map(|word| [word, " "])
        .collect();
    if !text.ends_with(char::is_whitespace) {
        words.pop();
    }
    let words = words.to_lowercase();
    let opens = ["select ", "insert into ", "delete from ", "create table"];
    let updates = words.starts_with("update ") && words.contains(" set ");
    updates || opens.iter().any(|opening| words.starts_with(opening))
}

/// The same two rules for what a manifest asks for.
fn libraries(manifest: &Manifest) -> Vec<Finding> {
    let room = manifest.room.as_str();
    let judge = |(name, line): (String, usize)| {
        let name = name.replace('-', "_");
        let loud = QUIET_ROOMS.contains(&room) && is_http(&name);
        let worldly = room == "domain" && WORLD.contains(&[name.as_str()].as_slice());
        let what = format!("{room} depends on {name}, of which it knows nothing");
        (loud || worldly).then(|| Finding::new(&manifest.path, line, what))
    };
    manifest
        .dependencies()
        .into_iter()
        .filter_map(judge)
        .collect()
}

fn is_http(name: &str) -> bool {
    name.split('_').any(|part| HTTP.contains(&part))
}

fn http(source: &Source) -> Vec<Finding> {
    let loud = |path: &&Path| path.segments.first().is_some_and(|first| is_http(first));
    let room = &source.room;
    let find = |path: &Path| {
        let what = format!(
            "{} in {room}, which knows nothing of HTTP",
            path.segments.join("::")
        );
        Finding::new(&source.path, path.line, what)
    };
    source.production_paths().filter(loud).map(find).collect()
}

fn world(source: &Source) -> Vec<Finding> {
    let worldly = |path: &&Path| WORLD.iter().any(|way| path.starts_with(way));
    let paths = source.production_paths().filter(worldly).map(|path| {
        let what = format!(
            "{} in domain, which knows no IO and no clock",
            path.segments.join("::")
        );
        Finding::new(&source.path, path.line, what)
    });
    let waits = source
        .production()
        .filter(|token| token.word() == Some("async"))
        .map(|token| {
            Finding::new(
                &source.path,
                token.line,
                "async in domain, which never waits",
            )
        });
    paths.chain(waits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::house::made_up;

    fn judge(path: &str, text: &str) -> Vec<String> {
        check(&made_up(&[(path, text)]))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn sql_is_found_outside_of_the_store() {
        let text = "fn f() { q(\"\\n  SELECT 1\"); q!(r#\"update a\nset b = 1\"#); q(\"insert into a\"); \
                    q(\"delete from a\"); q(\"create table a\") }";
        assert_eq!(judge("crates/web/src/lib.rs", text).len(), 5);
        assert_eq!(judge("crates/sim/src/lib.rs", text).len(), 5);
        assert_eq!(judge("crates/sim/benches/sim.rs", text).len(), 5);
        assert!(judge("crates/store/src/lib.rs", text).is_empty());
        assert!(judge("crates/web/tests/web.rs", text).is_empty());
        assert!(judge("xtask/src/main.rs", text).is_empty());
    }

    #[test]
    fn plain_language_is_no_sql() {
        let text = "/// Select a table.\nfn f() { q(\"selected\"); \
                    q(\"update the hours\"); q(\"select\"); q(\"created\") }";
        assert!(judge("crates/web/src/lib.rs", text).is_empty());
    }

    #[test]
    fn http_stays_before_the_doors() {
        let text = "use axum::Json;\nuse tower_http::cors;\nfn f(a: http::Uri) {}";
        assert_eq!(judge("crates/desk/src/lib.rs", text).len(), 3);
        assert!(judge("crates/gate/src/lib.rs", text).is_empty());
        assert!(
            judge(
                "crates/desk/src/lib.rs",
                "use crate::http_free::A; fn f(http: u8) {}"
            )
            .is_empty()
        );
    }

    #[test]
    fn the_domain_knows_no_world() {
        let text = "use std::{env, fs::File, time::Instant};\nuse tokio::sync;\nasync fn f() { std::net::x() }";
        assert_eq!(judge("crates/domain/src/lib.rs", text).len(), 6);
        assert!(judge("crates/store/src/lib.rs", text).is_empty());
        assert!(
            judge(
                "crates/domain/src/lib.rs",
                "use std::{fmt, time::Duration};\nuse jiff::Timestamp;"
            )
            .is_empty()
        );
    }

    #[test]
    fn no_library_brings_it_in() {
        let toml = |name: &str| format!("[dependencies]\n{name} = \"1\"");
        assert_eq!(
            judge("crates/store/Cargo.toml", &toml("http-body-util")).len(),
            1
        );
        assert_eq!(
            judge("crates/domain/Cargo.toml", &toml("tokio-postgres")).len(),
            1
        );
        assert!(judge("crates/store/Cargo.toml", &toml("tokio-postgres")).is_empty());
        assert!(judge("crates/gate/Cargo.toml", &toml("axum")).is_empty());
    }
}
