//! Checks what a database must never show, on any database, live or at rest, without believing the program that wrote
//! it: the rows are read as they lie and judged by the plainest possible means.
//!
//! The numbers I-nn are those of the invariants that the README promises.

use std::collections::HashMap;
use std::fmt;

use bronya_domain::booking::State;
use bronya_domain::id::{BookingId, ResourceId, VenueId};
use bronya_store::audit::{BookingRow, HistoryRow, LiveClaim};
use bronya_store::{Fault, Store, audit, catalog};
use serde::Serialize;

/// How many bookings are read at once.
const PAGE: i64 = 10_000;

/// Something that must never be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which invariant it breaks.
    pub invariant: &'static str,
    /// The venue, by its name in addresses.
    pub venue: String,
    /// What was found.
    pub what: String,
}

/// What an audit looked at, and what it found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// How many venues it looked at.
    pub venues: u64,
    /// How many bookings.
    pub bookings: u64,
    /// How many live claims.
    pub claims: u64,
    /// What must never be, and is.
    pub findings: Vec<Finding>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.invariant, self.venue, self.what)
    }
}

/// Audits every venue of a database.
pub async fn verify(store: &Store) -> Result<Audit, Fault> {
    let mut audit = Audit::default();
    let mut last = VenueId(i64::MIN);
    loop {
        let venues = store
            .read(move |tx| Box::pin(catalog::venues(tx, last, 100)))
            .await?;
        let Some(end) = venues.last() else {
            return Ok(audit);
        };
        last = end.id;
        for venue in venues {
            let mut desk = Desk {
                store,
                venue: venue.id,
                slug: venue.slug,
                audit: &mut audit,
            };
            desk.claims().await?;
            desk.bookings().await?;
            audit.venues += 1;
        }
    }
}

/// The auditor's place at one venue.
struct Desk<'a> {
    store: &'a Store,
    venue: VenueId,
    slug: String,
    audit: &'a mut Audit,
}

impl Desk<'_> {
    fn find(&mut self, invariant: &'static str, what: String) {
        self.audit.findings.push(Finding {
            invariant,
            venue: self.slug.clone(),
            what,
        });
    }

    async fn claims(&mut self) -> Result<(), Fault> {
        let venue = self.venue;
        let read = self.store.read(move |tx| {
            Box::pin(async move {
                let lanes = audit::lanes(tx, venue).await?;
                let orphans = audit::orphaned_claims(tx, venue).await?;
                Ok((lanes, orphans, audit::live_claims(tx, venue).await?))
            })
        });
        let (lanes, orphans, claims) = read.await?;
        self.audit.claims += claims.len() as u64;
        for (first, second) in overlaps(&claims) {
            self.find("I-01", format!("{} overlaps {}", said(first), said(second)));
        }
        let lanes: HashMap<ResourceId, i64> = lanes.into_iter().collect();
        for claim in &claims {
            match lanes.get(&claim.resource) {
                None => self.find("I-02", format!("{} is on no resource", said(claim))),
                // Lanes may be taken away from a resource while they are still in use, but never below none.
                Some(_) if claim.lane < 0 => {
                    self.find("I-02", format!("{} is on no lane", said(claim)))
                }
                Some(_) => {}
            }
        }
        for (kind, owner) in orphans {
            self.find(
                "I-15",
                format!("a live claim of nobody (kind {kind}, number {owner})"),
            );
        }
        Ok(())
    }

    async fn bookings(&mut self) -> Result<(), Fault> {
        let (venue, mut last) = (self.venue, BookingId(i64::MIN));
        loop {
            let page = self
                .store
                .read(move |tx| Box::pin(audit::bookings(tx, venue, last, PAGE)))
                .await?;
            let Some(end) = page.last() else {
                return Ok(());
            };
            last = end.id;
            self.audit.bookings += page.len() as u64;
            for booking in &page {
                for (invariant, what) in wrongs(booking) {
                    self.find(invariant, format!("booking {}: {what}", booking.id));
                }
            }
        }
    }
}

/// Each claim with the one before it on its lane, where the two share time. The claims come in order of time, and the
/// farthest end so far is kept, so that a long claim is held against all that follow.
fn overlaps(claims: &[LiveClaim]) -> Vec<(&LiveClaim, &LiveClaim)> {
    let mut farthest: HashMap<(ResourceId, i64), &LiveClaim> = HashMap::new();
    let mut found = Vec::new();
    for claim in claims {
        let lane = farthest
            .entry((claim.resource, claim.lane))
            .or_insert(claim);
        if !std::ptr::eq(*lane, claim) && claim.starts_at < lane.ends_at {
            found.push((*lane, claim));
        }
        if claim.ends_at > lane.ends_at {
            *lane = claim;
        }
    }
    found
}

