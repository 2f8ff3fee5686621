//! What an answer to a search rests on, so that it can be told whether it still stands.

use bronya_domain::id::VenueId;
use bronya_domain::span::Span;
use jiff::Timestamp;
use jiff::civil::Date;

/// What an answer rests on: the settings of a venue, days of the board, and the time for which the rules say the same.
#[derive(Clone, Debug)]
pub struct Sight {
    pub(crate) venue: VenueId,
    pub(crate) settings: i64,
    pub(crate) days: Vec<(Date, Span)>,
    pub(crate) marks: Vec<u64>,
    pub(crate) since: Timestamp,
    pub(crate) until: Timestamp,
}
