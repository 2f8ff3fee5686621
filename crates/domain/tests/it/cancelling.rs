//! A guest cancels, asks for it, or is refused, by the rules and by where the booking stands; the staff just cancel.

use bronya_domain::booking::State;
use bronya_domain::command::Act::{AskToCancel, Cancel, Confirm, Seat};

use crate::speech::{at, house, no, table, tick};

/// `acts`, `asks` or `refused`, told from what cancelling does.
#[track_caller]
fn check(policy: &str, confirmed: bool, verdict: &str) {
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    if confirmed && house.state(a).undecided() {
        house.staff(Confirm(a, None)).unwrap();
    }
    let before = house.state(a);
    let answer = house.guest(Cancel(a, Some("ill".into())));
    let told = match answer {
        Ok(_) if house.state(a) == State::Cancelled => "acts".into(),
        Ok(_) if house.bookings[&a].cancel_asked_at == Some(house.now) => "asks".into(),
        Ok(_) => "does nothing".into(),
        Err(codes) => codes,
    };
    assert_eq!(told, verdict, "{policy}");
    let free = house.drawn("T1", "18:00/20:00") == "....";
    assert_eq!(free, !house.state(a).holds());
    let mut other = house.clone();
    if verdict != "acts" {
        assert_eq!(house.state(a), before);
        other.staff(Cancel(a, None)).unwrap();
        assert_eq!(other.state(a), State::Cancelled, "the staff just cancel");
    }
}

#[test]
fn what_a_guests_cancelling_does_is_a_rule_for_each_side_of_the_decision() {
    check("{}", true, "acts");
    check(r#"{"admission": "tentative"}"#, false, "acts");
    check(r#"{"admission": "request"}"#, false, "acts");
    for admission in ["tentative", "request"] {
        for (rule, verdict) in [
            ("acts", "acts"),
            ("asks", "asks"),
            ("refused", "cancel_refused"),
        ] {
            let undecided = format!(
                r#"{{"admission": "{admission}", "cancel_undecided": "{rule}", "cancel_confirmed": "acts"}}"#
            );
            check(&undecided, false, verdict);
            check(&undecided, true, "acts");
            let decided = format!(
                r#"{{"admission": "{admission}", "cancel_undecided": "acts", "cancel_confirmed": "{rule}"}}"#
            );
            check(&decided, false, "acts");
            check(&decided, true, verdict);
        }
    }
}

#[test]
fn a_guest_cancels_until_the_deadline_and_at_it() {
    let policy = r#"{"cancel_deadline_minutes": 60}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    for (now, verdict) in [
        (tick(at("17:00"), -1), Ok(())),
        (at("17:00"), Ok(())),
        (tick(at("17:00"), 1), no("deadline_passed")),
        (at("18:30"), no("deadline_passed")),
    ] {
        house.now = now;
        assert_eq!(
            house.clone().guest(Cancel(a, None)).map(|_| ()),
            verdict,
            "{now}"
        );
        house.clone().staff(Cancel(a, None)).unwrap();
    }
}

#[test]
fn a_guest_hears_of_everything_that_keeps_him_from_cancelling() {
    let policy = r#"{"cancel_confirmed": "refused", "cancel_deadline_minutes": 60}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    assert_eq!(house.guest(Cancel(a, None)), no("cancel_refused"));
    house.now = at("17:30");
    assert_eq!(
        house.guest(Cancel(a, None)),
        no("cancel_refused, deadline_passed")
    );
    house.staff(Cancel(a, None)).unwrap();
}

#[test]
fn without_a_deadline_a_guest_may_cancel_while_he_sits_there() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = at("18:30");
    house.guest(Cancel(a, None)).unwrap();
}

#[test]
fn an_order_without_a_start_has_no_deadline_for_cancelling() {
    let policy =
        r#"{"admission": "request", "stay": "until_released", "cancel_deadline_minutes": 60}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 confirmation").unwrap();
    house.clone().guest(Cancel(a, None)).unwrap();
    house.staff(Confirm(a, None)).unwrap();
    assert_eq!(house.guest(Cancel(a, None)), no("deadline_passed"));
}

#[test]
fn cancelling_frees_every_joined_table() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=2)]);
    let a = house.book("T1+T2 18:00 for 4").unwrap();
    house.guest(Cancel(a, None)).unwrap();
    assert_eq!(house.claims.len(), 0);
    house.book("T1+T2 18:00 for 4").unwrap();
}

#[test]
fn asking_leaves_a_mark_and_asking_twice_is_one_asking() {
    let policy = r#"{"cancel_confirmed": "asks"}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.guest(Cancel(a, None)).unwrap();
    let marked = house.bookings[&a].clone();
    assert_eq!(marked.cancel_asked_at, Some(at("12:00")));
    assert_eq!((marked.state, marked.version), (State::Confirmed, 2));
    house.now = at("12:10");
    house.guest(AskToCancel(a, None)).unwrap();
    house.guest(Cancel(a, None)).unwrap();
    assert_eq!(house.bookings[&a], marked);
}

#[test]
fn asking_is_always_possible_while_cancelling_is() {
    let policy = r#"{"cancel_confirmed": "refused", "cancel_deadline_minutes": 60}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = at("17:30");
    house.guest(AskToCancel(a, Some("ill".into()))).unwrap();
    assert_eq!(house.bookings[&a].cancel_asked_at, Some(at("17:30")));
    house.staff(Seat(a)).unwrap();
    assert_eq!(house.guest(AskToCancel(a, None)), no("wrong_state"));
}

#[test]
fn an_order_that_lapsed_cannot_be_cancelled_any_more() {
    let policy = r#"{"admission": "tentative", "answer_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    for (now, verdict) in [
        (tick(at("12:30"), -1), Ok(())),
        (at("12:30"), no("deadline_passed")),
    ] {
        house.now = now;
        for act in [Cancel(a, None), AskToCancel(a, None)] {
            assert_eq!(house.clone().guest(act.clone()).map(|_| ()), verdict);
            assert_eq!(house.clone().staff(act).map(|_| ()), verdict);
        }
    }
}
