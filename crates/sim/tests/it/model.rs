//! Random commands against the house on both engines and against a model that is as plain as can be: a list of who
//! has what time, compared with everything for every question. All three must tell the same story.

use bronya_desk::Desk;
use bronya_domain::booking::{Contact, State};
use bronya_domain::command::{Act, At, Choice, NewBlock, Order, WalkIn};
use bronya_domain::id::{BlockId, BookingId, HoldId, ResourceId, VenueId};
use bronya_domain::policy::{Admission, Bound, Policy};
use bronya_domain::span::Span;
use bronya_sim::auditor::verify;
use bronya_sim::engines::both;
use bronya_store::Store;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::world::{
    booking, by_guest, by_staff, codes, desk, free_rules, minute, now, order, span, venue,
};

const TABLES: i64 = 3;
const HOLD_MINUTES: i64 = 5;
const ANSWER_MINUTES: i64 = 40;
const CASES: u32 = 24;
const STEPS: usize = 40;

/// One thing that somebody tries.
#[derive(Clone, Debug)]
enum Try {
    Book {
        table: i64,
        from: i64,
        length: i64,
    },
    BookTwo {
        from: i64,
        length: i64,
    },
    Hold {
        table: i64,
        from: i64,
        length: i64,
    },
    DropHold {
        nth: usize,
    },
    Confirm {
        nth: usize,
    },
    Decline {
        nth: usize,
    },
    Cancel {
        nth: usize,
    },
    Move {
        nth: usize,
        table: i64,
        from: i64,
        length: i64,
    },
    Seat {
        nth: usize,
    },
    Finish {
        nth: usize,
    },
    NoShow {
        nth: usize,
    },
    Undo {
        nth: usize,
    },
    WalkIn {
        table: i64,
        length: i64,
    },
    Block {
        table: i64,
        from: i64,
        length: i64,
    },
    Unblock {
        nth: usize,
    },
    Wait {
        minutes: i64,
    },
    Upkeep,
}

fn tries() -> impl Strategy<Value = Try> {
    let (table, from, length) = (1..=TABLES, 0i64..400, 1i64..120);
    let place = (table, from.clone(), length.clone());
    let nth = 0usize..12;
    prop_oneof![
        6 => place.clone().prop_map(|(table, from, length)| Try::Book { table, from, length }),
        1 => (from, length).prop_map(|(from, length)| Try::BookTwo { from, length }),
        2 => place.clone().prop_map(|(table, from, length)| Try::Hold { table, from, length }),
        1 => nth.clone().prop_map(|nth| Try::DropHold { nth }),
        3 => nth.clone().prop_map(|nth| Try::Confirm { nth }),
        1 => nth.clone().prop_map(|nth| Try::Decline { nth }),
        2 => nth.clone().prop_map(|nth| Try::Cancel { nth }),
        2 => (nth.clone(), place.clone()).prop_map(|(nth, (table, from, length))| Try::Move { nth, table, from, length }),
        1 => nth.clone().prop_map(|nth| Try::Seat { nth }),
        1 => nth.clone().prop_map(|nth| Try::Finish { nth }),
        1 => nth.clone().prop_map(|nth| Try::NoShow { nth }),
        3 => nth.clone().prop_map(|nth| Try::Undo { nth }),
        1 => (1..=TABLES, 1i64..120).prop_map(|(table, length)| Try::WalkIn { table, length }),
        1 => place.prop_map(|(table, from, length)| Try::Block { table, from, length }),
        1 => nth.prop_map(|nth| Try::Unblock { nth }),
        2 => (1i64..30).prop_map(|minutes| Try::Wait { minutes }),
        1 => Just(Try::Upkeep),
    ]
}

