//! Intervals that specialists publish by hand.

use axum::extract::State;
use axum::response::NoContent;
use bronya_desk::Done;
use bronya_domain::command::{Act, Command, SlotText};
use bronya_domain::hours::Reading;
use bronya_domain::id::{ResourceId, SlotId};
use bronya_domain::refusal::Reason;
use bronya_domain::resource;
use bronya_domain::span::Span;
use bronya_gate::{Denial, Gate, texts};
use garde::Validate;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::{Made, Seen};
use crate::asked::{Body, By, Expects, Id, In, Keyed, Query};
use crate::blocks::WINDOW_MOST;
use crate::moments::{Day, Moment, Window, today, worth_naming};
use crate::problem::{Problem, Result};
use crate::resources::{PRICE_MOST, present};

/// A slot to be published.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSlotBody {
    /// Whose it is.
    #[garde(skip)]
    resource: ResourceId,
    /// From when.
    #[garde(skip)]
    from: Moment,
    /// Until when.
    #[garde(skip)]
    until: Moment,
    /// What it is about.
    #[garde(length(chars, min = 1, max = 200), inner(custom(texts::line)))]
    topic: Option<String>,
    /// Its price in minor units; the resource's own where none is given.
    #[garde(range(min = 0, max = PRICE_MOST))]
    price: Option<i64>,
}

/// What is changed about a slot; what is left out stays as it is.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SlotChange {
    /// From when.
    #[garde(skip)]
    from: Option<Moment>,
    /// Until when.
    #[garde(skip)]
    until: Option<Moment>,
    /// What it is about; null takes it away.
    #[garde(inner(length(chars, min = 1, max = 200), inner(custom(texts::line))))]
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<String>")]
    topic: Option<Option<String>>,
    /// Its price in minor units; null takes it away.
    #[garde(inner(range(min = 0, max = PRICE_MOST)))]
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Option<i64>")]
    price: Option<Option<i64>>,
}

/// A published slot.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Slot {
    id: SlotId,
    /// Whose it is.
    resource: ResourceId,
    /// From when.
    from: Timestamp,
    /// Until when.
    until: Option<Timestamp>,
    /// When it begins on the venue's clock.
    local: DateTime,
    /// What it is about.
    topic: Option<String>,
    /// Its price in minor units, a credit where it is negative; the resource's own where it is null.
    price: Option<i64>,
    /// How the venue's clock shows a time that was given as wall time, where it shows it twice or never.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<Reading>,
}

/// Which slots to list; today's, where no time is said.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SlotsQuery {
    /// The first instant of the window.
    #[garde(skip)]
    from: Option<Moment>,
    /// The first instant after the window.
    #[garde(skip)]
    to: Option<Moment>,
    /// A local day instead.
    #[garde(skip)]
    date: Option<Day>,
    /// Only those of this resource.
    #[garde(skip)]
    resource: Option<ResourceId>,
}

/// The slots in a window of time.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SlotList {
    items: Vec<Slot>,
}

impl SlotChange {
    fn is_nothing(&self) -> bool {
        let times = self.from.is_some() || self.until.is_some();
        !times && self.topic.is_none() && self.price.is_none()
    }
}

impl Slot {
    pub(crate) fn of(slot: resource::Slot, zone: &TimeZone, clock: Option<Reading>) -> Self {
        Self {
            id: slot.id,
            resource: slot.resource,
            from: slot.span.from(),
            until: slot.span.until(),
            local: slot.span.from().to_zoned(zone.clone()).datetime(),
            topic: slot.topic,
            price: slot.price,
            clock,
        }
    }
}

