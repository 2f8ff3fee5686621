//! Foreign contracts: which of them is spoken for which venue, and with which settings.

use bronya_domain::id::VenueId;
use bronya_domain::instance::Instance;
use bronya_store::{Ran, instances};

use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

impl Desk {
    /// All foreign contracts that are spoken here, by name.
    pub async fn instances(&self) -> Result<Vec<Instance>> {
        Ok(self.store.read(|tx| Box::pin(instances::all(tx))).await?)
    }

    /// Speaks a foreign contract for a venue from the next start on, with these settings. False where another venue has its
    /// name.
    pub async fn bind(&self, instance: Instance) -> Result<bool> {
        let venue: VenueId = instance.venue;
        let bound = self.store.write(Some(venue), move |tx| {
            let instance = instance.clone();
            Box::pin(async move {
                if tx.locked(venue).is_none() {
                    return Ok((Ran::Looked, Err(No::UnknownVenue)));
                }
                Ok((Ran::Wrote, Ok(instances::put(tx, &instance).await?)))
            })
        });
        bound.await?
    }
}
