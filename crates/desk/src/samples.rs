//! Letters that show how they look: owed, carried and given up like all others, and about nothing that ever was.

use bronya_domain::catalog::Language;
use bronya_domain::id::{AccountId, VenueId};
use bronya_domain::sample::Sample;
use bronya_domain::span::to_micros;
use bronya_store::Ran;
use bronya_store::outbox::{self, To};
use jiff::Timestamp;

use crate::answer::No;
use crate::desk::Desk;
use crate::letters::{Lead, SampleLetter, reader};

type Result<T, E = No> = std::result::Result<T, E>;

impl Desk {
    /// Owes somebody a letter of the venue's that shows how it looks.
    pub async fn send_sample(
        &self,
        venue: VenueId,
        letter: (Sample, Language),
        reader: AccountId,
        now: Timestamp,
    ) -> Result<()> {
        let now = to_micros(now);
        let owed = self.store.write(None, move |tx| {
            Box::pin(async move {
                outbox::owe_sample(tx, venue, letter, reader, now).await?;
                Ok((Ran::Wrote, ()))
            })
        });
        owed.await?;
        self.letters.notify_one();
        Ok(())
    }

    /// What such a letter speaks of, if its reader still has an address.
    pub(crate) async fn about_nothing(
        &self,
        venue: VenueId,
        number: i64,
        (sample, language): (Sample, Language),
        to: To,
    ) -> Result<Lead> {
        let account = match to.account() {
            Some(account) => self.account(account).await?,
            None => None,
        };
        let reads = account.filter(|account| !account.blocked && account.email_confirmed);
        let Some(reader) = reads.and_then(reader) else {
            return Ok(Lead::Silent);
        };
        Ok(Lead::OfSample(Box::new(SampleLetter {
            catalog: self.venue_of(venue).await?,
            sample,
            language,
            number,
            reader,
        })))
    }
}
