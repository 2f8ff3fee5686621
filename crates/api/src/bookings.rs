//! Bookings: made and looked at.

use axum::extract::State;
use bronya_desk::channels::PROGRAMS;
use bronya_desk::{Done, HistoryLine, No, Undoable};
use bronya_domain::booking::{self, State as Stands};
use bronya_domain::catalog::{Catalog, Language};
use bronya_domain::command::{Act, Actor, Command, NewBooking, Role};
use bronya_domain::hours::Reading;
use bronya_domain::id::{BookingId, ResourceId, SlotId};
use bronya_domain::money::Money;
use bronya_domain::people::Scope;
use bronya_domain::refusal::Reason;
use bronya_domain::span::Span;
use bronya_gate::{Caller, Denial, Gate, texts};
use garde::Validate;
use jiff::Timestamp;
use jiff::civil::DateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::{Made, Seen};
use crate::asked::{By, From, GuestKey, Id, In, Keyed};
use crate::holds;
use crate::moments::Moment;
use crate::orders::OrderBody;
use crate::own::{seen_by, within_limits};
use crate::problem::{Problem, Result};
use crate::resources::PRICE_MOST;

/// A booking to be made.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBookingBody {
    /// From when.
    #[garde(skip)]
    from: Option<Moment>,
    /// Until when; left out, as long as the rules say.
    #[garde(skip)]
    until: Option<Moment>,
    /// A published slot, instead of `from` and `until`.
    #[garde(skip)]
    slot: Option<SlotId>,
    /// These resources together, all or none.
    #[garde(length(min = 1, max = 100))]
    resources: Option<Vec<ResourceId>>,
    /// Any resource of this kind, instead of `resources`.
    #[garde(length(chars, min = 1, max = 64), inner(custom(texts::kind)))]
    kind: Option<String>,
    /// The lowest price of it, in minor units, itself included.
    #[garde(range(min = 0, max = PRICE_MOST))]
    price_from: Option<i64>,
    /// The highest price of it, in minor units, itself included.
    #[garde(range(min = 0, max = PRICE_MOST))]
    price_to: Option<i64>,
    /// How many come.
    #[garde(range(min = 1, max = 10_000))]
    party: Option<u32>,
    /// The name of the hold that becomes this booking; then nothing else need be said about time and resources. Where the hold is
    /// over or was used, what else is said is booked as if there had been none: an `Idempotency-Key` keeps that from happening twice.
    #[garde(length(min = 1, max = 100))]
    hold: Option<String>,
    /// The guest's name.
    #[garde(length(chars, min = 1, max = 200), inner(custom(texts::line)))]
    name: Option<String>,
    /// The guest's e-mail address.
    #[garde(length(max = 254), inner(custom(texts::email)))]
    email: Option<String>,
    /// The guest's phone number, as E.164 writes it or as people write it in the venue's country.
    #[garde(length(chars, max = 40))]
    #[schemars(example = "+79123456789")]
    phone: Option<String>,
    /// What the guest wants the staff to know.
    #[garde(length(chars, max = 2000))]
    note: Option<String>,
    /// The guest's language.
    #[garde(skip)]
    language: Option<Language>,
}

/// One party's agreement with a venue.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Booking {
    id: BookingId,
    /// The short code that people say to each other.
    code: String,
    /// Where it stands.
    state: Stands,
    /// From when; null while it waits to begin with its confirmation.
    from: Option<Timestamp>,
    /// Until when; null while the end is open.
    until: Option<Timestamp>,
    /// When it begins on the venue's clock.
    local: Option<DateTime>,
    /// How the venue's clock shows a time that was given as wall time, where it shows it twice or never.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<Reading>,
    /// The resources that it is about.
    resources: Vec<ResourceId>,
    /// The published slot that it takes.
    slot: Option<SlotId>,
    /// How many come.
    party: Option<u32>,
    /// The price, frozen when the booking was made.
    price: Money,
    /// How to reach the guest.
    contact: Contact,
    /// What the guest wants the staff to know.
    note: Option<String>,
    /// The guest's language.
    language: Option<Language>,
    /// The way by which it came.
    channel: String,
    /// Until when the staff may decide.
    deadline: Option<Timestamp>,
    /// When the guest asked the staff to cancel.
    cancel_asked_at: Option<Timestamp>,
    /// When it was made.
    made_at: Timestamp,
    /// Counts the changes, from 1; also the `ETag`.
    version: i64,
    /// Until when the staff can take back the last change; there for them alone, and while they can.
    #[serde(skip_serializing_if = "Option::is_none")]
    undo_until: Option<Timestamp>,
    /// The key by which the guest shows that it is his: for himself, and for whoever makes the booking.
    #[serde(skip_serializing_if = "Option::is_none")]
    guest_key: Option<String>,
}

