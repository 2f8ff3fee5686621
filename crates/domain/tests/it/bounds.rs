//! Each rule at its boundary: just before it, at it, and just after it.

use bronya_domain::resource::Resource;

use crate::speech::{at, daily, house, no, rules, span, table, tick};
use crate::world::World;

/// What ordering each of these says, where `ok` stands for a booking.
#[track_caller]
fn check(house: &World, verdicts: &[(&str, &str)]) {
    for (order, verdict) in verdicts {
        let answer = house.clone().book(order).map(|_| ());
        let expected = if *verdict == "ok" {
            Ok(())
        } else {
            no(verdict)
        };
        assert_eq!(answer, expected, "{order}");
    }
}

fn with(policy: &str) -> World {
    house(policy, [table(1, 2..=4)])
}

#[test]
fn notice() {
    let none = with(r#"{"lead_minutes": "none", "grid_minutes": "none"}"#);
    check(
        &none,
        &[("T1 11:59:59.999999", "ok"), ("T1 01T12:00", "ok")],
    );
    let zero = with(r#"{"lead_minutes": 0, "grid_minutes": "none"}"#);
    check(
        &zero,
        &[
            ("T1 11:59:59.999999", "too_soon"),
            ("T1 12:00", "ok"),
            ("T1 12:00:00.000001", "ok"),
        ],
    );
    let hour = with(r#"{"lead_minutes": 60, "grid_minutes": "none"}"#);
    check(
        &hour,
        &[
            ("T1 12:59:59.999999", "too_soon"),
            ("T1 13:00", "ok"),
            ("T1 13:00:00.000001", "ok"),
        ],
    );
}

#[test]
fn horizon() {
    let none = with(r#"{"horizon_days": "none"}"#);
    check(&none, &[("T1 2126-11-21T12:00Z", "ok")]);
    let today = with(r#"{"horizon_days": 0, "grid_minutes": "none"}"#);
    check(
        &today,
        &[("T1 12:00", "ok"), ("T1 12:00:00.000001", "beyond_horizon")],
    );
    let week = with(r#"{"horizon_days": 7, "grid_minutes": "none"}"#);
    check(
        &week,
        &[
            ("T1 28T11:59:59.999999", "ok"),
            ("T1 28T12:00", "ok"),
            ("T1 28T12:00:00.000001", "beyond_horizon"),
        ],
    );
}

#[test]
fn grid() {
    let none = with(r#"{"grid_minutes": "none"}"#);
    check(&none, &[("T1 18:00:00.000001", "ok"), ("T1 18:07", "ok")]);
    let quarter = with(r#"{"grid_minutes": 15}"#);
    check(
        &quarter,
        &[
            ("T1 17:59:59.999999", "off_grid"),
            ("T1 18:00", "ok"),
            ("T1 18:00:00.000001", "off_grid"),
            ("T1 18:14", "off_grid"),
            ("T1 18:15", "ok"),
        ],
    );
    // Counted from midnight, so that a grid which does not divide the day begins anew with each.
    let long = with(r#"{"grid_minutes": 420}"#);
    check(
        &long,
        &[
            ("T1 14:00", "ok"),
            ("T1 21:00", "ok"),
            ("T1 22T00:00", "ok"),
            ("T1 22T04:00", "off_grid"),
        ],
    );
}

#[test]
fn turn_time_by_party() {
    let stay =
        r#"{"stay": {"by_party": [{"up_to": 2, "minutes": 90}, {"up_to": 3, "minutes": 120}]}}"#;
    let mut house = with(stay);
    for (order, place) in [
        ("T1 12:00", "T1 12:00/13:30"),
        ("T1 14:00 for 2", "T1 14:00/15:30"),
        ("T1 16:00 for 3", "T1 16:00/18:00"),
        // Parties larger than the last row get the last row.
        ("T1 18:00 for 4", "T1 18:00/20:00"),
    ] {
        let booking = house.book(order).unwrap();
        assert_eq!(house.place(booking), place);
    }
    check(
        &with(stay),
        &[
            ("T1 18:00/19:29:59.999999 for 2", "stay_fixed"),
            ("T1 18:00/19:30 for 2", "ok"),
            ("T1 18:00/19:30:00.000001 for 2", "stay_fixed"),
            ("T1 18:00/19:30 for 3", "stay_fixed"),
        ],
    );
}

#[test]
fn a_chosen_stay() {
    let chosen = with(r#"{"stay": {"chosen": {"least_minutes": 60, "most_minutes": 90}}}"#);
    check(
        &chosen,
        &[
            ("T1 18:00/18:59:59.999999", "stay_too_short"),
            ("T1 18:00/19:00", "ok"),
            ("T1 18:00/19:15", "ok"),
            ("T1 18:00/19:30", "ok"),
            ("T1 18:00/19:30:00.000001", "stay_too_long"),
        ],
    );
    let one = with(r#"{"stay": {"chosen": {"least_minutes": 60, "most_minutes": 60}}}"#);
    check(
        &one,
        &[
            ("T1 18:00/19:00", "ok"),
            ("T1 18:00/18:59", "stay_too_short"),
        ],
    );
}

#[test]
fn seats() {
    check(
        &with("{}"),
        &[
            ("T1 18:00", "ok"),
            ("T1 18:00 for 1", "party_too_small"),
            ("T1 18:00 for 2", "ok"),
            ("T1 18:00 for 4", "ok"),
            ("T1 18:00 for 5", "party_too_large"),
        ],
    );
    let asked = with(r#"{"party_size": "required"}"#);
    check(
        &asked,
        &[("T1 18:00", "party_required"), ("T1 18:00 for 2", "ok")],
    );
}

#[test]
fn neighbours() {
    let mut house = with(r#"{"grid_minutes": "none"}"#);
    house.book("T1 18:00").unwrap();
    check(
        &house,
        &[
            ("T1 16:30", "ok"),
            ("T1 16:30:00.000001", "taken"),
            ("T1 19:29:59.999999", "taken"),
            ("T1 19:30", "ok"),
        ],
    );
}

#[test]
fn buffers() {
    let policy =
        r#"{"grid_minutes": "none", "buffer_before_minutes": 10, "buffer_after_minutes": 20}"#;
    let mut house = with(policy);
    let a = house.book("T1 18:00").unwrap();
    assert_eq!(house.bookings[&a].claims[0].span, span("17:50/19:50"));
    // Both keep their own buffers: twenty minutes after the earlier and ten before the later.
    check(
        &house,
        &[
            ("T1 16:00", "ok"),
            ("T1 16:00:00.000001", "taken"),
            ("T1 19:59:59.999999", "taken"),
            ("T1 20:00", "ok"),
        ],
    );
    house.furnish(|venue, _| venue.hours = Some(daily("15:00", "21:30")));
    // Buffers may lie outside of opening hours.
    check(&house, &[("T1 15:00", "ok"), ("T1 20:00", "ok")]);
}

#[test]
fn a_buffer_keeps_away_from_a_block() {
    let mut house = with(r#"{"grid_minutes": "none", "buffer_after_minutes": 20}"#);
    house.block("T1", "20:00/21:00").unwrap();
    check(
        &house,
        &[
            ("T1 18:10", "ok"),
            ("T1 18:10:00.000001", "blocked"),
            ("T1 21:00", "ok"),
        ],
    );
}

#[test]
fn opening_hours() {
    let mut house = with(r#"{"grid_minutes": "none"}"#);
    house.furnish(|venue, _| venue.hours = Some(daily("14:00", "22:00")));
    check(
        &house,
        &[
            ("T1 13:59:59.999999", "outside_hours"),
            ("T1 14:00", "ok"),
            ("T1 20:30", "ok"),
            ("T1 20:30:00.000001", "outside_hours"),
        ],
    );
}

#[test]
fn opening_hours_past_midnight() {
    let mut house = with(r#"{"grid_minutes": "none"}"#);
    house.furnish(|venue, _| venue.hours = Some(daily("18:00", "02:00")));
    check(
        &house,
        &[
            ("T1 17:59:59.999999", "outside_hours"),
            ("T1 18:00", "ok"),
            ("T1 23:30", "ok"),
            ("T1 22T00:30", "ok"),
            ("T1 22T00:30:00.000001", "outside_hours"),
        ],
    );
    // Open around the clock: every midnight may be passed.
    house.furnish(|venue, _| venue.hours = Some(daily("00:00", "00:00")));
    check(&house, &[("T1 23:30", "ok"), ("T1 22T00:00", "ok")]);
}

#[test]
fn a_stay_without_an_end_needs_only_its_start_to_be_open() {
    let mut house = with(r#"{"grid_minutes": "none", "stay": "until_released"}"#);
    house.furnish(|venue, _| venue.hours = Some(daily("14:00", "22:00")));
    check(
        &house,
        &[
            ("T1 13:59:59.999999/", "outside_hours"),
            ("T1 14:00/", "ok"),
            ("T1 21:59:59.999999/", "ok"),
            ("T1 22:00/", "outside_hours"),
            ("T1 21:00/22:00", "ok"),
            ("T1 21:00/22:00:00.000001", "outside_hours"),
            ("T1 confirmation", "outside_hours"),
        ],
    );
    house.now = at("14:00");
    check(&house, &[("T1 confirmation", "ok")]);
    house.now = tick(at("14:00"), -1);
    check(&house, &[("T1 confirmation", "outside_hours")]);
}

#[test]
fn the_hours_and_rules_of_a_table_come_before_those_of_the_house() {
    let terrace = Resource {
        hours: Some(daily("12:00", "16:00")),
        policy: rules(r#"{"lead_minutes": 120}"#),
        ..table(1, 1..=2)
    };
    let widest = r#"{"lead_minutes": 0, "grid_minutes": 15}"#;
    let mut house = house(widest, [terrace, table(2, 1..=2)]);
    house.furnish(|venue, _| {
        venue.hours = Some(daily("10:00", "22:00"));
        venue.kinds.insert(
            "table".into(),
            rules(r#"{"lead_minutes": 60, "grid_minutes": 30}"#),
        );
    });
    check(
        &house,
        &[
            ("T1 13:30", "too_soon"),
            ("T1 14:00", "ok"),
            ("T1 14:15", "off_grid"),
            ("T1 15:00", "outside_hours"),
            ("T2 12:30", "too_soon"),
            ("T2 13:00", "ok"),
            ("T2 15:00", "ok"),
        ],
    );
}

#[test]
fn the_instant_that_a_clock_shows_is_soon_enough_however_finely_it_counts() {
    let mut house = with(r#"{"lead_minutes": 0, "grid_minutes": "none"}"#);
    house.now = at("12:00:00.000000999");
    check(
        &house,
        &[("T1 11:59:59.999999", "too_soon"), ("T1 12:00", "ok")],
    );
}
