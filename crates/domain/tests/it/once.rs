//! Where the rules want it, a guest waits but once for the same time of a resource.

use bronya_domain::booking::Contact;
use bronya_domain::command::{Act, Actor, NewBooking, Role};
use bronya_domain::id::{AccountId, BookingId};
use bronya_domain::resource::Resource;

use crate::speech::{at, house, new_booking, no, rules, table};
use crate::world::World;

const ONCE: &str = r#"{"admission": "request", "one_request": true, "answer_minutes": 60}"#;

/// Books with an account, if with one, and with these ways to be reached.
fn ask(
    house: &mut World,
    order: &str,
    account: Option<i64>,
    email: Option<&str>,
    phone: Option<&str>,
) -> Result<BookingId, String> {
    let role = account.map_or(Role::Guest, |_| Role::Customer);
    let actor = Actor {
        role,
        account: account.map(AccountId),
        own: None,
    };
    let new = NewBooking {
        contact: Contact {
            name: None,
            email: email.map(Into::into),
            phone: phone.map(Into::into),
        },
        ..new_booking(Some(house.order(order)), None)
    };
    house.book_as(actor, new)
}

#[test]
fn the_same_guest_waits_once_for_time_that_overlaps_and_hears_which_request_waits() {
    let mut house = house(ONCE, [table(1, 1..=2), table(2, 1..=2)]);
    house.book("T1 18:00").expect("asked for");
    assert_eq!(house.book("T1 19:15"), no("already_requested"));
    assert_eq!(house.book("T1 16:45"), no("already_requested"));
    house.book("T1 19:30").expect("where the other ends");
    house.book("T1 16:30").expect("until the other begins");
    house.book("T2 18:00").expect("another table");
    house.staff_book("T1 18:00").expect("the staff's own act");
}

#[test]
fn a_guest_is_known_by_his_account_and_without_one_by_any_way_to_reach_him() {
    let mut house = house(ONCE, [table(1, 1..=2)]);
    let (anna, phone) = (Some("anna@example.org"), Some("+4930123456"));
    ask(&mut house, "T1 18:00", Some(5), anna, phone).expect("asked for");
    for (account, email, phone, answer) in [
        (Some(5), None, phone, Err("already_requested")),
        (Some(6), anna, phone, Ok(())),
        (None, anna, None, Err("already_requested")),
        (
            None,
            Some("boris@example.org"),
            phone,
            Err("already_requested"),
        ),
        (None, Some("boris@example.org"), None, Ok(())),
    ] {
        let asked = ask(&mut house.clone(), "T1 18:00", account, email, phone);
        assert_eq!(
            asked.map(drop),
            answer.map_err(String::from),
            "{account:?} {email:?}"
        );
    }
}

#[test]
fn what_lapsed_or_was_withdrawn_is_in_nobodys_way_and_without_the_rule_nothing_is() {
    let mut house = house(ONCE, [table(1, 1..=2)]);
    let first = house.book("T1 18:00").expect("asked for");
    house
        .clone()
        .guest(Act::Cancel(first, None))
        .expect("withdrawn");
    let mut later = house.clone();
    later.guest(Act::Cancel(first, None)).expect("withdrawn");
    later.book("T1 18:00").expect("asked for again");
    house.now = at("12:59");
    assert_eq!(house.book("T1 18:00"), no("already_requested"));
    house.now = at("13:00");
    house.book("T1 18:00").expect("the first has lapsed");
}

#[test]
fn a_request_from_confirmation_on_waits_once_too_and_the_rule_is_that_of_the_shared_resource() {
    let released = r#"{"admission": "request", "one_request": true, "stay": "until_released"}"#;
    let free = Resource {
        policy: rules(r#"{"one_request": false}"#),
        ..table(2, 1..=2)
    };
    let mut house = house(released, [table(1, 1..=2), free]);
    house.book("T1 confirmation").expect("asked for");
    house.now = at("12:30");
    assert_eq!(house.book("T1 confirmation"), no("already_requested"));
    assert_eq!(house.book("T1 23T10:00/23T11:00"), no("already_requested"));
    for _ in 0..2 {
        house.book("T2 confirmation").expect("no such rule there");
    }
}

#[test]
fn a_guest_moves_no_request_to_where_another_of_his_waits() {
    let mut house = house(ONCE, [table(1, 1..=2)]);
    house.book("T1 18:00").expect("asked for");
    let other = house.book("T1 20:00").expect("asked for");
    assert_eq!(house.reorder(other, "T1 19:00"), no("already_requested"));
    house
        .reorder(other, "T1 20:30")
        .expect("not in its own way");
    house
        .staff_reorder(other, "T1 19:00")
        .expect("the staff's own act");
}
