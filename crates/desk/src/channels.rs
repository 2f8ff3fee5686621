//! By what ways bookings come to a venue, each of which may have rules of its own.

use bronya_domain::id::VenueId;
use bronya_domain::instance::Instance;

use crate::answer::No;
use crate::desk::Desk;

/// The channel of bookings that are made on pages, by guests and by those who work there.
pub const PAGES: &str = "web";
/// The channel of bookings that programs make by the native API.
pub const PROGRAMS: &str = "api";

impl Desk {
    /// The channels of a venue: pages, programs, and the foreign contracts that it speaks.
    pub async fn channels(&self, venue: VenueId) -> Result<Vec<String>, No> {
        let spoken = self.instances_of(venue).await?;
        let contracts = spoken.into_iter().map(|instance| instance.name);
        let own = [PAGES, PROGRAMS].map(str::to_owned);
        Ok(own.into_iter().chain(contracts).collect())
    }

    /// The foreign contracts that are spoken for a venue, by name.
    pub async fn instances_of(&self, venue: VenueId) -> Result<Vec<Instance>, No> {
        let mut spoken = self.instances().await?;
        spoken.retain(|instance| instance.venue == venue);
        Ok(spoken)
    }
}
