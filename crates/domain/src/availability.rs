//! What can be had: which starts, on which resources, at what price; why not; and what comes nearest.
//!
//! Starts are found by taking away from the open time what is taken, which is quick over a whole day. That this gives
//! exactly the starts to which [`Circumstances::judge`] has no objection is a property that a test holds.

use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;
use jiff::{SignedDuration, Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::Listed;
use crate::command::Filter;
use crate::id::{ResourceId, SlotId};
use crate::occupancy::Taken;
use crate::policy::{PartySize, Stay, minutes};
use crate::refusal::Reason;
use crate::resource::Schedule;
use crate::rules::{Circumstances, Rule, Wish, earliest_start, latest_start, turn_time};
use crate::span::{Span, SpanSet, later};

/// The smallest step of time.
const TICK: SignedDuration = SignedDuration::from_micros(1);

/// What somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    let mut found = Offers::default();
    for listed in circumstances.catalog.listed() {
        let resource = &listed.resource;
        if resource.retired
            || !resource.open
            || !question.filter.admits(resource)
            || !seats(listed, question.party)
        {
            continue;
        }
        match (resource.schedule, listed.rules.grid_minutes.get()) {
            (Schedule::Slots, _) => slots(circumstances, question, listed, &mut found.stays),
            (Schedule::Hours, grid) => {
                let Some(length) = length(listed, question) else {
                    continue;
                };
                let starts = possible_starts(circumstances, question, listed, length);
                match grid {
                    Some(grid) => on_grid(
                        circumstances,
                        listed,
                        length,
                        grid,
                        &starts,
                        &mut found.stays,
                    ),
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

/// The offers that come nearest to a start, at most `most` of them, each start once.
pub fn nearest(offers: &Offers, from: Timestamp, most: usize) -> Vec<Offer> {
    let distance = |offer: &Offer| offer.span.from().duration_since(from).abs();
    let stays = offers.stays.iter().copied();
    let runs = offers.runs.iter().filter_map(|run| {
        let start = from.clamp(run.first, run.last);
        let span = Span::maybe_open(start, run.length.map(|length| later(start, length))).ok()?;
        Some(Offer {
            resource: run.resource,
            span,
            price: run.price,
            slot: None,
        })
    });
    let mut all: Vec<Offer> = stays.chain(runs).collect();
    // Two starts may be equally near, one on each side: told apart, each of them stands together.
    all.sort_by_key(|offer| (distance(offer), offer.span.from()));
    all.dedup_by_key(|offer| offer.span.from());
    all.truncate(most);
    all
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

/// The starts at which the stay lies within hours, notice and horizon and meets nobody; ends are half-open.
fn possible_starts(
    circumstances: &Circumstances<'_>,
    question: &Question,
    listed: &Listed,
    length: Option<SignedDuration>,
) -> SpanSet {
    let Circumstances { catalog, now, .. } = circumstances;
    let earliest = earliest_start(&listed.rules, *now)
        .unwrap_or(Timestamp::MIN)
        .max(question.starts.from());
    let latest =
        latest_start(&listed.rules, *now).map_or(Timestamp::MAX, |latest| later(latest, TICK));
    let Ok(window) = Span::new(earliest, latest.min(question.starts.end())) else {
        return SpanSet::default();
    };
    let open = match catalog.hours_of(&listed.resource) {
        None => SpanSet::from_iter([window]),
        Some(hours) => {
            // A start needs its whole stay to be open, so hours are read that much further.
            let reach = window.widened(SignedDuration::ZERO, length.unwrap_or(TICK));
            let open = hours.open_within(reach, &catalog.venue.zone);
            let last = |span: &Span| later(span.end(), TICK - length.unwrap_or(TICK));
            open.spans()
                .iter()
                .filter_map(|span| Span::new(span.from(), last(span)).ok())
                .collect()
        }
    };
    let open = open.within(window);
    let lanes = 0..listed.resource.lanes;
    lanes
        .flat_map(|lane| {
            open.without(&blocked_starts(circumstances, listed, length, lane))
                .spans()
                .to_vec()
        })
        .collect()
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
    let live = |taken: &&Taken| taken.claim.lane == lane && !taken.lapsed(circumstances.now);
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

/// The starts on the grid, each of which a clock shows: none in a gap, both in a fold.
fn on_grid(
    circumstances: &Circumstances<'_>,
    listed: &Listed,
    length: Option<SignedDuration>,
    grid: u32,
    starts: &SpanSet,
    found: &mut Vec<Offer>,
) {
    let zone = &circumstances.catalog.venue.zone;
    let resource = &listed.resource;
    for run in starts.spans() {
        let (first, last) = (
            run.from().to_zoned(zone.clone()),
            later(run.end(), -TICK).to_zoned(zone.clone()),
        );
        let walls = grid_walls(first.datetime(), last.datetime(), grid);
        for wall in walls {
            let ambiguous = zone.to_ambiguous_timestamp(wall);
            let readings = match ambiguous.offset() {
                AmbiguousOffset::Unambiguous { .. } => [ambiguous.compatible().ok(), None],
                AmbiguousOffset::Gap { .. } => [None, None],
                AmbiguousOffset::Fold { .. } => [ambiguous.earlier().ok(), ambiguous.later().ok()],
            };
            for from in readings
                .into_iter()
                .flatten()
                .filter(|from| run.contains(*from))
            {
                let Ok(span) = Span::maybe_open(from, length.map(|length| later(from, length)))
                else {
                    continue;
                };
                found.push(Offer {
                    resource: resource.id,
                    span,
                    price: resource.price,
                    slot: None,
                });
            }
        }
    }
}

/// The wall times of a grid from a little before `first` until a little after `last`, because in the night of a clock
/// change the wall clock runs back: behind the time at which a run of starts begins, and behind times within the run.
fn grid_walls(first: DateTime, last: DateTime, grid: u32) -> impl Iterator<Item = DateTime> {
    let begin = first.checked_sub(3.hours()).unwrap_or(first);
    let end = last.checked_add(3.hours()).unwrap_or(last);
    begin
        .date()
        .series(1.day())
        .take_while(move |day| *day <= end.date())
        .flat_map(move |day| {
            (0..1440)
                .step_by(grid as usize)
                .map(move |m| day.at((m / 60) as i8, (m % 60) as i8, 0, 0))
        })
        .filter(move |wall| begin <= *wall && *wall <= end)
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
