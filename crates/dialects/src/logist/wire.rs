//! The shapes of their requests and answers.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use bronya_domain::booking::Booking;
use bronya_domain::command::{At, Filter};
use bronya_domain::resource::Resource;
use bronya_domain::span::Span;
use serde_json::{Map, Value, json};

use super::halves::{self, HALF};
use super::translate::{BEYOND, Sorry};
use crate::answers;
use crate::fastapi;
use crate::fastapi::v1::{self, Fields, Wrong};
use crate::heard::Heard;
use crate::kinds::Kinds;

/// No table has more seats.
const SEATS_MOST: i64 = 10_000;
/// No table costs less: money has hundredths. Theirs has four bytes of precision, in which this is a little less.
const COST_LEAST: f64 = 0.01_f32 as f64;
/// No table costs more.
const COST_MOST: f64 = 1e10;
/// So many tables are added at once at most.
const COUNT_MOST: i64 = 500;
/// No login name has more characters.
pub(super) const NAME_MOST: usize = 100;

type Read<T> = Result<T, Wrong>;

/// A table as the contract names it: by its kind and its number within the kind.
pub(super) struct Table {
    /// Its kind, in the contract's word.
    pub types: String,
    /// Its number.
    pub id: i64,
}

/// What a guest looks for.
pub(super) struct Wanted {
    /// The kind, in the venue's word, and what it may cost.
    pub filter: Filter,
    /// For how many people at least.
    pub seats: i64,
    /// When; from now until it is released where nothing is said.
    pub at: At,
}

/// The fields of a JSON body.
pub(super) fn body(heard: &Heard) -> Result<Fields, Sorry> {
    Ok(Fields::of("body", object(heard)?))
}

/// The JSON object that a body is.
fn object(heard: &Heard) -> Result<Map<String, Value>, Sorry> {
    let read = fastapi::body(heard).or_else(|unread| match halves::marked(&heard.body) {
        Some(body) => fastapi::body(&Heard {
            body: body.into(),
            ..heard.clone()
        }),
        None => Err(unread),
    });
    read.map_err(|unread| match Wrong::of_body(unread) {
        Some(wrong) => vec![wrong].into(),
        None => Sorry::new(
            StatusCode::BAD_REQUEST,
            "There was an error parsing the body",
        ),
    })
}

/// The fields of a query, and of the form or JSON body that came with it.
pub(super) async fn anywhere(heard: &Heard) -> Result<Fields, Sorry> {
    let mut entries = fastapi::query(heard);
    if heard.method == Method::GET || heard.body.is_empty() {
        return Ok(Fields::of("query", entries));
    }
    match is_form(heard) {
        true => entries.extend(fastapi::form(heard).await),
        false => entries.extend(object(heard)?),
    }
    Ok(Fields::of("body", entries))
}

/// Whether a body is a form: a browser sent it.
pub(super) fn is_form(heard: &Heard) -> bool {
    let forms = ["application/x-www-form-urlencoded", "multipart/form-data"];
    forms.contains(&heard.kind().as_str())
}

/// The kind of a table, in the contract's word.
pub(super) fn kind(fields: &mut Fields, kinds: &Kinds) -> Option<String> {
    fields.needed("types", |value| known(v1::text_of(value)?, kinds))
}

/// A table of a kind that there is.
pub(super) fn table(fields: &mut Fields, kinds: &Kinds) -> Option<Table> {
    let types = kind(fields, kinds);
    let id = number(fields, "id");
    let (types, id) = types.zip(id)?;
    Some(Table { types, id })
}

/// A table of whatever kind a guest names, and his address.
pub(super) fn guests_table(fields: &mut Fields) -> Option<(Table, String)> {
    let id = number(fields, "id");
    let types = fields.needed("types", |value| sent("types", v1::text_of(value)?));
    let mail = fields.needed("mail", |value| {
        let mail = sent("mail", v1::text_of(value)?)?;
        // An address that cannot be kept is none.
        v1::email(&Value::from(mail.replace(HALF, "\0")))
    });
    let (id, types) = id.zip(types)?;
    Some((Table { types, id }, mail?))
}

