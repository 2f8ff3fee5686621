//! What the staff of a venue can still take back, for screens that offer it.

use std::collections::HashMap;

use bronya_domain::booking::Booking;
use bronya_domain::id::{BookingId, VenueId};
use bronya_store::undo;
use jiff::Timestamp;

use crate::answer::No;
use crate::desk::Desk;

/// The changes that can be taken back: until when, by the booking and the version that the change gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undoable(pub(crate) HashMap<(BookingId, i64), Timestamp>);

impl Undoable {
    /// Until when the last change of a booking can be taken back; none where it cannot.
    pub fn until(&self, booking: &Booking) -> Option<Timestamp> {
        self.0.get(&(booking.id, booking.version)).copied()
    }
}

impl Desk {
    /// What can be taken back at a venue. Somebody else may have taken the time of it meanwhile, and the undo is refused.
    pub async fn undoable(&self, venue: VenueId, now: Timestamp) -> Result<Undoable, No> {
        let read = self
            .store
            .read(move |tx| Box::pin(undo::open(tx, venue, now)));
        Ok(Undoable(read.await?))
    }
}
