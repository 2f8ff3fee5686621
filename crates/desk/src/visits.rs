//! What else a guest booked at a venue.

use bronya_domain::booking::Booking;
use bronya_domain::id::{ResourceId, VenueId};
use bronya_store::visits::{self, Visit};

use crate::answer::No;
use crate::desk::Desk;

/// How many other bookings of a guest are told at most.
pub const VISITS_MOST: usize = 20;

impl Desk {
    /// What else the guest of a booking booked at the venue, known by his phone number, address or account: the latest
    /// [`VISITS_MOST`], each with what was said last about it. Of one resource alone, where somebody acts for that one.
    pub async fn visits(
        &self,
        venue: VenueId,
        booking: &Booking,
        own: Option<ResourceId>,
    ) -> Result<Vec<Visit>, No> {
        let booking = booking.clone();
        let most = VISITS_MOST as i64;
        let read = self.store.read(move |tx| {
            Box::pin(async move { visits::beside(tx, venue, &booking, own, most).await })
        });
        Ok(read.await?)
    }
}
