//! A venue and everything it offers, as one immutable picture that rules are asked about.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::hours::OpeningHours;
use crate::id::{ResourceId, VenueId};
use crate::money::Currency;
use crate::policy::{Admission, Policy, Rules};
use crate::resource::Resource;
use crate::topic::Webhook;

/// Who takes bookings: a restaurant, an office, a practice. The unit of policy, time zone, language and currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Venue {
    /// Its number within the installation.
    pub id: VenueId,
    /// Its name in addresses: lower-case Latin letters, digits and hyphens.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Where people find it: street, house, city.
    pub address: Option<String>,
    /// The country in whose habit phone numbers are written, by ISO 3166: `RU`.
    pub region: Option<String>,
    /// An address that gets every letter to the staff, beside the people who work there. Guests do not see it.
    pub staff_email: Option<String>,
    /// The IANA name of its time zone.
    pub zone_name: String,
    /// The zone itself.
    pub zone: TimeZone,
    /// The language of its letters where a guest chose none.
    pub language: Language,
    /// The currency of its prices.
    pub currency: Currency,
    /// When it is open; always, where it does not say.
    pub hours: Option<OpeningHours>,
    /// The rules of the widest circle.
    pub policy: Policy,
    /// The sites that may show the page on which its guests book in a frame, by their origins: `https://example.org`.
    pub embedders: Vec<String>,
    /// Where its own program hears of its bookings, if one does.
    pub webhook: Option<Webhook>,
    /// Counts the changes of the venue's settings and of its resources, from 1.
    pub settings: i64,
    /// Rules by kind of resource.
    pub kinds: BTreeMap<String, Policy>,
    /// Rules by the way in which bookings come: what guests of one door are offered and promised, beside what all others are.
    pub channels: BTreeMap<String, Policy>,
}

/// A language that Bronya speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Russian.
    Ru,
    /// English.
    En,
}

/// A resource with the rules that hold for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The resource.
    pub resource: Resource,
    /// Its rules, every circle considered.
    pub rules: Rules,
}

/// A venue with its resources and their rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalog {
    /// The venue.
    pub venue: Venue,
    /// In the order in which an order that leaves the choice open takes them: fewest seats first, then by kind and
    /// number, so that large tables stay free for large parties.
    listed: Vec<Listed>,
    /// Where each resource stands in that order, by their numbers.
    places: Vec<(ResourceId, usize)>,
    /// The same as each channel sees it that has rules of its own.
    views: BTreeMap<String, Arc<Catalog>>,
    /// Whether orders for anything of it may wait as requests, through whatever channel they come.
    takes_requests: bool,
}

impl Catalog {
    /// Puts a venue and its resources together.
    pub fn new(venue: Venue, resources: Vec<Resource>) -> Self {
        let plain = listed(&venue, &resources, None);
        let views: BTreeMap<String, Vec<Listed>> = venue
            .channels
            .iter()
            .map(|(channel, policy)| (channel.clone(), listed(&venue, &resources, Some(policy))))
            .collect();
        let waits = |one: &Listed| one.rules.admission == Admission::Request;
        let takes_requests = views.values().chain([&plain]).flatten().any(waits);
        let view = |listed: Vec<Listed>| {
            Arc::new(Self {
                venue: venue.clone(),
                places: places(&listed),
                listed,
                views: BTreeMap::new(),
                takes_requests,
            })
        };
        let views = views
            .into_iter()
            .map(|(channel, listed)| (channel, view(listed)));
        Self {
            views: views.collect(),
            places: places(&plain),
            listed: plain,
            takes_requests,
            venue,
        }
    }

    /// The same under the rules of bookings that come through a channel.
    pub fn through(&self, channel: &str) -> &Self {
        self.views.get(channel).map_or(self, |view| &**view)
    }

    /// The same as [`through`](Self::through), to be kept.
    pub fn kept_through(self: &Arc<Self>, channel: &str) -> Arc<Self> {
        self.views.get(channel).unwrap_or(self).clone()
    }

    /// Whether orders for anything of it may wait as requests, through whatever channel they come.
    pub fn takes_requests(&self) -> bool {
        self.takes_requests
    }

    /// All resources, the retired ones too, in the order of choice.
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    /// The resource of that number.
    pub fn find(&self, id: ResourceId) -> Option<&Listed> {
        let found = self.places.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.listed.get(self.places[found].1)
    }

    /// The resources of that name that have not left the offer.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Resource> {
        let resources = self.listed.iter().map(|listed| &listed.resource);
        resources.filter(move |resource| !resource.retired && resource.name == name)
    }

    /// When the resource is open: its own hours, else the venue's, else always.
    pub fn hours_of<'a>(&'a self, resource: &'a Resource) -> Option<&'a OpeningHours> {
        resource.hours.as_ref().or(self.venue.hours.as_ref())
    }
}

/// The resources with their rules, each circle drawn around the next: resource, channel, kind, venue.
fn listed(venue: &Venue, resources: &[Resource], channel: Option<&Policy>) -> Vec<Listed> {
    let none = Policy::default();
    let channel = channel.unwrap_or(&none);
    let mut listed: Vec<Listed> = resources
        .iter()
        .map(|resource| {
            let kind = venue.kinds.get(&resource.kind).unwrap_or(&none);
            let rules = Rules::within(&[&resource.policy, channel, kind, &venue.policy]);
            let resource = resource.clone();
            Listed { resource, rules }
        })
        .collect();
    listed.sort_by(|a, b| order(&a.resource).cmp(&order(&b.resource)));
    listed
}

/// Where each resource stands, in the order of their numbers.
fn places(listed: &[Listed]) -> Vec<(ResourceId, usize)> {
    let places = listed.iter().enumerate();
    let places = places.map(|(place, listed)| (listed.resource.id, place));
    let mut places: Vec<_> = places.collect();
    places.sort_unstable();
    places
}

fn order(resource: &Resource) -> (u32, &str, i64) {
    (resource.seats.to, &resource.kind, resource.number)
}
