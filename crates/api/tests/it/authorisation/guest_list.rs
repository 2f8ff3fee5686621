//! The table: one line for each route, one column for each caller, one mark for each thing that he asks about.

use std::fmt::Write;
use std::path::PathBuf;

use bronya_domain::people::Scope;

use super::scene::Caller;

/// The callers, in the order of the columns.
pub const COLUMNS: [(Caller, &str); 18] = [
    (Caller::Nobody, "nobody"),
    (Caller::Guest, "guest"),
    (Caller::WrongKey, "wrong"),
    (Caller::Stranger, "strang"),
    (Caller::Customer, "custom"),
    (Caller::Specialist, "spec"),
    (Caller::Staff, "staff"),
    (Caller::Admin, "admin"),
    (Caller::Operator, "oper"),
    (Caller::OperatorKey, "opkey"),
    (Caller::Program(Some(Scope::ReadBookings)), "k-read"),
    (Caller::Program(Some(Scope::WriteBookings)), "k-book"),
    (Caller::Program(Some(Scope::WriteOffer)), "k-offr"),
    (Caller::Program(Some(Scope::WriteSettings)), "k-sett"),
    (Caller::Program(None), "k-all"),
    (Caller::Revoked, "k-gone"),
    (Caller::Blocked, "blockd"),
    (Caller::LoggedOut, "logout"),
];

/// What a route answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    /// The letters of what is asked about, in the order of the marks.
    pub about: String,
    /// For each caller his marks.
    pub cells: Vec<String>,
}

#[derive(Debug)]
pub struct Table(Vec<Line>);

const HEAD: &str = "\
# Who may call what. One line for each route, one column for each caller, one mark for each thing that he calls about.
# The test `authorisation` makes every call and compares; with BRONYA_AUTHORISATION=write it writes this file anew, which
# is then read before it is committed.
#
# About what, in the order of the marks:
#   -  nothing of a venue
#   h  the venue where the caller is what his column says, or something to be made there
#   o  something there that is his own: his booking, his time (a specialist's), his account, a key that he made
#   t  something there that is theirs: another guest's booking, another's time, another member
#   s  (of people) somebody who has an account and is not known there
#   x  something there that does not exist
#   a  the same at another venue, where he is nothing
#   n  a venue that does not exist
#
# Marks:
#   +  let through: it was done, or refused for a reason that has nothing to do with who he is
#   ?  401 credentials_required: he showed nothing
#   !  401 unknown_credentials: what he showed is not known, or not any more
#   s  403 staff_only      a  403 admin_only       o  403 operator_only     y  403 not_yours (another's time)
#   c  403 scope_missing   l  403 accounts_only    b  403 account_blocked
#   v  404 unknown_venue   0  404 not_found (a venue's affairs, to whom it does not know)
#   4  404 unknown_booking, unknown_slot, ...: there is none, or none for him
#
# Callers:
#   nobody showed nothing; guest shows the key of his booking as Bronya-Guest-Key, wrong one that opens nothing
#   strang(er) is logged in and has no role there, until he books; custom(er) has that role; so have spec(ialist), staff
#   and admin
#   oper(ator) is logged in as one; opkey is the operator's key
#   k-… are the keys of programs with the scope read_bookings, write_bookings, write_offer, write_settings, with all of
#   them, and one with all that was taken back
#   blockd is staff and shut out of the venue; logout was staff and logged out
";

impl Table {
    pub fn of(mut lines: Vec<Line>) -> Self {
        lines.sort_by(|one, other| one.name.cmp(&other.name));
        Self(lines)
    }

    /// The table in the repository.
    pub fn read() -> Self {
        let text = std::fs::read_to_string(place()).expect("the table");
        let rows = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty());
        let line = |row: &str| {
            let mut words = row.split_whitespace().map(str::to_owned);
            let [name, about] =
                [(); 2].map(|()| words.next().expect("a route and what it is about"));
            Line {
                name,
                about,
                cells: words.collect(),
            }
        };
        Self(rows.map(line).collect())
    }

    pub fn write(&self) {
        std::fs::write(place(), self.text()).expect("the table is written");
    }

    fn text(&self) -> String {
        let mut text = format!("{HEAD}\n");
        let mut row = |name: &str, about: &str, cells: &mut dyn Iterator<Item = &str>| {
            let cells: String = cells.map(|cell| format!(" {cell:<6}")).collect();
            let line = format!("{name:<24} {about:<6}{cells}");
            writeln!(text, "{}", line.trim_end()).expect("a text grows");
        };
        row(
            "# route",
            "about",
            &mut COLUMNS.iter().map(|(_, name)| *name),
        );
        for line in &self.0 {
            row(
                &line.name,
                &line.about,
                &mut line.cells.iter().map(String::as_str),
            );
        }
        text
    }

    pub fn line(&self, name: &str) -> Option<&Line> {
        self.0.iter().find(|line| line.name == name)
    }

    /// How many answers it holds.
    pub fn marks(&self) -> usize {
        self.0
            .iter()
            .flat_map(|line| &line.cells)
            .map(|cell| cell.chars().count())
            .sum()
    }

    /// Where what was seen is not what stands here, in words.
    pub fn differences(&self, seen: &Self) -> Vec<String> {
        let mut words = Vec::new();
        for line in &self.0 {
            match seen.line(&line.name) {
                None => words.push(format!("{}: there is no such route", line.name)),
                Some(other) => words.extend(line.differences(other)),
            }
        }
        let new = seen.0.iter().filter(|line| self.line(&line.name).is_none());
        words.extend(new.map(|line| format!("{}: is not in the table", line.name)));
        if self.0.len() != seen.0.len() && words.is_empty() {
            words.push("a route stands in the table twice".into());
        }
        words
    }
}

impl Line {
    fn differences(&self, seen: &Self) -> Vec<String> {
        if (&self.about, self.cells.len()) != (&seen.about, seen.cells.len()) {
            return vec![format!(
                "{}: is about {}, with {} callers",
                self.name,
                seen.about,
                seen.cells.len()
            )];
        }
        let cells = self.cells.iter().zip(&seen.cells).zip(COLUMNS);
        let differs = cells.filter(|((here, there), _)| here != there);
        let words = |((here, there), (_, caller)): ((&String, &String), (Caller, &str))| {
            format!("{}, {caller}: {here} in the table, {there} seen", self.name)
        };
        differs.map(words).collect()
    }
}

fn place() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/authorisation.txt")
}
