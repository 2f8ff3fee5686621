//! Keys by which other programs act for a venue.

use axum::extract::State;
use axum::response::NoContent;
use bronya_domain::id::{AccountId, ApiKeyId};
use bronya_domain::people::{self, Scope};
use bronya_gate::{Gate, texts, tokens};
use garde::Validate;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::{Made, Seen};
use crate::asked::{Body, By, Id, In, Managing};
use crate::problem::Result;

/// A key to be made.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKeyBody {
    /// What it is for.
    #[garde(length(chars, min = 1, max = 100), custom(texts::line))]
    name: String,
    /// What the program may do.
    #[garde(length(min = 1, max = 10))]
    scopes: Vec<Scope>,
}

/// A key of a program.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ApiKey {
    id: ApiKeyId,
    /// What it is for.
    name: String,
    /// What the program may do.
    scopes: Vec<Scope>,
    /// Who made it; null where the operator's key did.
    made_by: Option<AccountId>,
    /// When it was made.
    made_at: Timestamp,
    /// When it was last used, to the minute.
    used_at: Option<Timestamp>,
    /// When it was taken back.
    revoked_at: Option<Timestamp>,
    /// The key itself, to be shown as `Authorization: Bearer …`. It stands here this once and is kept nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// The keys of a venue.
#[derive(Serialize, JsonSchema)]
pub(crate) struct KeyList {
    items: Vec<ApiKey>,
}

impl ApiKey {
    fn of(known: people::ApiKey, key: Option<String>) -> Self {
        Self {
            id: known.id,
            name: known.name,
            scopes: known.scopes,
            made_by: known.made_by,
            made_at: known.made_at,
            used_at: known.used_at,
            revoked_at: known.revoked_at,
            key,
        }
    }
}

pub(crate) async fn list(State(gate): State<Gate>, In(catalog): In) -> Result<Seen<KeyList>> {
    let keys = gate.desk().api_keys(catalog.venue.id).await?;
    let items = keys.into_iter().map(|key| ApiKey::of(key, None)).collect();
    Ok(Seen::new(KeyList { items }).private())
}

pub(crate) async fn create(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    By(caller): By,
    In(catalog): In,
    Body(mut body): Body<NewKeyBody>,
) -> Result<Made<ApiKey>> {
    body.scopes.sort();
    body.scopes.dedup();
    let key = tokens::api_key(gate.dice());
    let (venue, made_by) = (&catalog.venue, caller.account());
    let hash = tokens::api_key_hash(&key);
    let known = desk
        .add_api_key(venue.id, body.name, body.scopes, hash, made_by, gate.now())
        .await?;
    let location = format!("/v1/venues/{}/keys/{}", venue.slug, known.id);
    Ok(Made::at(location, ApiKey::of(known, Some(key))).private())
}

pub(crate) async fn revoke(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Id(id): Id<ApiKeyId>,
) -> Result<NoContent> {
    let now = gate.now();
    desk.revoke_api_key(catalog.venue.id, id, now).await?;
    Ok(NoContent)
}
