//! The staff take back what they did a moment ago: the booking is again what it was, and nobody is told of either.

use bronya_domain::booking::{Booking, State};
use bronya_domain::command::Act::{
    Cancel, Confirm, Decline, Finish, NoShow, Seat, Undo, WithdrawSlot,
};
use bronya_domain::command::{Act, Actor, Command, Role};
use bronya_domain::id::{AccountId, BookingId, ResourceId};
use bronya_domain::notice::{Topic, Webhook};
use bronya_domain::resource::Resource;
use bronya_domain::undo::UNDO_SECONDS;
use jiff::{SignedDuration, Timestamp};

use crate::speech::{STAFF, at, doctor, house, no, rules, table, tick};
use crate::world::World;

const MOMENT: SignedDuration = SignedDuration::from_secs(UNDO_SECONDS);

/// A table at which a party is expected at six, and it is six.
fn expected() -> (World, BookingId) {
    let mut house = house(
        r#"{"reminder_minutes": 120}"#,
        [table(1, 1..=2), table(2, 1..=4)],
    );
    let a = house.book("T1 18:00 for 2").unwrap();
    house.now = at("18:00");
    (house, a)
}

fn is_as_before(house: &World, before: &Booking) {
    let after = Booking {
        claims: before.claims.clone(),
        version: before.version,
        ..house.bookings[&before.id].clone()
    };
    assert_eq!(after, *before);
}

#[test]
fn each_of_the_four_is_taken_back_and_the_booking_is_what_it_was() {
    for act in ["seat", "finish", "no_show", "move"] {
        let (mut house, a) = expected();
        let before = house.bookings[&a].clone();
        match act {
            "seat" => house.staff(Seat(a)).unwrap(),
            "finish" => house.staff(Finish(a)).unwrap(),
            "no_show" => house.staff(NoShow(a)).unwrap(),
            _ => house.staff_reorder(a, "T2 20:00 for 4").unwrap(),
        };
        house.staff(Undo(a)).unwrap();
        is_as_before(&house, &before);
        assert_eq!(house.bookings[&a].version, 3, "{act}");
        assert_eq!(house.drawn("T1", "18:00/20:00"), "aaa.", "{act}");
        assert_eq!(house.drawn("T2", "18:00/22:00"), "........", "{act}");
        let acts: Vec<&str> = house.history.iter().map(|(_, act, _)| *act).collect();
        assert_eq!(acts, ["book", act, "undo"]);
    }
}

#[test]
fn a_party_that_was_seated_and_finished_is_seated_again() {
    let (mut house, a) = expected();
    house.staff(Seat(a)).unwrap();
    house.now = at("18:45");
    let before = house.bookings[&a].clone();
    house.staff(Finish(a)).unwrap();
    assert_eq!(house.place(a), "T1 18:00/18:45");
    house.staff(Undo(a)).unwrap();
    is_as_before(&house, &before);
    assert_eq!(
        house.bookings[&a].claims, before.claims,
        "and so are its claims"
    );
}

#[test]
fn it_is_taken_back_within_ten_seconds_and_not_later() {
    for (after, verdict) in [
        (SignedDuration::ZERO, Ok(())),
        (MOMENT, Ok(())),
        (
            MOMENT + SignedDuration::from_micros(1),
            no("deadline_passed"),
        ),
    ] {
        let (mut house, a) = expected();
        house.staff(Seat(a)).unwrap();
        house.now += after;
        assert_eq!(house.staff(Undo(a)).map(|_| ()), verdict, "{after:?}");
    }
}

#[test]
fn what_somebody_has_been_told_is_not_taken_back_however_early() {
    let (mut house, a) = expected();
    house.staff_reorder(a, "T2 20:00").unwrap();
    house.undos.get_mut(&a).unwrap().told = true;
    assert_eq!(house.staff(Undo(a)), no("deadline_passed"));
}