/// A booking as the model knows it. Table 1 confirms at once, table 2 tentatively, table 3 takes requests.
#[derive(Clone, Debug)]
struct Known {
    state: State,
    tables: Vec<i64>,
    from: i64,
    until: i64,
    deadline: Option<i64>,
    /// When the staff changed it last, and what it was, where no other change came after.
    undo: Option<(i64, Box<Known>)>,
}

impl Known {
    /// The staff change it so that it can be taken back.
    fn remember(&mut self, now: i64) {
        self.undo = None;
        self.undo = Some((now, Box::new(self.clone())));
    }

    /// It stands elsewhere from now on, and nothing is to be taken back.
    fn ends(&mut self, state: State) {
        (self.state, self.deadline, self.undo) = (state, None, None);
    }
}

/// The plain model: minutes and lists.
#[derive(Clone, Debug, Default)]
struct Model {
    now: i64,
    bookings: Vec<Known>,
    /// Table, from, until, deadline; none once it is dropped.
    holds: Vec<Option<(i64, i64, i64, i64)>>,
    blocks: Vec<Option<(i64, i64, i64)>>,
}

impl Model {
    /// Who has some of this time: bookings but for one, holds, and whether blocks do.
    fn taken(&self, table: i64, from: i64, until: i64, but: Option<usize>) -> Option<&'static str> {
        let meets = |a: i64, b: i64| a < until && from < b;
        let blocked = self
            .blocks
            .iter()
            .flatten()
            .any(|(t, a, b)| *t == table && meets(*a, *b));
        let booked = self.bookings.iter().enumerate().any(|(n, known)| {
            Some(n) != but
                && known.state.holds()
                && known.deadline.is_none_or(|deadline| deadline > self.now)
                && known.tables.contains(&table)
                // A party that left before its time began left all of it.
                && known.from < known.until
                && meets(known.from, known.until)
        });
        let held = self
            .holds
            .iter()
            .flatten()
            .any(|(t, a, b, deadline)| *t == table && *deadline > self.now && meets(*a, *b));
        if blocked {
            Some("blocked")
        } else if booked || held {
            Some("taken")
        } else {
            None
        }
    }

    /// What comes of an order, before anything else is looked at.
    fn free(
        &self,
        tables: &[i64],
        from: i64,
        until: i64,
        but: Option<usize>,
    ) -> Result<(), Vec<&'static str>> {
        let mut no = Vec::new();
        for table in tables {
            let soon = (from < self.now).then_some("too_soon");
            no.extend(soon.into_iter().chain(self.taken(*table, from, until, but)));
        }
        if no.is_empty() { Ok(()) } else { Err(no) }
    }

    /// Orders that lapsed and are in the way of what was just taken expire with it; others when upkeep comes.
    fn expire(&mut self, only: Option<(&[i64], i64, i64)>) {
        let now = self.now;
        for known in &mut self.bookings {
            let meets = only.is_none_or(|(tables, from, until)| {
                known.state.holds()
                    && known.tables.iter().any(|table| tables.contains(table))
                    && known.from < until
                    && from < known.until
            });
            let lapsed =
                known.state.undecided() && known.deadline.is_some_and(|deadline| deadline <= now);
            if meets && lapsed {
                known.ends(State::Expired);
            }
        }
    }

    fn decline_rivals(&mut self, taker: usize) {
        let Known { tables, .. } = self.bookings[taker].clone();
        for rival in 0..self.bookings.len() {
            let known = &self.bookings[rival];
            let waiting = known.state == State::Requested
                && known.deadline.is_none_or(|deadline| deadline > self.now);
            if rival != taker
                && waiting
                && known.tables.iter().any(|table| tables.contains(table))
                && known
                    .tables
                    .iter()
                    .any(|table| self.taken_by(*table, known.from, known.until, taker))
            {
                self.bookings[rival].ends(State::Declined);
            }
        }
    }

    fn taken_by(&self, table: i64, from: i64, until: i64, taker: usize) -> bool {
        let taker = &self.bookings[taker];
        taker.tables.contains(&table) && taker.from < until && from < taker.until
    }
}

