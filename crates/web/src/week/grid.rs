//! The days of a week in half hours: free time to be painted, and what is published, asked for, booked or closed.

use std::collections::BTreeSet;

use bronya_domain::hours::{Reading, on_the_clock};
use bronya_domain::span::Span;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::seen::{Seen, days};
use super::sent::{CELL, Sent, clock};
use super::things::{Thing, bare, things};

/// How many half hours a day has.
const ROWS: usize = 48;
/// The half hours that are shown where nothing says when somebody works: from eight until eight.
const USUAL: (usize, usize) = (16, 40);

/// The days of a week.
pub(super) struct Grid {
    pub days: Vec<Day>,
    /// How many half hours each of them shows.
    pub rows: usize,
}

/// One day.
pub(super) struct Day {
    /// The day in full.
    pub title: String,
    /// The day in few words.
    pub short: String,
    pub date: String,
    pub is_today: bool,
    pub cells: Vec<Cell>,
}

/// A half hour, or several that are not free.
pub(super) enum Cell {
    /// Time that can be painted.
    Free {
        value: String,
        clock: String,
        painted: bool,
    },
    /// Time that is over.
    Past { clock: String },
    /// Time that the clock never shows.
    Gap { clock: String },
    /// Half hours in which something stands.
    Full { rows: usize, things: Vec<Thing> },
}

/// Something with the half hours of a day in which it stands.
struct Placed {
    from: usize,
    until: usize,
    thing: Thing,
}

impl Grid {
    /// The days of a week, with what was painted and ticked.
    pub(super) fn of(seen: &Seen<'_>, sent: &Sent) -> Self {
        let painted = sent.painted();
        let things = things(seen, sent);
        let mut placed: Vec<(Date, Vec<Placed>)> =
            days(seen.monday).map(|day| (day, Vec::new())).collect();
        for (span, thing) in things {
            place(seen, span, thing, &mut placed);
        }
        let (first, last) = window(seen, &placed, &painted);
        let days = placed
            .into_iter()
            .map(|(date, placed)| day(seen, date, placed, &painted, (first, last)));
        Self {
            days: days.collect(),
            rows: last - first,
        }
    }
}

/// Puts something into each day in which it stands; what it says, it says on the first of them.
fn place(seen: &Seen<'_>, span: Span, thing: Thing, days: &mut [(Date, Vec<Placed>)]) {
    let mut thing = Some(thing);
    for (date, placed) in days {
        let from = row(seen, span.from(), *date, false);
        let until = row(seen, span.end(), *date, true);
        if from >= ROWS || until == 0 {
            continue;
        }
        let told = match thing.take() {
            Some(first) => first,
            None => bare(seen, span, "goes-on", "block", None),
        };
        placed.push(Placed {
            from,
            until: until.max(from + 1),
            thing: told,
        });
    }
}

/// In which half hour of a day an instant lies, or before which it ends, as the venue's clock shows it.
fn row(seen: &Seen<'_>, at: Timestamp, date: Date, ends: bool) -> usize {
    let local = at.to_zoned(seen.catalog.venue.zone.clone());
    if local.date() != date {
        return if local.date() < date { 0 } else { ROWS };
    }
    let minutes =
        usize::from(local.hour().unsigned_abs()) * 60 + usize::from(local.minute().unsigned_abs());
    let cell = CELL as usize;
    match ends {
        true => minutes.div_ceil(cell),
        false => minutes / cell,
    }
}

/// The half hours that the days show: the usual ones of whose time it is, and as far as anything reaches.
fn window(
    seen: &Seen<'_>,
    placed: &[(Date, Vec<Placed>)],
    painted: &BTreeSet<DateTime>,
) -> (usize, usize) {
    if seen.look.whole {
        return (0, ROWS);
    }
    let of_cell = |cell: &DateTime| {
        let row = usize::from(cell.hour().unsigned_abs()) * 2 + usize::from(cell.minute() >= 30);
        (row, row + 1)
    };
    let stands = placed.iter().flat_map(|(_, placed)| placed);
    let stands = stands.map(|placed| (placed.from, placed.until));
    let all = stands.chain(painted.iter().map(of_cell));
    let usual = worked(seen).unwrap_or(USUAL);
    all.fold(usual, |(first, last), (from, until)| {
        (first.min(from), last.max(until))
    })
}

/// From the first opening until the last closing in the week; none where there are no hours.
fn worked(seen: &Seen<'_>) -> Option<(usize, usize)> {
    let hours = seen.catalog.hours_of(&seen.listed.as_ref()?.resource)?;
    let spans = days(seen.monday).flat_map(|day| hours.on(day).to_vec());
    let rows = spans.map(|span| {
        let until = if span.closes > span.opens {
            usize::from(span.closes.hour().unsigned_abs()) * 2
                + usize::from(span.closes.minute() > 0) * 2
        } else {
            ROWS
        };
        (
            usize::from(span.opens.hour().unsigned_abs()) * 2,
            until.min(ROWS),
        )
    });
    rows.reduce(|(first, last), (from, until)| (first.min(from), last.max(until)))
}

fn day(
    seen: &Seen<'_>,
    date: Date,
    mut placed: Vec<Placed>,
    painted: &BTreeSet<DateTime>,
    (first, last): (usize, usize),
) -> Day {
    placed.sort_by_key(|placed| (placed.from, placed.until));
    let mut placed = placed.into_iter().peekable();
    let mut cells = Vec::new();
    let mut at = first;
    while at < last {
        let mut things = Vec::new();
        let mut until = at;
        // What shares half hours stands together.
        while let Some(next) = placed.next_if(|next| next.from < until.max(at + 1)) {
            until = until.max(next.until);
            things.push(next.thing);
        }
        if things.is_empty() {
            cells.push(cell(seen, date, at, painted));
            at += 1;
        } else {
            let rows = until.min(last).saturating_sub(at).max(1);
            cells.push(Cell::Full { rows, things });
            at += rows;
        }
    }
    let zone = seen.catalog.venue.zone.clone();
    Day {
        title: seen.day(date),
        short: seen.short_day(date),
        date: date.to_string(),
        is_today: seen.now.to_zoned(zone).date() == date,
        cells,
    }
}

/// A half hour in which nothing stands.
fn cell(seen: &Seen<'_>, date: Date, row: usize, painted: &BTreeSet<DateTime>) -> Cell {
    let time = clock(row as i64 * CELL);
    let wall = date.to_datetime(time);
    let shown = time.strftime("%H:%M").to_string();
    let zone = &seen.catalog.venue.zone;
    let read = on_the_clock(wall, zone);
    if read.reading == Reading::Gap {
        return Cell::Gap { clock: shown };
    }
    let end = bronya_domain::span::later(read.at, jiff::SignedDuration::from_mins(CELL));
    match end <= seen.now {
        true => Cell::Past { clock: shown },
        false => Cell::Free {
            value: format!("{date}T{shown}"),
            clock: shown,
            painted: painted.contains(&wall),
        },
    }
}