#[test]
fn only_the_last_change_is_taken_back_and_only_once() {
    let (mut house, a) = expected();
    assert_eq!(house.staff(Undo(a)), no("nothing_to_undo"));
    house.staff(Seat(a)).unwrap();
    house.staff(Finish(a)).unwrap();
    house.staff(Undo(a)).unwrap();
    assert_eq!(house.state(a), State::Seated);
    assert_eq!(house.staff(Undo(a)), no("nothing_to_undo"));
    assert_eq!(house.staff(Undo(BookingId(7))), no("unknown_booking"));
}

#[test]
fn what_a_later_change_covered_is_not_taken_back() {
    let (mut house, a) = expected();
    house.staff_reorder(a, "T1 20:00").unwrap();
    house.reorder(a, "T1 21:00").unwrap();
    assert_eq!(house.staff(Undo(a)), no("nothing_to_undo"));
}

#[test]
fn to_confirm_decline_and_cancel_are_told_at_once_and_stand() {
    let (mut house, a) = expected();
    house.staff(Cancel(a, None)).unwrap();
    assert_eq!(house.staff(Undo(a)), no("nothing_to_undo"));
    house.furnish(|venue, _| venue.policy = rules(r#"{"admission": "tentative"}"#));
    let [b, c] = ["T1 20:00", "T2 20:00"].map(|order| house.book(order).unwrap());
    house.staff(Decline(b, None)).unwrap();
    house.staff(Confirm(c, None)).unwrap();
    for id in [b, c] {
        assert_eq!(house.staff(Undo(id)), no("nothing_to_undo"));
    }
}

#[test]
fn a_guest_takes_nothing_back_and_what_he_moved_himself_is_not_the_staffs_to_take_back() {
    let (mut house, a) = expected();
    house.staff(Seat(a)).unwrap();
    assert_eq!(house.guest(Undo(a)), no("staff_only"));
    let b = house.book("T2 20:00").unwrap();
    house.reorder(b, "T2 21:00").unwrap();
    assert_eq!(house.staff(Undo(b)), no("nothing_to_undo"));
}

#[test]
fn time_that_somebody_else_has_taken_meanwhile_is_not_taken_from_him() {
    let (mut house, a) = expected();
    house.staff_reorder(a, "T2 20:00").unwrap();
    let mut closed = house.clone();
    house.book("T1 19:15").unwrap();
    assert_eq!(house.staff(Undo(a)), no("taken"));
    assert_eq!(house.place(a), "T2 20:00/21:30");
    closed.block("T1", "19:00/19:15").unwrap();
    assert_eq!(closed.staff(Undo(a)), no("blocked"));
}

#[test]
fn what_lapsed_makes_way() {
    let room = Resource {
        lanes: 2,
        ..table(1, 1..=2)
    };
    let mut house = house(r#"{"hold_minutes": 1}"#, [room]);
    let hold = house.hold("T1 18:00").unwrap();
    let a = house.book("T1 18:00").unwrap();
    house.now = at("12:00:55");
    house.staff_reorder(a, "T1 20:00").unwrap();
    house.book("T1 18:00").unwrap();
    assert_eq!(house.clone().staff(Undo(a)), no("taken"));
    house.now = at("12:01");
    house.staff(Undo(a)).unwrap();
    assert_eq!(house.drawn("T1", "18:00/20:00"), "aaa.|bbb.");
    assert!(!house.holds.contains_key(&hold));
}

#[test]
fn on_a_resource_with_lanes_any_lane_will_do_but_its_own_comes_first() {
    let room = Resource {
        lanes: 2,
        ..table(1, 1..=2)
    };
    let mut house = house("{}", [room, table(2, 1..=2)]);
    let [a, b] = [(); 2].map(|()| house.book("T1 18:00").unwrap());
    house.guest(Cancel(a, None)).unwrap();
    house.staff_reorder(b, "T2 18:00").unwrap();
    let mut other = house.clone();
    house.staff(Undo(b)).unwrap();
    assert_eq!(
        house.bookings[&b].claims[0].lane, 1,
        "the first lane is free as well"
    );
    let [c, d] = ["T1 18:00", "T1 18:00"].map(|order| other.book(order));
    assert_eq!(other.clone().staff(Undo(b)), no("taken"));
    other.guest(Cancel(c.unwrap(), None)).unwrap();
    assert!(d.is_ok());
    other.staff(Undo(b)).unwrap();
    assert_eq!(other.bookings[&b].claims[0].lane, 0);
}

#[test]
fn a_request_that_was_moved_waits_again_where_it_waited() {
    let policy = r#"{"admission": "request", "answer_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.staff_reorder(a, "T1 20:00").unwrap();
    let b = house.staff_book("T1 18:00").unwrap();
    house.staff(Undo(a)).unwrap();
    assert_eq!(house.place(a), "T1 18:00/19:30", "it claims nothing yet");
    assert_eq!(
        (house.state(a), house.state(b)),
        (State::Requested, State::Confirmed)
    );
    let mut late = house.clone();
    late.now = tick(at("12:30"), -1);
    late.staff_reorder(a, "T1 21:00").unwrap();
    late.now = at("12:30");
    assert_eq!(
        late.staff(Undo(a)),
        no("deadline_passed"),
        "nobody decided in time"
    );
}

#[test]
fn rivals_that_a_move_declined_stay_declined() {
    let policy = r#"{"admission": "request"}"#;
    let mut house = house(policy, [table(1, 1..=2), table(2, 1..=2)]);
    let a = house.staff_book("T1 18:00").unwrap();
    let b = house.book("T2 18:00").unwrap();
    house.staff_reorder(a, "T2 18:00").unwrap();
    assert_eq!(house.state(b), State::Declined);
    house.staff(Undo(a)).unwrap();
    assert_eq!(house.place(a), "T1 18:00/19:30");
    assert_eq!(house.state(b), State::Declined, "he has been told");
}

#[test]
fn a_slot_is_taken_again_unless_it_was_withdrawn_meanwhile() {
    let mut house = house("{}", [doctor(1)]);
    let first = house.publish("D1", "14:00/15:00").unwrap();
    house.publish("D1", "15:00/16:00").unwrap();
    let a = house.book("D1 slot1").unwrap();
    house.staff_reorder(a, "D1 slot2").unwrap();
    let mut gone = house.clone();
    house.staff(Undo(a)).unwrap();
    assert_eq!(house.bookings[&a].slot, Some(first));
    assert_eq!(house.staff(WithdrawSlot(first)), no("slot_taken"));
    gone.staff(WithdrawSlot(first)).unwrap();
    assert_eq!(gone.staff(Undo(a)), no("not_published"));
}

#[test]
fn a_party_that_left_before_its_time_began_has_all_of_it_again() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = at("17:50");
    house.staff(Seat(a)).unwrap();
    house.staff(Finish(a)).unwrap();
    assert_eq!(house.bookings[&a].claims, []);
    house.staff(Undo(a)).unwrap();
    assert_eq!(house.drawn("T1", "18:00/20:00"), "aaa.");
}

#[test]
fn a_specialist_takes_back_what_is_about_his_own_time() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=2)]);
    let specialist = |own: ResourceId| Actor {
        role: Role::Specialist,
        account: Some(AccountId(5)),
        own: Some(own),
    };
    let [first, second] = ["T1", "T2"].map(|name| specialist(house.id(name)));
    let a = house.book("T1 18:00").unwrap();
    house.now = at("18:00");
    house.act(first, Seat(a)).unwrap();
    assert_eq!(house.act(second, Undo(a)), no("unknown_booking"));
    house.act(first, Undo(a)).unwrap();
    house.staff_reorder(a, "T2 20:00").unwrap();
    assert_eq!(
        house.act(first, Undo(a)),
        no("unknown_booking"),
        "it is not his now"
    );
    assert_eq!(
        house.act(second, Undo(a)),
        no("not_yours"),
        "nor is the other's time his"
    );
}

