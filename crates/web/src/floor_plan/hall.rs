//! The parts of the page on which a plan is drawn: rooms with what stands in them, and the fields that hold their numbers.

use bronya_domain::catalog::Catalog;
use bronya_domain::floor_plan::{
    LABEL_MOST, Mark, NAME_MOST, Place, Room, SIDE_LEAST, SIDE_MOST, Shape, TURN_STEP,
};
use bronya_domain::id::ResourceId;
use bronya_words::Line;

use super::draft::Draft;
use super::wording::{Names, words};
use crate::tongue::{Blanks, Tongue};
use crate::{facts, lettering};

/// A room.
pub(super) struct Hall {
    pub name: String,
    /// How large it is drawn.
    pub width: u32,
    pub height: u32,
    pub cells: Vec<Cell>,
    pub things: Vec<Thing>,
    pub marks: Vec<Drawn>,
    /// Whether its numbers are shown at first.
    pub is_open: bool,
}

/// A resource on the plan.
pub(super) struct Thing {
    pub id: ResourceId,
    pub name: String,
    pub seats: String,
    pub place: Place,
    /// Where it is, for those who hear it.
    pub full: String,
    pub cells: Vec<Cell>,
}

/// A wall or label.
pub(super) struct Drawn {
    pub index: usize,
    pub name: String,
    pub mark: Mark,
    pub cells: Vec<Cell>,
}

/// A field in a table.
pub(super) struct Cell {
    pub id: String,
    /// Which value it is, for the head of its column.
    pub head: String,
    pub label: String,
    pub value: String,
    pub problem: Option<String>,
    pub kind: Kind,
}

pub(super) enum Kind {
    Number { least: u32, most: u32, step: u16 },
    Text { most: usize },
    Choice { options: Vec<(String, String)> },
}

impl Hall {
    pub(super) fn all_cells(&self) -> impl Iterator<Item = &Cell> {
        let things = self.things.iter().flat_map(|thing| &thing.cells);
        let marks = self.marks.iter().flat_map(|mark| &mark.cells);
        self.cells.iter().chain(things).chain(marks)
    }
}

impl Thing {
    /// Its middle, about which it is turned, as seen from its corner.
    pub(super) fn middle(&self) -> (f64, f64) {
        let half = |side: u32| f64::from(side) / 2.0;
        (half(self.place.width), half(self.place.height))
    }

    /// How round its corners are.
    pub(super) fn corners(&self) -> (f64, f64) {
        match self.place.shape {
            Shape::Round => self.middle(),
            Shape::Square => (1.5, 1.5),
        }
    }

    /// How large its name is written, so that it fits.
    pub(super) fn letters(&self) -> f64 {
        lettering::size(&self.place, &self.name, [self.seats.as_str()])
    }
}

/// What makes the parts of a page.
pub(super) struct Making<'a> {
    pub tongue: Tongue,
    pub draft: &'a Draft,
    pub catalog: &'a Catalog,
}

