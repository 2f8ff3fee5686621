//! Where things stand in a venue's rooms. A plan is a picture, so it takes part in no decision; it is kept and shown.

use bronya_domain::catalog::Catalog;
use bronya_domain::floor_plan::{Plan, Shown};
use bronya_domain::happening::{About, Deed};
use bronya_domain::id::VenueId;
use bronya_domain::refusal::{Reason, Refusal};
use bronya_store::{Fault, Ran, Tx, floor_plans};

use crate::answer::No;
use crate::desk::Desk;

type Result<T, E = No> = std::result::Result<T, E>;

impl Desk {
    /// Where things stand at a venue, and what stands nowhere.
    pub async fn floor(&self, venue: VenueId) -> Result<Shown> {
        let catalog = self.venue_of(venue).await?;
        let found = self
            .store
            .read(move |tx| Box::pin(floor_plans::find(tx, venue)));
        let (version, plan) = found.await?.unwrap_or_default();
        Ok(Shown::of(plan, version, &catalog))
    }

    /// Says where things stand at a venue. With `expects`, only if nobody else said so meanwhile.
    pub async fn lay_floor(
        &self,
        venue: VenueId,
        plan: Plan,
        expects: Option<i64>,
    ) -> Result<Shown> {
        plan.check()
            .map_err(|flaw| No::invalid(flaw.field(), flaw))?;
        let desk = self.clone();
        let written = self.store.write(Some(venue), move |tx| {
            let (desk, plan) = (desk.clone(), plan.clone());
            Box::pin(async move { desk.lay_in(tx, venue, &plan, expects).await })
        });
        written.await?
    }

    async fn lay_in(
        &self,
        tx: &mut Tx,
        venue: VenueId,
        plan: &Plan,
        expects: Option<i64>,
    ) -> Result<(Ran, Result<Shown>), Fault> {
        let Some(locked) = tx.locked(venue) else {
            return Ok((Ran::Looked, Err(No::UnknownVenue)));
        };
        let catalog = self.catalog_in(tx, venue, locked.settings).await?;
        let known = floor_plans::find(tx, venue).await?;
        let version = known.map_or(0, |(version, _)| version);
        if expects.is_some_and(|expects| expects != version) {
            let no = Reason::VersionDiffers { version };
            return Ok((Ran::Looked, Err(no.into())));
        }
        if let Err(refusal) = on_offer(plan, &catalog) {
            return Ok((Ran::Looked, Err(refusal.into())));
        }
        floor_plans::put(tx, venue, version + 1, plan).await?;
        self.note(tx, venue, Deed::LayFloor, About::Venue).await?;
        let shown = Shown::of(plan.clone(), version + 1, &catalog);
        Ok((Ran::Wrote, Ok(shown)))
    }
}

/// Refuses a plan on which something stands that is not on offer.
fn on_offer(plan: &Plan, catalog: &Catalog) -> Result<(), Refusal> {
    let missing = |resource| match catalog.find(resource) {
        None => Some(Reason::UnknownResource { resource }),
        Some(listed) if listed.resource.retired => Some(Reason::Retired { resource }),
        Some(_) => None,
    };
    let reasons: Vec<Reason> = plan.resources().filter_map(missing).collect();
    match reasons.is_empty() {
        true => Ok(()),
        false => Err(Refusal::of(reasons)),
    }
}
