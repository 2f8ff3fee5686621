//! The staff change the offer itself: they block time, publish slots, and take resources out of it.

use bronya_domain::command::Act::{
    Cancel, DeleteResource, DropHold, EditSlot, PublishSlot, RetireResource, Unblock, WithdrawSlot,
};
use bronya_domain::id::SlotId;
use bronya_domain::resource::Resource;

use crate::speech::{at, doctor, house, no, rules, span, table, tick};

#[test]
fn blocked_time_is_closed_until_it_is_opened_again() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=2)]);
    let block = house.block("T1+T2", "18:00/20:00").unwrap();
    assert_eq!(house.drawn("T1", "17:00/21:00"), "..####..");
    assert_eq!(house.book("T1 19:30"), no("blocked"));
    assert_eq!(house.book("any 17:00"), no("blocked"));
    house.staff(Unblock(block)).unwrap();
    assert_eq!(house.staff(Unblock(block)), no("unknown_block"));
    house.book("T1 19:30").unwrap();
}

#[test]
fn a_block_over_others_claims_only_what_they_left() {
    let mut house = house("{}", [table(1, 1..=2)]);
    house.block("T1", "18:00/19:00").unwrap();
    house.block("T1", "20:00/21:00").unwrap();
    let over = house.block("T1", "17:30/22:00").unwrap();
    let left: Vec<_> = house.blocks[&over]
        .claims
        .iter()
        .map(|claim| claim.span)
        .collect();
    assert_eq!(
        left,
        ["17:30/18:00", "19:00/20:00", "21:00/22:00"].map(span)
    );
    let nothing = house.block("T1", "18:15/18:45").unwrap();
    assert_eq!(house.blocks[&nothing].claims, []);
    assert_eq!(house.blocks[&nothing].span, span("18:15/18:45"));
    house.staff(Unblock(over)).unwrap();
    assert_eq!(house.drawn("T1", "17:00/23:00"), "..##..##....");
}

#[test]
fn a_booking_or_a_hold_in_the_way_refuses_the_whole_block() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    assert_eq!(house.block("T1+T2", "19:00/22:00"), no("taken"));
    assert_eq!(house.block("T1", "12:00/"), no("taken"));
    house.block("T1", "19:30/22:00").unwrap();
    house.hold("T2 18:00").unwrap();
    assert_eq!(house.block("T2", "19:00/22:00"), no("taken"));
    house.guest(Cancel(a, None)).unwrap();
    house.block("T1", "18:00/19:30").unwrap();
    assert_eq!(house.drawn("T1", "18:00/22:00"), "########");
}

#[test]
fn a_block_may_have_no_end_and_closes_every_lane() {
    let room = Resource {
        lanes: 2,
        ..table(1, 1..=2)
    };
    let mut house = house("{}", [room]);
    house.book("T1 18:00").unwrap();
    assert_eq!(
        house.block("T1", "19:00/"),
        no("taken"),
        "one lane is enough"
    );
    house.block("T1", "19:30/").unwrap();
    assert_eq!(house.drawn("T1", "18:00/22:00"), "aaa#####|...#####");
    assert_eq!(house.book("T1 22:00"), no("blocked"));
}