/// How to reach a guest.
#[derive(Default, Serialize, JsonSchema)]
struct Contact {
    /// The guest's name.
    name: Option<String>,
    /// The guest's e-mail address.
    email: Option<String>,
    /// The guest's phone number.
    phone: Option<String>,
}

/// The history of a booking, oldest line first.
#[derive(Serialize, JsonSchema)]
pub(crate) struct History {
    items: Vec<Line>,
}

/// One change of a booking.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "HistoryLine")]
struct Line {
    /// The version that it gave the booking.
    version: i64,
    /// When.
    at: Timestamp,
    /// In what capacity somebody did it.
    role: Role,
    /// What he did.
    act: String,
    /// Where the booking stood before; null when it was made.
    before: Option<Stands>,
    /// Where it stood after.
    after: Stands,
    /// From when it was after the change.
    from: Option<Timestamp>,
    /// Until when it was after the change.
    until: Option<Timestamp>,
    /// Why, in his words.
    reason: Option<String>,
}

impl Booking {
    pub(crate) fn of(catalog: &Catalog, booking: booking::Booking) -> Self {
        let venue = &catalog.venue;
        let span = booking.when.span();
        Self {
            id: booking.id,
            code: booking.id.code(venue.id),
            state: booking.state,
            from: span.map(Span::from),
            until: span.and_then(Span::until),
            local: span.map(|span| span.from().to_zoned(venue.zone.clone()).datetime()),
            clock: None,
            resources: booking.resources().collect(),
            slot: booking.slot,
            party: booking.party,
            price: booking.price,
            contact: Contact {
                name: booking.contact.name,
                email: booking.contact.email,
                phone: booking.contact.phone,
            },
            note: booking.note,
            language: booking.language,
            channel: booking.channel,
            deadline: booking.deadline,
            cancel_asked_at: booking.cancel_asked_at,
            made_at: booking.made_at,
            version: booking.version,
            undo_until: None,
            guest_key: None,
        }
    }

    /// For the staff, with what can be taken back at the venue.
    pub(crate) fn for_staff(
        catalog: &Catalog,
        undoable: &Undoable,
        booking: booking::Booking,
    ) -> Self {
        let until = undoable.until(&booking);
        Self::of(catalog, booking).undoable(until)
    }

    /// With what can be said of taking back its last change.
    pub(crate) fn undoable(self, undo_until: Option<Timestamp>) -> Self {
        Self { undo_until, ..self }
    }

    /// As somebody may see it. The guest's key is for whoever acts as the guest: who works at the venue needs none, and
    /// would still have it when he works there no more. A program that may not read bookings learns nothing of the guest.
    pub(crate) fn shown(
        gate: &Gate,
        catalog: &Catalog,
        booking: booking::Booking,
        clock: Option<Reading>,
        caller: &Caller,
        actor: Actor,
    ) -> Self {
        let shown = if actor.is_staff() {
            Self {
                clock,
                ..Self::of(catalog, booking)
            }
        } else {
            Self::opened(gate, catalog, booking, clock)
        };
        if caller.has(Scope::ReadBookings) {
            shown
        } else {
            Self {
                contact: Contact::default(),
                note: None,
                ..shown
            }
        }
    }

    /// For whoever may use the guest's key.
    pub(crate) fn opened(
        gate: &Gate,
        catalog: &Catalog,
        booking: booking::Booking,
        clock: Option<Reading>,
    ) -> Self {
        let guest_key = Some(gate.secret().booking_key(catalog.venue.id, &booking));
        Self {
            guest_key,
            clock,
            ..Self::of(catalog, booking)
        }
    }
}

pub(crate) async fn create(
    State(gate): State<Gate>,
    By(caller): By,
    From(from): From,
    In(catalog): In,
    Keyed(body, key): Keyed<NewBookingBody>,
) -> Result<Made<Booking>> {
    let venue = catalog.venue.id;
    let wanted = wanted(&gate, &catalog, &caller, body).await;
    let (new, clock) = wanted.map_err(|no| no.of_order(&catalog))?;
    within_limits(&gate, &caller, from, Some(&new.contact))?;
    let command = Command {
        actor: caller.actor(),
        act: Act::Book(Box::new(new)),
        expects: None,
    };
    let done = gate.desk().execute(venue, command, key, gate.now()).await;
    let done = done.map_err(|no| Problem::from(no).of_order(&catalog))?;
    let Done::Booking(booking) = done else {
        return Err(Reason::UnknownBooking.into());
    };
    let (location, version) = (
        format!("/v1/venues/{}/bookings/{}", catalog.venue.slug, booking.id),
        booking.version,
    );
    let booking = Booking::opened(&gate, &catalog, *booking, clock);
    Ok(Made::at(location, booking).version(version).private())
}