fn said(claim: &LiveClaim) -> String {
    let LiveClaim {
        resource,
        lane,
        starts_at,
        ends_at,
        owner: (kind, number),
    } = claim;
    format!(
        "[{starts_at}, {ends_at}) on resource {resource} lane {lane} (kind {kind}, number {number})"
    )
}

/// What is wrong with a booking and its history.
fn wrongs(booking: &BookingRow) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let (live, all) = booking.claims;
    match State::named(&booking.state) {
        None => found.push((
            "I-07",
            format!("it stands in no known state, but `{}`", booking.state),
        )),
        // A party that left before its time began left all of it.
        Some(State::Finished) if all == 0 => {}
        Some(state) if state.holds() && (live != all || live == 0) => {
            found.push((
                "I-15",
                format!(
                    "{} of {all} claims are live while it is {}",
                    live, booking.state
                ),
            ));
        }
        Some(state) if !state.holds() && live > 0 => {
            found.push((
                "I-15",
                format!("{live} claims are live while it is {}", booking.state),
            ));
        }
        Some(_) => {}
    }
    found.extend(wrong_history(booking));
    for line in booking
        .history
        .iter()
        .filter(|line| line.price != booking.price)
    {
        let version = line.version;
        found.push((
            "I-10",
            format!(
                "its price is {}, but was {} in version {version}",
                booking.price, line.price
            ),
        ));
    }
    found
}

/// What can be taken back by an undo.
const UNDOABLE: [&str; 4] = ["seat", "finish", "no_show", "move"];

/// Whether an arc leads along a line of history: to a first state, which is seated for a party that stood at the door;
/// to one that may follow; or by an undo to where the line before it had begun.
fn is_legal(line: &HistoryRow, last: Option<&HistoryRow>) -> bool {
    let Some(to) = State::named(&line.after) else {
        return false;
    };
    match last {
        None => to.may_begin() && (to == State::Seated) == (line.act == "walk_in"),
        Some(last) if line.act == "undo" => {
            UNDOABLE.contains(&last.act.as_str()) && last.before.as_deref() == Some(&line.after)
        }
        Some(last) => {
            State::named(&last.after).is_some_and(|from| from == to || from.may_become(to))
        }
    }
}

/// Where the history does not lead along the arcs from the first line to the present.
fn wrong_history(booking: &BookingRow) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut last: Option<&HistoryRow> = None;
    for (place, line) in booking.history.iter().enumerate() {
        let before = last.map(|last| last.after.as_str());
        if line.version != place as i64 + 1 {
            found.push((
                "I-07",
                format!("version {} stands where {} should", line.version, place + 1),
            ));
        }
        if line.before.as_deref() != before {
            found.push((
                "I-07",
                format!(
                    "version {} does not begin where the one before it ended",
                    line.version
                ),
            ));
        }
        if !is_legal(line, last) {
            found.push((
                "I-07",
                format!(
                    "no arc leads from {} to {} by {}",
                    before.unwrap_or("nothing"),
                    line.after,
                    line.act
                ),
            ));
        }
        last = Some(line);
    }
    let end = last.map(|last| last.after.as_str());
    if booking.version != booking.history.len() as i64 {
        found.push((
            "I-07",
            format!(
                "{} lines of history for version {}",
                booking.history.len(),
                booking.version
            ),
        ));
    }
    if end != Some(&booking.state) {
        found.push((
            "I-07",
            format!(
                "its history ends in {}, but it is {}",
                end.unwrap_or("nothing"),
                booking.state
            ),
        ));
    }
    if let Some(last) = last.filter(|last| last.terms != booking.terms) {
        found.push((
            "I-07",
            format!(
                "its history ends with {:?}, but it has {:?} for start, end, slot, party and deadline",
                last.terms, booking.terms
            ),
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(starts_at: i64, ends_at: i64) -> LiveClaim {
        LiveClaim {
            resource: ResourceId(1),
            lane: 0,
            starts_at,
            ends_at,
            owner: (1, starts_at),
        }
    }

    #[test]
    fn touching_claims_do_not_overlap_and_a_long_one_meets_all_within() {
        assert!(overlaps(&[claim(0, 5), claim(5, 9)]).is_empty());
        let claims = [claim(0, 100), claim(10, 20), claim(30, 40), claim(100, 110)];
        let found: Vec<i64> = overlaps(&claims)
            .iter()
            .map(|(_, second)| second.starts_at)
            .collect();
        assert_eq!(found, [10, 30]);
    }

    #[test]
    fn other_lanes_and_resources_are_in_nobodys_way() {
        let other_lane = LiveClaim {
            lane: 1,
            ..claim(0, 5)
        };
        let other_resource = LiveClaim {
            resource: ResourceId(2),
            ..claim(0, 5)
        };
        assert!(overlaps(&[claim(0, 5), other_lane, other_resource]).is_empty());
    }
}
