//! Floor plans: what they must keep to, what of them is shown, and how things find their places.

use bronya_domain::floor_plan::{
    Footprint, Mark, PLACES_MOST, Place, Plan, Room, Shape, Shown, Spot, Wrong,
};
use bronya_domain::id::ResourceId;
use bronya_domain::policy::Policy;
use bronya_domain::resource::{Resource, Schedule, Seats};

use crate::world::World;

fn room(name: &str) -> Room {
    Room {
        name: name.into(),
        width: 100,
        height: 60,
        marks: Vec::new(),
        places: Vec::new(),
    }
}

fn place(resource: i64, x: u32, y: u32) -> Place {
    Place {
        resource: ResourceId(resource),
        x,
        y,
        width: 20,
        height: 10,
        turn: 0,
        shape: Shape::Square,
    }
}

fn table(id: i64) -> Resource {
    Resource {
        id: ResourceId(id),
        kind: "table".into(),
        number: id,
        name: id.to_string(),
        seats: Seats { from: 1, to: 4 },
        price: 0,
        lanes: 1,
        open: true,
        retired: false,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
    }
}

fn of_one(place: Place) -> Plan {
    let places = vec![place];
    Plan {
        rooms: vec![Room {
            places,
            ..room("Hall")
        }],
    }
}

#[track_caller]
fn check_bad(plan: &Plan, field: &str, wrong: Wrong) {
    let flaw = plan.check().expect_err("a flaw");
    assert_eq!((flaw.field().as_str(), flaw.wrong), (field, wrong));
}

#[test]
fn what_can_be_drawn_is_in_order() {
    assert_eq!(Plan::default().check(), Ok(()));
    assert_eq!(of_one(place(1, 80, 50)).check(), Ok(()));
    let upright = Place {
        turn: 90,
        ..place(1, 40, 20)
    };
    assert_eq!(of_one(upright).check(), Ok(()));
    let mark = Mark {
        x: 0,
        y: 0,
        width: 1,
        height: 60,
        label: None,
    };
    let mut plan = of_one(place(1, 0, 0));
    plan.rooms[0].marks.push(mark);
    assert_eq!(plan.check(), Ok(()));
}

#[test]
fn what_sticks_out_of_its_room_is_refused_turned_as_it_is() {
    let x = "rooms[0].places[0].x";
    check_bad(&of_one(place(1, 81, 0)), x, Wrong::Outside);
    check_bad(&of_one(place(1, u32::MAX, 0)), x, Wrong::Outside);
    let upright = Place {
        turn: 90,
        ..place(1, 40, 0)
    };
    check_bad(&of_one(upright), "rooms[0].places[0].y", Wrong::Outside);
}

#[test]
fn sizes_turns_names_and_numbers_have_bounds() {
    let thin = Place {
        height: 1,
        ..place(1, 0, 0)
    };
    let wrong = Wrong::Size {
        least: 2,
        most: 500,
    };
    check_bad(&of_one(thin), "rooms[0].places[0].height", wrong);
    for turn in [10, 360] {
        let place = Place {
            turn,
            ..place(1, 40, 20)
        };
        check_bad(&of_one(place), "rooms[0].places[0].turn", Wrong::Turn);
    }
    let rooms = |names: &[&str]| Plan {
        rooms: names.iter().map(|name| room(name)).collect(),
    };
    check_bad(&rooms(&["Hall", " "]), "rooms[1].name", Wrong::Empty);
    check_bad(&rooms(&["Hall", "hall "]), "rooms[1].name", Wrong::SameName);
    let name = "x".repeat(101);
    let wrong = Wrong::TooLong { most: 100 };
    check_bad(&rooms(&[&name]), "rooms[0].name", wrong);
    let many: Vec<String> = (0..21).map(|room| room.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    check_bad(&rooms(&many), "rooms", Wrong::TooMany { most: 20 });
    let mut crowded = rooms(&["Hall"]);
    crowded.rooms[0].places = (0..=PLACES_MOST as i64).map(|id| place(id, 0, 0)).collect();
    let wrong = Wrong::TooMany { most: PLACES_MOST };
    check_bad(&crowded, "rooms[0].places", wrong);
}

#[test]
fn nothing_stands_in_two_places() {
    let mut plan = of_one(place(1, 0, 0));
    plan.rooms.push(Room {
        places: vec![place(2, 0, 0), place(1, 0, 0)],
        ..room("Terrace")
    });
    let flaw = plan.check().expect_err("a flaw");
    assert_eq!(flaw.spot, Spot::Place(1, 1));
    assert_eq!(flaw.wrong, Wrong::Twice);
}

#[test]
fn what_left_the_offer_is_not_shown_and_what_stands_nowhere_is_listed() {
    let mut resources: Vec<_> = (1..=3).map(table).collect();
    resources[1].retired = true;
    let now = "2026-11-20T12:00:00Z".parse().expect("an instant");
    let world = World::new("Europe/Moscow", None, Policy::default(), resources, now);
    let catalog = world.catalog;
    let mut plan = of_one(place(1, 0, 0));
    plan.rooms[0].places.push(place(2, 40, 0));
    plan.rooms[0].places.push(place(77, 40, 30));
    let shown = Shown::of(plan, 4, &catalog);
    assert_eq!(shown.plan, of_one(place(1, 0, 0)));
    assert_eq!(shown.unplaced, [ResourceId(3)]);
    assert_eq!(shown.version, 4);
}

#[test]
fn things_find_places_of_their_own_and_the_room_grows_with_them() {
    let seats = |to| Seats { from: 1, to };
    let things: Vec<(ResourceId, Footprint)> = (1..=60)
        .map(|id| (ResourceId(id), Footprint::usual(seats(id as u32 % 12 + 1))))
        .collect();
    let mut plan = Plan::default();
    plan.lay_out(&things, "Hall");
    assert_eq!(plan.check(), Ok(()));
    assert_eq!(plan.resources().count(), 60);
    let places = &plan.rooms[0].places;
    for (index, one) in places.iter().enumerate() {
        for other in &places[index + 1..] {
            let apart = one.x + one.width + 5 <= other.x
                || other.x + other.width + 5 <= one.x
                || one.y + one.height + 5 <= other.y
                || other.y + other.height + 5 <= one.y;
            assert!(apart, "{one:?} {other:?}");
        }
    }
    assert!(plan.take_off(ResourceId(7)) && !plan.take_off(ResourceId(7)));
    let before = plan.clone();
    assert!(plan.put(ResourceId(7), Footprint::usual(seats(8)), Some(0)));
    assert!(!plan.put(ResourceId(8), Footprint::usual(seats(8)), Some(3)));
    assert_ne!(plan, before);
    assert_eq!(plan.find(ResourceId(7)).map(|(room, _)| room), Some(0));
}

#[test]
fn what_finds_no_space_at_all_stands_nowhere() {
    let mut plan = Plan {
        rooms: vec![Room {
            width: 20,
            height: 20,
            ..room("Closet")
        }],
    };
    let wide = Footprint::usual(Seats { from: 1, to: 40 });
    plan.lay_out(&[(ResourceId(1), wide)], "Hall");
    assert_eq!(plan.resources().count(), 0);
    assert_eq!(plan.rooms[0].height, 20);
}
