//! Who may do what: every route of the document, called by everybody about everything, and compared with the one
//! table in the repository that says how each of them is answered.
//!
//! `BRONYA_AUTHORISATION=write` writes the table anew, to be read line by line before it is committed.

mod cells;
mod guest_list;
mod scene;

use std::collections::BTreeSet;

use crate::app::App;

use cells::Walk;
use guest_list::{COLUMNS, Line, Table};

/// On PostgreSQL rights are asked of the same code; a sample shows that its rows are read alike.
const SAMPLE: [&str; 6] = [
    "bookings.show",
    "bookings.cancel",
    "blocks.show",
    "slots.withdraw",
    "people.show",
    "keys.revoke",
];

#[tokio::test]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let app = App::on_sqlite().await;
    let mut walk = Walk::through(&app);
    let mut lines = Vec::new();
    for operation in cells::operations() {
        lines.push(walk.line(&operation).await);
    }
    let seen = Table::of(lines);
    assert!(seen.marks() >= 2000, "{} marks", seen.marks());
    assert_eq!(
        walk.never_passed(),
        BTreeSet::new(),
        "nobody came past the door, so nothing was shown"
    );
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever runs the test says whether the table is read or written"
    )]
    let writes = std::env::var("BRONYA_AUTHORISATION").is_ok_and(|word| word == "write");
    if writes {
        seen.write();
    }
    let known = Table::read();
    let differences = known.differences(&seen);
    assert!(
        differences.is_empty(),
        "the table says otherwise:\n{}",
        differences.join("\n")
    );
}

#[tokio::test]
async fn both_engines_tell_the_same_people_apart() {
    let known = Table::read();
    App::in_each_empty(async |app| {
        let mut walk = Walk::through(app);
        for operation in cells::operations() {
            if SAMPLE.contains(&operation.name.as_str()) {
                let line = walk.line(&operation).await;
                assert_eq!(known.line(&operation.name), Some(&line));
            }
        }
    })
    .await;
}

#[test]
fn a_route_that_is_missing_or_too_many_and_a_cell_that_differs_are_named() {
    let line = |name: &str, mark: &str| Line {
        name: name.into(),
        about: "h".into(),
        cells: vec![mark.into(); COLUMNS.len()],
    };
    let known = Table::of(vec![
        line("a.same", "+"),
        line("b.gone", "+"),
        line("c.other", "+"),
    ]);
    let seen = Table::of(vec![
        line("a.same", "+"),
        line("c.other", "4"),
        line("d.new", "+"),
    ]);
    let differences = known.differences(&seen).join("\n");
    assert!(!differences.contains("a.same"), "{differences}");
    for name in ["b.gone", "c.other", "d.new"] {
        assert!(differences.contains(name), "{differences}");
    }
    assert_eq!(known.differences(&known), Vec::<String>::new());
}
