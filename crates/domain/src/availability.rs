//! What can be had: which starts, on which resources, at what price; why not; and what comes nearest.
//!
//! Starts are found by taking away from the open time what is taken, which is quick over a whole day. That this gives
//! exactly the starts to which [`Circumstances::judge`] has no objection is a property that a test holds.

mod confirmation;
mod steady;

use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::Listed;
use crate::command::Filter;
use crate::hours::OpeningHours;
use crate::id::{ResourceId, SlotId};
use crate::occupancy::Taken;
use crate::policy::{PartySize, Stay, minutes};
use crate::refusal::Reason;
use crate::resource::Schedule;
use crate::rules::{Circumstances, Rule, Wish, earliest_start, latest_start, turn_time};
use crate::span::{Span, SpanSet, later};

pub use confirmation::from_confirmation;
pub use steady::steady_until;

/// The smallest step of time.
const TICK: SignedDuration = SignedDuration::from_micros(1);

/// What somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// Between which instants the stay may start.
    pub starts: Span,
    /// How many come, where known.
    pub party: Option<u32>,
    /// What kinds and prices.
    pub filter: Filter,
    /// How long to stay, where the guest chooses.
    pub length: Option<SignedDuration>,
}

/// One stay that can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// On which resource.
    pub resource: ResourceId,
    /// From when until when.
    pub span: Span,
    /// At what price, in minor units of the venue's currency.
    pub price: i64,
    /// In which published slot, if in one.
    pub slot: Option<SlotId>,
}

/// A run of starts that can all be had, where starts lie on no grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// On which resource.
    pub resource: ResourceId,
    /// The first start.
    pub first: Timestamp,
    /// The last start, itself included.
    pub last: Timestamp,
    /// How long the stay is; none where it lasts until released.
    pub length: Option<SignedDuration>,
    /// At what price, in minor units of the venue's currency.
    pub price: i64,
}

/// Everything that can be had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// Single stays, in order of time and then of choice.
    pub stays: Vec<Offer>,
    /// Runs of starts, in order of choice and then of time.
    pub runs: Vec<Run>,
}

/// What every rule says to one stay on one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Explained {
    /// The resource.
    pub resource: ResourceId,
    /// Whether the stay can be had there.
    pub bookable: bool,
    /// The rules in the order in which they are asked.
    pub verdicts: Vec<Verdict>,
}

/// What one rule says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// The rule.
    pub rule: Rule,
    /// Why it says no; absent when it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objection: Option<Reason>,
}

/// Everything that can be had. The circumstances must reach around the stays that begin within the question's starts.
pub fn offers(circumstances: &Circumstances<'_>, question: &Question) -> Offers {
    let mut search = Search::new(circumstances, question);
    let mut found = Offers::default();
    for listed in search.wanted() {
        match (listed.resource.schedule, listed.rules.grid_minutes.get()) {
            (Schedule::Slots, _) => slots(circumstances, question, listed, &mut found.stays),
            (Schedule::Hours, grid) => {
                let Some(length) = length(listed, question) else {
                    continue;
                };
                let starts = search.possible_starts(listed, length);
                match grid {
                    Some(grid) => search.on_grid(listed, length, grid, &starts, &mut found.stays),
                    None => found
                        .runs
                        .extend(starts.spans().iter().map(|span| run(listed, length, *span))),
                }
            }
        }
    }
    found.stays.sort_by_key(|offer| offer.span.from());
    found
}

/// What every rule says to a stay from `from` on each resource that the question is about.
pub fn explain(
    circumstances: &Circumstances<'_>,
    question: &Question,
    from: Timestamp,
) -> Vec<Explained> {
    let listed = circumstances.catalog.listed().iter();
    listed
        .filter(|listed| question.filter.admits(&listed.resource))
        .map(|listed| {
            let span = asked_span(circumstances, question, listed, from);
            let wish = Wish {
                listed,
                span,
                party: question.party,
                own: &[],
                joined: false,
            };
            let mut verdicts = Vec::new();
            circumstances.judge(&wish, |rule, objection| {
                verdicts.push(Verdict { rule, objection })
            });
            let bookable = verdicts.iter().all(|verdict| verdict.objection.is_none());
            Explained {
                resource: listed.resource.id,
                bookable,
                verdicts,
            }
        })
        .collect()
}

