//! What is done with slots: specialists publish, change and take back, agree and refuse; clients reserve and cancel.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bronya_desk::{Done, No};
use bronya_domain::booking::Contact;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::{Act, At, Choice, NewBooking, Order, Role, SlotText};
use bronya_domain::id::{BookingId, ResourceId, SlotId};
use bronya_domain::people::Account;
use bronya_domain::refusal::Reason;
use bronya_domain::resource::Slot;
use bronya_gate::limits::Limit;
use bronya_gate::{Caller, texts};
use serde_json::{Value, json};

use super::caller::{Answer, Number, caller, told};
use super::slots::find;
use crate::django::body;
use crate::door::Door;
use crate::heard::Heard;
use crate::planner::timetable::{Seen, Status};
use crate::planner::translate::{Deed, SPOKEN, Sorry};
use crate::planner::wire::{self, SlotWords};

pub(super) async fn publish(State(door): State<Door>, heard: Heard) -> Answer {
    let deed = Deed::Publish;
    let caller = caller(&door, &heard).await?;
    let own = own(&caller).ok_or_else(|| deed.not_allowed())?;
    let zone = door.catalog().await?.venue.zone.clone();
    let words = SlotWords::read(body(&heard, SPOKEN).await?, None, &zone)?;
    let act = Act::PublishSlot(text(own, words));
    let slot = written(&door, &caller, deed, act).await?;
    let data = wire::words(&door, &zone, &slot);
    let news = json!({ "message": "Слот успешно создан!", "data": data });
    Ok(told(StatusCode::CREATED, news))
}

pub(super) async fn edit(State(door): State<Door>, Number(id): Number, heard: Heard) -> Answer {
    let deed = Deed::Edit;
    let caller = caller(&door, &heard).await?;
    let (catalog, seen) = his(&door, &caller, id, deed).await?;
    let zone = &catalog.venue.zone;
    let words = SlotWords::read(body(&heard, SPOKEN).await?, Some(&seen.slot), zone)?;
    let act = Act::EditSlot(seen.slot.id, text(seen.slot.resource, words));
    let slot = written(&door, &caller, deed, act).await?;
    let now = wire::words(&door, zone, &slot);
    Ok(told(StatusCode::OK, Value::Object(now)))
}

