//! The stretch of time that a day's screens show: from the first opening until the last closing, and as far as anything
//! reaches. It is counted in cells of five minutes, in which the style sheet says where things stand.

use bronya_domain::catalog::Catalog;
use bronya_domain::hours::local_day;
use bronya_domain::span::{Span, later};
use bronya_words::moment;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Unit, Zoned};

use crate::assets::CELLS_MOST;

/// How long a cell is.
pub(crate) const CELL: SignedDuration = SignedDuration::from_mins(5);
/// How many hours a screen has at least.
const HOURS_LEAST: i64 = 8;

/// A stretch of time in cells.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    /// From when until when.
    pub span: Span,
    zone: TimeZone,
}

/// An hour on the bar above the rows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Hour {
    /// The cell in which it begins.
    pub cell: u32,
    /// What the clock shows.
    pub clock: String,
}

impl Window {
    /// What is to be seen of a local day, with what takes place on it. None for a day that is in no calendar.
    pub(crate) fn of(
        catalog: &Catalog,
        date: Date,
        taken: impl Iterator<Item = Span>,
    ) -> Option<Self> {
        let zone = &catalog.venue.zone;
        let day = local_day(date, zone)?;
        let open = opening(catalog, day);
        let begun_today = taken.filter(|span| day.contains(span.from()));
        let whole = begun_today.fold(open, |seen, span| {
            let from = seen.from().min(span.from());
            let until = seen.end().max(span.until().unwrap_or(span.from()));
            Span::new(from, until).unwrap_or(seen)
        });
        Some(Self::around(whole, zone))
    }

    /// Whole hours around a span, enough of them and not too many.
    fn around(span: Span, zone: &TimeZone) -> Self {
        let from = whole_hour(span.from(), zone, false);
        let least = later(from, SignedDuration::from_hours(HOURS_LEAST));
        let most = later(from, CELL * CELLS_MOST as i32);
        let until = whole_hour(span.end().min(most), zone, true);
        let until = until.max(least).min(most);
        Self {
            span: Span::new(from, until).unwrap_or(span),
            zone: zone.clone(),
        }
    }

    /// How many cells it has.
    pub(crate) fn cells(&self) -> u32 {
        self.cell(self.span.end())
    }

    /// The cell in which an instant lies; the first or last where it lies outside.
    pub(crate) fn cell(&self, at: Timestamp) -> u32 {
        let inside = at.clamp(self.span.from(), self.span.end());
        let passed = inside.duration_since(self.span.from());
        u32::try_from(passed.as_secs() / CELL.as_secs()).unwrap_or(0)
    }

    /// Where a span stands and how many cells it takes, as far as it is to be seen.
    pub(crate) fn place(&self, span: Span) -> Option<(u32, u32)> {
        let seen = self.span.intersection(span)?;
        let from = self.cell(seen.from());
        let until = self.cell(later(seen.end(), CELL - SignedDuration::from_micros(1)));
        Some((from, (until - from).max(1)))
    }

    /// Its hours, as the venue's clock shows them.
    pub(crate) fn hours(&self) -> Vec<Hour> {
        let hour = SignedDuration::from_hours(1);
        let starts = std::iter::successors(Some(self.span.from()), |at| Some(later(*at, hour)));
        let starts = starts.take_while(|at| *at < self.span.end());
        starts
            .map(|at| Hour {
                cell: self.cell(at),
                clock: moment::clock(&at.to_zoned(self.zone.clone())),
            })
            .collect()
    }
}

