//! Half-open ranges of instants, `[from, until)`, and sets of them.
//!
//! `from < until` is checked here, once. Instants are kept to the microsecond, which is what both engines store, so
//! that a span read back equals the span written.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A half-open range of instants. Its end may be open: it then lasts until somebody ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends", into = "Ends")]
pub struct Span {
    from: Timestamp,
    /// [`OPEN`] stands for "no end yet".
    until: Timestamp,
}

/// The end of an open span: later than every instant that a clock can show here.
const OPEN: Timestamp = Timestamp::MAX;

/// The form in which a span is written down.
#[derive(Serialize, Deserialize)]
struct Ends {
    from: Timestamp,
    until: Option<Timestamp>,
}

/// The end of a span does not lie after its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the end must lie after the beginning")]
pub struct Reversed;

impl Span {
    /// `[from, until)`, or [`Reversed`] when `until` is not later.
    pub fn new(from: Timestamp, until: Timestamp) -> Result<Self, Reversed> {
        let (from, until) = (to_micros(from), to_micros(until));
        if from < until {
            Ok(Self { from, until })
        } else {
            Err(Reversed)
        }
    }

    /// `[from, …)` with an end that is still open.
    pub fn open(from: Timestamp) -> Self {
        Self {
            from: to_micros(from),
            until: OPEN,
        }
    }

    /// `[from, until)` where `None` leaves the end open.
    pub fn maybe_open(from: Timestamp, until: Option<Timestamp>) -> Result<Self, Reversed> {
        match until {
            Some(until) => Self::new(from, until),
            None => Ok(Self::open(from)),
        }
    }

    /// `length` from `from` on; [`Reversed`] when the length is not positive.
    pub fn lasting(from: Timestamp, length: SignedDuration) -> Result<Self, Reversed> {
        Self::new(from, later(from, length))
    }

    /// The first instant inside.
    pub fn from(self) -> Timestamp {
        self.from
    }

    /// The first instant after it; `None` while the end is open.
    pub fn until(self) -> Option<Timestamp> {
        (self.until != OPEN).then_some(self.until)
    }

    /// The first instant after it, where an open end counts as later than everything.
    pub fn end(self) -> Timestamp {
        self.until
    }

    /// How long it lasts; `None` while the end is open.
    pub fn length(self) -> Option<SignedDuration> {
        self.until().map(|until| until.duration_since(self.from))
    }

    /// Whether the two share an instant. Touching ends do not.
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// Whether `other` lies wholly inside.
    pub fn covers(self, other: Self) -> bool {
        self.from <= other.from && other.until <= self.until
    }

    /// Whether the instant lies inside.
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    /// The same span with `before` added in front and `after` behind; an open end stays open.
    pub fn widened(self, before: SignedDuration, after: SignedDuration) -> Self {
        let until = if self.until == OPEN {
            OPEN
        } else {
            later(self.until, after)
        };
        Self {
            from: later(self.from, -before),
            until,
        }
    }

    /// What is left when everything from `at` on is cut away; `None` when nothing is.
    pub fn cut_at(self, at: Timestamp) -> Option<Self> {
        Self::new(self.from, self.until.min(at)).ok()
    }

    /// What both share.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (from, until) = (self.from.max(other.from), self.until.min(other.until));
        (from < until).then_some(Self { from, until })
    }
}

impl TryFrom<Ends> for Span {
    type Error = Reversed;
    fn try_from(ends: Ends) -> Result<Self, Reversed> {
        Self::maybe_open(ends.from, ends.until)
    }
}

impl From<Span> for Ends {
    fn from(span: Span) -> Self {
        Self {
            from: span.from,
            until: span.until(),
        }
    }
}

