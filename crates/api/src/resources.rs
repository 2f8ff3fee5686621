//! What a venue offers: tables, rooms, specialists, anything that is taken.

use axum::extract::State;
use axum::response::NoContent;
use bronya_desk::NewResource;
use bronya_domain::catalog::{Catalog, Listed};
use bronya_domain::command::{Act, Command};
use bronya_domain::hours::OpeningHours;
use bronya_domain::id::ResourceId;
use bronya_domain::policy::Policy;
use bronya_domain::refusal::Reason;
use bronya_domain::resource::{Schedule, Seats};
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use bronya_gate::{Caller, Denial, Gate, texts};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::answered::{Made, Seen, unchanged};
use crate::asked::{Body, By, Expects, Id, In, Keyed, Managing, Query};
use crate::hours::{check_hours, hours, present_hours};
use crate::policy::check_policy;
use crate::problem::Result;

/// The highest price, in minor units.
pub(crate) const PRICE_MOST: i64 = 1_000_000_000_000;

/// For how many people something is meant, from so many to so many.
#[derive(Clone, Copy, Deserialize, Serialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeatsBody {
    /// The smallest party.
    #[garde(range(min = 1, max = 10_000))]
    from: u32,
    /// The largest party.
    #[garde(range(min = 1, max = 10_000), custom(not_below(self.from)))]
    to: u32,
}

/// A resource to be added.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewResourceBody {
    /// What it is, in the venue's word: `table`, `room`, `doctor`.
    #[garde(length(chars, min = 1, max = 64), custom(texts::kind))]
    kind: String,
    /// Its number within its kind; the next one where it does not say.
    #[garde(range(min = 1, max = 1_000_000_000))]
    number: Option<i64>,
    /// What people call it; its kind and number where it does not say.
    #[garde(length(chars, min = 1, max = 200), inner(custom(texts::line)))]
    name: Option<String>,
    /// For how many people it is meant.
    #[garde(dive)]
    seats: SeatsBody,
    /// The price of taking it once, in minor units of the venue's currency.
    #[garde(range(min = 0, max = PRICE_MOST))]
    #[serde(default)]
    price: i64,
    /// How many parties it serves side by side.
    #[garde(range(min = 1, max = 1000))]
    #[serde(default = "one")]
    lanes: u16,
    /// Whether new bookings are taken.
    #[garde(skip)]
    #[serde(default = "yes")]
    open: bool,
    /// How it is offered.
    #[garde(skip)]
    #[serde(default)]
    schedule: Schedule,
    /// Its own opening hours, where they differ from the venue's.
    #[garde(inner(custom(check_hours)))]
    #[serde(default, deserialize_with = "hours")]
    hours: Option<OpeningHours>,
    /// Its own rules.
    #[garde(skip)]
    #[serde(default)]
    policy: Policy,
    /// Refuse it where another resource on offer has its name.
    #[garde(skip)]
    #[serde(default)]
    unique_name: bool,
}

fn one() -> u16 {
    1
}

fn yes() -> bool {
    true
}

/// What is changed about a resource; what is left out stays as it is.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResourceChange {
    /// What it is, in the venue's word. It gets that kind's next number.
    #[garde(length(chars, min = 1, max = 64), inner(custom(texts::kind)))]
    kind: Option<String>,
    /// What people call it.
    #[garde(length(chars, min = 1, max = 200), inner(custom(texts::line)))]
    name: Option<String>,
    /// For how many people it is meant.
    #[garde(dive)]
    seats: Option<SeatsBody>,
    /// The price of taking it once, in minor units of the venue's currency.
    #[garde(range(min = 0, max = PRICE_MOST))]
    price: Option<i64>,
    /// How many parties it serves side by side.
    #[garde(range(min = 1, max = 1000))]
    lanes: Option<u16>,
    /// Whether new bookings are taken.
    #[garde(skip)]
    open: Option<bool>,
    /// How it is offered.
    #[garde(skip)]
    schedule: Option<Schedule>,
    /// Its own opening hours; null takes them away.
    #[garde(inner(inner(custom(check_hours))))]
    #[serde(default, deserialize_with = "present_hours")]
    #[schemars(with = "Option<OpeningHours>")]
    hours: Option<Option<OpeningHours>>,
    /// Its own rules.
    #[garde(skip)]
    policy: Option<Policy>,
    /// Refuse the name where another resource on offer has it.
    #[garde(skip)]
    #[serde(default)]
    unique_name: bool,
}

/// Read by a function, so that leaving it out differs from null.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    reader: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(reader).map(Some)
}

/// A resource.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Resource {
    id: ResourceId,
    /// What it is, in the venue's word.
    kind: String,
    /// Its number within its kind.
    number: i64,
    /// What people call it.
    name: String,
    /// For how many people it is meant.
    seats: SeatsBody,
    /// The price of taking it once, in minor units of the venue's currency.
    price: i64,
    /// How many parties it serves side by side.
    lanes: u16,
    /// Whether new bookings are taken.
    open: bool,
    /// Whether it left the offer for good.
    retired: bool,
    /// How it is offered.
    schedule: Schedule,
    /// Its own opening hours, where they differ from the venue's.
    hours: Option<OpeningHours>,
    /// Its own rules.
    policy: Policy,
}

/// Which resources to list.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResourcesQuery {
    /// Only of this kind.
    #[garde(length(chars, min = 1, max = 64), inner(custom(texts::kind)))]
    kind: Option<String>,
}

