//! Changing what a venue says of itself and offers, and which future bookings such a change touches.
//!
//! A change is looked at before it is saved, and never moves a booking in silence: what was agreed stays agreed, and
//! the staff decide what becomes of it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::booking::{Booking, When};
use crate::catalog::{Catalog, Language, Venue};
use crate::hours::OpeningHours;
use crate::id::ResourceId;
use crate::money::Currency;
use crate::occupancy::Occupancy;
use crate::policy::Policy;
use crate::refusal::{Reason, Refusal};
use crate::resource::{Resource, Schedule, Seats};
use crate::rules::{Circumstances, Rule, Wish};
use crate::topic::Webhook;

/// One change of a venue's settings.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingsChange {
    /// What the venue says of itself.
    Venue(VenueEdit),
    /// When the venue is open; none means always.
    Hours(Option<OpeningHours>),
    /// The rules of the widest circle.
    Policy(Policy),
    /// The rules of a kind of resource.
    KindPolicy(String, Policy),
    /// The rules of bookings that come through a channel; none where it has none of its own any more.
    ChannelPolicy(String, Option<Policy>),
    /// A resource.
    Resource(ResourceId, Box<ResourceEdit>),
}

/// What a venue says of itself; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VenueEdit {
    /// Its name for people.
    pub name: Option<String>,
    /// Where people find it; the inner none takes it away.
    pub address: Option<Option<String>>,
    /// The country in whose habit phone numbers are written; the inner none takes it away.
    pub region: Option<Option<String>>,
    /// The address that gets every letter to the staff; the inner none takes it away.
    pub staff_email: Option<Option<String>>,
    /// Its time zone: the IANA name and the zone.
    pub zone: Option<(String, TimeZone)>,
    /// The language of its letters.
    pub language: Option<Language>,
    /// The currency of its prices.
    pub currency: Option<Currency>,
    /// The sites that may show the page on which its guests book in a frame.
    pub embedders: Option<Vec<String>>,
    /// Where its own program hears of its bookings; the inner none ends that.
    pub webhook: Option<Option<Webhook>>,
}

/// What is changed about a resource; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceEdit {
    /// What it is, in the venue's word. It gets that kind's next number.
    pub kind: Option<String>,
    /// What people call it.
    pub name: Option<String>,
    /// For how many people it is meant.
    pub seats: Option<Seats>,
    /// The price of taking it once, in minor units.
    pub price: Option<i64>,
    /// How many parties it serves side by side.
    pub lanes: Option<u16>,
    /// Whether new bookings are taken.
    pub open: Option<bool>,
    /// How it is offered.
    pub schedule: Option<Schedule>,
    /// Its own opening hours; the inner none takes them away.
    pub hours: Option<Option<OpeningHours>>,
    /// Its own rules.
    pub policy: Option<Policy>,
    /// Whether the name is refused that another resource on offer has.
    pub unique_name: bool,
}

/// A future booking that a change touches, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Touched {
    /// The booking.
    pub booking: Booking,
    /// What the rules would say to it after the change and did not say before.
    pub objections: Vec<Reason>,
    /// Whether clocks at the venue will show another time for it than the guest was told.
    pub wall_time: Option<WallTime>,
}

/// What clocks show for one instant before and after a change of zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WallTime {
    /// What the guest was told.
    pub before: jiff::civil::DateTime,
    /// What clocks will show.
    pub after: jiff::civil::DateTime,
}

impl SettingsChange {
    /// The resource whose lanes it says, and how many it is to have.
    pub fn lanes(&self) -> Option<(ResourceId, u16)> {
        match self {
            Self::Resource(id, edit) => Some((*id, edit.lanes?)),
            _ => None,
        }
    }

    /// The resource that it renames, and the name that nothing else on offer may have.
    pub fn unique_name(&self) -> Option<(ResourceId, &str)> {
        match self {
            Self::Resource(id, edit) if edit.unique_name => Some((*id, edit.name.as_deref()?)),
            _ => None,
        }
    }
}

