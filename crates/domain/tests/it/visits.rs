//! The party comes, goes, or never came; and what nobody decided in time lapses, by the clock or because it is in the
//! way.

use bronya_domain::booking::State;
use bronya_domain::command::Act::{Confirm, ExpireBooking, Finish, NoShow, Seat};
use bronya_domain::decide::Outcome;
use bronya_domain::resource::Resource;
use bronya_domain::span::Span;

use crate::speech::{at, house, no, span, table, tick};

const TENTATIVE: &str = r#"{"admission": "tentative", "answer_minutes": 30}"#;

#[test]
fn a_party_comes_and_goes_and_the_rest_of_its_time_is_free() {
    let policy = r#"{"buffer_after_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2), table(2, 1..=2)]);
    let a = house.book("T1+T2 18:00 for 4").unwrap();
    house.now = at("18:05");
    house.staff(Seat(a)).unwrap();
    assert_eq!(house.state(a), State::Seated);
    house.now = at("19:00");
    assert_eq!(house.book("T1 19:00"), no("taken"));
    house.staff(Finish(a)).unwrap();
    assert_eq!(house.state(a), State::Finished);
    assert_eq!(house.place(a), "T1+T2 18:00/19:00");
    for name in ["T1", "T2"] {
        assert_eq!(house.drawn(name, "18:00/20:00"), "aa..");
    }
    house.book("T1 19:00").unwrap();
}

#[test]
fn a_party_that_leaves_late_keeps_what_it_had() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = at("19:45");
    house.staff(Finish(a)).unwrap();
    assert_eq!(house.place(a), "T1 18:00/19:30");
}

#[test]
fn a_stay_without_an_end_ends_when_the_party_leaves() {
    let mut house = house(r#"{"stay": "until_released"}"#, [table(1, 1..=2)]);
    let a = house.book("T1 13:00/").unwrap();
    house.now = tick(at("16:20"), 1);
    house.staff(Finish(a)).unwrap();
    assert_eq!(
        house.bookings[&a].when.span().unwrap().until(),
        Some(house.now)
    );
    house.book("T1 16:30").unwrap();
}

#[test]
fn a_party_that_leaves_before_its_time_began_leaves_all_of_it() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = at("17:50");
    house.staff(Seat(a)).unwrap();
    house.clone().staff(Finish(a)).unwrap();
    house.now = at("18:00");
    house.staff(Finish(a)).unwrap();
    assert_eq!(house.state(a), State::Finished);
    assert_eq!(house.bookings[&a].when.span(), Some(span("18:00/19:30")));
    assert_eq!(house.bookings[&a].claims, []);
    house.book("T1 18:00").unwrap();
}

#[test]
fn a_party_that_leaves_after_an_instant_keeps_that_instant() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = tick(at("18:00"), 1);
    house.staff(Finish(a)).unwrap();
    let instant = Span::new(at("18:00"), house.now).unwrap();
    assert_eq!(house.bookings[&a].when.span(), Some(instant));
    assert_eq!(house.bookings[&a].claims[0].span, instant);
}

#[test]
fn a_party_that_leaves_before_its_time_began_keeps_what_was_made_ready_for_it() {
    let policy = r#"{"buffer_before_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = at("17:45");
    assert_eq!(house.staff(Finish(a)), no("too_early"));
    assert_eq!(house.staff(NoShow(a)), no("too_early"));
    house.staff(Seat(a)).unwrap();
    house.staff(Finish(a)).unwrap();
    assert_eq!(house.bookings[&a].claims[0].span, span("17:30/17:45"));
    assert_eq!(house.drawn("T1", "17:00/19:00"), ".a..");
}

#[test]
fn how_a_party_came_or_that_it_did_not_is_known_once_its_time_began() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    for (now, verdict) in [
        (tick(at("18:00"), -1), no("too_early")),
        (at("18:00"), Ok(())),
        (tick(at("18:00"), 1), Ok(())),
    ] {
        house.now = now;
        for act in [Finish(a), NoShow(a)] {
            assert_eq!(house.clone().staff(act).map(|_| ()), verdict, "{now}");
        }
        house.clone().staff(Seat(a)).unwrap();
    }
}

