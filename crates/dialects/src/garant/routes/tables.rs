//! Tables: looked for by guests, added and changed by admins.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::{Method, StatusCode};
use bronya_desk::No;
use bronya_domain::booking::Booking;
use bronya_domain::booking::Contact;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::Filter;
use bronya_domain::id::{BookingId, ResourceId};
use bronya_domain::occupancy::{Occupancy, Owner};
use bronya_domain::people::Scope;
use bronya_domain::resource::{Resource, Seats};
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use bronya_domain::span::Span;
use bronya_gate::Who;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::answers;
use crate::django;
use crate::door::Door;
use crate::garant::callers::{Answer, caller, only};
use crate::garant::created::made_at;
use crate::garant::seeds::new_table;
use crate::garant::translate::{Sorry, Wish};
use crate::garant::wire::{self, LANGUAGE, Table};
use crate::heard::Heard;

/// Who changes tables: as in the native API.
const ADMIN: Who = Who::Admin(Some(Scope::WriteOffer));

pub(super) async fn view(State(door): State<Door>, heard: Heard) -> Answer {
    caller(&door, &heard, Who::Anyone).await?;
    only(&door, &heard, &[Method::POST], "POST")?;
    let fields = django::body(&heard, LANGUAGE).await?;
    let wanted = wire::wanted(fields, &door).map_err(Sorry::fields)?;
    let catalog = door.catalog().await?;
    let all = Filter::default();
    let free = door
        .desk()
        .available_from_confirmation(&catalog, None, &all, door.now());
    let free: BTreeSet<ResourceId> = free.await?.iter().map(|offer| offer.resource).collect();
    let tables = door.listed(&catalog).map(|listed| &listed.resource);
    let mut found: Vec<&Resource> = tables
        .filter(|table| free.contains(&table.id) && wanted.is(table))
        .collect();
    found.sort_by_key(|table| table.id);
    let rows: Vec<Value> = found
        .into_iter()
        .map(|table| wire::offered(&door, table))
        .collect();
    Ok(answers::json(StatusCode::OK, rows.into()))
}

pub(super) async fn add(State(door): State<Door>, heard: Heard) -> Answer {
    let actor = caller(&door, &heard, ADMIN).await?.actor();
    only(&door, &heard, &[Method::POST], "POST")?;
    let fields = django::body(&heard, LANGUAGE).await?;
    let sent = wire::edit(fields, &door).map_err(Sorry::bare_fields)?;
    let kind = sent.kind.unwrap_or_else(|| wire::usual_kind(&door));
    let open = sent.can_be_booked.unwrap_or(true);
    let new = new_table(
        &kind,
        sent.seats.unwrap_or(1),
        sent.price.unwrap_or(0),
        open,
    );
    let (desk, venue, now) = (door.desk_of(actor), door.venue(), door.now());
    let (catalog, id) = desk.add_resource(venue, new, None, now).await?;
    made_at(&desk, venue, id.0, now).await?;
    let table = &catalog.find(id).ok_or_else(Sorry::unknown_table)?.resource;
    let mut data = wire::offered(&door, table);
    data["can_be_booked"] = table.open.into();
    let body = json!({ "detail": "New table created.", "data": data });
    Ok(answers::json(StatusCode::CREATED, body))
}

pub(super) async fn update(State(door): State<Door>, heard: Heard) -> Answer {
    let actor = caller(&door, &heard, ADMIN).await?.actor();
    only(&door, &heard, &[Method::PATCH], "PATCH")?;
    let fields = django::body(&heard, LANGUAGE).await?;
    let (id, sent) = wire::change(fields, &door);
    let catalog = door.catalog().await?;
    let table = id.and_then(|id| found(&door, &catalog, id));
    let table = table.ok_or_else(Sorry::unknown_table)?;
    let sent = sent.map_err(Sorry::fields)?;
    let present = Present::of(&door, &catalog).await?;
    // Whoever writes back what he read changes nothing: a table that somebody has was read as not to be booked, and is
    // on offer all the same once he is gone.
    let open = sent
        .can_be_booked
        .filter(|wished| *wished != present.can_be_booked(table));
    let edit = ResourceEdit {
        kind: sent.kind.filter(|kind| *kind != table.kind),
        seats: sent.seats.map(|to| Seats {
            from: table.seats.from.min(to),
            to,
        }),
        price: sent.price,
        open,
        ..ResourceEdit::default()
    };
    let change = SettingsChange::Resource(table.id, Box::new(edit));
    let desk = door.desk_of(actor);
    let changed = desk.change_settings(door.venue(), change, None, door.now());
    let changed = changed.await.map_err(|no| Sorry::of(no, Wish::Change))?;
    let table = found(&door, &changed, table.id.0).ok_or_else(Sorry::unknown_table)?;
    let data = present.row(&door, table).await?;
    let body = json!({ "detail": "Table is updated.", "data": data });
    Ok(answers::json(StatusCode::CREATED, body))
}

/// The table of a number, if the contract sees it.
pub(super) fn found<'a>(door: &'a Door, catalog: &'a Catalog, id: i64) -> Option<&'a Resource> {
    let mut listed = door.listed(catalog).map(|listed| &listed.resource);
    listed.find(|table| table.id == ResourceId(id))
}

/// How to reach the guest of a booking: as he said with it, and where he said nothing, by his account.
pub(super) async fn contact(door: &Door, booking: &Booking) -> Result<Contact, No> {
    let own = booking.contact.clone();
    let account = match booking.account {
        Some(account) if own.email.is_none() && own.phone.is_none() => {
            door.desk().account(account).await?
        }
        _ => None,
    };
    Ok(match account {
        Some(account) => Contact {
            email: account.email,
            phone: account.phone,
            ..own
        },
        None => own,
    })
}

/// What is taken at the moment.
pub(super) struct Present {
    now: Span,
    occupancy: Occupancy,
}

impl Present {
    pub(super) async fn of(door: &Door, catalog: &Catalog) -> Result<Self, No> {
        let moment = SignedDuration::from_micros(1);
        let now = Span::lasting(door.now(), moment).unwrap_or(Span::open(door.now()));
        let taken = door.desk().taken(catalog, now, door.now()).await?;
        let occupancy = taken.into_iter().collect();
        Ok(Self { now, occupancy })
    }

    /// Whether a table takes orders and nobody has it.
    fn can_be_booked(&self, table: &Resource) -> bool {
        let (id, lanes, now) = (table.id, table.lanes, self.now);
        let lane = self.occupancy.free_lane(id, lanes, now, now.from(), &[]);
        table.open && lane.is_some()
    }

    /// The booking of whoever has a table.
    fn holder(&self, table: &Resource) -> Option<BookingId> {
        let now = self.now;
        let mut way = self.occupancy.in_the_way(table.id, now, now.from());
        way.find_map(|taken| match taken.owner {
            Owner::Booking(id) => Some(id),
            Owner::Hold(_) | Owner::Block(_) => None,
        })
    }

    /// A table as admins see it.
    pub(super) async fn row(&self, door: &Door, table: &Resource) -> Result<Value, No> {
        let customer = match self.holder(table) {
            Some(id) => {
                let booking = door.desk().booking(door.venue(), id).await?;
                contact(door, &booking).await?.email
            }
            None => None,
        };
        let made_at = made_at(door.desk(), door.venue(), table.id.0, door.now());
        let row = Table {
            table,
            can_be_booked: self.can_be_booked(table),
            customer,
            made_at: made_at.await?,
        };
        Ok(row.row(door))
    }
}
