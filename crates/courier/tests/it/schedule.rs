//! When a letter is tried again: bounds that hold for every chance, and whole lives of letters.

use bronya_courier::schedule::{BASE, CAP, LEAST, SPAN, again};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::mail::stamp;

/// The tries of a letter that never arrives, when each takes that long.
fn life(owed: Timestamp, takes: SignedDuration, mut chance: impl FnMut() -> f64) -> Vec<Timestamp> {
    let mut tries = vec![owed];
    let mut now = owed + takes;
    for attempts in 1.. {
        let Some(next) = again(owed, attempts, now, chance()) else {
            break;
        };
        assert!(next > now || next == owed + SPAN);
        tries.push(next);
        now = next + takes;
    }
    tries
}

proptest! {
    #[test]
    fn a_pause_has_its_bounds(attempts in -5..200_i64, waited in 0..200_000_i64, chance in -1.0..2.0_f64) {
        let now = stamp() + SignedDuration::from_secs(waited);
        let end = stamp() + SPAN;
        let Some(next) = again(stamp(), attempts, now, chance) else {
            prop_assert!(now >= end);
            return Ok(());
        };
        prop_assert!(now < end && next <= end);
        prop_assert!(next <= now + CAP);
        prop_assert!(next >= now + LEAST || next == end);
        let doubled = BASE.as_secs() << (attempts - 1).clamp(0, 20);
        prop_assert!(next <= now + SignedDuration::from_secs(doubled));
    }

    #[test]
    fn every_letter_gets_a_try_near_the_end(seeds in prop::collection::vec(0.0..=1.0_f64, 1..50), takes in 0..60_i64) {
        let takes = SignedDuration::from_secs(takes);
        let mut chances = seeds.iter().cycle();
        // A run of nothing but bad luck is a storm of one a second: cap it from below as luck does.
        let tries = life(stamp(), takes, || chances.next().copied().unwrap_or(1.0).max(0.05));
        let last = *tries.last().expect("the first");
        prop_assert!(last <= stamp() + SPAN && last >= stamp() + SPAN - SignedDuration::from_secs(60));
        let gaps = tries.windows(2).map(|two| two[1].duration_since(two[0]));
        prop_assert!(gaps.max() <= Some(CAP + takes));
        prop_assert!(tries.len() > 48, "at least once an hour: {}", tries.len());
    }
}

#[test]
fn pauses_double_from_ten_seconds_to_an_hour() {
    let pause =
        |attempts| (again(stamp(), attempts, stamp(), 1.0).expect("a try") - stamp()).get_seconds();
    let seconds: Vec<i64> = [0, 1, 2, 3, 8, 9, 10, 11, i64::MAX].map(pause).to_vec();
    assert_eq!(seconds, [10, 10, 20, 40, 1_280, 2_560, 3_600, 3_600, 3_600]);
}

#[test]
fn chance_is_what_spreads_them() {
    let pause = |chance| {
        (again(stamp(), 2, stamp(), chance).expect("a try") - stamp())
            .total(jiff::Unit::Second)
            .expect("seconds")
    };
    assert_eq!(
        [0.0, 0.5, 1.0, 7.0, f64::NAN].map(pause),
        [1.0, 10.0, 20.0, 20.0, 1.0]
    );
}

#[test]
fn two_days_are_two_days() {
    let end = stamp() + SPAN;
    let moment = SignedDuration::from_micros(1);
    assert_eq!(again(stamp(), 100, end - moment, 1.0), Some(end));
    assert_eq!(again(stamp(), 100, end, 1.0), None);
    assert_eq!(again(stamp(), 1, end + moment, 0.0), None);
    assert_eq!(again(Timestamp::MAX, 1, Timestamp::MAX, 1.0), None);
}
