//! How things of the domain lie in rows. Each list of columns stands beside the function that reads it.

use bronya_domain::booking::{Booking, Contact, State, When};
use bronya_domain::catalog::Language;
use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, BookingId, ClaimId, ResourceId, SlotId};
use bronya_domain::money::Money;
use bronya_domain::occupancy::{Claim, Owner};
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::engine::{Fault, Row, V, wrong};

/// The end of an open span, as it is stored.
pub(crate) const OPEN_END: i64 = i64::MAX;

/// The columns of a booking, in the order of [`booking`].
macro_rules! booking_columns {
    () => {
        "id, state, from_confirmation, starts_at, ends_at, slot, party, price, currency, name, email, phone, account,
        note, language, channel, deadline, cancel_asked_at, made_at, key_version, version"
    };
}
pub(crate) use booking_columns;

/// A booking without its claims.
pub(crate) fn booking(mut row: Row) -> Result<Booking, Fault> {
    booking_at(&mut row)
}

/// The same, where other columns follow.
pub(crate) fn booking_at(row: &mut Row) -> Result<Booking, Fault> {
    let id = BookingId(row.int()?);
    let state = state(&row.text()?)?;
    let from_confirmation = row.truth()?;
    let (from, until) = (row.int()?, row.maybe_int()?);
    let when = if from_confirmation {
        When::FromConfirmation
    } else {
        When::During(span(from, until.unwrap_or(OPEN_END))?)
    };
    Ok(Booking {
        id,
        state,
        when,
        claims: Vec::new(),
        slot: row.maybe_int()?.map(SlotId),
        party: party(row.maybe_int()?)?,
        price: Money {
            minor: row.int()?,
            currency: row
                .text()?
                .parse()
                .map_err(|_| wrong("an unknown currency"))?,
        },
        contact: Contact {
            name: row.maybe_text()?,
            email: row.maybe_text()?,
            phone: row.maybe_text()?,
        },
        account: row.maybe_int()?.map(AccountId),
        note: row.maybe_text()?,
        language: row
            .maybe_text()?
            .map(|name| word::<Language>(&name))
            .transpose()?,
        channel: row.text()?,
        deadline: row.maybe_instant()?,
        cancel_asked_at: row.maybe_instant()?,
        made_at: row.instant()?,
        key_version: row.small()?,
        version: row.int()?,
    })
}

/// The columns of a claim, in the order of [`claim`].
macro_rules! claim_columns {
    () => {
        "id, resource, lane, starts_at, ends_at"
    };
}
pub(crate) use claim_columns;

pub(crate) fn claim(row: &mut Row) -> Result<Claim, Fault> {
    Ok(Claim {
        id: ClaimId(row.int()?),
        resource: ResourceId(row.int()?),
        lane: row.small()?,
        span: span(row.int()?, row.int()?)?,
    })
}

/// The columns of a slot, in the order of [`slot`].
macro_rules! slot_columns {
    () => {
        "id, resource, starts_at, ends_at, topic, price, version"
    };
}
pub(crate) use slot_columns;

pub(crate) fn slot(mut row: Row) -> Result<Slot, Fault> {
    Ok(Slot {
        id: SlotId(row.int()?),
        resource: ResourceId(row.int()?),
        span: span(row.int()?, row.int()?)?,
        topic: row.maybe_text()?,
        price: row.maybe_int()?,
        version: row.int()?,
    })
}

/// One line of a booking's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// The version that the change gave the booking.
    pub version: i64,
    /// When.
    pub at: Timestamp,
    /// In what capacity somebody did it.
    pub role: Role,
    /// With which account.
    pub account: Option<AccountId>,
    /// What he did.
    pub act: String,
    /// Where the booking stood before; nowhere, when it was made.
    pub before: Option<State>,
    /// Where it stood after.
    pub after: State,
    /// Its time after the change, once it has one.
    pub span: Option<Span>,
    /// Its price.
    pub price: i64,
    /// Why, in his words.
    pub reason: Option<String>,
}

