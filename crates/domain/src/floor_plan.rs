//! Where things stand: the rooms of a venue as seen from above, with their walls and what can be taken in them.
//!
//! A plan is only a picture. Nothing is decided by it, so what left the offer since it was drawn does no harm: it is left out
//! whenever the plan is shown.

mod bounds;
mod laying;

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::id::ResourceId;
use crate::resource::Resource;

pub use bounds::{
    Flaw, LABEL_MOST, MARKS_MOST, NAME_MOST, PLACES_MOST, ROOMS_MOST, SIDE_LEAST, SIDE_MOST, Spot,
    TURN_STEP, Wrong,
};
pub use laying::{Footprint, GRID};

/// The rooms of a venue as seen from above. Lengths are in units of ten centimetres.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The rooms, in the order in which they are shown.
    pub rooms: Vec<Room>,
}

/// A room: a rectangle, with a corner at 0, 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// What people call it.
    pub name: String,
    /// How wide it is.
    pub width: u32,
    /// How deep it is.
    pub height: u32,
    /// Its walls and labels.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// What stands in it.
    #[serde(default)]
    pub places: Vec<Place>,
}

/// Something that only helps to find one's way: a wall or a column; where it has a label, the label in its stead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Its left side.
    pub x: u32,
    /// Its upper side.
    pub y: u32,
    /// How wide it is.
    pub width: u32,
    /// How deep it is.
    pub height: u32,
    /// What is written there.
    #[serde(default)]
    pub label: Option<String>,
}

/// Where a resource stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The resource.
    pub resource: ResourceId,
    /// Its left side, before it is turned.
    pub x: u32,
    /// Its upper side, before it is turned.
    pub y: u32,
    /// How wide it is, before it is turned.
    pub width: u32,
    /// How deep it is, before it is turned.
    pub height: u32,
    /// By how many degrees it is turned about its middle, clockwise: a multiple of 15 below 360.
    #[serde(default)]
    pub turn: u16,
    /// Its shape.
    pub shape: Shape,
}

/// The shape of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// With four corners.
    #[default]
    Square,
    /// Without corners.
    Round,
}

/// A plan as it is shown, beside what the venue offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The plan, without what left the offer.
    pub plan: Plan,
    /// What is on offer and stands nowhere, by kind and number.
    pub unplaced: Vec<ResourceId>,
    /// Counts the plans that the venue has had; 0 while there was none.
    pub version: i64,
}

impl Plan {
    /// The resources that stand somewhere.
    pub fn resources(&self) -> impl Iterator<Item = ResourceId> {
        let places = self.rooms.iter().flat_map(|room| &room.places);
        places.map(|place| place.resource)
    }

    /// Where a resource stands: in which room, and how.
    pub fn find(&self, resource: ResourceId) -> Option<(usize, &Place)> {
        let mut rooms = self.rooms.iter().enumerate();
        rooms.find_map(|(index, room)| {
            let mut places = room.places.iter();
            let place = places.find(|place| place.resource == resource)?;
            Some((index, place))
        })
    }

    /// The same without what is not on offer.
    fn without_gone(mut self, catalog: &Catalog) -> Self {
        let offered = |place: &Place| {
            let listed = catalog.find(place.resource);
            listed.is_some_and(|listed| !listed.resource.retired)
        };
        for room in &mut self.rooms {
            room.places.retain(offered);
        }
        self
    }
}

impl Shown {
    /// A plan beside what a venue offers.
    pub fn of(plan: Plan, version: i64, catalog: &Catalog) -> Self {
        let plan = plan.without_gone(catalog);
        let placed: HashSet<ResourceId> = plan.resources().collect();
        let listed = catalog.listed().iter().map(|listed| &listed.resource);
        let mut unplaced: Vec<&Resource> = listed
            .filter(|resource| !resource.retired && !placed.contains(&resource.id))
            .collect();
        unplaced.sort_by_key(|resource| (&resource.kind, resource.number));
        Self {
            plan,
            unplaced: unplaced.iter().map(|resource| resource.id).collect(),
            version,
        }
    }
}
