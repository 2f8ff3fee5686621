//! What a guest is told that he may do is what he then can do.

use bronya_domain::booking::State;
use bronya_domain::command::Act::{AskToCancel, Cancel, Confirm};
use bronya_domain::guest::{Leave, May, Moves};

use crate::speech::{at, house, no, table};

#[test]
fn what_a_guest_is_told_that_he_may_do_is_what_he_then_can_do() {
    for admission in ["instant", "tentative", "request"] {
        for rule in ["acts", "asks", "refused"] {
            for (minutes, now) in [("60", "17:00"), ("60", "17:01"), ("\"none\"", "17:59")] {
                let policy = format!(
                    r#"{{"admission": "{admission}", "cancel_undecided": "{rule}", "cancel_confirmed": "{rule}",
                        "cancel_deadline_minutes": {minutes}, "move_deadline_minutes": {minutes}}}"#
                );
                for confirmed in [false, true] {
                    let mut house = house(&policy, [table(1, 1..=2)]);
                    let a = house.book("T1 18:00").unwrap();
                    if confirmed && house.state(a) != State::Confirmed {
                        house.staff(Confirm(a, None)).unwrap();
                    }
                    house.now = at(now);
                    let may = May::of(&house.catalog, &house.bookings[&a], house.now);
                    let place = format!("{admission} {rule} {minutes} {now} {confirmed}");

                    let mut left = house.clone();
                    let cancelled = left.guest(Cancel(a, None));
                    let acts = cancelled.is_ok() && left.state(a) == State::Cancelled;
                    assert_eq!(matches!(may.leave, Leave::Cancel(_)), acts, "{place}");
                    let asked = house.clone().guest(AskToCancel(a, None));
                    assert!(asked.is_ok(), "{place}: asking is always left");

                    let moved = house.clone().reorder(a, "T1 20:00");
                    match may.moves {
                        Moves::Until(_) => assert!(moved.is_ok(), "{place}: {moved:?}"),
                        Moves::Late(_) => assert_eq!(moved, no("deadline_passed"), "{place}"),
                        Moves::Staff => assert_eq!(moved, no("staff_only"), "{place}"),
                        Moves::Nothing => panic!("{place}: there is a booking"),
                    }
                }
            }
        }
    }
}

#[test]
fn of_a_booking_that_is_over_or_was_asked_about_nothing_more_is_offered() {
    let policy = r#"{"admission": "tentative", "answer_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    let nothing = May {
        leave: Leave::Nothing,
        moves: Moves::Nothing,
    };
    let may = |house: &crate::world::World| May::of(&house.catalog, &house.bookings[&a], house.now);
    let mut lapsed = house.clone();
    lapsed.now = at("12:30");
    assert_eq!(may(&lapsed), nothing, "nobody decided in time");
    let asked_at = house.now;
    house.guest(AskToCancel(a, None)).unwrap();
    assert_eq!(may(&house).leave, Leave::Asked(asked_at));
    house.guest(Cancel(a, None)).unwrap();
    assert_eq!(may(&house), nothing);
}
