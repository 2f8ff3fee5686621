//! What a day's screen shows of bookings beside the bookings themselves: how many people are there when, and who stands
//! in whose way.

use jiff::{SignedDuration, Timestamp};

use crate::booking::{Booking, State};
use crate::catalog::Catalog;
use crate::occupancy::Claim;
use crate::rules::claimed;
use crate::span::{Span, later};

/// How many people are there in each step of a span, by the beginning of the step. Those count whose booking holds its
/// time: seated, expected, expected if the staff agree, and of those who left the time that they stayed. A party of
/// unknown size counts as one. Of a span without an end, or of steps that lead nowhere, nothing is said.
pub fn covers(bookings: &[Booking], within: Span, step: SignedDuration) -> Vec<(Timestamp, u32)> {
    if within.until().is_none() || !step.is_positive() {
        return Vec::new();
    }
    let steps = std::iter::successors(Some(within.from()), |at| Some(later(*at, step)));
    let steps: Vec<Timestamp> = steps.take_while(|at| *at < within.end()).collect();
    // How many more are there in a step than in the one before.
    let mut more = vec![0_i64; steps.len() + 1];
    for booking in bookings.iter().filter(|booking| booking.state.holds()) {
        let stay = booking.when.span();
        if let Some(stay) = stay.and_then(|stay| stay.intersection(within)) {
            let party = i64::from(booking.party.unwrap_or(1));
            more[steps.partition_point(|at| *at <= stay.from()) - 1] += party;
            more[steps.partition_point(|at| *at < stay.end())] -= party;
        }
    }
    let mut there = 0;
    let counted = steps.into_iter().zip(more).map(|(at, more)| {
        there += more;
        (at, u32::try_from(there).unwrap_or(u32::MAX))
    });
    counted.collect()
}

/// The bookings that stand in the way of one about which the staff have yet to decide: undecided as well, agreed or
/// seated, they want or have time that it wants, on a resource that has not room for it beside them. In the order in
/// which they were given.
pub fn rivals<'a>(
    catalog: &Catalog,
    waiting: &Booking,
    others: impl IntoIterator<Item = &'a Booking>,
    now: Timestamp,
) -> Vec<&'a Booking> {
    let wishes = wanted(catalog, waiting, now);
    let stands = |other: &&Booking| {
        let state = other.state;
        let is_there = state.undecided() || matches!(state, State::Confirmed | State::Seated);
        other.id != waiting.id && is_there && !other.lapsed(now)
    };
    let others = others.into_iter().filter(stands);
    let others: Vec<(&Booking, Vec<Claim>)> = others
        .map(|other| (other, wanted(catalog, other, now)))
        .collect();
    let crowded: Vec<&Claim> = wishes
        .iter()
        .filter(|wish| is_crowded(catalog, wish, &others))
        .collect();
    let meets = |(_, claims): &&(&Booking, Vec<Claim>)| {
        let mut claims = claims.iter();
        claims.any(|claim| crowded.iter().any(|wish| meet(wish, claim)))
    };
    others
        .iter()
        .filter(meets)
        .map(|(other, _)| *other)
        .collect()
}

/// What a booking takes, or would if it were confirmed now.
pub fn wanted(catalog: &Catalog, booking: &Booking, now: Timestamp) -> Vec<Claim> {
    let from_now = |claim: &Claim| {
        let listed = catalog.through(&booking.channel).find(claim.resource);
        listed.map_or(claim.span, |listed| claimed(listed, Span::open(now)))
    };
    let claims = booking.claims.iter();
    let wants = |claim: &Claim| match booking.when.span() {
        Some(_) => *claim,
        None => Claim {
            span: from_now(claim),
            ..*claim
        },
    };
    claims.map(wants).collect()
}

/// Whether at some moment of a wish all lanes of its resource are spoken for.
fn is_crowded(catalog: &Catalog, wish: &Claim, others: &[(&Booking, Vec<Claim>)]) -> bool {
    let lanes = catalog
        .find(wish.resource)
        .map_or(1, |listed| listed.resource.lanes);
    let claims = others.iter().flat_map(|(_, claims)| claims);
    let met: Vec<&Claim> = claims.filter(|claim| meet(wish, claim)).collect();
    let at_once = |at: Timestamp| met.iter().filter(|claim| claim.span.contains(at)).count();
    // It is most crowded when somebody has just come.
    let comings = met
        .iter()
        .map(|claim| claim.span.from().max(wish.span.from()));
    comings
        .map(at_once)
        .any(|count| count >= usize::from(lanes))
}

fn meet(a: &Claim, b: &Claim) -> bool {
    a.resource == b.resource && a.span.overlaps(b.span)
}
