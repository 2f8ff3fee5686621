//! Letters that could not be delivered: they lie in the open until somebody has them sent again, or lets go of them.

use bronya_domain::id::VenueId;
use bronya_store::Ran;
use bronya_store::outbox::{self, GivenUp, Place};
use jiff::Timestamp;

use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

/// How many letters that were given up one answer holds at most.
const GIVEN_UP_MOST: i64 = 500;

impl Desk {
    /// The letters that were given up, the last first: a venue's, or those about accounts alone.
    pub async fn given_up_letters(&self, venue: Option<VenueId>) -> Result<Vec<GivenUp>> {
        let read = self
            .store
            .read(move |tx| Box::pin(outbox::given_up(tx, venue, GIVEN_UP_MOST)));
        Ok(read.await?)
    }

    /// Takes up a letter again that was given up. False where there is no such letter.
    pub async fn resend_letter(&self, place: &Place, now: Timestamp) -> Result<bool> {
        let place = place.clone();
        let resent = self.store.write(None, move |tx| {
            let place = place.clone();
            Box::pin(async move { Ok((Ran::Wrote, outbox::resend(tx, &place, now).await?)) })
        });
        let resent = resent.await?;
        self.letters.notify_one();
        Ok(resent)
    }

    /// Lets go of a letter that was given up: nobody will be told any more. False where there is no such letter.
    pub async fn drop_letter(&self, place: &Place) -> Result<bool> {
        let place = place.clone();
        let dropped = self.store.write(None, move |tx| {
            let place = place.clone();
            Box::pin(async move { Ok((Ran::Wrote, outbox::drop_given_up(tx, &place).await?)) })
        });
        Ok(dropped.await?)
    }
}
