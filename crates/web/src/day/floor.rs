//! The floor with its tables, as it is now or will be at a time of the day: who sits where, until when, who comes next.

use bronya_domain::floor_plan::{Mark, Place, Shown};
use bronya_domain::id::ResourceId;
use bronya_domain::span::later;
use bronya_words::Line;
use jiff::{SignedDuration, Timestamp};

use super::look::{Look, View};
use super::seen::Seen;
use super::tile::{Tile, clock};

/// In which steps the time can be chosen, in minutes.
pub(super) const STEP: i64 = 15;

/// The floor.
pub(super) struct Floor {
    /// Its rooms.
    pub rooms: Vec<Room>,
    /// What stands nowhere on the plan.
    pub unplaced: Vec<Tile>,
    /// The time at which it is seen, in minutes after the first that can be chosen.
    pub minute: i64,
    /// The last that can be chosen.
    pub minutes: i64,
    /// The first that can be chosen, in seconds since 1970.
    pub start: i64,
    /// What the clock shows then.
    pub clock: String,
    /// Whether it is seen as it is now.
    pub is_now: bool,
    /// Where it is seen as it is now.
    pub now: String,
    /// Where the plan is drawn, for those who may.
    pub edit: Option<String>,
}

/// A room.
pub(super) struct Room {
    /// What it is called.
    pub name: String,
    /// How wide it is, in its units.
    pub width: u32,
    /// How deep.
    pub height: u32,
    /// Its walls and labels.
    pub marks: Vec<Mark>,
    /// What stands in it.
    pub tiles: Vec<(Place, Tile)>,
}

impl Floor {
    /// The floor of a plan at the time that is looked at.
    pub(super) fn of(seen: &Seen<'_>, shown: Shown, edit: Option<String>) -> Self {
        let (at, is_now) = time(seen);
        let first = seen.window.span.from();
        let minutes = |at: Timestamp| at.duration_since(first).as_mins();
        let tile = |id: ResourceId| {
            seen.catalog
                .find(id)
                .map(|listed| Tile::of(seen, listed, at))
        };
        let rooms = shown.plan.rooms.into_iter().map(|room| Room {
            name: Line::name(&room.name).to_string(),
            width: room.width,
            height: room.height,
            marks: room.marks,
            tiles: room
                .places
                .into_iter()
                .filter_map(|place| Some((place.clone(), tile(place.resource)?)))
                .collect(),
        });
        let his = |id: &ResourceId| seen.own.is_none_or(|own| own == *id);
        Self {
            rooms: rooms.collect(),
            unplaced: shown
                .unplaced
                .into_iter()
                .filter(his)
                .filter_map(tile)
                .collect(),
            minute: minutes(at) / STEP * STEP,
            minutes: minutes(seen.window.span.end()),
            start: first.as_second(),
            clock: clock(seen, at),
            is_now,
            edit,
            now: seen.to(&Look {
                at: None,
                ..seen.look.plain()
            }),
        }
    }
}

/// The time at which somebody looks at things: on the floor the one at which it is seen, else now; and whether that is now.
pub(super) fn shown_time(seen: &Seen<'_>) -> (Timestamp, bool) {
    match seen.look.view {
        View::Floor => time(seen),
        View::Timeline | View::List => (seen.now, true),
    }
}

/// The time at which the floor is seen: the one that was chosen; else now, where now is on that day; else when it begins.
fn time(seen: &Seen<'_>) -> (Timestamp, bool) {
    let chosen = seen
        .look
        .at
        .as_deref()
        .and_then(|at| at.parse::<i64>().ok());
    let window = seen.window.span;
    match chosen {
        Some(minute) => {
            let at = later(
                window.from(),
                SignedDuration::from_mins(minute.clamp(0, 36 * 60)),
            );
            (at.min(window.end()), false)
        }
        None if window.contains(seen.now) => (seen.now, true),
        None => (window.from(), false),
    }
}
