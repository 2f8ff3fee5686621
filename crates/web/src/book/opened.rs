//! The time that a guest pressed, with the hold that keeps it while he types.

use bronya_desk::No;
use bronya_domain::availability::Offer;
use bronya_domain::booking::Hold;
use bronya_domain::catalog::Listed;
use bronya_domain::id::{ResourceId, SlotId};
use bronya_domain::resource::Slot;
use bronya_domain::span::Span;
use bronya_gate::Denial;

use super::found::Found;
use super::offered::Wish;
use super::place::{Place, Time};
use super::seen::Seen;

/// A time that was pressed.
pub(super) struct Opened<'a> {
    /// From when until when, as far as that is known.
    pub span: Span,
    /// What the guest would get, or something like it.
    pub listed: &'a Listed,
    /// What it costs, in minor units.
    pub price: i64,
    /// What it is about.
    pub topic: Option<String>,
    /// What keeps it for him.
    pub hold: Option<Hold>,
    /// Whether it can be had.
    pub is_free: bool,
}

impl<'a> Opened<'a> {
    /// What is at a place; nothing where nobody can tell what it meant.
    pub(super) async fn of(
        seen: &Seen<'a>,
        wish: &Wish<'_>,
        found: &Found,
        place: Place,
    ) -> Result<Option<Self>, Denial> {
        if let Some(hold) = held(seen).await? {
            return Self::kept(seen, hold).await;
        }
        let offer = found.offers.iter().find(|offer| place.is_of(offer));
        let (span, resource, slot) = match offer {
            Some(offer) => (offer.span, offer.resource, slot(seen, offer.slot).await?),
            None => match gone(seen, wish, place).await? {
                Some(gone) => gone,
                None => return Ok(None),
            },
        };
        Ok(seen.catalog.find(resource).map(|listed| Self {
            span,
            listed,
            price: price(listed, offer, slot.as_ref()),
            topic: slot.and_then(|slot| slot.topic),
            hold: None,
            is_free: offer.is_some(),
        }))
    }

    async fn kept(seen: &Seen<'a>, hold: Hold) -> Result<Option<Self>, Denial> {
        let slot = slot(seen, hold.slot).await?;
        let first = hold.claims.first().map(|claim| claim.resource);
        let listed = first.and_then(|id| seen.catalog.find(id));
        Ok(listed.map(|listed| Self {
            span: hold.span,
            listed,
            price: price(listed, None, slot.as_ref()),
            topic: slot.and_then(|slot| slot.topic),
            hold: Some(hold),
            is_free: true,
        }))
    }
}

/// The hold that the guest was given, while it lasts.
async fn held(seen: &Seen<'_>) -> Result<Option<Hold>, Denial> {
    let venue = seen.catalog.venue.id;
    let name = seen.look.hold.as_deref();
    let named = name.and_then(|name| seen.gate.secret().hold_named(venue, name));
    let Some(id) = named else { return Ok(None) };
    match seen.gate.desk().hold(venue, id).await {
        Ok(hold) => Ok(Some(hold).filter(|hold| hold.deadline > seen.now)),
        Err(No::Refused { .. }) => Ok(None),
        Err(no) => Err(no.into()),
    }
}

/// What a place meant that cannot be had any more.
async fn gone(
    seen: &Seen<'_>,
    wish: &Wish<'_>,
    place: Place,
) -> Result<Option<(Span, ResourceId, Option<Slot>)>, Denial> {
    let known = match place.time {
        Time::Slot(id) => slot(seen, Some(id))
            .await?
            .map(|slot| (slot.span, slot.resource, Some(slot))),
        Time::Start(from) => {
            let first = wish.kind.listed.first().map(|listed| listed.resource.id);
            let span = wish.stay().and_then(|long| Span::lasting(from, long).ok());
            let resource = place.resource.or(first);
            resource.map(|resource| (span.unwrap_or(Span::open(from)), resource, None))
        }
    };
    Ok(known)
}

async fn slot(seen: &Seen<'_>, slot: Option<SlotId>) -> Result<Option<Slot>, Denial> {
    let Some(id) = slot else { return Ok(None) };
    match seen.gate.desk().slot(seen.catalog.venue.id, id).await {
        Ok(slot) => Ok(Some(slot)),
        Err(No::Refused { .. }) => Ok(None),
        Err(no) => Err(no.into()),
    }
}

fn price(listed: &Listed, offer: Option<&Offer>, slot: Option<&Slot>) -> i64 {
    let of_slot = slot.and_then(|slot| slot.price);
    let offered = offer.map(|offer| offer.price);
    of_slot.or(offered).unwrap_or(listed.resource.price)
}
