//! A hold keeps a stay while the guest fills the form; then it becomes a booking, or lapses.

use bronya_domain::booking::{Contact, State};
use bronya_domain::command::{Act, Actor};
use bronya_domain::decide::Outcome;
use bronya_domain::id::HoldId;

use crate::speech::{at, doctor, house, new_booking, no, rules, span, table, tick};

#[test]
fn a_hold_keeps_its_time_for_a_few_minutes() {
    let mut house = house(r#"{"hold_minutes": 7}"#, [table(1, 1..=2)]);
    let hold = house.hold("T1 18:00").unwrap();
    assert_eq!(house.holds[&hold].deadline, at("12:07"));
    assert_eq!(house.drawn("T1", "18:00/20:00"), "hhh.");
    assert_eq!(house.book("T1 18:00"), no("taken"));
    assert_eq!(house.hold("T1 18:00"), no("taken"));
}

#[test]
fn a_hold_becomes_a_booking_in_its_place() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=2)]);
    let hold = house.hold("T1+T2 18:00 for 3").unwrap();
    let a = house.book_held(hold, None).unwrap();
    assert_eq!(house.place(a), "T1+T2 18:00/20:00");
    assert_eq!(house.bookings[&a].party, Some(3));
    assert!(house.holds.is_empty());
    assert_eq!(house.book_held(hold, None), no("unknown_hold"));
}

#[test]
fn a_held_slot_becomes_a_booked_slot() {
    let mut house = house("{}", [doctor(1)]);
    let slot = house.publish("D1", "14:00/15:00").unwrap();
    let hold = house.hold("D1 14:00").unwrap();
    assert_eq!(house.book("D1 slot1"), no("taken"));
    let a = house.book_held(hold, Some("D1 slot1")).unwrap();
    assert_eq!(house.bookings[&a].slot, Some(slot));
}

#[test]
fn a_held_start_is_not_asked_twice_about_notice() {
    let mut house = house(r#"{"lead_minutes": 60}"#, [table(1, 1..=2)]);
    let hold = house.hold("T1 13:00").unwrap();
    house.now = at("12:04");
    assert_eq!(house.book("T1 13:00"), no("too_soon, taken"));
    let a = house.book_held(hold, None).unwrap();
    assert_eq!(house.place(a), "T1 13:00/14:30");
}

#[test]
fn a_hold_is_taken_over_as_it_stands_whatever_the_rules_say_meanwhile() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let hold = house.hold("T1 18:00").unwrap();
    house.book("T1 19:30").unwrap();
    house.furnish(|venue, _| venue.policy = rules(r#"{"buffer_after_minutes": 60}"#));
    let b = house.book_held(hold, None).unwrap();
    assert_eq!(house.bookings[&b].claims[0].span, span("18:00/19:30"));
}

#[test]
fn the_order_may_repeat_what_is_held_but_nothing_else() {
    let policy = r#"{"stay": {"chosen": {"least_minutes": 30, "most_minutes": 120}}}"#;
    let mut house = house(policy, [table(1, 1..=4), table(2, 1..=4)]);
    let hold = house.hold("T1 18:00/19:00 for 2").unwrap();
    let ordered = |order| house.clone().book_held(hold, Some(order)).map(|_| ());
    for same in [
        "T1 18:00/19:00 for 2",
        "T1 18:00",
        "any 18:00 for 2",
        "any 18:00/19:00",
    ] {
        assert_eq!(ordered(same), Ok(()), "{same}");
    }
    for other in [
        "T2 18:00/19:00",
        "T1+T2 18:00/19:00",
        "T1+T1 18:00/19:00",
        "T1 18:00/19:30",
        "T1 18:15",
        "T1 18:00/19:00 for 3",
        "T1 slot1",
        "T1 confirmation",
    ] {
        assert_eq!(ordered(other), no("hold_differs"), "{other}");
    }
}

#[test]
fn a_hold_from_confirmation_on_waits_for_confirmation() {
    let policy = r#"{"stay": "until_released", "admission": "request"}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let hold = house.hold("T1 confirmation").unwrap();
    house.now = at("12:03");
    let a = house.book_held(hold, Some("T1 confirmation")).unwrap();
    assert_eq!(house.state(a), State::Requested);
    assert_eq!(house.place(a), "T1 confirmation");
}

#[test]
fn a_hold_may_become_a_request_which_frees_the_time() {
    let mut house = house(r#"{"admission": "request"}"#, [table(1, 1..=2)]);
    let hold = house.hold("T1 18:00").unwrap();
    let a = house.book_held(hold, None).unwrap();
    assert_eq!(house.state(a), State::Requested);
    assert_eq!(house.drawn("T1", "18:00/20:00"), "....");
    house.book("T1 18:00").unwrap();
}

#[test]
fn a_hold_is_good_until_its_deadline_and_not_at_it() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let hold = house.hold("T1 18:00").unwrap();
    house.now = tick(at("12:05"), -1);
    assert_eq!(house.book("T1 18:00"), no("taken"));
    assert!(house.clone().book_held(hold, None).is_ok());
    house.now = at("12:05");
    assert_eq!(house.book_held(hold, None), no("unknown_hold"));
    assert!(house.book("T1 18:00").is_ok());
}

#[test]
fn a_lapsed_hold_with_an_order_is_an_order() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=2)]);
    let hold = house.hold("T1 18:00").unwrap();
    let a = house.book("T2 21:00").unwrap();
    house.now = at("12:05");
    // What the lapsed hold was for says nothing about how far to look for the order.
    assert_eq!(house.book_held(hold, Some("T2 21:00")), no("taken"));
    let b = house.book_held(hold, Some("T1 18:30")).unwrap();
    assert_eq!(house.place(b), "T1 18:30/20:00");
    assert!(house.holds.is_empty(), "the lapsed hold was in the way");
    assert_eq!(house.place(a), "T2 21:00/22:30");
}

