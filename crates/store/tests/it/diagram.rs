//! `docs/schema.md`: the tables and what leads from one to another, drawn from a database that the migrations made.
//!
//! `BRONYA_SCHEMA=write` writes the page anew. The schema has no foreign keys, so what a column leads to is said here;
//! a number that is called like a table and leads nowhere fails.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use bronya_sim::engines::sqlite;
use bronya_store::{Address, Options, Store};

/// What each table is for, in the order in which they are read best.
const PURPOSES: [(&str, &str); 22] = [
    (
        "venue",
        "Who takes bookings: its words, hours and rules, its counters and its revision; its row is its lock.",
    ),
    (
        "instance",
        "A foreign contract that is spoken for a venue, and what is set for it.",
    ),
    (
        "kind",
        "A sort of resources of a venue, with rules of its own and its next number.",
    ),
    ("resource", "What is taken: a table, a room, a specialist."),
    (
        "floor_plan",
        "Where things stand in a venue's rooms: a picture, by which nothing is decided.",
    ),
    ("slot", "An interval that a specialist publishes by hand."),
    ("booking", "One party's agreement with a venue."),
    ("hold", "A short claim while a guest fills a form."),
    ("block", "Time that the staff close."),
    (
        "claim",
        "Time taken on one lane of one resource, by a booking, a hold or a block. Live claims never overlap.",
    ),
    (
        "history",
        "What was done to a booking, a line for each of its versions.",
    ),
    (
        "deed",
        "What was done at a venue to something else: to time on offer, resources, rules, people and keys.",
    ),
    (
        "undo",
        "The last change of a booking, where the staff can take it back for a moment.",
    ),
    (
        "feed",
        "A calendar whose secret address was renewed, and how often.",
    ),
    ("account", "Somebody who can log in."),
    ("role", "What an account may do at a venue."),
    ("session", "One login, behind every token that it gave out."),
    (
        "ticket",
        "A link that works once: an invitation, a new password, a confirmed address, the first setup.",
    ),
    (
        "api_key",
        "A key by which another program acts for a venue.",
    ),
    (
        "outbox",
        "The letters that changes owe, written with their cause and carried later.",
    ),
    (
        "idempotency",
        "What was made under which key, so that asking again makes nothing twice.",
    ),
    ("setting", "What the installation remembers about itself."),
];

/// What a column leads to, by its name, or by its table and its name. Several where another column says which.
const LEADS: [(&str, &[&str]); 11] = [
    ("venue", &["venue"]),
    ("account", &["account"]),
    ("resource", &["resource"]),
    ("slot", &["slot"]),
    ("booking", &["booking"]),
    ("resource.kind", &["kind"]),
    ("api_key.made_by", &["account"]),
    ("claim.owner", &["booking", "hold", "block"]),
    (
        "deed.number",
        &["block", "slot", "resource", "account", "api_key"],
    ),
    ("outbox.number", &["booking", "ticket"]),
    ("outbox.reader", &["account"]),
];

/// The numbers that may be 0, which is nobody and nothing.
const OR_NOTHING: [&str; 4] = [
    "ticket.account",
    "outbox.venue",
    "outbox.reader",
    "feed.resource",
];

struct Table {
    name: String,
    columns: Vec<Column>,
}

struct Column {
    name: String,
    kind: String,
    may_be_absent: bool,
    in_key: bool,
}

/// The tables of a database that the migrations made.
async fn tables() -> Vec<Table> {
    let database = sqlite();
    let store = Store::open(&database.address, Options::default()).await;
    let store = store.expect("a store");
    let Address::Sqlite(path) = &database.address else {
        panic!("not SQLite")
    };
    let file = rusqlite::Connection::open(path).expect("the file");
    let names = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'
        and name <> 'refinery_schema_history'";
    let mut names = file.prepare(names).expect("a query");
    let names = names.query_map([], |row| row.get(0)).expect("tables");
    let table = |name: rusqlite::Result<String>| {
        let name = name.expect("a name");
        let columns = columns(&file, &name);
        Table { name, columns }
    };
    let tables = names.map(table).collect();
    drop(store);
    tables
}

fn columns(file: &rusqlite::Connection, table: &str) -> Vec<Column> {
    let about = format!("pragma table_info({table})");
    let mut about = file.prepare(&about).expect("a query");
    let column = |row: &rusqlite::Row<'_>| {
        let in_key = row.get::<_, i64>("pk")? > 0;
        Ok(Column {
            name: row.get("name")?,
            // SQLite has one word for every whole number; the schema means those of 64 bits.
            kind: row
                .get::<_, String>("type")?
                .to_lowercase()
                .replace("integer", "bigint"),
            may_be_absent: row.get::<_, i64>("notnull")? == 0 && !in_key,
            in_key,
        })
    };
    let columns = about.query_map([], column).expect("columns");
    columns.map(|column| column.expect("a column")).collect()
}