/// The columns of a line of history, in the order of [`history_line`].
macro_rules! history_columns {
    () => {
        "version, at, role, account, act, state_before, state_after, starts_at, ends_at, price, reason"
    };
}
pub(crate) use history_columns;

pub(crate) fn history_line(row: &mut Row) -> Result<HistoryLine, Fault> {
    Ok(HistoryLine {
        version: row.int()?,
        at: row.instant()?,
        role: word(&row.text()?)?,
        account: row.maybe_int()?.map(AccountId),
        act: row.text()?,
        before: row.maybe_text()?.map(|name| state(&name)).transpose()?,
        after: state(&row.text()?)?,
        span: match (row.maybe_int()?, row.maybe_int()?) {
            (Some(from), until) => Some(span(from, until.unwrap_or(OPEN_END))?),
            (None, _) => None,
        },
        price: row.int()?,
        reason: row.maybe_text()?,
    })
}

/// An owner as the two numbers under which his claims lie.
pub(crate) fn owner_key(owner: Owner) -> [V; 2] {
    let (kind, number) = match owner {
        Owner::Booking(id) => (1, id.0),
        Owner::Hold(id) => (2, id.0),
        Owner::Block(id) => (3, id.0),
    };
    [V::from(kind as i64), V::from(number)]
}

/// The owner of these two numbers.
pub(crate) fn owner(row: &mut Row) -> Result<Owner, Fault> {
    use bronya_domain::id::{BlockId, HoldId};
    match (row.int()?, row.int()?) {
        (1, number) => Ok(Owner::Booking(BookingId(number))),
        (2, number) => Ok(Owner::Hold(HoldId(number))),
        (3, number) => Ok(Owner::Block(BlockId(number))),
        (kind, _) => Err(wrong(format!("an owner of kind {kind}"))),
    }
}

/// A span from two instants in microseconds.
pub(crate) fn span(from: i64, until: i64) -> Result<Span, Fault> {
    let instant = |micros| {
        Timestamp::from_microsecond(micros).map_err(|_| wrong("an instant is out of range"))
    };
    let until = if until == OPEN_END {
        None
    } else {
        Some(instant(until)?)
    };
    Span::maybe_open(instant(from)?, until).map_err(|_| wrong("a span that ends before it begins"))
}

/// The end of a span, where an open one is stored as the largest number.
pub(crate) fn end(span: Span) -> V {
    V::from(span.until().map_or(OPEN_END, Timestamp::as_microsecond))
}

pub(crate) fn state(name: &str) -> Result<State, Fault> {
    State::named(name).ok_or_else(|| wrong(format!("the state {name}")))
}

/// The numbers of resources, with commas between them.
pub(crate) fn resources(text: &str) -> Result<Vec<ResourceId>, Fault> {
    let numbers = text.split(',').filter(|number| !number.is_empty());
    let all: Result<Vec<_>, _> = numbers
        .map(|number| number.parse().map(ResourceId))
        .collect();
    all.map_err(|_| wrong("a resource that is no number"))
}

pub(crate) fn party(number: Option<i64>) -> Result<Option<u32>, Fault> {
    number
        .map(|number| u32::try_from(number).map_err(|_| wrong("a party size")))
        .transpose()
}

/// A value that is written as one word.
pub(crate) fn word<T: DeserializeOwned>(name: &str) -> Result<T, Fault> {
    serde_json::from_value(serde_json::Value::from(name))
        .map_err(|_| wrong(format!("the word {name}")))
}

/// The word for a value that is written as one.
pub(crate) fn as_word(value: &impl Serialize) -> Result<String, Fault> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        other => Err(Fault::Bug(format!("{other:?} is no word"))),
    }
}

/// A value that is written as JSON.
pub(crate) fn json<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| wrong(format!("JSON: {error}")))
}

/// The JSON for a value.
pub(crate) fn as_json(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::Bug(format!("JSON: {error}")))
}
