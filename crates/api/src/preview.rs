//! Which future bookings a change of settings would touch. Nothing is saved.

use axum::extract::State;
use bronya_domain::hours::OpeningHours;
use bronya_domain::id::{BookingId, ResourceId};
use bronya_domain::policy::Policy;
use bronya_domain::refusal::Reason;
use bronya_domain::settings::{self, SettingsChange, WallTime};
use bronya_domain::span::Span;
use bronya_gate::{Denial, Gate, texts};
use garde::Validate;
use jiff::Timestamp;
use jiff::civil::DateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::Seen;
use crate::asked::{Body, In};
use crate::hours::{check_hours, present_hours};
use crate::policy::check_policy;
use crate::problem::{Problem, Result};
use crate::resources::ResourceChange;
use crate::venues::VenueChange;

/// A change of settings to be looked at: exactly one of its fields.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewBody {
    /// What the venue says of itself.
    #[garde(dive)]
    venue: Option<VenueChange>,
    /// When it is open; null means always.
    #[garde(inner(inner(custom(check_hours))))]
    #[serde(default, deserialize_with = "present_hours")]
    #[schemars(with = "Option<OpeningHours>")]
    hours: Option<Option<OpeningHours>>,
    /// Its rules.
    #[garde(skip)]
    policy: Option<Policy>,
    /// The rules of a kind of resource.
    #[garde(dive)]
    kind_policy: Option<KindPolicy>,
    /// A resource.
    #[garde(dive)]
    resource: Option<ResourceEdit>,
}

/// The rules of a kind of resource.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KindPolicy {
    /// The venue's word for the kind.
    #[garde(length(chars, min = 1, max = 64), custom(texts::kind))]
    kind: String,
    /// Its rules.
    #[garde(skip)]
    policy: Policy,
}

/// A change of a resource.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ResourceEdit {
    /// Which.
    #[garde(skip)]
    id: ResourceId,
    /// What is changed about it.
    #[garde(dive)]
    change: ResourceChange,
}

/// The future bookings that the change touches.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Preview {
    touched: Vec<Touched>,
}

/// A future booking that the change touches, and how.
#[derive(Serialize, JsonSchema)]
struct Touched {
    booking: Line,
    /// What the rules would say to it after the change and do not say now.
    objections: Vec<Reason>,
    /// What clocks at the venue show for its start before and after, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    wall_time: Option<WallTime>,
}

/// A booking, as far as one needs to find it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BookingLine")]
struct Line {
    id: BookingId,
    /// The short code that people say to each other.
    code: String,
    /// From when.
    from: Option<Timestamp>,
    /// When it begins on the venue's clock now.
    local: Option<DateTime>,
}

impl PreviewBody {
    fn change(self) -> Result<SettingsChange, Denial> {
        let one = || {
            Denial::invalid(
                "body",
                "must name exactly one of venue, hours, policy, kind_policy, resource",
            )
        };
        match (
            self.venue,
            self.hours,
            self.policy,
            self.kind_policy,
            self.resource,
        ) {
            (Some(venue), None, None, None, None) => Ok(SettingsChange::Venue(venue.edit()?)),
            (None, Some(hours), None, None, None) => Ok(SettingsChange::Hours(hours)),
            (None, None, Some(policy), None, None) => {
                check_policy("policy", &policy)?;
                Ok(SettingsChange::Policy(policy))
            }
            (None, None, None, Some(KindPolicy { kind, policy }), None) => {
                check_policy("kind_policy.policy", &policy)?;
                Ok(SettingsChange::KindPolicy(kind, policy))
            }
            (None, None, None, None, Some(ResourceEdit { id, change })) => Ok(
                SettingsChange::Resource(id, Box::new(change.edit("resource.change.")?)),
            ),
            _ => Err(one()),
        }
    }
}

pub(crate) async fn show(
    State(gate): State<Gate>,
    In(catalog): In,
    Body(body): Body<PreviewBody>,
) -> Result<Seen<Preview>> {
    let change = body.change()?;
    let touched = gate.desk().preview(&catalog, &change, gate.now()).await;
    let touched =
        touched.map_err(|no| Problem::from(no).blames("unknown_resource", "resource.id"))?;
    let venue = &catalog.venue;
    let line = |touched: settings::Touched| {
        let from = touched.booking.when.span().map(Span::from);
        Touched {
            booking: Line {
                id: touched.booking.id,
                code: touched.booking.id.code(venue.id),
                from,
                local: from.map(|from| from.to_zoned(venue.zone.clone()).datetime()),
            },
            objections: touched.objections,
            wall_time: touched.wall_time,
        }
    };
    Ok(Seen::new(Preview {
        touched: touched.into_iter().map(line).collect(),
    }))
}