/// A phone number as people write it at the venue, as it is kept.
pub(crate) fn phone(catalog: &Catalog, text: Option<&str>) -> Result<Option<String>, Denial> {
    let region = catalog.venue.region.as_deref();
    let read = |text| texts::phone_in(text, region);
    let problem = match region {
        Some(_) => {
            "must be a phone number such as +79123456789, or as people write it in the venue's region"
        }
        None => {
            "must be a phone number such as +79123456789: the venue names no region whose habit would be known"
        }
    };
    let wrong = || Denial::invalid("phone", problem);
    text.map(|text| read(text).ok_or_else(wrong)).transpose()
}

/// How to reach a guest: what he says here comes before what he said of his account.
fn contact(
    caller: &Caller,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
) -> booking::Contact {
    let own = caller.session().ok().filter(|_| !caller.actor().is_staff());
    let own = own.map(|session| &session.account);
    let says_how = email.is_some() || phone.is_some();
    let own_way = own.filter(|_| !says_how);
    booking::Contact {
        name: name.or_else(|| own?.names.full()),
        email: email.or_else(|| own_way?.email.clone()),
        phone: phone.or_else(|| own_way?.phone.clone()),
    }
}

/// The booking that a body asks for.
async fn wanted(
    gate: &Gate,
    catalog: &Catalog,
    caller: &Caller,
    body: NewBookingBody,
) -> Result<(NewBooking, Option<Reading>)> {
    let phone = phone(catalog, body.phone.as_deref())?;
    let hold = body
        .hold
        .as_deref()
        .map(|name| holds::named(gate, catalog, name))
        .transpose()?;
    let order = OrderBody {
        from: body.from,
        until: body.until,
        slot: body.slot,
        resources: body.resources,
        kind: body.kind,
        price_from: body.price_from,
        price_to: body.price_to,
        party: body.party,
    };
    let (order, clock) = match hold {
        Some(hold) if !order.names_time() => {
            if order.names_choice() {
                return Err(Denial::invalid("from", "is needed, or nothing but the hold").into());
            }
            // A hold that is gone is no matter for now: the request may be a second one with the same key.
            let held = match gate.desk().hold(catalog.venue.id, hold).await {
                Ok(held) => Some(held),
                Err(No::Refused { .. }) => None,
                Err(no) => return Err(no.into()),
            };
            if held.is_some_and(|held| order.party.is_some() && order.party != held.party) {
                return Err(Reason::HoldDiffers.into());
            }
            (None, None)
        }
        _ => {
            let (order, clock) = order.order(&catalog.venue.zone)?;
            (Some(order), clock)
        }
    };
    let new = NewBooking {
        order,
        hold,
        contact: contact(caller, body.name, body.email.map(texts::as_kept), phone),
        note: body.note,
        language: body.language,
        channel: PROGRAMS.into(),
    };
    Ok((new, clock))
}

pub(crate) async fn show(
    State(gate): State<Gate>,
    By(caller): By,
    In(catalog): In,
    Id(id): Id<BookingId>,
    GuestKey(key, from): GuestKey,
) -> Result<Seen<Booking>> {
    let (booking, actor) = seen_by(&gate, &caller, from, &catalog, id, key.as_deref()).await?;
    let version = booking.version;
    let until = match actor.is_staff() {
        true => gate
            .desk()
            .undoable(catalog.venue.id, gate.now())
            .await?
            .until(&booking),
        false => None,
    };
    let booking = Booking::shown(&gate, &catalog, booking, None, &caller, actor).undoable(until);
    Ok(Seen::new(booking).version(version).private())
}

pub(crate) async fn history(
    State(gate): State<Gate>,
    By(caller): By,
    From(from): From,
    In(catalog): In,
    Id(id): Id<BookingId>,
) -> Result<Seen<History>> {
    seen_by(&gate, &caller, from, &catalog, id, None).await?;
    let lines = gate.desk().history(catalog.venue.id, id).await?;
    let line = |line: HistoryLine| Line {
        version: line.version,
        at: line.at,
        role: line.role,
        act: line.act,
        before: line.before,
        after: line.after,
        from: line.span.map(Span::from),
        until: line.span.and_then(Span::until),
        reason: line.reason,
    };
    let items = lines.into_iter().map(line).collect();
    Ok(Seen::new(History { items }).private())
}
