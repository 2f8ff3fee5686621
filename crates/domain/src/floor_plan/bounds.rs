//! What a plan must keep to, so that it can be drawn: sizes, numbers, names, and that everything lies within its room, once.

use std::collections::HashSet;
use std::fmt;

use super::{Mark, Place, Plan, Room};

/// How many rooms a plan has at most.
pub const ROOMS_MOST: usize = 20;
/// How many things stand on a plan at most.
pub const PLACES_MOST: usize = 300;
/// How many walls and labels a plan has at most.
pub const MARKS_MOST: usize = 200;
/// The shortest side of a room.
pub const SIDE_LEAST: u32 = 20;
/// The longest side of a room.
pub const SIDE_MOST: u32 = 500;
/// How long the name of a room is at most.
pub const NAME_MOST: usize = 100;
/// How long a label is at most.
pub const LABEL_MOST: usize = 60;
/// In which steps things are turned, in degrees.
pub const TURN_STEP: u16 = 15;
/// By how much a turned thing may stick out of its room, which is less than anybody sees.
const SLACK: f64 = 0.51;

/// What of a plan will not do, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{wrong}")]
pub struct Flaw {
    /// What is blamed.
    pub spot: Spot,
    /// Which of its values, by its name.
    pub value: &'static str,
    /// Why.
    pub wrong: Wrong,
}

/// Something on a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The plan as a whole.
    Plan,
    /// A room, by its place among the rooms.
    Room(usize),
    /// What stands in a room: the room, and its place there.
    Place(usize, usize),
    /// A wall or label: the room, and its place there.
    Mark(usize, usize),
}

/// Why something will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// There are too many of them.
    #[error("at most {most}")]
    TooMany {
        /// How many there may be.
        most: usize,
    },
    /// It has no name.
    #[error("must not be empty")]
    Empty,
    /// Its name is too long.
    #[error("at most {most} characters")]
    TooLong {
        /// How long it may be.
        most: usize,
    },
    /// Another has its name.
    #[error("is the name of another room")]
    SameName,
    /// It is too small or too large.
    #[error("must be from {least} to {most}")]
    Size {
        /// The least that it may be.
        least: u32,
        /// The most that it may be.
        most: u32,
    },
    /// It is turned by what is no step.
    #[error("must be a multiple of 15 below 360")]
    Turn,
    /// It sticks out of its room.
    #[error("must lie within its room")]
    Outside,
    /// It stands somewhere else, too.
    #[error("stands there twice")]
    Twice,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plan => Ok(()),
            Self::Room(room) => write!(f, "rooms[{room}]"),
            Self::Place(room, place) => write!(f, "rooms[{room}].places[{place}]"),
            Self::Mark(room, mark) => write!(f, "rooms[{room}].marks[{mark}]"),
        }
    }
}

impl Flaw {
    /// Where it stands in a plan that is written down.
    pub fn field(&self) -> String {
        match self.spot {
            Spot::Plan => self.value.to_owned(),
            spot => format!("{spot}.{}", self.value),
        }
    }
}

impl Plan {
    /// Refuses a plan that cannot be drawn.
    pub fn check(&self) -> Result<(), Flaw> {
        let flaw = |spot, value, wrong| Err(Flaw { spot, value, wrong });
        if self.rooms.len() > ROOMS_MOST {
            return flaw(Spot::Plan, "rooms", Wrong::TooMany { most: ROOMS_MOST });
        }
        let (mut names, mut stands) = (HashSet::new(), HashSet::new());
        let (mut places, mut marks) = (0, 0);
        for (index, room) in self.rooms.iter().enumerate() {
            room.check(index)?;
            if !names.insert(room.name.trim().to_lowercase()) {
                return flaw(Spot::Room(index), "name", Wrong::SameName);
            }
            (places, marks) = (places + room.places.len(), marks + room.marks.len());
            if places > PLACES_MOST {
                let wrong = Wrong::TooMany { most: PLACES_MOST };
                return flaw(Spot::Room(index), "places", wrong);
            }
            if marks > MARKS_MOST {
                let wrong = Wrong::TooMany { most: MARKS_MOST };
                return flaw(Spot::Room(index), "marks", wrong);
            }
            for (at, place) in room.places.iter().enumerate() {
                if !stands.insert(place.resource) {
                    return flaw(Spot::Place(index, at), "resource", Wrong::Twice);
                }
            }
        }
        Ok(())
    }
}

