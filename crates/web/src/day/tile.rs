//! A resource as it stands on the floor at a time: free, taken, soon to be taken, with what tells it besides its colour.

use bronya_domain::booking::{Booking, State};
use bronya_domain::catalog::Listed;
use bronya_domain::floor_plan::{Place, Shape};
use bronya_domain::id::ResourceId;
use bronya_domain::span::Span;
use bronya_words::{Line, moment};
use jiff::{SignedDuration, Timestamp};

use super::seen::Seen;
use crate::tongue::Blanks;
use crate::{facts, lettering};

/// How long ahead a booking makes a free table look taken soon.
const SOON: SignedDuration = SignedDuration::from_mins(60);

/// A resource as it stands.
pub(super) struct Tile {
    /// What it is called.
    pub name: String,
    /// For how many it is.
    pub seats: String,
    /// How it stands.
    pub stands: Stands,
    /// Everything in words, for those who hear it.
    pub full: String,
    /// Where it is chosen.
    pub path: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
    /// Its number, by which the page calls it.
    pub id: ResourceId,
}

/// How a resource stands.
pub(super) struct Stands {
    /// How it looks, by a name of the style sheet.
    pub look: &'static str,
    /// What tells it besides its colour.
    pub sign: &'static str,
    /// In words.
    pub line: String,
    /// The same in as little space as there is on a table: until when, and how long that still is.
    pub short: (String, Option<String>),
}

impl Tile {
    /// How a resource stands at a time.
    pub(super) fn of(seen: &Seen<'_>, listed: &Listed, at: Timestamp) -> Self {
        let resource = &listed.resource;
        let own = holding(seen, resource.id);
        let there = own.iter().find(|booking| holds_at(seen, booking, at));
        let stands = Stands::of(seen, listed, &own, at);
        let name = Line::name(&resource.name).to_string();
        let seats = facts::seats(resource.seats);
        let who = there.map(|booking| seen.in_words(booking));
        let full = [
            Some(name.clone()),
            Some(seats.clone()),
            who,
            Some(stands.line.clone()),
        ];
        let (look, chosen) = (seen.look, there.map(|booking| booking.id));
        let path = chosen.map_or_else(|| look.of_resource(resource.id), |id| look.of_booking(id));
        Self {
            full: full.into_iter().flatten().collect::<Vec<_>>().join(", "),
            name,
            seats,
            stands,
            is_chosen: match chosen {
                Some(id) => look.booking == Some(id),
                None => look.resource == Some(resource.id),
            },
            path: seen.to(&path),
            id: resource.id,
        }
    }

    /// What stands below its name on the floor: until when, then how long that still is, else for how many it is.
    pub(super) fn below(&self) -> [String; 2] {
        let (until, left) = &self.stands.short;
        let first = format!("{} {until}", self.stands.sign);
        let second = left.clone().unwrap_or_else(|| self.seats.clone());
        [first.trim().to_owned(), second]
    }

    /// How large its name is written, so that it fits with what stands below it.
    pub(super) fn letters(&self, place: &Place) -> f64 {
        let below = self.below();
        lettering::size(place, &self.name, below.iter().map(String::as_str))
    }
}

impl Stands {
    fn of(seen: &Seen<'_>, listed: &Listed, own: &[&Booking], at: Timestamp) -> Self {
        let resource = &listed.resource;
        let mut blocks = seen.agenda.blocks.iter();
        if blocks.any(|block| block.resources.contains(&resource.id) && block.span.contains(at)) {
            return Self::plain("block", "⊘", seen.word("day-shut"));
        }
        if let Some(booking) = own.iter().find(|booking| holds_at(seen, booking, at)) {
            return Self::taken(seen, booking, at);
        }
        if !resource.open {
            let line = seen.word("day-closed");
            let short = (seen.word("day-shut"), None);
            return Self {
                short,
                ..Self::plain("block", "⊘", line)
            };
        }
        let starts = own.iter().filter_map(|booking| booking.when.span());
        let next = starts.map(Span::from).filter(|from| *from > at).min();
        next.map_or_else(
            || Self::plain("free", "", seen.word("day-free")),
            |next| Self::free_until(seen, next, at),
        )
    }

    fn plain(look: &'static str, sign: &'static str, line: String) -> Self {
        Self {
            look,
            sign,
            short: (line.clone(), None),
            line,
        }
    }

    /// Until when a party stays, and how long that still is.
    fn taken(seen: &Seen<'_>, booking: &Booking, at: Timestamp) -> Self {
        let (look, sign) = (seen.looks(booking), sign(seen, booking));
        let Some(until) = booking.when.span().and_then(Span::until) else {
            return Self::plain(look, sign, seen.guest(booking));
        };
        let left = until.duration_since(at).as_mins();
        let blanks = Blanks::default()
            .with("until", clock(seen, until))
            .with("minutes", left.abs());
        let (long, short) = match left < 0 {
            true => ("day-over-by", "day-tile-over"),
            false => ("day-left", "day-tile-left"),
        };
        Self {
            look,
            sign,
            line: seen.say(long, &blanks),
            short: (
                seen.say("day-tile-until", &blanks),
                Some(seen.say(short, &blanks)),
            ),
        }
    }

    /// Until when a table is free that somebody will have.
    fn free_until(seen: &Seen<'_>, next: Timestamp, at: Timestamp) -> Self {
        let blanks = Blanks::default().with("until", clock(seen, next));
        let (look, sign) = match next.duration_since(at) <= SOON {
            true => ("soon", "◔"),
            false => ("free", ""),
        };
        Self {
            look,
            sign,
            line: seen.say("day-free-until", &blanks),
            short: (seen.say("day-tile-until", &blanks), None),
        }
    }
}

/// The bookings that have a resource, in whatever part of the day.
fn holding<'a>(seen: &'a Seen<'_>, resource: ResourceId) -> Vec<&'a Booking> {
    let holds = |booking: &&Booking| {
        let state = seen.stands(booking);
        let has = state.holds() && state != State::Finished;
        has && booking.resources().any(|id| id == resource)
    };
    seen.agenda.bookings.iter().filter(holds).collect()
}

/// Whether a party has its place at a time. Who sits longer than was agreed still sits now; how long he will, nobody knows.
fn holds_at(seen: &Seen<'_>, booking: &Booking, at: Timestamp) -> bool {
    let Some(span) = booking.when.span() else {
        return false;
    };
    let overstays = booking.state == State::Seated && span.end() <= at && at <= seen.now;
    span.contains(at) || overstays
}

fn sign(seen: &Seen<'_>, booking: &Booking) -> &'static str {
    match seen.stands(booking) {
        State::Seated => "●",
        State::Tentative | State::Requested => "?",
        _ if seen.is_late(booking) => "!",
        _ => "○",
    }
}

/// What the venue's clock shows.
pub(super) fn clock(seen: &Seen<'_>, at: Timestamp) -> String {
    moment::clock(&at.to_zoned(seen.catalog.venue.zone.clone()))
}

/// Whether a place is drawn round.
pub(super) fn is_round(place: &Place) -> bool {
    place.shape == Shape::Round
}
