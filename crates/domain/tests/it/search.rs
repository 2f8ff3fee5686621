//! What can be had, why not, and what comes nearest.

use bronya_domain::availability::{Explained, Offer, Offers, Question, Run, nearest};
use bronya_domain::command::{Act, Filter};
use bronya_domain::id::ResourceId;
use bronya_domain::resource::Resource;
use bronya_domain::rules::Rule;
use bronya_domain::span::Span;
use jiff::{SignedDuration, Timestamp};

use crate::speech::{at, daily, doctor, house, rules, span, table, tick};
use crate::world::World;

fn question(starts: &str) -> Question {
    Question {
        starts: span(starts),
        party: None,
        filter: Filter::default(),
        length: None,
    }
}

/// `T1 18:00` for each stay that can be had, then `T1 18:00-19:30` for each run of starts.
fn found(house: &World, question: &Question) -> Vec<String> {
    let offers = house.offers(question);
    let name = |id: ResourceId| {
        let listed = house.catalog.find(id).expect("a resource of the house");
        listed.resource.name.clone()
    };
    let wall = |at: Timestamp| at.strftime("%H:%M").to_string();
    let stay = |offer: &Offer| format!("{} {}", name(offer.resource), wall(offer.span.from()));
    let run = |run: &Run| {
        format!(
            "{} {}-{}",
            name(run.resource),
            wall(run.first),
            wall(run.last)
        )
    };
    offers
        .stays
        .iter()
        .map(stay)
        .chain(offers.runs.iter().map(run))
        .collect()
}

#[test]
fn starts_come_in_order_of_time_and_then_of_choice() {
    let mut house = house(
        r#"{"grid_minutes": 30}"#,
        [table(2, 1..=4), table(1, 1..=2)],
    );
    house.book("T1 19:00").unwrap();
    assert_eq!(
        found(&house, &question("17:30/18:30")),
        ["T1 17:30", "T2 17:30", "T2 18:00"]
    );
    let four = Question {
        party: Some(4),
        ..question("17:00/18:00")
    };
    assert_eq!(found(&house, &four), ["T2 17:00", "T2 17:30"]);
}