/// The resources of a venue, in the order in which an order that leaves the choice open takes them.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ResourceList {
    items: Vec<Resource>,
}

fn not_below(from: u32) -> impl FnOnce(&u32, &()) -> garde::Result {
    move |to, _| {
        if from <= *to {
            Ok(())
        } else {
            Err(garde::Error::new("must not be lower than `from`"))
        }
    }
}

impl NewResourceBody {
    /// The resource in the desk's words.
    pub(crate) fn asked(self) -> NewResource {
        NewResource {
            id: None,
            kind: self.kind,
            number: self.number,
            name: self.name,
            seats: self.seats.into(),
            price: self.price,
            lanes: self.lanes,
            open: self.open,
            schedule: self.schedule,
            hours: self.hours,
            policy: self.policy,
            unique_name: self.unique_name,
        }
    }
}

impl From<SeatsBody> for Seats {
    fn from(seats: SeatsBody) -> Self {
        Self {
            from: seats.from,
            to: seats.to,
        }
    }
}

impl Resource {
    fn of(listed: &Listed) -> Self {
        let resource = listed.resource.clone();
        Self {
            id: resource.id,
            kind: resource.kind,
            number: resource.number,
            name: resource.name,
            seats: SeatsBody {
                from: resource.seats.from,
                to: resource.seats.to,
            },
            price: resource.price,
            lanes: resource.lanes,
            open: resource.open,
            retired: resource.retired,
            schedule: resource.schedule,
            hours: resource.hours,
            policy: resource.policy,
        }
    }
}

impl ResourceChange {
    /// The change in the domain's words; `place` is where the change stands in the request.
    pub(crate) fn edit(self, place: &str) -> Result<ResourceEdit, Denial> {
        if let Some(policy) = &self.policy {
            check_policy(&format!("{place}policy"), policy)?;
        }
        Ok(ResourceEdit {
            kind: self.kind,
            name: self.name,
            seats: self.seats.map(Seats::from),
            price: self.price,
            lanes: self.lanes,
            open: self.open,
            schedule: self.schedule,
            hours: self.hours,
            policy: self.policy,
            unique_name: self.unique_name,
        })
    }
}

fn found(catalog: &Catalog, id: ResourceId) -> Result<Seen<Resource>> {
    let listed = catalog
        .find(id)
        .ok_or(Reason::UnknownResource { resource: id })?;
    Ok(Seen::new(Resource::of(listed)).version(catalog.venue.settings))
}

pub(crate) async fn create(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Keyed(body, key): Keyed<NewResourceBody>,
) -> Result<Made<Resource>> {
    let new = body.asked();
    let (catalog, id) = desk
        .add_resource(catalog.venue.id, new, key, gate.now())
        .await?;
    let listed = catalog
        .find(id)
        .ok_or(Reason::UnknownResource { resource: id })?;
    let location = format!("/v1/venues/{}/resources/{id}", catalog.venue.slug);
    Ok(Made::at(location, Resource::of(listed)).version(catalog.venue.settings))
}

pub(crate) async fn list(
    In(catalog): In,
    Query(query): Query<ResourcesQuery>,
) -> Result<Seen<ResourceList>> {
    let wanted = |listed: &&Listed| {
        query
            .kind
            .as_ref()
            .is_none_or(|kind| *kind == listed.resource.kind)
    };
    let items = catalog
        .listed()
        .iter()
        .filter(wanted)
        .map(Resource::of)
        .collect();
    Ok(Seen::new(ResourceList { items }).version(catalog.venue.settings))
}

pub(crate) async fn show(In(catalog): In, Id(id): Id<ResourceId>) -> Result<Seen<Resource>> {
    found(&catalog, id)
}

pub(crate) async fn change(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Id(id): Id<ResourceId>,
    Expects(expects): Expects,
    Body(body): Body<ResourceChange>,
) -> Result<Seen<Resource>> {
    let edit = body.edit("")?;
    let nothing = ResourceEdit {
        unique_name: edit.unique_name,
        ..ResourceEdit::default()
    };
    if edit == nothing {
        unchanged(&catalog, expects)?;
        return found(&catalog, id);
    }
    let change = SettingsChange::Resource(id, Box::new(edit));
    let catalog = desk
        .change_settings(catalog.venue.id, change, expects, gate.now())
        .await?;
    found(&catalog, id)
}

pub(crate) async fn delete(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Id(id): Id<ResourceId>,
    Expects(expects): Expects,
) -> Result<NoContent> {
    act(&gate, caller, &catalog, Act::DeleteResource(id), expects).await?;
    Ok(NoContent)
}

pub(crate) async fn retire(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Id(id): Id<ResourceId>,
    Expects(expects): Expects,
) -> Result<Seen<Resource>> {
    act(&gate, caller, &catalog, Act::RetireResource(id), expects).await?;
    found(&*gate.desk().venue(&catalog.venue.slug).await?, id)
}

async fn act(
    gate: &Gate,
    caller: Caller,
    catalog: &Catalog,
    act: Act,
    expects: Option<i64>,
) -> Result<()> {
    let command = Command {
        actor: caller.actor(),
        act,
        expects,
    };
    gate.desk()
        .execute(catalog.venue.id, command, None, gate.now())
        .await?;
    Ok(())
}
