//! What holds in every venue that chance furnishes, whatever was done there: what is offered can be booked and what
//! can be booked is offered; no two claims overlap; explanations tell the truth.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use bronya_domain::availability::{Offer, Offers, Question, Run, nearest};
use bronya_domain::booking::Booking;
use bronya_domain::catalog::Listed;
use bronya_domain::command::{Act, Actor, At, Choice, Command, Order};
use bronya_domain::decide::Change;
use bronya_domain::id::ResourceId;
use bronya_domain::policy::{Stay, minutes};
use bronya_domain::refusal::Refusal;
use bronya_domain::resource::Schedule;
use bronya_domain::rules::{earliest_start, latest_start, turn_time};
use bronya_domain::span::{Span, later};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::chance::{scenes, searches};
use crate::speech::{new_booking, tick};
use crate::world::World;

/// How long a stay somebody asks for who does not choose more than the question says; inner none without end.
fn asked_length(listed: &Listed, question: &Question) -> Option<SignedDuration> {
    question.length.or(match &listed.rules.stay {
        Stay::ByParty(_) => turn_time(&listed.rules, question.party),
        Stay::Chosen { least_minutes, .. } => Some(minutes(*least_minutes)),
        Stay::UntilReleased => None,
    })
}

/// The order that takes up a start on one resource; none where the question asks for another slot.
fn order(world: &World, listed: &Listed, question: &Question, from: Timestamp) -> Option<Order> {
    let id = listed.resource.id;
    let at = match listed.resource.schedule {
        Schedule::Slots => {
            let mut slots = world.slots.values();
            let slot = slots.find(|slot| slot.resource == id && slot.span.from() == from)?;
            if question.length.is_some() && question.length != slot.span.length() {
                return None;
            }
            At::Slot(slot.id)
        }
        Schedule::Hours => {
            let until = asked_length(listed, question).map(|length| later(from, length));
            At::During(Span::maybe_open(from, until).ok()?)
        }
    };
    Some(Order {
        choice: Choice::These(vec![id]),
        at,
        party: question.party,
    })
}

fn book(order: Order) -> Command {
    Command {
        actor: Actor::GUEST,
        act: Act::Book(Box::new(new_booking(Some(order), None))),
        expects: None,
    }
}

/// The booking that a command would make.
fn made(world: &World, command: &Command) -> Result<Booking, Refusal> {
    let decision = world.decide(command)?;
    let new = decision
        .changes
        .into_iter()
        .find_map(|change| match change {
            Change::Booking(change) if change.before.is_none() => Some(change.after),
            _ => None,
        });
    Ok(new.expect("booking makes a booking"))
}

/// Starts worth asking about: all over the window, and beside everything that could be a boundary.
fn candidates(
    world: &World,
    question: &Question,
    listed: &Listed,
    offers: &Offers,
) -> BTreeSet<Timestamp> {
    let minute = SignedDuration::from_mins(1);
    let mut starts = BTreeSet::new();
    let five = question.starts.from().as_second().div_euclid(300) * 300;
    let mut at = Timestamp::from_second(five).expect("an instant");
    while at < question.starts.end() {
        starts.extend([at, later(at, minute), later(at, -minute)]);
        at = later(at, minute * 5);
    }
    let id = listed.resource.id;
    let length = asked_length(listed, question).unwrap_or_default();
    let (before, after) = (
        listed.rules.buffer_before_minutes,
        listed.rules.buffer_after_minutes,
    );
    for taken in world
        .claims
        .values()
        .filter(|taken| taken.claim.resource == id)
    {
        let (from, end) = (taken.claim.span.from(), taken.claim.span.end());
        starts.extend([
            from,
            end,
            later(end, minutes(before)),
            later(from, -(length + minutes(after))),
        ]);
    }
    starts.extend(world.slots.values().map(|slot| slot.span.from()));
    starts.extend(earliest_start(&listed.rules, world.now));
    starts.extend(latest_start(&listed.rules, world.now));
    let runs = offers.runs.iter().filter(|run| run.resource == id);
    starts.extend(runs.flat_map(|run| [run.first, run.last]));
    starts.extend([question.starts.from(), question.starts.end()]);
    let beside = |at: Timestamp| [tick(at, -1), at, tick(at, 1)];
    let mut starts: BTreeSet<Timestamp> = starts.into_iter().flat_map(beside).collect();
    starts.retain(|at| question.starts.contains(*at));
    starts
}

