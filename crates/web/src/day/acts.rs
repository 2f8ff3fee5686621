//! What the forms and buttons of the day do. Each leads back to the day as it then is; what the rules refuse, or what was typed
//! wrong, leads back to the form with everything that was typed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bronya_desk::channels::PAGES;
use bronya_desk::{BOOKINGS_MOST, Done, Filter, Key};
use bronya_domain::booking::Booking;
use bronya_domain::command::{Act, At, Command, NewBlock, NewBooking, Order, WalkIn};
use bronya_domain::id::ResourceId;
use bronya_domain::refusal::Reason;
use bronya_domain::span::{Span, later};
use bronya_gate::{Denial, Gate, keys, texts};
use jiff::Timestamp;
use jiff::civil::Date;

use super::look::{Deed, Doing, Look};
use super::screen::{self, Screen};
use super::sent::{OF_KIND, Reader, Sent, Wrong};
use super::typed::Typed;
use crate::asked::Form;
use crate::inside::{Crew, Inside};
use crate::refusals;

/// What a form wants done, or what is wrong with it.
type Wanted = Result<(Act, Option<i64>), Wrong>;

/// Does what a form or a button of the day wants.
pub(super) async fn act(
    State(_): State<Gate>,
    Path((_, act)): Path<(String, String)>,
    Crew(inside): Crew,
    Form(sent): Form<Sent>,
) -> Response {
    let visitor = inside.known.visitor;
    visitor.told(done(&inside, &act, sent).await)
}

async fn done(inside: &Inside, act: &str, sent: Sent) -> Result<Response, Denial> {
    let deed = deed(act).ok_or_else(Denial::not_found)?;
    let look = Look::read(sent.back.as_deref().unwrap_or_default()).unwrap_or_default();
    let look = doing(deed, &sent, look);
    let wanted = Wants {
        inside,
        sent: &sent,
        look: &look,
    }
    .act(deed);
    let (act, expects) = match wanted {
        Ok(wanted) => wanted,
        Err(wrong) => return again(inside, &look, &sent, wrong, None).await,
    };
    let key = sent.once.as_deref().filter(|_| deed.makes());
    let key = key.map(|once| key_of(inside, once, &act));
    match execute(inside, act, expects, key).await {
        Ok(done) => Ok(led_back(inside, &look, deed, done)),
        Err(denial) if denial.refused.is_some() && denial.status != StatusCode::NOT_FOUND => {
            let look = where_it_went(inside, look, &denial).await;
            again(inside, &look, &sent, Wrong::new(), Some(denial)).await
        }
        Err(denial) => Err(denial),
    }
}

/// What is done by a form that is sent twice is done once. What is typed into it in between makes it another.
fn key_of(inside: &Inside, once: &str, act: &Act) -> Key {
    let by = inside.caller.account();
    let wish = format!("{act:?}");
    let fingerprint = keys::fingerprint(&[wish.as_bytes()]);
    Key {
        caller: by.map_or_else(|| "day".to_owned(), |account| format!("day {account}")),
        key: format!("{once} {fingerprint}"),
        fingerprint,
    }
}

async fn execute(
    inside: &Inside,
    act: Act,
    expects: Option<i64>,
    key: Option<Key>,
) -> Result<Done, Denial> {
    let command = Command {
        actor: inside.caller.actor(),
        act,
        expects,
    };
    let (gate, venue) = (&inside.known.gate, inside.catalog.venue.id);
    let done = gate.desk().execute(venue, command, key, gate.now()).await;
    Ok(done?)
}

/// The day after it was done, with what it was done to.
fn led_back(inside: &Inside, look: &Look, deed: Deed, done: Done) -> Response {
    let look = match done {
        Done::Booking(booking) => {
            let shown = look.of_booking(booking.id);
            match (deed, its_day(inside, &booking)) {
                // Whoever agrees to requests one after the other stays on the day at which he looks.
                (Deed::Book | Deed::Move | Deed::WalkIn, Some(date)) => Look {
                    date: Some(date),
                    ..shown
                },
                _ => shown,
            }
        }
        _ => look.plain(),
    };
    Redirect::to(&look.after(deed).path(&inside.catalog.venue.slug)).into_response()
}

