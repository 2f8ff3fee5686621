//! A party stands at the door and is seated at once.

use bronya_domain::booking::State;
use bronya_domain::command::Act::{Confirm, Finish};
use bronya_domain::command::{Act, Actor, Choice, Command, Role, WalkIn};
use bronya_domain::id::AccountId;
use bronya_domain::notice::Webhook;
use bronya_domain::refusal::Reason;
use bronya_domain::resource::Resource;

use crate::speech::{STAFF, at, daily, doctor, house, no, rules, span, table, tick};

#[test]
fn a_party_is_seated_from_this_minute_on_for_its_turn_time() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=4)]);
    house.now = at("18:07:42");
    let a = house.walk_in("T1 for 2").unwrap();
    assert_eq!(house.state(a), State::Seated);
    assert_eq!(house.place(a), "T1 18:07/19:37");
    let booking = &house.bookings[&a];
    assert_eq!(booking.when.span().unwrap().from(), at("18:07"));
    assert_eq!((booking.version, booking.party), (1, Some(2)));
    assert_eq!(booking.price.minor, 2000);
    let b = house.walk_in("T2 for 4 until 19:00").unwrap();
    assert_eq!(house.place(b), "T2 18:07/19:00");
    let acts: Vec<&str> = house.history.iter().map(|(_, act, _)| *act).collect();
    assert_eq!(acts, ["walk_in"; 2]);
    house.staff(Finish(a)).unwrap();
    assert_eq!(house.state(a), State::Finished);
}

#[test]
fn whoever_leaves_the_choice_open_gets_the_smallest_that_is_free() {
    let tables = [table(1, 1..=2), table(2, 1..=4), table(3, 1..=8)];
    let mut house = house("{}", tables);
    let places = ["any for 2", "any for 2", "any:table for 2"]
        .map(|party| house.walk_in(party).map(|id| house.place(id)));
    let seated = ["T1", "T2", "T3"].map(|name| Ok(format!("{name} 12:00/13:30")));
    assert_eq!(places, seated);
    assert_eq!(house.walk_in("any for 2"), no("taken"));
    assert_eq!(house.walk_in("any for 9"), no("party_too_large, taken"));
    assert_eq!(house.walk_in("any:boat for 2"), no("nothing_offered"));
}

#[test]
fn rules_about_when_guests_may_come_do_not_ask() {
    let policy =
        r#"{"lead_minutes": 120, "horizon_days": 0, "grid_minutes": 60, "admission": "request"}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    house.furnish(|venue, _| venue.hours = Some(daily("09:00", "11:00")));
    house.now = at("18:07");
    let a = house.walk_in("T1 for 2").unwrap();
    assert_eq!(
        (house.state(a), house.bookings[&a].deadline),
        (State::Seated, None)
    );
}

