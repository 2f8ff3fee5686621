//! Resources that are added: which numbers and names they get, and which they cannot have.

use std::collections::{BTreeMap, BTreeSet};

use bronya_domain::catalog::Catalog;
use bronya_domain::hours::OpeningHours;
use bronya_domain::id::{ResourceId, VenueId};
use bronya_domain::policy::Policy;
use bronya_domain::resource::{Resource, Schedule, Seats};
use bronya_store::{Fault, Locked, Tx, catalog};

use crate::answer::No;

/// How many resources a venue has at most.
const RESOURCES_MOST: usize = 5000;

/// A resource to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct NewResource {
    /// Its number within the venue; the next one where it does not say. One that was given out before is refused.
    pub id: Option<i64>,
    /// What it is, in the venue's word.
    pub kind: String,
    /// Its number within its kind; the next one where it does not say.
    pub number: Option<i64>,
    /// What people call it; its kind and number where it does not say.
    pub name: Option<String>,
    /// For how many people it is meant.
    pub seats: Seats,
    /// The price of taking it once, in minor units.
    pub price: i64,
    /// How many parties it serves side by side.
    pub lanes: u16,
    /// Whether new bookings are taken.
    pub open: bool,
    /// How it is offered.
    pub schedule: Schedule,
    /// Its own opening hours.
    pub hours: Option<OpeningHours>,
    /// Its own rules.
    pub policy: Policy,
    /// Whether its name is refused where another resource on offer has it.
    pub unique_name: bool,
}

/// Adds resources to a locked venue, all or none, and returns them in the order in which they were named.
pub(crate) async fn insert(
    tx: &mut Tx,
    before: &Catalog,
    locked: Locked,
    new: &[NewResource],
) -> Result<Result<Vec<Resource>, No>, Fault> {
    let venue = before.venue.id;
    let resources = match numbered(tx, venue, locked.next_resource, new).await? {
        Ok(resources) => resources,
        Err(no) => return Ok(Err(no)),
    };
    if let Err(no) = fits(before, new, &resources) {
        return Ok(Err(no));
    }
    let mut sorted: Vec<&Resource> = resources.iter().collect();
    sorted.sort_by_key(|resource| resource.id);
    for resource in sorted {
        catalog::insert_resource(tx, venue, resource).await?;
    }
    Ok(Ok(resources))
}

/// The resources under their numbers within the venue and within their kinds.
async fn numbered(
    tx: &mut Tx,
    venue: VenueId,
    next_resource: i64,
    new: &[NewResource],
) -> Result<Result<Vec<Resource>, No>, Fault> {
    let next_of_kind = catalog::next_numbers(tx, venue).await?;
    let Some(ids) = given_out(next_resource, new.iter().map(|one| one.id)) else {
        return Ok(Err(No::NotUnique { field: "id" }));
    };
    let mut numbers: BTreeMap<&str, std::vec::IntoIter<i64>> = BTreeMap::new();
    for kind in new.iter().map(|one| one.kind.as_str()) {
        if numbers.contains_key(kind) {
            continue;
        }
        let next = next_of_kind.get(kind).copied().unwrap_or(1);
        let alike = new.iter().filter(|one| one.kind == kind);
        let Some(given) = given_out(next, alike.map(|one| one.number)) else {
            return Ok(Err(No::NotUnique { field: "number" }));
        };
        numbers.insert(kind, given.into_iter());
    }
    let resources = new.iter().zip(ids).map(|(one, id)| {
        let number = numbers.get_mut(one.kind.as_str()).and_then(Iterator::next);
        number.map(|number| resource(one, ResourceId(id), number))
    });
    let resources: Option<Vec<Resource>> = resources.collect();
    resources
        .map(Ok)
        .ok_or_else(|| Fault::Bug("a resource without a number".into()))
}

/// The number of each of several things of which some ask for one; none where one that is asked for is named twice or
/// lies below the next one, because then it is taken or was once. Who asks for none comes after all that are asked for.
fn given_out(next: i64, wanted: impl Iterator<Item = Option<i64>>) -> Option<Vec<i64>> {
    let wanted: Vec<Option<i64>> = wanted.collect();
    let (mut asked, mut free) = (BTreeSet::new(), next);
    for number in wanted.iter().flatten() {
        if *number < next || !asked.insert(*number) {
            return None;
        }
        free = free.max(number.checked_add(1)?);
    }
    let mut given = Vec::with_capacity(wanted.len());
    for number in wanted {
        given.push(number.unwrap_or(free));
        if number.is_none() {
            free += 1;
        }
    }
    Some(given)
}

/// Whether the venue has room for these resources, and names where they must be theirs alone.
fn fits(before: &Catalog, new: &[NewResource], resources: &[Resource]) -> Result<(), No> {
    if before.listed().len() + new.len() > RESOURCES_MOST {
        return Err(No::invalid(
            "resources",
            format!("at most {RESOURCES_MOST} a venue"),
        ));
    }
    let taken = |name: &str| {
        let added = resources.iter().filter(|resource| resource.name == name);
        added.count() > 1 || before.named(name).next().is_some()
    };
    let mut alone = new.iter().zip(resources).filter(|(one, _)| one.unique_name);
    if alone.any(|(_, resource)| taken(&resource.name)) {
        return Err(No::NotUnique { field: "name" });
    }
    Ok(())
}

fn resource(new: &NewResource, id: ResourceId, number: i64) -> Resource {
    let name = new.name.clone();
    Resource {
        id,
        kind: new.kind.clone(),
        number,
        name: name.unwrap_or_else(|| format!("{} {number}", new.kind)),
        seats: new.seats,
        price: new.price,
        lanes: new.lanes,
        open: new.open,
        retired: false,
        schedule: new.schedule,
        hours: new.hours.clone(),
        policy: new.policy.clone(),
    }
}
