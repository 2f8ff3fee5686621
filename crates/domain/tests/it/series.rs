//! Many slots at once: published beside those that are there, withdrawn as far as nobody wants them.

use bronya_domain::command::Act::{PublishSlots, WithdrawSlots};
use bronya_domain::command::{Actor, Role, SlotSeries};
use bronya_domain::decide::Outcome;
use bronya_domain::id::{AccountId, SlotId};
use bronya_domain::series::{Published, Withdrawn};

use crate::speech::{doctor, house, no, span, table};
use crate::world::World;

fn series(house: &World, name: &str, times: &[&str]) -> SlotSeries {
    SlotSeries {
        resource: house.id(name),
        spans: times.iter().map(|time| span(time)).collect(),
        topic: Some("Checkup".into()),
        price: Some(900),
    }
}

fn publish(house: &mut World, name: &str, times: &[&str]) -> Result<Outcome, String> {
    let series = series(house, name, times);
    house.staff(PublishSlots(Box::new(series)))
}

fn numbers(house: &World) -> Vec<SlotId> {
    house.slots.keys().copied().collect()
}

#[test]
fn what_is_there_already_stays_and_what_overlaps_is_left_out() {
    let mut house = house("{}", [doctor(1), doctor(2)]);
    house.publish("D1", "14:00/15:00").unwrap();
    house.publish("D1", "16:30/17:00").unwrap();
    house.publish("D2", "13:00/14:00").unwrap();
    let times = [
        "10:00/11:00",
        "13:00/14:00",
        "14:00/15:00",
        "15:00/16:00",
        "15:30/16:30",
        "16:00/17:00",
        "15:00/16:00",
    ];
    let count = Published {
        published: 2,
        already: 2,
        overlapping: 2,
        past: 1,
    };
    assert_eq!(
        publish(&mut house, "D1", &times),
        Ok(Outcome::Published(count))
    );
    let first = house
        .slots
        .values()
        .find(|slot| slot.span == span("13:00/14:00") && slot.resource == house.id("D1"));
    let first = first.expect("a slot");
    assert_eq!(
        (first.topic.as_deref(), first.price),
        (Some("Checkup"), Some(900))
    );
    // The one that was there says what it said before.
    let old = house
        .slots
        .values()
        .find(|slot| slot.span == span("14:00/15:00"));
    assert_eq!(old.expect("a slot").topic, None);
    let again = Published {
        already: 4,
        overlapping: 2,
        past: 1,
        ..Published::default()
    };
    assert_eq!(
        publish(&mut house, "D1", &times),
        Ok(Outcome::Published(again))
    );
}

#[test]
fn a_series_of_what_has_no_slots_is_refused_as_a_whole() {
    let mut house = house("{}", [doctor(1), table(1, 1..=2)]);
    let table = publish(&mut house, "T1", &["13:00/14:00"]);
    assert_eq!(table, no("no_slots_here"));
    let endless = publish(&mut house, "D1", &["13:00/14:00", "15:00/"]);
    assert_eq!(endless, no("end_required"));
    let guest = series(&house, "D1", &["13:00/14:00"]);
    assert_eq!(house.guest(PublishSlots(Box::new(guest))), no("staff_only"));
    assert!(house.slots.is_empty());
}

#[test]
fn a_specialist_publishes_and_withdraws_his_own_time_alone() {
    let mut house = house("{}", [doctor(1), doctor(2)]);
    let me = Actor {
        role: Role::Specialist,
        account: Some(AccountId(5)),
        own: Some(house.id("D1")),
    };
    let mine = series(&house, "D1", &["13:00/14:00"]);
    let other = series(&house, "D2", &["13:00/14:00"]);
    assert_eq!(
        house.act(me, PublishSlots(Box::new(other.clone()))),
        no("not_yours")
    );
    house.act(me, PublishSlots(Box::new(mine))).unwrap();
    house.staff(PublishSlots(Box::new(other))).unwrap();
    let count = Withdrawn {
        withdrawn: 1,
        taken: 0,
        unknown: 1,
    };
    let all = WithdrawSlots(numbers(&house));
    assert_eq!(house.act(me, all), Ok(Outcome::Withdrawn(count)));
    assert_eq!(house.slots.len(), 1);
}

#[test]
fn slots_that_somebody_has_or_waits_for_stay() {
    for admission in ["instant", "tentative", "request"] {
        let policy = format!(r#"{{"admission": "{admission}"}}"#);
        let mut house = house(&policy, [doctor(1)]);
        publish(&mut house, "D1", &["13:00/14:00", "14:00/15:00"]).unwrap();
        house.book("D1 13:00").unwrap();
        let mut ids = numbers(&house);
        ids.extend([SlotId(77), ids[0], ids[1]]);
        let count = Withdrawn {
            withdrawn: 1,
            taken: 1,
            unknown: 1,
        };
        assert_eq!(
            house.staff(WithdrawSlots(ids)),
            Ok(Outcome::Withdrawn(count)),
            "{admission}"
        );
        let left: Vec<_> = house.slots.values().map(|slot| slot.span).collect();
        assert_eq!(left, [span("13:00/14:00")]);
    }
}
