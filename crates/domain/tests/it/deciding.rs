//! The staff decide: confirming is an act that claims, and what becomes of the rivals is a rule of the venue.

use bronya_domain::booking::State;
use bronya_domain::command::Act::{Cancel, Confirm, Decline, Finish};
use bronya_domain::id::BookingId;
use bronya_domain::resource::Resource;

use crate::speech::{at, doctor, house, no, rules, table, tick};
use crate::world::World;

const REQUEST: &str = r#"{"admission": "request"}"#;

/// Who stands where, such as `a confirmed, b declined`.
fn states(house: &World) -> String {
    let one = |id: &BookingId| {
        let letter = (b'a' + id.0 as u8 - 1) as char;
        format!("{letter} {}", house.state(*id).name())
    };
    house
        .bookings
        .keys()
        .map(one)
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn confirming_a_request_takes_its_time() {
    let mut house = house(REQUEST, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(house.state(a), State::Confirmed);
    assert_eq!(house.drawn("T1", "18:00/20:00"), "aaa.");
}

#[test]
fn confirming_a_tentative_order_keeps_what_it_has() {
    let policy = r#"{"admission": "tentative", "answer_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    let claims = house.bookings[&a].claims.clone();
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(house.bookings[&a].claims, claims);
    assert_eq!(house.bookings[&a].deadline, None);
}

#[test]
fn of_rivals_one_is_confirmed_and_the_others_are_declined() {
    let mut house = house(REQUEST, [table(1, 1..=2), table(2, 1..=2)]);
    for order in [
        "T1 18:00",
        "T1 18:30",
        "T1 19:30",
        "T2 18:00",
        "T1+T2 19:00",
    ] {
        house.book(order).unwrap();
    }
    house.staff(Confirm(BookingId(1), None)).unwrap();
    // The third begins when the first leaves, and the fourth has a table of its own.
    assert_eq!(
        states(&house),
        "a confirmed, b declined, c requested, d requested, e declined"
    );
}

#[test]
fn rivals_may_be_kept_waiting() {
    let policy = r#"{"admission": "request", "rivals": "kept"}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let [a, b] = [(); 2].map(|()| house.book("T1 18:00").unwrap());
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(states(&house), "a confirmed, b requested");
    assert_eq!(house.staff(Confirm(b, None)), no("taken"));
    house.now = at("18:40");
    house.staff(Finish(a)).unwrap();
    assert_eq!(
        house.staff(Confirm(b, None)),
        no("taken"),
        "its own start is past and was taken"
    );
}

#[test]
fn a_rival_that_was_kept_is_confirmed_once_the_time_is_released() {
    let policy = r#"{"admission": "request", "rivals": "kept", "stay": "until_released"}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let [a, b] = [(); 2].map(|()| house.book("T1 confirmation").unwrap());
    house.now = at("12:20");
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(house.place(a), "T1 12:20/");
    assert_eq!(house.staff(Confirm(b, None)), no("taken"));
    house.now = at("14:00");
    house.staff(Finish(a)).unwrap();
    house.staff(Confirm(b, None)).unwrap();
    assert_eq!(
        [house.place(a), house.place(b)],
        ["T1 12:20/14:00", "T1 14:00/"]
    );
}

#[test]
fn buffers_count_among_rivals() {
    let policy = r#"{"admission": "request", "buffer_after_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    for order in ["T1 18:00", "T1 19:45", "T1 20:00"] {
        house.book(order).unwrap();
    }
    house.staff(Confirm(BookingId(1), None)).unwrap();
    assert_eq!(states(&house), "a confirmed, b declined, c requested");
}

#[test]
fn a_rival_is_declined_only_when_the_last_lane_is_gone() {
    let room = Resource {
        lanes: 2,
        ..table(1, 1..=2)
    };
    let mut house = house(REQUEST, [room]);
    let [a, b, _] = [(); 3].map(|()| house.book("T1 18:00").unwrap());
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(states(&house), "a confirmed, b requested, c requested");
    house.staff(Confirm(b, None)).unwrap();
    assert_eq!(states(&house), "a confirmed, b confirmed, c declined");
    assert_eq!(house.drawn("T1", "18:00/20:00"), "aaa.|bbb.");
}

#[test]
fn what_a_booking_leaves_is_room_for_those_who_wait() {
    let room = Resource {
        lanes: 2,
        ..table(1, 1..=2)
    };
    let mut house = house(REQUEST, [room]);
    let [a, b] = [(); 2].map(|()| house.staff_book("T1 18:00").unwrap());
    house.staff(Cancel(a, None)).unwrap();
    house.book("T1 18:30").unwrap();
    house.staff_reorder(b, "T1 18:30").unwrap();
    assert_eq!(house.drawn("T1", "18:00/20:30"), ".bbb.|.....");
    assert_eq!(states(&house), "a cancelled, b confirmed, c requested");
}

#[test]
fn an_order_confirmed_on_another_lane_leaves_its_own_to_those_who_wait() {
    let room = Resource {
        lanes: 2,
        ..table(1, 1..=2)
    };
    let mut house = house(r#"{"admission": "tentative"}"#, [room]);
    let [a, b] = [(); 2].map(|()| house.book("T1 18:00").unwrap());
    house.staff(Cancel(a, None)).unwrap();
    house.furnish(|venue, _| venue.policy = rules(REQUEST));
    house.book("T1 18:00").unwrap();
    house.staff(Confirm(b, Some(house.ids("T1")))).unwrap();
    assert_eq!(house.drawn("T1", "18:00/20:00"), "bbb.|....");
    assert_eq!(states(&house), "a cancelled, b confirmed, c requested");
}

#[test]
fn only_those_are_rivals_whose_time_was_taken() {
    let mut house = house(REQUEST, [table(1, 1..=2)]);
    house.book("T1 18:00").unwrap();
    house.book("T1 21:00").unwrap();
    // The block leaves no room for the second, but that is not for this confirmation to judge. An order that names
    // only its start makes the rules look a day ahead.
    house.block("T1", "21:00/22:00").unwrap();
    house.staff_book("T1 18:00").unwrap();
    assert_eq!(states(&house), "a declined, b requested, c confirmed");
}

#[test]
fn who_waits_from_confirmation_on_is_no_rival_of_what_is_over() {
    let policy = r#"{"admission": "request", "stay": "until_released", "lead_minutes": "none"}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 confirmation").unwrap();
    house.now = at("15:00");
    house.staff_book("T1 11:00/14:00").unwrap();
    assert_eq!(states(&house), "a requested, b confirmed");
    house.staff_book("T1 22:00/23:00").unwrap();
    assert_eq!(states(&house), "a declined, b confirmed, c confirmed");
    assert_eq!(house.staff(Confirm(a, None)), no("wrong_state"));
}

#[test]
fn rivals_are_declined_as_well_when_the_staff_book_or_a_booking_moves_there() {
    let mut house = house(REQUEST, [table(1, 1..=2), table(2, 1..=2)]);
    house.book("T1 18:00").unwrap();
    let b = house.staff_book("T2 18:00").unwrap();
    assert_eq!(states(&house), "a requested, b confirmed");
    house.staff_reorder(b, "T1 19:00").unwrap();
    assert_eq!(states(&house), "a declined, b confirmed");
    house.book("T2 18:00").unwrap();
    house.staff_book("T2 18:00").unwrap();
    assert_eq!(
        states(&house),
        "a declined, b confirmed, c declined, d confirmed"
    );
}

#[test]
fn a_request_that_moves_takes_nothing_from_its_rivals() {
    let mut house = house(REQUEST, [table(1, 1..=2), table(2, 1..=2)]);
    house.book("T1 18:00").unwrap();
    let b = house.book("T2 18:00").unwrap();
    house.reorder(b, "T1 18:00").unwrap();
    assert_eq!(states(&house), "a requested, b requested");
}

#[test]
fn a_request_that_moved_to_a_table_which_takes_none_is_a_rival_there() {
    let instant = Resource {
        policy: rules(r#"{"admission": "instant"}"#),
        ..table(2, 1..=2)
    };
    let mut house = house(REQUEST, [table(1, 1..=2), instant]);
    let a = house.book("T1 18:00").unwrap();
    house.reorder(a, "T2 18:00").unwrap();
    house.book("T2 18:30").unwrap();
    assert_eq!(states(&house), "a declined, b confirmed");
}

#[test]
fn rivals_wait_on_when_the_rules_change_and_are_rivals_still() {
    let mut house = house(REQUEST, [table(1, 1..=2)]);
    let [a, _] = [(); 2].map(|()| house.book("T1 18:00").unwrap());
    house.furnish(|venue, _| venue.policy = rules("{}"));
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(states(&house), "a confirmed, b declined");
}

#[test]
fn a_rival_whose_time_to_be_answered_has_passed_expires_by_the_clock() {
    let policy = r#"{"admission": "request", "answer_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    house.book("T1 18:00").unwrap();
    house.now = at("12:30");
    let b = house.book("T1 18:00").unwrap();
    house.staff(Confirm(b, None)).unwrap();
    assert_eq!(states(&house), "a requested, b confirmed");
}

#[test]
fn another_table_may_be_given_than_the_one_requested() {
    let mut house = house(REQUEST, [table(1, 1..=2), table(2, 1..=2), table(3, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    let other = house.ids("T2+T3");
    house.staff(Confirm(a, Some(other))).unwrap();
    assert_eq!(house.place(a), "T2+T3 18:00/19:30");
    assert_eq!(
        house.bookings[&a].price.minor, 2000,
        "the price stays what it was"
    );
    assert_eq!(house.drawn("T1", "18:00/20:00"), "....");
    house.book("T1 18:00").unwrap();
}

#[test]
fn a_tentative_order_given_another_table_leaves_its_own() {
    let mut house = house(
        r#"{"admission": "tentative"}"#,
        [table(1, 1..=2), table(2, 1..=2)],
    );
    let a = house.book("T1 18:00").unwrap();
    house.staff(Confirm(a, Some(house.ids("T1+T2")))).unwrap();
    assert_eq!(house.place(a), "T1+T2 18:00/19:30");
}

#[test]
fn a_booking_that_is_given_another_resource_no_longer_takes_its_slot() {
    let mut house = house(REQUEST, [doctor(1), doctor(2)]);
    house.publish("D1", "14:00/15:00").unwrap();
    let [a, b] = [(); 2].map(|()| house.book("D1 slot1").unwrap());
    house.staff(Confirm(a, Some(house.ids("D2")))).unwrap();
    assert_eq!(house.bookings[&a].slot, None);
    house.staff(Confirm(b, Some(house.ids("D1")))).unwrap();
    assert!(house.bookings[&b].slot.is_some());
}

#[test]
fn the_staff_grant_what_guests_may_not_ask_for() {
    let mut house = house(
        r#"{"admission": "request", "lead_minutes": 60}"#,
        [table(1, 1..=2)],
    );
    let a = house.book("T1 18:00 for 2").unwrap();
    house.furnish(|venue, resources| {
        venue.hours = Some(crate::speech::daily("09:00", "10:00"));
        resources[0].open = false;
        resources[0].seats.to = 1;
        resources[0].policy = rules(r#"{"grid_minutes": 7, "horizon_days": 0}"#);
    });
    house.now = at("17:55");
    house.staff(Confirm(a, None)).unwrap();
}

#[test]
fn what_stands_in_the_way_of_confirming() {
    let mut house = house(REQUEST, [table(1, 1..=2), table(2, 1..=2), table(3, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.furnish(|_, resources| resources[2].retired = true);
    house.block("T1", "19:00/20:00").unwrap();
    let hold = house.hold("T2 18:00").unwrap();
    let confirmed = |others: &str| {
        let others = (others != "as asked").then(|| house.ids(others));
        house.clone().staff(Confirm(a, others)).map(|_| ())
    };
    assert_eq!(confirmed("as asked"), no("blocked"));
    assert_eq!(confirmed("T2"), no("taken"));
    assert_eq!(confirmed("T1+T2+T3"), no("blocked, taken, retired"));
    assert_eq!(confirmed("T1+T1"), no("named_twice"));
    assert_eq!(confirmed("boat"), no("unknown_resource"));
    assert_eq!(confirmed(""), no("nothing_offered"));
    house.now = house.holds[&hold].deadline;
    house.staff(Confirm(a, Some(house.ids("T2")))).unwrap();
    assert!(
        house.holds.is_empty(),
        "the lapsed hold went in the same decision"
    );
}

#[test]
fn declining_frees_the_time() {
    let mut house = house(r#"{"admission": "tentative"}"#, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.staff(Decline(a, Some("full".into()))).unwrap();
    assert_eq!(house.state(a), State::Declined);
    assert_eq!(house.drawn("T1", "18:00/20:00"), "....");
    house.book("T1 18:00").unwrap();
}

#[test]
fn the_staff_decide_before_the_deadline_and_not_at_it() {
    for admission in ["tentative", "request"] {
        let policy = format!(r#"{{"admission": "{admission}", "answer_minutes": 30}}"#);
        let mut house = house(&policy, [table(1, 1..=2)]);
        let a = house.book("T1 18:00").unwrap();
        for (now, verdict) in [
            (tick(at("12:30"), -1), Ok(())),
            (at("12:30"), no("deadline_passed")),
            (tick(at("12:30"), 1), no("deadline_passed")),
        ] {
            house.now = now;
            for act in [Confirm(a, None), Decline(a, None)] {
                assert_eq!(
                    house.clone().staff(act).map(|_| ()),
                    verdict,
                    "{admission} {now}"
                );
            }
        }
    }
}