#[test]
fn what_is_offered_and_who_fits_do_ask() {
    let closed = Resource {
        open: false,
        ..table(2, 1..=2)
    };
    let mut house = house(r#"{"party_size": "required"}"#, [table(1, 1..=2), closed]);
    assert_eq!(house.walk_in("T1 for 3"), no("party_too_large"));
    assert_eq!(house.walk_in("T1"), no("party_required"));
    assert_eq!(house.walk_in("T2 for 2"), no("closed"));
    assert_eq!(house.walk_in("T9 for 2"), no("unknown_resource"));
    assert_eq!(house.walk_in("none for 2"), no("nothing_offered"));
    assert_eq!(house.walk_in("T1+T1 for 2"), no("named_twice"));
    assert_eq!(house.walk_in("T1 for 2 until 12:00"), no("stay_too_short"));
    house.walk_in("T1 for 2 until 12:01").unwrap();
}

/// The one reason why a party is not seated.
#[track_caller]
fn reason(house: &crate::world::World, names: &str, until: Option<&str>) -> Reason {
    let party = WalkIn {
        choice: match names {
            "any" => Choice::Any(Default::default()),
            _ => Choice::These(house.ids(names)),
        },
        party: Some(2),
        until: until.map(at),
        contact: Default::default(),
        note: None,
        channel: "api".into(),
    };
    let refusal = house
        .decide(&Command {
            actor: STAFF,
            act: Act::WalkIn(Box::new(party)),
            expects: None,
        })
        .expect_err("there is no room");
    let [reason] = &refusal.reasons[..] else {
        panic!("not one reason: {refusal:?}");
    };
    reason.clone()
}

#[test]
fn where_somebody_comes_soon_it_is_told_until_when_the_party_could_stay() {
    let policy = r#"{"buffer_after_minutes": 15}"#;
    let mut house = house(policy, [table(1, 1..=2), table(2, 1..=4)]);
    house.book("T1 13:15 for 2").unwrap();
    house.book("T2 13:30 for 2").unwrap();
    let free = |house: &crate::world::World, name: &str, until: &str| Reason::FreeUntil {
        resource: house.id(name),
        until: at(until),
    };
    assert_eq!(reason(&house, "T1", None), free(&house, "T1", "13:00"));
    assert_eq!(
        reason(&house, "any", None),
        free(&house, "T2", "13:15"),
        "the longest while"
    );
    assert_eq!(
        reason(&house, "T1", Some("13:01")),
        free(&house, "T1", "13:00")
    );
    house.clone().walk_in("T1 for 2 until 13:00").unwrap();
    house.now = tick(at("13:00"), -1);
    assert_eq!(reason(&house, "T1", None), free(&house, "T1", "13:00"));
    house.now = at("13:00");
    let taken = Reason::Taken {
        resource: house.id("T1"),
    };
    assert_eq!(reason(&house, "T1", None), taken);
    house.block("T2", "13:00/13:05").unwrap();
    let blocked = Reason::Blocked {
        resource: house.id("T2"),
    };
    assert_eq!(reason(&house, "T2", None), blocked);
}

#[test]
fn of_several_lanes_the_one_that_is_free_longest_counts() {
    let room = Resource {
        lanes: 2,
        ..table(1, 1..=2)
    };
    let mut house = house("{}", [room]);
    house.book("T1 12:30").unwrap();
    house.book("T1 13:00").unwrap();
    let free = Reason::FreeUntil {
        resource: house.id("T1"),
        until: at("13:00"),
    };
    assert_eq!(reason(&house, "T1", None), free);
    let a = house.walk_in("T1 for 2 until 13:00").unwrap();
    assert_eq!(house.bookings[&a].claims[0].lane, 1);
}

#[test]
fn a_table_that_was_left_within_this_very_minute_is_free() {
    let mut house = house("{}", [table(1, 1..=2), table(2, 1..=2)]);
    house.now = at("18:00");
    let a = house.walk_in("T1 for 2").unwrap();
    house.now = at("18:20:10");
    house.staff(Finish(a)).unwrap();
    assert_eq!(
        house.walk_in("T1 for 2").map(|id| house.place(id)),
        Ok("T1 18:20/19:50".into())
    );
    house.now = at("18:20:50");
    let c = house.walk_in("T2 for 2").unwrap();
    house.staff(Finish(c)).unwrap();
    let joined = house.walk_in("T1+T2 for 2");
    assert_eq!(joined, no("taken"));
}

#[test]
fn time_that_was_to_be_kept_free_before_has_passed() {
    let policy = r#"{"buffer_before_minutes": 30, "buffer_after_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    house.now = at("18:00");
    let a = house.walk_in("T1 for 2").unwrap();
    assert_eq!(house.bookings[&a].claims[0].span, span("18:00/20:00"));
    house.now = at("18:30");
    house.staff(Finish(a)).unwrap();
    house.walk_in("T1 for 2").unwrap();
}

#[test]
fn the_length_is_the_shortest_stay_or_open_where_the_rules_say_so() {
    let chosen = r#"{"stay": {"chosen": {"least_minutes": 30, "most_minutes": 60}}}"#;
    let open = r#"{"stay": "until_released"}"#;
    for (policy, party, place) in [
        (chosen, "T1", "T1 12:00/12:30"),
        (chosen, "T1 until 14:00", "T1 12:00/14:00"),
        (open, "T1", "T1 12:00/"),
        (open, "T1 until 12:10", "T1 12:00/12:10"),
    ] {
        let mut house = house(policy, [table(1, 1..=2)]);
        let a = house.walk_in(party).unwrap();
        assert_eq!(house.place(a), place);
    }
}

#[test]
fn joined_tables_seat_a_large_party_until_the_last_of_their_ends() {
    let short = Resource {
        policy: rules(r#"{"stay": {"by_party": [{"up_to": 9, "minutes": 30}]}}"#),
        ..table(2, 1..=2)
    };
    let mut house = house("{}", [table(1, 1..=2), short]);
    assert_eq!(house.walk_in("T1+T2 for 5"), no("party_too_large"));
    let a = house.walk_in("T1+T2 for 4").unwrap();
    assert_eq!(house.place(a), "T1+T2 12:00/14:00");
    assert_eq!(house.bookings[&a].price.minor, 4000);
}

#[test]
fn requests_for_its_time_are_declined_as_by_any_other_taking() {
    let mut house = house(r#"{"admission": "request"}"#, [table(1, 1..=2)]);
    let a = house.book("T1 13:00").unwrap();
    house.walk_in("T1 for 2").unwrap();
    assert_eq!(house.state(a), State::Declined);
    assert_eq!(house.staff(Confirm(a, None)), no("wrong_state"));
}

#[test]
fn what_lapsed_makes_way() {
    let policy = r#"{"admission": "tentative", "answer_minutes": 30}"#;
    let mut house = house(policy, [table(1, 1..=2)]);
    let a = house.book("T1 12:45").unwrap();
    house.now = at("12:30");
    house.walk_in("T1 for 2").unwrap();
    assert_eq!(house.state(a), State::Expired);
}

#[test]
fn only_the_venues_program_is_told_and_as_of_any_booking_that_is_agreed() {
    let mut house = house(
        r#"{"reminder_minutes": 0}"#,
        [table(1, 1..=2), table(2, 1..=2)],
    );
    house.walk_in("T1 for 2").unwrap();
    assert_eq!(house.owed, [], "the guest stands at the door");
    let (url, topics) = ("https://till.example".into(), vec![]);
    house.furnish(|venue, _| venue.webhook = Some(Webhook { url, topics }));
    house.walk_in("T2 for 2").unwrap();
    let owed: Vec<_> = house
        .owed
        .iter()
        .map(|(_, told, owed)| {
            (
                owed.notice.to.name(),
                owed.notice.topic.name(),
                told.after.state,
            )
        })
        .collect();
    assert_eq!(owed, [("program", "confirmed", State::Seated)]);
}

#[test]
fn guests_seat_nobody_and_a_specialist_seats_at_his_own_time_alone() {
    let mut house = house("{}", [doctor(1), doctor(2)]);
    let me = Actor {
        role: Role::Specialist,
        account: Some(AccountId(5)),
        own: Some(house.id("D2")),
    };
    assert_eq!(house.walk_in_as(Actor::GUEST, "D2"), no("staff_only"));
    assert_eq!(house.walk_in_as(me, "D1"), no("not_yours"));
    let a = house.walk_in_as(me, "any until 12:40").unwrap();
    assert_eq!(house.place(a), "D2 12:00/12:40", "without a slot");
    assert_eq!(house.walk_in_as(me, "any"), no("taken"));
}