#[test]
fn who_saw_another_version_takes_nothing_back() {
    let (mut house, a) = expected();
    house.staff(Seat(a)).unwrap();
    let undo = |expects| Command {
        actor: STAFF,
        act: Undo(a),
        expects: Some(expects),
    };
    let refusal = house.clone().run(&undo(1)).unwrap_err();
    assert_eq!(refusal.codes(), ["version_differs"]);
    house.run(&undo(2)).unwrap();
}

/// What is owed for a booking, as `guest moved 12:00:10`, with the instant from which on it may be carried.
fn owed(house: &World, id: BookingId) -> Vec<String> {
    let of_it = house.owed.iter().filter(|(of, _, _)| *of == id);
    let said = of_it.map(|(_, _, owed)| {
        let (to, topic) = (owed.notice.to.name(), owed.notice.topic.name());
        format!("{to} {topic} {}", owed.due_at.strftime("%H:%M:%S"))
    });
    said.collect()
}

#[test]
fn news_of_a_move_by_the_staff_waits_until_it_stands() {
    let mut house = house(
        r#"{"reminder_minutes": 60}"#,
        [table(1, 1..=2), table(2, 1..=2)],
    );
    let url = "https://till.example".into();
    let topics = vec![Topic::Moved];
    house.furnish(|venue, _| venue.webhook = Some(Webhook { url, topics }));
    let a = house.staff_book("T1 18:00").unwrap();
    let agreed = ["guest confirmed 12:00:00", "guest reminder 17:00:00"];
    assert_eq!(owed(&house, a), agreed);
    house.staff_reorder(a, "T2 20:00").unwrap();
    let moved = [
        "guest moved 12:00:10",
        "program moved 12:00:10",
        "guest reminder 19:00:00",
    ];
    assert_eq!(owed(&house, a), [&agreed[..], &moved[..]].concat());
    let of_move: Vec<Timestamp> = house.owed[2..]
        .iter()
        .map(|(_, _, owed)| owed.owed_at)
        .collect();
    assert_eq!(
        of_move,
        [at("12:00"), at("12:00"), at("19:00")],
        "each says its own time"
    );
    house.now = at("12:00:09");
    house.staff(Undo(a)).unwrap();
    let anew = ["guest reminder 17:00:00"];
    assert_eq!(owed(&house, a), [&agreed[..], &anew[..]].concat());
}

