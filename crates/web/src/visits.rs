//! What else a guest booked at the venue, as pages for those who work there tell it.

use bronya_domain::booking::{Booking, State};
use bronya_gate::Denial;
use bronya_words::{Line, moment};

use crate::facts;
use crate::inside::Inside;

/// Another booking of the same guest, in a few words.
pub(crate) struct VisitLine {
    /// When it was for.
    pub when: String,
    /// Whose time or which place it took.
    pub what: String,
    /// Where it stands, and how that looks.
    pub state: (String, &'static str),
    /// Why, in the words of who last gave a reason.
    pub reason: Option<String>,
}

/// The other bookings of the guest of one, the latest start first.
pub(crate) async fn beside(inside: &Inside, booking: &Booking) -> Result<Vec<VisitLine>, Denial> {
    let (desk, venue) = (inside.known.gate.desk(), &inside.catalog.venue);
    let own = inside.caller.actor().own;
    let visits = desk.visits(venue.id, booking, own).await?;
    let (tongue, now) = (inside.known.tongue(), inside.known.gate.now());
    let line = |visit: bronya_desk::Visit| {
        let booking = visit.booking;
        let names = booking.resources().filter_map(|id| inside.catalog.find(id));
        let names = names.map(|listed| Line::name(&listed.resource.name).to_string());
        let stands = match booking.lapsed(now) {
            true => State::Expired,
            false => booking.state,
        };
        VisitLine {
            when: moment::when(tongue.0, &venue.zone, booking.when),
            what: names.collect::<Vec<_>>().join(", "),
            state: facts::state(tongue, stands),
            reason: Line::some_name(visit.reason.as_deref()).map(|reason| reason.to_string()),
        }
    };
    Ok(visits.into_iter().map(line).collect())
}
