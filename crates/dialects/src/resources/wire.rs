//! The shapes of their requests and answers.

use bronya_domain::booking::{Block, Booking, State};
use bronya_domain::id::ResourceId;
use bronya_domain::resource::Resource;
use bronya_domain::span::Span;
use bronya_gate::passwords::PasswordRule;
use bronya_gate::texts;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};

use super::translate::Nay;
use crate::fastapi::{self, Asked, Fields, Wrong, fields};
use crate::heard::Heard;
use crate::kinds::Kinds;

/// The largest number of a resource: the original keeps 32 bits.
const NUMBER_MOST: i64 = i32::MAX as i64;
/// Prices are whole on the wire, and kept in hundredths.
const HUNDREDTHS: i64 = 100;
/// The end that is told of time without one: the last instant that their clients can read.
const ENDLESS: &str = "9999-12-31T23:59:59.999999";
/// The longest names.
const NAME_MOST: usize = 200;

/// A part of the path as it was written, counted from its end.
pub(super) fn part_of_path(heard: &Heard, from_end: usize) -> &str {
    heard.path.rsplit('/').nth(from_end).unwrap_or_default()
}

/// A number in the path.
pub(super) fn number_in_path(heard: &Heard, name: &str, from_end: usize) -> Result<i64, Nay> {
    let part = Value::from(part_of_path(heard, from_end));
    let mut fields = Fields::of("path", [(name.to_owned(), part)].into_iter().collect());
    let found = fields.needed(name, number);
    found.ok_or_else(|| Nay::Wrong(fields.wrongs()))
}

/// The number of something; one that is too large for any is the number of nothing.
fn number(value: &Value) -> Result<i64, Wrong> {
    fields::int(value).or_else(|wrong| match wrong.kind {
        "int_parsing_size" => Ok(i64::MAX),
        _ => Err(wrong),
    })
}

/// What was made of a request, or everything that is wrong with it.
fn made<T>(asked: Asked, made: impl FnOnce() -> Option<T>) -> Result<T, Nay> {
    asked.made(made).map_err(Nay::Wrong)
}

fn no_sense(words: impl std::fmt::Display, value: &Value) -> Wrong {
    Wrong::new("value_error", format!("Value error, {words}"), value).with(json!({ "error": {} }))
}

/// Who somebody says he is.
pub(super) struct Credentials {
    pub username: String,
    pub password: String,
}

impl Credentials {
    /// Of somebody who registers. A name is kept as it was written; a name that shows nothing is none.
    pub(super) fn registering(mut asked: Asked) -> Result<Self, Nay> {
        let username = asked.rest.needed("username", name);
        let password = asked.rest.needed("password", password);
        made(asked, || {
            Some(Self {
                username: username?,
                password: password?,
            })
        })
    }

    /// Of somebody who logs in by a form. In forms what is empty counts as left out.
    pub(super) async fn of_form(heard: &Heard) -> Result<Self, Nay> {
        let mut entries = fastapi::form(heard).await;
        entries.retain(|_, value| *value != "");
        let mut form = Fields::of("body", entries);
        form.maybe("grant_type", grant_type);
        let username = form.needed("username", any);
        let password = form.needed("password", any);
        let wrongs = form.wrongs().into_iter().map(|wrong| Wrong {
            input: match wrong.kind {
                "missing" => Value::Null,
                _ => wrong.input,
            },
            ..wrong
        });
        let wrongs: Vec<Wrong> = wrongs.collect();
        match (username, password) {
            (Some(username), Some(password)) if wrongs.is_empty() => {
                Ok(Self { username, password })
            }
            _ => Err(Nay::Wrong(wrongs)),
        }
    }
}

/// Whatever stands in a form: what is nobody's name is looked for, too, and takes as long as what is somebody's.
fn any(value: &Value) -> Result<String, Wrong> {
    Ok(value.as_str().unwrap_or_default().to_owned())
}

fn grant_type(value: &Value) -> Result<(), Wrong> {
    if value == "password" {
        return Ok(());
    }
    let words = "String should match pattern '^password$'";
    let wrong = Wrong::new("string_pattern_mismatch", words, value);
    Err(wrong.with(json!({ "pattern": "^password$" })))
}

/// A name of something or somebody: one line that shows something.
fn name(value: &Value) -> Result<String, Wrong> {
    let name = fields::text_within(0..=NAME_MOST)(value)?;
    match texts::line(&name, &()) {
        Ok(()) => Ok(name),
        Err(problem) => Err(no_sense(format!("a name {problem}"), value)),
    }
}

