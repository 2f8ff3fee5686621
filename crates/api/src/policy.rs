//! The rules of a venue, of a kind of resource and of one resource: what each says itself and what holds in the end.

use axum::extract::State;
use bronya_desk::No;
use bronya_domain::catalog::Catalog;
use bronya_domain::id::ResourceId;
use bronya_domain::policy::{Policy, Rules};
use bronya_domain::refusal::Reason;
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use bronya_gate::{Denial, Gate};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::Seen;
use crate::asked::{Body, Expects, Id, In, Kind, Managing};
use crate::channel::Channel;
use crate::problem::Result;

/// Rules; one that is left out comes from the next wider circle.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(transparent)]
pub(crate) struct PolicyBody(#[garde(skip)] Policy);

/// Rules as they stand.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PolicyAnswer {
    /// What this circle says itself.
    own: Policy,
    /// What holds, wider circles and defaults considered.
    effective: Rules,
}

/// Refuses rules that nobody can mean; `field` is where they stand in the request.
pub(crate) fn check_policy(field: &str, policy: &Policy) -> Result<(), Denial> {
    let dot = if field.is_empty() { "" } else { "." };
    policy
        .check()
        .map_err(|bad| Denial::invalid(format!("{field}{dot}{}", bad.rule), bad.problem))
}

/// A "no" to rules that were sent by themselves: what is wrong with them stands in the request without a place around it.
fn by_themselves(no: No) -> Denial {
    match no {
        No::Invalid { field, problem } => {
            let rule = field.strip_prefix("policy.").unwrap_or(&field);
            Denial::invalid(rule, problem)
        }
        no => no.into(),
    }
}

fn of_venue(catalog: &Catalog) -> Seen<PolicyAnswer> {
    let own = catalog.venue.policy.clone();
    let effective = Rules::within(&[&own]);
    Seen::new(PolicyAnswer { own, effective }).version(catalog.venue.settings)
}

fn of_kind(catalog: &Catalog, kind: &str) -> Seen<PolicyAnswer> {
    let own = catalog.venue.kinds.get(kind).cloned().unwrap_or_default();
    let effective = Rules::within(&[&own, &catalog.venue.policy]);
    Seen::new(PolicyAnswer { own, effective }).version(catalog.venue.settings)
}

fn of_channel(catalog: &Catalog, channel: &str) -> Seen<PolicyAnswer> {
    let own = catalog.venue.channels.get(channel);
    let own = own.cloned().unwrap_or_default();
    let effective = Rules::within(&[&own, &catalog.venue.policy]);
    Seen::new(PolicyAnswer { own, effective }).version(catalog.venue.settings)
}

fn of_resource(catalog: &Catalog, id: ResourceId) -> Result<Seen<PolicyAnswer>> {
    let listed = catalog
        .find(id)
        .ok_or(Reason::UnknownResource { resource: id })?;
    let (own, effective) = (listed.resource.policy.clone(), listed.rules.clone());
    Ok(Seen::new(PolicyAnswer { own, effective }).version(catalog.venue.settings))
}

pub(crate) async fn show_venue(In(catalog): In) -> Result<Seen<PolicyAnswer>> {
    Ok(of_venue(&catalog))
}

pub(crate) async fn replace_venue(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Expects(expects): Expects,
    Body(PolicyBody(policy)): Body<PolicyBody>,
) -> Result<Seen<PolicyAnswer>> {
    check_policy("", &policy)?;
    let change = SettingsChange::Policy(policy);
    Ok(of_venue(
        &*desk
            .change_settings(catalog.venue.id, change, expects, gate.now())
            .await
            .map_err(by_themselves)?,
    ))
}

pub(crate) async fn show_kind(In(catalog): In, Kind(kind): Kind) -> Result<Seen<PolicyAnswer>> {
    Ok(of_kind(&catalog, &kind))
}

pub(crate) async fn replace_kind(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Kind(kind): Kind,
    Expects(expects): Expects,
    Body(PolicyBody(policy)): Body<PolicyBody>,
) -> Result<Seen<PolicyAnswer>> {
    check_policy("", &policy)?;
    let change = SettingsChange::KindPolicy(kind.clone(), policy);
    Ok(of_kind(
        &*desk
            .change_settings(catalog.venue.id, change, expects, gate.now())
            .await
            .map_err(by_themselves)?,
        &kind,
    ))
}

pub(crate) async fn show_channel(
    In(catalog): In,
    Channel(channel): Channel,
) -> Result<Seen<PolicyAnswer>> {
    Ok(of_channel(&catalog, &channel))
}

pub(crate) async fn replace_channel(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Channel(channel): Channel,
    Expects(expects): Expects,
    Body(PolicyBody(policy)): Body<PolicyBody>,
) -> Result<Seen<PolicyAnswer>> {
    check_policy("", &policy)?;
    let own = (policy != Policy::default()).then_some(policy);
    let change = SettingsChange::ChannelPolicy(channel.clone(), own);
    Ok(of_channel(
        &*desk
            .change_settings(catalog.venue.id, change, expects, gate.now())
            .await
            .map_err(by_themselves)?,
        &channel,
    ))
}

pub(crate) async fn show_resource(
    In(catalog): In,
    Id(id): Id<ResourceId>,
) -> Result<Seen<PolicyAnswer>> {
    of_resource(&catalog, id)
}

pub(crate) async fn replace_resource(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Id(id): Id<ResourceId>,
    Expects(expects): Expects,
    Body(PolicyBody(policy)): Body<PolicyBody>,
) -> Result<Seen<PolicyAnswer>> {
    check_policy("", &policy)?;
    let edit = ResourceEdit {
        policy: Some(policy),
        ..ResourceEdit::default()
    };
    let change = SettingsChange::Resource(id, Box::new(edit));
    let catalog: Result<_, No> = desk
        .change_settings(catalog.venue.id, change, expects, gate.now())
        .await;
    of_resource(&*catalog.map_err(by_themselves)?, id)
}