#[test]
fn without_a_grid_there_are_runs_of_starts() {
    let mut house = house(r#"{"grid_minutes": "none"}"#, [table(1, 1..=2)]);
    house.furnish(|venue, _| venue.hours = Some(daily("14:00", "22:00")));
    house.book("T1 18:00").unwrap();
    let offers = house.offers(&question("12:00/23:00"));
    let ends: Vec<_> = offers
        .runs
        .iter()
        .map(|run| (run.first, run.last))
        .collect();
    assert_eq!(
        ends,
        [(at("14:00"), at("16:30")), (at("19:30"), at("20:30"))]
    );
    assert_eq!(offers.runs[0].length, Some(SignedDuration::from_mins(90)));
}

#[test]
fn the_first_and_the_last_start_that_the_rules_allow_are_offered() {
    let policy = r#"{"grid_minutes": "none", "lead_minutes": 60, "horizon_days": 1}"#;
    let house = house(policy, [table(1, 1..=2)]);
    let offers = house.offers(&question("12:00/24T12:00"));
    let ends: Vec<_> = offers
        .runs
        .iter()
        .map(|run| (run.first, run.last))
        .collect();
    assert_eq!(ends, [(at("13:00"), at("22T12:00"))]);
}

#[test]
fn published_slots_are_offered_with_their_price_while_they_are_free() {
    let mut house = house("{}", [doctor(1)]);
    for time in ["15:00/15:40", "14:00/14:40", "16:00/17:00"] {
        house.publish("D1", time).unwrap();
    }
    house.hold("D1 15:00").unwrap();
    assert_eq!(
        found(&house, &question("14:00/20:00")),
        ["D1 14:00", "D1 16:00"]
    );
    let long = Question {
        length: Some(SignedDuration::from_mins(60)),
        ..question("14:00/20:00")
    };
    assert_eq!(found(&house, &long), ["D1 16:00"]);
    house.now = at("12:05");
    assert_eq!(
        found(&house, &question("15:00/16:00")),
        ["D1 15:00"],
        "the hold lapsed"
    );
}

#[test]
fn what_takes_no_bookings_is_not_offered() {
    let tables = [
        Resource {
            open: false,
            ..table(1, 1..=2)
        },
        Resource {
            retired: true,
            ..table(2, 1..=2)
        },
        Resource {
            policy: rules(r#"{"party_size": "required"}"#),
            ..table(3, 1..=2)
        },
    ];
    let house = house("{}", tables);
    assert_eq!(found(&house, &question("18:00/18:15")), [""; 0]);
    let two = Question {
        party: Some(2),
        ..question("18:00/18:15")
    };
    assert_eq!(found(&house, &two), ["T3 18:00"]);
}

#[test]
fn a_stay_of_no_length_is_never_offered() {
    let house = house(
        r#"{"stay": "until_released", "grid_minutes": "none"}"#,
        [table(1, 1..=2)],
    );
    for minutes in [0, -30] {
        let question = Question {
            length: Some(SignedDuration::from_mins(minutes)),
            ..question("18:00/19:00")
        };
        assert_eq!(house.offers(&question), Offers::default());
    }
}

/// The rules that object to a stay from `from` on, by resource.
fn objections(house: &World, question: &Question, from: &str) -> Vec<(i64, Vec<Rule>)> {
    let rules = |explained: &Explained| {
        let objecting =
            |verdict: &&bronya_domain::availability::Verdict| verdict.objection.is_some();
        explained
            .verdicts
            .iter()
            .filter(objecting)
            .map(|verdict| verdict.rule)
            .collect()
    };
    let explained = house.explain(question, at(from));
    explained
        .iter()
        .map(|one| (one.resource.0, rules(one)))
        .collect()
}

#[test]
fn an_explanation_names_every_rule_that_objects() {
    let mut house = house(
        r#"{"horizon_days": 1}"#,
        [table(1, 1..=2), table(2, 3..=4), doctor(1)],
    );
    house.furnish(|venue, _| venue.hours = Some(daily("12:00", "23:00")));
    house.book("T1 18:00").unwrap();
    let two = Question {
        party: Some(2),
        ..question("12:00/23:00")
    };
    use Rule::{Free, Grid, Horizon, Hours, Lead, Seats};
    assert_eq!(
        objections(&house, &two, "18:00"),
        [(101, vec![Seats, Hours]), (1, vec![Free]), (2, vec![Seats])]
    );
    assert_eq!(
        objections(&house, &question("12:00/23:00"), "11:01"),
        [
            (101, vec![Lead, Hours]),
            (1, vec![Grid, Lead, Hours]),
            (2, vec![Grid, Lead, Hours])
        ]
    );
    assert_eq!(
        objections(&house, &question("12:00/23:00"), "22T12:15"),
        [
            (101, vec![Horizon, Hours]),
            (1, vec![Horizon]),
            (2, vec![Horizon])
        ]
    );
}

#[test]
fn an_explanation_goes_through_the_rules_in_their_order() {
    let house = house("{}", [table(1, 1..=2), doctor(1)]);
    use Rule::{Free, Grid, Horizon, Hours, Lead, Offered, Seats, Stay};
    let asked: Vec<Vec<Rule>> = house
        .explain(&question("12:00/23:00"), at("18:00"))
        .iter()
        .map(|one| one.verdicts.iter().map(|verdict| verdict.rule).collect())
        .collect();
    assert_eq!(asked[0], [Offered, Seats, Lead, Horizon, Hours, Free]);
    assert_eq!(
        asked[1],
        [Offered, Seats, Grid, Stay, Lead, Horizon, Hours, Free]
    );
}

/// Stays on a table from these times, and runs of starts on another table.
fn to_choose_from(stays: &[(i64, &str)], runs: &[(i64, &str)]) -> Offers {
    let hour = SignedDuration::from_hours(1);
    let stay = |(id, from): &(i64, &str)| Offer {
        resource: ResourceId(*id),
        span: Span::lasting(at(from), hour).expect("an hour"),
        price: 0,
        slot: None,
    };
    let run = |(id, starts): &(i64, &str)| Run {
        resource: ResourceId(*id),
        first: span(starts).from(),
        last: span(starts).end(),
        length: Some(hour),
        price: 0,
    };
    Offers {
        stays: stays.iter().map(stay).collect(),
        runs: runs.iter().map(run).collect(),
    }
}

#[track_caller]
fn check_nearest(offers: &Offers, most: usize, expected: &[(i64, &str)]) {
    check_nearest_of(offers, &[], most, expected);
}

#[track_caller]
fn check_nearest_of(offers: &Offers, wished: &[i64], most: usize, expected: &[(i64, &str)]) {
    let wished: Vec<ResourceId> = wished.iter().copied().map(ResourceId).collect();
    let found = nearest(offers, at("18:00"), &wished, most);
    let found: Vec<_> = found
        .iter()
        .map(|offer| (offer.resource.0, offer.span.from()))
        .collect();
    let expected: Vec<_> = expected.iter().map(|(id, from)| (*id, at(from))).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_nearest_starts_come_first_each_once_on_the_first_choice() {
    let stays = [
        (1, "16:00"),
        (1, "17:30"),
        (2, "17:30"),
        (2, "18:15"),
        (3, "18:15"),
        (1, "20:00"),
    ];
    let offers = to_choose_from(&stays, &[]);
    let nearest = [(2, "18:15"), (1, "17:30"), (1, "16:00"), (1, "20:00")];
    check_nearest(&offers, 9, &nearest);
    check_nearest(&offers, 2, &nearest[..2]);
    check_nearest(&offers, 0, &[]);
}

#[test]
fn of_one_start_the_wished_resource_is_offered_but_a_nearer_start_on_another_comes_first() {
    let stays = [
        (1, "18:00"),
        (1, "18:30"),
        (2, "18:30"),
        (3, "18:30"),
        (1, "19:00"),
    ];
    let offers = to_choose_from(&stays, &[]);
    let nearest = [(1, "18:00"), (2, "18:30"), (1, "19:00")];
    check_nearest_of(&offers, &[2], 9, &nearest);
    check_nearest_of(&offers, &[3, 2], 9, &nearest);
}

#[test]
fn starts_that_are_equally_near_on_both_sides_are_still_told_apart() {
    let stays = [(1, "17:30"), (1, "18:30"), (2, "17:30"), (2, "18:30")];
    check_nearest(
        &to_choose_from(&stays, &[]),
        9,
        &[(1, "17:30"), (1, "18:30")],
    );
    let runs = [(3, "17:00/17:30"), (4, "18:30/19:00")];
    check_nearest(
        &to_choose_from(&stays[..2], &runs),
        9,
        &[(1, "17:30"), (1, "18:30")],
    );
}

#[test]
fn a_run_of_starts_is_nearest_where_it_comes_closest() {
    let runs = [(1, "15:00/17:00"), (2, "17:50/19:00"), (3, "18:20/19:00")];
    check_nearest(
        &to_choose_from(&[], &runs),
        9,
        &[(2, "18:00"), (3, "18:20"), (1, "17:00")],
    );
}

#[test]
fn nobody_is_sent_to_a_fraction_of_a_minute_where_a_whole_one_will_do() {
    let runs = [
        (1, "19:00:00.000001/20:00"),
        (2, "20:00:30/20:00:40"),
        (3, "16:00/17:00:30"),
    ];
    check_nearest(
        &to_choose_from(&[], &runs),
        9,
        &[(3, "17:00:30"), (1, "19:01"), (2, "20:00:40")],
    );
}

#[test]
fn the_nearest_to_what_was_refused_can_be_booked() {
    let mut house = house(r#"{"grid_minutes": 30}"#, [table(1, 1..=2)]);
    house.book("T1 18:00").unwrap();
    let offers = house.offers(&question("12:00/23:00"));
    check_nearest(&offers, 3, &[(1, "16:30"), (1, "19:30"), (1, "16:00")]);
    house.book("T1 16:30").unwrap();
    house.book("T1 19:30").unwrap();
    assert_eq!(tick(house.now, 0), at("12:00"));
}

/// The names of what could be had from its confirmation on.
fn now_to_have(house: &World, party: Option<u32>) -> Vec<String> {
    let found = house.offers_from_confirmation(party, &Filter::default());
    let name = |offer: Offer| {
        let listed = house.catalog.find(offer.resource).expect("of the house");
        listed.resource.name.clone()
    };
    found.into_iter().map(name).collect()
}

#[test]
fn what_can_be_had_until_it_is_released_is_what_an_order_from_confirmation_on_gets() {
    // The grid, the notice and the horizon ask nobody who chose no start.
    let rules = r#"{"stay": "until_released", "lead_minutes": 60, "horizon_days": 0, "admission": "request"}"#;
    let fixed = Resource {
        policy: crate::speech::rules(r#"{"stay": {"by_party": [{"up_to": 9, "minutes": 60}]}}"#),
        ..table(5, 1..=4)
    };
    let closed = Resource {
        open: false,
        ..table(4, 1..=4)
    };
    let tables = [1, 2, 3].map(|number| table(number, 1..=4));
    let mut house = house(rules, [&tables[..], &[closed, fixed, doctor(1)]].concat());
    house.now = at("12:07");
    assert_eq!(now_to_have(&house, None), ["T1", "T2", "T3"]);
    let waiting = house.book("T1 confirmation").expect("asked for");
    assert_eq!(
        now_to_have(&house, None),
        ["T1", "T2", "T3"],
        "a request takes nothing"
    );
    house.staff(Act::Confirm(waiting, None)).expect("confirmed");
    house.block("T2", "20:00/21:00").expect("blocked");
    assert_eq!(now_to_have(&house, None), ["T3"]);
    assert_eq!(now_to_have(&house, Some(5)), [""; 0]);
    for name in ["T1", "T2", "T3", "T4", "T5", "D1"] {
        let had = house.clone().book(&format!("{name} confirmation")).is_ok();
        let offered = now_to_have(&house, None).iter().any(|known| known == name);
        assert_eq!(offered, had, "{name}");
    }
}

#[test]
fn what_can_be_had_during_an_interval_is_a_question_about_one_start() {
    let free = r#"{"stay": "until_released", "grid_minutes": "none"}"#;
    let mut house = house(free, [table(1, 1..=4), table(2, 1..=4)]);
    house.book("T1 18:00/19:00").expect("booked");
    let during = |from: &str, minutes| Question {
        starts: Span::lasting(at(from), SignedDuration::from_micros(1)).expect("a start"),
        length: Some(SignedDuration::from_mins(minutes)),
        ..question("12:00/13:00")
    };
    assert_eq!(
        found(&house, &during("17:07", 53)),
        ["T1 17:07-17:07", "T2 17:07-17:07"]
    );
    assert_eq!(found(&house, &during("17:07", 54)), ["T2 17:07-17:07"]);
}
