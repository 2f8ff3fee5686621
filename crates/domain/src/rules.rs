//! What the rules say to one stay on one resource. Search, hold, book, move and confirm all ask here, so that each
//! offered start can be booked and each bookable start is offered.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Listed};
use crate::occupancy::{Occupancy, Owner};
use crate::policy::{PartySize, Rules, Stay, minutes};
use crate::refusal::Reason;
use crate::resource::{Resource, Schedule, Slot};
use crate::span::{Reversed, Span, later, to_micros};

/// The rules in the order in which they are asked, by the names that an explanation uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The resource takes bookings at all.
    Offered,
    /// The party fits.
    Seats,
    /// The stay begins at one of the times at which stays begin.
    Grid,
    /// The stay is neither too short nor too long.
    Stay,
    /// It does not begin too soon.
    Lead,
    /// It does not begin too far ahead.
    Horizon,
    /// It lies within opening hours, or is a published slot.
    Hours,
    /// Nobody else has the time.
    Free,
}

impl Rule {
    /// Whether the rule asks about a stay that begins when it is confirmed, whose start nobody chose.
    pub fn asks_from_confirmation(self) -> bool {
        match self {
            Self::Grid | Self::Lead | Self::Horizon => false,
            Self::Offered | Self::Seats | Self::Stay | Self::Hours | Self::Free => true,
        }
    }
}

/// One stay on one resource, to be judged.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The resource with its rules.
    pub listed: &'a Listed,
    /// From when until when, buffers not included.
    pub span: Span,
    /// How many come, where known.
    pub party: Option<u32>,
    /// Claims of these owners are in nobody's way: the booking that moves, the hold that becomes a booking.
    pub own: &'a [Owner],
    /// Whether several resources are taken together, so that the party need not fit into this one alone.
    pub joined: bool,
}

/// What judging needs to know besides the wish.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The venue and what it offers.
    pub catalog: &'a Catalog,
    /// The live claims around the wish.
    pub occupancy: &'a Occupancy,
    /// The slots published around the wish.
    pub slots: &'a [Slot],
    /// The present.
    pub now: Timestamp,
}

impl Circumstances<'_> {
    /// Asks every rule and hands each verdict to `tell`: the rule, and the reason why it says no if it does.
    pub fn judge(&self, wish: &Wish<'_>, mut tell: impl FnMut(Rule, Option<Reason>)) {
        let Listed { resource, rules } = wish.listed;
        let by_hours = resource.schedule == Schedule::Hours;
        let id = resource.id;
        let offered = match (resource.retired, resource.open) {
            (true, _) => Some(Reason::Retired { resource: id }),
            (false, false) => Some(Reason::Closed { resource: id }),
            (false, true) => None,
        };
        tell(Rule::Offered, offered);
        tell(Rule::Seats, seats(wish));
        if by_hours {
            tell(Rule::Grid, self.grid(wish));
            tell(Rule::Stay, stay(rules, wish));
        }
        tell(Rule::Lead, self.lead(wish));
        tell(Rule::Horizon, self.horizon(wish));
        tell(
            Rule::Hours,
            if by_hours {
                self.hours(wish)
            } else {
                self.published(wish)
            },
        );
        tell(Rule::Free, self.free(wish).err());
    }

    /// The reasons why a stay cannot be had, in the order of the rules; none means that it can.
    pub fn objections(&self, wish: &Wish<'_>) -> Vec<Reason> {
        let mut reasons = Vec::new();
        self.judge(wish, |_, objection| reasons.extend(objection));
        reasons
    }

    /// The lane on which the stay and its buffers are free, or who is in the way.
    pub fn free(&self, wish: &Wish<'_>) -> Result<u16, Reason> {
        let claim = claimed(wish.listed, wish.span);
        self.free_claim(&wish.listed.resource, claim, wish.own)
    }

    /// The lane on which a claim is free, apart from what `own` holds, or who is in the way.
    pub fn free_claim(
        &self,
        resource: &Resource,
        claim: Span,
        own: &[Owner],
    ) -> Result<u16, Reason> {
        let id = resource.id;
        let lane = self
            .occupancy
            .free_lane(id, resource.lanes, claim, self.now, own);
        lane.ok_or_else(|| {
            let mut in_the_way = self.occupancy.in_the_way(id, claim, self.now);
            if in_the_way.any(|taken| matches!(taken.owner, Owner::Block(_))) {
                Reason::Blocked { resource: id }
            } else {
                Reason::Taken { resource: id }
            }
        })
    }

    fn grid(&self, wish: &Wish<'_>) -> Option<Reason> {
        let grid_minutes = wish.listed.rules.grid_minutes.get()?;
        let wall = wish
            .span
            .from()
            .to_zoned(self.catalog.venue.zone.clone())
            .datetime();
        (!on_grid(wall, grid_minutes)).then_some(Reason::OffGrid { grid_minutes })
    }

    fn lead(&self, wish: &Wish<'_>) -> Option<Reason> {
        let earliest = earliest_start(&wish.listed.rules, self.now)?;
        (wish.span.from() < earliest).then_some(Reason::TooSoon { earliest })
    }

    fn horizon(&self, wish: &Wish<'_>) -> Option<Reason> {
        let latest = latest_start(&wish.listed.rules, self.now)?;
        (wish.span.from() > latest).then_some(Reason::BeyondHorizon { latest })
    }

    fn hours(&self, wish: &Wish<'_>) -> Option<Reason> {
        let hours = self.catalog.hours_of(&wish.listed.resource)?;
        let zone = &self.catalog.venue.zone;
        // A stay without an end cannot lie within hours as a whole; its start must.
        let asked = match wish.span.until() {
            Some(_) => wish.span,
            None => Span::lasting(wish.span.from(), SignedDuration::from_micros(1)).ok()?,
        };
        (!hours.open_within(asked, zone).covers(asked)).then_some(Reason::OutsideHours)
    }

    fn published(&self, wish: &Wish<'_>) -> Option<Reason> {
        let resource = wish.listed.resource.id;
        let published = self
            .slots
            .iter()
            .any(|slot| slot.resource == resource && slot.span == wish.span);
        (!published).then_some(Reason::NotPublished)
    }
}