/// The offers that come nearest to a start, at most `most` of them, each start once: on the resources that were wished for where
/// these have it.
pub fn nearest(offers: &Offers, from: Timestamp, wished: &[ResourceId], most: usize) -> Vec<Offer> {
    let distance = |offer: &Offer| offer.span.from().duration_since(from).abs();
    let stays = offers.stays.iter().copied();
    let runs = offers.runs.iter().filter_map(|run| {
        let start = from.clamp(to_minute(run.first).min(run.last), run.last);
        let span = Span::maybe_open(start, run.length.map(|length| later(start, length))).ok()?;
        Some(Offer {
            resource: run.resource,
            span,
            price: run.price,
            slot: None,
        })
    });
    let mut all: Vec<Offer> = stays.chain(runs).collect();
    let is_other = |offer: &Offer| !wished.contains(&offer.resource);
    // Two starts may be equally near, one on each side: told apart, each of them stands together.
    all.sort_by_key(|offer| (distance(offer), offer.span.from(), is_other(offer)));
    all.dedup_by_key(|offer| offer.span.from());
    all.truncate(most);
    all
}

/// The next whole minute. People do not meet at fractions of one, and a run that begins now has gone on by the time
/// that somebody reads of it.
pub(crate) fn to_minute(at: Timestamp) -> Timestamp {
    let over = at.as_microsecond().rem_euclid(60_000_000);
    let rest = if over == 0 { 0 } else { 60_000_000 - over };
    later(at, SignedDuration::from_micros(rest))
}

/// Whether the party could sit there, by the same rule as [`Rule::Seats`].
fn seats(listed: &Listed, party: Option<u32>) -> bool {
    match party {
        Some(party) => listed.resource.seats.fit(party),
        None => listed.rules.party_size == PartySize::Optional,
    }
}

/// How long the stay would be: outer none where no stay of the wanted length is possible, inner none without end.
fn length(listed: &Listed, question: &Question) -> Option<Option<SignedDuration>> {
    match &listed.rules.stay {
        Stay::UntilReleased => question
            .length
            .is_none_or(|length| length.is_positive())
            .then_some(question.length),
        Stay::ByParty(_) => {
            let turn = turn_time(&listed.rules, question.party)?;
            question
                .length
                .is_none_or(|wanted| wanted == turn)
                .then_some(Some(turn))
        }
        Stay::Chosen {
            least_minutes,
            most_minutes,
        } => {
            let (least, most) = (minutes(*least_minutes), minutes(*most_minutes));
            let wanted = question.length.unwrap_or(least);
            (least <= wanted && wanted <= most).then_some(Some(wanted))
        }
    }
}

/// A search under way, with what many resources have in common: their hours and their grids.
struct Search<'a> {
    circumstances: &'a Circumstances<'a>,
    question: &'a Question,
    /// The time of all stays that the question is about.
    reach: Span,
    open: Vec<(&'a OpeningHours, SpanSet)>,
    grids: Vec<(u32, Vec<Timestamp>)>,
}

impl<'a> Search<'a> {
    fn new(circumstances: &'a Circumstances<'a>, question: &'a Question) -> Self {
        let mut search = Self {
            circumstances,
            question,
            reach: question.starts,
            open: Vec::new(),
            grids: Vec::new(),
        };
        let lengths = search
            .wanted()
            .filter_map(|listed| length(listed, question));
        let longest = lengths.flatten().max().unwrap_or_default().max(TICK);
        search.reach = question.starts.widened(SignedDuration::ZERO, longest);
        search
    }

