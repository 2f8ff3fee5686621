//! What clients send and are answered.

use bronya_domain::booking::{Booking, Contact};
use bronya_domain::catalog::{Catalog, Language};
use bronya_domain::command::At;
use bronya_domain::resource::Resource;
use bronya_domain::span::Span;
use bronya_gate::{Denial, texts};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::seeds::KINDS;
use crate::django::phrases::REQUIRED;
use crate::django::{self, Fields, Message, Phrase, choice, decimal, int, money, truth};
use crate::door::Door;
use crate::heard::Heard;

/// The language of the contract.
pub(super) const LANGUAGE: Language = Language::En;
/// What the library behind the original's phone numbers says.
const NO_PHONE: Phrase = Phrase::same("The phone number entered is not valid.");
/// An end that does not lie after its start.
const REVERSED: Phrase = Phrase::same("The end must lie after the start.");

/// What a table that is looked for is like. Bounds are included.
pub(super) struct Wanted {
    kind: Option<String>,
    seats: (Option<i64>, Option<i64>),
    pub prices: (Option<i64>, Option<i64>),
}

/// What of a table is set.
pub(super) struct TableEdit {
    pub kind: Option<String>,
    pub seats: Option<u32>,
    pub price: Option<i64>,
    pub can_be_booked: Option<bool>,
}

/// An order.
pub(super) struct OrderSent {
    pub contact: Contact,
    pub at: At,
}

/// A name and a password.
pub(super) struct Login {
    pub username: String,
    pub password: String,
}

/// What stands in the query and in the body; of what stands in both, the query counts.
pub(super) struct Asked {
    query: Fields,
    body: Fields,
}

impl Asked {
    pub(super) async fn of(heard: &Heard) -> Result<Self, Denial> {
        Ok(Self {
            query: django::query(heard, LANGUAGE),
            body: django::body(heard, LANGUAGE).await?,
        })
    }

    /// What stands in the query alone, where nobody looks into the body.
    pub(super) fn of_query(heard: &Heard) -> Self {
        Self {
            query: django::query(heard, LANGUAGE),
            body: Fields::of(Map::new(), LANGUAGE),
        }
    }

    fn at(&mut self, name: &str) -> &mut Fields {
        match self.query.has(name) {
            true => &mut self.query,
            false => &mut self.body,
        }
    }

    fn has(&self, name: &str) -> bool {
        self.query.has(name) || self.body.has(name)
    }

    /// Whether it says how to reach a guest.
    pub(super) fn names_contact(&self) -> bool {
        self.has("email") || self.has("phone")
    }

    /// The number of what is meant; none where it is not said, or is no number.
    pub(super) fn id(&mut self) -> Option<i64> {
        number(self.at("id"))
    }

    /// The key of what is meant, as a UUID is usually written, and empty where it is none; none where none is shown.
    pub(super) fn key(&mut self) -> Option<String> {
        self.has("id").then(|| {
            let key = |value: &Value| Ok(django::uuid(value).ok());
            let key = self.at("id").nullable("id", key);
            key.flatten().flatten().unwrap_or_default()
        })
    }

    fn done<T>(self, read: Option<T>) -> Result<T, Value> {
        let (query, body) = (self.query, self.body);
        match read {
            Some(read) if query.is_fine() && body.is_fine() => Ok(read),
            _ => {
                let mut wrongs = body.wrongs();
                if let (Some(all), Value::Object(more)) = (wrongs.as_object_mut(), query.wrongs()) {
                    all.extend(more);
                }
                Err(wrongs)
            }
        }
    }

    /// The order, or what is wrong with each field.
    pub(super) fn order(mut self, catalog: &Catalog) -> Result<OrderSent, Value> {
        let venue = &catalog.venue;
        let mail = self.at("email").nullable("email", django::email(254));
        let phone = self
            .at("phone")
            .nullable("phone", phone(venue.region.as_deref()));
        let start = self
            .at("start")
            .nullable("start", django::moment(&venue.zone));
        let end = self.at("end").nullable("end", django::moment(&venue.zone));
        let at = self.when(start.flatten(), end.flatten());
        let contact = Contact {
            name: None,
            email: mail.flatten().map(texts::as_kept),
            phone: phone.flatten(),
        };
        self.done(at.map(|at| OrderSent { contact, at }))
    }

    fn when(&mut self, start: Option<Timestamp>, end: Option<Timestamp>) -> Option<At> {
        match (start, end) {
            (None, None) => Some(At::Confirmation),
            (Some(start), None) => Some(At::From(start)),
            (Some(start), Some(end)) => {
                let span = Span::new(start, end).ok();
                if span.is_none() {
                    self.at("end").object("end", REVERSED);
                }
                span.map(At::During)
            }
            (None, Some(_)) => {
                if !self.has("start") {
                    self.at("start").object("start", REQUIRED);
                }
                None
            }
        }
    }
}

fn number(fields: &mut Fields) -> Option<i64> {
    // What is no number is the number of nothing.
    let number = |value: &Value| Ok(int(i64::MIN..=i64::MAX)(value).ok());
    fields.nullable("id", number).flatten().flatten()
}