/// The time that a stay claims: itself and the buffers around it. Published slots are claimed as they stand.
pub fn claimed(listed: &Listed, stay: Span) -> Span {
    match listed.resource.schedule {
        Schedule::Slots => stay,
        Schedule::Hours => stay.widened(
            minutes(listed.rules.buffer_before_minutes),
            minutes(listed.rules.buffer_after_minutes),
        ),
    }
}

/// Whether a stay may begin when it is confirmed and last until it is released.
pub fn begins_with_confirmation(listed: &Listed) -> bool {
    listed.rules.stay == Stay::UntilReleased && listed.resource.schedule == Schedule::Hours
}

/// How long the stay of a party is by the rules; `None` where the order says so itself.
pub fn turn_time(rules: &Rules, party: Option<u32>) -> Option<SignedDuration> {
    let Stay::ByParty(rows) = &rules.stay else {
        return None;
    };
    let row = match party {
        Some(party) => rows.iter().find(|row| party <= row.up_to).or(rows.last()),
        None => rows.first(),
    };
    row.map(|row| minutes(row.minutes))
}

/// From when until when a party stays that stands at the door: from this minute on, until it says so, else as long as the
/// rules say, which is the shortest stay where the guest chooses.
pub fn stay_from_now(
    rules: &Rules,
    party: Option<u32>,
    until: Option<Timestamp>,
    now: Timestamp,
) -> Result<Span, Reversed> {
    let from = whole_minute(now);
    let length = match &rules.stay {
        Stay::UntilReleased => None,
        Stay::Chosen { least_minutes, .. } => Some(minutes(*least_minutes)),
        Stay::ByParty(_) => turn_time(rules, party),
    };
    Span::maybe_open(from, until.or(length.map(|length| later(from, length))))
}

/// The minute that clocks show at an instant.
pub fn whole_minute(at: Timestamp) -> Timestamp {
    let over = at.as_microsecond().rem_euclid(60_000_000);
    later(to_micros(at), SignedDuration::from_micros(-over))
}

/// The first start that the lead time allows; `None` where even the past can be booked. A clock may count finer than
/// starts do, so that the start which it shows would else lie before it.
pub fn earliest_start(rules: &Rules, now: Timestamp) -> Option<Timestamp> {
    let lead = rules.lead_minutes.minutes()?;
    Some(later(to_micros(now), lead))
}

/// The last start that the horizon allows; `None` where there is no horizon.
pub fn latest_start(rules: &Rules, now: Timestamp) -> Option<Timestamp> {
    rules.horizon_days.get().map(|days| {
        later(
            to_micros(now),
            SignedDuration::from_hours(24 * i64::from(days)),
        )
    })
}

/// Whether a wall time is one at which stays begin.
pub fn on_grid(wall: DateTime, grid_minutes: u32) -> bool {
    let minute = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
    wall.second() == 0 && wall.subsec_nanosecond() == 0 && minute % i64::from(grid_minutes) == 0
}

fn seats(wish: &Wish<'_>) -> Option<Reason> {
    let seats = wish.listed.resource.seats;
    match wish.party {
        None if wish.listed.rules.party_size == PartySize::Required => Some(Reason::PartyRequired),
        None => None,
        Some(_) if wish.joined => None,
        Some(party) if party > seats.to => Some(Reason::PartyTooLarge {
            party,
            most: seats.to,
        }),
        Some(party) if party < seats.from => Some(Reason::PartyTooSmall {
            party,
            least: seats.from,
        }),
        Some(_) => None,
    }
}

fn stay(rules: &Rules, wish: &Wish<'_>) -> Option<Reason> {
    match (&rules.stay, wish.span.length()) {
        (Stay::UntilReleased, _) => None,
        (Stay::ByParty(_) | Stay::Chosen { .. }, None) => Some(Reason::EndRequired),
        (Stay::ByParty(_), Some(length)) => {
            let turn = turn_time(rules, wish.party)?;
            (length != turn).then_some(Reason::StayFixed {
                minutes: turn.as_mins(),
            })
        }
        (
            Stay::Chosen {
                least_minutes,
                most_minutes,
            },
            Some(length),
        ) => {
            if length < minutes(*least_minutes) {
                Some(Reason::StayTooShort {
                    least_minutes: *least_minutes,
                })
            } else if length > minutes(*most_minutes) {
                Some(Reason::StayTooLong {
                    most_minutes: *most_minutes,
                })
            } else {
                None
            }
        }
    }
}