/// The same venue at the same moment on each engine, beside the model.
struct House<'a> {
    desks: &'a [(Desk, VenueId)],
    model: Model,
}

impl House<'_> {
    async fn act(&self, act: Act, staff: bool) -> Vec<&'static str> {
        let mut told: Option<Vec<&'static str>> = None;
        for (desk, venue) in self.desks {
            let command = if staff {
                by_staff(act.clone())
            } else {
                by_guest(act.clone())
            };
            let codes = codes(
                &desk
                    .execute(*venue, command, None, minute(self.model.now))
                    .await,
            );
            if let Some(told) = &told {
                assert_eq!(*told, codes, "the engines differ about {act:?}");
            }
            told = Some(codes);
        }
        told.unwrap_or_default()
    }

    async fn step(&mut self, step: &Try) {
        match step.clone() {
            Try::Book {
                table,
                from,
                length,
            } => self.book(vec![table], from, length).await,
            Try::BookTwo { from, length } => self.book(vec![1, 2], from, length).await,
            Try::Hold {
                table,
                from,
                length,
            } => self.hold(table, from, length).await,
            Try::DropHold { nth } => {
                let expected = if self.model.holds.get(nth).is_some_and(Option::is_some) {
                    vec![]
                } else {
                    vec!["unknown_hold"]
                };
                assert_eq!(
                    self.act(Act::DropHold(HoldId(nth as i64 + 1)), false).await,
                    expected,
                    "{step:?}"
                );
                if expected.is_empty() {
                    self.model.holds[nth] = None;
                }
            }
            Try::Confirm { nth } => self.confirm(nth).await,
            Try::Decline { nth } => {
                self.end(nth, State::Declined, |id| Act::Decline(id, None))
                    .await
            }
            Try::Cancel { nth } => {
                self.end(nth, State::Cancelled, |id| Act::Cancel(id, None))
                    .await
            }
            Try::Move {
                nth,
                table,
                from,
                length,
            } => self.shift(nth, table, from, length).await,
            Try::Seat { nth } => self.end(nth, State::Seated, Act::Seat).await,
            Try::Finish { nth } => self.end(nth, State::Finished, Act::Finish).await,
            Try::NoShow { nth } => self.end(nth, State::NoShow, Act::NoShow).await,
            Try::Undo { nth } => self.undo(nth).await,
            Try::WalkIn { table, length } => self.walk_in(table, length).await,
            Try::Block {
                table,
                from,
                length,
            } => self.block(table, from, length).await,
            Try::Unblock { nth } => {
                let expected = if self.model.blocks.get(nth).is_some_and(Option::is_some) {
                    vec![]
                } else {
                    vec!["unknown_block"]
                };
                assert_eq!(
                    self.act(Act::Unblock(BlockId(nth as i64 + 1)), true).await,
                    expected,
                    "{step:?}"
                );
                if expected.is_empty() {
                    self.model.blocks[nth] = None;
                }
            }
            Try::Wait { minutes } => self.model.now += minutes,
            Try::Upkeep => {
                for (desk, _) in self.desks {
                    desk.upkeep(minute(self.model.now)).await.expect("upkeep");
                }
                self.model.expire(None);
                let now = self.model.now;
                for hold in &mut self.model.holds {
                    *hold = hold.filter(|(_, _, _, deadline)| *deadline > now);
                }
            }
        }
    }

    async fn book(&mut self, tables: Vec<i64>, from: i64, length: i64) {
        let until = from + length;
        let expected = self.model.free(&tables, from, until, None);
        let told = self
            .act(booking(joined(&tables, span(from, until))), false)
            .await;
        assert_eq!(
            told,
            deduplicated(expected.clone().err().unwrap_or_default()),
            "{tables:?} {from} {until}"
        );
        if expected.is_err() {
            return;
        }
        // The first table's rules decide how the order is admitted.
        let (state, deadline) = match tables[0] {
            1 => (State::Confirmed, None),
            2 => (State::Tentative, Some(self.model.now + ANSWER_MINUTES)),
            _ => (State::Requested, Some(self.model.now + ANSWER_MINUTES)),
        };
        if state.holds() {
            self.take(&tables, from, until);
        }
        self.model.bookings.push(Known {
            state,
            tables,
            from,
            until,
            deadline,
            undo: None,
        });
        if state.holds() {
            self.model.decline_rivals(self.model.bookings.len() - 1);
        }
    }

    /// What lapsed in the way of a taking goes.
    fn take(&mut self, tables: &[i64], from: i64, until: i64) {
        self.model.expire(Some((tables, from, until)));
        let now = self.model.now;
        for hold in &mut self.model.holds {
            *hold = hold.filter(|(t, a, b, deadline)| {
                *deadline > now || !(tables.contains(t) && *a < until && from < *b)
            });
        }
    }

    async fn hold(&mut self, table: i64, from: i64, length: i64) {
        let until = from + length;
        let expected = self.model.free(&[table], from, until, None);
        let told = self
            .act(Act::Hold(order(table, span(from, until))), false)
            .await;
        assert_eq!(told, expected.clone().err().unwrap_or_default());
        if expected.is_ok() {
            self.take(&[table], from, until);
            self.model
                .holds
                .push(Some((table, from, until, self.model.now + HOLD_MINUTES)));
        }
    }

    async fn confirm(&mut self, nth: usize) {
        let told = self
            .act(Act::Confirm(BookingId(nth as i64 + 1), None), true)
            .await;
        let Some(known) = self.model.bookings.get(nth).cloned() else {
            assert_eq!(told, ["unknown_booking"]);
            return;
        };
        let expected = if !known.state.may_become(State::Confirmed) {
            vec!["wrong_state"]
        } else if known
            .deadline
            .is_some_and(|deadline| deadline <= self.model.now)
        {
            vec!["deadline_passed"]
        } else if known.state == State::Tentative {
            vec![]
        } else {
            known
                .tables
                .iter()
                .filter_map(|t| self.model.taken(*t, known.from, known.until, Some(nth)))
                .collect()
        };
        assert_eq!(told, expected, "confirm {known:?}");
        if expected.is_empty() {
            self.take(&known.tables, known.from, known.until);
            self.model.bookings[nth].ends(State::Confirmed);
            self.model.decline_rivals(nth);
        }
    }

    async fn end(&mut self, nth: usize, state: State, act: impl Fn(BookingId) -> Act) {
        let told = self.act(act(BookingId(nth as i64 + 1)), true).await;
        let now = self.model.now;
        let Some(known) = self.model.bookings.get_mut(nth) else {
            assert_eq!(told, ["unknown_booking"]);
            return;
        };
        let expected = if !known.state.may_become(state) {
            vec!["wrong_state"]
        } else if known.deadline.is_some_and(|deadline| deadline <= now) {
            vec!["deadline_passed"]
        } else if now < known.from
            && (state == State::NoShow
                || (state == State::Finished && known.state == State::Confirmed))
        {
            vec!["too_early"]
        } else {
            vec![]
        };
        assert_eq!(told, expected, "{} {known:?}", state.name());
        if expected.is_empty() {
            known.remember(now);
            let undo = known.undo.take();
            known.ends(state);
            if matches!(state, State::Seated | State::Finished | State::NoShow) {
                known.undo = undo;
            }
            if state == State::Finished {
                known.until = known.until.min(now.max(known.from));
            }
        }
    }

    async fn undo(&mut self, nth: usize) {
        let told = self.act(Act::Undo(BookingId(nth as i64 + 1)), true).await;
        let Some(known) = self.model.bookings.get(nth).cloned() else {
            assert_eq!(told, ["unknown_booking"]);
            return;
        };
        let Some((at, was)) = known.undo else {
            assert_eq!(told, ["nothing_to_undo"]);
            return;
        };
        let taken = || {
            let tables = was.tables.iter().filter(|_| was.state.holds());
            let taken = |table: &i64| self.model.taken(*table, was.from, was.until, Some(nth));
            tables.filter_map(taken).collect()
        };
        // The clock of this model knows minutes alone.
        let expected = match at == self.model.now {
            true => taken(),
            false => vec!["deadline_passed"],
        };
        assert_eq!(told, expected, "undo to {was:?}");
        if expected.is_empty() {
            if was.state.holds() {
                self.take(&was.tables, was.from, was.until);
            }
            self.model.bookings[nth] = *was;
        }
    }

    async fn walk_in(&mut self, table: i64, length: i64) {
        let now = self.model.now;
        let until = now + length;
        let party = WalkIn {
            choice: Choice::These(vec![ResourceId(table)]),
            party: None,
            until: Some(minute(until)),
            contact: Contact::default(),
            note: None,
            channel: "test".into(),
        };
        let told = self.act(Act::WalkIn(Box::new(party)), true).await;
        let later = self.model.taken(table, now, until, None);
        let expected: Vec<_> = match self.model.taken(table, now, now + 1, None) {
            None => later.map(|_| "free_until").into_iter().collect(),
            Some(_) => later.into_iter().collect(),
        };
        assert_eq!(told, expected, "walk in at {table} until {until}");
        if expected.is_empty() {
            self.take(&[table], now, until);
            self.model.bookings.push(Known {
                state: State::Seated,
                tables: vec![table],
                from: now,
                until,
                deadline: None,
                undo: None,
            });
            self.model.decline_rivals(self.model.bookings.len() - 1);
        }
    }

    async fn shift(&mut self, nth: usize, table: i64, from: i64, length: i64) {
        let until = from + length;
        let wanted = order(table, span(from, until));
        let told = self
            .act(Act::Move(BookingId(nth as i64 + 1), Box::new(wanted)), true)
            .await;
        let Some(known) = self.model.bookings.get(nth).cloned() else {
            assert_eq!(told, ["unknown_booking"]);
            return;
        };
        let lapsed = known.state.undecided()
            && known
                .deadline
                .is_some_and(|deadline| deadline <= self.model.now);
        let expected = if !known.state.undecided() && known.state != State::Confirmed {
            vec!["wrong_state"]
        } else if lapsed {
            vec!["deadline_passed"]
        } else {
            self.model
                .free(&[table], from, until, Some(nth))
                .err()
                .unwrap_or_default()
        };
        assert_eq!(told, expected, "move {known:?}");
        if expected.is_empty() {
            if known.state.holds() {
                self.take(&[table], from, until);
            }
            let now = self.model.now;
            let moved = &mut self.model.bookings[nth];
            moved.remember(now);
            (moved.tables, moved.from, moved.until) = (vec![table], from, until);
            if known.state.holds() {
                self.model.decline_rivals(nth);
            }
        }
    }

    async fn block(&mut self, table: i64, from: i64, length: i64) {
        let until = from + length;
        let new = NewBlock {
            resources: vec![ResourceId(table)],
            span: span(from, until),
            reason: None,
        };
        let told = self.act(Act::Block(new), true).await;
        // A block over a block claims only what is left of it, so only bookings and holds are in its way. What it
        // could not claim stays with the other, and is free again when that one goes.
        let without_blocks = Model {
            blocks: Vec::new(),
            ..self.model.clone()
        };
        let expected: Vec<_> = without_blocks
            .taken(table, from, until, None)
            .into_iter()
            .collect();
        assert_eq!(told, expected);
        if expected.is_empty() {
            self.take(&[table], from, until);
            let left = self.left_of(table, from, until);
            self.model.blocks.push(left);
        }
    }

    /// What a new block claims. To keep the model plain, sequences are only followed where that is one piece.
    fn left_of(&self, table: i64, from: i64, until: i64) -> Option<(i64, i64, i64)> {
        let meets = |(t, a, b): &(i64, i64, i64)| *t == table && *a < until && from < *b;
        assert!(
            !self.model.blocks.iter().flatten().any(meets),
            "blocks that overlap are not generated"
        );
        Some((table, from, until))
    }

    /// Whether a step would lay a block over another one, which this model leaves to the tests of the rules.
    fn too_subtle(&self, step: &Try) -> bool {
        let Try::Block {
            table,
            from,
            length,
        } = step
        else {
            return false;
        };
        let meets = |(t, a, b): &(i64, i64, i64)| t == table && *a < from + length && from < b;
        self.model.blocks.iter().flatten().any(meets)
    }

    async fn check_states(&self) {
        for (desk, venue) in self.desks {
            for (nth, known) in self.model.bookings.iter().enumerate() {
                let booking = desk
                    .booking(*venue, BookingId(nth as i64 + 1))
                    .await
                    .expect("the booking");
                assert_eq!(
                    booking.state,
                    known.state,
                    "booking {} on {}",
                    booking.id,
                    desk.engine_name()
                );
            }
        }
    }
}

