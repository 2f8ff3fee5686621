//! A guest orders: at once, for the staff to decide, or as a request; one table, several, or any that fits.

use bronya_domain::booking::State;
use bronya_domain::command::{Actor, Role};
use bronya_domain::id::AccountId;
use bronya_domain::resource::{Resource, Slot};

use crate::speech::{STAFF, at, doctor, house, new_booking, no, rules, span, table, tick};

#[test]
fn an_instant_order_is_confirmed_and_takes_its_time() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let a = house.book("T1 18:00 for 2").unwrap();
    assert_eq!(house.state(a), State::Confirmed);
    assert_eq!(house.drawn("T1", "17:00/21:00"), "..aaa...");
    assert_eq!(house.book("T1 19:15"), no("taken"));
    let b = house.book("T1 19:30 for 2").unwrap();
    assert_eq!(house.place(b), "T1 19:30/21:00");
}

#[test]
fn a_tentative_order_takes_its_time_until_the_staff_must_have_decided() {
    let policy = r#"{"admission": "tentative", "answer_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    assert_eq!(house.state(a), State::Tentative);
    assert_eq!(house.bookings[&a].deadline, Some(at("12:30")));
    assert_eq!(house.drawn("T1", "18:00/20:00"), "aaa.");
    assert_eq!(house.book("T1 18:00"), no("taken"));
}

#[test]
fn requests_take_nothing_and_several_wait_for_one_table() {
    let mut house = house(r#"{"admission": "request"}"#, [table(1, 1..=2)]);
    let [a, b] = [(); 2].map(|()| house.book("T1 18:00").unwrap());
    assert_eq!([house.state(a), house.state(b)], [State::Requested; 2]);
    assert_eq!(house.bookings[&a].deadline, None);
    assert_eq!(house.drawn("T1", "18:00/20:00"), "....");
}

#[test]
fn a_request_for_time_that_is_taken_is_refused() {
    let mut house = house(r#"{"admission": "request"}"#, [table(1, 1..=2)]);
    house.staff_book("T1 18:00").unwrap();
    assert_eq!(house.book("T1 18:00"), no("taken"));
}

#[test]
fn what_the_staff_enter_needs_no_decision_by_the_staff() {
    for admission in ["tentative", "request"] {
        let policy = format!(r#"{{"admission": "{admission}", "answer_minutes": 30}}"#);
        let mut house = house(&policy, [table(1, 1..=2)]);
        let a = house.staff_book("T1 18:00").unwrap();
        assert_eq!(house.state(a), State::Confirmed, "{admission}");
        assert_eq!(house.bookings[&a].deadline, None);
    }
}

#[test]
fn joined_tables_are_taken_together_or_not_at_all() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 2..=4), table(3, 2..=4)]);
    assert_eq!(house.book("T1 18:00 for 6"), no("party_too_large"));
    assert_eq!(house.book("T1+T2 18:00 for 7"), no("party_too_large"));
    let a = house.book("T1+T2 18:00 for 6").unwrap();
    assert_eq!(house.place(a), "T1+T2 18:00/20:00");
    assert_eq!(house.bookings[&a].price.minor, 6000);
    assert_eq!(house.book("T2+T3 19:00 for 6"), no("taken"));
    assert_eq!(house.drawn("T3", "18:00/20:00"), "....");
    // A small party may sit at large tables if it takes several.
    house.book("T1+T3 20:00 for 1").unwrap();
}

