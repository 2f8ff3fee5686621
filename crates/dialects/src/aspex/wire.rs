//! The shapes of their requests and answers.

use axum::http::StatusCode;
use bronya_domain::booking::Booking;
use bronya_domain::catalog::Catalog;
use bronya_domain::resource::Resource;
use bronya_domain::span::Span;
use bronya_gate::entry::Entry;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::translate::{Answer, Nay};
use crate::answers;
use crate::fastapi::fields;
use crate::fastapi::{Asked, Fields, Wrong};
use crate::heard::Heard;
use crate::wall::WallTime;

/// The number of something; one that is too large for any is the number of nothing.
fn number(value: &Value) -> Result<i64, Wrong> {
    fields::int(value).or_else(|wrong| match wrong.kind {
        "int_parsing_size" => Ok(i64::MAX),
        _ => Err(wrong),
    })
}

/// Somebody who registers.
pub(super) struct Registration {
    pub email: String,
    pub password: String,
    pub phone: String,
    pub full_name: String,
}

impl Registration {
    pub(super) fn read(mut sent: Asked) -> Result<Self, Nay> {
        let email = sent.rest.needed("email", fields::email);
        let password = sent.rest.needed("password", fields::text_within(8..=128));
        let phone = sent
            .rest
            .needed("phone_number", fields::text_within(5..=32));
        let full_name = sent.rest.needed("full_name", fields::text_within(2..=255));
        let made = sent.made(|| {
            Some(Self {
                email: email?,
                password: password?,
                phone: phone?,
                full_name: full_name?,
            })
        });
        Ok(made?)
    }
}

/// Somebody who logs in.
pub(super) struct Login {
    pub email: String,
    pub password: String,
}

impl Login {
    pub(super) fn read(mut sent: Asked) -> Result<Self, Nay> {
        let email = sent.rest.needed("email", fields::email);
        let password = sent.rest.needed("password", fields::text_within(8..=128));
        let made = sent.made(|| {
            Some(Self {
                email: email?,
                password: password?,
            })
        });
        Ok(made?)
    }
}

/// A day and a time at which a stay is to begin.
#[derive(Clone, Copy)]
pub(super) struct Start {
    /// The part of the request that said so.
    part: &'static str,
    pub date: Date,
    pub time: WallTime,
}

impl Start {
    fn needed(part: &'static str, fields: &mut Fields) -> Option<Self> {
        let date = fields.needed("date", fields::date);
        let time = fields.needed("time", fields::time);
        Some(Self {
            part,
            date: date?,
            time: time?,
        })
    }

    /// That no calendar reaches there.
    pub(super) fn beyond_calendar(self) -> Nay {
        let words = "Value error, the date lies beyond the calendar";
        let input = Value::from(self.date.to_string());
        let wrong = Wrong::new("value_error", words, &input).with(json!({ "error": {} }));
        Nay::Wrong(vec![wrong.at(&[self.part, "date"])])
    }
}

/// What tables there are to be had.
pub(super) struct Search {
    pub start: Start,
    pub guests: u32,
}

impl Search {
    pub(super) fn read(mut sent: Asked) -> Result<Self, Nay> {
        let start = Start::needed("query", &mut sent.rest);
        let guests = match sent.rest.has("guests") {
            true => sent.rest.needed("guests", fields::int_within(1..=20)),
            false => Some(1),
        };
        let made = sent.made(|| {
            Some(Self {
                start: start?,
                guests: u32::try_from(guests?).ok()?,
            })
        });
        Ok(made?)
    }
}

/// A booking to be made.
pub(super) struct NewBooking {
    pub table: i64,
    pub start: Start,
    pub guests: Option<u32>,
}

impl NewBooking {
    pub(super) fn read(mut sent: Asked) -> Result<Self, Nay> {
        let table = sent.rest.needed("table_id", number);
        let start = Start::needed("body", &mut sent.rest);
        let guests = sent.rest.maybe("guests", fields::int_within(1..=20));
        let made = sent.made(|| {
            Some(Self {
                table: table?,
                start: start?,
                guests: guests.and_then(|guests| u32::try_from(guests).ok()),
            })
        });
        Ok(made?)
    }
}

/// Another time for a booking.
pub(super) struct BookingChange {
    pub id: i64,
    pub start: Start,
}

impl BookingChange {
    pub(super) fn read(mut sent: Asked, heard: &Heard) -> Result<Self, Nay> {
        let id = sent.at_end(heard, "booking_id", number);
        let start = Start::needed("body", &mut sent.rest);
        let made = sent.made(|| {
            Some(Self {
                id: id?,
                start: start?,
            })
        });
        Ok(made?)
    }
}

