//! A booking typed as one line, as it is said on the phone: `19:30 4 Ivanova +7 912 345-67-89 // by the window`.
//!
//! What the words mean hangs on their looks alone, whatever their order: a time, a number of people, a phone number, an e-mail
//! address, a length, a resource after `#`; the rest is the name, and what stands behind `//` a note.

use jiff::SignedDuration;
use jiff::civil::Time;

use super::dialled;

/// What a line says. What it does not say is left to the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    /// When it begins, on the venue's clock.
    pub time: Option<Time>,
    /// How many come.
    pub party: Option<u32>,
    /// How long they stay.
    pub length: Option<SignedDuration>,
    /// The number or name of a resource.
    pub resource: Option<String>,
    /// The guest's name.
    pub name: Option<String>,
    /// The guest's phone number, as it was written.
    pub phone: Option<String>,
    /// The guest's e-mail address.
    pub email: Option<String>,
    /// What the staff should know.
    pub note: Option<String>,
}

impl Typed {
    /// Reads a line that is typed where phone numbers are written as in a region, by ISO 3166.
    pub(super) fn read(line: &str, region: Option<&str>) -> Self {
        let (line, note) = match line.split_once("//") {
            Some((line, note)) => (line, Some(note.trim().to_owned())),
            None => (line, None),
        };
        let mut typed = Self {
            note: note.filter(|note| !note.is_empty()),
            ..Self::default()
        };
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut rest = Vec::new();
        let mut left = words.as_slice();
        while let Some((word, more)) = left.split_first() {
            let taken = match typed.phone {
                None if !typed.is_new_time(word) => dialled::phone(left, region),
                _ => 0,
            };
            if taken > 0 {
                let (phone, more) = left.split_at(taken);
                typed.phone = Some(phone.join(" "));
                left = more;
                continue;
            }
            left = more;
            if number(word).is_some() || !typed.takes(word) {
                rest.push(*word);
            }
        }
        typed.count(&mut rest);
        typed.name = Some(rest.join(" ")).filter(|name| !name.is_empty());
        typed
    }

    /// Whether a word says the time, which was not said yet.
    fn is_new_time(&self, word: &str) -> bool {
        self.time.is_none() && time(word).is_some()
    }

    /// Takes a word that can be but one thing; false where it is a part of the name.
    fn takes(&mut self, word: &str) -> bool {
        if let Some((from, until)) = range(word).filter(|_| self.time.is_none()) {
            self.time = Some(from);
            let length = until.duration_since(from);
            let night = if length.is_positive() { 0 } else { 24 };
            self.length = Some(length + SignedDuration::from_hours(night));
        } else if let Some(time) = time(word).filter(|_| self.time.is_none()) {
            self.time = Some(time);
        } else if let Some(length) = length(word).filter(|_| self.length.is_none()) {
            self.length = Some(length);
        } else if let Some(named) = word.strip_prefix(['#', '№']).filter(|it| !it.is_empty()) {
            self.resource = Some(named.to_owned());
        } else if word.contains('@') && self.email.is_none() {
            self.email = Some(word.to_owned());
        } else {
            return false;
        }
        true
    }

    /// Takes the bare numbers that mean something: the first of two is the hour where no time was said, the next the party.
    /// What is left belongs to the name: `Smith 2`.
    fn count(&mut self, words: &mut Vec<&str>) {
        let numbers = words.iter().filter(|word| number(word).is_some()).count();
        if self.time.is_none() && numbers > 1 {
            self.time = first_number(words).and_then(|hour| clock(hour, 0));
        }
        self.party = first_number(words);
    }
}

/// Takes the first bare number out of the words.
fn first_number(words: &mut Vec<&str>) -> Option<u32> {
    let place = words.iter().position(|word| number(word).is_some())?;
    number(words.remove(place))
}

/// A number of people, or an hour.
fn number(word: &str) -> Option<u32> {
    let short = word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    short.then(|| word.parse().ok()).flatten()
}

