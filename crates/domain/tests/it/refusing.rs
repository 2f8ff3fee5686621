//! Every way to hear no: an act in the wrong state, by the wrong person, on what is not there, on an old version, or
//! with an order that the rules refuse.

use bronya_domain::booking::{Contact, State};
use bronya_domain::command::Act::{
    AskToCancel, Cancel, Confirm, Decline, DeleteResource, DropHold, EditSlot, Finish, Hold, Move,
    NoShow, PublishSlot, RetireResource, Seat, Unblock, WithdrawSlot,
};
use bronya_domain::command::{Act, Actor, Command, NewBlock, Role};
use bronya_domain::id::{BlockId, BookingId, HoldId, ResourceId, SlotId};
use bronya_domain::refusal::Reason;
use bronya_domain::resource::{Resource, Seats};

use crate::speech::{STAFF, at, daily, doctor, guest, house, new_booking, no, rules, span, table};
use crate::world::World;

/// A house in which the first booking stands in a state.
fn with_booking_in(state: State) -> (World, BookingId) {
    let admission = if state == State::Requested {
        "request"
    } else {
        "tentative"
    };
    let policy = format!(r#"{{"admission": "{admission}", "answer_minutes": 30}}"#);
    let mut house = house(&policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    let way: &[Act] = match state {
        State::Requested | State::Tentative => &[],
        State::Confirmed => &[Confirm(a, None)],
        State::Seated => &[Confirm(a, None), Seat(a)],
        State::Finished => &[Confirm(a, None), Finish(a)],
        State::NoShow => &[Confirm(a, None), NoShow(a)],
        State::Cancelled => &[Cancel(a, None)],
        State::Declined => &[Decline(a, None)],
        State::Expired => &[Act::ExpireBooking(a)],
    };
    if state == State::Expired {
        house.now = at("12:30");
    }
    for act in way {
        // How a party came, or that it did not, is only known once its time has begun.
        if matches!(act, Finish(_) | NoShow(_)) {
            house.now = at("18:00");
        }
        house.staff(act.clone()).unwrap();
    }
    assert_eq!(house.state(a), state);
    (house, a)
}

/// Every act on a booking that can be refused, with the states from which it is possible.
fn acts(house: &World, id: BookingId) -> Vec<(Act, &'static str)> {
    let order = Box::new(house.order("T1 20:00"));
    vec![
        (Confirm(id, None), "requested tentative"),
        (Decline(id, None), "requested tentative"),
        (Cancel(id, None), "requested tentative confirmed"),
        (AskToCancel(id, None), "requested tentative confirmed"),
        (Move(id, order), "requested tentative confirmed"),
        (Seat(id), "confirmed"),
        (Finish(id), "confirmed seated"),
        (NoShow(id), "confirmed"),
    ]
}

#[test]
fn an_act_is_possible_from_its_states_and_from_no_others() {
    for state in State::ALL {
        let (house, a) = with_booking_in(state);
        for (act, from) in acts(&house, a) {
            let name = act.name();
            let possible = from.split(' ').any(|one| one == state.name());
            let mut house = house.clone();
            if matches!(act, Finish(_) | NoShow(_)) {
                house.now = at("18:00");
            }
            let answer = house.staff(act).map(|_| ());
            let expected = if possible { Ok(()) } else { no("wrong_state") };
            assert_eq!(answer, expected, "{name} of what is {}", state.name());
        }
    }
}

#[test]
fn an_act_on_another_version_than_the_caller_saw_is_refused() {
    for state in [State::Tentative, State::Confirmed] {
        let (house, a) = with_booking_in(state);
        let version = house.bookings[&a].version;
        for (act, from) in acts(&house, a) {
            if !from.contains(state.name()) {
                continue;
            }
            let answer = |expects| {
                let act = act.clone();
                let mut house = house.clone();
                if matches!(act, Finish(_) | NoShow(_)) {
                    house.now = at("18:00");
                }
                house.run(&Command {
                    actor: STAFF,
                    act,
                    expects,
                })
            };
            assert!(answer(Some(version)).is_ok(), "{act:?}");
            for other in [version - 1, version + 1] {
                let refusal = answer(Some(other)).unwrap_err();
                assert_eq!(
                    refusal.reasons,
                    [Reason::VersionDiffers { version }],
                    "{act:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_not_there_is_unknown() {
    let mut house = house("{}", [table(1, 1..=2), doctor(1)]);
    for (act, _) in acts(&house, BookingId(7)) {
        assert_eq!(house.staff(act), no("unknown_booking"));
    }
    let text = house.slot_text("D1", "14:00/15:00");
    for (act, codes) in [
        (DropHold(HoldId(7)), "unknown_hold"),
        (Unblock(BlockId(7)), "unknown_block"),
        (EditSlot(SlotId(7), text), "unknown_slot"),
        (WithdrawSlot(SlotId(7)), "unknown_slot"),
        (DeleteResource(ResourceId(7)), "unknown_resource"),
        (RetireResource(ResourceId(7)), "unknown_resource"),
    ] {
        assert_eq!(house.staff(act), no(codes));
    }
}

#[test]
fn what_is_for_the_staff_is_for_nobody_else() {
    let mut house = house("{}", [table(1, 1..=2), doctor(1)]);
    let a = house.book("T1 18:00").unwrap();
    let text = house.slot_text("D1", "14:00/15:00");
    let block = NewBlock {
        resources: house.ids("T1"),
        span: span("14:00/15:00"),
        reason: None,
    };
    for act in [
        Confirm(a, None),
        Decline(a, None),
        Seat(a),
        Finish(a),
        NoShow(a),
        Act::Block(block),
        Unblock(BlockId(1)),
        PublishSlot(text.clone()),
        EditSlot(SlotId(1), text),
        WithdrawSlot(SlotId(1)),
        DeleteResource(house.id("T1")),
        RetireResource(house.id("T1")),
    ] {
        for role in [Role::Guest, Role::Customer] {
            let actor = Actor {
                role,
                account: None,
                own: None,
            };
            assert_eq!(
                house.act(actor, act.clone()),
                no("staff_only"),
                "{}",
                act.name()
            );
        }
        for role in [
            Role::Specialist,
            Role::Staff,
            Role::Admin,
            Role::Operator,
            Role::Clock,
        ] {
            let actor = Actor {
                role,
                account: None,
                own: None,
            };
            assert_ne!(house.clone().act(actor, act.clone()), no("staff_only"));
        }
    }
}

/// A house in which there is a table for every way to refuse an order.
fn house_of_refusals() -> World {
    let tables = [
        table(1, 2..=4),
        Resource {
            retired: true,
            open: false,
            ..table(2, 2..=4)
        },
        Resource {
            open: false,
            ..table(3, 2..=4)
        },
        Resource {
            policy: rules(r#"{"stay": {"chosen": {"least_minutes": 60, "most_minutes": 120}}}"#),
            ..table(4, 2..=4)
        },
        Resource {
            policy: rules(r#"{"party_size": "required", "grid_minutes": "none"}"#),
            seats: Seats { from: 1, to: 2 },
            ..table(5, 2..=4)
        },
        Resource {
            policy: rules(r#"{"stay": "until_released"}"#),
            ..table(6, 2..=4)
        },
        Resource {
            policy: rules(r#"{"stay": "until_released"}"#),
            ..doctor(1)
        },
    ];
    let mut house = house(r#"{"lead_minutes": 60, "horizon_days": 7}"#, tables);
    house.furnish(|venue, _| venue.hours = Some(daily("10:00", "23:00")));
    house.staff_book("T1 15:00").unwrap();
    house.block("T1", "17:00/18:00").unwrap();
    house.publish("D1", "14:00/15:00").unwrap();
    house
}

const REFUSALS: &[(&str, &str)] = &[
    ("T9 14:00", "unknown_resource"),
    ("T9+T8 14:00", "unknown_resource, unknown_resource"),
    ("T1+T1 20:00", "named_twice"),
    ("none 14:00", "nothing_offered"),
    ("any:boat 14:00", "nothing_offered"),
    ("T2 14:00", "retired"),
    ("T3 14:00", "closed"),
    ("T5 14:00", "party_required"),
    ("T1 13:00 for 5", "party_too_large"),
    ("T1 13:00 for 1", "party_too_small"),
    ("T1+T4 13:00 for 9", "party_too_large, end_required"),
    ("T1 13:05", "off_grid"),
    ("T1 13:00:01", "off_grid"),
    ("T4 14:00", "end_required"),
    ("T4 14:00/14:59", "stay_too_short"),
    ("T4 14:00/16:01", "stay_too_long"),
    ("T4 14:00/", "end_required"),
    ("T1 13:00/14:00", "stay_fixed"),
    ("T1 20:00/", "end_required"),
    ("T1 confirmation", "start_required"),
    ("T4 confirmation", "start_required"),
    ("D1 confirmation", "start_required"),
    ("T1 12:45", "too_soon"),
    ("T1 28T13:00", "beyond_horizon"),
    ("T1 22:00", "outside_hours"),
    ("T6 23:00/", "outside_hours"),
    ("T1 14:00", "taken"),
    ("T1 17:30", "blocked"),
    ("D1 14:15", "not_published"),
    ("D1 14:00/14:30", "not_published"),
    ("D1 slot7", "unknown_slot"),
    ("T1 slot1", "unknown_slot"),
    ("D1 14:00 for 2", "party_too_large"),
    // All that holds is said, in the order of the rules.
    (
        "T3 29T09:05/29T10:00 for 7",
        "closed, party_too_large, off_grid, stay_fixed, beyond_horizon, outside_hours",
    ),
    ("T1 12:05/14:05", "off_grid, stay_fixed, too_soon"),
    (
        "T3 confirmation for 7",
        "closed, party_too_large, start_required",
    ),
    ("T1+T3 15:00 for 2", "taken, closed"),
];

#[test]
fn an_order_is_refused_alike_whether_it_holds_books_or_moves() {
    let mut house = house_of_refusals();
    // A booking that named no party, for moving keeps what was named.
    let mine = house.staff_book("T6 20:00/22:00").unwrap();
    for (order, codes) in REFUSALS {
        let wanted = house.order(order);
        let booked = house.clone().book(order);
        assert_eq!(booked, no(codes), "{order}");
        let others = [Hold(wanted.clone()), Move(mine, Box::new(wanted))];
        for act in others {
            for actor in [Actor::GUEST, STAFF] {
                let name = act.name();
                let answer = house.clone().act(actor, act.clone());
                assert_eq!(answer, no(codes), "{name} {order}");
            }
        }
    }
}

#[test]
fn a_guest_leaves_the_contact_that_the_rules_ask_for() {
    let whole = Contact {
        phone: Some("+4930123456".into()),
        ..guest()
    };
    let email = guest();
    let phone = Contact {
        email: None,
        ..whole.clone()
    };
    let nothing = Contact::default();
    for (needed, enough) in [
        ("nothing", [true, true, true, true]),
        ("email", [false, true, false, true]),
        ("phone", [false, false, true, true]),
        ("email_or_phone", [false, true, true, true]),
        ("email_and_phone", [false, false, false, true]),
    ] {
        let house = house(&format!(r#"{{"contact": "{needed}"}}"#), [table(1, 1..=2)]);
        for (contact, enough) in [&nothing, &email, &phone, &whole].into_iter().zip(enough) {
            let booked = |actor| {
                let mut new = new_booking(Some(house.order("T1 18:00")), None);
                new.contact = contact.clone();
                house.clone().book_as(actor, new).map(|_| ())
            };
            let verdict = if enough {
                Ok(())
            } else {
                no("contact_required")
            };
            assert_eq!(booked(Actor::GUEST), verdict, "{needed} {contact:?}");
            assert_eq!(booked(STAFF), Ok(()), "the staff answer for their guests");
        }
    }
}

#[test]
fn a_missing_contact_is_named_beside_what_else_is_wrong() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=4)]);
    house.furnish(|_, resources| resources[1].policy = rules(r#"{"contact": "nothing"}"#));
    let mut ordered = |actor, order: &str| {
        let mut new = new_booking(Some(house.order(order)), None);
        new.contact = Contact::default();
        house.book_as(actor, new).map(|_| ())
    };
    assert_eq!(
        ordered(Actor::GUEST, "T1 11:00"),
        no("too_soon, contact_required")
    );
    assert_eq!(
        ordered(Actor::GUEST, "any 11:00"),
        no("too_soon, contact_required")
    );
    assert_eq!(ordered(Actor::GUEST, "T9 18:00"), no("unknown_resource"));
    assert_eq!(ordered(Actor::GUEST, "T2 11:00"), no("too_soon"));
    assert_eq!(ordered(STAFF, "T1 11:00"), no("too_soon"));
}
