//! The floor plan of the demo's restaurant: a hall with a bar and windows, and a veranda.

use bronya_desk::Desk;
use bronya_domain::catalog::Catalog;
use bronya_domain::floor_plan::{Mark, Place, Plan, Room, Shape};

/// What stands where: the number of the table, its left and upper side, how wide and deep it is, by how much it is turned.
type Table = (i64, u32, u32, u32, u32, u16);

const HALL: [Table; 11] = [
    (1, 8, 8, 14, 14, 0),
    (2, 33, 8, 14, 14, 0),
    (3, 58, 8, 14, 14, 0),
    (4, 83, 8, 14, 14, 0),
    (7, 8, 32, 15, 15, 0),
    (8, 34, 32, 15, 15, 0),
    (9, 60, 32, 15, 15, 0),
    (10, 86, 32, 15, 15, 0),
    (12, 8, 58, 24, 14, 0),
    (13, 44, 58, 24, 14, 0),
    (15, 96, 57, 34, 16, 0),
];
const VERANDA: [Table; 4] = [
    (5, 8, 6, 14, 14, 0),
    (6, 8, 26, 14, 14, 0),
    (11, 40, 14, 16, 16, 45),
    (14, 74, 9, 26, 14, 90),
];

/// Draws it.
pub async fn restaurant(desk: &Desk) -> anyhow::Result<()> {
    let catalog = desk.venue("restaurant").await?;
    let wall = |x, y, width, height| mark((x, y, width, height), None);
    let label = |area, words: &str| mark(area, Some(words.to_owned()));
    let hall = Room {
        name: "Зал".into(),
        width: 140,
        height: 80,
        marks: vec![
            wall(4, 0, 100, 1),
            wall(131, 6, 5, 40),
            label((115, 23, 15, 6), "Бар"),
            wall(0, 79, 72, 1),
            wall(94, 79, 46, 1),
            label((75, 74, 18, 5), "Вход"),
        ],
        places: places(&catalog, &HALL),
    };
    let veranda = Room {
        name: "Веранда".into(),
        width: 105,
        height: 45,
        marks: vec![wall(0, 0, 105, 1)],
        places: places(&catalog, &VERANDA),
    };
    let rooms = vec![hall, veranda];
    let venue = catalog.venue.id;
    desk.lay_floor(venue, Plan { rooms }, Some(0)).await?;
    Ok(())
}

fn places(catalog: &Catalog, tables: &[Table]) -> Vec<Place> {
    let place = |(number, x, y, width, height, turn): &Table| {
        let listed = catalog.listed().iter().map(|listed| &listed.resource);
        let table = listed.into_iter().find(|table| table.number == *number)?;
        let is_small = table.seats.to <= 2;
        Some(Place {
            resource: table.id,
            x: *x,
            y: *y,
            width: *width,
            height: *height,
            turn: *turn,
            shape: if is_small {
                Shape::Round
            } else {
                Shape::Square
            },
        })
    };
    tables.iter().filter_map(place).collect()
}

fn mark((x, y, width, height): (u32, u32, u32, u32), label: Option<String>) -> Mark {
    Mark {
        x,
        y,
        width,
        height,
        label,
    }
}
