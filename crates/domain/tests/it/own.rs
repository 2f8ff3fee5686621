//! Whose a thing is: a specialist acts for his own time and no other, a customer for his own bookings. What is another's
//! is not there for them.

use bronya_domain::command::Act::{
    Block, Cancel, Confirm, Decline, EditSlot, Move, PublishSlot, RetireResource, Seat, Unblock,
    WithdrawSlot,
};
use bronya_domain::command::{Act, Actor, NewBlock, Role};
use bronya_domain::id::{AccountId, BookingId, ResourceId};

use crate::speech::{doctor, house, new_booking, no, span, table};
use crate::world::World;

fn specialist(own: ResourceId) -> Actor {
    Actor {
        role: Role::Specialist,
        account: Some(AccountId(5)),
        own: Some(own),
    }
}

fn customer(account: i64) -> Actor {
    Actor {
        role: Role::Customer,
        account: Some(AccountId(account)),
        own: None,
    }
}

/// Two doctors with a slot each at the same hour, and a patient who asked for each of them.
fn practice() -> (World, [BookingId; 2]) {
    let mut house = house(r#"{"admission": "tentative"}"#, [doctor(1), doctor(2)]);
    house.publish("D1", "18:00/19:00").unwrap();
    house.publish("D2", "18:00/19:00").unwrap();
    let bookings = ["D1 18:00", "D2 18:00"].map(|order| house.book(order).unwrap());
    (house, bookings)
}

#[test]
fn a_specialist_decides_about_his_own_time_and_sees_no_other() {
    let (house, [his, other]) = practice();
    let me = specialist(house.id("D1"));
    for act in [
        |id| Confirm(id, None),
        |id| Decline(id, None),
        |id| Cancel(id, None),
    ] {
        assert!(house.clone().act(me, act(his)).is_ok());
        assert_eq!(house.clone().act(me, act(other)), no("unknown_booking"));
    }
    assert_eq!(house.clone().act(me, Seat(other)), no("unknown_booking"));
    let nobody = Actor { own: None, ..me };
    assert_eq!(
        house.clone().act(nobody, Confirm(his, None)),
        no("unknown_booking"),
        "a specialist without time of his own has none to decide about"
    );
}

#[test]
fn a_specialist_takes_nobody_elses_time_in_whatever_way() {
    let (mut house, [his, _]) = practice();
    let me = specialist(house.id("D1"));
    house.publish("D1", "20:00/21:00").unwrap();
    house.publish("D2", "20:00/21:00").unwrap();
    let order = |text: &str| Box::new(house.order(text));
    let moved = Move(his, order("D2 20:00"));
    let book = |text: &str| Act::Book(Box::new(new_booking(Some(house.order(text)), None)));
    let close = |names: &str| {
        Block(NewBlock {
            resources: house.ids(names),
            span: span("22:00/23:00"),
            reason: None,
        })
    };
    for (act, verdict) in [
        (moved, "not_yours"),
        (book("D2 20:00"), "not_yours"),
        (Act::Hold(house.order("D2 20:00")), "not_yours"),
        (close("D2"), "not_yours"),
        (close("D1+D2"), "not_yours"),
        (
            PublishSlot(house.slot_text("D2", "21:00/22:00")),
            "not_yours",
        ),
        (RetireResource(house.id("D2")), "not_yours"),
        (Confirm(his, Some(house.ids("D2"))), "taken not_yours"),
    ] {
        let told = house.clone().act(me, act.clone());
        let said = told.expect_err(act.name());
        assert!(verdict.contains(&said), "{}: {said}", act.name());
    }
    for act in [
        book("D1 20:00"),
        close("D1"),
        PublishSlot(house.slot_text("D1", "21:00/22:00")),
    ] {
        assert!(house.clone().act(me, act.clone()).is_ok(), "{}", act.name());
    }
}

#[test]
fn slots_and_blocks_of_others_are_not_there() {
    let (mut house, _) = practice();
    let me = specialist(house.id("D1"));
    let mine = house.publish("D1", "20:00/21:00").unwrap();
    let theirs = house.publish("D2", "20:00/21:00").unwrap();
    let block = house.block("D2", "22:00/23:00").unwrap();
    let own_block = house.block("D1", "22:00/23:00").unwrap();
    let text = house.slot_text("D1", "20:15/21:00");
    assert_eq!(
        house.clone().act(me, EditSlot(theirs, text.clone())),
        no("unknown_slot")
    );
    assert_eq!(
        house.clone().act(me, WithdrawSlot(theirs)),
        no("unknown_slot")
    );
    assert_eq!(house.clone().act(me, Unblock(block)), no("unknown_block"));
    assert_eq!(
        house
            .clone()
            .act(me, EditSlot(mine, house.slot_text("D2", "21:00/22:00"))),
        no("not_yours"),
        "a slot is not given away"
    );
    assert!(house.clone().act(me, EditSlot(mine, text)).is_ok());
    assert!(house.clone().act(me, WithdrawSlot(mine)).is_ok());
    assert!(house.act(me, Unblock(own_block)).is_ok());
}

#[test]
fn a_customer_has_his_own_bookings_and_no_others() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let book = |house: &mut World, actor, order: &str| {
        let new = new_booking(Some(house.order(order)), None);
        house.book_as(actor, new).unwrap()
    };
    let mine = book(&mut house, customer(1), "T1 18:00");
    let theirs = book(&mut house, customer(2), "T1 20:00");
    let nobodys = book(&mut house, Actor::GUEST, "T1 22:00");
    for other in [theirs, nobodys] {
        assert_eq!(
            house.clone().act(customer(1), Cancel(other, None)),
            no("unknown_booking")
        );
        let order = Box::new(house.order("T1 18:30"));
        assert_eq!(
            house.clone().act(customer(1), Move(other, order)),
            no("unknown_booking")
        );
    }
    let without = Actor {
        account: None,
        ..customer(1)
    };
    assert_eq!(
        house.clone().act(without, Cancel(nobodys, None)),
        no("unknown_booking"),
        "no account is not the account that nobody has"
    );
    assert!(house.act(customer(1), Cancel(mine, None)).is_ok());
}
