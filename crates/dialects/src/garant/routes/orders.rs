//! Orders: made by guests, accepted and refused by admins, and released when the visit is over.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use bronya_desk::{BOOKINGS_MOST, Filter, No};
use bronya_domain::booking::{Booking, Contact, State as Stands};
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{Act, Actor, Choice, Command, NewBooking, Order, Role};
use bronya_domain::id::{BookingId, ResourceId};
use bronya_domain::people::Scope;
use bronya_domain::policy::ContactNeeded;
use bronya_domain::refusal::Reason;
use bronya_domain::resource::Resource;
use bronya_gate::limits::Limit;
use bronya_gate::{Caller, Identity, Who, texts};
use serde_json::{Value, json};

use super::tables::{Present, contact, found};
use crate::answers;
use crate::django;
use crate::door::Door;
use crate::garant::callers::{Answer, caller, guest, only};
use crate::garant::translate::{Sorry, Wish};
use crate::garant::wire::{self, Asked, LANGUAGE};
use crate::heard::Heard;

/// Who decides about bookings: as in the native API.
const STAFF: Who = Who::Crew(Scope::WriteBookings);
/// Who reads them.
const READER: Who = Who::Crew(Scope::ReadBookings);
/// So many pages of bookings are read at most.
const PAGES_MOST: usize = 25;
/// How often an act is tried on a booking that changes meanwhile.
const TRIES: usize = 3;

pub(super) async fn book(State(door): State<Door>, heard: Heard) -> Answer {
    let caller = guest(&door, &heard).await?;
    let is_nobody = matches!(caller.identity(), Identity::Nobody);
    let asked = Asked::of(&heard).await;
    // Who logs in not and leaves no contact is asked who he is, whatever else he sends.
    let leaves_contact = asked.as_ref().is_ok_and(Asked::names_contact);
    if is_nobody && !(leaves_contact && heard.method == Method::POST) {
        return Err(django::not_authenticated(LANGUAGE).into());
    }
    only(&door, &heard, &[Method::POST], "POST")?;
    let mut asked = asked?;
    let id = asked.id();
    let catalog = door.catalog().await?;
    let mut order = asked.order(&catalog).map_err(Sorry::fields)?;
    order.contact = reached(&caller, order.contact);
    if is_nobody && !order.contact.satisfies(ContactNeeded::EmailOrPhone) {
        return Err(django::not_authenticated(LANGUAGE).into());
    }
    within_limits(&door, &heard, &caller, &order.contact)?;
    let table = id.and_then(|id| found(&door, &catalog, id));
    let table = table.ok_or_else(Sorry::no_table)?;
    let told = told(&order.contact);
    let new = NewBooking {
        order: Some(Order {
            choice: Choice::These(vec![table.id]),
            at: order.at,
            party: None,
        }),
        hold: None,
        contact: order.contact,
        note: None,
        language: None,
        channel: door.name().to_owned(),
    };
    let ordered = door.execute(orderer(&caller), Act::Book(Box::new(new)));
    ordered.await.map_err(|no| Sorry::of(no, Wish::Order))?;
    Ok(done(&told))
}

/// As what somebody orders: whoever he is, an order waits for an admin.
fn orderer(caller: &Caller) -> Actor {
    let account = caller.account();
    Actor {
        role: account.map_or(Role::Guest, |_| Role::Customer),
        account,
        own: None,
    }
}

/// How to reach a guest: what he says comes before what his account says.
fn reached(caller: &Caller, said: Contact) -> Contact {
    match caller.session() {
        Ok(session) if said.email.is_none() && said.phone.is_none() => Contact {
            name: session.account.names.full(),
            email: session.account.email.clone(),
            phone: session.account.phone.clone(),
        },
        _ => said,
    }
}

fn told(contact: &Contact) -> String {
    let next = match (&contact.email, &contact.phone) {
        (None, Some(phone)) => format!("wait for our call ({phone})"),
        (mail, _) => format!("check your email ({})", mail.as_deref().unwrap_or_default()),
    };
    format!("Booking order is created successfully! Please, {next} for further instructions")
}

/// Refuses who orders again and again, from one address or for one contact.
fn within_limits(
    door: &Door,
    heard: &Heard,
    caller: &Caller,
    contact: &Contact,
) -> Result<(), Sorry> {
    if caller.actor().is_staff() {
        return Ok(());
    }
    let (limits, now) = (door.gate().limits(), door.now());
    limits.take(Limit::BookingAddress, &heard.from.bucket(), now)?;
    for way in [&contact.email, &contact.phone].into_iter().flatten() {
        limits.take(Limit::BookingContact, &texts::mailbox(way), now)?;
    }
    Ok(())
}

pub(super) async fn accept(State(door): State<Door>, heard: Heard) -> Answer {
    let (caller, booking) = named(&door, &heard).await?;
    let catalog = door.catalog().await?;
    let table = table(&door, &catalog, &booking).ok_or_else(Sorry::no_booking)?;
    let wish = Wish::Accept(table.id);
    // The original accepts nothing for a table that the admin took out of the offer.
    if !table.open && booking.state.undecided() {
        let resource = table.id;
        return Err(Sorry::of(Reason::Closed { resource }.into(), wish));
    }
    let accepted = door.execute(caller.actor(), Act::Confirm(booking.id, None));
    accepted.await.map_err(|no| Sorry::of(no, wish))?;
    Ok(done("Table booking is accepted."))
}

