//! Finds room for what stands nowhere yet: in rows, as a waiter would put tables into an empty hall.

use super::{Mark, Place, Plan, Room, SIDE_MOST, Shape};
use crate::id::ResourceId;
use crate::resource::Seats;

/// The grid on which things are put, in units.
pub const GRID: u32 = 5;
/// How much is left free around each of them, for chairs and those who walk by.
const GAP: u32 = 5;
/// How large a room is that is made for them.
const FRESH: (u32, u32) = (120, 80);

/// How much of the floor a thing takes, and its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// How wide it is.
    pub width: u32,
    /// How deep it is.
    pub height: u32,
    /// Its shape.
    pub shape: Shape,
}

impl Footprint {
    /// What something for so many usually takes.
    pub fn usual(seats: Seats) -> Self {
        let (width, height, shape) = match seats.to {
            0..=2 => (10, 10, Shape::Round),
            3..=4 => (15, 15, Shape::Square),
            5..=6 => (20, 15, Shape::Square),
            7..=8 => (25, 15, Shape::Square),
            _ => (35, 15, Shape::Square),
        };
        Self {
            width,
            height,
            shape,
        }
    }

    fn at(self, resource: ResourceId, x: u32, y: u32) -> Place {
        Place {
            resource,
            x,
            y,
            width: self.width,
            height: self.height,
            turn: 0,
            shape: self.shape,
        }
    }
}

/// What lies somewhere: left, upper, right and lower side.
type Area = (u32, u32, u32, u32);

impl Plan {
    /// Puts something where there is space, in a room if one is named, else in the first that has some. Whether it found any.
    pub fn put(&mut self, resource: ResourceId, footprint: Footprint, room: Option<usize>) -> bool {
        let wanted = |index: usize| room.is_none_or(|room| room == index);
        let mut rooms = self.rooms.iter_mut().enumerate();
        rooms.any(|(index, room)| wanted(index) && room.put(resource, footprint))
    }

    /// Puts all of these where there is space. A plan without rooms gets one of that name; where all rooms are full, the last
    /// one grows as far as it may. What finds no space even so still stands nowhere.
    pub fn lay_out(&mut self, things: &[(ResourceId, Footprint)], fresh_name: &str) {
        if self.rooms.is_empty() {
            self.rooms.push(Room {
                name: fresh_name.to_owned(),
                width: FRESH.0,
                height: FRESH.1,
                marks: Vec::new(),
                places: Vec::new(),
            });
        }
        for (resource, footprint) in things {
            if !self.put(*resource, *footprint, None)
                && let Some(last) = self.rooms.last_mut()
            {
                last.put_or_grow(*resource, *footprint);
            }
        }
    }

    /// Takes something off. Whether it stood anywhere.
    pub fn take_off(&mut self, resource: ResourceId) -> bool {
        let before = self.resources().count();
        for room in &mut self.rooms {
            room.places.retain(|place| place.resource != resource);
        }
        self.resources().count() < before
    }
}

impl Room {
    /// Puts something around a point, on the grid and as near as the walls let it.
    pub fn put_at(&mut self, resource: ResourceId, footprint: Footprint, (x, y): (u32, u32)) {
        let begin = |middle: u32, size: u32, side: u32| {
            let wanted = middle.saturating_sub(size / 2);
            let on_grid = wanted.saturating_add(GRID / 2) / GRID * GRID;
            on_grid.min(side.saturating_sub(size))
        };
        let x = begin(x, footprint.width, self.width);
        let y = begin(y, footprint.height, self.height);
        self.places.push(footprint.at(resource, x, y));
    }

    fn put(&mut self, resource: ResourceId, footprint: Footprint) -> bool {
        let spot = self.spot(footprint.width, footprint.height);
        if let Some((x, y)) = spot {
            self.places.push(footprint.at(resource, x, y));
        }
        spot.is_some()
    }

    fn put_or_grow(&mut self, resource: ResourceId, footprint: Footprint) {
        let more = footprint.height + GAP;
        let narrow = footprint.width + 2 * GAP > self.width;
        if narrow || self.height + more + GAP > SIDE_MOST {
            return;
        }
        self.height += more;
        if !self.put(resource, footprint) {
            self.height -= more;
        }
    }

    /// The first free stretch of floor of a size, row by row.
    fn spot(&self, width: u32, height: u32) -> Option<(u32, u32)> {
        let taken: Vec<Area> = self.areas().collect();
        let mut y = GAP;
        while y + height + GAP <= self.height {
            let mut x = GAP;
            while x + width + GAP <= self.width {
                match beyond(&taken, (x, y, x + width, y + height)) {
                    None => return Some((x, y)),
                    Some(next) => x = next.max(x + 1).next_multiple_of(GRID),
                }
            }
            y += GRID;
        }
        None
    }

    /// What lies in it already.
    fn areas(&self) -> impl Iterator<Item = Area> {
        let place = |place: &Place| {
            let ((x, y), (wide, high)) = (place.middle(), place.reach());
            let low = |at: f64| at.floor().max(0.0) as u32;
            let high_end = |at: f64| at.ceil().max(0.0) as u32;
            (
                low(x - wide),
                low(y - high),
                high_end(x + wide),
                high_end(y + high),
            )
        };
        let mark = |mark: &Mark| (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height);
        let places = self.places.iter().map(place);
        places.chain(self.marks.iter().map(mark))
    }
}

/// Where to look on, if something is in the way of an area: right of it.
fn beyond(taken: &[Area], (left, upper, right, lower): Area) -> Option<u32> {
    let in_the_way = |(a_left, a_upper, a_right, a_lower): &&Area| {
        left < a_right + GAP
            && *a_left < right + GAP
            && upper < a_lower + GAP
            && *a_upper < lower + GAP
    };
    let ends = taken.iter().filter(in_the_way).map(|area| area.2 + GAP);
    ends.max()
}