#[test]
fn a_block_closes_the_lanes_too_that_came_after_it() {
    let mut house = house(r#"{"grid_minutes": "none"}"#, [table(1, 1..=2)]);
    house.block("T1", "18:00/20:00").unwrap();
    house.furnish(|_, resources| resources[0].lanes = 2);
    assert_eq!(house.book("T1 18:00"), no("blocked"));
    house.book("T1 20:00").unwrap();
    house.book("T1 20:00").unwrap();
}

#[test]
fn what_cannot_be_blocked() {
    let mut house = house("{}", [table(1, 1..=2)]);
    assert_eq!(house.block("T9", "18:00/19:00"), no("unknown_resource"));
    assert_eq!(house.block("T1+T1", "18:00/19:00"), no("named_twice"));
    assert_eq!(house.block("", "18:00/19:00"), no("nothing_offered"));
}

#[test]
fn a_block_in_the_past_is_as_good_as_any() {
    let mut house = house("{}", [table(1, 1..=2)]);
    house.block("T1", "10:00/11:00").unwrap();
}

#[test]
fn slots_of_one_specialist_never_overlap_but_may_touch() {
    let mut house = house("{}", [doctor(1), doctor(2)]);
    house.publish("D1", "14:00/15:00").unwrap();
    assert_eq!(house.publish("D1", "14:59/16:00"), no("slot_overlaps"));
    assert_eq!(
        house.publish("D1", "13:30/14:00:00.000001"),
        no("slot_overlaps")
    );
    house.publish("D1", "15:00/16:00").unwrap();
    house.publish("D1", "13:00/14:00").unwrap();
    house.publish("D2", "14:30/15:30").unwrap();
}

#[test]
fn what_cannot_be_published() {
    let old = Resource {
        retired: true,
        ..doctor(2)
    };
    let mut house = house("{}", [doctor(1), old, table(1, 1..=2)]);
    for (name, time, codes) in [
        ("D9", "14:00/15:00", "unknown_resource"),
        ("D2", "14:00/15:00", "retired"),
        ("T1", "14:00/15:00", "no_slots_here"),
        ("D1", "14:00/", "end_required"),
        ("D1", "14:00/22T14:00:00.000001", "stay_too_long"),
        ("D1", "11:00/12:00", "too_soon"),
    ] {
        assert_eq!(house.publish(name, time), no(codes), "{name} {time}");
    }
    house.publish("D1", "14:00/22T14:00").unwrap();
    house.publish("D1", "11:00/12:00:00.000001").unwrap();
}

#[test]
fn a_slot_is_edited_while_it_is_free() {
    let mut house = house("{}", [doctor(1)]);
    let slot = house.publish("D1", "14:00/15:00").unwrap();
    house.publish("D1", "16:00/17:00").unwrap();
    let later = house.slot_text("D1", "14:30/15:30");
    house.staff(EditSlot(slot, later.clone())).unwrap();
    assert_eq!(house.slots[&slot].span, span("14:30/15:30"));
    let over = house.slot_text("D1", "15:30/16:01");
    assert_eq!(house.staff(EditSlot(slot, over)), no("slot_overlaps"));
    let past = house.slot_text("D1", "11:00/12:00");
    assert_eq!(house.staff(EditSlot(slot, past)), no("too_soon"));
    assert_eq!(
        house.staff(EditSlot(SlotId(9), later.clone())),
        no("unknown_slot")
    );
    house.book("D1 slot1").unwrap();
    assert_eq!(house.staff(EditSlot(slot, later)), no("slot_taken"));
}

#[test]
fn a_slot_that_goes_to_another_specialist_meets_his_slots() {
    let mut house = house("{}", [doctor(1), doctor(2)]);
    let slot = house.publish("D1", "14:00/15:00").unwrap();
    house.publish("D2", "14:30/15:30").unwrap();
    let over = house.slot_text("D2", "14:00/15:00");
    assert_eq!(house.staff(EditSlot(slot, over)), no("slot_overlaps"));
    let beside = house.slot_text("D2", "13:00/14:30");
    house.staff(EditSlot(slot, beside)).unwrap();
}

#[test]
fn a_slot_is_withdrawn_while_it_is_free() {
    let mut house = house("{}", [doctor(1)]);
    let slot = house.publish("D1", "14:00/15:00").unwrap();
    let hold = house.hold("D1 slot1").unwrap();
    assert_eq!(house.staff(WithdrawSlot(slot)), no("slot_taken"));
    house.now = tick(house.holds[&hold].deadline, 0);
    house.staff(WithdrawSlot(slot)).unwrap();
    assert_eq!(house.staff(WithdrawSlot(slot)), no("unknown_slot"));
    assert_eq!(house.book("D1 14:00"), no("not_published"));
}

#[test]
fn a_cancelled_slot_is_free_again() {
    let mut house = house("{}", [doctor(1)]);
    let slot = house.publish("D1", "14:00/15:00").unwrap();
    let a = house.book("D1 slot1").unwrap();
    house.guest(Cancel(a, None)).unwrap();
    house.clone().book("D1 slot1").unwrap();
    house.staff(WithdrawSlot(slot)).unwrap();
}

#[test]
fn only_what_was_never_booked_can_be_deleted() {
    let mut house = house(
        r#"{"admission": "request"}"#,
        [table(1, 1..=2), table(2, 1..=2)],
    );
    let [one, two] = ["T1", "T2"].map(|name| house.id(name));
    let a = house.book("T1 18:00").unwrap();
    house.guest(Cancel(a, None)).unwrap();
    assert_eq!(house.staff(DeleteResource(one)), no("was_booked"));
    house.staff(DeleteResource(two)).unwrap();
    assert_eq!(house.staff(DeleteResource(two)), no("unknown_resource"));
    assert_eq!(house.book("T2 18:00"), no("unknown_resource"));
}

#[test]
fn what_is_in_use_cannot_be_deleted() {
    let mut house = house("{}", [table(1, 1..=2), doctor(1)]);
    let [table, doctor] = ["T1", "D1"].map(|name| house.id(name));
    let hold = house.hold("T1 18:00").unwrap();
    assert_eq!(house.staff(DeleteResource(table)), no("in_use"));
    house.guest(DropHold(hold)).unwrap();
    let block = house.block("T1", "18:00/19:00").unwrap();
    assert_eq!(house.staff(DeleteResource(table)), no("in_use"));
    house.staff(Unblock(block)).unwrap();
    house.staff(DeleteResource(table)).unwrap();
    let slot = house.publish("D1", "14:00/15:00").unwrap();
    assert_eq!(house.staff(DeleteResource(doctor)), no("in_use"));
    house.staff(WithdrawSlot(slot)).unwrap();
    house.staff(DeleteResource(doctor)).unwrap();
}

#[test]
fn a_retired_resource_keeps_its_bookings_and_takes_no_more() {
    let mut house = house("{}", [table(1, 1..=2)]);
    house.book("T1 18:00").unwrap();
    let id = house.id("T1");
    for _ in 0..2 {
        house.staff(RetireResource(id)).unwrap();
    }
    assert_eq!(house.drawn("T1", "18:00/20:00"), "aaa.");
    assert_eq!(house.book("T1 20:00"), no("retired"));
    assert_eq!(house.book("any 20:00"), no("nothing_offered"));
    let unknown = bronya_domain::id::ResourceId(999);
    assert_eq!(house.staff(RetireResource(unknown)), no("unknown_resource"));
}

#[test]
fn slots_need_notice_but_neither_grid_nor_buffers() {
    let busy = Resource {
        policy: rules(r#"{"lead_minutes": 60, "buffer_after_minutes": 30, "grid_minutes": 30}"#),
        ..doctor(1)
    };
    let mut house = house("{}", [busy]);
    for time in ["12:50/13:07", "13:07/13:40", "13:40/14:00"] {
        let text = house.slot_text("D1", time);
        house.staff(PublishSlot(text)).unwrap();
    }
    assert_eq!(house.book("D1 slot1"), no("too_soon"));
    house.book("D1 slot2").unwrap();
    house.book("D1 slot3").unwrap();
    assert_eq!(house.now, at("12:00"));
}
