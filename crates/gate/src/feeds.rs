//! Calendars that calendar programs read by themselves: where each of them is, and what its key opens.

use std::sync::Arc;

use bronya_desk::Diary;
use bronya_domain::catalog::{Catalog, Venue};
use bronya_domain::feed::Feed;

use crate::denial::{Denial, Result};
use crate::gate::Gate;

impl Gate {
    /// Where calendar programs read a calendar whose key has this version.
    pub fn feed_url(&self, venue: &Venue, feed: Feed, version: u32) -> String {
        let key = self.secret().feed_key(venue.id, feed, version);
        let (url, slug) = (self.public_url(), &venue.slug);
        format!("{url}/calendar/{slug}/{feed}/{key}.ics")
    }

    /// What stands in a calendar, for whoever shows its key.
    pub async fn open_feed(&self, catalog: &Arc<Catalog>, feed: Feed, key: &str) -> Result<Diary> {
        let version = self.desk().feed_version(catalog, feed).await?;
        if !self
            .secret()
            .opens_feed(catalog.venue.id, feed, version, key)
        {
            return Err(Denial::not_found());
        }
        Ok(self.desk().diary(catalog, feed, self.now()).await?)
    }
}
