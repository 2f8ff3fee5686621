//! The history of a venue, for those who run it: who did what when, to bookings and to everything else.

use bronya_domain::id::VenueId;
use bronya_store::happenings::{self, Entry, Place, Wanted};
use futures_util::stream::{self, Stream};

use crate::answer::No;
use crate::desk::Desk;

/// How many lines one page holds at most.
pub const HAPPENINGS_MOST: usize = 500;

/// Some of a history, and where it goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries {
    /// The lines on this page, the latest first.
    pub items: Vec<Entry>,
    /// The place before which the next page begins; none on the last.
    pub next: Option<Place>,
}

impl Desk {
    /// What happened at a venue, the latest first, a page at a time.
    pub async fn happenings(
        &self,
        venue: VenueId,
        wanted: Wanted,
        before: Option<Place>,
        most: usize,
    ) -> Result<Entries, No> {
        let most = most.clamp(1, HAPPENINGS_MOST);
        // One more than the page holds tells whether there is another page.
        let asked = most as i64 + 1;
        let found = self.store.read(move |tx| {
            Box::pin(async move { happenings::before(tx, venue, &wanted, before, asked).await })
        });
        let mut items = found.await?;
        let more = items.len() > most;
        items.truncate(most);
        let next = items.last().filter(|_| more).map(|entry| entry.place);
        Ok(Entries { items, next })
    }

    /// All of it, the latest first, page after page as somebody takes them. What happens meanwhile comes before them all, and
    /// disturbs no page.
    pub fn all_happenings(
        &self,
        venue: VenueId,
        wanted: Wanted,
    ) -> impl Stream<Item = Result<Vec<Entry>, No>> + Send + use<> {
        let desk = self.clone();
        stream::try_unfold(Some(None), move |place: Option<Option<Place>>| {
            let (desk, wanted) = (desk.clone(), wanted.clone());
            async move {
                let Some(before) = place else { return Ok(None) };
                let page = desk
                    .happenings(venue, wanted, before, HAPPENINGS_MOST)
                    .await?;
                Ok(Some((page.items, page.next.map(Some))))
            }
        })
    }
}