/// Where the booking is now that somebody else changed before this form was sent: it may have another day, and the form with what
/// was typed stands beside it.
async fn where_it_went(inside: &Inside, look: Look, denial: &Denial) -> Look {
    let reasons = denial.refused.as_ref().map(|refused| &refused.reasons[..]);
    let changed = reasons.is_some_and(|reasons| {
        let differs = |reason: &Reason| matches!(reason, Reason::VersionDiffers { .. });
        reasons.iter().any(differs)
    });
    let Some(id) = look.booking.filter(|_| changed) else {
        return look;
    };
    let (desk, venue) = (inside.known.gate.desk(), inside.catalog.venue.id);
    let booking = desk.booking(venue, id).await;
    let date = booking
        .ok()
        .and_then(|booking| its_day(inside, &booking))
        .or(look.date);
    Look { date, ..look }
}

fn its_day(inside: &Inside, booking: &Booking) -> Option<Date> {
    let zone = &inside.catalog.venue.zone;
    let span = booking.when.span()?;
    Some(span.from().to_zoned(zone.clone()).date())
}

/// The page once more, with everything that was typed and what stands against it.
async fn again(
    inside: &Inside,
    look: &Look,
    sent: &Sent,
    wrong: Wrong,
    denial: Option<Denial>,
) -> Result<Response, Denial> {
    let screen = Screen {
        inside,
        look,
        sent,
        wrong: &wrong,
    };
    let venue = &inside.catalog.venue;
    let trouble = denial
        .as_ref()
        .and_then(|denial| refusals::trouble(inside.known.tongue(), venue, denial));
    let status = denial.as_ref().map(refusals::status);
    Ok(screen.page(trouble, status).await?.into_response())
}

/// The deed of a name in addresses.
fn deed(name: &str) -> Option<Deed> {
    use serde::Deserialize;
    use serde::de::IntoDeserializer;
    let name: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
        name.into_deserializer();
    Deed::deserialize(name).ok()
}

/// What is looked at while the form of a deed is open.
fn doing(deed: Deed, sent: &Sent, look: Look) -> Look {
    let doing = match deed {
        Deed::Book => Some(Doing::Book),
        Deed::WalkIn => Some(Doing::WalkIn),
        Deed::Block => Some(Doing::Block),
        Deed::Move => Some(Doing::Move),
        Deed::Cancel => Some(Doing::Cancel),
        Deed::Decline => Some(Doing::Decline),
        Deed::Unblock | Deed::Confirm | Deed::Seat | Deed::Finish | Deed::NoShow | Deed::Undo => {
            None
        }
    };
    let named = sent.booking().map(|(id, _)| id);
    Look {
        doing,
        booking: named.or(look.booking),
        done: None,
        ..look
    }
}

/// What a form wants.
struct Wants<'a> {
    inside: &'a Inside,
    sent: &'a Sent,
    look: &'a Look,
}