pub(super) async fn refuse(State(door): State<Door>, heard: Heard) -> Answer {
    let (caller, booking) = named(&door, &heard).await?;
    let refused = door.execute(caller.actor(), Act::Decline(booking.id, None));
    refused.await.map_err(|no| Sorry::of(no, Wish::Refuse))?;
    Ok(done("Table booking is refused."))
}

pub(super) async fn call_off(State(door): State<Door>, heard: Heard) -> Answer {
    let (caller, mut booking) = named(&door, &heard).await?;
    for _ in 0..TRIES {
        let state = booking.state;
        if state.undecided() {
            return Err(Sorry::of(
                Reason::WrongState { state }.into(),
                Wish::CallOff,
            ));
        }
        // As it was seen: one that is accepted a moment later is not cancelled unseen.
        let command = Command {
            actor: caller.actor(),
            act: Act::Cancel(booking.id, None),
            expects: Some(booking.version),
        };
        let (desk, venue) = (door.desk(), door.venue());
        match desk.execute(venue, command, None, door.now()).await {
            Err(No::Refused { refusal, .. })
                if matches!(refusal.first(), Reason::VersionDiffers { .. }) => {}
            done => {
                done.map_err(|no| Sorry::of(no, Wish::CallOff))?;
                return Ok(self::done("Booking is canceled successfully."));
            }
        }
        booking = desk.booking(venue, booking.id).await?;
    }
    let version = booking.version;
    Err(Sorry::of(
        Reason::VersionDiffers { version }.into(),
        Wish::CallOff,
    ))
}

pub(super) async fn active(State(door): State<Door>, heard: Heard) -> Answer {
    let caller = caller(&door, &heard, READER).await?;
    only(&door, &heard, &[Method::GET, Method::HEAD], "GET, HEAD")?;
    let catalog = door.catalog().await?;
    let present = Present::of(&door, &catalog).await?;
    let mut tables: BTreeMap<ResourceId, Value> = BTreeMap::new();
    let mut rows = Vec::new();
    for booking in standing(&door, caller.actor()).await? {
        let Some(resource) = table(&door, &catalog, &booking) else {
            continue;
        };
        let row = match tables.get(&resource.id) {
            Some(row) => row.clone(),
            None => present.row(&door, resource).await?,
        };
        tables.insert(resource.id, row.clone());
        let contact = contact(&door, &booking).await?;
        rows.push(wire::booking(&booking, row, &contact));
    }
    Ok(answers::json(StatusCode::OK, rows.into()))
}

/// The booking that an admin names.
async fn named(door: &Door, heard: &Heard) -> Result<(Caller, Booking), Sorry> {
    let caller = caller(door, heard, STAFF).await?;
    only(door, heard, &[Method::POST], "POST")?;
    let id = match django::query(heard, LANGUAGE).has("id") {
        true => Asked::of_query(heard).id(),
        false => Asked::of(heard).await?.id(),
    };
    let id = BookingId(id.ok_or_else(Sorry::no_booking)?);
    let booking = door.desk().booking(door.venue(), id).await;
    let booking = booking.map_err(|no| Sorry::of(no, Wish::Refuse))?;
    let catalog = door.catalog().await?;
    match table(door, &catalog, &booking) {
        Some(_) if caller.actor().sees(&booking) => Ok((caller, booking)),
        Some(_) | None => Err(Sorry::no_booking()),
    }
}

/// The table of a booking, if the contract sees it; one that has left the offer, too.
pub(super) fn table<'a>(
    door: &Door,
    catalog: &'a Catalog,
    booking: &Booking,
) -> Option<&'a Resource> {
    let listed = booking.resources().filter_map(|id| catalog.find(id));
    let mut tables = listed.map(|listed| &listed.resource);
    tables.find(|table| door.kinds().sees(&table.kind))
}

/// The bookings that wait or were accepted and are not over, the oldest first.
async fn standing(door: &Door, actor: Actor) -> Result<Vec<Booking>, No> {
    let (mut all, now) = (Vec::new(), door.now());
    let states = [
        Stands::Requested,
        Stands::Tentative,
        Stands::Confirmed,
        Stands::Seated,
    ];
    for state in states {
        let filter = Filter {
            state: Some(state),
            ..Filter::default()
        };
        let mut cursor = None;
        for _ in 0..PAGES_MOST {
            let (desk, venue) = (door.desk(), door.venue());
            let page = desk.bookings(venue, filter.clone(), cursor, BOOKINGS_MOST);
            let page = page.await?;
            all.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
    }
    all.retain(|booking| actor.sees(booking) && !booking.is_over(now) && !booking.lapsed(now));
    all.sort_by_key(|booking| booking.id);
    // One that changed between two of the questions was answered twice.
    all.dedup_by_key(|booking| booking.id);
    Ok(all)
}

pub(super) fn done(words: &str) -> Response {
    answers::json(StatusCode::OK, json!({ "detail": words }))
}
