//! What the form of the page does: keeps a time while the guest types, and books it. Either can be sent twice and is done once.

use axum::response::{IntoResponse, Redirect, Response};
use bronya_desk::channels::PAGES;
use bronya_desk::{Done, Key, No};
use bronya_domain::booking::{Booking, Hold};
use bronya_domain::command::{Act, Actor, Command, NewBooking};
use bronya_domain::policy::Admission;
use bronya_gate::address::ClientAddress;
use bronya_gate::{Denial, keys};

use super::found::Found;
use super::look::Look;
use super::offered::{Kind, Wish};
use super::opened::Opened;
use super::place::Place;
use super::screen::{self, Asked};
use super::seen::Seen;
use super::sent::Sent;
use crate::fields::Trouble;
use crate::paths;

/// Whose keys those of forms are.
const CALLER: &str = "guest's page";

/// Somebody who sent the form.
pub(super) struct Sender<'a> {
    pub seen: Seen<'a>,
    pub from: ClientAddress,
}

impl Sender<'_> {
    /// Keeps a time for him, and opens the form there.
    pub(super) async fn press(&self, to: &str, sent: Sent) -> Result<Response, Denial> {
        let seen = &self.seen;
        let kinds = Kind::all(seen.catalog);
        let Some(kind) = Kind::chosen(&kinds, seen.look) else {
            return self.shown(seen.look, sent, Asked::default()).await;
        };
        let wish = Wish::of(kind, seen.look, seen.tongue);
        let place: Option<Place> = to.parse().ok();
        let (Some(place), true) = (place, wish.wrong.is_empty()) else {
            return self.shown(seen.look, sent, Asked::default()).await;
        };
        self.seen.gate.limit_guest_order(self.from, None)?;
        self.let_go(&sent).await?;
        match self.held(&wish, place, &sent).await {
            Ok(hold) => self.opened(place, hold, sent).await,
            Err(denial) if denial.refused.is_some() => {
                let asked = Asked {
                    denial: Some(denial),
                    ..Asked::default()
                };
                self.shown(&seen.look.open(), sent, asked).await
            }
            Err(denial) => Err(denial),
        }
    }

    /// Books the time for him.
    pub(super) async fn book(&self, at: Option<&str>, sent: Sent) -> Result<Response, Denial> {
        let seen = &self.seen;
        let instead = sent.instead.as_deref();
        let place: Option<Place> = instead.or(at).and_then(|at| at.parse().ok());
        let Some(place) = place else {
            return self.shown(seen.look, sent, Asked::default()).await;
        };
        let look = Look {
            at: Some(place),
            hold: sent.hold.clone().filter(|_| instead.is_none()),
            ..seen.look.clone()
        };
        let tried = self.tried(&look, place, &sent).await;
        let asked = match tried {
            Ok(Done::Booking(booking)) => return Ok(self.booked(&booking)),
            // What it brought is gone since.
            Ok(_) => return Ok(Redirect::to(&seen.path(&seen.look.open())).into_response()),
            Err(Refused::Wrong(wrong)) => Asked {
                wrong,
                ..Asked::default()
            },
            Err(Refused::No(denial)) if denial.refused.is_some() => Asked {
                denial: Some(*denial),
                ..Asked::default()
            },
            Err(Refused::No(denial)) => Asked {
                said: Some(self.said(*denial)?),
                ..Asked::default()
            },
        };
        let asked = Asked {
            booking: true,
            ..asked
        };
        self.shown(&look, sent, asked).await
    }

    /// Gives back what was kept for him before: he wants another time.
    async fn let_go(&self, sent: &Sent) -> Result<(), Denial> {
        let (gate, venue) = (self.seen.gate, self.seen.catalog.venue.id);
        let name = sent.hold.as_deref();
        let Some(hold) = name.and_then(|name| gate.secret().hold_named(venue, name)) else {
            return Ok(());
        };
        match self.execute(Act::DropHold(hold), None).await {
            // It has lapsed by itself.
            Ok(_) | Err(No::Refused { .. }) => Ok(()),
            Err(no) => Err(no.into()),
        }
    }

    /// A hold of a place; none where nothing is claimed before the staff agree, so that several may ask for it.
    async fn held(
        &self,
        wish: &Wish<'_>,
        place: Place,
        sent: &Sent,
    ) -> Result<Option<Hold>, Denial> {
        let resource = place.resource.and_then(|id| self.seen.catalog.find(id));
        let listed = resource.or(wish.kind.listed.first().copied());
        if listed.is_some_and(|listed| listed.rules.admission == Admission::Request) {
            return Ok(None);
        }
        let order = place.order(&wish.wanted(self.seen.look.price));
        let key = sent.key.as_deref().map(|key| {
            let parts = [place.to_string(), self.seen.path(&self.seen.look.open())];
            self.key(&format!("{key}/{place}"), &parts)
        });
        let now = self.seen.now;
        let live = |done| match done {
            Done::Hold(hold) if hold.deadline > now => Some(hold),
            _ => None,
        };
        let done = self.execute(Act::Hold(order.clone()), key).await;
        if let Ok(Some(hold)) = done.as_ref().map(|done| live(done.clone())) {
            return Ok(Some(hold));
        }
        let done = match done {
            // He comes back to a page whose hold is over.
            Ok(_) | Err(No::KeyReused) => self.execute(Act::Hold(order), None).await,
            Err(no) => Err(no),
        };
        match done {
            Ok(done) => Ok(live(done)),
            // What bookings through pages are promised beside others, a hold does not know: it may still be had.
            Err(no @ No::Refused { .. }) => match self.is_offered(wish, place).await? {
                true => Ok(None),
                false => Err(no.into()),
            },
            Err(no) => Err(no.into()),
        }
    }

    async fn is_offered(&self, wish: &Wish<'_>, place: Place) -> Result<bool, Denial> {
        let found = Found::of(&self.seen, wish).await?;
        Ok(found.offers.iter().any(|offer| place.is_of(offer)))
    }

    /// The page with the form open; where he has typed something, at once, for an address does not hold it.
    async fn opened(
        &self,
        place: Place,
        hold: Option<Hold>,
        sent: Sent,
    ) -> Result<Response, Denial> {
        let (seen, venue) = (&self.seen, self.seen.catalog.venue.id);
        let day = hold
            .as_ref()
            .map(|hold| seen.local(hold.span.from()).date());
        let look = Look {
            at: Some(place),
            hold: hold.map(|hold| seen.gate.secret().hold_name(venue, hold.id)),
            date: day.map(|day| day.to_string()).or(seen.look.date.clone()),
            ..seen.look.clone()
        };
        if !sent.is_typed() {
            return Ok(Redirect::to(&seen.path(&look)).into_response());
        }
        let sent = Sent { key: None, ..sent };
        self.shown(&look, sent, Asked::default()).await
    }

    /// Tries to book a place.
    async fn tried(&self, look: &Look, place: Place, sent: &Sent) -> Result<Done, Refused> {
        let seen = &Seen { look, ..self.seen };
        let kinds = Kind::all(seen.catalog);
        let kind = Kind::chosen(&kinds, look).ok_or_else(Denial::not_found)?;
        let wish = Wish::of(kind, look, seen.tongue);
        if !wish.wrong.is_empty() {
            return Err(Refused::Wrong(wish.wrong));
        }
        let found = Found::of(seen, &wish).await?;
        let opened = Opened::of(seen, &wish, &found, place).await?;
        let opened = opened.ok_or_else(Denial::not_found)?;
        let needed = opened.listed.rules.contact;
        let (contact, note) = sent
            .contact(seen.catalog, needed, seen.tongue)
            .map_err(Refused::Wrong)?;
        seen.gate.limit_guest_order(self.from, Some(&contact))?;
        let key = look.hold.as_ref().or(sent.key.as_ref());
        let key = key.map(|key| {
            let parts = [
                place.to_string(),
                seen.path(&look.open()),
                format!("{contact:?}{note:?}"),
            ];
            self.key(key, &parts)
        });
        let new = NewBooking {
            order: Some(place.order(&wish.wanted(look.price))),
            hold: opened.hold.map(|hold| hold.id),
            contact,
            note,
            language: Some(seen.tongue.0),
            channel: PAGES.into(),
        };
        Ok(self
            .execute(Act::Book(Box::new(new)), key)
            .await
            .map_err(Denial::from)?)
    }

    async fn execute(&self, act: Act, key: Option<Key>) -> Result<Done, No> {
        let command = Command {
            actor: Actor::GUEST,
            act,
            expects: None,
        };
        let (venue, now) = (self.seen.catalog.venue.id, self.seen.now);
        self.seen
            .gate
            .desk()
            .execute(venue, command, key, now)
            .await
    }

    fn key(&self, key: &str, parts: &[String]) -> Key {
        let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
        Key {
            caller: CALLER.to_owned(),
            key: key.to_owned(),
            fingerprint: keys::fingerprint(&parts),
        }
    }

    /// What is said where it was not the rules who said no.
    fn said(&self, denial: Denial) -> Result<Trouble, Denial> {
        let words = match denial.code {
            "key_reused" => "book-sent-before",
            "key_running" => "book-under-way",
            _ => return Err(denial),
        };
        Ok(Trouble {
            title: self.seen.word(words),
            lines: Vec::new(),
        })
    }

    /// The guest's own page of his booking. A frame cannot show that one: it says that all is well, and leads there.
    fn booked(&self, booking: &Booking) -> Response {
        let (seen, venue) = (&self.seen, &self.seen.catalog.venue);
        let key = seen.gate.secret().booking_key(venue.id, booking);
        let path = paths::booking(&venue.slug, &booking.id.code(venue.id), &key);
        match seen.look.embed {
            true => screen::done(seen, booking, path).into_response(),
            false => Redirect::to(&path).into_response(),
        }
    }

    async fn shown(&self, look: &Look, sent: Sent, asked: Asked) -> Result<Response, Denial> {
        let seen = Seen { look, ..self.seen };
        let page = screen::page(&seen, Asked { sent, ..asked }).await?;
        Ok(page.into_response())
    }
}

/// Why nothing was booked.
enum Refused {
    /// What he typed will not do.
    Wrong(super::offered::Wrong),
    /// Somebody said no.
    No(Box<Denial>),
}

impl From<Denial> for Refused {
    fn from(denial: Denial) -> Self {
        Self::No(Box::new(denial))
    }
}