impl Wants<'_> {
    fn act(&self, deed: Deed) -> Wanted {
        match deed {
            Deed::Book => self.book(),
            Deed::WalkIn => self.walk_in(),
            Deed::Block => self.block(),
            Deed::Move => self.moves(),
            Deed::Unblock => {
                let block = self.sent.block().ok_or_else(Wrong::new)?;
                Ok((Act::Unblock(block), None))
            }
            Deed::Cancel | Deed::Decline => self.leaves(deed),
            Deed::Confirm | Deed::Seat | Deed::Finish | Deed::NoShow | Deed::Undo => {
                let (id, expects) = self.sent.booking().ok_or_else(Wrong::new)?;
                let act = match deed {
                    Deed::Confirm => Act::Confirm(id, None),
                    Deed::Seat => Act::Seat(id),
                    Deed::Finish => Act::Finish(id),
                    Deed::NoShow => Act::NoShow(id),
                    _ => Act::Undo(id),
                };
                Ok((act, expects))
            }
        }
    }

    fn reader(&self) -> Reader<'_> {
        Reader::new(self.sent, &self.inside.catalog, self.inside.known.tongue())
    }

    /// What a form says of when, where and how many.
    fn order(&self, reader: &mut Reader<'_>) -> Option<Order> {
        let looked_at = screen::date(self.inside, self.look);
        let date = reader.date(looked_at);
        let from = reader.from(date);
        let until = reader.until(date, from);
        let (choice, party) = (reader.choice(), reader.party());
        let at = match (from?, until) {
            (from, None) => At::From(from),
            (from, Some(until)) => match Span::new(from, until) {
                Ok(span) => At::During(span),
                Err(_) => {
                    reader.blame("until", "day-bad-until");
                    return None;
                }
            },
        };
        Some(Order { choice, at, party })
    }

    fn book(&self) -> Wanted {
        let mut reader = self.reader();
        let order = self.order(&mut reader);
        let (contact, note) = (reader.contact(), reader.lines("note"));
        let order = checked(reader, order)?;
        let new = NewBooking {
            order: Some(order),
            hold: None,
            contact,
            note,
            language: None,
            channel: PAGES.to_owned(),
        };
        Ok((Act::Book(Box::new(new)), None))
    }

    fn walk_in(&self) -> Wanted {
        let mut reader = self.reader();
        let now = self.inside.known.gate.now();
        let zone = &self.inside.catalog.venue.zone;
        let today = now.to_zoned(zone.clone()).date();
        let until = reader.until(today, Some(now));
        let (choice, party) = (reader.choice(), reader.party());
        if party.is_none() {
            reader.blame("party", "bad-party");
        }
        let contact = reader.contact();
        let party = WalkIn {
            choice,
            party,
            until,
            contact,
            note: None,
            channel: PAGES.to_owned(),
        };
        let party = checked(reader, Some(party))?;
        Ok((Act::WalkIn(Box::new(party)), None))
    }

    fn block(&self) -> Wanted {
        let mut reader = self.reader();
        let date = screen::date(self.inside, self.look);
        let from = reader.from(date);
        let until = reader.until(date, from);
        let reason = reader.lines("reason");
        let resources = self.closed(&mut reader);
        let span = from.and_then(|from| Span::maybe_open(from, until).ok());
        if span.is_none() {
            reader.blame("until", "day-bad-until");
        }
        let span = checked(reader, span)?;
        let new = NewBlock {
            resources,
            span,
            reason,
        };
        Ok((Act::Block(new), None))
    }

    /// The resources whose time is to be closed.
    fn closed(&self, reader: &mut Reader<'_>) -> Vec<ResourceId> {
        let chosen = self.sent.resources.clone();
        if chosen.is_empty() {
            reader.blame("resources", "day-bad-resources");
        }
        chosen
    }

    fn moves(&self) -> Wanted {
        let (id, expects) = self.sent.booking().ok_or_else(Wrong::new)?;
        let mut reader = self.reader();
        let order = self.order(&mut reader);
        let order = checked(reader, order)?;
        Ok((Act::Move(id, Box::new(order)), expects))
    }

    fn leaves(&self, deed: Deed) -> Wanted {
        let (id, expects) = self.sent.booking().ok_or_else(Wrong::new)?;
        let mut reader = self.reader();
        let reason = reader.lines("reason");
        checked(reader, Some(()))?;
        let act = match deed {
            Deed::Cancel => Act::Cancel(id, reason),
            _ => Act::Decline(id, reason),
        };
        Ok((act, expects))
    }
}

/// What was read, if nothing was wrong.
fn checked<T>(reader: Reader<'_>, read: Option<T>) -> Result<T, Wrong> {
    match read {
        Some(read) if reader.wrong.is_empty() => Ok(read),
        _ => Err(reader.wrong),
    }
}