fn phone(region: Option<&str>) -> impl Fn(&Value) -> Result<String, Vec<Message>> {
    let text = django::text(128);
    move |value| {
        let written = text(value)?;
        texts::phone_in(&written, region).ok_or_else(|| vec![NO_PHONE.into()])
    }
}

fn done<T>(fields: Fields, read: T) -> Result<T, Value> {
    match fields.is_fine() {
        true => Ok(read),
        false => Err(fields.wrongs()),
    }
}

/// The kinds that the venue has a word for.
fn kinds(door: &Door) -> Vec<&'static str> {
    let known = KINDS.iter().copied();
    known
        .filter(|kind| door.kinds().ours(kind).is_some())
        .collect()
}

/// The venue's kind that a field names.
fn kind(fields: &mut Fields, door: &Door) -> Option<String> {
    let known = kinds(door);
    let kind = fields.maybe("table_type", choice(&known))?;
    door.kinds().ours(kind).map(str::to_owned)
}

fn price(value: &Value) -> Result<i64, Vec<Message>> {
    decimal(10, Some(0..=99_999))(value)
}

/// What table is looked for.
pub(super) fn wanted(mut fields: Fields, door: &Door) -> Result<Wanted, Value> {
    let seats = || int(1..=100);
    let wanted = Wanted {
        kind: kind(&mut fields, door),
        seats: (
            fields.maybe("seats_min", seats()),
            fields.maybe("seats_max", seats()),
        ),
        prices: (
            fields.maybe("price_min", price),
            fields.maybe("price_max", price),
        ),
    };
    done(fields, wanted)
}

impl Wanted {
    /// Whether a table is like that.
    pub(super) fn is(&self, table: &Resource) -> bool {
        let within = |value, (least, most): (Option<i64>, Option<i64>)| {
            least.is_none_or(|least| least <= value) && most.is_none_or(|most| value <= most)
        };
        self.kind.as_ref().is_none_or(|kind| *kind == table.kind)
            && within(i64::from(table.seats.to), self.seats)
            && within(table.price, self.prices)
    }
}

/// The table that a change names, and what is changed about it.
pub(super) fn change(mut fields: Fields, door: &Door) -> (Option<i64>, Result<TableEdit, Value>) {
    let id = number(&mut fields);
    (id, edit(fields.partial(), door))
}

/// What of a table is set.
pub(super) fn edit(mut fields: Fields, door: &Door) -> Result<TableEdit, Value> {
    let edit = TableEdit {
        kind: kind(&mut fields, door),
        seats: fields
            .maybe("seats", int(1..=100))
            .and_then(|seats| u32::try_from(seats).ok()),
        price: fields.maybe("price", price),
        can_be_booked: fields.maybe("can_be_booked", truth),
    };
    done(fields, edit)
}

/// The kind of a table that does not say one: the contract's usual one, or the first that the venue has.
pub(super) fn usual_kind(door: &Door) -> String {
    let first = kinds(door).first().copied().unwrap_or(KINDS[0]);
    door.kinds().ours(first).unwrap_or(first).to_owned()
}

/// A name and a password.
pub(super) fn login(mut fields: Fields) -> Result<Login, Value> {
    let text = |trims| {
        let text = django::Text {
            least: 1,
            most: 4096,
            may_be_blank: false,
            trims,
        };
        text.reader()
    };
    let username = fields.needed("username", text(true));
    let password = fields.needed("password", text(false));
    match (username, password) {
        (Some(username), Some(password)) => Ok(Login { username, password }),
        _ => Err(fields.wrongs()),
    }
}

/// A table as guests see it.
pub(super) fn offered(door: &Door, table: &Resource) -> Value {
    json!({
        "id": table.id,
        "table_type": door.kinds().theirs(&table.kind),
        "seats": table.seats.to,
        "price": money(table.price),
    })
}

/// A table as admins see it.
pub(super) struct Table<'a> {
    pub table: &'a Resource,
    /// Whether nobody has it now and orders are taken.
    pub can_be_booked: bool,
    /// Who has it now.
    pub customer: Option<String>,
    /// When it was made.
    pub made_at: Timestamp,
}

impl Table<'_> {
    pub(super) fn row(&self, door: &Door) -> Value {
        let mut row = offered(door, self.table);
        row["can_be_booked"] = self.can_be_booked.into();
        row["customer_email"] = json!(self.customer);
        row["created"] = instant(self.made_at).into();
        row
    }
}

/// A booking as admins see it.
pub(super) fn booking(booking: &Booking, table: Value, contact: &Contact) -> Value {
    let span = booking.when.span();
    let is_waiting_for_cancel = booking.cancel_asked_at.is_some();
    let undecided = booking.state.undecided();
    json!({
        "id": booking.id,
        "table": table,
        "customer_email": contact.email.as_deref().unwrap_or_default(),
        "customer_phone": contact.phone.as_deref().unwrap_or_default(),
        "status": if undecided { "waiting" } else { "booked" },
        "is_waiting_for_cancel": is_waiting_for_cancel,
        "is_waiting_for_discard": is_waiting_for_cancel,
        "start": span.map(|span| instant(span.from())),
        "end": span.and_then(Span::until).map(instant),
    })
}

/// An instant as the original writes it.
fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}
