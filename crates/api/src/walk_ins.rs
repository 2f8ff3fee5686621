//! Parties that stand at the door and are seated at once.

use axum::extract::State;
use bronya_desk::Done;
use bronya_desk::channels::PROGRAMS;
use bronya_domain::booking::Contact;
use bronya_domain::command::{Act, Command, WalkIn};
use bronya_domain::id::ResourceId;
use bronya_domain::refusal::Reason;
use bronya_gate::{Gate, texts};
use garde::Validate;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::answered::Made;
use crate::asked::{By, In, Keyed};
use crate::bookings::{Booking, phone};
use crate::moments::{Moment, worth_naming};
use crate::orders::OrderBody;
use crate::problem::{Problem, Result};

/// A party that stands at the door.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WalkInBody {
    /// These resources together, all or none.
    #[garde(length(min = 1, max = 100))]
    resources: Option<Vec<ResourceId>>,
    /// Any resource of this kind, instead of `resources`; any at all, where neither is said.
    #[garde(length(chars, min = 1, max = 64), inner(custom(texts::kind)))]
    kind: Option<String>,
    /// How many they are.
    #[garde(range(min = 1, max = 10_000))]
    party: Option<u32>,
    /// Until when they stay; left out, as long as the rules say.
    #[garde(skip)]
    until: Option<Moment>,
    /// The guest's name.
    #[garde(length(chars, min = 1, max = 200), inner(custom(texts::line)))]
    name: Option<String>,
    /// The guest's e-mail address.
    #[garde(length(max = 254), inner(custom(texts::email)))]
    email: Option<String>,
    /// The guest's phone number, as E.164 writes it or as people write it in the venue's country.
    #[garde(length(chars, max = 40))]
    #[schemars(example = "+79123456789")]
    phone: Option<String>,
    /// What the staff should know.
    #[garde(length(chars, max = 2000))]
    note: Option<String>,
}

pub(crate) async fn create(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Keyed(body, key): Keyed<WalkInBody>,
) -> Result<Made<Booking>> {
    let (venue, actor) = (&catalog.venue, caller.actor());
    let until = body.until.map(|until| until.read(&venue.zone));
    let choice = OrderBody {
        resources: body.resources,
        kind: body.kind,
        ..OrderBody::default()
    };
    let party = WalkIn {
        choice: choice.choice()?,
        party: body.party,
        until: until.map(|until| until.at),
        contact: Contact {
            name: body.name,
            email: body.email.map(texts::as_kept),
            phone: phone(&catalog, body.phone.as_deref())?,
        },
        note: body.note,
        channel: PROGRAMS.into(),
    };
    let command = Command {
        actor,
        act: Act::WalkIn(Box::new(party)),
        expects: None,
    };
    let done = gate
        .desk()
        .execute(venue.id, command, key, gate.now())
        .await;
    let done = done.map_err(|no| Problem::from(no).of_order(&catalog))?;
    let Done::Booking(booking) = done else {
        return Err(Reason::UnknownBooking.into());
    };
    let location = format!("/v1/venues/{}/bookings/{}", venue.slug, booking.id);
    let version = booking.version;
    let clock = until.and_then(|until| worth_naming(until.reading));
    let booking = Booking::shown(&gate, &catalog, *booking, clock, &caller, actor);
    Ok(Made::at(location, booking).version(version).private())
}