/// What a column leads to.
fn leads(table: &str, column: &str) -> &'static [&'static str] {
    let whole = format!("{table}.{column}");
    let by = |name: &str| LEADS.iter().find(|(known, _)| *known == name);
    by(&whole).or_else(|| by(column)).map_or(&[], |(_, to)| to)
}

fn page(tables: &[Table]) -> String {
    let ordered = || {
        let of = |name: &str| tables.iter().find(|table| table.name == name);
        PURPOSES.iter().filter_map(move |(name, _)| of(name))
    };
    let mut text = String::from(HEAD);
    for (name, purpose) in PURPOSES {
        line(&mut text, &format!("| `{name}` | {purpose} |"));
    }
    line(&mut text, "\n```mermaid\nerDiagram");
    for table in ordered() {
        for column in &table.columns {
            let (name, to) = (&column.name, leads(&table.name, &column.name));
            let whole = format!("{}.{name}", table.name);
            let perhaps = column.may_be_absent || to.len() > 1 || OR_NOTHING.contains(&&*whole);
            let end = if perhaps { "|o" } else { "||" };
            for other in to {
                line(
                    &mut text,
                    &format!("    {other} {end}--o{{ {} : {name}", table.name),
                );
            }
        }
    }
    for table in ordered() {
        line(&mut text, &format!("    {} {{", table.name));
        for column in &table.columns {
            let leads = !leads(&table.name, &column.name).is_empty();
            let marks = [(column.in_key, "PK"), (leads, "FK")];
            let marks: Vec<&str> = marks
                .iter()
                .filter(|(is, _)| *is)
                .map(|(_, mark)| *mark)
                .collect();
            let absent = if column.may_be_absent {
                " \"may be absent\""
            } else {
                ""
            };
            let drawn = format!(
                "        {} {} {}",
                column.kind,
                column.name,
                marks.join(", ")
            );
            line(&mut text, &format!("{}{absent}", drawn.trim_end()));
        }
        line(&mut text, "    }");
    }
    line(&mut text, "```");
    text
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a text grows");
}

const HEAD: &str = "\
# The schema

Written by the test `diagram` of `bronya-store` from a database that the migrations made; `BRONYA_SCHEMA=write` writes it
anew. SQLite and PostgreSQL have the same tables.

The keys of what belongs to a venue begin with the venue, so that its rows lie together and can be moved apart from all
others. There are no foreign keys: what belongs together is written in one transaction, and `bronya verify` audits what
lies there. Times are microseconds since 1970 in UTC; money is whole minor units. What a `claim` belongs to is said by
its `owner_kind`, what a message in the `outbox` is about by its `about`.

| table | what it is for |
|---|---|
";

#[tokio::test(flavor = "multi_thread")]
async fn the_page_about_the_schema_is_true() {
    let tables = tables().await;
    let there: BTreeSet<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    let told: BTreeSet<&str> = PURPOSES.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        there, told,
        "the tables, and those of which is said what they are for"
    );
    let drawn = page(&tables);
    let place = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema.md");
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever runs the test says whether the page is read or written"
    )]
    let writes = std::env::var("BRONYA_SCHEMA").is_ok_and(|word| word == "write");
    if writes {
        std::fs::write(&place, &drawn).expect("the page is written");
    }
    let page = std::fs::read_to_string(&place).expect("the page");
    let differs = page
        .lines()
        .zip(drawn.lines())
        .find(|(told, true_one)| told != true_one);
    assert!(
        page == drawn,
        "docs/schema.md says otherwise (BRONYA_SCHEMA=write): {differs:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_number_called_like_a_table_leads_there() {
    let tables = tables().await;
    let names: BTreeSet<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    let mut leading = BTreeSet::new();
    for table in &tables {
        for column in &table.columns {
            let to = leads(&table.name, &column.name);
            let is_named_so = column.kind == "bigint" && names.contains(column.name.as_str());
            assert!(
                !is_named_so || !to.is_empty(),
                "{}.{} leads nowhere",
                table.name,
                column.name
            );
            assert!(to.iter().all(|other| names.contains(other)), "{to:?}");
            leading.extend([
                column.name.clone(),
                format!("{}.{}", table.name, column.name),
            ]);
        }
    }
    let said = LEADS.iter().map(|(name, _)| name).chain(&OR_NOTHING);
    for name in said {
        assert!(leading.contains(*name), "{name} is no column");
    }
}
