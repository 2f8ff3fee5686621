//! The day as rows of resources and columns of time. Requests that claim nothing yet stand in tracks of their own below what is
//! taken, so that two who want one table are both to be seen.

use bronya_domain::booking::{Booking, State};
use bronya_domain::catalog::Listed;
use bronya_domain::hours::OpeningHours;
use bronya_domain::id::ResourceId;
use bronya_domain::resource::{Resource, Schedule};
use bronya_domain::span::Span;
use bronya_words::{Line, moment};

use super::look::Look;
use super::seen::Seen;
use super::window::Hour;
use crate::facts;
use crate::ranks::rank;

/// The rows of a day.
pub(super) struct Timeline {
    /// When it begins, in seconds since 1970, for scripts that measure on it.
    pub start: i64,
    /// How wide they are, in cells.
    pub cells: u32,
    /// The hours above them.
    pub hours: Vec<Hour>,
    /// Where now is, if it is to be seen.
    pub now: Option<u32>,
    /// The rows, by kind.
    pub groups: Vec<Group>,
}

/// The rows of a kind.
pub(super) struct Group {
    /// The venue's word for it.
    pub kind: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// The row of a resource.
pub(super) struct Row {
    /// Whose it is.
    pub id: ResourceId,
    /// What it is called.
    pub name: String,
    /// For how many it is.
    pub seats: String,
    /// Whether it takes new bookings.
    pub open: bool,
    /// Whether it is chosen.
    pub is_chosen: bool,
    /// Where it is chosen.
    pub path: String,
    /// When it is closed: where that begins and how many cells it takes.
    pub closed: Stretches,
    /// Its tracks.
    pub tracks: Vec<Track>,
}

/// Things of one row that do not overlap.
#[derive(Default)]
pub(super) struct Track {
    /// The things, in order of time.
    pub items: Vec<Item>,
}

/// One thing on a row.
pub(super) struct Item {
    /// Where it begins, in cells.
    pub at: u32,
    /// How many cells it takes.
    pub wide: u32,
    /// How it looks.
    pub look: &'static str,
    /// What is to be read on it: how many come, and who.
    pub party: Option<u32>,
    /// The name or reason on it.
    pub text: String,
    /// The same in full, for those who hear it.
    pub full: String,
    /// Where it is chosen.
    pub path: Option<String>,
    /// Whether it is chosen.
    pub is_chosen: bool,
    /// What it is called among the elements of the page.
    pub id: String,
    /// The booking with its version, where it can be moved.
    pub moves: Option<(i64, i64)>,
    /// Where in time it begins, to put things in order.
    span: Span,
}

impl Timeline {
    /// The rows of what is seen.
    pub(super) fn of(seen: &Seen<'_>) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        let mut closings = Closings::default();
        let mut listed: Vec<&Listed> = seen.rows().collect();
        listed.sort_by_cached_key(|listed| {
            let resource = &listed.resource;
            (resource.kind.clone(), rank(&resource.name), resource.number)
        });
        let taken = Taken::of(seen);
        for one in listed {
            let row = row(seen, one, &taken, &mut closings);
            let kind = &one.resource.kind;
            match groups.last_mut().filter(|group| group.kind == *kind) {
                Some(group) => group.rows.push(row),
                None => groups.push(Group {
                    kind: kind.clone(),
                    rows: vec![row],
                }),
            }
        }
        let now = seen.window.span.contains(seen.now);
        Self {
            start: seen.window.span.from().as_second(),
            cells: seen.window.cells(),
            hours: seen.window.hours(),
            now: now.then(|| seen.window.cell(seen.now)),
            groups,
        }
    }
}

/// Everything that stands on rows, by resource, so that a row finds its own without looking through all.
struct Taken(std::collections::HashMap<ResourceId, Vec<Placed>>);

/// A thing with the lane on which it stands; none where it only wishes to.
struct Placed {
    lane: Option<u16>,
    item: Item,
}

impl Taken {
    fn of(seen: &Seen<'_>) -> Self {
        let mut taken = Self(std::collections::HashMap::new());
        for booking in &seen.agenda.bookings {
            taken.add_booking(seen, booking);
        }
        for block in &seen.agenda.blocks {
            for resource in &block.resources {
                let item = item(seen, block.span, format!("block-{}-{resource}", block.id));
                let reason = Line::some_name(block.reason.as_deref());
                let reason = reason.map_or_else(|| seen.word("day-shut"), |it| it.to_string());
                taken.add(*resource, Some(0), item, |item| {
                    item.look = "block";
                    item.full = seen.heard(block.span, &reason);
                    item.text = reason;
                    item.path = Some(seen.to(&seen.look.of_resource(*resource)));
                });
            }
        }
        for hold in &seen.agenda.holds {
            for claim in &hold.claims {
                let item = item(
                    seen,
                    hold.span,
                    format!("hold-{}-{}", hold.id, claim.resource),
                );
                taken.add(claim.resource, Some(claim.lane), item, |item| {
                    item.look = "hold";
                    item.party = hold.party;
                    item.text = seen.word("day-hold");
                    item.full = seen.heard(hold.span, &item.text);
                });
            }
        }
        for slot in &seen.agenda.slots {
            let item = item(seen, slot.span, format!("slot-{}", slot.id));
            // What is taken of a slot lies over it.
            taken.add(slot.resource, Some(0), item, |item| {
                item.look = "slot";
                item.text = Line::some_name(slot.topic.as_deref())
                    .map_or_else(|| seen.word("day-slot"), |it| it.to_string());
                item.full = seen.heard(slot.span, &seen.word("day-slot"));
            });
        }
        taken
    }