    /// The resources that the question is about, as far as the party could sit there.
    fn wanted(&self) -> impl Iterator<Item = &'a Listed> + use<'a> {
        let question = self.question;
        self.circumstances
            .catalog
            .listed()
            .iter()
            .filter(move |listed| {
                let resource = &listed.resource;
                !resource.retired
                    && resource.open
                    && question.filter.admits(resource)
                    && seats(listed, question.party)
            })
    }

    /// The starts at which the stay lies within hours, notice and horizon and meets nobody; ends are half-open.
    fn possible_starts(&mut self, listed: &'a Listed, length: Option<SignedDuration>) -> SpanSet {
        let now = self.circumstances.now;
        let asked = self.question.starts;
        let earliest = earliest_start(&listed.rules, now).unwrap_or(Timestamp::MIN);
        let latest =
            latest_start(&listed.rules, now).map_or(Timestamp::MAX, |latest| later(latest, TICK));
        let Ok(window) = Span::new(earliest.max(asked.from()), latest.min(asked.end())) else {
            return SpanSet::default();
        };
        let open = match self.circumstances.catalog.hours_of(&listed.resource) {
            None => SpanSet::from_iter([window]),
            Some(hours) => {
                // A start needs its whole stay to be open.
                let last = |span: &Span| later(span.end(), TICK - length.unwrap_or(TICK));
                let open = self.open_within_reach(hours).spans().iter();
                open.filter_map(|span| Span::new(span.from(), last(span)).ok())
                    .collect()
            }
        };
        let open = open.within(window);
        let lanes = 0..listed.resource.lanes;
        lanes
            .flat_map(|lane| {
                open.without(&blocked_starts(self.circumstances, listed, length, lane))
                    .spans()
                    .to_vec()
            })
            .collect()
    }

    fn open_within_reach(&mut self, hours: &'a OpeningHours) -> &SpanSet {
        let known = self
            .open
            .iter()
            .position(|(known, _)| std::ptr::eq(*known, hours));
        let place = known.unwrap_or_else(|| {
            let zone = &self.circumstances.catalog.venue.zone;
            self.open.push((hours, hours.open_within(self.reach, zone)));
            self.open.len() - 1
        });
        &self.open[place].1
    }

    /// The possible starts that lie on the grid.
    fn on_grid(
        &mut self,
        listed: &Listed,
        length: Option<SignedDuration>,
        grid: u32,
        starts: &SpanSet,
        found: &mut Vec<Offer>,
    ) {
        let resource = &listed.resource;
        let on_grid = self.grid(grid);
        for run in starts.spans() {
            let first = on_grid.partition_point(|start| *start < run.from());
            let within = on_grid[first..]
                .iter()
                .take_while(|start| **start < run.end());
            let spans = within.filter_map(|start| {
                Span::maybe_open(*start, length.map(|length| later(*start, length))).ok()
            });
            found.extend(spans.map(|span| Offer {
                resource: resource.id,
                span,
                price: resource.price,
                slot: None,
            }));
        }
    }

    fn grid(&mut self, minutes: u32) -> &[Timestamp] {
        let known = self.grids.iter().position(|(known, _)| *known == minutes);
        let place = known.unwrap_or_else(|| {
            let zone = &self.circumstances.catalog.venue.zone;
            let starts = grid_starts(self.question.starts, zone, minutes);
            self.grids.push((minutes, starts));
            self.grids.len() - 1
        });
        &self.grids[place].1
    }
}

/// The starts at which a stay would meet a claim on this lane.
fn blocked_starts(
    circumstances: &Circumstances<'_>,
    listed: &Listed,
    length: Option<SignedDuration>,
    lane: u16,
) -> SpanSet {
    let before = minutes(listed.rules.buffer_before_minutes);
    let after = minutes(listed.rules.buffer_after_minutes);
    let live = |taken: &&Taken| taken.meets_lane(lane) && !taken.lapsed(circumstances.now);
    let claims = circumstances
        .occupancy
        .on(listed.resource.id)
        .iter()
        .filter(live);
    claims
        .filter_map(|taken| {
            let claim = taken.claim.span;
            // A stay that starts at s claims [s − before, s + length + after). It meets [from, until) when
            // s > from − length − after and s < until + before; without an end it meets everything later.
            let first = match length {
                Some(length) => later(later(claim.from(), -(length + after)), TICK),
                None => Timestamp::MIN,
            };
            let until = claim
                .until()
                .map_or(Timestamp::MAX, |until| later(until, before));
            Span::new(first, until).ok()
        })
        .collect()
}