fn joined(tables: &[i64], span: Span) -> Order {
    Order {
        choice: Choice::These(tables.iter().copied().map(ResourceId).collect()),
        at: At::During(span),
        party: None,
    }
}

/// A refusal names each reason once; that two tables are taken are two reasons, that it is too soon is one.
fn deduplicated(codes: Vec<&'static str>) -> Vec<&'static str> {
    let mut once: Vec<&'static str> = Vec::new();
    for code in codes {
        if code != "too_soon" || !once.contains(&code) {
            once.push(code);
        }
    }
    once
}

/// A venue whose three tables admit orders in the three ways.
async fn three_ways(desk: &Desk, slug: &str) -> VenueId {
    let venue = venue(desk, slug, TABLES as usize, free_rules()).await;
    for (table, admission) in [(2, Admission::Tentative), (3, Admission::Request)] {
        let policy = Policy {
            admission: Some(admission),
            answer_minutes: Some(Bound::Of(ANSWER_MINUTES as u32)),
            ..Policy::default()
        };
        let edit = bronya_domain::settings::ResourceEdit {
            policy: Some(policy),
            ..Default::default()
        };
        let change =
            bronya_domain::settings::SettingsChange::Resource(ResourceId(table), Box::new(edit));
        desk.change_settings(venue, change, None, now())
            .await
            .expect("the rules of a table");
    }
    venue
}

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_and_a_plain_model_tell_the_same_story() {
    let databases = both().await;
    let mut desks = Vec::new();
    for database in &databases {
        desks.push(desk(database).await);
    }
    let runtime = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        let case = std::cell::Cell::new(0);
        let mut runner = TestRunner::new(Config {
            cases: CASES,
            max_shrink_iters: 200,
            failure_persistence: None,
            ..Config::default()
        });
        runner
            .run(&prop::collection::vec(tries(), STEPS), |steps| {
                case.set(case.get() + 1);
                runtime.block_on(async {
                    let mut venues = Vec::new();
                    for desk in &desks {
                        venues.push((
                            desk.clone(),
                            three_ways(desk, &format!("case-{}", case.get())).await,
                        ));
                    }
                    let mut house = House {
                        desks: &venues,
                        model: Model::default(),
                    };
                    for step in &steps {
                        if !house.too_subtle(step) {
                            house.step(step).await;
                        }
                    }
                    house.check_states().await;
                });
                Ok(())
            })
            .expect("the same story; the steps above replay it");
    });
    for database in &databases {
        let store = Store::open_to_read(&database.address)
            .await
            .expect("a reader");
        assert_eq!(verify(&store).await.expect("an audit").findings, []);
    }
}
