//! A booking gets another time, other resources or another party size, and keeps its price.

use bronya_domain::booking::State;
use bronya_domain::command::Act::Confirm;
use bronya_domain::resource::Resource;

use crate::speech::{at, doctor, house, no, rules, table, tick};

#[test]
fn a_booking_may_move_into_time_that_it_has_itself() {
    let mut house = house("{}", [table(1, 1..=4)]);
    let a = house.book("T1 18:00 for 2").unwrap();
    house.reorder(a, "T1 18:30 for 4").unwrap();
    assert_eq!(house.place(a), "T1 18:30/20:30");
    assert_eq!(house.drawn("T1", "18:00/21:00"), ".aaaa.");
    assert_eq!(house.bookings[&a].party, Some(4));
    assert_eq!(house.bookings[&a].version, 2);
}

#[test]
fn a_party_that_the_order_does_not_name_stays_as_large_as_it_was() {
    let mut house = house("{}", [table(1, 1..=4), table(2, 1..=2)]);
    let a = house.book("T1 18:00 for 4").unwrap();
    assert_eq!(house.reorder(a, "T2 18:00"), no("party_too_large"));
    house.reorder(a, "T1 20:00").unwrap();
    assert_eq!(house.place(a), "T1 20:00/22:00");
    assert_eq!(house.bookings[&a].party, Some(4));
}

#[test]
fn a_large_party_stays_long_even_where_the_order_does_not_say_how_many_come() {
    let stay =
        r#"{"stay": {"by_party": [{"up_to": 2, "minutes": 60}, {"up_to": 9, "minutes": 2880}]}}"#;
    let mut house = house(stay, [table(1, 1..=4)]);
    let a = house.book("T1 21T18:00 for 4").unwrap();
    house.book("T1 26T12:00 for 2").unwrap();
    assert_eq!(house.reorder(a, "T1 24T18:00"), no("taken"));
    house.reorder(a, "T1 24T12:00").unwrap();
}

#[test]
fn what_another_has_stays_his() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.book("T2 18:00").unwrap();
    assert_eq!(house.reorder(a, "T2 18:30"), no("taken"));
    assert_eq!(house.reorder(a, "T1+T2 18:30"), no("taken"));
    assert_eq!(house.place(a), "T1 18:00/19:30");
    house.reorder(a, "T2 19:30").unwrap();
    assert_eq!(house.drawn("T1", "18:00/20:00"), "....");
}

#[test]
fn the_price_stays_what_it_was_so_a_dearer_place_is_for_the_staff_to_give() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=6), table(3, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    assert_eq!(house.reorder(a, "T2 18:00 for 6"), no("dearer"));
    assert_eq!(house.reorder(a, "T1+T3 18:00 for 4"), no("dearer"));
    house.reorder(a, "T3 18:00").unwrap();
    house.staff_reorder(a, "T2 18:00 for 6").unwrap();
    assert_eq!(house.bookings[&a].price.minor, 2000);
}

#[test]
fn a_cheaper_place_may_be_had_for_the_price_that_was_agreed() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=6)]);
    let a = house.book("T2 18:00 for 2").unwrap();
    house.reorder(a, "T1 18:00").unwrap();
    assert_eq!(house.bookings[&a].price.minor, 6000);
}

#[test]
fn what_the_staff_agreed_to_is_not_moved_past_them() {
    for admission in ["tentative", "request"] {
        let policy = format!(r#"{{"admission": "{admission}"}}"#);
        let instant = Resource {
            policy: rules(r#"{"admission": "instant"}"#),
            ..table(2, 1..=2)
        };
        let mut house = house(&policy, [table(1, 1..=2), instant]);
        let a = house.book("T1 18:00").unwrap();
        house.reorder(a, "T1 20:00").unwrap();
        house.staff(Confirm(a, None)).unwrap();
        assert_eq!(house.reorder(a, "T1 18:00"), no("staff_only"));
        house.clone().staff_reorder(a, "T1 18:00").unwrap();
        house.reorder(a, "T2 18:00").unwrap();
    }
}

#[test]
fn moving_keeps_the_lane_only_where_it_is_free() {
    let room = Resource {
        lanes: 2,
        ..table(1, 1..=2)
    };
    let mut house = house("{}", [room]);
    let [a, b, _] = ["T1 18:00", "T1 18:00", "T1 19:30"].map(|order| house.book(order).unwrap());
    house.reorder(b, "T1 19:00").unwrap();
    assert_eq!(house.drawn("T1", "18:00/21:00"), "aaaccc|..bbb.");
    assert_eq!(house.reorder(a, "T1 19:15"), no("taken"));
}

#[test]
fn a_move_from_slot_to_slot() {
    let mut house = house("{}", [doctor(1)]);
    let [first, second] =
        ["14:00/15:00", "15:00/16:00"].map(|time| house.publish("D1", time).unwrap());
    let a = house.book("D1 slot1").unwrap();
    assert_eq!(house.bookings[&a].slot, Some(first));
    house.reorder(a, "D1 slot2").unwrap();
    assert_eq!(house.bookings[&a].slot, Some(second));
    house.book("D1 slot1").unwrap();
}

#[test]
fn a_guest_moves_until_the_deadline_and_at_it() {
    let policy = r#"{"move_deadline_minutes": 60}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    for (now, verdict) in [
        (tick(at("17:00"), -1), Ok(())),
        (at("17:00"), Ok(())),
        (tick(at("17:00"), 1), no("deadline_passed")),
    ] {
        house.now = now;
        assert_eq!(
            house.clone().reorder(a, "T1 20:00").map(|_| ()),
            verdict,
            "{now}"
        );
        house.clone().staff_reorder(a, "T1 20:00").unwrap();
    }
}

#[test]
fn the_deadline_counts_from_the_time_that_the_booking_has_now() {
    let policy = r#"{"move_deadline_minutes": 60}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.reorder(a, "T1 13:00").unwrap();
    house.now = at("12:01");
    assert_eq!(house.reorder(a, "T1 18:00"), no("deadline_passed"));
}

#[test]
fn an_undecided_order_moves_and_stays_undecided() {
    for (admission, state) in [
        ("tentative", State::Tentative),
        ("request", State::Requested),
    ] {
        let policy = format!(r#"{{"admission": "{admission}", "answer_minutes": 30}}"#);
        let mut house = house(&policy, [table(1, 1..=2)]);
        let a = house.book("T1 18:00").unwrap();
        house.reorder(a, "T1 20:00").unwrap();
        assert_eq!(house.state(a), state);
        assert_eq!(house.bookings[&a].deadline, Some(at("12:30")));
        house.now = at("12:30");
        assert_eq!(house.reorder(a, "T1 21:00"), no("deadline_passed"));
    }
}

#[test]
fn a_request_from_confirmation_on_may_get_a_time_and_lose_it_again() {
    let policy = r#"{"admission": "request", "stay": "until_released"}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 confirmation").unwrap();
    house.reorder(a, "T1 18:00/20:00").unwrap();
    assert_eq!(house.place(a), "T1 18:00/20:00");
    house.reorder(a, "T1 confirmation").unwrap();
    assert_eq!(house.place(a), "T1 confirmation");
    house.now = at("13:00");
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(house.place(a), "T1 13:00/");
}

#[test]
fn rules_about_starts_bind_the_new_time() {
    let mut house = house(r#"{"lead_minutes": 60}"#, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    assert_eq!(house.reorder(a, "T1 12:45"), no("too_soon"));
    assert_eq!(house.reorder(a, "T1 18:05"), no("off_grid"));
    assert_eq!(house.reorder(a, "T1 18:00 for 3"), no("party_too_large"));
}