/// A password: not empty, for an empty one opens nothing, and of whole characters.
pub(super) fn password(fields: &mut Fields, name: &'static str) -> Option<String> {
    fields.needed(name, |value| {
        let text = sent(name, v1::text_of(value)?)?;
        match text.contains(['\0', HALF]) {
            true => Err(Wrong::value(format!(
                "'{name}' cannot contain NUL or half a character"
            ))),
            false => Ok(text),
        }
    })
}

/// A number above zero.
fn number(fields: &mut Fields, name: &'static str) -> Option<i64> {
    fields.needed(name, |value| above_zero(name, v1::int(value)?))
}

/// How many seats a table has.
pub(super) fn seats(fields: &mut Fields) -> Option<u32> {
    fields.needed("seats", |value| {
        let seats = above_zero("seats", v1::int(value)?)?;
        match u32::try_from(seats) {
            Ok(kept) if seats <= SEATS_MOST => Ok(kept),
            _ if seats > i64::from(i32::MAX) => Err(Wrong::value(BEYOND)),
            _ => Err(Wrong::value(format!(
                "'seats' must be at most {SEATS_MOST}"
            ))),
        }
    })
}

/// How many tables are added.
pub(super) fn count(fields: &mut Fields) -> Option<usize> {
    fields.needed("count", |value| {
        let count = above_zero("count", v1::int(value)?)?;
        let kept = usize::try_from(count).ok().filter(|_| count <= COUNT_MOST);
        let words = || format!("'count' must be at most {COUNT_MOST}");
        kept.ok_or_else(|| Wrong::value(words()))
    })
}

/// What a table costs, in kopecks.
pub(super) fn price(fields: &mut Fields) -> Option<i64> {
    fields.needed("cost", |value| {
        let cost = above_zero("cost", v1::float(value)?)?;
        match cost {
            _ if cost < COST_LEAST => Err(Wrong::value("'cost' must be at least 0.01")),
            _ if cost > COST_MOST => Err(Wrong::value("'cost' must be at most 10000000000")),
            _ => Ok((cost * 100.0).round() as i64),
        }
    })
}

/// A text that is not empty.
pub(super) fn filled(fields: &mut Fields, name: &'static str) -> Option<String> {
    fields.needed(name, |value| sent(name, v1::text_of(value)?))
}

/// When a table is wanted: from `start` until `end`; without an end until it is released, and without a start from
/// confirmation on.
pub(super) fn when(fields: &mut Fields) -> Option<At> {
    let start = fields.maybe("start", v1::instant);
    let end = match fields.has("start") {
        true => fields.maybe("end", v1::instant),
        // An end alone says nothing.
        false if fields.maybe("end", v1::instant).is_some() => fields.needed("start", v1::instant),
        false => None,
    };
    match (start, end) {
        (Some(start), Some(end)) => {
            let reversed = |_| Wrong::value("'end' must lie after 'start'");
            fields
                .keep("end", Span::new(start, end).map_err(reversed))
                .map(At::During)
        }
        (Some(start), None) => Some(At::From(start)),
        (None, _) => Some(At::Confirmation),
    }
}

/// What a guest looks for. Values that are no values at all are listed; rules that they break come as one text.
pub(super) fn wanted(mut fields: Fields, kinds: &Kinds) -> Result<Wanted, Sorry> {
    let types = fields.needed("types", v1::text_of);
    let seats = fields.needed("seats", v1::int);
    let [cost1, cost2] = ["cost1", "cost2"].map(|name| fields.needed(name, v1::float));
    let at = when(&mut fields);
    let read = (|| Some((types?, seats?, cost1?, cost2?, at?)))();
    let (types, seats, cost1, cost2, at) = fields.done(read)?;
    let mut rules = Fields::of("query", Map::new());
    let types = rules.keep("types", known(types, kinds));
    let seats = rules.keep("seats", above_zero("seats", seats));
    let cost1 = rules.keep("cost1", above_zero("cost1", cost1));
    let cost2 = rules.keep("cost2", above_zero("cost2", cost2));
    let read = (|| Some((types?, seats?, cost1?, cost2?)))();
    let read = rules.done(read);
    let (types, seats, cost1, cost2) =
        read.map_err(|wrongs| Sorry::broken(&wrongs, "ShowTableGet"))?;
    Ok(Wanted {
        filter: Filter {
            kind: kinds.ours(&types).map(str::to_owned),
            price_from: Some(kopecks(cost1)),
            price_to: Some(kopecks(cost2) - 1),
        },
        seats,
        at,
    })
}