/// Takes a slot back. Who had asked for it or had it agreed is told first.
pub(super) async fn withdraw(State(door): State<Door>, Number(id): Number, heard: Heard) -> Answer {
    let deed = Deed::Withdraw;
    let caller = caller(&door, &heard).await?;
    let (_, seen) = his(&door, &caller, id, deed).await?;
    if let Some(act) = release(&seen) {
        done(&door, &caller, deed, act).await?;
    }
    done(&door, &caller, deed, Act::WithdrawSlot(seen.slot.id)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn reserve(State(door): State<Door>, Number(id): Number, heard: Heard) -> Answer {
    let deed = Deed::Reserve;
    let caller = caller(&door, &heard).await?;
    let (_, seen) = find(&door, id).await?;
    let account = &caller.session()?.account;
    if caller.actor().role != Role::Customer {
        return Err(deed.not_allowed());
    }
    let (limits, now) = (door.gate().limits(), door.now());
    limits.take(Limit::BookingAddress, &heard.from.bucket(), now)?;
    if let Some(email) = &account.email {
        limits.take(Limit::BookingContact, &texts::mailbox(email), now)?;
    }
    let act = booking(&door, account, &seen.slot);
    done(&door, &caller, deed, act).await?;
    let words = "Резервирование консультации отправлено на согласование специалисту.";
    Ok(said(StatusCode::CREATED, words))
}

pub(super) async fn agree(State(door): State<Door>, Number(id): Number, heard: Heard) -> Answer {
    let deed = Deed::Agree;
    let caller = caller(&door, &heard).await?;
    let (_, seen) = his(&door, &caller, id, deed).await?;
    let booking = taker(&seen).ok_or_else(|| deed.not_allowed())?;
    done(&door, &caller, deed, Act::Confirm(booking, None)).await?;
    let words = "Консультация согласована специалистом, письмо/уведомление отправлено клиенту.";
    Ok(said(StatusCode::CREATED, words))
}

pub(super) async fn refuse(State(door): State<Door>, Number(id): Number, heard: Heard) -> Answer {
    let deed = Deed::Refuse;
    let caller = caller(&door, &heard).await?;
    let (_, seen) = his(&door, &caller, id, deed).await?;
    let act = release(&seen).ok_or_else(|| deed.not_allowed())?;
    done(&door, &caller, deed, act).await?;
    let words = "Консультация не согласована, письмо/уведомление отправлено клиенту.";
    Ok(said(StatusCode::OK, words))
}

pub(super) async fn cancel(State(door): State<Door>, Number(id): Number, heard: Heard) -> Answer {
    let deed = Deed::Cancel;
    let caller = caller(&door, &heard).await?;
    let (_, seen) = find(&door, id).await?;
    let is_his = caller.actor().role == Role::Customer && seen.client() == caller.account();
    let booking = taker(&seen).filter(|_| is_his);
    let booking = booking.ok_or_else(|| deed.not_allowed())?;
    let comment = wire::comment(body(&heard, SPOKEN).await?)?;
    door.gate()
        .limit_guest_act(heard.from, door.venue(), booking)?;
    done(&door, &caller, deed, Act::Cancel(booking, Some(comment))).await?;
    let words = "Консультация отменена и добавлен комментарий.";
    Ok(said(StatusCode::OK, words))
}

/// A specialist's own time.
fn own(caller: &Caller) -> Option<ResourceId> {
    let actor = caller.actor();
    actor.own.filter(|_| actor.role == Role::Specialist)
}

/// A slot of the specialist who calls.
async fn his(
    door: &Door,
    caller: &Caller,
    id: Option<i64>,
    deed: Deed,
) -> Result<(Arc<Catalog>, Seen), Sorry> {
    let own = own(caller).ok_or_else(|| deed.not_allowed())?;
    let (catalog, seen) = find(door, id).await?;
    match seen.slot.resource == own {
        true => Ok((catalog, seen)),
        false => Err(deed.not_allowed()),
    }
}

fn taker(seen: &Seen) -> Option<BookingId> {
    Some(seen.taker.as_ref()?.booking)
}

/// How a specialist frees a slot that somebody has: a request is declined, an agreement called off. What is over stays.
fn release(seen: &Seen) -> Option<Act> {
    let booking = taker(seen)?;
    match seen.status {
        Status::Agreement => Some(Act::Decline(booking, None)),
        Status::Reserved => Some(Act::Cancel(booking, None)),
        Status::Free | Status::Completed => None,
    }
}

fn text(resource: ResourceId, words: SlotWords) -> SlotText {
    SlotText {
        resource,
        span: words.span,
        topic: words.topic,
        price: words.price,
    }
}

/// A client's request for a slot.
fn booking(door: &Door, client: &Account, slot: &Slot) -> Act {
    let order = Order {
        choice: Choice::These(vec![slot.resource]),
        at: At::Slot(slot.id),
        party: None,
    };
    Act::Book(Box::new(NewBooking {
        order: Some(order),
        hold: None,
        contact: Contact {
            name: Some(wire::full_name(client)),
            email: client.email.clone(),
            phone: client.phone.clone(),
        },
        note: None,
        language: client.language,
        channel: door.name().to_owned(),
    }))
}

/// Does it, or says why not.
async fn done(door: &Door, caller: &Caller, deed: Deed, act: Act) -> Result<Done, Sorry> {
    let done = door.execute(caller.actor(), act).await;
    done.map_err(|no| deed.refused(no))
}

/// The same for what a slot says. That another slot has exactly the same time is said in words of its own.
async fn written(door: &Door, caller: &Caller, deed: Deed, act: Act) -> Result<Slot, Sorry> {
    let span = match &act {
        Act::PublishSlot(text) | Act::EditSlot(_, text) => Some(text.span),
        _ => None,
    };
    match door.execute(caller.actor(), act).await {
        Ok(Done::Slot(slot)) => Ok(slot),
        Ok(_) => Err(Sorry::no_slot()),
        Err(no) => {
            let other = overlapped(&no);
            let other = match other {
                Some(other) => door.desk().slot(door.venue(), other).await.ok(),
                None => None,
            };
            let is_twin = other.is_some_and(|other| Some(other.span) == span);
            Err(if is_twin {
                Sorry::twin()
            } else {
                deed.refused(no)
            })
        }
    }
}

/// The slot that is in the way of another.
fn overlapped(no: &No) -> Option<SlotId> {
    let No::Refused { refusal, .. } = no else {
        return None;
    };
    refusal.reasons.iter().find_map(|reason| match reason {
        Reason::SlotOverlaps { slot } => Some(*slot),
        _ => None,
    })
}

fn said(status: StatusCode, words: &str) -> Response {
    told(status, json!({ "detail": words }))
}
