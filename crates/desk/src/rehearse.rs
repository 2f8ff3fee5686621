//! What a command would do, so that a page can say so before anybody presses the button.

use bronya_domain::command::Command;
use bronya_domain::decide::decide;
use bronya_domain::facts::Numbers;
use bronya_domain::id::VenueId;
use bronya_store::{Fault, Tx, agenda, facts};
use jiff::Timestamp;

use crate::answer::{Done, No};
use crate::desk::Desk;
use crate::execute::done;

impl Desk {
    /// What a command would do now, or why it would be refused. Nothing is done, and by the time that it is, things may be
    /// otherwise. The numbers of what it would make mean nothing.
    pub async fn rehearsed(
        &self,
        venue: VenueId,
        command: Command,
        now: Timestamp,
    ) -> Result<Done, No> {
        let desk = self.clone();
        let read = self.store.read(move |tx| {
            Box::pin(async move { desk.rehearsed_in(tx, venue, &command, now).await })
        });
        read.await?
    }

    async fn rehearsed_in(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        command: &Command,
        now: Timestamp,
    ) -> Result<Result<Done, No>, Fault> {
        let Some((_, settings)) = agenda::moment(tx, venue).await? else {
            return Ok(Err(No::UnknownVenue));
        };
        let catalog = self.catalog_in(tx, venue, settings).await?;
        let facts = facts::load(tx, catalog, &command.act, Numbers::FIRST, now).await?;
        Ok(match decide(&facts, command, now) {
            Ok(decision) => Ok(done(&command.act, &decision, facts.named.booking)),
            Err(refusal) => Err(refusal.into()),
        })
    }
}