/// The least number of kopecks that is not below a price.
fn kopecks(cost: f64) -> i64 {
    let minor = cost * 100.0;
    let near = minor.round();
    // A price such as 1.1 has no exact form, and must not count as a little more than it says.
    let least = if (minor - near).abs() < 1e-6 {
        near
    } else {
        minor.ceil()
    };
    least as i64
}

/// A text that says something.
fn sent(name: &str, text: String) -> Read<String> {
    match text.is_empty() {
        true => Err(Wrong::value(format!("It is necessary to send '{name}'"))),
        false => Ok(text),
    }
}

/// A kind that there is.
fn known(types: String, kinds: &Kinds) -> Read<String> {
    match types.as_str() {
        "" | " " => sent("types", String::new()),
        _ if kinds.ours(&types).is_some() => Ok(types),
        _ => Err(Wrong::value("Incorrect 'types' ")),
    }
}

fn above_zero<T: PartialOrd + Default>(name: &str, value: T) -> Read<T> {
    let zero = T::default();
    if value > zero {
        return Ok(value);
    }
    let bound = if value < zero { " > 0" } else { "" };
    let words = format!("It is necessary to send '{name}'{bound}");
    Err(Wrong::value(words))
}

/// A price as the contract has it: with four bytes of precision.
fn cost(minor: i64) -> Value {
    let short = (minor as f64 / 100.0) as f32;
    let written: Option<f64> = short.to_string().parse().ok();
    Value::from(written)
}

/// A table that was found.
pub(super) fn found(table: &Resource) -> Value {
    let (id, seats, cost) = (table.number, table.seats.to, cost(table.price));
    json!({ "ID": id, "SEATS": seats, "COST": cost, "id": id, "seats": seats, "cost": cost })
}

/// A table as the workers see it.
pub(super) fn row(table: &Resource, taken: bool, orders: &[&Booking]) -> Value {
    json!({
        "ID": table.number,
        "SEATS": table.seats.to,
        "COST": cost(table.price),
        "BOOKING": taken,
        "OPEN": table.open,
        "ORDERS": orders.iter().map(|order| waiting(order)).collect::<Vec<_>>(),
    })
}

/// An order that waits.
fn waiting(order: &Booking) -> Value {
    let span = order.when.span();
    let written = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string());
    json!({
        "id": order.id.0,
        "mail": order.contact.email,
        "start": written(span.map(Span::from)),
        "end": written(span.and_then(Span::until)),
        "created": order.made_at.to_string(),
    })
}

/// What became of an order.
pub(super) fn order(table: &Table, mail: &str, status: &str) -> Value {
    json!({ "table": table.types, "id_table": table.id, "email": mail, "status": status })
}

/// It was done, and there is nothing to say.
pub(super) fn done() -> Response {
    answers::json(StatusCode::OK, Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_without_an_exact_form_counts_as_what_it_says() {
        assert_eq!(kopecks(1.1), 110);
        assert_eq!(kopecks(999.99), 99_999);
        assert_eq!(kopecks(0.001), 1);
        assert_eq!(kopecks(f64::INFINITY), i64::MAX);
        assert_eq!(cost(99_999), json!(999.99));
        assert_eq!(cost(150_000), json!(1500.0));
        assert_eq!(cost(123_456_789), json!(1_234_567.9));
    }
}