/// What is offered at these starts on a resource.
fn offered(offers: &Offers, id: ResourceId, from: Timestamp) -> bool {
    let stay = |offer: &Offer| offer.resource == id && offer.span.from() == from;
    let run = |run: &Run| run.resource == id && run.first <= from && from <= run.last;
    offers.stays.iter().any(stay) || offers.runs.iter().any(run)
}

/// The single stays, and of each run its first, middle and last.
fn samples(offers: &Offers) -> Vec<Offer> {
    let of_run = |run: &Run| {
        let middle = later(run.first, run.last.duration_since(run.first) / 2);
        [run.first, middle, run.last].map(|from| Offer {
            resource: run.resource,
            span: Span::maybe_open(from, run.length.map(|length| later(from, length)))
                .expect("a stay"),
            price: run.price,
            slot: None,
        })
    };
    offers
        .stays
        .iter()
        .copied()
        .chain(offers.runs.iter().flat_map(of_run))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    /// One half of the promise: whatever is offered can be booked, as it was offered.
    #[test]
    fn what_is_offered_can_be_booked(scene in scenes(24), search in searches()) {
        let world = scene.play(|_, _| ());
        let question = search.question(scene.evening());
        for offer in samples(&world.offers(&question)) {
            let listed = world.catalog.find(offer.resource).expect("a resource of the venue");
            prop_assert!(question.filter.admits(&listed.resource));
            prop_assert!(question.starts.contains(offer.span.from()));
            let order = Order {
                choice: Choice::These(vec![offer.resource]),
                at: offer.slot.map_or(At::During(offer.span), At::Slot),
                party: question.party,
            };
            let booking = made(&world, &book(order.clone()));
            let booking = booking.map_err(|refusal| {
                TestCaseError::fail(format!("{offer:?} was offered, but {refusal}"))
            })?;
            prop_assert_eq!(booking.when.span(), Some(offer.span));
            prop_assert_eq!(booking.slot, offer.slot);
            prop_assert_eq!(booking.price.minor, offer.price);
            prop_assert_eq!(booking.resources().collect::<Vec<_>>(), vec![offer.resource]);
            let rules_give_length = !matches!(listed.rules.stay, Stay::Chosen { .. });
            if offer.slot.is_some() || question.length.is_none() && rules_give_length {
                let from = Order { at: At::From(offer.span.from()), ..order };
                let same = made(&world, &book(from)).map(|booking| booking.when.span());
                prop_assert_eq!(same, Ok(Some(offer.span)), "ordered by its start alone");
            }
        }
    }

    /// The other half: of a dense sample of starts, exactly those can be booked that are offered.
    #[test]
    fn what_can_be_booked_is_offered(scene in scenes(24), search in searches()) {
        let world = scene.play(|_, _| ());
        let question = search.question(scene.evening());
        let offers = world.offers(&question);
        let admitted = world.catalog.listed().iter().filter(|one| question.filter.admits(&one.resource));
        for listed in admitted {
            for from in candidates(&world, &question, listed, &offers) {
                let order = order(&world, listed, &question, from);
                let verdict = order.map(|order| world.verdict(&book(order)).map(|_| ()));
                let bookable = verdict == Some(Ok(()));
                prop_assert_eq!(
                    offered(&offers, listed.resource.id, from),
                    bookable,
                    "{} on {}: {:?}", from, listed.resource.name, verdict
                );
            }
        }
    }

    /// An explanation says that a stay can be had exactly when booking it would work.
    #[test]
    fn an_explanation_tells_the_truth(scene in scenes(24), search in searches()) {
        let world = scene.play(|_, _| ());
        let question = Question { length: None, ..search.question(scene.evening()) };
        for listed in world.catalog.listed() {
            let starts = candidates(&world, &question, listed, &Offers::default());
            for from in starts.into_iter().step_by(5) {
                let explained = world.explain(&question, from);
                let about = explained.iter().find(|one| one.resource == listed.resource.id);
                let admitted = question.filter.admits(&listed.resource);
                prop_assert_eq!(about.is_some(), admitted);
                let order = order(&world, listed, &question, from);
                let verdict = order.map(|order| world.verdict(&book(order)).map(|_| ()));
                let said = about.map(|one| one.bookable);
                let true_answer = admitted.then_some(verdict == Some(Ok(())));
                prop_assert_eq!(said, true_answer, "{}: {:?}", from, &verdict);
                if let (Some(about), Some(Err(refusal))) = (about, verdict) {
                    let objections = about.verdicts.iter().filter_map(|one| one.objection.clone());
                    prop_assert_eq!(objections.collect::<Vec<_>>(), refusal.reasons);
                }
            }
        }
    }

    /// Nothing that is nearer was left out, nothing is named twice, and the nearest come first.
    #[test]
    fn the_nearest_starts_are_the_nearest(
        stays in prop::collection::vec((0..4i64, 0..12i64), 0..12),
        runs in prop::collection::vec((4..6i64, 0..12i64, 0..4i64), 0..4),
        from in 0..12i64,
        most in 0..6usize,
    ) {
        let at = |minute: i64| Timestamp::from_second(minute * 60).expect("an instant");
        let stay = |(id, from): &(i64, i64)| Offer {
            resource: ResourceId(*id),
            span: Span::new(at(*from), at(from + 1)).expect("a minute"),
            price: 0,
            slot: None,
        };
        let run = |(id, first, more): &(i64, i64, i64)| Run {
            resource: ResourceId(*id),
            first: at(*first),
            last: at(first + more),
            length: Some(minutes(1)),
            price: 0,
        };
        let offers = Offers {
            stays: stays.iter().map(stay).collect(),
            runs: runs.iter().map(run).collect(),
        };
        let closest_of_run = runs.iter().map(|(_, first, more)| from.clamp(*first, first + more));
        let starts: BTreeSet<i64> = stays.iter().map(|(_, from)| *from).chain(closest_of_run).collect();
        let mut expected: Vec<i64> = starts.into_iter().collect();
        expected.sort_by_key(|start| ((start - from).abs(), *start));
        expected.truncate(most);
        let found = nearest(&offers, at(from), &[], most);
        let found: Vec<i64> = found.iter().map(|offer| offer.span.from().as_second() / 60).collect();
        prop_assert_eq!(found, expected);
    }
}

/// Whatever is done in whatever order: the world itself stops the test when two live claims or two slots overlap,
/// when a claim is live that should not be or dormant that should, when a booking goes where no arc leads or changes
/// its price, and when a decision would be another if more was known.
#[test]
fn no_sequence_of_commands_breaks_the_invariants() {
    let outcomes: RefCell<BTreeMap<&str, [u32; 2]>> = RefCell::default();
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 250,
        source_file: Some(file!()),
        ..ProptestConfig::default()
    });
    let played = runner.run(&scenes(60), |scene| {
        scene.play(|act, outcome| {
            let mut outcomes = outcomes.borrow_mut();
            outcomes.entry(act.name()).or_default()[usize::from(outcome.is_err())] += 1;
        });
        Ok(())
    });
    if let Err(error) = played {
        panic!("{error}\n{runner}");
    }
    // A property holds easily where nothing happens, so everything must have happened.
    for (act, [done, refused]) in outcomes.into_inner() {
        assert!(done > 0, "{act} was never done and refused {refused} times");
    }
}