#[test]
fn a_party_that_never_came_leaves_its_time() {
    let mut house = house("{}", [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = at("18:30");
    house.staff(NoShow(a)).unwrap();
    assert_eq!(house.state(a), State::NoShow);
    assert_eq!(house.bookings[&a].when.span(), Some(span("18:00/19:30")));
    house.book("T1 18:30").unwrap();
}

#[test]
fn an_order_lapses_at_its_deadline_and_the_clock_may_come_early_late_or_twice() {
    let mut house = house(TENTATIVE, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = tick(at("12:30"), -1);
    assert_eq!(house.clock(ExpireBooking(a)), Ok(Outcome::Nothing));
    assert_eq!(house.book("T1 18:00"), no("taken"));
    house.now = at("12:30");
    assert_eq!(house.clock(ExpireBooking(a)), Ok(Outcome::Booking(a)));
    assert_eq!(house.state(a), State::Expired);
    assert_eq!(house.bookings[&a].deadline, None);
    house.now = at("13:30");
    assert_eq!(house.clock(ExpireBooking(a)), Ok(Outcome::Nothing));
    assert_eq!(house.drawn("T1", "18:00/20:00"), "....");
}

#[test]
fn what_was_decided_meanwhile_does_not_lapse() {
    let mut house = house(TENTATIVE, [table(1, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.staff(Confirm(a, None)).unwrap();
    house.now = at("12:30");
    assert_eq!(house.clock(ExpireBooking(a)), Ok(Outcome::Nothing));
    assert_eq!(
        house.clock(ExpireBooking(bronya_domain::id::BookingId(7))),
        Ok(Outcome::Nothing)
    );
    assert_eq!(house.state(a), State::Confirmed);
}

#[test]
fn a_request_lapses_too() {
    let mut house = house(
        r#"{"admission": "request", "answer_minutes": 30}"#,
        [table(1, 1..=2)],
    );
    let a = house.book("T1 18:00").unwrap();
    house.now = at("12:30");
    assert_eq!(house.clock(ExpireBooking(a)), Ok(Outcome::Booking(a)));
    assert_eq!(house.state(a), State::Expired);
}

/// Lapsed claims lie under T1 at six and at eight: a tentative order and a hold. They go in the same decision as
/// whatever takes their place, and only if they are in its way.
#[test]
fn what_lapsed_makes_way_in_the_same_decision() {
    let mut house = house(TENTATIVE, [table(1, 1..=2), table(2, 1..=2)]);
    let a = house.book("T1 18:00").unwrap();
    house.now = at("12:25");
    house.hold("T1 20:00").unwrap();
    let b = house.book("T2 12:30").unwrap();
    house.now = at("12:30");
    assert_eq!(house.drawn("T1", "18:00/22:00"), "aaa.hhh.");

    let mut one = house.clone();
    one.book("T1 18:00").unwrap();
    assert_eq!(one.drawn("T1", "18:00/22:00"), "ccc.hhh.");
    assert_eq!(one.state(a), State::Expired);

    let mut one = house.clone();
    one.hold("T1 19:15").unwrap();
    assert_eq!(one.drawn("T1", "18:00/22:00"), "..hhhh..");
    assert_eq!((one.state(a), one.holds.len()), (State::Expired, 1));

    let mut one = house.clone();
    one.block("T1", "18:00/22:00").unwrap();
    assert_eq!(one.drawn("T1", "18:00/22:00"), "########");

    let mut one = house.clone();
    one.reorder(b, "T1 18:30").unwrap();
    assert_eq!(one.drawn("T1", "18:00/22:00"), ".bbbhhh.");

    let mut one = house;
    one.staff(Confirm(b, Some(one.ids("T1")))).unwrap();
    assert_eq!(
        one.drawn("T1", "18:00/22:00"),
        "aaa.hhh.",
        "neither was in the way"
    );
    assert_eq!(one.drawn("T1", "12:30/14:30"), "bbb.");
}

#[test]
fn a_lapsed_claim_makes_way_only_on_the_lane_that_is_taken() {
    let room = Resource {
        lanes: 2,
        ..table(1, 1..=2)
    };
    let mut house = house(TENTATIVE, [room]);
    let [a, b] = [(); 2].map(|()| house.book("T1 18:00").unwrap());
    house.now = at("12:30");
    house.book("T1 18:00").unwrap();
    assert_eq!(
        [house.state(a), house.state(b)],
        [State::Expired, State::Tentative]
    );
    assert_eq!(house.drawn("T1", "18:00/20:00"), "ccc.|bbb.");
}