    fn add_booking(&mut self, seen: &Seen<'_>, booking: &Booking) {
        let Some(span) = booking.when.span() else {
            return;
        };
        let stands = seen.stands(booking);
        let shown = stands.holds() || stands == State::Requested || stands == State::NoShow;
        if !shown {
            return;
        }
        for claim in &booking.claims {
            let lane = stands.holds().then_some(claim.lane);
            let id = format!("booking-{}-{}", booking.id, claim.resource);
            self.add(claim.resource, lane, item(seen, span, id), |item| {
                item.look = seen.looks(booking);
                item.party = booking.party;
                item.text = seen.guest(booking);
                item.full = seen.heard(span, &seen.as_seen(booking));
                item.path = Some(seen.to(&seen.look.of_booking(booking.id)));
                item.is_chosen = seen.look.booking == Some(booking.id);
                let moves = stands.undecided() || stands == State::Confirmed;
                let alone = booking.claims.len() == 1;
                item.moves = (moves && alone).then_some((booking.id.0, booking.version));
            });
        }
    }

    fn add(
        &mut self,
        resource: ResourceId,
        lane: Option<u16>,
        item: Option<Item>,
        furnish: impl FnOnce(&mut Item),
    ) {
        if let Some(mut item) = item {
            furnish(&mut item);
            self.0
                .entry(resource)
                .or_default()
                .push(Placed { lane, item });
        }
    }

    /// The tracks of a resource: one for each lane, below them as many as its wishes need.
    fn tracks(&self, resource: &Resource) -> Vec<Track> {
        let lanes = usize::from(resource.lanes.min(LANES_MOST));
        let mut tracks: Vec<Track> = (0..lanes).map(|_| Track::default()).collect();
        let mut wishes: Vec<Track> = Vec::new();
        let mut placed: Vec<&Placed> = self.0.get(&resource.id).into_iter().flatten().collect();
        placed.sort_by_key(|placed| (placed.item.span, placed.item.look != "slot"));
        for Placed { lane, item } in placed {
            let item = item.copy();
            let own = lane.and_then(|lane| tracks.get_mut(usize::from(lane)));
            match own {
                Some(track) => track.items.push(item),
                None => place_wish(&mut wishes, item),
            }
        }
        tracks.extend(wishes);
        tracks
    }
}

/// How many lanes of a resource are drawn.
const LANES_MOST: u16 = 12;

fn place_wish(wishes: &mut Vec<Track>, item: Item) {
    let free = |track: &&mut Track| {
        let last = track.items.last();
        last.is_none_or(|last| !last.span.overlaps(item.span))
    };
    match wishes.iter_mut().find(free) {
        Some(track) => track.items.push(item),
        None => wishes.push(Track { items: vec![item] }),
    }
}

impl Item {
    fn copy(&self) -> Self {
        Self {
            text: self.text.clone(),
            full: self.full.clone(),
            path: self.path.clone(),
            id: self.id.clone(),
            ..*self
        }
    }
}

/// A thing that is to be seen, before anything is written on it.
fn item(seen: &Seen<'_>, span: Span, id: String) -> Option<Item> {
    let (at, wide) = seen.window.place(span)?;
    Some(Item {
        at,
        wide,
        look: "",
        party: None,
        text: String::new(),
        full: String::new(),
        path: None,
        is_chosen: false,
        id,
        moves: None,
        span,
    })
}

fn row(seen: &Seen<'_>, listed: &Listed, taken: &Taken, closings: &mut Closings) -> Row {
    let resource = &listed.resource;
    let chosen = seen.look.of_resource(resource.id);
    Row {
        id: resource.id,
        name: Line::name(&resource.name).to_string(),
        seats: facts::seats(resource.seats),
        open: resource.open,
        is_chosen: seen.look.resource == Some(resource.id),
        path: seen.to(&chosen),
        closed: closings.of(seen, resource),
        tracks: taken.tracks(resource),
    }
}

/// When resources are closed, told once for all that share their hours.
#[derive(Default)]
struct Closings(Vec<(Option<OpeningHours>, Stretches)>);

/// Stretches of time: where each begins and how many cells it takes.
type Stretches = Vec<(u32, u32)>;

impl Closings {
    fn of(&mut self, seen: &Seen<'_>, resource: &Resource) -> Stretches {
        if resource.schedule == Schedule::Slots {
            return Vec::new();
        }
        let hours = seen.catalog.hours_of(resource);
        let known = self.0.iter().find(|(known, _)| known.as_ref() == hours);
        if let Some((_, closed)) = known {
            return closed.clone();
        }
        let closed = hours.map_or_else(Vec::new, |hours| closed(seen, hours));
        self.0.push((hours.cloned(), closed.clone()));
        closed
    }
}

fn closed(seen: &Seen<'_>, hours: &OpeningHours) -> Stretches {
    let window = seen.window.span;
    let open = hours.open_within(window, &seen.catalog.venue.zone);
    let whole = [window]
        .into_iter()
        .collect::<bronya_domain::span::SpanSet>();
    let closed = whole.without(&open);
    let places = closed
        .spans()
        .iter()
        .filter_map(|span| seen.window.place(*span));
    places.collect()
}

impl Seen<'_> {
    /// From when until when, and what, for those who hear it.
    pub(super) fn heard(&self, span: Span, what: &str) -> String {
        let zone = &self.catalog.venue.zone;
        let clock = |at: jiff::Timestamp| moment::clock(&at.to_zoned(zone.clone()));
        match span.until() {
            Some(until) => format!("{}–{}, {what}", clock(span.from()), clock(until)),
            None => format!("{}, {what}", clock(span.from())),
        }
    }

    /// The address of another look.
    pub(super) fn to(&self, look: &Look) -> String {
        look.path(&self.catalog.venue.slug)
    }
}