#[test]
fn joined_tables_with_different_turn_times_stay_together_until_the_last() {
    let slow = Resource {
        policy: rules(r#"{"stay": {"by_party": [{"up_to": 9, "minutes": 180}]}}"#),
        ..table(2, 1..=4)
    };
    let mut house = house("{}", [table(1, 1..=2), slow]);
    let a = house.book("T1+T2 12:00 for 5").unwrap();
    assert_eq!(house.place(a), "T1+T2 12:00/15:00");
    // The quick table alone would be free for its own two hours, but not for the three that both stay.
    house.book("T1 20:00").unwrap();
    assert_eq!(house.book("T1+T2 18:00 for 5"), no("taken"));
    assert_eq!(house.book("T2+T1 18:00 for 5"), no("taken"));
    house.book("T2+T1 17:00 for 5").unwrap();
}

#[test]
fn joined_tables_are_open_until_the_last_of_them_is_left() {
    let slow = Resource {
        policy: rules(r#"{"stay": {"by_party": [{"up_to": 9, "minutes": 180}]}}"#),
        ..table(2, 1..=4)
    };
    let mut house = house("{}", [table(1, 1..=2), slow]);
    house.furnish(|_, resources| resources[0].hours = Some(crate::speech::daily("12:00", "22:00")));
    assert_eq!(house.book("T1+T2 20:00 for 5"), no("outside_hours"));
    house.book("T1+T2 19:00 for 5").unwrap();
}

#[test]
fn any_table_is_the_smallest_free_one_that_fits_and_t2_comes_before_t10() {
    let tables = [
        table(10, 1..=2),
        table(3, 1..=6),
        table(2, 1..=2),
        table(1, 1..=4),
    ];
    let mut house = house("{}", tables);
    for table in ["T2", "T10", "T1", "T3"] {
        let given = house.book("any 18:00 for 2").unwrap();
        assert!(
            house.place(given).starts_with(&format!("{table} ")),
            "{table}"
        );
    }
    assert_eq!(house.book("any 18:00 for 2"), no("taken"));
    let large = house.book("any 20:00 for 5").unwrap();
    assert_eq!(house.place(large), "T3 20:00/22:00");
}

#[test]
fn any_table_of_a_kind_and_price() {
    let room = Resource {
        kind: "room".into(),
        ..table(1, 1..=2)
    };
    let mut house = house("{}", [room, table(2, 1..=4)]);
    let a = house.book("any:table 18:00").unwrap();
    assert_eq!(house.place(a), "T2 18:00/19:30");
    assert_eq!(house.book("any:boat 18:00"), no("nothing_offered"));

    let mut order = house.order("any 18:00");
    let mut priced = |from, to| {
        order.choice = bronya_domain::command::Choice::Any(bronya_domain::command::Filter {
            kind: None,
            price_from: from,
            price_to: to,
        });
        house
            .clone()
            .book_as(STAFF, new_booking(Some(order.clone()), None))
            .map(|_| ())
    };
    assert_eq!(priced(Some(2000), Some(2000)), Ok(()));
    assert_eq!(priced(Some(2001), Some(3999)), no("nothing_offered"));
    assert_eq!(priced(None, Some(1999)), no("nothing_offered"));
    assert_eq!(priced(Some(4000), None), no("taken"));
}

#[test]
fn when_nothing_can_be_had_the_answer_speaks_of_the_tables_that_would_have_done() {
    let closed = Resource {
        open: false,
        ..table(3, 1..=8)
    };
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=4), closed]);
    house.book("T2 18:00 for 4").unwrap();
    assert_eq!(house.book("any 18:00 for 4"), no("taken"));
    assert_eq!(house.book("any 18:00 for 8"), no("closed"));
    assert_eq!(house.book("any 18:00 for 9"), no("closed, party_too_large"));
}

#[test]
fn a_slot_is_taken_as_a_whole_by_number_by_start_or_by_time() {
    let mut house = house("{}", [doctor(1)]);
    for time in ["14:00/14:40", "15:00/15:40", "16:00/16:40"] {
        house.publish("D1", time).unwrap();
    }
    for (order, place) in [
        ("D1 slot1", "D1 14:00/14:40"),
        ("D1 15:00", "D1 15:00/15:40"),
        ("any 16:00/16:40", "D1 16:00/16:40"),
    ] {
        let booking = house.book(order).unwrap();
        assert_eq!(house.place(booking), place);
        assert!(house.bookings[&booking].slot.is_some());
        assert_eq!(house.book(order), no("taken"));
    }
    assert_eq!(house.book("D1 14:10"), no("not_published"));
    assert_eq!(house.book("D1 14:00/14:30"), no("not_published, taken"));
    assert_eq!(house.book("D1 slot4"), no("unknown_slot"));
}

#[test]
fn a_slot_that_is_named_by_its_start_is_looked_at_as_a_whole() {
    let mut house = house("{}", [doctor(1)]);
    house.publish("D1", "14:00/18:00").unwrap();
    house.block("D1", "17:00/17:30").unwrap();
    assert_eq!(house.book("D1 14:00"), no("blocked"));
}

