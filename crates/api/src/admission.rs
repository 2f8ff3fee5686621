//! Lets requests in: who calls, to which venue, and whether he may.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use bronya_desk::No;
use bronya_domain::catalog::Catalog;
use bronya_gate::entry::Realm;
use bronya_gate::{Caller, Denial, Gate, Identity, Who, texts, tokens};

use crate::problem::{Problem, Result};

/// The header in which a guest shows the key of his booking.
pub(crate) const GUEST_KEY: &str = "Bronya-Guest-Key";

/// Finds out who calls and whether he may, and notes it for the route. Without a gate nobody can tell who calls, so
/// nobody passes. What somebody may do hangs on the venue that the address names.
pub(crate) async fn admit(who: Who, parts: &mut Parts) -> Result<()> {
    let gate = parts.extensions.get::<Gate>().cloned();
    let gate = gate.ok_or_else(Denial::internal)?;
    let (caller, venue) = admitted(who, &gate, parts).await?;
    parts.extensions.insert(who);
    parts.extensions.insert(caller);
    if let Some(catalog) = venue {
        parts.extensions.insert(catalog);
    }
    Ok(())
}

/// Asks once more, because time has passed since. Whoever is somebody else by now, or nobody, is refused.
pub(crate) async fn again(gate: &Gate, parts: &mut Parts) -> Result<()> {
    let who = parts.extensions.get::<Who>().copied();
    let before = parts.extensions.get::<Caller>().map(Caller::actor);
    let (now, _) = admitted(who.ok_or_else(Denial::internal)?, gate, parts).await?;
    if before == Some(now.actor()) {
        Ok(())
    } else {
        Err(tokens::unknown_credentials().into())
    }
}

async fn admitted(
    who: Who,
    gate: &Gate,
    parts: &mut Parts,
) -> Result<(Caller, Option<Arc<Catalog>>)> {
    let identity = match who {
        Who::Entrance => Identity::Nobody,
        _ => Identity::of(gate, &Realm::house(), &parts.headers).await?,
    };
    let venue = named_venue(parts, gate).await?;
    let number = venue.as_ref().map(|catalog| catalog.venue.id);
    let shows_guest_key = parts.headers.contains_key(GUEST_KEY);
    let caller = who.admit(identity, number, shows_guest_key);
    Ok((caller.map_err(Problem::from)?, venue))
}

/// The venue that the address names, where it names one.
async fn named_venue(parts: &mut Parts, gate: &Gate) -> Result<Option<Arc<Catalog>>> {
    let params = RawPathParams::from_request_parts(parts, &()).await;
    let Ok(params) = params else {
        return Err(No::UnknownVenue.into());
    };
    let Some((_, slug)) = params.iter().find(|(name, _)| *name == "venue") else {
        return Ok(None);
    };
    if !texts::is_slug(slug) {
        return Err(No::UnknownVenue.into());
    }
    Ok(Some(gate.desk().venue(slug).await?))
}
