//! What is shown, and what of a venue the contract sees at all.

use axum::http::StatusCode;
use axum::response::Response;
use bronya_domain::catalog::Catalog;
use bronya_domain::id::ResourceId;
use bronya_domain::resource::Resource;
use serde_json::Value;

use super::super::translate::Nay;
use crate::answers;
use crate::door::Door;

/// What a handler gives.
pub(super) type Answer = Result<Response, Nay>;

/// An answer of JSON.
pub(super) fn shown(status: StatusCode, body: Value) -> Answer {
    Ok(answers::json(status, body))
}

/// A resource on offer that the contract sees.
pub(super) fn seen<'a>(
    door: &'a Door,
    catalog: &'a Catalog,
    id: ResourceId,
) -> Result<&'a Resource, Nay> {
    let mut listed = door.listed(catalog).map(|listed| &listed.resource);
    let found = listed.find(|resource| resource.id == id);
    found.ok_or_else(Nay::unknown_resource)
}

/// Whether a resource is there for the contract. One that left the offer stays readable where its time is told.
pub(super) fn sees(door: &Door, catalog: &Catalog, id: ResourceId) -> bool {
    let listed = catalog.find(id);
    listed.is_some_and(|listed| door.kinds().sees(&listed.resource.kind))
}
