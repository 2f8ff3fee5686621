//! The nights in which the clocks change: no start in the gap, both starts in the fold, and hours that stay wall time.

use bronya_domain::availability::Question;
use bronya_domain::command::Filter;
use bronya_domain::span::Span;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::speech::{daily, no, rules, table};
use crate::world::World;

const HALF_HOURS: &str =
    r#"{"grid_minutes": 30, "stay": {"by_party": [{"up_to": 9, "minutes": 60}]}}"#;

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// A house that is open at night, on the evening before.
fn house(zone: &str, evening: &str, policy: &str) -> World {
    let hours = daily("22:00", "05:00");
    World::new(
        zone,
        Some(hours),
        rules(policy),
        vec![table(1, 1..=2)],
        instant(evening),
    )
}

/// The starts that can be had, as the local clock shows them, with its offset from UTC.
fn starts(house: &World, from: &str, until: &str) -> Vec<String> {
    let question = Question {
        starts: Span::new(instant(from), instant(until)).expect("a span"),
        party: None,
        filter: Filter::default(),
        length: None,
    };
    let zone: &TimeZone = &house.catalog.venue.zone;
    let shown = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M%:z").to_string();
    let offers = house.offers(&question);
    offers
        .stays
        .iter()
        .map(|offer| shown(offer.span.from()))
        .collect()
}

#[test]
fn in_spring_no_stay_begins_in_the_hour_that_does_not_exist() {
    let mut house = house("Europe/Berlin", "2026-03-28T18:00Z", HALF_HOURS);
    assert_eq!(
        starts(&house, "2026-03-29T01:00+01:00", "2026-03-29T05:00+02:00"),
        [
            "01:00+01:00",
            "01:30+01:00",
            "03:00+02:00",
            "03:30+02:00",
            "04:00+02:00"
        ]
    );
    // An hour from half past one ends at half past three.
    let a = house.book("T1 2026-03-29T00:30Z").unwrap();
    let stay = house.bookings[&a].when.span().unwrap();
    assert_eq!(stay.until(), Some(instant("2026-03-29T03:30+02:00")));
}

#[test]
fn in_autumn_a_stay_may_begin_at_either_of_two_equal_times() {
    let mut house = house("Europe/Berlin", "2026-10-24T18:00Z", HALF_HOURS);
    assert_eq!(
        starts(&house, "2026-10-25T01:30+02:00", "2026-10-25T03:30+01:00"),
        [
            "01:30+02:00",
            "02:00+02:00",
            "02:30+02:00",
            "02:00+01:00",
            "02:30+01:00",
            "03:00+01:00",
        ]
    );
    house.book("T1 2026-10-25T00:00Z").unwrap();
    house.book("T1 2026-10-25T01:00Z").unwrap();
    assert_eq!(house.book("T1 2026-10-25T00:30Z"), no("taken"));
}

#[test]
fn a_run_of_starts_that_begins_in_the_second_hour_has_its_whole_grid() {
    let mut house = house("Europe/Berlin", "2026-10-24T18:00Z", HALF_HOURS);
    house
        .block("T1", "2026-10-24T20:00Z/2026-10-25T01:10Z")
        .unwrap();
    assert_eq!(
        starts(&house, "2026-10-24T20:00Z", "2026-10-25T02:30Z"),
        ["02:30+01:00", "03:00+01:00"]
    );
}

#[test]
fn a_night_whose_clock_runs_back_over_midnight_has_midnight_once_more() {
    // In St. John's clocks went back at one minute past midnight, into the evening before.
    let house = house("America/St_Johns", "2010-11-06T20:00Z", HALF_HOURS);
    assert_eq!(
        starts(&house, "2010-11-06T23:30-02:30", "2010-11-06T23:15-03:30"),
        ["23:30-02:30", "00:00-02:30"]
    );
    assert_eq!(
        starts(&house, "2010-11-06T23:30-02:30", "2010-11-07T00:15-03:30"),
        ["23:30-02:30", "00:00-02:30", "23:30-03:30", "00:00-03:30"]
    );
    // From half a minute past midnight on, the evening before is still to come once more.
    assert_eq!(
        starts(
            &house,
            "2010-11-07T00:00:30-02:30",
            "2010-11-07T00:15-03:30"
        ),
        ["23:30-03:30", "00:00-03:30"]
    );
}

#[test]
fn a_start_that_a_clock_shows_can_be_booked_and_any_other_cannot() {
    let house = house("Europe/Berlin", "2026-10-24T18:00Z", HALF_HOURS);
    for (start, verdict) in [
        ("2026-10-25T00:30Z", Ok(())),
        ("2026-10-25T01:30Z", Ok(())),
        ("2026-10-25T00:45Z", no("off_grid")),
        ("2026-10-25T03:00Z", Ok(())),
        ("2026-10-25T03:30Z", no("outside_hours")),
    ] {
        let answer = house.clone().book(&format!("T1 {start}")).map(|_| ());
        assert_eq!(answer, verdict, "{start}");
    }
}

#[test]
fn the_grid_is_that_of_the_wall_clock_even_where_offsets_are_odd() {
    let house = house("Asia/Kathmandu", "2026-11-20T12:00Z", HALF_HOURS);
    assert_eq!(
        starts(&house, "2026-11-20T16:00Z", "2026-11-20T17:30Z"),
        ["22:00+05:45", "22:30+05:45", "23:00+05:45"]
    );
}

#[test]
fn opening_hours_stay_wall_time_through_the_change() {
    let policy = r#"{"grid_minutes": "none", "stay": {"by_party": [{"up_to": 9, "minutes": 60}]}}"#;
    for (evening, last, beyond) in [
        (
            "2026-03-28T18:00Z",
            "2026-03-29T02:00Z",
            "2026-03-29T02:00:00.000001Z",
        ),
        (
            "2026-10-24T18:00Z",
            "2026-10-25T03:00Z",
            "2026-10-25T03:00:00.000001Z",
        ),
    ] {
        let mut house = house("Europe/Berlin", evening, policy);
        assert_eq!(house.book(&format!("T1 {beyond}")), no("outside_hours"));
        house.book(&format!("T1 {last}")).unwrap();
    }
}