/// `at + by`, held inside what a timestamp can show.
pub fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(if by.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// The instant without the part below a microsecond.
pub fn to_micros(at: Timestamp) -> Timestamp {
    if at == OPEN {
        OPEN
    } else {
        Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
    }
}

/// Spans in order of time that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpanSet(Vec<Span>);

impl SpanSet {
    /// The spans of the set in order of time.
    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// Whether the whole of `span` belongs to the set.
    pub fn covers(&self, span: Span) -> bool {
        self.0.iter().any(|own| own.covers(span))
    }

    /// Whether the instant belongs to the set.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.0.iter().any(|own| own.contains(at))
    }

    /// The set without everything that `taken` covers.
    pub fn without(&self, taken: &Self) -> Self {
        let mut left = self.0.clone();
        for cut in &taken.0 {
            left = left
                .into_iter()
                .flat_map(|span| around(span, *cut))
                .collect();
        }
        Self(left)
    }

    /// The part of the set inside `window`.
    pub fn within(&self, window: Span) -> Self {
        Self(
            self.0
                .iter()
                .filter_map(|span| span.intersection(window))
                .collect(),
        )
    }
}

impl FromIterator<Span> for SpanSet {
    fn from_iter<I: IntoIterator<Item = Span>>(spans: I) -> Self {
        let mut sorted: Vec<Span> = spans.into_iter().collect();
        sorted.sort();
        let mut set: Vec<Span> = Vec::with_capacity(sorted.len());
        for span in sorted {
            match set.last_mut() {
                Some(last) if span.from <= last.until => last.until = last.until.max(span.until),
                _ => set.push(span),
            }
        }
        Self(set)
    }
}

/// What of `span` lies before and after `cut`.
fn around(span: Span, cut: Span) -> impl Iterator<Item = Span> {
    let before = Span {
        from: span.from,
        until: span.until.min(cut.from),
    };
    let after = Span {
        from: span.from.max(cut.until),
        until: span.until,
    };
    [before, after]
        .into_iter()
        .filter(|part| part.from < part.until)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `"##..#"`: one letter an hour from 12:00 on, `#` inside.
    fn drawn(picture: &str) -> SpanSet {
        let hour = |n: usize| {
            let noon: Timestamp = "2026-11-21T12:00Z".parse().expect("a valid instant");
            later(noon, SignedDuration::from_hours(n as i64))
        };
        picture
            .char_indices()
            .filter(|(_, letter)| *letter == '#')
            .map(|(n, _)| Span::new(hour(n), hour(n + 1)).expect("an hour"))
            .collect()
    }

    #[track_caller]
    fn check_without(whole: &str, cut: &str, left: &str) {
        assert_eq!(
            drawn(whole).without(&drawn(cut)),
            drawn(left),
            "{whole} without {cut}"
        );
    }

    #[test]
    fn taking_away_leaves_the_rest() {
        check_without("######", "..##..", "##..##");
        check_without("######", "##....", "..####");
        check_without("######", "....##", "####..");
        check_without("##..##", ".####.", "#....#");
        check_without("######", "######", "......");
        check_without("..##..", "##..##", "..##..");
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        let [first, second] = [drawn("#."), drawn(".#")].map(|set| set.spans()[0]);
        assert!(!first.overlaps(second));
        assert!(!second.overlaps(first));
        assert!(first.overlaps(first));
    }

    #[test]
    fn an_open_span_is_in_the_way_of_everything_later() {
        let open = Span::open(drawn("#").spans()[0].from());
        assert!(open.overlaps(drawn("...#").spans()[0]));
        assert_eq!(open.until(), None);
        assert_eq!(open.length(), None);
    }

    #[test]
    fn a_reversed_or_empty_span_is_refused() {
        let at: Timestamp = "2026-11-21T12:00Z".parse().expect("a valid instant");
        assert_eq!(Span::new(at, at), Err(Reversed));
        assert_eq!(
            Span::lasting(at, SignedDuration::from_mins(-5)),
            Err(Reversed)
        );
    }

    #[test]
    fn a_span_survives_being_written_down() {
        for span in [
            drawn("##").spans()[0],
            Span::open(drawn("#").spans()[0].from()),
        ] {
            let text = serde_json::to_string(&span).expect("a span can be written");
            assert_eq!(serde_json::from_str::<Span>(&text).expect("and read"), span);
        }
    }
}
