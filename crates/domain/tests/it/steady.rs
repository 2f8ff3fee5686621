//! For how long what can be had stays the same while nobody changes anything.

use bronya_domain::availability::Question;
use bronya_domain::command::{Act, Filter};
use jiff::Timestamp;

use crate::speech::{at, house, span, table, tick};
use crate::world::World;

fn question(starts: &str) -> Question {
    Question {
        starts: span(starts),
        party: None,
        filter: Filter::default(),
        length: None,
    }
}

/// What can be had is the same at every moment that was promised.
#[track_caller]
fn check(house: &mut World, asked: &str) -> Timestamp {
    let question = question(asked);
    let (now, found) = (house.now, house.offers(&question));
    let until = house.steady_until(&question);
    assert!(until >= now);
    let last = if until == Timestamp::MAX {
        at("25T12:00")
    } else {
        tick(until, -1)
    };
    for moment in [tick(now, 1), last] {
        if moment > now && moment < until {
            house.now = moment;
            assert_eq!(house.offers(&question), found, "at {moment}");
        }
    }
    house.now = now;
    until
}

#[test]
fn without_notice_and_horizon_nothing_changes_by_itself() {
    let mut house = house(r#"{"lead_minutes": "none"}"#, [table(1, 1..=2)]);
    assert_eq!(check(&mut house, "10:00/20:00"), Timestamp::MAX);
}

#[test]
fn a_day_to_come_stays_until_its_first_start_is_too_soon() {
    let mut house = house(r#"{"lead_minutes": 60}"#, [table(1, 1..=2)]);
    assert_eq!(check(&mut house, "18:00/20:00"), at("17:00"));
}

#[test]
fn within_the_day_starts_on_a_grid_stay_for_a_minute_at_most() {
    let mut house = house(r#"{"lead_minutes": 0}"#, [table(1, 1..=2)]);
    house.now = at("18:07:30");
    assert_eq!(check(&mut house, "18:00/20:00"), at("18:08"));
    house.now = at("18:15");
    assert_eq!(check(&mut house, "18:00/20:00"), at("18:15"));
}

#[test]
fn a_run_of_starts_that_begins_now_is_another_in_a_moment() {
    let mut house = house(
        r#"{"lead_minutes": 0, "grid_minutes": "none"}"#,
        [table(1, 1..=2)],
    );
    house.now = at("18:07:30");
    assert_eq!(check(&mut house, "18:00/20:00"), house.now);
}

#[test]
fn a_horizon_that_cuts_the_day_moves_on() {
    let mut house = house(r#"{"horizon_days": 1}"#, [table(1, 1..=2)]);
    let question = "22T10:00/22T20:00";
    assert_eq!(check(&mut house, question), house.now);
    assert_eq!(check(&mut house, "21T18:00/21T20:00"), at("18:00"));
}

#[test]
fn what_is_held_is_free_again_when_the_hold_lapses() {
    let mut house = house(r#"{"hold_minutes": 5}"#, [table(1, 1..=2)]);
    let order = house.order("T1 18:00");
    house.guest(Act::Hold(order)).unwrap();
    assert_eq!(check(&mut house, "18:00/20:00"), at("12:05"));
}
