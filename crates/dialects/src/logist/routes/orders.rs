//! Orders: made by guests, confirmed by workers, released when the visit is over.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::ACCEPT_LANGUAGE;
use bronya_desk::No;
use bronya_domain::command::{Act, Actor, At};
use bronya_domain::id::BookingId;
use bronya_domain::occupancy::Owner;
use bronya_domain::people::Scope;
use bronya_domain::refusal::Reason;
use bronya_domain::resource::Resource;
use bronya_gate::limits::Limit;
use bronya_gate::texts;

use crate::answers;
use crate::door::Door;
use crate::fastapi::v1;
use crate::heard::Heard;
use crate::logist::floor::{Present, found, next, waiting};
use crate::logist::translate::{Answer, Guest, Sorry, taking};
use crate::logist::wire;
use crate::logist::workers::worker;
use crate::page::language;

pub(super) async fn order(State(door): State<Door>, heard: Heard) -> Answer {
    let mut fields = wire::body(&heard)?;
    let wished = wire::guests_table(&mut fields);
    let at = wire::when(&mut fields);
    let ((wished, mail), at) = fields.done(wished.zip(at))?;
    let (limits, now) = (door.gate().limits(), door.now());
    limits.take(Limit::BookingAddress, &heard.from.bucket(), now)?;
    limits.take(Limit::BookingContact, &texts::mailbox(&mail), now)?;
    let catalog = door.catalog().await?;
    let table = found(&door, &catalog, &wished).ok_or_else(Sorry::no_table)?;
    let spoken = heard.headers.contains_key(ACCEPT_LANGUAGE);
    let guest = Guest {
        mail: &mail,
        // A program that says nothing leaves it to the venue.
        language: spoken.then(|| language(&heard.headers, catalog.venue.language)),
    };
    let act = taking(table.id, at, Some(guest), door.name());
    door.execute(Actor::GUEST, act).await?;
    let body = wire::order(&wished, &mail, "order");
    Ok(answers::json(StatusCode::OK, body))
}

pub(super) async fn booking(State(door): State<Door>, heard: Heard) -> Answer {
    let worker = worker(&door, &heard, Scope::WriteBookings).await?;
    let mut fields = wire::body(&heard)?;
    let wished = wire::table(&mut fields, door.kinds());
    let booking = fields.needed("booking", v1::truth);
    let order = fields.maybe("order", v1::int);
    let (wished, booking) = fields.done(wished.zip(booking))?;
    let catalog = door.catalog().await?;
    if let Some(table) = found(&door, &catalog, &wished) {
        match booking {
            true => take(&door, worker.actor(), table, order.map(BookingId)).await?,
            false => {
                let present = Present::of(&door, &catalog).await?;
                release(&door, worker.actor(), table, &present).await?;
            }
        }
    }
    Ok(wire::done())
}

/// Gives a table to the order that is named, or to the one that is served next; where none waits, to whoever stands at
/// the door.
async fn take(
    door: &Door,
    worker: Actor,
    table: &Resource,
    order: Option<BookingId>,
) -> Result<(), Sorry> {
    let orders = waiting(door, Some(table.id)).await?;
    let act = match order {
        Some(id) => {
            let named = orders.iter().find(|order| order.id == id);
            Act::Confirm(named.ok_or_else(Sorry::no_order)?.id, None)
        }
        None => match next(&orders, door.now()) {
            Some(order) => Act::Confirm(order.id, None),
            None => taking(table.id, At::Confirmation, None, door.name()),
        },
    };
    door.execute(worker, act).await?;
    Ok(())
}

/// Ends the visit of whoever has a table now. What somebody else has ended meanwhile has ended.
async fn release(
    door: &Door,
    worker: Actor,
    table: &Resource,
    present: &Present,
) -> Result<(), Sorry> {
    for owner in present.owners(table) {
        let Owner::Booking(id) = owner else {
            // A form that is being filled in, or a repair: no visit.
            return Err(Reason::Blocked { resource: table.id }.into());
        };
        match door.execute(worker, Act::Finish(id)).await {
            Err(No::Refused { refusal, .. }) if has_ended(refusal.first()) => {}
            done => drop(done?),
        }
    }
    Ok(())
}

fn has_ended(reason: &Reason) -> bool {
    matches!(reason, Reason::WrongState { state } if state.next().is_empty())
}