pub(crate) async fn create(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Keyed(body, key): Keyed<NewSlotBody>,
) -> Result<Made<Slot>> {
    let zone = &catalog.venue.zone;
    let (from, until) = (body.from.read(zone), body.until.read(zone));
    let span =
        Span::new(from.at, until.at).map_err(|reversed| Denial::invalid("until", reversed))?;
    let text = SlotText {
        resource: body.resource,
        span,
        topic: body.topic,
        price: body.price,
    };
    let command = Command {
        actor: caller.actor(),
        act: Act::PublishSlot(text),
        expects: None,
    };
    let Done::Slot(slot) = gate
        .desk()
        .execute(catalog.venue.id, command, key, gate.now())
        .await
        .map_err(|no| Problem::from(no).blames("unknown_resource", "resource"))?
    else {
        return Err(Reason::UnknownSlot.into());
    };
    let clock = worth_naming(from.reading).or(worth_naming(until.reading));
    let location = format!("/v1/venues/{}/slots/{}", catalog.venue.slug, slot.id);
    let version = slot.version;
    Ok(Made::at(location, Slot::of(slot, zone, clock)).version(version))
}

pub(crate) async fn list(
    State(gate): State<Gate>,
    In(catalog): In,
    Query(query): Query<SlotsQuery>,
) -> Result<Seen<SlotList>> {
    let zone = &catalog.venue.zone;
    let window = Window {
        from: query.from,
        to: query.to,
        date: query.date,
    };
    let within = window
        .span(zone, WINDOW_MOST)?
        .map_or_else(|| today(gate.now(), zone), Ok)?;
    let slots = gate
        .desk()
        .slots(catalog.venue.id, within, query.resource)
        .await?;
    let items = slots
        .into_iter()
        .map(|slot| Slot::of(slot, zone, None))
        .collect();
    Ok(Seen::new(SlotList { items }))
}

pub(crate) async fn show(
    State(gate): State<Gate>,
    In(catalog): In,
    Id(id): Id<SlotId>,
) -> Result<Seen<Slot>> {
    let slot = gate.desk().slot(catalog.venue.id, id).await?;
    let version = slot.version;
    Ok(Seen::new(Slot::of(slot, &catalog.venue.zone, None)).version(version))
}

pub(crate) async fn change(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Id(id): Id<SlotId>,
    Expects(expects): Expects,
    Body(body): Body<SlotChange>,
) -> Result<Seen<Slot>> {
    let zone = &catalog.venue.zone;
    let slot = gate.desk().slot(catalog.venue.id, id).await?;
    let version = slot.version;
    if body.is_nothing() {
        if expects.is_some_and(|expected| expected != version) {
            return Err(Reason::VersionDiffers { version }.into());
        }
        return Ok(Seen::new(Slot::of(slot, zone, None)).version(version));
    }
    let (from, until) = (
        body.from.map(|from| from.read(zone)),
        body.until.map(|until| until.read(zone)),
    );
    let span = Span::new(
        from.map_or(slot.span.from(), |from| from.at),
        until.map_or(slot.span.end(), |until| until.at),
    );
    let span = span.map_err(|reversed| Denial::invalid("until", reversed))?;
    let text = SlotText {
        resource: slot.resource,
        span,
        topic: body.topic.unwrap_or(slot.topic),
        price: body.price.unwrap_or(slot.price),
    };
    let command = Command {
        actor: caller.actor(),
        act: Act::EditSlot(id, text),
        // What the body leaves out was read a moment ago; a change in between must not be undone by it.
        expects: expects.or(Some(version)),
    };
    let Done::Slot(slot) = gate
        .desk()
        .execute(catalog.venue.id, command, None, gate.now())
        .await?
    else {
        return Err(Reason::UnknownSlot.into());
    };
    let reading = [from, until]
        .into_iter()
        .flatten()
        .find_map(|read| worth_naming(read.reading));
    let version = slot.version;
    Ok(Seen::new(Slot::of(slot, zone, reading)).version(version))
}

pub(crate) async fn withdraw(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Id(id): Id<SlotId>,
    Expects(expects): Expects,
) -> Result<NoContent> {
    let command = Command {
        actor: caller.actor(),
        act: Act::WithdrawSlot(id),
        expects,
    };
    gate.desk()
        .execute(catalog.venue.id, command, None, gate.now())
        .await?;
    Ok(NoContent)
}
