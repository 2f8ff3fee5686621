//! When tables were made, which no other contract wants to know and the catalogue does not keep.

use bronya_desk::{Desk, No};
use bronya_domain::id::VenueId;
use jiff::Timestamp;

/// When a table was made: noted at once where it is made here, and else when somebody first asks about it.
pub(super) async fn made_at(
    desk: &Desk,
    venue: VenueId,
    table: i64,
    now: Timestamp,
) -> Result<Timestamp, No> {
    let name = format!("garant/{venue}/{table}/created");
    let kept = match desk.remembered(&name, None).await? {
        Some(kept) => Some(kept),
        None => desk.remembered(&name, Some(now.to_string())).await?,
    };
    let read = kept.and_then(|kept| kept.parse().ok());
    Ok(read.unwrap_or(now))
}