#[test]
fn a_lapsed_hold_that_is_in_nobodys_way_stays_for_the_clock() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let hold = house.hold("T1 18:00").unwrap();
    house.now = at("12:05");
    house.book("T1 20:00").unwrap();
    assert!(house.holds.contains_key(&hold));
    assert_eq!(house.clock(Act::ExpireHold(hold)), Ok(Outcome::Hold(hold)));
    assert!(house.holds.is_empty());
}

#[test]
fn a_request_needs_no_room_so_what_lapsed_stays_for_the_clock() {
    let mut house = house(r#"{"admission": "request"}"#, [table(1, 1..=2)]);
    house.hold("T1 18:00").unwrap();
    house.now = at("12:05");
    house.book("T1 18:00").unwrap();
    assert_eq!(house.holds.len(), 1);
}

#[test]
fn a_hold_is_given_back_once() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let hold = house.hold("T1 18:00").unwrap();
    assert_eq!(house.guest(Act::DropHold(hold)), Ok(Outcome::Hold(hold)));
    assert_eq!(house.guest(Act::DropHold(hold)), no("unknown_hold"));
    house.book("T1 18:00").unwrap();
}

#[test]
fn the_clock_may_come_early_late_or_twice() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let hold = house.hold("T1 18:00").unwrap();
    house.now = tick(at("12:05"), -1);
    assert_eq!(house.clock(Act::ExpireHold(hold)), Ok(Outcome::Nothing));
    assert!(house.holds.contains_key(&hold));
    house.now = at("13:00");
    assert_eq!(house.clock(Act::ExpireHold(hold)), Ok(Outcome::Hold(hold)));
    assert_eq!(house.clock(Act::ExpireHold(hold)), Ok(Outcome::Nothing));
}

#[test]
fn a_booking_needs_an_order_or_a_hold() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let nothing = new_booking(None, None);
    assert_eq!(house.book_as(Actor::GUEST, nothing), no("unknown_hold"));
    assert_eq!(house.book_held(HoldId(7), None), no("unknown_hold"));
}

#[test]
fn a_hold_needs_no_contact_but_the_booking_does() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let hold = house.hold("T1 18:00").unwrap();
    let mut new = new_booking(None, Some(hold));
    new.contact = Contact::default();
    assert_eq!(house.book_as(Actor::GUEST, new), no("contact_required"));
    assert!(house.holds.contains_key(&hold));
}

#[test]
fn a_hold_of_what_was_deleted_is_worth_nothing() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let hold = house.hold("T1 18:00").unwrap();
    house.furnish(|_, resources| resources.clear());
    assert_eq!(house.book_held(hold, None), no("unknown_resource"));
}
