//! A foreign HTTP contract as one venue speaks it. What the contract says is no concern of this room.

use std::collections::BTreeMap;

use crate::id::VenueId;

/// A foreign contract that is spoken for a venue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its name, unique in the installation: the contract's, or the contract's and the venue's. Bookings that come through
    /// it have it as their channel, and its users have it as their realm.
    pub name: String,
    /// The venue.
    pub venue: VenueId,
    /// What the operator set for it, by the names that the contract gives to its settings.
    pub settings: BTreeMap<String, String>,
}