impl Room {
    fn check(&self, index: usize) -> Result<(), Flaw> {
        let flaw = |value, wrong| {
            let spot = Spot::Room(index);
            Err(Flaw { spot, value, wrong })
        };
        if self.name.trim().is_empty() {
            return flaw("name", Wrong::Empty);
        }
        if self.name.chars().count() > NAME_MOST {
            return flaw("name", Wrong::TooLong { most: NAME_MOST });
        }
        for (value, side) in [("width", self.width), ("height", self.height)] {
            if !(SIDE_LEAST..=SIDE_MOST).contains(&side) {
                let (least, most) = (SIDE_LEAST, SIDE_MOST);
                return flaw(value, Wrong::Size { least, most });
            }
        }
        let blamed = |spot| move |(value, wrong)| Flaw { spot, value, wrong };
        for (at, place) in self.places.iter().enumerate() {
            let checked = self.check_place(place);
            checked.map_err(blamed(Spot::Place(index, at)))?;
        }
        for (at, mark) in self.marks.iter().enumerate() {
            let checked = self.check_mark(mark);
            checked.map_err(blamed(Spot::Mark(index, at)))?;
        }
        Ok(())
    }

    fn check_place(&self, place: &Place) -> Result<(), (&'static str, Wrong)> {
        self.check_size(place.width, place.height, 2)?;
        if place.turn >= 360 || !place.turn.is_multiple_of(TURN_STEP) {
            return Err(("turn", Wrong::Turn));
        }
        let (half_width, half_height) = place.reach();
        let (x, y) = place.middle();
        let sticks_out = |middle: f64, half: f64, side: u32| {
            middle - half < -SLACK || middle + half > f64::from(side) + SLACK
        };
        match () {
            () if sticks_out(x, half_width, self.width) => Err(("x", Wrong::Outside)),
            () if sticks_out(y, half_height, self.height) => Err(("y", Wrong::Outside)),
            () => Ok(()),
        }
    }

    fn check_mark(&self, mark: &Mark) -> Result<(), (&'static str, Wrong)> {
        self.check_size(mark.width, mark.height, 1)?;
        if u64::from(mark.x) + u64::from(mark.width) > u64::from(self.width) {
            return Err(("x", Wrong::Outside));
        }
        if u64::from(mark.y) + u64::from(mark.height) > u64::from(self.height) {
            return Err(("y", Wrong::Outside));
        }
        let label = mark.label.as_deref();
        match label.map(|label| (label.trim().is_empty(), label.chars().count() > LABEL_MOST)) {
            Some((true, _)) => Err(("label", Wrong::Empty)),
            Some((_, true)) => Err(("label", Wrong::TooLong { most: LABEL_MOST })),
            Some(_) | None => Ok(()),
        }
    }

    /// Something in the room is not larger than the longest side that anything has.
    fn check_size(&self, width: u32, height: u32, least: u32) -> Result<(), (&'static str, Wrong)> {
        for (value, side) in [("width", width), ("height", height)] {
            if !(least..=SIDE_MOST).contains(&side) {
                let most = SIDE_MOST;
                return Err((value, Wrong::Size { least, most }));
            }
        }
        Ok(())
    }
}

impl Place {
    /// Its middle, about which it is turned.
    pub fn middle(&self) -> (f64, f64) {
        let half = |side: u32| f64::from(side) / 2.0;
        (
            f64::from(self.x) + half(self.width),
            f64::from(self.y) + half(self.height),
        )
    }

    /// How far it reaches from its middle, to the sides and up and down, turned as it is.
    pub fn reach(&self) -> (f64, f64) {
        let (sin, cos) = f64::from(self.turn).to_radians().sin_cos();
        let (half_width, half_height) = (f64::from(self.width) / 2.0, f64::from(self.height) / 2.0);
        let both = |a: f64, b: f64| match self.shape {
            super::Shape::Square => a.abs() + b.abs(),
            super::Shape::Round => a.hypot(b),
        };
        (
            both(half_width * cos, half_height * sin),
            both(half_width * sin, half_height * cos),
        )
    }
}