fn password(value: &Value) -> Result<String, Wrong> {
    let password = fields::text(value)?;
    let most = PasswordRule::ANYTHING.most;
    if password.len() > most {
        return Err(no_sense(
            format!("a password has at most {most} bytes"),
            value,
        ));
    }
    Ok(password)
}

/// What a resource is to be.
pub(super) struct Thing {
    pub name: String,
    /// The venue's word for what it is.
    pub kind: String,
    pub capacity: u32,
    /// In hundredths.
    pub price: i64,
}

impl Thing {
    pub(super) fn read(mut asked: Asked, kinds: &Kinds) -> Result<Self, Nay> {
        let thing = Self::needed(&mut asked.rest, kinds);
        made(asked, || thing)
    }

    /// The same of a resource that is there, with its number.
    pub(super) fn read_of(
        mut asked: Asked,
        heard: &Heard,
        kinds: &Kinds,
    ) -> Result<(i64, Self), Nay> {
        let id = asked.at_end(heard, "resource_id", number);
        let thing = Self::needed(&mut asked.rest, kinds);
        made(asked, || Some((id?, thing?)))
    }

    fn needed(body: &mut Fields, kinds: &Kinds) -> Option<Self> {
        let name = body.needed("name", name);
        let kind = body.needed("type", |value| kind(value, kinds));
        let capacity = body.needed("capacity", fields::int_within(0..=NUMBER_MOST));
        let price = body.needed("price", fields::int_within(0..=NUMBER_MOST));
        Some(Self {
            name: name?,
            kind: kind?,
            capacity: u32::try_from(capacity?).ok()?,
            price: price? * HUNDREDTHS,
        })
    }
}

/// The venue's word for a type.
fn kind(value: &Value, kinds: &Kinds) -> Result<String, Wrong> {
    let theirs = fields::text(value)?;
    texts::kind(&theirs, &()).map_err(|problem| no_sense(format!("a type {problem}"), value))?;
    let ours = kinds.ours(&theirs).map(str::to_owned);
    ours.ok_or_else(|| no_sense("a type that the venue does not have", value))
}

/// What somebody wants to book.
pub(super) struct NewBooking {
    pub resource: i64,
    pub span: Span,
}

impl NewBooking {
    pub(super) fn read(mut asked: Asked) -> Result<Self, Nay> {
        let resource = asked.rest.needed("resource_id", number);
        let span = span(&mut asked.rest);
        made(asked, || {
            Some(Self {
                resource: resource?,
                span: span?,
            })
        })
    }
}

/// What time somebody wants to close.
pub(super) struct Closing {
    pub resource: i64,
    pub span: Span,
}

impl Closing {
    /// Who says nothing of blocking wants to block: that is what the call is there for. A row that does not block would be
    /// kept for nothing, and nobody should believe that it means something.
    pub(super) fn read(mut asked: Asked) -> Result<Self, Nay> {
        let blocks = |value: &Value| match fields::truth(value)? {
            true => Ok(()),
            false => Err(no_sense(
                "time that is not blocked needs no row: send true or leave is_blocked out",
                value,
            )),
        };
        let (resource, span) = Self::needed(&mut asked.rest);
        let blocks = match asked.rest.has("is_blocked") {
            true => asked.rest.needed("is_blocked", blocks),
            false => Some(()),
        };
        made(asked, || blocks.and(Self::made(resource, span)))
    }

    /// Of the call that always blocks.
    pub(super) fn read_blocking(mut asked: Asked) -> Result<Self, Nay> {
        let (resource, span) = Self::needed(&mut asked.rest);
        made(asked, || Self::made(resource, span))
    }

    fn needed(body: &mut Fields) -> (Option<i64>, Option<Span>) {
        (body.needed("resource_id", number), span(body))
    }

    fn made(resource: Option<i64>, span: Option<Span>) -> Option<Self> {
        Some(Self {
            resource: resource?,
            span: span?,
        })
    }
}

/// From when until when.
fn span(body: &mut Fields) -> Option<Span> {
    let start = body.needed("start_time", instant);
    let end = body.needed("end_time", instant);
    let (start, end) = (start?, end?);
    let span = Span::new(start, end).ok();
    if span.is_none() {
        let wrong = no_sense("the end must lie after the start", &clock(end).into());
        body.object("end_time", wrong);
    }
    span
}

/// A time without a zone is in UTC.
fn instant(value: &Value) -> Result<Timestamp, Wrong> {
    let wall = fields::date_time(value)?;
    let at = Offset::UTC.to_timestamp(wall);
    at.map_err(|_| no_sense("the time lies beyond the calendar", value))
}

