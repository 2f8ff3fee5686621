//! One's own bookings.

use axum::extract::State;
use axum::http::StatusCode;
use bronya_desk::{BOOKINGS_MOST, Done, Filter, No};
use bronya_domain::booking::{self, Booking, Contact};
use bronya_domain::catalog::{Catalog, Listed};
use bronya_domain::command::{self, Act, At, Choice, Order};
use bronya_domain::id::{BookingId, ResourceId};
use bronya_domain::refusal::Reason;
use bronya_domain::span::{Span, later};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::translate::{About, Answer, Doing, Nay, Said};
use super::super::wire::{self, BookingChange, NewBooking};
use super::caller::User;
use super::tables::stay;
use crate::door::Door;
use crate::fastapi::Asked;
use crate::heard::Heard;
use crate::page;

/// No stay is longer.
const STAY_MOST: SignedDuration = SignedDuration::from_hours(24 * 366);

pub(super) async fn create(State(door): State<Door>, heard: Heard) -> Answer {
    let sent = Asked::body(&heard)?;
    let user = User::of(&door, &heard).await?;
    let new = NewBooking::read(sent)?;
    user.within_limits(&door, &heard)?;
    let catalog = door.catalog().await?;
    let during = stay(&door, &catalog, new.start)?;
    let resource = ResourceId(new.table);
    let mut listed = door.listed(&catalog);
    let table = listed.find(|listed| listed.resource.id == resource);
    let about = About {
        catalog: &catalog,
        doing: Doing::Making,
        table,
        stay: Some(during),
    };
    // What the contract does not see is not there for it, whatever the venue has under that number.
    if table.is_none() {
        return Err(about.nay(Reason::UnknownResource { resource }.into()));
    }
    let account = &user.account;
    let wanted = command::NewBooking {
        order: Some(Order {
            choice: Choice::These(vec![resource]),
            at: At::During(during),
            party: new.guests,
        }),
        hold: None,
        contact: Contact {
            name: account.names.full(),
            email: account.email.clone(),
            phone: account.phone.clone(),
        },
        note: None,
        language: asked_language(&heard, &catalog),
        channel: door.name().to_owned(),
    };
    let made = door
        .execute(user.actor(), Act::Book(Box::new(wanted)))
        .await;
    let made = booked(made).map_err(|no| about.nay(no))?;
    wire::shown(StatusCode::CREATED, wire::booking(&catalog, &made, None))
}

pub(super) async fn mine(State(door): State<Door>, heard: Heard) -> Answer {
    let user = User::of(&door, &heard).await?;
    let (catalog, now) = (door.catalog().await?, door.now());
    let filter = Filter {
        // What began longer ago than any stay lasts is over.
        within: Some(Span::open(later(now, -STAY_MOST))),
        account: Some(user.account.id),
        ..Filter::default()
    };
    let (mut items, mut after): (Vec<Value>, _) = (Vec::new(), None);
    loop {
        let page = door
            .desk()
            .bookings(door.venue(), filter.clone(), after, BOOKINGS_MOST);
        let page = page.await?;
        let mine = page.items.iter().filter(|booking| is_to_come(booking, now));
        items.extend(mine.map(|booking| wire::booking(&catalog, booking, None)));
        after = page.next;
        if after.is_none() {
            return wire::shown(StatusCode::OK, json!({ "items": items }));
        }
    }
}

/// Whether a booking stands and is not over.
fn is_to_come(booking: &Booking, now: Timestamp) -> bool {
    use booking::State;
    let stands = match booking.state {
        State::Requested
        | State::Tentative
        | State::Confirmed
        | State::Seated
        | State::Finished
        | State::NoShow => true,
        State::Cancelled | State::Declined | State::Expired => false,
    };
    stands && booking.when.span().is_none_or(|span| span.end() >= now)
}

pub(super) async fn change(State(door): State<Door>, heard: Heard) -> Answer {
    let sent = Asked::body(&heard)?;
    let user = User::of(&door, &heard).await?;
    let BookingChange { id, start } = BookingChange::read(sent, &heard)?;
    let catalog = door.catalog().await?;
    let before = own(&door, &user, id).await?;
    limited(&door, &heard, &before)?;
    let during = stay(&door, &catalog, start)?;
    let about = About {
        catalog: &catalog,
        doing: Doing::Moving,
        table: place(&catalog, &before),
        stay: Some(during),
    };
    let order = Order {
        choice: Choice::These(before.resources().collect()),
        at: At::During(during),
        party: None,
    };
    let moved = door.execute(user.actor(), Act::Move(before.id, Box::new(order)));
    let moved = booked(moved.await).map_err(|no| about.nay(no))?;
    wire::shown(StatusCode::OK, wire::booking(&catalog, &moved, None))
}

pub(super) async fn cancel(State(door): State<Door>, heard: Heard) -> Answer {
    let user = User::of(&door, &heard).await?;
    let id = wire::number_in_path(&heard, "booking_id")?;
    let catalog = door.catalog().await?;
    let before = own(&door, &user, id).await?;
    limited(&door, &heard, &before)?;
    let about = About {
        catalog: &catalog,
        doing: Doing::Cancelling,
        table: place(&catalog, &before),
        stay: None,
    };
    let left = door.execute(user.actor(), Act::Cancel(before.id, None));
    let left = booked(left.await).map_err(|no| about.nay(no))?;
    let canceled_at = canceled_at(&door, &left).await?;
    wire::shown(StatusCode::OK, wire::booking(&catalog, &left, canceled_at))
}

/// A booking of one's own.
async fn own(door: &Door, user: &User, id: i64) -> Result<Booking, Nay> {
    let found = door.desk().booking(door.venue(), BookingId(id)).await;
    let found = found.map_err(|no| match no {
        No::Refused { .. } => Nay::unknown_booking(),
        no => no.into(),
    })?;
    if user.actor().sees(&found) {
        Ok(found)
    } else {
        Err(Said::forbidden("This booking belongs to another user.").into())
    }
}

/// Refuses who changes a booking again and again: each change writes a letter.
fn limited(door: &Door, heard: &Heard, booking: &Booking) -> Result<(), Nay> {
    let gate = door.gate();
    Ok(gate.limit_guest_act(heard.from, door.venue(), booking.id)?)
}

/// The table of a booking.
fn place<'a>(catalog: &'a Catalog, booking: &Booking) -> Option<&'a Listed> {
    booking.resources().find_map(|id| catalog.find(id))
}

/// When a booking was called off; none where that is only asked for.
async fn canceled_at(door: &Door, booking: &Booking) -> Result<Option<Timestamp>, Nay> {
    let lines = door.desk().history(door.venue(), booking.id).await?;
    let last = lines
        .iter()
        .rev()
        .find(|line| line.after == booking::State::Cancelled);
    Ok(last.map(|line| line.at))
}

/// The booking that was made or changed.
fn booked(done: Result<Done, No>) -> Result<Booking, No> {
    match done? {
        Done::Booking(booking) => Ok(*booking),
        Done::Hold(_)
        | Done::Block(_)
        | Done::Slot(_)
        | Done::Published(_)
        | Done::Withdrawn(_)
        | Done::Resource(..)
        | Done::Nothing => Err(Reason::UnknownBooking.into()),
    }
}

/// The language that a client asks for; his letters are in the venue's where it asks for none.
fn asked_language(heard: &Heard, catalog: &Catalog) -> Option<bronya_domain::catalog::Language> {
    let asks = heard.headers.contains_key("accept-language");
    asks.then(|| page::language(&heard.headers, catalog.venue.language))
}