#[test]
fn an_open_choice_is_looked_at_as_far_as_any_of_its_rules_reaches() {
    let open_ended = Resource {
        policy: rules(r#"{"stay": "until_released"}"#),
        ..table(2, 1..=4)
    };
    let mut house = house("{}", [table(1, 1..=2), open_ended]);
    house.book("T1 18:00").unwrap();
    house.book("T2 25T12:00/25T14:00").unwrap();
    assert_eq!(house.book("any 18:00"), no("taken"));
}

#[test]
fn an_open_choice_for_a_slot_is_judged_by_whose_slot_it_is() {
    let mut house = house("{}", [doctor(1), doctor(2), table(1, 1..=2)]);
    house.publish("D2", "14:00/15:00").unwrap();
    let a = house.book("any slot1").unwrap();
    assert_eq!(house.place(a), "D2 14:00/15:00");
    assert_eq!(house.book("any slot1"), no("taken"));
}

#[test]
fn a_slot_has_its_own_price_or_that_of_its_specialist() {
    let mut house = house("{}", [doctor(1)]);
    house.publish("D1", "14:00/15:00").unwrap();
    house.publish("D1", "15:00/16:00").unwrap();
    let slot = house.slots.values_mut().next().unwrap();
    *slot = Slot {
        price: Some(0),
        ..slot.clone()
    };
    let [a, b] = ["D1 slot1", "D1 slot2"].map(|order| house.book(order).unwrap());
    assert_eq!(house.bookings[&a].price.minor, 0);
    assert_eq!(house.bookings[&b].price.minor, 1000);
}

#[test]
fn slots_of_two_specialists_are_joined_only_where_they_agree() {
    let mut house = house("{}", [doctor(1), doctor(2)]);
    for (name, time) in [
        ("D1", "14:00/15:00"),
        ("D2", "14:00/14:30"),
        ("D1", "16:00/17:00"),
        ("D2", "16:00/17:00"),
    ] {
        house.publish(name, time).unwrap();
    }
    assert_eq!(house.book("D1+D2 14:00"), no("not_published"));
    house.book("D1+D2 16:00").unwrap();
}

#[test]
fn a_stay_may_last_until_released_from_a_given_start() {
    let mut house = house(r#"{"stay": "until_released"}"#, [table(1, 1..=2)]);
    let a = house.book("T1 18:00/").unwrap();
    assert_eq!(house.place(a), "T1 18:00/");
    assert_eq!(house.book("T1 23:00"), no("taken"));
    let b = house.book("T1 16:00/18:00").unwrap();
    assert_eq!(house.place(b), "T1 16:00/18:00");
    assert_eq!(house.book("T1 15:00"), no("taken"));
}

#[test]
fn a_stay_may_begin_when_it_is_confirmed() {
    let policy = r#"{"stay": "until_released", "admission": "request", "horizon_days": 0, "lead_minutes": 60}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    house.now = at("12:07");
    let a = house.book("T1 confirmation").unwrap();
    assert_eq!(house.place(a), "T1 confirmation");
    // Nobody chose its start, so neither grid nor notice object; where the staff book so, it begins at once.
    let b = house.staff_book("T1 confirmation").unwrap();
    assert_eq!(house.place(b), "T1 12:07/");
    assert_eq!(house.book("T1 confirmation"), no("taken"));
}

#[test]
fn several_parties_share_what_has_lanes() {
    let room = Resource {
        lanes: 2,
        ..table(1, 1..=2)
    };
    let mut house = house("{}", [room]);
    for order in ["T1 18:00", "T1 18:30", "T1 19:30"] {
        house.book(order).unwrap();
    }
    assert_eq!(house.book("T1 19:00"), no("taken"));
    assert_eq!(house.drawn("T1", "18:00/22:00"), "aaaccc..|.bbb....");
}

#[test]
fn buffers_are_taken_with_the_stay() {
    let policy = r#"{"buffer_before_minutes": 30, "buffer_after_minutes": 60}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    assert_eq!(house.place(a), "T1 18:00/19:30");
    assert_eq!(house.drawn("T1", "17:00/21:00"), ".aaaaaa.");
}

#[test]
fn a_booking_remembers_who_made_it_and_when() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let account = Some(AccountId(7));
    let customer = Actor {
        role: Role::Customer,
        account,
        own: None,
    };
    let order = house.order("T1 18:00");
    let a = house
        .book_as(customer, new_booking(Some(order), None))
        .unwrap();
    let clerk = Actor { account, ..STAFF };
    let order = house.order("T1 20:00");
    let b = house
        .book_as(clerk, new_booking(Some(order), None))
        .unwrap();
    assert_eq!(house.bookings[&a].account, account);
    assert_eq!(
        house.bookings[&b].account, None,
        "the clerk is not the guest"
    );
    assert_eq!(house.bookings[&a].made_at, at("12:00"));
    assert_eq!(house.bookings[&a].version, 1);
}

#[test]
fn every_instant_that_is_kept_has_whole_microseconds() {
    let policy = r#"{"admission": "tentative", "answer_minutes": 30, "grid_minutes": "none"}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    house.now = at("12:00:00.000000999");
    let a = house.book("T1 12:00").unwrap();
    let booking = &house.bookings[&a];
    assert_eq!(booking.made_at, at("12:00"));
    assert_eq!(booking.deadline, Some(at("12:30")));
    let hold = house.hold("T1 14:00").unwrap();
    assert_eq!(house.holds[&hold].deadline, at("12:05"));
    assert_eq!(
        house.holds[&hold].span.until(),
        Some(tick(span("14:00/15:30").end(), 0))
    );
}
