//! Chance furnishes a venue, most often in a night in which clocks change, and has things done in it.

use bronya_domain::availability::Question;
use bronya_domain::command::{Act, Command, Filter};
use bronya_domain::decide::Outcome;
use bronya_domain::hours::OpeningHours;
use bronya_domain::id::ResourceId;
use bronya_domain::policy::{
    Admission, Bound, GuestCancel, PartySize, Policy, Rivals, Stay, TurnTime, UNBOUNDED,
};
use bronya_domain::refusal::Refusal;
use bronya_domain::resource::{Resource, Seats};
use bronya_domain::span::later;
use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::deeds::{Deed, Ground, deed, lasting, minutes_after, nudge};
use crate::speech::{daily, doctor, table, tick};
use crate::world::World;

/// A venue at eight in the evening, and what is then done in it.
#[derive(Clone, Debug)]
pub struct Scene {
    zone: &'static str,
    evening: &'static str,
    hours: Option<OpeningHours>,
    resources: Vec<Resource>,
    deeds: Vec<Deed>,
}

/// What somebody looks for, counted from the evening on.
#[derive(Clone, Debug)]
pub struct Search {
    from: i64,
    nudge: i64,
    window: i64,
    party: Option<u32>,
    length: Option<i64>,
    kind: Option<&'static str>,
}

const EVENINGS: [(&str, &str); 6] = [
    ("UTC", "2026-11-21T20:00Z"),
    ("Europe/Berlin", "2026-03-28T19:00Z"),
    ("Europe/Berlin", "2026-10-24T18:00Z"),
    ("Europe/Berlin", "2026-10-24T18:00Z"),
    ("Asia/Kathmandu", "2026-11-21T14:15Z"),
    ("America/St_Johns", "2010-11-06T22:30Z"),
];

/// Scenes with up to so many deeds.
pub fn scenes(deeds: usize) -> impl Strategy<Value = Scene> {
    let resources = vec(resource(), 1..=4).prop_map(|resources| {
        let numbered = |(n, resource): (usize, Resource)| Resource {
            id: ResourceId(n as i64 + 1),
            number: n as i64 + 1,
            ..resource
        };
        resources.into_iter().enumerate().map(numbered).collect()
    });
    (
        select(EVENINGS.to_vec()),
        hours(),
        resources,
        vec(deed(), deeds / 2..=deeds),
    )
        .prop_map(|((zone, evening), hours, resources, deeds)| Scene {
            zone,
            evening,
            hours,
            resources,
            deeds,
        })
}

pub fn searches() -> impl Strategy<Value = Search> {
    (
        0..420i64,
        nudge(),
        60..300i64,
        option::weighted(0.5, 1..=3u32),
        option::weighted(0.3, select(vec![15, 30, 60, 60, 90, 120])),
        option::weighted(0.1, select(vec!["table", "doctor"])),
    )
        .prop_map(|(from, nudge, window, party, length, kind)| Search {
            from,
            nudge,
            window,
            party,
            length,
            kind,
        })
}

fn hours() -> impl Strategy<Value = Option<OpeningHours>> {
    let mut split = daily("19:00", "00:00");
    let night = daily("00:00", "03:30");
    split.weekly.sunday.extend_from_slice(&night.weekly.sunday);
    let mut closed = daily("18:00", "02:30");
    closed
        .exceptions
        .insert(jiff::civil::date(2026, 11, 21), Vec::new());
    select(vec![
        None,
        None,
        None,
        Some(daily("18:00", "05:00")),
        Some(daily("20:00", "06:00")),
        Some(daily("21:00", "02:15")),
        Some(split),
        Some(closed),
    ])
}

fn resource() -> impl Strategy<Value = Resource> {
    let made = (
        prop::bool::weighted(0.25),
        1..=2u16,
        select(vec![1, 1, 1, 3]),
        select(vec![1, 4, 6]),
        prop::bool::weighted(0.95),
        option::weighted(0.3, hours()),
        policy(),
    );
    made.prop_map(|(by_slots, lanes, from, more, open, hours, policy)| {
        let seats = Seats {
            from,
            to: from + more - 1,
        };
        let base = if by_slots { doctor(1) } else { table(1, 1..=1) };
        Resource {
            lanes,
            open,
            seats,
            policy,
            hours: hours.flatten(),
            ..base
        }
    })
}