#[test]
fn what_a_guest_moves_himself_is_told_at_once() {
    let mut house = house(r#"{"reminder_minutes": "none"}"#, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.reorder(a, "T1 20:00").unwrap();
    let told = ["guest moved 12:00:00", "staff moved 12:00:00"];
    assert_eq!(owed(&house, a)[2..], told);
}

#[test]
fn a_reminder_that_fell_silent_meanwhile_is_owed_anew_and_one_that_was_sent_is_not() {
    for (moved, anew) in [
        ("15:59:55", vec!["guest reminder 16:00:00"]),
        ("16:00", vec![]),
    ] {
        let mut house = house(r#"{"reminder_minutes": 120}"#, [table(1, 1..=2)]);
        let a = house.book("T1 18:00").unwrap();
        let before = owed(&house, a).len();
        house.now = at(moved);
        house.staff_reorder(a, "T1 20:00").unwrap();
        house.now += SignedDuration::from_secs(7);
        house.staff(Undo(a)).unwrap();
        assert_eq!(owed(&house, a)[before..], anew, "moved at {moved}");
    }
}

#[test]
fn a_reminder_that_comes_due_while_the_move_may_be_taken_back_waits_as_well() {
    let mut house = house(r#"{"reminder_minutes": 120}"#, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = at("17:59:55");
    house.staff_reorder(a, "T1 20:00").unwrap();
    let last = owed(&house, a).pop();
    assert_eq!(last.as_deref(), Some("guest reminder 18:00:05"));
}

#[test]
fn nobody_hears_that_something_was_taken_back() {
    let mut house = house(r#"{"reminder_minutes": "none"}"#, [table(1, 1..=2)]);
    let (url, topics) = ("https://till.example".into(), vec![]);
    house.furnish(|venue, _| venue.webhook = Some(Webhook { url, topics }));
    let a = house.book("T1 18:00").unwrap();
    house.now = at("18:00");
    let before = house.owed.len();
    for act in [Seat, NoShow, Finish] as [fn(BookingId) -> Act; 3] {
        house.staff(act(a)).unwrap();
        house.staff(Undo(a)).unwrap();
    }
    house.staff_reorder(a, "T1 20:00").unwrap();
    house.staff(Undo(a)).unwrap();
    assert_eq!(house.owed.len(), before);
}
