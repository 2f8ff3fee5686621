//! Bookings: made, listed, confirmed, called off.

use axum::extract::State;
use axum::http::StatusCode;
use bronya_desk::{BOOKINGS_MOST, Done, Filter, No};
use bronya_domain::booking::{self, Booking, Contact};
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{self, Act, At, Choice, Order};
use bronya_domain::id::{AccountId, BookingId, ResourceId};
use bronya_domain::people::Scope;
use bronya_domain::refusal::Reason;
use bronya_gate::limits::Limit;
use bronya_gate::{Caller, Denial};
use serde_json::{Value, json};

use super::super::seeds::PUBLIC_BOOKINGS;
use super::super::translate::Nay;
use super::super::wire::{self, NewBooking};
use super::caller;
use super::sight::{Answer, seen, sees, shown};
use crate::door::Door;
use crate::fastapi::Asked;
use crate::heard::Heard;

pub(super) async fn create(State(door): State<Door>, heard: Heard) -> Answer {
    let asked = Asked::body(&heard)?;
    let caller = caller::user(&door, &heard).await?;
    let new = NewBooking::read(asked)?;
    within_limits(&door, &heard, &caller)?;
    let catalog = door.catalog().await?;
    let resource = seen(&door, &catalog, ResourceId(new.resource))?.id;
    let wanted = command::NewBooking {
        order: Some(Order {
            choice: Choice::These(vec![resource]),
            at: At::During(new.span),
            party: None,
        }),
        hold: None,
        // A name is all that the contract knows of its users.
        contact: Contact {
            name: caller.session()?.account.username.clone(),
            ..Contact::default()
        },
        note: None,
        language: None,
        channel: door.name().to_owned(),
    };
    let made = door.execute(caller::guest(&caller), Act::Book(Box::new(wanted)));
    let made = booked(made.await?)?;
    shown(StatusCode::CREATED, wire::booking(&made, resource))
}

/// Refuses who books again and again.
fn within_limits(door: &Door, heard: &Heard, caller: &Caller) -> Result<(), Nay> {
    let (limits, now) = (door.gate().limits(), door.now());
    limits.take(Limit::BookingAddress, &heard.from.bucket(), now)?;
    Ok(limits.take(Limit::BookingContact, &caller.name(), now)?)
}

/// All of them, for whoever runs the venue; for everybody without a word on whose they are, where the operator opened
/// the list.
pub(super) async fn all(State(door): State<Door>, heard: Heard) -> Answer {
    let is_public = door.is_on(PUBLIC_BOOKINGS);
    let names_guests = match caller::admin(&door, &heard, Scope::ReadBookings).await {
        Ok(_) => true,
        Err(nay) if is_public && nay.is_about_the_caller() => false,
        Err(nay) => return Err(nay),
    };
    let catalog = door.catalog().await?;
    let found = listed(&door, None).await?;
    let rows = found
        .iter()
        .filter_map(|booking| row(&door, &catalog, booking));
    let rows = rows.map(|mut row| {
        if !names_guests && let Some(entries) = row.as_object_mut() {
            entries.remove("user_id");
        }
        row
    });
    shown(StatusCode::OK, rows.collect())
}

pub(super) async fn mine(State(door): State<Door>, heard: Heard) -> Answer {
    let caller = caller::user(&door, &heard).await?;
    let catalog = door.catalog().await?;
    let found = listed(&door, caller.account()).await?;
    let rows = found
        .iter()
        .filter_map(|booking| row(&door, &catalog, booking));
    shown(StatusCode::OK, rows.collect())
}

/// The bookings that stand, of one account or of all, in the order in which they were made.
pub(super) async fn listed(door: &Door, account: Option<AccountId>) -> Result<Vec<Booking>, Nay> {
    let filter = Filter {
        account,
        ..Filter::default()
    };
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = door
            .desk()
            .bookings(door.venue(), filter.clone(), after, BOOKINGS_MOST)
            .await?;
        all.extend(page.items.into_iter().filter(|one| stands(one.state)));
        after = page.next;
        if after.is_none() {
            all.sort_by_key(|booking: &Booking| booking.id);
            return Ok(all);
        }
    }
}

/// Whether a booking is there for the contract, in which one that is called off is gone.
fn stands(state: booking::State) -> bool {
    match state {
        booking::State::Requested
        | booking::State::Tentative
        | booking::State::Confirmed
        | booking::State::Seated
        | booking::State::Finished
        | booking::State::NoShow => true,
        booking::State::Cancelled | booking::State::Declined | booking::State::Expired => false,
    }
}

pub(super) async fn confirm(State(door): State<Door>, heard: Heard) -> Answer {
    let caller = caller::admin(&door, &heard, Scope::WriteBookings).await?;
    let id = wire::number_in_path(&heard, "booking_id", 1)?;
    let catalog = door.catalog().await?;
    let before = found(&door, id).await?;
    let confirmed = door.execute(caller.actor(), Act::Confirm(before.id, None));
    let after = match confirmed.await {
        // Clients of the older code confirm whatever they book, also what needs nobody's word.
        Err(No::Refused { refusal, .. })
            if is_confirmed(refusal.first()) && was_made_so(&before) =>
        {
            before
        }
        confirmed => booked(confirmed?)?,
    };
    let row = row(&door, &catalog, &after).ok_or(Reason::UnknownBooking)?;
    shown(StatusCode::OK, row)
}

fn is_confirmed(reason: &Reason) -> bool {
    let state = booking::State::Confirmed;
    *reason == Reason::WrongState { state }
}

/// Whether a booking was confirmed when it was made, and nothing has changed it since.
fn was_made_so(booking: &Booking) -> bool {
    booking.version == 1 && booking.state == booking::State::Confirmed
}

pub(super) async fn cancel(State(door): State<Door>, heard: Heard) -> Answer {
    let caller = caller::admin_or_user(&door, &heard, Scope::WriteBookings).await?;
    let id = wire::number_in_path(&heard, "booking_id", 0)?;
    let before = found(&door, id).await?;
    let actor = caller.actor();
    if !actor.is_staff() {
        if !actor.sees(&before) {
            return Err(Nay::forbidden("Not authorized to cancel this booking"));
        }
        let (gate, from) = (door.gate(), heard.from);
        gate.limit_guest_act(from, door.venue(), before.id)?;
    }
    let after = booked(door.execute(actor, Act::Cancel(before.id, None)).await?)?;
    let done = match after.state {
        booking::State::Cancelled => "Booking cancelled successfully",
        // The venue's own rules may leave the last word to its staff.
        _ => "Cancellation requested",
    };
    shown(StatusCode::OK, json!({ "detail": done }))
}

/// A booking that is there for the contract.
async fn found(door: &Door, id: i64) -> Result<Booking, Nay> {
    let catalog = door.catalog().await?;
    let booking = door.desk().booking(door.venue(), BookingId(id)).await?;
    let is_there = stands(booking.state) && row(door, &catalog, &booking).is_some();
    is_there
        .then_some(booking)
        .ok_or_else(|| Reason::UnknownBooking.into())
}

fn booked(done: Done) -> Result<Booking, Nay> {
    match done {
        Done::Booking(booking) => Ok(*booking),
        _ => Err(Denial::internal().into()),
    }
}

/// A booking, with the first of its resources that the contract sees; none where it sees none of them.
fn row(door: &Door, catalog: &Catalog, booking: &Booking) -> Option<Value> {
    let mut resources = booking.resources();
    let resource = resources.find(|id| sees(door, catalog, *id))?;
    Some(wire::booking(booking, resource))
}