/// A time as people write it: `19:30`, `19.30`, `1930`, `7:30pm`.
fn time(word: &str) -> Option<Time> {
    let lower = word.to_lowercase();
    let (digits, afternoon) = match (lower.strip_suffix("pm"), lower.strip_suffix("am")) {
        (Some(digits), _) => (digits, Some(true)),
        (None, Some(digits)) => (digits, Some(false)),
        (None, None) => (lower.as_str(), None),
    };
    let parts = digits.split_once([':', '.']);
    let (hour, minute) = match parts {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None if afternoon.is_some() => (digits, "00"),
        None => return None,
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    match afternoon {
        None => clock(hour, minute),
        Some(_) if !(1..=12).contains(&hour) => None,
        Some(afternoon) => clock(hour % 12 + if afternoon { 12 } else { 0 }, minute),
    }
}

fn clock(hour: u32, minute: u32) -> Option<Time> {
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
}

/// From one time until another: `14:00-15:30`.
fn range(word: &str) -> Option<(Time, Time)> {
    let (from, until) = word.split_once(['-', '–'])?;
    Some((time(from)?, time(until)?))
}

/// A length as people write it: `90m`, `2h`, `1.5h`, `45мин`, `2ч`.
fn length(word: &str) -> Option<SignedDuration> {
    let end = word.find(|letter: char| !letter.is_ascii_digit() && !".,".contains(letter))?;
    let (number, unit) = word.split_at(end);
    let minutes = match unit.to_lowercase().as_str() {
        "m" | "min" | "м" | "мин" => 1.0,
        "h" | "ч" | "час" | "часа" | "часов" => 60.0,
        _ => return None,
    };
    let number: f64 = number.replace(',', ".").parse().ok()?;
    let minutes = (number * minutes).round();
    let sensible = (1.0..=24.0 * 60.0).contains(&minutes);
    sensible.then(|| SignedDuration::from_mins(minutes as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Typed) {
        assert_eq!(Typed::read(line, Some("RU")), expected, "{line}");
    }

    fn at(hour: i8, minute: i8) -> Option<Time> {
        Some(Time::constant(hour, minute, 0, 0))
    }

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_line_says_who_comes_when_and_how_many() {
        let ivanova = Typed {
            time: at(19, 30),
            party: Some(4),
            name: text("Иванова"),
            ..Typed::default()
        };
        for line in [
            "19:30 4 Иванова",
            "19.30 4 Иванова",
            "Иванова 4 1930",
            "4 Иванова 19:30",
        ] {
            check(line, ivanova.clone());
        }
        check(
            "19:30 4 Анна Иванова +7 912 345-67-89 anna@example.org // у окна, торт",
            Typed {
                name: text("Анна Иванова"),
                phone: text("+7 912 345-67-89"),
                email: text("anna@example.org"),
                note: text("у окна, торт"),
                ..ivanova.clone()
            },
        );
        check(
            "19 4 Иванова",
            Typed {
                time: at(19, 0),
                ..ivanova.clone()
            },
        );
        check(
            "19:30 4 Ivanova 1",
            Typed {
                name: text("Ivanova 1"),
                ..ivanova.clone()
            },
        );
        check(
            "8(912)345-67-89 4 Иванова 7:30pm #12",
            Typed {
                phone: text("8(912)345-67-89"),
                resource: text("12"),
                ..ivanova
            },
        );
    }

    #[test]
    fn a_line_says_how_long() {
        for (line, minutes) in [
            ("14:00-15:30 Орлов", 90),
            ("14:00 90m Орлов", 90),
            ("14:00 Орлов 1,5ч", 90),
            ("14:00 2h Орлов", 120),
            ("14:00 45мин Орлов", 45),
        ] {
            check(
                line,
                Typed {
                    time: at(14, 0),
                    length: Some(SignedDuration::from_mins(minutes)),
                    name: text("Орлов"),
                    ..Typed::default()
                },
            );
        }
        check(
            "23:00-01:00",
            Typed {
                time: at(23, 0),
                length: Some(SignedDuration::from_hours(2)),
                ..Typed::default()
            },
        );
    }

    #[test]
    fn a_phone_number_in_pieces_is_told_from_the_party_beside_it() {
        for (region, line, phone) in [
            ("RU", "18:00 2 Smith 8 912 345-67-89", "8 912 345-67-89"),
            ("RU", "8 912 345-67-89 2 Smith 18:00", "8 912 345-67-89"),
            ("RU", "+7 912 345-67-89 2 Smith 18:00", "+7 912 345-67-89"),
            ("RU", "1800 2 8(912)345-67-89 Smith", "8(912)345-67-89"),
            ("FR", "18:00 2 Smith 06 12 34 56 78", "06 12 34 56 78"),
            ("FR", "18:00 Smith 06 12 34 56 78 2", "06 12 34 56 78"),
            ("US", "18:00 2 415 555 2671 Smith", "415 555 2671"),
            ("US", "Smith 415 555 2671 18 2", "415 555 2671"),
        ] {
            let expected = Typed {
                time: at(18, 0),
                party: Some(2),
                name: text("Smith"),
                phone: text(phone),
                ..Typed::default()
            };
            assert_eq!(Typed::read(line, Some(region)), expected, "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_phone_number_is_kept_for_the_form() {
        for (line, phone) in [
            ("18:00 2 Smith 06 12 34 56 78", "06 12 34 56 78"),
            ("18:00 2 06 12 34 56 78 Smith", "06 12 34 56 78"),
            ("18:00 2 Smith +7 912", "+7 912"),
            ("18:00 2 Smith 5552671", "5552671"),
        ] {
            let typed = Typed::read(line, None);
            assert_eq!(
                (typed.party, typed.name),
                (Some(2), text("Smith")),
                "{line}"
            );
            assert_eq!(typed.phone, text(phone), "{line}");
        }
    }

    #[test]
    fn what_a_line_does_not_say_is_left_open() {
        check("", Typed::default());
        check(
            "4",
            Typed {
                party: Some(4),
                ..Typed::default()
            },
        );
        check(
            "Ivanova",
            Typed {
                name: text("Ivanova"),
                ..Typed::default()
            },
        );
        let odd = Typed::read("25:61 9999999999999999999 #", None);
        assert_eq!((odd.time, odd.party), (None, None));
    }
}