/// What a table is to be.
pub(super) struct TableText {
    pub name: String,
    pub seats: u32,
}

impl TableText {
    pub(super) fn read(mut sent: Asked) -> Result<Self, Nay> {
        let text = Self::needed(&mut sent.rest);
        Ok(sent.made(|| text)?)
    }

    /// The same of a table that is there, with its number.
    pub(super) fn read_of(mut sent: Asked, heard: &Heard) -> Result<(i64, Self), Nay> {
        let id = sent.at_end(heard, "table_id", number);
        let text = Self::needed(&mut sent.rest);
        Ok(sent.made(|| Some((id?, text?)))?)
    }

    fn needed(fields: &mut Fields) -> Option<Self> {
        let name = fields.needed("name", table_name);
        let seats = fields.needed("seats", fields::int_within(1..=20));
        Some(Self {
            name: name?,
            seats: u32::try_from(seats?).ok()?,
        })
    }
}

/// A name is measured before its ends are trimmed; one of nothing but blanks is none.
fn table_name(value: &Value) -> Result<String, Wrong> {
    let name = fields::text_within(1..=64)(value)?.trim().to_owned();
    if name.is_empty() {
        return fields::text_within(1..=64)(&Value::from(name));
    }
    Ok(name)
}

/// The number at the end of a path.
pub(super) fn number_in_path(heard: &Heard, name: &str) -> Result<i64, Nay> {
    let mut sent = Asked::nothing();
    let id = sent.at_end(heard, name, number);
    Ok(sent.made(|| id)?)
}

/// An answer of JSON.
pub(super) fn shown(status: StatusCode, body: Value) -> Answer {
    Ok(answers::json(status, body))
}

pub(super) fn token(entry: &Entry) -> Value {
    json!({
        "access_token": entry.access,
        "token_type": "bearer",
        "expires_in": entry.access_lives.as_secs(),
    })
}

pub(super) fn table(resource: &Resource) -> Value {
    json!({ "id": resource.id, "name": resource.name, "seats": resource.seats.to })
}

pub(super) fn tables<'a>(resources: impl Iterator<Item = &'a Resource>) -> Value {
    let mut resources: Vec<&Resource> = resources.collect();
    resources.sort_by_key(|resource| (resource.seats.to, resource.id));
    resources.into_iter().map(table).collect()
}

/// A booking; `canceled_at` is when it was called off, if it was.
pub(super) fn booking(
    catalog: &Catalog,
    booking: &Booking,
    canceled_at: Option<Timestamp>,
) -> Value {
    let span = booking.when.span();
    let place = booking.resources().find_map(|id| catalog.find(id));
    json!({
        "id": booking.id,
        "start_at": span.map(Span::from).map(instant),
        "end_at": span.and_then(Span::until).map(instant),
        "canceled_at": canceled_at.map(instant),
        "created_at": instant(booking.made_at),
        "table": place.map(|listed| table(&listed.resource)),
    })
}

/// An instant, with its microseconds where there are some.
fn instant(at: Timestamp) -> String {
    match at.subsec_microsecond() {
        0 if at.subsec_nanosecond() == 0 => format!("{at:.0}"),
        _ => format!("{at:.6}"),
    }
}

/// A time of day as it was asked for, with the offset that came with it.
pub(super) fn echo(wall: WallTime) -> String {
    let time = wall.time;
    let micros = time.subsec_nanosecond() / 1000;
    let clock = match micros {
        0 => format!("{time:.0}"),
        _ => format!("{time:.6}"),
    };
    let offset = match wall.offset.map(|offset| offset.seconds() / 60) {
        None => String::new(),
        Some(0) => "Z".to_owned(),
        Some(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let minutes = minutes.abs();
            format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    };
    format!("{clock}{offset}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microseconds_appear_only_where_there_are_some() {
        let told = |text: &str| instant(text.parse().expect("an instant"));
        assert_eq!(told("2026-11-21T13:00:00Z"), "2026-11-21T13:00:00Z");
        let odd = "2026-11-20T16:41:28.49719Z";
        assert_eq!(told(odd), "2026-11-20T16:41:28.497190Z");
    }

    #[test]
    fn a_time_is_echoed_with_its_offset() {
        let told = |text: &str| fields::time(&json!(text)).map(echo);
        assert_eq!(told("13:00"), Ok("13:00:00".into()));
        assert_eq!(told("16:00+03:00"), Ok("16:00:00+03:00".into()));
        assert_eq!(told("16:00:00-0330"), Ok("16:00:00-03:30".into()));
        assert_eq!(told("13:00Z"), Ok("13:00:00Z".into()));
        assert_eq!(told("13:00:00.25"), Ok("13:00:00.250000".into()));
    }
}
