//! When a venue is open.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::extract::State;
use bronya_domain::hours::{OpeningHours, WallSpan, Week};
use bronya_domain::settings::SettingsChange;
use bronya_gate::Gate;
use garde::Validate;
use jiff::civil::Time;
use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::answered::Seen;
use crate::asked::{Body, Expects, In, Managing};
use crate::moments::{Day, is_like};
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
    #[serde(deserialize_with = "hours")]
    hours: Option<OpeningHours>,
}

/// Opening hours as callers write them. The domain's own shape takes every writing of a time that its reader knows,
/// whole dates with their zone among them; whoever writes those means something else than he would get.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursAsked {
    #[serde(default)]
    weekly: WeekAsked,
    #[serde(default)]
    exceptions: BTreeMap<Day, Vec<SpanAsked>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WeekAsked {
    monday: Vec<SpanAsked>,
    tuesday: Vec<SpanAsked>,
    wednesday: Vec<SpanAsked>,
    thursday: Vec<SpanAsked>,
    friday: Vec<SpanAsked>,
    saturday: Vec<SpanAsked>,
    sunday: Vec<SpanAsked>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpanAsked {
    opens: TimeAsked,
    closes: TimeAsked,
}

struct TimeAsked(Time);

impl<'de> Deserialize<'de> for TimeAsked {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(reader)?;
        let written = is_like(&text, "00:00") || is_like(&text, "00:00:00");
        if written && text.starts_with("24:00") {
            return Err(D::Error::custom(
                "a day ends at 00:00: closing then is closing at midnight",
            ));
        }
        let time = text.parse().ok().filter(|_| written);
        time.map(Self)
            .ok_or_else(|| D::Error::custom("must be a time of day such as 09:30 or 09:30:00"))
    }
}

/// The spans of a day.
fn spans(spans: Vec<SpanAsked>) -> Vec<WallSpan> {
    let span = |span: SpanAsked| WallSpan {
        opens: span.opens.0,
        closes: span.closes.0,
    };
    spans.into_iter().map(span).collect()
}

impl From<WeekAsked> for Week {
    fn from(week: WeekAsked) -> Self {
        Self {
            monday: spans(week.monday),
            tuesday: spans(week.tuesday),
            wednesday: spans(week.wednesday),
            thursday: spans(week.thursday),
            friday: spans(week.friday),
            saturday: spans(week.saturday),
            sunday: spans(week.sunday),
        }
    }
}

impl From<HoursAsked> for OpeningHours {
    fn from(hours: HoursAsked) -> Self {
        let exceptions = hours.exceptions.into_iter();
        Self {
            weekly: hours.weekly.into(),
            exceptions: exceptions
                .map(|(Day(date), day)| (date, spans(day)))
                .collect(),
        }
    }
}

/// Reads hours, where null means none.
pub(crate) fn hours<'de, D: Deserializer<'de>>(
    reader: D,
) -> Result<Option<OpeningHours>, D::Error> {
    Ok(Option::<HoursAsked>::deserialize(reader)?.map(OpeningHours::from))
}

/// Reads the hours of a week.
pub(crate) fn week<'de, D: Deserializer<'de>>(reader: D) -> Result<Week, D::Error> {
    Ok(WeekAsked::deserialize(reader)?.into())
}

/// Refuses a week that nobody can mean.
pub(crate) fn check_week(week: &Week, _: &()) -> garde::Result {
    let hours = OpeningHours {
        weekly: week.clone(),
        ..OpeningHours::default()
    };
    check_hours(&hours, &())
}

/// Reads hours that may be left out, which differs from null.
pub(crate) fn present_hours<'de, D: Deserializer<'de>>(
    reader: D,
) -> Result<Option<Option<OpeningHours>>, D::Error> {
    hours(reader).map(Some)
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
    Managing(desk): Managing,
    In(catalog): In,
    Expects(expects): Expects,
    Body(body): Body<HoursBody>,
) -> Result<Seen<HoursBody>> {
    let change = SettingsChange::Hours(body.hours);
    let catalog = desk
        .change_settings(catalog.venue.id, change, expects, gate.now())
        .await?;
    let hours = catalog.venue.hours.clone();
    Ok(Seen::new(HoursBody { hours }).version(catalog.venue.settings))
}
