//! What time is taken. Claims are the only way to occupy time, and two live claims never overlap.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{BlockId, BookingId, ClaimId, HoldId, ResourceId};
use crate::span::Span;

/// An interval taken on one lane of one resource, buffers included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Claim {
    /// Its number within the venue.
    pub id: ClaimId,
    /// What is taken.
    pub resource: ResourceId,
    /// Which of its lanes, counted from 0.
    pub lane: u16,
    /// From when until when; the end may be open.
    pub span: Span,
}

/// Who holds a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// A booking.
    Booking(BookingId),
    /// A hold.
    Hold(HoldId),
    /// A block.
    Block(BlockId),
}

/// A live claim, with what is needed to judge whether it is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The claim.
    pub claim: Claim,
    /// Whose it is.
    pub owner: Owner,
    /// When it lapses by itself, if it does.
    pub deadline: Option<Timestamp>,
}

impl Taken {
    /// Whether it is in the way on a lane: its own, or any if it is a block.
    pub fn meets_lane(&self, lane: u16) -> bool {
        self.claim.lane == lane || matches!(self.owner, Owner::Block(_))
    }

    /// Whether its deadline has passed, so that it is in nobody's way any more.
    pub fn lapsed(&self, now: Timestamp) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= now)
    }
}

/// The live claims that matter to a question, by resource and in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occupancy {
    by_resource: HashMap<ResourceId, Vec<Taken>>,
}

impl Occupancy {
    /// The claims on a resource that are in the way of `span`, lapsed ones left out.
    pub fn in_the_way(
        &self,
        resource: ResourceId,
        span: Span,
        now: Timestamp,
    ) -> impl Iterator<Item = &Taken> {
        self.on(resource)
            .iter()
            .filter(move |taken| taken.claim.span.overlaps(span) && !taken.lapsed(now))
    }

    /// All claims on a resource, in order of time.
    pub fn on(&self, resource: ResourceId) -> &[Taken] {
        self.by_resource.get(&resource).map_or(&[], Vec::as_slice)
    }

    /// All claims.
    pub fn all(&self) -> impl Iterator<Item = &Taken> {
        self.by_resource.values().flatten()
    }

    /// The first lane of `lanes` on which nothing is in the way of `span`, apart from what `own` holds. A block closes
    /// every lane, those too that the resource got since.
    pub fn free_lane(
        &self,
        resource: ResourceId,
        lanes: u16,
        span: Span,
        now: Timestamp,
        own: &[Owner],
    ) -> Option<u16> {
        (0..lanes).find(|lane| self.is_free(resource, *lane, span, now, own))
    }

    /// Whether nothing is in the way of `span` on a lane, apart from what `own` holds.
    pub fn is_free(
        &self,
        resource: ResourceId,
        lane: u16,
        span: Span,
        now: Timestamp,
        own: &[Owner],
    ) -> bool {
        self.in_the_way(resource, span, now)
            .all(|taken| !taken.meets_lane(lane) || own.contains(&taken.owner))
    }

    /// Until when, at most, `span` is free on the lane on which it is free longest; none where on each of the lanes
    /// something is in the way from its beginning on.
    pub fn free_until(
        &self,
        resource: ResourceId,
        lanes: u16,
        span: Span,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let next = |lane: u16| {
            let met = self.in_the_way(resource, span, now);
            let met = met.filter(move |taken| taken.meets_lane(lane));
            met.map(|taken| taken.claim.span.from()).min()
        };
        let ends = (0..lanes).map(|lane| next(lane).unwrap_or(span.end()));
        ends.max().filter(|end| *end > span.from())
    }

    /// Adds a claim.
    pub fn add(&mut self, taken: Taken) {
        let claims = self.by_resource.entry(taken.claim.resource).or_default();
        let place = claims.partition_point(|other| other.claim.span <= taken.claim.span);
        claims.insert(place, taken);
    }

    /// Takes a claim away; nothing happens where it is not known.
    pub fn remove(&mut self, resource: ResourceId, claim: ClaimId) {
        if let Some(claims) = self.by_resource.get_mut(&resource) {
            claims.retain(|taken| taken.claim.id != claim);
        }
    }
}

impl FromIterator<Taken> for Occupancy {
    fn from_iter<I: IntoIterator<Item = Taken>>(claims: I) -> Self {
        let mut by_resource: HashMap<ResourceId, Vec<Taken>> = HashMap::new();
        for taken in claims {
            by_resource
                .entry(taken.claim.resource)
                .or_default()
                .push(taken);
        }
        for claims in by_resource.values_mut() {
            claims.sort_by_key(|taken| taken.claim.span);
        }
        Self { by_resource }
    }
}
