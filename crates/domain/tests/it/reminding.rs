//! Reminders: owed when a booking is agreed or moved, silent when they would speak of what is past or no longer so.

use bronya_domain::booking::Booking;
use bronya_domain::command::Act::{Cancel, Confirm};
use bronya_domain::id::BookingId;
use bronya_domain::notice::{Notice, Told, Topic, still_true};
use jiff::Timestamp;

use crate::speech::{at, house, table, tick};
use crate::world::World;

const RULES: &str = r#"{"reminder_minutes": 120}"#;

/// The reminders owed for a booking, as the times from which they may be carried.
fn reminders(house: &World, booking: BookingId) -> Vec<Timestamp> {
    let of_it = house
        .owed
        .iter()
        .filter(|(id, _, owed)| *id == booking && owed.notice.topic == Topic::Reminder);
    of_it.map(|(_, _, owed)| owed.due_at).collect()
}

/// Whether the first reminder of a booking would be carried at an instant.
fn would_speak(house: &World, id: BookingId, now: Timestamp) -> bool {
    let booking: &Booking = &house.bookings[&id];
    let mut owed = house.owed.iter();
    let first = owed.find(|(of, _, owed)| *of == id && owed.notice.topic == Topic::Reminder);
    let (_, told, owed): &(BookingId, Told, _) = first.expect("a reminder");
    let notice: Notice = owed.notice;
    still_true(notice, told, booking, now)
}

#[test]
fn a_confirmed_booking_owes_a_reminder_so_long_ahead_of_its_start() {
    let mut house = house(RULES, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    assert_eq!(reminders(&house, a), [at("16:00")]);
    house.now = tick(at("18:00"), -1);
    let b = house.book("T1 20:00").unwrap();
    assert_eq!(reminders(&house, b), [at("18:00")]);
    house.now = at("20:00");
    let c = house.book("T1 22:00").unwrap();
    assert_eq!(reminders(&house, c), [], "he has just been told");
}

#[test]
fn what_waits_for_a_decision_owes_none_until_it_is_agreed() {
    let policy = r#"{"reminder_minutes": 120, "admission": "tentative"}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    assert_eq!(reminders(&house, a), []);
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(reminders(&house, a), [at("16:00")]);
}

#[test]
fn without_the_rule_or_without_an_address_there_is_none() {
    let mut silent = house(r#"{"reminder_minutes": "none"}"#, [table(1, 1..=2)]);
    let a = silent.book("T1 18:00").unwrap();
    assert_eq!(reminders(&silent, a), []);
    let mut nobody = house(
        r#"{"reminder_minutes": 120, "contact": "nothing"}"#,
        [table(1, 1..=2)],
    );
    let mut new = crate::speech::new_booking(Some(nobody.order("T1 18:00")), None);
    new.contact = Default::default();
    let b = nobody
        .book_as(bronya_domain::command::Actor::GUEST, new)
        .unwrap();
    assert_eq!(reminders(&nobody, b), []);
}

#[test]
fn a_moved_booking_owes_another_one_and_the_first_falls_silent() {
    let mut house = house(RULES, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    assert!(would_speak(&house, a, at("16:00")));
    house.staff_reorder(a, "T1 20:00").unwrap();
    assert_eq!(reminders(&house, a), [at("16:00"), at("18:00")]);
    assert!(!would_speak(&house, a, at("16:00")));
}

#[test]
fn a_reminder_never_speaks_of_the_past_nor_of_what_was_called_off() {
    let mut house = house(RULES, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    assert!(
        would_speak(&house, a, tick(at("18:00"), -1)),
        "late is better than never"
    );
    assert!(!would_speak(&house, a, at("18:00")), "the visit has begun");
    house.guest(Cancel(a, None)).unwrap();
    assert!(!would_speak(&house, a, at("16:00")));
}
