//! Calendars that calendar programs read by themselves, by a secret address.

use axum::extract::State;
use bronya_domain::feed::Feed;
use bronya_domain::id::ResourceId;
use bronya_gate::Gate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answered::Seen;
use crate::asked::{By, Id, In};
use crate::problem::Result;

/// Where a calendar is read. Whoever knows the address reads it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CalendarFeed {
    /// The address, for calendar programs; iCalendar.
    url: String,
    /// How often it was renewed, counted from 1.
    key_version: u32,
}

pub(crate) async fn show_venue(gate: State<Gate>, by: By, venue: In) -> Result<Seen<CalendarFeed>> {
    show(gate, by, venue, Feed::Venue).await
}

pub(crate) async fn show_resource(
    gate: State<Gate>,
    by: By,
    venue: In,
    Id(id): Id<ResourceId>,
) -> Result<Seen<CalendarFeed>> {
    show(gate, by, venue, Feed::Of(id)).await
}

pub(crate) async fn renew_venue(
    gate: State<Gate>,
    by: By,
    venue: In,
) -> Result<Seen<CalendarFeed>> {
    renew(gate, by, venue, Feed::Venue).await
}

pub(crate) async fn renew_resource(
    gate: State<Gate>,
    by: By,
    venue: In,
    Id(id): Id<ResourceId>,
) -> Result<Seen<CalendarFeed>> {
    renew(gate, by, venue, Feed::Of(id)).await
}

async fn show(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    feed: Feed,
) -> Result<Seen<CalendarFeed>> {
    let actor = caller.actor();
    let key_version = gate.desk().feed_version_for(&catalog, feed, actor).await?;
    let url = gate.feed_url(&catalog.venue, feed, key_version);
    Ok(Seen::new(CalendarFeed { url, key_version }).private())
}

async fn renew(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    feed: Feed,
) -> Result<Seen<CalendarFeed>> {
    let actor = caller.actor();
    let key_version = gate.desk().renew_feed(&catalog, feed, actor).await?;
    let url = gate.feed_url(&catalog.venue, feed, key_version);
    Ok(Seen::new(CalendarFeed { url, key_version }).private())
}