fn policy() -> impl Strategy<Value = Policy> {
    let some = |numbers: &[u32]| select(numbers.iter().map(|n| Bound::Of(*n)).collect::<Vec<_>>());
    let or_none = |numbers: &[u32]| prop_oneof![1 => Just(UNBOUNDED), 2 => some(numbers)];
    let admission = select(vec![
        Admission::Instant,
        Admission::Tentative,
        Admission::Request,
    ]);
    let cancel = || {
        select(vec![
            GuestCancel::Acts,
            GuestCancel::Asks,
            GuestCancel::Refused,
        ])
    };
    (
        (
            admission,
            select(vec![Rivals::Declined, Rivals::Kept]),
            cancel(),
            cancel(),
        ),
        or_none(&[15, 15, 15, 30, 60]),
        stay(),
        select(vec![0, 0, 10, 15]),
        select(vec![0, 0, 5, 30]),
        or_none(&[0, 0, 0, 60]),
        prop_oneof![8 => Just(UNBOUNDED), 1 => some(&[0, 1])],
        or_none(&[20, 120]),
        or_none(&[0, 30]),
        prop::bool::weighted(0.1),
    )
        .prop_map(
            |(rules, grid, stay, before, after, lead, horizon, answer, bound, required)| Policy {
                admission: Some(rules.0),
                rivals: Some(rules.1),
                cancel_undecided: Some(rules.2),
                cancel_confirmed: Some(rules.3),
                grid_minutes: Some(grid),
                stay: Some(stay),
                buffer_before_minutes: Some(before),
                buffer_after_minutes: Some(after),
                lead_minutes: Some(lead),
                horizon_days: Some(horizon),
                answer_minutes: Some(answer),
                cancel_deadline_minutes: Some(bound),
                move_deadline_minutes: Some(bound),
                party_size: required.then_some(PartySize::Required),
                ..Policy::default()
            },
        )
}

fn stay() -> impl Strategy<Value = Stay> {
    let turn = |up_to, minutes| TurnTime { up_to, minutes };
    let by_party = (select(vec![15, 30, 60]), select(vec![60, 75, 90]))
        .prop_map(move |(few, many)| Stay::ByParty(vec![turn(2, few), turn(4, many)]));
    let chosen =
        (select(vec![15, 30]), select(vec![60, 90])).prop_map(|(least, most)| Stay::Chosen {
            least_minutes: least,
            most_minutes: most,
        });
    prop_oneof![3 => by_party, 2 => chosen, 1 => Just(Stay::UntilReleased)]
}

impl Scene {
    /// When the evening begins.
    pub fn evening(&self) -> Timestamp {
        self.evening.parse().expect("an instant")
    }

    /// The venue before anything was done.
    pub fn opened(&self) -> World {
        World::new(
            self.zone,
            self.hours.clone(),
            Policy::default(),
            self.resources.clone(),
            self.evening(),
        )
    }

    /// Does everything in turn and reports what became of each.
    pub fn play(&self, mut told: impl FnMut(&Act, &Result<Outcome, Refusal>)) -> World {
        let mut world = self.opened();
        let resources: Vec<ResourceId> = self.resources.iter().map(|one| one.id).collect();
        for deed in &self.deeds {
            if let Deed::Pass { minutes, nanos } = deed {
                let passed =
                    SignedDuration::from_mins(*minutes) + SignedDuration::from_nanos(*nanos);
                world.now = later(world.now, passed);
                continue;
            }
            let ground = Ground {
                world: &world,
                evening: self.evening(),
                resources: &resources,
            };
            if let Some((actor, act)) = ground.meant(deed) {
                let command = Command {
                    actor,
                    act,
                    expects: None,
                };
                let outcome = world.run(&command);
                told(&command.act, &outcome);
            }
        }
        world
    }
}

impl Search {
    /// The question, asked of the night that begins with the evening.
    pub fn question(&self, evening: Timestamp) -> Question {
        let from = tick(minutes_after(evening, self.from), self.nudge);
        Question {
            starts: lasting(from, self.window),
            party: self.party,
            filter: Filter {
                kind: self.kind.map(Into::into),
                ..Filter::default()
            },
            length: self.length.map(SignedDuration::from_mins),
        }
    }
}
