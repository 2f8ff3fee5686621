//! Resources as people type or paste them, one a line: `Name; seats; price`, several at once as `Table 1-12; 4`.

use std::collections::HashSet;

use bronya_desk::NewResource;
use bronya_domain::money::Currency;
use bronya_domain::policy::Policy;
use bronya_domain::resource::{Schedule, Seats};
use bronya_gate::texts;

use super::money;
use super::ways;
use crate::tongue::{Blanks, Tongue};

/// How many resources may be added at once.
const MOST: usize = 1000;
/// How many lines of trouble are told.
const TROUBLES_MOST: usize = 8;
/// The longest name, in characters.
const NAME_MOST: usize = 200;
/// The largest party.
const SEATS_MOST: u32 = 10_000;

/// One resource of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub name: String,
    pub seats: Seats,
    pub price: i64,
}

/// How lines are read.
pub(super) struct Reading<'a> {
    pub tongue: Tongue,
    pub currency: Currency,
    /// Whether a line may leave open for how many it is; then it is for one.
    pub for_one: bool,
    /// The names that are taken.
    pub taken: HashSet<&'a str>,
}

impl Reading<'_> {
    /// The resources of a text, or what is wrong with it, line by line.
    pub(super) fn rows(&self, text: &str) -> Result<Vec<Row>, Vec<String>> {
        let (mut rows, mut wrong) = (Vec::new(), Vec::new());
        let mut named: HashSet<String> = HashSet::new();
        let lines = text.lines().map(str::trim).zip(1..);
        for (line, number) in lines.filter(|(line, _)| !line.is_empty()) {
            let read = self.line(line).map_err(|words| self.tongue.word(words));
            let read = read.and_then(|more| {
                let is_taken = |row: &&Row| {
                    self.taken.contains(row.name.as_str()) || named.contains(&row.name)
                };
                match more.iter().find(is_taken) {
                    None => Ok(more),
                    Some(row) => Err(self.is_taken(&row.name)),
                }
            });
            match read {
                Ok(more) => {
                    named.extend(more.iter().map(|row| row.name.clone()));
                    rows.extend(more);
                }
                Err(problem) => {
                    let blanks = Blanks::default()
                        .with("line", number)
                        .with("problem", problem);
                    wrong.push(self.tongue.say("settings-lines-wrong", &blanks));
                }
            }
            if rows.len() > MOST || wrong.len() >= TROUBLES_MOST {
                break;
            }
        }
        if rows.len() > MOST {
            wrong.push(self.tongue.word("settings-lines-too-many"));
        }
        match wrong.is_empty() {
            true => Ok(rows),
            false => Err(wrong),
        }
    }

    fn is_taken(&self, name: &str) -> String {
        let blanks = Blanks::default().with("name", ways::called(name));
        self.tongue.say("settings-lines-taken", &blanks)
    }

    fn line(&self, line: &str) -> Result<Vec<Row>, &'static str> {
        let mut parts = line.split([';', '\t']).map(str::trim);
        let names = names(parts.next().unwrap_or_default())?;
        let seats = match parts.next().unwrap_or_default() {
            "" if self.for_one => Seats { from: 1, to: 1 },
            text => seats(text).ok_or("settings-lines-seats")?,
        };
        let price = match parts.next().unwrap_or_default() {
            "" => 0,
            text => money::price(text, self.currency).ok_or("settings-bad-price")?,
        };
        if parts.any(|part| !part.is_empty()) {
            return Err("settings-lines-more");
        }
        let row = |name| Row { name, seats, price };
        Ok(names.into_iter().map(row).collect())
    }
}

/// For how many it is: `4`, or `2-4`.
pub(super) fn seats(text: &str) -> Option<Seats> {
    let number = |text: &str| {
        let text = text.trim();
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| plain)
    };
    let (from, to) = match text.split_once(['-', '–', '—', '−']) {
        Some((from, to)) => (number(from)?, number(to)?),
        None => (1, number(text)?),
    };
    (1 <= from && from <= to && to <= SEATS_MOST).then_some(Seats { from, to })
}

/// The names of a line: one, or as many as it counts from and to at its end.
fn names(text: &str) -> Result<Vec<String>, &'static str> {
    let too_long = text.chars().count() > NAME_MOST;
    if too_long || texts::line(text, &()).is_err() {
        return Err("settings-lines-name");
    }
    let Some((prefix, first, last)) = counted(text) else {
        return Ok(vec![text.to_owned()]);
    };
    if first > last || last - first >= MOST {
        return Err("settings-lines-range");
    }
    let name = |number| format!("{prefix}{number}");
    Ok((first..=last).map(name).collect())
}

/// What stands before a count at the end of a name, and from where to where it counts.
fn counted(text: &str) -> Option<(&str, usize, usize)> {
    let digits = |text: &str| text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (head, last) = text.split_at(text.len() - digits(text));
    let head = head
        .trim_end()
        .strip_suffix(['-', '–', '—', '−'])?
        .trim_end();
    let (prefix, first) = head.split_at(head.len() - digits(head));
    let is_word = prefix.is_empty() || prefix.ends_with([' ', '№', '#']);
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    is_word.then_some((prefix, first, last))
}

impl Row {
    /// The resource, of a kind and offered so.
    pub(super) fn resource(self, kind: &str, schedule: Schedule) -> NewResource {
        NewResource {
            id: None,
            kind: kind.to_owned(),
            number: None,
            name: Some(self.name),
            seats: self.seats,
            price: self.price,
            lanes: 1,
            open: true,
            schedule,
            hours: None,
            policy: Policy::default(),
            unique_name: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use bronya_domain::catalog::Language;

    use super::*;

    fn read(text: &str) -> Result<Vec<String>, Vec<String>> {
        let reading = Reading {
            tongue: Tongue(Language::En),
            currency: Currency::RUB,
            for_one: false,
            taken: HashSet::from(["Bar"]),
        };
        let row = |row: &Row| {
            let Seats { from, to } = row.seats;
            format!("{}|{from}-{to}|{}", row.name, row.price)
        };
        reading
            .rows(text)
            .map(|rows| rows.iter().map(row).collect())
    }

    #[test]
    fn a_line_is_one_resource_or_as_many_as_it_counts() {
        assert_eq!(
            read("Table 1-3; 4\n\nTerrace; 2-6; 1 500,50\nRoom\t10\t200\n"),
            Ok([
                "Table 1|1-4|0",
                "Table 2|1-4|0",
                "Table 3|1-4|0",
                "Terrace|2-6|150050",
                "Room|1-10|20000",
            ]
            .map(str::to_owned)
            .into())
        );
        assert_eq!(read("Boeing-747; 300").map(|rows| rows.len()), Ok(1));
    }

    #[test]
    fn what_is_wrong_is_said_of_its_line() {
        let wrong = read(
            "Table 1; 4\nTable 2\nTable 3; 0\nTable 9-4; 2\nTable 5; 2; dear\n; 4\nTable 1; 2\nBar; 3",
        );
        let wrong = wrong.expect_err("all but the first are wrong");
        assert_eq!(wrong.len(), 7);
        for (text, number) in wrong.iter().zip(2..) {
            assert!(text.contains(&number.to_string()), "{text}");
        }
    }

    #[test]
    fn a_name_that_is_taken_is_named_and_takes_no_others_with_it() {
        let wrong = read("Box 2; 4\nBox 1-3; 4\nBox 1; 4").expect_err("one is taken");
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert!(wrong[0].contains("Box 2"), "{wrong:?}");
    }
}
