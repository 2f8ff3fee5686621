//! Cancelling: by the guest's address, or by the key in the letter's link. Opening the link only shows a page.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bronya_desk::{Filter, No};
use bronya_domain::booking::{Booking, State as Stands};
use bronya_domain::catalog::Language;
use bronya_domain::command::{Act, Actor};
use bronya_domain::refusal::Reason;
use bronya_gate::keys::Secret;
use bronya_gate::limits::Limit;

use crate::answers;
use crate::door::Door;
use crate::fastapi::v1::{self, Fields};
use crate::heard::Heard;
use crate::logist::floor::{all, found};
use crate::logist::letters::words;
use crate::logist::translate::{Answer, Sorry, address};
use crate::logist::wire::{self, Table};
use crate::page::{Button, Page, language, tag};

/// What is to be cancelled.
enum Meant {
    /// The order that this key opens.
    Key(String),
    /// The oldest order for this table from this address.
    Mail(Table, String),
}

/// The page to which the link in a letter leads. Whether an address has an order, it does not tell; a key says it.
pub(super) async fn page(State(door): State<Door>, heard: Heard) -> Answer {
    let mut fields = wire::anywhere(&heard).await?;
    let sent = ["id", "types", "mail", "key"];
    let sent = sent.map(|name| (name, fields.maybe(name, v1::text_of)));
    let sent = sent
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    let hidden: Vec<(&'static str, String)> = sent.collect();
    let language = spoken(&door, &heard).await?;
    let words = words(language);
    let table = match meant(fields)? {
        Meant::Mail(table, _) => table,
        Meant::Key(key) => match opened(&door, &heard, &key).await {
            Ok(order) if order.state == Stands::Cancelled => {
                return Ok(told(language, StatusCode::OK, words.cancelled));
            }
            Ok(order) => table_of(&door, &order).await?,
            Err(sorry) if sorry.status() == StatusCode::NOT_FOUND => {
                return Ok(told(language, sorry.status(), words.gone));
            }
            Err(sorry) => return Err(sorry),
        },
    };
    let page = Page {
        language: tag(language),
        title: words.ask.to_owned(),
        lines: vec![format!("{} {}", table.types, table.id)],
        button: Some(Button {
            label: words.cancel.to_owned(),
            action: String::new(),
            hidden,
        }),
    };
    Ok(page.shown(StatusCode::OK))
}

/// Cancels. Programs are answered in JSON, a browser's form with a page.
pub(super) async fn cancel(State(door): State<Door>, heard: Heard) -> Answer {
    let meant = meant(wire::anywhere(&heard).await?)?;
    let cancelled = match &meant {
        Meant::Key(key) => by_key(&door, &heard, key).await,
        Meant::Mail(table, mail) => by_mail(&door, &heard, table, mail).await,
    };
    if !wire::is_form(&heard) {
        return Ok(answers::json(StatusCode::OK, cancelled?));
    }
    let language = spoken(&door, &heard).await?;
    match cancelled {
        Ok(_) => Ok(told(language, StatusCode::OK, words(language).cancelled)),
        Err(sorry) if sorry.status().is_client_error() && !sorry.asks_to_wait() => {
            Ok(told(language, sorry.status(), words(language).gone))
        }
        Err(sorry) => Err(sorry),
    }
}

async fn by_key(door: &Door, heard: &Heard, key: &str) -> Result<serde_json::Value, Sorry> {
    let order = opened(door, heard, key).await?;
    let table = table_of(door, &order).await?;
    let mail = order.contact.email.clone().unwrap_or_default();
    // Pressed twice, the button has done its work, whoever may have the table by now.
    call_off(door, heard, &order).await?;
    Ok(wire::order(&table, &mail, "cancel"))
}

async fn by_mail(
    door: &Door,
    heard: &Heard,
    table: &Table,
    mail: &str,
) -> Result<serde_json::Value, Sorry> {
    let catalog = door.catalog().await?;
    let own = match found(door, &catalog, table) {
        Some(resource) => {
            let filter = Filter {
                resource: Some(resource.id),
                contact: Some(address(mail)),
                ..Filter::default()
            };
            let own = all(door, filter).await?;
            own.into_iter().find(|order| stands(door, order))
        }
        None => None,
    };
    let Some(order) = own else {
        return Err(guessed(door, heard));
    };
    match call_off(door, heard, &order).await? {
        true => Ok(wire::order(table, mail, "cancel")),
        false => Err(Sorry::no_order()),
    }
}

/// Whether an order came this way and can still be cancelled by its address alone.
fn stands(door: &Door, order: &Booking) -> bool {
    let live = order.state.undecided() || order.state == Stands::Confirmed;
    let now = door.now();
    live && order.channel == door.name() && !order.is_over(now) && !order.lapsed(now)
}

/// Calls an order off; says whether it was this call that did.
async fn call_off(door: &Door, heard: &Heard, order: &Booking) -> Result<bool, Sorry> {
    let limited = door
        .gate()
        .limit_guest_act(heard.from, door.venue(), order.id);
    limited?;
    let cancelled = Reason::WrongState {
        state: Stands::Cancelled,
    };
    match door
        .execute(Actor::GUEST, Act::Cancel(order.id, None))
        .await
    {
        Err(No::Refused { refusal, .. }) if *refusal.first() == cancelled => Ok(false),
        Err(no) => Err(no.into()),
        Ok(_) => Ok(true),
    }
}

/// The order that a key opens, until the visit is over.
async fn opened(door: &Door, heard: &Heard, key: &str) -> Result<Booking, Sorry> {
    let (gate, venue) = (door.gate(), door.venue());
    let Some(id) = Secret::booking_in_uuid(key) else {
        return Err(guessed(door, heard));
    };
    match door.desk().booking(venue, id).await {
        Ok(order)
            if gate.secret().opens_booking_uuid(venue, &order, key)
                && !order.is_over(door.now()) =>
        {
            Ok(order)
        }
        Ok(_) | Err(No::Refused { .. }) => Err(guessed(door, heard)),
        Err(no) => Err(no.into()),
    }
}

/// The "no" to somebody who names no order of his. Who does so again and again is told to wait.
fn guessed(door: &Door, heard: &Heard) -> Sorry {
    let limits = door.gate().limits();
    match limits.take(Limit::GuestLink, &heard.from.bucket(), door.now()) {
        Ok(()) => Sorry::no_order(),
        Err(denial) => denial.into(),
    }
}

fn meant(mut fields: Fields) -> Result<Meant, Sorry> {
    let meant = match fields.has("key") {
        true => fields.needed("key", v1::text_of).map(Meant::Key),
        false => wire::guests_table(&mut fields).map(|(table, mail)| Meant::Mail(table, mail)),
    };
    Ok(fields.done(meant)?)
}

/// The table of an order, as the contract names it.
async fn table_of(door: &Door, order: &Booking) -> Result<Table, Sorry> {
    let catalog = door.catalog().await?;
    let listed = order.resources().find_map(|id| catalog.find(id));
    let resource = &listed.ok_or_else(Sorry::no_table)?.resource;
    let types = door.kinds().theirs(&resource.kind);
    Ok(Table {
        types: types.unwrap_or(&resource.kind).to_owned(),
        id: resource.number,
    })
}

async fn spoken(door: &Door, heard: &Heard) -> Result<Language, Sorry> {
    let catalog = door.catalog().await?;
    Ok(language(&heard.headers, catalog.venue.language))
}

fn told(language: Language, status: StatusCode, words: &str) -> Response {
    let page = Page {
        language: tag(language),
        title: words.to_owned(),
        ..Page::default()
    };
    page.shown(status)
}
