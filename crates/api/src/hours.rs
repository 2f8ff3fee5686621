//! When a venue is open.

use axum::extract::State;
use bronya_domain::hours::OpeningHours;
use bronya_domain::settings::SettingsChange;
use bronya_gate::Gate;
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::answered::Seen;
use crate::asked::{Body, Expects, In};
use crate::problem::Result;

/// How many dates may have hours of their own.
const EXCEPTIONS_MOST: usize = 1000;
/// How many spans a day may have.
const SPANS_MOST: usize = 24;

/// When a venue is open.
#[derive(Serialize, Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["hours"]))]
pub(crate) struct HoursBody {
    /// Weekly hours and dated exceptions in wall time of the venue; null means always.
    #[garde(inner(custom(check_hours)))]
    #[serde(deserialize_with = "named")]
    hours: Option<OpeningHours>,
}

/// Read by a function, so that leaving it out differs from null.
fn named<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<OpeningHours>, D::Error> {
    Option::deserialize(reader)
}

/// Refuses hours that nobody can mean.
pub(crate) fn check_hours(hours: &OpeningHours, _: &()) -> garde::Result {
    let days = hours.exceptions.values();
    let week = &hours.weekly;
    let week = [
        &week.monday,
        &week.tuesday,
        &week.wednesday,
        &week.thursday,
        &week.friday,
        &week.saturday,
        &week.sunday,
    ];
    if hours.exceptions.len() > EXCEPTIONS_MOST {
        return Err(garde::Error::new(format!(
            "at most {EXCEPTIONS_MOST} exceptions"
        )));
    }
    if days.chain(week).any(|spans| spans.len() > SPANS_MOST) {
        return Err(garde::Error::new(format!(
            "at most {SPANS_MOST} spans a day"
        )));
    }
    if let Some(date) = hours
        .exceptions
        .keys()
        .find(|date| !(1970..=9998).contains(&date.year()))
    {
        return Err(garde::Error::new(format!(
            "{date}: exceptions lie between the years 1970 and 9998"
        )));
    }
    hours.check().map_err(garde::Error::new)
}

pub(crate) async fn show(In(catalog): In) -> Result<Seen<HoursBody>> {
    let hours = catalog.venue.hours.clone();
    Ok(Seen::new(HoursBody { hours }).version(catalog.venue.settings))
}

pub(crate) async fn replace(
    State(gate): State<Gate>,
    In(catalog): In,
    Expects(expects): Expects,
    Body(body): Body<HoursBody>,
) -> Result<Seen<HoursBody>> {
    let change = SettingsChange::Hours(body.hours);
    let catalog = gate
        .desk()
        .change_settings(catalog.venue.id, change, expects)
        .await?;
    let hours = catalog.venue.hours.clone();
    Ok(Seen::new(HoursBody { hours }).version(catalog.venue.settings))
}