/// From the first opening of anything until the last closing of what opens that day; the whole day where something is always
/// open, or nothing at all.
fn opening(catalog: &Catalog, day: Span) -> Span {
    let offered = catalog.listed().iter().map(|listed| &listed.resource);
    let hours = offered
        .filter(|resource| !resource.retired)
        .map(|resource| catalog.hours_of(resource));
    // One answer for all that share the venue's hours, of which there may be a thousand.
    let mut known: Vec<_> = Vec::new();
    for hours in hours {
        if !known.contains(&hours) {
            known.push(hours);
        }
    }
    // What opens today may close tomorrow.
    let night = later(day.end(), SignedDuration::from_hours(12));
    let reach = Span::new(day.from(), night).unwrap_or(day);
    let mut seen: Option<Span> = None;
    for hours in known {
        let Some(hours) = hours else { return day };
        for span in hours.open_within(reach, &catalog.venue.zone).spans() {
            if day.contains(span.from()) {
                let (from, until) = (span.from(), span.end());
                let both = |other: Span| {
                    Span::new(from.min(other.from()), until.max(other.end())).unwrap_or(other)
                };
                seen = Some(seen.map_or(*span, both));
            }
        }
    }
    seen.unwrap_or(day)
}

/// The whole hour on the venue's clock at or before an instant, or at or after it.
fn whole_hour(at: Timestamp, zone: &TimeZone, after: bool) -> Timestamp {
    let shown = at.to_zoned(zone.clone());
    let floor: Option<Zoned> = shown
        .round(
            jiff::ZonedRound::new()
                .smallest(Unit::Hour)
                .mode(jiff::RoundMode::Trunc),
        )
        .ok();
    let floor = floor.map_or(at, |floor| floor.timestamp());
    if after && floor < at {
        later(floor, SignedDuration::from_hours(1))
    } else {
        floor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn window(zone: &str, from: &str, until: &str) -> Window {
        let zone = TimeZone::get(zone).expect("a zone");
        Window::around(Span::new(at(from), at(until)).expect("a span"), &zone)
    }

    #[test]
    fn a_window_is_of_whole_hours_and_at_least_eight() {
        let window = window(
            "Europe/Moscow",
            "2026-11-21T09:20:00Z",
            "2026-11-21T12:10:00Z",
        );
        assert_eq!(window.span.from(), at("2026-11-21T09:00:00Z"));
        assert_eq!(window.span.end(), at("2026-11-21T17:00:00Z"));
        assert_eq!(window.cells(), 96);
        let clocks: Vec<String> = window.hours().into_iter().map(|hour| hour.clock).collect();
        assert_eq!(clocks.first().map(String::as_str), Some("12:00"));
        assert_eq!(clocks.len(), 8);
    }

    #[test]
    fn hours_are_those_of_the_venues_clock_where_it_is_half_an_hour_off() {
        let window = window(
            "Asia/Kolkata",
            "2026-11-21T04:00:00Z",
            "2026-11-21T16:00:00Z",
        );
        assert_eq!(window.hours()[0].clock, "09:00");
        assert_eq!(window.span.from(), at("2026-11-21T03:30:00Z"));
    }

    #[test]
    fn a_stay_takes_every_cell_that_it_touches_and_no_other() {
        let window = window("UTC", "2026-11-21T12:00:00Z", "2026-11-21T22:00:00Z");
        let place = |from, until| window.place(Span::new(at(from), at(until)).expect("a span"));
        let cells = |minutes: u32| minutes / 5;
        assert_eq!(
            place("2026-11-21T19:30:00Z", "2026-11-21T21:00:00Z"),
            Some((cells(450), cells(90)))
        );
        assert_eq!(
            place("2026-11-21T12:01:00Z", "2026-11-21T12:06:00Z"),
            Some((0, 2))
        );
        assert_eq!(place("2026-11-21T11:00:00Z", "2026-11-21T12:00:00Z"), None);
        assert_eq!(
            place("2026-11-21T11:00:00Z", "2026-11-21T12:05:00Z"),
            Some((0, 1))
        );
        assert_eq!(
            window.place(Span::open(at("2026-11-21T21:00:00Z"))),
            Some((cells(540), cells(60)))
        );
    }

    #[test]
    fn the_night_of_the_clock_change_has_its_own_hours() {
        let window = window(
            "Europe/Berlin",
            "2026-10-24T22:00:00Z",
            "2026-10-25T23:00:00Z",
        );
        assert_eq!(window.hours().len(), 25);
    }
}