impl Making<'_> {
    fn word(&self, id: &str) -> String {
        self.tongue.word(id)
    }

    pub(super) fn hall(&self, index: usize, room: &Room, marks_before: usize) -> Hall {
        let name = match room.name.trim().is_empty() {
            true => Names(self.tongue).room(index + 1),
            false => Line::name(&room.name).to_string(),
        };
        let field = |value: &str| format!("room-{index}-{value}");
        let side = || number(SIDE_LEAST, SIDE_MOST);
        let cells = vec![
            self.cell(
                field("name"),
                "name",
                &name,
                room.name.clone(),
                Kind::Text { most: NAME_MOST },
            ),
            self.cell(
                field("width"),
                "width",
                &name,
                room.width.to_string(),
                side(),
            ),
            self.cell(
                field("height"),
                "height",
                &name,
                room.height.to_string(),
                side(),
            ),
        ];
        let marks = room.marks.iter().enumerate();
        let mut hall = Hall {
            width: room.width.clamp(SIDE_LEAST, SIDE_MOST),
            height: room.height.clamp(SIDE_LEAST, SIDE_MOST),
            cells,
            things: self.things(index, room),
            marks: marks
                .map(|(at, mark)| self.mark(marks_before + at, index, mark))
                .collect(),
            is_open: false,
            name,
        };
        let is_wrong = hall.all_cells().any(|cell| cell.problem.is_some());
        hall.is_open = is_wrong;
        hall
    }

    fn things(&self, room: usize, places: &Room) -> Vec<Thing> {
        let mut things: Vec<(&Place, &str, i64)> = Vec::new();
        for place in &places.places {
            if let Some(listed) = self.catalog.find(place.resource) {
                things.push((place, &listed.resource.kind, listed.resource.number));
            }
        }
        things.sort_by_key(|(_, kind, number)| (*kind, *number));
        let things = things.into_iter();
        things
            .filter_map(|(place, ..)| self.thing(room, place))
            .collect()
    }

    fn thing(&self, room: usize, place: &Place) -> Option<Thing> {
        let resource = &self.catalog.find(place.resource)?.resource;
        let name = Line::name(&resource.name).to_string();
        let field = |value: &str| format!("place-{}-{value}", place.resource);
        let cell = |value: &str, number: u32, kind: Kind| {
            self.cell(field(value), value, &name, number.to_string(), kind)
        };
        let shapes = [("square", "plan-square"), ("round", "plan-round")];
        let shapes = shapes.map(|(value, words)| (value.to_owned(), self.word(words)));
        let shape = match place.shape {
            Shape::Square => "square",
            Shape::Round => "round",
        };
        let turn = Kind::Number {
            least: 0,
            most: 345,
            step: TURN_STEP,
        };
        let cells = vec![
            cell("x", place.x, number(0, SIDE_MOST)),
            cell("y", place.y, number(0, SIDE_MOST)),
            cell("width", place.width, number(2, SIDE_MOST)),
            cell("height", place.height, number(2, SIDE_MOST)),
            cell("turn", u32::from(place.turn), turn),
            self.cell(
                field("shape"),
                "shape",
                &name,
                shape.to_owned(),
                Kind::Choice {
                    options: shapes.into(),
                },
            ),
            self.cell(field("room"), "room", &name, room.to_string(), self.rooms()),
        ];
        let blanks = Blanks::default().with("name", name.as_str());
        let blanks = blanks
            .with("x", place.x.to_string())
            .with("y", place.y.to_string());
        Some(Thing {
            id: place.resource,
            seats: facts::seats(resource.seats),
            full: self.tongue.say("plan-at", &blanks),
            place: place.clone(),
            name,
            cells,
        })
    }

    fn rooms(&self) -> Kind {
        let rooms = self.draft.plan.rooms.iter().enumerate();
        let options =
            rooms.map(|(index, room)| (index.to_string(), Line::name(&room.name).to_string()));
        Kind::Choice {
            options: options.collect(),
        }
    }

    fn mark(&self, index: usize, room: usize, mark: &Mark) -> Drawn {
        let label = mark.label.as_deref();
        let name = match label.filter(|label| !label.trim().is_empty()) {
            Some(label) => Line::name(label).to_string(),
            None if label.is_some() => self.word("plan-label"),
            None => format!("{} {}", self.word("plan-wall"), index + 1),
        };
        let field = |value: &str| format!("mark-{index}-{value}");
        let cell = |value: &str, size: u32, least: u32| {
            self.cell(
                field(value),
                value,
                &name,
                size.to_string(),
                number(least, SIDE_MOST),
            )
        };
        let mut cells = vec![
            cell("x", mark.x, 0),
            cell("y", mark.y, 0),
            cell("width", mark.width, 1),
            cell("height", mark.height, 1),
        ];
        if let Some(label) = &mark.label {
            let kind = Kind::Text { most: LABEL_MOST };
            cells.push(self.cell(field("label"), "label", &name, label.clone(), kind));
        }
        cells.push(self.cell(field("room"), "room", &name, room.to_string(), self.rooms()));
        Drawn {
            index,
            name,
            mark: mark.clone(),
            cells,
        }
    }

    fn cell(&self, id: String, value: &str, whose: &str, is: String, kind: Kind) -> Cell {
        let head = self.word(&format!("plan-{value}"));
        let why = self.draft.wrong.get(&id);
        Cell {
            label: format!("{whose}: {head}"),
            value: self.draft.typed.get(&id).cloned().unwrap_or(is),
            problem: why.map(|why| words(self.tongue, *why)),
            head,
            kind,
            id,
        }
    }
}

fn number(least: u32, most: u32) -> Kind {
    Kind::Number {
        least,
        most,
        step: 1,
    }
}
