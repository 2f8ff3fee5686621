//! What a day's screen shows: how many people are there when, and who stands in whose way.

use bronya_domain::agenda::{covers, rivals};
use bronya_domain::booking::{Booking, State};
use bronya_domain::command::Act::{Cancel, Confirm, Finish, NoShow, Seat};
use bronya_domain::id::BookingId;
use bronya_domain::resource::Resource;
use bronya_domain::span::Span;
use jiff::SignedDuration;

use crate::speech::{at, house, rules, span, table, tick};
use crate::world::World;

const QUARTER: SignedDuration = SignedDuration::from_mins(15);

/// How many are there in each half hour of a window.
fn counted(house: &World, window: &str) -> Vec<u32> {
    let bookings: Vec<Booking> = house.bookings.values().cloned().collect();
    let counted = covers(&bookings, span(window), SignedDuration::from_mins(30));
    counted.into_iter().map(|(_, covers)| covers).collect()
}

#[test]
fn covers_count_those_whose_booking_holds_its_time() {
    let tentative = Resource {
        policy: rules(r#"{"admission": "tentative"}"#),
        ..table(3, 1..=6)
    };
    let request = Resource {
        policy: rules(r#"{"admission": "request"}"#),
        ..table(4, 1..=6)
    };
    let plain = |number| table(number, 1..=4);
    let mut house = house("{}", [plain(1), plain(2), tentative, request, plain(5)]);
    let a = house.book("T1 18:00 for 2").unwrap();
    house.book("T2 18:30 for 3").unwrap();
    house.book("T3 19:00 for 5").unwrap();
    house.book("T4 18:00 for 6").unwrap();
    let gone = house.book("T5 18:00 for 4").unwrap();
    assert_eq!(counted(&house, "17:30/20:30"), [0, 6, 9, 14, 12, 8]);
    house.staff(Cancel(gone, None)).unwrap();
    assert_eq!(counted(&house, "17:30/20:30"), [0, 2, 5, 10, 8, 8]);
    house.now = at("18:10");
    house.staff(Seat(a)).unwrap();
    house.now = at("18:30");
    house.staff(Finish(a)).unwrap();
    assert_eq!(counted(&house, "17:30/20:30"), [0, 2, 3, 8, 8, 8]);
}

#[test]
fn covers_count_whoever_is_there_for_a_moment_of_a_step_and_nobody_beyond_it() {
    let stay = r#"{"stay": {"chosen": {"least_minutes": 1, "most_minutes": 600}}, "grid_minutes": "none"}"#;
    let mut house = house(stay, [table(1, 1..=4), table(2, 1..=4)]);
    house.book("T1 18:10/18:30 for 3").unwrap();
    house.book("T2 17:00/18:00").unwrap();
    let bookings: Vec<Booking> = house.bookings.values().cloned().collect();
    let counted = covers(&bookings, span("17:50/18:40"), QUARTER);
    let expected = [("17:50", 1), ("18:05", 3), ("18:20", 3), ("18:35", 0)];
    assert_eq!(counted, expected.map(|(from, covers)| (at(from), covers)));
    assert_eq!(covers(&bookings, Span::open(at("18:00")), QUARTER), []);
    assert_eq!(covers(&bookings, span("18:00/19:00"), -QUARTER), []);
}

/// The rivals of a booking among all others.
fn of(house: &World, id: BookingId) -> Vec<BookingId> {
    let all = house.bookings.values();
    let found = rivals(&house.catalog, &house.bookings[&id], all, house.now);
    found.iter().map(|rival| rival.id).collect()
}

const REQUEST: &str = r#"{"admission": "request", "rivals": "kept", "answer_minutes": 60}"#;

#[test]
fn requests_for_the_same_time_of_a_table_are_rivals_and_those_that_touch_are_not() {
    let mut house = house(REQUEST, [table(1, 1..=2), table(2, 1..=2)]);
    let orders = ["T1 18:00", "T1 18:30", "T1 19:30", "T2 18:00", "T1 20:00"];
    let [a, b, c, d, e] = orders.map(|order| house.book(order).unwrap());
    assert_eq!(of(&house, a), [b]);
    assert_eq!(of(&house, b), [a, c]);
    assert_eq!(of(&house, d), []);
    assert_eq!(of(&house, c), [b, e]);
}

#[test]
fn who_was_given_the_time_is_a_rival_until_he_leaves_it() {
    let mut house = house(REQUEST, [table(1, 1..=2)]);
    let [a, b] = [(); 2].map(|()| house.book("T1 18:00").unwrap());
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(of(&house, b), [a]);
    let mut other = house.clone();
    other.staff(Seat(a)).unwrap();
    assert_eq!(of(&other, b), [a]);
    other.now = at("18:00");
    other.bookings.get_mut(&b).unwrap().deadline = None;
    let mut gone = other.clone();
    gone.staff(Finish(a)).unwrap();
    assert_eq!(of(&gone, b), []);
    house.now = at("12:30");
    house.staff(Cancel(a, None)).unwrap();
    assert_eq!(of(&house, b), []);
}

#[test]
fn what_lapsed_is_no_rival_though_nobody_noted_it_yet() {
    let mut house = house(REQUEST, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = at("12:30");
    let b = house.book("T1 18:00").unwrap();
    house.now = tick(at("13:00"), -1);
    assert_eq!(of(&house, b), [a]);
    house.now = at("13:00");
    assert_eq!(of(&house, b), []);
}

#[test]
fn where_there_is_room_for_all_nobody_is_in_anybodys_way() {
    let room = Resource {
        lanes: 2,
        ..table(1, 1..=2)
    };
    let mut house = house(REQUEST, [room]);
    let [a, b] = ["T1 18:00", "T1 18:30"].map(|order| house.book(order).unwrap());
    assert_eq!((of(&house, a), of(&house, b)), (vec![], vec![]));
    let c = house.book("T1 19:00").unwrap();
    assert_eq!(of(&house, a), [b, c], "three at 19:00");
    let mut later = house.clone();
    let d = later.book("T1 20:00").unwrap();
    assert_eq!(
        of(&later, d),
        [],
        "b has left when d comes, and a long before"
    );
}

#[test]
fn who_waits_to_begin_with_his_confirmation_wants_all_time_from_now_on() {
    let policy = r#"{"admission": "request", "stay": "until_released", "rivals": "kept"}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 confirmation").unwrap();
    let b = house.book("T1 18:00/19:00").unwrap();
    assert_eq!((of(&house, a), of(&house, b)), (vec![b], vec![a]));
    house.now = at("19:00");
    assert_eq!((of(&house, a), of(&house, b)), (vec![], vec![]));
    assert_eq!(house.state(b), State::Requested);
}

#[test]
fn whoever_never_came_is_no_rival() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = at("18:10");
    house.staff(NoShow(a)).unwrap();
    house.furnish(|venue, _| venue.policy = rules(REQUEST));
    let b = house.book("T1 18:15").unwrap();
    assert_eq!(of(&house, b), []);
}
