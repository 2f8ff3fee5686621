//! Which lines of history a commit wrote, and how one instance names them to the others.

use bronya_domain::id::BookingId;

/// How many lines are named at most; the engine carries no longer names.
const MOST: usize = 200;
/// How it is said that there were more.
const TOO_MANY: &str = "*";
/// How deeds are named: the revision finds them.
const DEEDS: &str = "d";

/// The lines of history that a commit wrote about one venue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The versions of bookings.
    pub bookings: Vec<(BookingId, i64)>,
    /// How many deeds that are about no booking.
    pub deeds: i64,
}

impl Lines {
    /// Whether it wrote none.
    pub fn is_empty(&self) -> bool {
        self.bookings.is_empty() && self.deeds == 0
    }

    /// Itself, unless there are too many lines to be told one by one.
    pub(super) fn unless_too_many(&self) -> Option<Self> {
        (self.bookings.len() + self.deeds as usize <= MOST).then(|| self.clone())
    }
}

/// Lines by their names: `12.3,15.1,d2` are the third version of booking 12, the first of 15, and two deeds.
pub(super) fn written(lines: Option<&Lines>) -> String {
    let Some(lines) = lines else {
        return TOO_MANY.into();
    };
    let bookings = lines.bookings.iter();
    let mut names: Vec<String> = bookings
        .map(|(id, version)| format!("{id}.{version}"))
        .collect();
    names.push(format!("{DEEDS}{}", lines.deeds));
    names.join(",")
}

/// The lines of these names; none where there were too many, or another program names them otherwise.
pub(super) fn read(names: &str) -> Option<Lines> {
    let mut lines = Lines::default();
    for name in names.split(',') {
        match name.strip_prefix(DEEDS) {
            Some(deeds) => lines.deeds = deeds.parse().ok()?,
            None => {
                let (id, version) = name.split_once('.')?;
                let line = (BookingId(id.parse().ok()?), version.parse().ok()?);
                lines.bookings.push(line);
            }
        }
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_found_again_and_too_much_is_not_named() {
        let two = Lines {
            bookings: vec![(BookingId(12), 3), (BookingId(15), 1)],
            deeds: 2,
        };
        for lines in [two, Lines::default()] {
            assert_eq!(read(&written(Some(&lines))), Some(lines.clone()));
            assert_eq!(lines.unless_too_many(), Some(lines));
        }
        let many = Lines {
            bookings: vec![(BookingId(i64::MAX), i64::MAX); MOST + 1],
            deeds: 0,
        };
        assert_eq!(many.unless_too_many(), None);
        assert_eq!(read(&written(None)), None);
        for nonsense in ["", "12", "a.1", "d", "12.1,"] {
            assert_eq!(read(nonsense), None, "{nonsense:?}");
        }
    }
}