/// Enters a booking that was typed as one line. What the line leaves open, or what the rules have against it, is seen to in the
/// form, with everything that the line said.
pub(super) async fn typed(Crew(inside): Crew, Form(sent): Form<Sent>) -> Response {
    let visitor = inside.known.visitor;
    let entered = async {
        let look = Look::read(sent.back.as_deref().unwrap_or_default()).unwrap_or_default();
        let region = inside.catalog.venue.region.as_deref();
        let typed = Typed::read(sent.line.as_deref().unwrap_or_default(), region);
        let look = Look {
            booking: None,
            resource: None,
            ..look
        };
        let typed = remembered(&inside, typed).await?;
        let filled = Sent {
            once: sent.once.clone(),
            ..filled(&inside, &look, &typed, sent.back.clone())
        };
        let is_whole = typed.time.is_some() && typed.name.is_some();
        match is_whole {
            true => done(&inside, Deed::Book.name(), filled).await,
            false => {
                let look = doing(Deed::Book, &filled, look);
                again(&inside, &look, &filled, Wrong::new(), None).await
            }
        }
    };
    visitor.told(entered.await)
}

/// The line with the name of a guest who has been here before, where it says nothing but his phone number.
async fn remembered(inside: &Inside, typed: Typed) -> Result<Typed, Denial> {
    let region = inside.catalog.venue.region.as_deref();
    let phone = typed.phone.as_deref();
    let phone = phone.and_then(|phone| texts::phone_in(phone, region));
    let Some(phone) = phone.filter(|_| typed.name.is_none()) else {
        return Ok(typed);
    };
    let filter = Filter {
        contact: Some(phone),
        resource: inside.caller.actor().own,
        ..Filter::default()
    };
    let (desk, venue) = (inside.known.gate.desk(), inside.catalog.venue.id);
    let earlier = desk.bookings(venue, filter, None, BOOKINGS_MOST).await?;
    let last = earlier.items.into_iter().rev();
    let mut named = last.filter(|booking| booking.contact.name.is_some());
    let contact = named
        .next()
        .map(|booking| booking.contact)
        .unwrap_or_default();
    Ok(Typed {
        name: contact.name,
        email: typed.email.or(contact.email),
        ..typed
    })
}

/// The form as a line fills it in.
fn filled(inside: &Inside, look: &Look, typed: &Typed, back: Option<String>) -> Sent {
    let zone = &inside.catalog.venue.zone;
    let date = screen::date(inside, look);
    let start = typed.time.map(|time| date.to_datetime(time));
    let until = start.zip(typed.length).and_then(|(start, length)| {
        let from = start.to_zoned(zone.clone()).ok()?.timestamp();
        let until: Timestamp = later(from, length);
        Some(until.to_zoned(zone.clone()).strftime("%H:%M").to_string())
    });
    let named = typed.resource.as_deref();
    let of_kind = look.kind.as_ref().map(|kind| format!("{OF_KIND}{kind}"));
    // What is called something that is not there must not become a booking of anything else.
    let resource = named.map(|named| match called(inside, look, named) {
        Some(id) => id.to_string(),
        None => named.to_owned() + "?",
    });
    Sent {
        back,
        date: Some(date.to_string()),
        from: typed.time.map(|time| time.strftime("%H:%M").to_string()),
        until,
        resource: resource.or(of_kind),
        party: typed.party.map(|party| party.to_string()),
        name: typed.name.clone(),
        phone: typed.phone.clone(),
        email: typed.email.clone(),
        note: typed.note.clone(),
        ..Sent::default()
    }
}

/// The resource that is called by a number within its kind, or by its name.
fn called(inside: &Inside, look: &Look, named: &str) -> Option<ResourceId> {
    let listed = inside
        .catalog
        .listed()
        .iter()
        .map(|listed| &listed.resource);
    let on_offer = listed.filter(|resource| {
        let asked = look.kind.as_ref().is_none_or(|kind| *kind == resource.kind);
        asked && !resource.retired
    });
    let is_called = |resource: &&bronya_domain::resource::Resource| {
        let by_number = named.parse() == Ok(resource.number);
        by_number || resource.name.to_lowercase() == named.to_lowercase()
    };
    let mut on_offer = on_offer.filter(is_called);
    on_offer.next().map(|resource| resource.id)
}