/// An instant as a clock in UTC shows it, with its microseconds where there are some.
pub(super) fn clock(at: Timestamp) -> String {
    let wall = at.to_zoned(TimeZone::UTC).datetime();
    let micros = wall.subsec_nanosecond() / 1000;
    let fraction = match micros {
        0 => String::new(),
        _ => format!(".{micros:06}"),
    };
    let (year, month, day) = (wall.year(), wall.month(), wall.day());
    let (hour, minute, second) = (wall.hour(), wall.minute(), wall.second());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}")
}

fn end(span: Option<Span>) -> String {
    let until = span.and_then(Span::until);
    until.map_or_else(|| ENDLESS.to_owned(), clock)
}

pub(super) fn resource(resource: &Resource, kinds: &Kinds) -> Value {
    json!({
        "id": resource.id,
        "name": resource.name,
        "type": kinds.theirs(&resource.kind),
        "capacity": resource.seats.to,
        "price": resource.price / HUNDREDTHS,
    })
}

/// A booking on the resource of it that is shown. One that has no time yet is told from when it was made.
pub(super) fn booking(booking: &Booking, resource: ResourceId) -> Value {
    let span = booking.when.span();
    json!({
        "id": booking.id,
        "user_id": booking.account,
        "resource_id": resource,
        "start_time": clock(span.map_or(booking.made_at, Span::from)),
        "end_time": end(span),
        "is_confirmed": is_confirmed(booking.state),
    })
}

fn is_confirmed(state: State) -> bool {
    match state {
        State::Confirmed | State::Seated | State::Finished | State::NoShow => true,
        State::Requested
        | State::Tentative
        | State::Cancelled
        | State::Declined
        | State::Expired => false,
    }
}

/// A row of the schedule: closed time of one resource, by hand or by a booking.
pub(super) struct Row {
    pub id: i64,
    pub resource: ResourceId,
    pub start: Timestamp,
    span: Option<Span>,
}

/// Blocks and bookings are counted apart, so the rows of bookings have the even numbers and those of blocks the odd ones:
/// booking 7 is row 14, block 7 row 15. What closes several resources, which other doors can do, has a row for each;
/// those after the first are numbered this much further on. So a row keeps its number for as long as it stands.
const FURTHER: i64 = 1 << 40;

impl Row {
    pub(super) fn of_block(block: &Block) -> impl Iterator<Item = Self> {
        let span = Some(block.span);
        let rows = Self::each(block.resources.iter().copied(), block.id.0 * 2 + 1);
        rows.map(move |(id, resource)| Self {
            id,
            resource,
            start: block.span.from(),
            span,
        })
    }

    pub(super) fn of_booking(booking: &Booking) -> impl Iterator<Item = Self> {
        let span = booking.when.span();
        let start = span.map_or(booking.made_at, Span::from);
        let rows = Self::each(booking.resources(), booking.id.0 * 2);
        rows.map(move |(id, resource)| Self {
            id,
            resource,
            start,
            span,
        })
    }

    fn each(
        resources: impl Iterator<Item = ResourceId>,
        first: i64,
    ) -> impl Iterator<Item = (i64, ResourceId)> {
        (0..)
            .zip(resources)
            .map(move |(place, resource)| (first + place * FURTHER, resource))
    }

    pub(super) fn written(&self) -> Value {
        json!({
            "id": self.id,
            "resource_id": self.resource,
            "start_time": clock(self.start),
            "end_time": end(self.span),
            "is_blocked": true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_without_a_zone_and_with_microseconds_where_there_are_some() {
        let told = |text: &str| instant(&json!(text)).map(clock).ok();
        let plain = Some("2030-01-01T10:00:00".to_owned());
        assert_eq!(told("2030-01-01T10:00:00"), plain);
        assert_eq!(told("2030-01-01T13:00:00+03:00"), plain);
        assert_eq!(
            told("0001-01-01 10:00:00.25"),
            Some("0001-01-01T10:00:00.250000".to_owned())
        );
        assert_eq!(told("9999-12-31T23:59:59"), None);
    }

    #[test]
    fn no_two_rows_of_the_schedule_have_one_number() {
        let numbers = |first| {
            let resources = [ResourceId(1), ResourceId(2)].into_iter();
            Row::each(resources, first).map(|(id, _)| id)
        };
        let all = (1..100).flat_map(|id| numbers(id * 2).chain(numbers(id * 2 + 1)));
        let all: Vec<i64> = all.collect();
        let once: std::collections::BTreeSet<&i64> = all.iter().collect();
        assert_eq!(once.len(), all.len());
    }
}
