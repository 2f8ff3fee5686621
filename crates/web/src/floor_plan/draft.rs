//! What is drawn, as the form says it: a plan, and what was typed where it is none.

use std::collections::BTreeMap;

use bronya_domain::catalog::Catalog;
use bronya_domain::floor_plan::{
    Flaw, MARKS_MOST, Mark, Place, Plan, ROOMS_MOST, Room, Shape, Shown, Spot, Wrong,
};
use bronya_domain::id::ResourceId;
use garde::Validate;
use serde::Deserialize;

/// What the form says, by the names of its fields.
#[derive(Default, Deserialize, Validate)]
#[serde(transparent)]
pub(super) struct Typed(#[garde(skip)] BTreeMap<String, String>);

/// What is drawn.
#[derive(Default)]
pub(super) struct Draft {
    /// The plan; where a number is none, with the nearest that makes sense.
    pub plan: Plan,
    /// The version from which it was drawn.
    pub version: i64,
    /// What is wrong, by the name of the field.
    pub wrong: BTreeMap<String, Why>,
    /// What was typed where it is wrong.
    pub typed: BTreeMap<String, String>,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It is no number.
    NoNumber,
    /// The rules of plans say so.
    Rule(Wrong),
}

impl Typed {
    pub(super) fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// A number that the page itself put into the form.
    pub(super) fn number<N: std::str::FromStr>(&self, field: &str) -> Option<N> {
        self.get(field)?.parse().ok()
    }

    /// What stands somewhere, by its number, with the room in which it stands.
    fn places(&self) -> BTreeMap<i64, usize> {
        let place = |(field, room): (&String, &String)| {
            let id = field.strip_prefix("place-")?.strip_suffix("-room")?;
            Some((id.parse().ok()?, room.parse().ok()?))
        };
        self.0.iter().filter_map(place).collect()
    }
}

impl Draft {
    /// What is kept, about to be drawn anew.
    pub(super) fn of(shown: Shown) -> Self {
        Self {
            plan: shown.plan,
            version: shown.version,
            ..Self::default()
        }
    }

    /// What a form says.
    pub(super) fn read(typed: Typed) -> Self {
        let mut draft = Self {
            version: typed.number("version").unwrap_or(0),
            ..Self::default()
        };
        let rooms: usize = typed.number("rooms").unwrap_or(0);
        for index in 0..rooms.min(ROOMS_MOST + 1) {
            let room = draft.room(&typed, index);
            draft.plan.rooms.push(room);
        }
        for (id, room) in typed.places() {
            let place = draft.place(&typed, ResourceId(id));
            if let Some(room) = draft.plan.rooms.get_mut(room) {
                room.places.push(place);
            }
        }
        let marks: usize = typed.number("marks").unwrap_or(0);
        for index in 0..marks.min(MARKS_MOST + 1) {
            let mark = draft.mark(&typed, index);
            let room: usize = typed.number(&format!("mark-{index}-room")).unwrap_or(0);
            if let Some(room) = draft.plan.rooms.get_mut(room) {
                room.marks.push(mark);
            }
        }
        draft
    }

    /// Leaves out what left the offer since the form was shown.
    pub(super) fn keep_offered(&mut self, catalog: &Catalog) {
        let plan = std::mem::take(&mut self.plan);
        self.plan = Shown::of(plan, self.version, catalog).plan;
    }

    /// Notes what the rules say to it.
    pub(super) fn blame(&mut self, flaw: &Flaw) {
        let field = match flaw.spot {
            Spot::Plan => flaw.value.to_owned(),
            Spot::Room(room) => format!("room-{room}-{}", flaw.value),
            Spot::Place(room, place) => {
                let resource = self.plan.rooms[room].places[place].resource;
                let value = if flaw.value == "resource" {
                    "room"
                } else {
                    flaw.value
                };
                format!("place-{resource}-{value}")
            }
            Spot::Mark(room, mark) => {
                let before = self.plan.rooms[..room].iter();
                let before: usize = before.map(|room| room.marks.len()).sum();
                format!("mark-{}-{}", before + mark, flaw.value)
            }
        };
        self.wrong.insert(field, Why::Rule(flaw.wrong));
    }

    fn room(&mut self, typed: &Typed, index: usize) -> Room {
        let field = |value: &str| format!("room-{index}-{value}");
        Room {
            name: typed.get(&field("name")).unwrap_or_default().to_owned(),
            width: self.number(typed, field("width")),
            height: self.number(typed, field("height")),
            marks: Vec::new(),
            places: Vec::new(),
        }
    }

    fn place(&mut self, typed: &Typed, resource: ResourceId) -> Place {
        let field = |value: &str| format!("place-{resource}-{value}");
        let turn = self.number(typed, field("turn"));
        Place {
            resource,
            x: self.number(typed, field("x")),
            y: self.number(typed, field("y")),
            width: self.number(typed, field("width")),
            height: self.number(typed, field("height")),
            // More than any turn is refused as a turn, not as a number.
            turn: u16::try_from(turn).unwrap_or(u16::MAX),
            shape: match typed.get(&field("shape")) {
                Some("round") => Shape::Round,
                _ => Shape::Square,
            },
        }
    }

    fn mark(&mut self, typed: &Typed, index: usize) -> Mark {
        let field = |value: &str| format!("mark-{index}-{value}");
        let is_label = typed.get(&field("kind")) == Some("label");
        let label = typed.get(&field("label")).unwrap_or_default();
        Mark {
            x: self.number(typed, field("x")),
            y: self.number(typed, field("y")),
            width: self.number(typed, field("width")),
            height: self.number(typed, field("height")),
            label: is_label.then(|| label.to_owned()),
        }
    }

    fn number(&mut self, typed: &Typed, field: String) -> u32 {
        let text = typed.get(&field).unwrap_or_default().trim();
        text.parse().unwrap_or_else(|_| {
            self.typed.insert(field.clone(), text.to_owned());
            self.wrong.insert(field, Why::NoNumber);
            0
        })
    }
}
