//! Who is told what: nobody hears of what he did himself, apart from the guest, who gets a receipt.

use bronya_domain::booking::Contact;
use bronya_domain::command::Act::{
    AskToCancel, Cancel, Confirm, Decline, ExpireBooking, Finish, NoShow, Seat,
};
use bronya_domain::command::{Actor, Role};
use bronya_domain::id::AccountId;
use bronya_domain::notice::{Topic, Webhook};

use crate::speech::{at, house, new_booking, no, table};
use crate::world::World;

const REQUEST: &str = r#"{"admission": "request", "answer_minutes": 30}"#;

/// The messages of the last changes, such as `guest confirmed, staff confirmed`, one text for each change.
fn told(house: &World, changes: usize) -> Vec<String> {
    let line = |notices: &[bronya_domain::notice::Notice]| {
        let one = |n: &bronya_domain::notice::Notice| format!("{} {}", n.to.name(), n.topic.name());
        notices.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let from = house.history.len() - changes;
    house.history[from..]
        .iter()
        .map(|(_, act, notices)| format!("{act}: {}", line(notices)))
        .collect()
}

#[test]
fn what_a_guest_does_the_staff_hear_and_he_gets_a_receipt() {
    let mut house = house(REQUEST, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    assert_eq!(told(&house, 1), ["book: guest received, staff received"]);
    house.reorder(a, "T1 18:30").unwrap();
    assert_eq!(told(&house, 1), ["move: guest moved, staff moved"]);
    house.guest(AskToCancel(a, None)).unwrap();
    assert_eq!(told(&house, 1), ["ask_to_cancel: staff cancel_asked"]);
    house.guest(Cancel(a, None)).unwrap();
    assert_eq!(
        told(&house, 1),
        ["cancel: guest cancelled, staff cancelled"]
    );
}

#[test]
fn what_the_staff_do_the_guest_hears() {
    let mut house = house(REQUEST, [table(1, 1..=2)]);
    let [a, _, c] = [(); 3].map(|()| house.book("T1 18:00").unwrap());
    house.staff(Decline(c, None)).unwrap();
    assert_eq!(told(&house, 1), ["decline: guest declined"]);
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(
        told(&house, 2),
        [
            "confirm: guest confirmed",
            "decline_rival: guest rival_chosen"
        ]
    );
    let mut other = house.clone();
    house.staff(Seat(a)).unwrap();
    house.staff(Finish(a)).unwrap();
    assert_eq!(told(&house, 2), ["seat: ", "finish: "]);
    other.now = at("18:30");
    other.staff(NoShow(a)).unwrap();
    assert_eq!(told(&other, 1), ["no_show: "]);
    let d = other.staff_book("T1 20:00").unwrap();
    assert_eq!(told(&other, 1), ["book: guest confirmed"]);
    other.staff(Cancel(d, None)).unwrap();
    assert_eq!(told(&other, 1), ["cancel: guest cancelled"]);
}

#[test]
fn when_nobody_decided_both_sides_hear_of_it_however_it_came_out() {
    let policy = r#"{"admission": "tentative", "answer_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    let b = house.book("T1 20:00").unwrap();
    house.now = at("12:30");
    house.clock(ExpireBooking(a)).unwrap();
    let lapsed = "expire: guest expired, staff expired";
    assert_eq!(told(&house, 1), [lapsed]);
    let c = house.book("T1 18:00").unwrap();
    house.reorder(c, "T1 20:00").unwrap();
    assert_eq!(told(&house, 2), [lapsed, "move: guest moved, staff moved"]);
    assert_eq!(house.guest(Cancel(b, None)), no("wrong_state"));
}

#[test]
fn a_guest_who_left_no_contact_cannot_be_told() {
    let mut house = house(
        r#"{"contact": "nothing", "admission": "request"}"#,
        [table(1, 1..=2)],
    );
    let mut new = new_booking(Some(house.order("T1 18:00")), None);
    new.contact = Contact::default();
    let a = house.book_as(Actor::GUEST, new.clone()).unwrap();
    assert_eq!(told(&house, 1), ["book: staff received"]);
    let b = house.book_as(Actor::GUEST, new.clone()).unwrap();
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(told(&house, 2), ["confirm: ", "decline_rival: "]);
    assert_eq!(house.staff(Confirm(b, None)), no("wrong_state"));
    let customer = Actor {
        role: Role::Customer,
        account: Some(AccountId(3)),
        own: None,
    };
    new.order = Some(house.order("T1 20:00"));
    house.book_as(customer, new).unwrap();
    assert_eq!(told(&house, 1), ["book: guest received, staff received"]);
}

/// Has a venue's program told of these topics.
fn telling(house: &mut World, topics: &[Topic]) {
    let (url, topics) = ("https://till.example".into(), topics.to_vec());
    house.furnish(|venue, _| venue.webhook = Some(Webhook { url, topics }));
}

#[test]
fn a_program_hears_of_every_change_whoever_did_it() {
    let mut house = house(
        r#"{"contact": "nothing", "admission": "request", "answer_minutes": 30}"#,
        [table(1, 1..=2)],
    );
    telling(&mut house, &[]);
    let mut new = new_booking(Some(house.order("T1 18:00")), None);
    new.contact = Contact::default();
    let [a, _, c] = [(); 3].map(|()| house.book_as(Actor::GUEST, new.clone()).unwrap());
    assert_eq!(told(&house, 1), ["book: staff received, program received"]);
    house.staff(Decline(c, None)).unwrap();
    assert_eq!(told(&house, 1), ["decline: program declined"]);
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(
        told(&house, 2),
        [
            "confirm: program confirmed",
            "decline_rival: program rival_chosen"
        ]
    );
    house.guest(AskToCancel(a, None)).unwrap();
    house.staff_reorder(a, "T1 18:30").unwrap();
    assert_eq!(
        told(&house, 2),
        [
            "ask_to_cancel: staff cancel_asked, program cancel_asked",
            "move: program moved"
        ]
    );
    let mut other = house.clone();
    house.staff(Cancel(a, None)).unwrap();
    assert_eq!(told(&house, 1), ["cancel: program cancelled"]);
    other.staff(Seat(a)).unwrap();
    other.staff(Finish(a)).unwrap();
    assert_eq!(told(&other, 2), ["seat: ", "finish: "], "that is no news");
    let d = other.book_as(Actor::GUEST, new).unwrap();
    other.now = at("12:30");
    other.clock(ExpireBooking(d)).unwrap();
    assert_eq!(told(&other, 1), ["expire: staff expired, program expired"]);
}

#[test]
fn a_program_hears_of_the_topics_that_it_wants_and_of_no_reminder() {
    let mut house = house(r#"{"reminder_minutes": 60}"#, [table(1, 1..=2)]);
    telling(&mut house, &[Topic::Cancelled, Topic::Reminder]);
    let a = house.book("T1 18:00").unwrap();
    let line = "book: guest confirmed, staff confirmed, guest reminder";
    assert_eq!(told(&house, 1), [line]);
    house.staff(Cancel(a, None)).unwrap();
    let line = "cancel: guest cancelled, program cancelled";
    assert_eq!(told(&house, 1), [line]);
}
