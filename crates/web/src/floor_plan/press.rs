//! What can be pressed while a plan is drawn.

use bronya_domain::catalog::Catalog;
use bronya_domain::floor_plan::{Footprint, Mark, Plan, Room, Shown};
use bronya_domain::id::ResourceId;

use super::draft::Typed;
use super::wording::Names;

/// How large a room is at first.
const ROOM: (u32, u32) = (120, 80);

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Press {
    /// Keep what is drawn.
    Save,
    /// Show what is drawn, and do nothing to it.
    Show,
    /// Find places for all that stand nowhere.
    LayOut,
    /// Another room.
    AddRoom,
    /// Away with a room; what stood in it stands nowhere.
    DropRoom(usize),
    /// Find a place for a resource in a room; where one is pointed to, there.
    Put(ResourceId, usize, Option<(u32, u32)>),
    /// Away with a resource.
    Take(ResourceId),
    /// A wall in a room.
    AddWall(usize),
    /// A label in a room.
    AddLabel(usize),
    /// Away with a wall or label, by its number on the page.
    DropMark(usize),
}

impl Press {
    /// What a form says was pressed; Enter in a field saves.
    pub(super) fn read(typed: &Typed) -> Option<Self> {
        let pressed = typed.get("do").unwrap_or("save");
        let (name, number) = pressed.split_once(':').unwrap_or((pressed, ""));
        let into = typed.number("into").unwrap_or(0);
        let at = typed.number("at-x").zip(typed.number("at-y"));
        Some(match name {
            "save" => Self::Save,
            "show" => Self::Show,
            "lay-out" => Self::LayOut,
            "add-room" => Self::AddRoom,
            "drop-room" => Self::DropRoom(number.parse().ok()?),
            "put" => Self::Put(ResourceId(number.parse().ok()?), into, at),
            "take" => Self::Take(ResourceId(number.parse().ok()?)),
            "add-wall" => Self::AddWall(number.parse().ok()?),
            "add-label" => Self::AddLabel(number.parse().ok()?),
            "drop-mark" => Self::DropMark(number.parse().ok()?),
            _ => return None,
        })
    }

    /// The room whose numbers it is about, once it is done.
    pub(super) fn opens(self, plan: &Plan) -> Option<usize> {
        match self {
            Self::AddRoom => plan.rooms.len().checked_sub(1),
            Self::AddWall(room) | Self::AddLabel(room) => Some(room),
            _ => None,
        }
    }

    /// Does it to a plan. False where there is no space for it.
    pub(super) fn perform(self, plan: &mut Plan, catalog: &Catalog, names: &Names) -> bool {
        match self {
            Self::Save | Self::Show => true,
            Self::LayOut => lay_out(plan, catalog, names),
            Self::AddRoom => {
                plan.rooms.push(Room {
                    name: fresh_name(plan, names),
                    width: ROOM.0,
                    height: ROOM.1,
                    marks: Vec::new(),
                    places: Vec::new(),
                });
                true
            }
            Self::DropRoom(index) => {
                if index < plan.rooms.len() {
                    plan.rooms.remove(index);
                }
                true
            }
            Self::Put(resource, room, at) => put(plan, catalog, names, (resource, room, at)),
            Self::Take(resource) => {
                plan.take_off(resource);
                true
            }
            Self::AddWall(room) => add_mark(plan, room, None),
            Self::AddLabel(room) => add_mark(plan, room, Some(names.label())),
            Self::DropMark(index) => {
                drop_mark(plan, index);
                true
            }
        }
    }
}

fn lay_out(plan: &mut Plan, catalog: &Catalog, names: &Names) -> bool {
    let shown = Shown::of(plan.clone(), 0, catalog);
    let things = shown.unplaced.iter();
    let things = things.filter_map(|id| Some((*id, footprint(catalog, *id)?)));
    plan.lay_out(&things.collect::<Vec<_>>(), &names.room(1));
    Shown::of(plan.clone(), 0, catalog).unplaced.is_empty()
}

fn footprint(catalog: &Catalog, id: ResourceId) -> Option<Footprint> {
    let listed = catalog.find(id)?;
    Some(Footprint::usual(listed.resource.seats))
}

fn put(
    plan: &mut Plan,
    catalog: &Catalog,
    names: &Names,
    (resource, room, at): (ResourceId, usize, Option<(u32, u32)>),
) -> bool {
    let footprint = footprint(catalog, resource);
    let Some(footprint) = footprint.filter(|_| plan.find(resource).is_none()) else {
        return true;
    };
    if plan.rooms.is_empty() {
        plan.lay_out(&[(resource, footprint)], &names.room(1));
    } else if let Some(room) = plan.rooms.get_mut(room).filter(|_| at.is_some()) {
        room.put_at(resource, footprint, at.unwrap_or_default());
    } else {
        return plan.put(resource, footprint, Some(room));
    }
    true
}

fn add_mark(plan: &mut Plan, room: usize, label: Option<String>) -> bool {
    if let Some(room) = plan.rooms.get_mut(room) {
        let (width, height) = match label {
            Some(_) => (30, 5),
            None => (40, 2),
        };
        room.marks.push(Mark {
            x: 0,
            y: 0,
            width: width.min(room.width),
            height: height.min(room.height),
            label,
        });
    }
    true
}

fn drop_mark(plan: &mut Plan, index: usize) {
    let mut left = index;
    for room in &mut plan.rooms {
        if left < room.marks.len() {
            room.marks.remove(left);
            return;
        }
        left -= room.marks.len();
    }
}

/// A name that no room has.
fn fresh_name(plan: &Plan, names: &Names) -> String {
    let is_free = |name: &String| plan.rooms.iter().all(|room| room.name != *name);
    let mut tries = (plan.rooms.len() + 1..).map(|number| names.room(number));
    tries.find(is_free).unwrap_or_default()
}
