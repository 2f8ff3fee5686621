//! Words in which a story is told in few lines: `"T1+T2 18:00 for 6"` is an order, `"..aaa.#"` an evening at a table.

use std::ops::RangeInclusive;

use bronya_domain::booking::{Contact, State};
use bronya_domain::command::{
    Act, Actor, At, Choice, Command, Filter, NewBlock, NewBooking, Order, Role, SlotText, WalkIn,
};
use bronya_domain::decide::Outcome;
use bronya_domain::hours::{OpeningHours, WallSpan, Week};
use bronya_domain::id::{BlockId, BookingId, HoldId, ResourceId, SlotId};
use bronya_domain::occupancy::Owner;
use bronya_domain::policy::Policy;
use bronya_domain::refusal::Refusal;
use bronya_domain::resource::{Resource, Schedule, Seats};
use bronya_domain::span::{Span, later};
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp};

use crate::world::World;

/// Somebody who works at the venue.
pub const STAFF: Actor = Actor {
    role: Role::Staff,
    account: None,
    own: None,
};

/// `18:00` on the day on which the stories play, a Saturday; `22T18:00` on another day of that November; or any
/// instant written out.
#[track_caller]
pub fn at(text: &str) -> Timestamp {
    let whole = match text.split_once('T') {
        None => format!("2026-11-21T{text}Z"),
        Some((day, time)) if day.len() == 2 => format!("2026-11-{day}T{time}Z"),
        Some(_) => text.into(),
    };
    whole
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `18:00/20:00`, or `18:00/` with an open end.
#[track_caller]
pub fn span(text: &str) -> Span {
    let (from, until) = text.split_once('/').expect("a slash between the ends");
    let until = (!until.is_empty()).then(|| at(until));
    Span::maybe_open(at(from), until).expect("an end after the beginning")
}

/// So many microseconds later.
pub fn tick(at: Timestamp, by: i64) -> Timestamp {
    later(at, SignedDuration::from_micros(by))
}

/// Rules as a venue writes them.
#[track_caller]
pub fn rules(text: &str) -> Policy {
    serde_json::from_str(text).expect("rules")
}

/// Open every day between two wall times.
pub fn daily(opens: &str, closes: &str) -> OpeningHours {
    let wall = |text: &str| -> Time { text.parse().expect("a wall time") };
    let span = WallSpan {
        opens: wall(opens),
        closes: wall(closes),
    };
    OpeningHours {
        weekly: Week::daily(&[span]),
        ..OpeningHours::default()
    }
}

/// The table `T1`, `T2`, … at 10 for each seat.
pub fn table(number: i64, seats: RangeInclusive<u32>) -> Resource {
    Resource {
        id: ResourceId(number),
        kind: "table".into(),
        number,
        name: format!("T{number}"),
        price: i64::from(*seats.end()) * 1000,
        seats: Seats {
            from: *seats.start(),
            to: *seats.end(),
        },
        lanes: 1,
        open: true,
        retired: false,
        schedule: Schedule::Hours,
        hours: None,
        policy: Policy::default(),
    }
}

/// The doctor `D1`, `D2`, … who publishes slots.
pub fn doctor(number: i64) -> Resource {
    Resource {
        id: ResourceId(100 + number),
        kind: "doctor".into(),
        name: format!("D{number}"),
        schedule: Schedule::Slots,
        ..table(number, 1..=1)
    }
}

/// A venue in UTC at noon, always open.
pub fn house(policy: &str, resources: impl Into<Vec<Resource>>) -> World {
    World::new("UTC", None, rules(policy), resources.into(), at("12:00"))
}

/// The refusal with exactly these codes.
pub fn no<T>(codes: &str) -> Result<T, String> {
    Err(codes.into())
}

fn codes(refusal: Refusal) -> String {
    refusal.codes().join(", ")
}

pub fn guest() -> Contact {
    Contact {
        name: Some("Anna".into()),
        email: Some("anna@example.org".into()),
        phone: None,
    }
}

pub fn new_booking(order: Option<Order>, hold: Option<HoldId>) -> NewBooking {
    NewBooking {
        order,
        hold,
        contact: guest(),
        note: None,
        language: None,
        channel: "api".into(),
    }
}

impl World {
    /// The resource of that name; a name that nobody has stands for a number that nobody has.
    pub fn id(&self, name: &str) -> ResourceId {
        let found = self.resources().find(|resource| resource.name == name);
        found.map_or_else(
            || ResourceId(900 + name.bytes().map(i64::from).sum::<i64>()),
            |resource| resource.id,
        )
    }

    /// `T1+T2`.
    pub fn ids(&self, names: &str) -> Vec<ResourceId> {
        names
            .split('+')
            .filter(|name| !name.is_empty())
            .map(|name| self.id(name))
            .collect()
    }

    /// Resources (`T1+T2`, `any`, `any:room`, `none`), time (`18:00`, `18:00/20:00`, `18:00/`, `slot1`, `confirmation`)
    /// and perhaps `for 4`.
    #[track_caller]
    pub fn order(&self, text: &str) -> Order {
        let words: Vec<&str> = text.split(' ').collect();
        let choice = self.choice(words[0]);
        let time = words[1];
        let when = match time.strip_prefix("slot") {
            Some(number) => At::Slot(SlotId(number.parse().expect("a slot's number"))),
            None if time == "confirmation" => At::Confirmation,
            None if time.contains('/') => At::During(span(time)),
            None => At::From(at(time)),
        };
        let party = words.get(3).map(|party| party.parse().expect("a party"));
        Order {
            choice,
            at: when,
            party,
        }
    }

    fn choice(&self, word: &str) -> Choice {
        match word.split_once(':') {
            Some((_, kind)) => Choice::Any(Filter {
                kind: Some(kind.into()),
                ..Filter::default()
            }),
            None if word == "any" => Choice::Any(Filter::default()),
            None if word == "none" => Choice::These(Vec::new()),
            None => Choice::These(self.ids(word)),
        }
    }

    /// Does as an actor asks, whatever version of the booking he saw.
    pub fn act(&mut self, actor: Actor, act: Act) -> Result<Outcome, String> {
        let expects = None;
        self.run(&Command {
            actor,
            act,
            expects,
        })
        .map_err(codes)
    }

    pub fn guest(&mut self, act: Act) -> Result<Outcome, String> {
        self.act(Actor::GUEST, act)
    }

    pub fn staff(&mut self, act: Act) -> Result<Outcome, String> {
        self.act(STAFF, act)
    }

    pub fn clock(&mut self, act: Act) -> Result<Outcome, String> {
        self.act(Actor::CLOCK, act)
    }

    /// A guest books.
    pub fn book(&mut self, order: &str) -> Result<BookingId, String> {
        let order = self.order(order);
        self.book_as(Actor::GUEST, new_booking(Some(order), None))
    }

    /// The staff book for somebody.
    pub fn staff_book(&mut self, order: &str) -> Result<BookingId, String> {
        let order = self.order(order);
        self.book_as(STAFF, new_booking(Some(order), None))
    }

    /// The staff seat a party that stands at the door: `T1 for 2`, `any until 20:00`.
    pub fn walk_in(&mut self, text: &str) -> Result<BookingId, String> {
        self.walk_in_as(STAFF, text)
    }

    pub fn walk_in_as(&mut self, actor: Actor, text: &str) -> Result<BookingId, String> {
        let words: Vec<&str> = text.split(' ').collect();
        let after = |word: &str| {
            let place = words.iter().position(|known| *known == word)?;
            words.get(place + 1)
        };
        let party = WalkIn {
            choice: self.choice(words[0]),
            party: after("for").map(|party| party.parse().expect("a party")),
            until: after("until").map(|until| at(until)),
            contact: guest(),
            note: None,
            channel: "api".into(),
        };
        match self.act(actor, Act::WalkIn(Box::new(party)))? {
            Outcome::Booking(id) => Ok(id),
            other => panic!("a walk-in made {other:?}"),
        }
    }

    /// A hold becomes a booking.
    pub fn book_held(&mut self, hold: HoldId, order: Option<&str>) -> Result<BookingId, String> {
        let order = order.map(|order| self.order(order));
        self.book_as(Actor::GUEST, new_booking(order, Some(hold)))
    }

    pub fn book_as(&mut self, actor: Actor, new: NewBooking) -> Result<BookingId, String> {
        match self.act(actor, Act::Book(Box::new(new)))? {
            Outcome::Booking(id) => Ok(id),
            other => panic!("booking made {other:?}"),
        }
    }

    pub fn hold(&mut self, order: &str) -> Result<HoldId, String> {
        match self.guest(Act::Hold(self.order(order)))? {
            Outcome::Hold(id) => Ok(id),
            other => panic!("holding made {other:?}"),
        }
    }

    /// A guest moves his booking.
    pub fn reorder(&mut self, booking: BookingId, order: &str) -> Result<Outcome, String> {
        self.guest(Act::Move(booking, Box::new(self.order(order))))
    }

    /// The staff move a booking.
    pub fn staff_reorder(&mut self, booking: BookingId, order: &str) -> Result<Outcome, String> {
        self.staff(Act::Move(booking, Box::new(self.order(order))))
    }

    pub fn block(&mut self, names: &str, time: &str) -> Result<BlockId, String> {
        let new = NewBlock {
            resources: self.ids(names),
            span: span(time),
            reason: None,
        };
        match self.staff(Act::Block(new))? {
            Outcome::Block(id) => Ok(id),
            other => panic!("blocking made {other:?}"),
        }
    }

    pub fn publish(&mut self, name: &str, time: &str) -> Result<SlotId, String> {
        let text = self.slot_text(name, time);
        match self.staff(Act::PublishSlot(text))? {
            Outcome::Slot(id) => Ok(id),
            other => panic!("publishing made {other:?}"),
        }
    }

    pub fn slot_text(&self, name: &str, time: &str) -> SlotText {
        SlotText {
            resource: self.id(name),
            span: span(time),
            topic: None,
            price: None,
        }
    }

    pub fn state(&self, booking: BookingId) -> State {
        self.bookings[&booking].state
    }

    /// `T1 18:00/20:00` for a booking that has its time.
    pub fn place(&self, booking: BookingId) -> String {
        let booking = &self.bookings[&booking];
        let names: Vec<&str> = booking
            .resources()
            .filter_map(|id| self.resources().find(|resource| resource.id == id))
            .map(|resource| resource.name.as_str())
            .collect();
        let time = booking.when.span().map_or("confirmation".into(), |span| {
            let shown = |at: Timestamp| at.strftime("%H:%M").to_string();
            format!(
                "{}/{}",
                shown(span.from()),
                span.until().map(shown).unwrap_or_default()
            )
        });
        format!("{} {time}", names.join("+"))
    }

    /// What is taken of a resource in each half hour: `a` by the first booking, `b` by the second, `h` by a hold, `#`
    /// by a block. A line for each lane, with `|` between them.
    pub fn drawn(&self, name: &str, time: &str) -> String {
        let (id, window) = (self.id(name), span(time));
        let lanes = self
            .catalog
            .find(id)
            .map_or(0, |listed| listed.resource.lanes);
        let half = SignedDuration::from_mins(30);
        let letter = |lane: u16, part: Span| {
            let met = self.claims.values().find(|taken| {
                let claim = taken.claim;
                claim.resource == id && claim.lane == lane && claim.span.overlaps(part)
            });
            match met.map(|taken| taken.owner) {
                None => '.',
                Some(Owner::Booking(id)) => (b'a' + id.0 as u8 - 1) as char,
                Some(Owner::Hold(_)) => 'h',
                Some(Owner::Block(_)) => '#',
            }
        };
        let line = |lane: u16| -> String {
            std::iter::successors(Some(window.from()), |at| Some(later(*at, half)))
                .take_while(|at| *at < window.end())
                .map(|at| letter(lane, Span::lasting(at, half).expect("half an hour")))
                .collect()
        };
        let lines: Vec<String> = (0..lanes).map(line).collect();
        lines.join("|")
    }
}