/// The venue as it would be after a change.
pub fn changed(catalog: &Catalog, change: &SettingsChange) -> Result<Catalog, Refusal> {
    let mut venue = catalog.venue.clone();
    let mut resources: Vec<Resource> = catalog
        .listed()
        .iter()
        .map(|listed| listed.resource.clone())
        .collect();
    match change {
        SettingsChange::Venue(edit) => edit_venue(&mut venue, edit),
        SettingsChange::Hours(hours) => venue.hours = hours.clone(),
        SettingsChange::Policy(policy) => venue.policy = policy.clone(),
        SettingsChange::KindPolicy(kind, policy) => {
            venue.kinds.insert(kind.clone(), policy.clone());
        }
        SettingsChange::ChannelPolicy(channel, Some(policy)) => {
            venue.channels.insert(channel.clone(), policy.clone());
        }
        SettingsChange::ChannelPolicy(channel, None) => {
            venue.channels.remove(channel);
        }
        SettingsChange::Resource(id, edit) => {
            let resource = resources.iter_mut().find(|resource| resource.id == *id);
            edit_resource(
                resource.ok_or(Reason::UnknownResource { resource: *id })?,
                edit,
            );
        }
    }
    Ok(Catalog::new(venue, resources))
}

fn edit_venue(venue: &mut Venue, edit: &VenueEdit) {
    if let Some((name, zone)) = &edit.zone {
        (venue.zone_name, venue.zone) = (name.clone(), zone.clone());
    }
    replace(&mut venue.name, &edit.name);
    replace(&mut venue.address, &edit.address);
    replace(&mut venue.region, &edit.region);
    replace(&mut venue.staff_email, &edit.staff_email);
    replace(&mut venue.language, &edit.language);
    replace(&mut venue.currency, &edit.currency);
    replace(&mut venue.embedders, &edit.embedders);
    replace(&mut venue.webhook, &edit.webhook);
}

fn edit_resource(resource: &mut Resource, edit: &ResourceEdit) {
    replace(&mut resource.kind, &edit.kind);
    replace(&mut resource.name, &edit.name);
    replace(&mut resource.seats, &edit.seats);
    replace(&mut resource.price, &edit.price);
    replace(&mut resource.lanes, &edit.lanes);
    replace(&mut resource.open, &edit.open);
    replace(&mut resource.schedule, &edit.schedule);
    replace(&mut resource.hours, &edit.hours);
    replace(&mut resource.policy, &edit.policy);
}

fn replace<T: Clone>(place: &mut T, value: &Option<T>) {
    if let Some(value) = value {
        *place = value.clone();
    }
}

/// How a change touches a booking; none where it does not. Rules about when one may book do not count, because it
/// was booked; nor does what is taken, because it took it.
pub fn touches(
    before: &Catalog,
    after: &Catalog,
    booking: &Booking,
    now: Timestamp,
) -> Option<Touched> {
    let When::During(span) = booking.when else {
        return None;
    };
    let wall = |catalog: &Catalog| span.from().to_zoned(catalog.venue.zone.clone()).datetime();
    let walls = WallTime {
        before: wall(before),
        after: wall(after),
    };
    let known = objections(before, booking, now);
    let objections: Vec<Reason> = objections(after, booking, now)
        .into_iter()
        .filter(|reason| !known.contains(reason))
        .collect();
    let wall_time = (walls.before != walls.after).then_some(walls);
    (wall_time.is_some() || !objections.is_empty()).then(|| Touched {
        booking: booking.clone(),
        objections,
        wall_time,
    })
}

fn objections(catalog: &Catalog, booking: &Booking, now: Timestamp) -> Vec<Reason> {
    let When::During(span) = booking.when else {
        return Vec::new();
    };
    let nothing_taken = Occupancy::default();
    let catalog = catalog.through(&booking.channel);
    let circumstances = Circumstances {
        catalog,
        occupancy: &nothing_taken,
        slots: &[],
        now,
    };
    let joined = booking.claims.len() > 1;
    let mut reasons = Vec::new();
    for listed in booking.resources().filter_map(|id| catalog.find(id)) {
        let wish = Wish {
            listed,
            span,
            party: booking.party,
            own: &[],
            joined,
        };
        // Slots are not looked up: to a resource that was offered by slots before, that is no news either way.
        circumstances.judge(&wish, |rule, objection| match rule {
            Rule::Lead | Rule::Horizon | Rule::Free => {}
            Rule::Offered | Rule::Seats | Rule::Grid | Rule::Stay | Rule::Hours => {
                reasons.extend(objection)
            }
        });
    }
    reasons
}