/// The instants within a window at which clocks show a time of the grid: none in a gap, both in a fold.
fn grid_starts(window: Span, zone: &TimeZone, grid: u32) -> Vec<Timestamp> {
    let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
    // A clock that is put back over midnight shows a day once more, so a day on either side is looked at too.
    let first = date(window.from());
    let first = first.yesterday().unwrap_or(first);
    let last = date(window.end());
    let last = last.tomorrow().unwrap_or(last);
    let days = first.series(1.day()).take_while(|day| *day <= last);
    let walls = days.flat_map(|day| {
        (0..1440)
            .step_by(grid as usize)
            .map(move |minute| day.at((minute / 60) as i8, (minute % 60) as i8, 0, 0))
    });
    let shown = walls.flat_map(|wall| {
        let ambiguous = zone.to_ambiguous_timestamp(wall);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => [ambiguous.compatible().ok(), None],
            AmbiguousOffset::Gap { .. } => [None, None],
            AmbiguousOffset::Fold { .. } => [ambiguous.earlier().ok(), ambiguous.later().ok()],
        }
    });
    let mut starts: Vec<Timestamp> = shown
        .flatten()
        .filter(|start| window.contains(*start))
        .collect();
    // In the night of a clock change wall time runs back, so that it is not in order of time.
    starts.sort();
    starts
}

/// The published slots that are free.
fn slots(
    circumstances: &Circumstances<'_>,
    question: &Question,
    listed: &Listed,
    found: &mut Vec<Offer>,
) {
    let resource = &listed.resource;
    let mut own: Vec<_> = circumstances
        .slots
        .iter()
        .filter(|slot| slot.resource == resource.id)
        .collect();
    own.sort_by_key(|slot| slot.span);
    for slot in own
        .into_iter()
        .filter(|slot| question.starts.contains(slot.span.from()))
    {
        let length = slot.span.length();
        if question.length.is_some() && question.length != length {
            continue;
        }
        let wish = Wish {
            listed,
            span: slot.span,
            party: question.party,
            own: &[],
            joined: false,
        };
        if circumstances.objections(&wish).is_empty() {
            let price = slot.price.unwrap_or(resource.price);
            found.push(Offer {
                resource: resource.id,
                span: slot.span,
                price,
                slot: Some(slot.id),
            });
        }
    }
}

fn run(listed: &Listed, length: Option<SignedDuration>, starts: Span) -> Run {
    let resource = &listed.resource;
    Run {
        resource: resource.id,
        first: starts.from(),
        last: later(starts.end(), -TICK),
        length,
        price: resource.price,
    }
}

/// The stay that a question means from a start: a published slot, the turn time, or what the guest chose.
fn asked_span(
    circumstances: &Circumstances<'_>,
    question: &Question,
    listed: &Listed,
    from: Timestamp,
) -> Span {
    let resource = listed.resource.id;
    let slot = circumstances
        .slots
        .iter()
        .find(|slot| slot.resource == resource && slot.span.from() == from);
    let by_rule = length(listed, question).flatten();
    let fallback = || {
        Span::maybe_open(
            from,
            question
                .length
                .or(by_rule)
                .map(|length| later(from, length)),
        )
    };
    match (listed.resource.schedule, slot) {
        (Schedule::Slots, Some(slot)) => slot.span,
        (Schedule::Slots, None) => {
            Span::lasting(from, question.length.unwrap_or(TICK)).unwrap_or(Span::open(from))
        }
        (Schedule::Hours, _) => fallback().unwrap_or(Span::open(from)),
    }
}
