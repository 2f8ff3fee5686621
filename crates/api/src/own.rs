//! Whose a booking is, and how often somebody may book or guess.

use bronya_domain::booking;
use bronya_domain::catalog::Catalog;
use bronya_domain::command::Actor;
use bronya_domain::id::{BookingId, VenueId};
use bronya_gate::address::ClientAddress;
use bronya_gate::limits::Limit;
use bronya_gate::{Caller, Denial, Gate, texts};

use crate::problem::Result;

/// The booking, and as what the caller acts on it. To somebody for whom it is not there, there is none; who shows wrong
/// keys again and again is told to wait.
pub(crate) async fn seen_by(
    gate: &Gate,
    caller: &Caller,
    from: ClientAddress,
    catalog: &Catalog,
    id: BookingId,
    key: Option<&str>,
) -> Result<(booking::Booking, Actor)> {
    let venue = catalog.venue.id;
    let found = gate.desk().booking(venue, id).await;
    let seen = found
        .map_err(Denial::from)
        .and_then(|booking| Ok((caller.on(gate, venue, &booking, key)?, booking)));
    match seen {
        Ok((actor, booking)) => Ok((booking, actor)),
        Err(denial) => {
            if key.is_some() {
                gate.limits()
                    .take(Limit::GuestLink, &from.bucket(), gate.now())?;
            }
            Err(denial.into())
        }
    }
}

/// Refuses a guest who books again and again, from one address or for one contact.
pub(crate) fn within_limits(
    gate: &Gate,
    caller: &Caller,
    from: ClientAddress,
    contact: Option<&booking::Contact>,
) -> Result<()> {
    if caller.actor().is_staff() {
        return Ok(());
    }
    gate.limit_guest_order(from, contact)?;
    // Where no address is left with the booking, its letters go to the account's.
    let own = caller.session().ok().map(|session| &session.account.email);
    let own = own.filter(|_| contact.is_some_and(|contact| contact.email.is_none()));
    if let Some(own) = own.and_then(Option::as_ref) {
        let mailbox = texts::mailbox(own);
        gate.limits()
            .take(Limit::BookingContact, &mailbox, gate.now())?;
    }
    Ok(())
}

/// The same for what a guest does to a booking: each act writes letters, to himself and to others.
pub(crate) fn within_limits_on(
    gate: &Gate,
    actor: Actor,
    from: ClientAddress,
    venue: VenueId,
    booking: &booking::Booking,
) -> Result<()> {
    if actor.is_staff() {
        return Ok(());
    }
    Ok(gate.limit_guest_act(from, venue, booking.id)?)
}
