//! What else the guest of a booking booked at the venue.

use axum::extract::State;
use bronya_domain::id::BookingId;
use bronya_gate::Gate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answered::Seen;
use crate::asked::{By, From, Id, In};
use crate::bookings::Booking;
use crate::own::seen_by;
use crate::problem::Result;

/// The other bookings of a guest, the latest start first; at most 20.
#[derive(Serialize, JsonSchema)]
pub(crate) struct VisitList {
    items: Vec<Visit>,
}

/// Another booking of the same guest.
#[derive(Serialize, JsonSchema)]
struct Visit {
    booking: Booking,
    /// Why, in the words of who last gave a reason; null where nobody did.
    reason: Option<String>,
}

pub(crate) async fn list(
    State(gate): State<Gate>,
    By(caller): By,
    From(from): From,
    In(catalog): In,
    Id(id): Id<BookingId>,
) -> Result<Seen<VisitList>> {
    let (booking, _) = seen_by(&gate, &caller, from, &catalog, id, None).await?;
    let own = caller.actor().own;
    let visits = gate.desk().visits(catalog.venue.id, &booking, own).await?;
    let visit = |visit: bronya_desk::Visit| Visit {
        booking: Booking::of(&catalog, visit.booking),
        reason: visit.reason,
    };
    let items = visits.into_iter().map(visit).collect();
    Ok(Seen::new(VisitList { items }).private())
}
