//! The page on which a plan is drawn: its rooms from above, every number in a table below them, and beside them what stands
//! nowhere yet.

use askama::Template;
use axum::http::StatusCode;
use bronya_domain::catalog::Catalog;
use bronya_domain::floor_plan::{GRID, Shown};
use bronya_domain::id::ResourceId;
use bronya_words::Line;

use super::draft::Draft;
use super::hall::{Cell, Hall, Kind, Making};
use super::wording::words;
use crate::inside::{self, Inside};
use crate::page::{Frame, Page};
use crate::tongue::{Blanks, Tongue};
use crate::{facts, paths};

/// The screen in the making.
pub(super) struct Screen<'a> {
    pub inside: &'a Inside,
    pub draft: Draft,
    /// Whether it shows what is not saved.
    pub is_draft: bool,
    /// Whether it was saved a moment ago.
    pub is_saved: bool,
    /// Whether somebody else saved meanwhile.
    pub is_late: bool,
    /// Whether there was no space for something.
    pub is_full: bool,
    /// The room whose numbers are unfolded.
    pub opens: Option<usize>,
}

#[derive(Template)]
#[template(path = "floor_plan/floor_plan.html")]
struct Content {
    frame: Frame,
    trouble: Option<Trouble>,
    path: String,
    day: String,
    version: i64,
    grid: u32,
    is_draft: bool,
    is_saved: bool,
    /// How a script says where something is: `%name`, `%x`, `%y` stand for what it fills in.
    said: String,
    halls: Vec<Hall>,
    marks: usize,
    unplaced: Vec<Unplaced>,
}

/// What will not do, with links to the fields.
struct Trouble {
    title: String,
    lines: Vec<TroubleLine>,
}

struct TroubleLine {
    text: String,
    field: Option<String>,
}

/// A resource that stands nowhere.
struct Unplaced {
    id: ResourceId,
    name: String,
    seats: String,
}

impl<'a> Screen<'a> {
    /// What is drawn, with nothing to say about it.
    pub(super) fn of(inside: &'a Inside, draft: Draft) -> Self {
        Self {
            inside,
            draft,
            is_draft: false,
            is_saved: false,
            is_late: false,
            is_full: false,
            opens: None,
        }
    }

    pub(super) fn page(self, status: StatusCode) -> Page {
        let tongue = self.inside.known.tongue();
        let venue = &self.inside.catalog.venue;
        let title = tongue.word("plan-title");
        let mut frame = self.inside.frame_at(inside::Room::Settings, title);
        let trouble = self.trouble(tongue);
        frame.troubled = trouble.is_some();
        let shown = Shown::of(self.draft.plan.clone(), 0, &self.inside.catalog);
        let blanks = Blanks::default().with("name", "%name");
        let blanks = blanks.with("x", "%x").with("y", "%y");
        let content = Content {
            frame,
            trouble,
            path: paths::floor_plan(&venue.slug),
            day: format!("{}?view=floor", paths::day(&venue.slug)),
            version: self.draft.version,
            grid: GRID,
            is_draft: self.is_draft,
            is_saved: self.is_saved,
            said: tongue.say("plan-at", &blanks),
            halls: self.halls(tongue),
            marks: self
                .draft
                .plan
                .rooms
                .iter()
                .map(|room| room.marks.len())
                .sum(),
            unplaced: unplaced(&self.inside.catalog, &shown),
        };
        Page::of(status, &content)
    }

    fn trouble(&self, tongue: Tongue) -> Option<Trouble> {
        let only = |id: &str| {
            let text = tongue.word(id);
            vec![TroubleLine { text, field: None }]
        };
        let lines = match () {
            () if self.is_late => only("plan-late"),
            () if self.is_full => only("plan-full"),
            () => self.wrongs(tongue),
        };
        (!lines.is_empty()).then(|| Trouble {
            title: tongue.word("look-again"),
            lines,
        })
    }

    fn wrongs(&self, tongue: Tongue) -> Vec<TroubleLine> {
        let halls = self.halls(tongue);
        let cells = halls.iter().flat_map(Hall::all_cells);
        let line = |cell: &Cell| {
            let problem = cell.problem.as_ref()?;
            Some(TroubleLine {
                text: format!("{}: {problem}", cell.label),
                field: Some(cell.id.clone()),
            })
        };
        let shown: Vec<TroubleLine> = cells.filter_map(line).collect();
        if !shown.is_empty() {
            return shown;
        }
        // What is wrong with the plan as a whole stands in no field.
        let whole = self.draft.wrong.values();
        let told = whole.map(|why| TroubleLine {
            text: words(tongue, *why),
            field: None,
        });
        told.collect()
    }

    fn halls(&self, tongue: Tongue) -> Vec<Hall> {
        let making = Making {
            tongue,
            draft: &self.draft,
            catalog: &self.inside.catalog,
        };
        let mut marks = 0;
        let rooms = self.draft.plan.rooms.iter().enumerate();
        let halls = rooms.map(|(index, room)| {
            let mut hall = making.hall(index, room, marks);
            hall.is_open |= self.opens == Some(index);
            marks += room.marks.len();
            hall
        });
        halls.collect()
    }
}

fn unplaced(catalog: &Catalog, shown: &Shown) -> Vec<Unplaced> {
    let listed = shown.unplaced.iter().filter_map(|id| catalog.find(*id));
    let unplaced = listed.map(|listed| Unplaced {
        id: listed.resource.id,
        name: Line::name(&listed.resource.name).to_string(),
        seats: facts::seats(listed.resource.seats),
    });
    unplaced.collect()
}
