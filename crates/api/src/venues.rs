//! Venues: who takes bookings.

use axum::extract::State;
use bronya_desk::NewVenue;
use bronya_domain::catalog::{Catalog, Language};
use bronya_domain::hours::OpeningHours;
use bronya_domain::id::VenueId;
use bronya_domain::money::Currency;
use bronya_domain::policy::Policy;
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_gate::{Denial, Gate, texts};
use garde::Validate;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answered::{Made, Seen, unchanged};
use crate::asked::{Body, By, Expects, In, Keyed, Managing, Query, told};
use crate::hours::{check_hours, hours};
use crate::problem::Result;
use crate::resources::NewResourceBody;

/// How many resources a venue may be made with.
const RESOURCES_MOST: usize = 1000;

/// A venue to be made.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewVenueBody {
    /// Its name in addresses: lower-case Latin letters, digits and hyphens. It never changes.
    #[garde(length(max = 63), custom(texts::slug))]
    #[schemars(regex(pattern = "^[a-z0-9][a-z0-9-]{0,62}$"))]
    slug: String,
    /// Its name for people.
    #[garde(length(chars, min = 1, max = 200), custom(texts::line))]
    name: String,
    /// Where people find it: street, house, city.
    #[garde(length(chars, min = 1, max = 300), inner(custom(texts::line)))]
    address: Option<String>,
    /// The country in whose habit phone numbers are written, by its ISO 3166 code.
    #[garde(inner(custom(texts::country)))]
    #[schemars(example = &"RU")]
    region: Option<String>,
    /// The IANA name of its time zone.
    #[garde(length(min = 1, max = 64))]
    #[schemars(example = "Europe/Moscow")]
    zone: String,
    /// The language of its letters where a guest chose none.
    #[garde(skip)]
    #[serde(default = "english")]
    language: Language,
    /// The currency of its prices, by its ISO 4217 code.
    #[garde(skip)]
    currency: Currency,
    /// When it is open; always, where it does not say.
    #[garde(inner(custom(check_hours)))]
    #[serde(default, deserialize_with = "hours")]
    hours: Option<OpeningHours>,
    /// Its rules.
    #[garde(skip)]
    #[serde(default)]
    policy: Policy,
    /// What it offers from the beginning; all of it is made with the venue, or nothing.
    #[garde(length(max = RESOURCES_MOST), dive)]
    #[serde(default)]
    resources: Vec<NewResourceBody>,
}

fn english() -> Language {
    Language::En
}

/// What is changed about a venue; what is left out stays as it is.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VenueChange {
    /// Its name for people.
    #[garde(length(chars, min = 1, max = 200), inner(custom(texts::line)))]
    name: Option<String>,
    /// Where people find it; null takes it away.
    #[garde(inner(inner(length(chars, min = 1, max = 300), custom(texts::line))))]
    #[serde(default, deserialize_with = "told")]
    #[schemars(with = "Option<String>")]
    address: Option<Option<String>>,
    /// The country in whose habit phone numbers are written; null takes it away.
    #[garde(inner(inner(custom(texts::country))))]
    #[serde(default, deserialize_with = "told")]
    #[schemars(with = "Option<String>")]
    region: Option<Option<String>>,
    /// An address that gets every letter to the staff, beside the people who work there; null takes it away.
    #[garde(inner(inner(length(max = 254), custom(texts::email))))]
    #[serde(default, deserialize_with = "told")]
    #[schemars(with = "Option<String>")]
    staff_email: Option<Option<String>>,
    /// The sites that may show the page on which its guests book in a frame, by their origins; an empty list lets none.
    #[garde(inner(length(max = 20), inner(length(max = 300), custom(texts::origin))))]
    #[schemars(example = &["https://example.org"])]
    embedders: Option<Vec<String>>,
    /// The IANA name of its time zone.
    #[garde(length(min = 1, max = 64))]
    zone: Option<String>,
    /// The language of its letters where a guest chose none.
    #[garde(skip)]
    language: Option<Language>,
    /// The currency of its prices, by its ISO 4217 code.
    #[garde(skip)]
    currency: Option<Currency>,
}

/// A venue.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Venue {
    id: VenueId,
    /// Its name in addresses.
    slug: String,
    /// Its name for people.
    name: String,
    /// Where people find it.
    address: Option<String>,
    /// The country in whose habit phone numbers are written.
    region: Option<String>,
    /// The address that gets every letter to the staff, shown to the staff alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    staff_email: Option<String>,
    /// The sites that may show the page on which its guests book in a frame, told to the staff alone; absent where none may.
    #[serde(skip_serializing_if = "Option::is_none")]
    embedders: Option<Vec<String>>,
    /// The IANA name of its time zone.
    zone: String,
    /// The language of its letters where a guest chose none.
    language: Language,
    /// The currency of its prices.
    currency: Currency,
    /// Counts the changes of its settings and resources.
    settings: i64,
}

/// Which venues to list.
#[derive(Deserialize, Validate, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VenuesQuery {
    /// The number of the last venue seen.
    #[garde(range(min = 0))]
    after: Option<i64>,
    /// How many at most; 50 where it does not say.
    #[garde(range(min = 1, max = 200))]
    limit: Option<u32>,
}

/// Some of the venues.
#[derive(Serialize, JsonSchema)]
pub(crate) struct VenueList {
    items: Vec<VenueLine>,
    /// What to ask for with `after` to see more; null where there is no more.
    next: Option<i64>,
}

/// A venue as it stands in a list.
#[derive(Serialize, JsonSchema)]
struct VenueLine {
    id: VenueId,
    /// Its name in addresses.
    slug: String,
    /// Its name for people.
    name: String,
}

impl Venue {
    fn of(catalog: &Catalog) -> Self {
        let venue = &catalog.venue;
        Self {
            id: venue.id,
            slug: venue.slug.clone(),
            name: venue.name.clone(),
            address: venue.address.clone(),
            region: venue.region.clone(),
            staff_email: None,
            embedders: None,
            zone: venue.zone_name.clone(),
            language: venue.language,
            currency: venue.currency,
            settings: venue.settings,
        }
    }

    /// The venue as those who work there see it.
    fn within(catalog: &Catalog) -> Self {
        Self {
            staff_email: catalog.venue.staff_email.clone(),
            embedders: Some(catalog.venue.embedders.clone()).filter(|sites| !sites.is_empty()),
            ..Self::of(catalog)
        }
    }
}

impl VenueChange {
    pub(crate) fn edit(self) -> Result<VenueEdit, Denial> {
        let zone = self.zone.as_deref().map(zone).transpose()?;
        Ok(VenueEdit {
            name: self.name,
            address: self.address,
            region: self.region,
            staff_email: self.staff_email.map(|email| email.map(texts::as_kept)),
            zone,
            language: self.language,
            currency: self.currency,
            embedders: self.embedders,
            webhook: None,
        })
    }
}

/// A zone by its name in the IANA database, and the name as the database writes it.
fn zone(name: &str) -> Result<(String, TimeZone), Denial> {
    let found = TimeZone::get(name).ok().filter(|zone| !zone.is_unknown());
    let named = found.and_then(|zone| Some((zone.iana_name()?.to_owned(), zone)));
    named.ok_or_else(|| Denial::invalid("zone", "is no time zone of the IANA database"))
}

pub(crate) async fn create(
    State(gate): State<Gate>,
    Keyed(body, key): Keyed<NewVenueBody>,
) -> Result<Made<Venue>> {
    let new = NewVenue {
        slug: body.slug,
        name: body.name,
        address: body.address,
        region: body.region,
        zone_name: zone(&body.zone)?.0,
        language: body.language,
        currency: body.currency,
        hours: body.hours,
        policy: body.policy,
    };
    let resources = body.resources.into_iter().map(NewResourceBody::asked);
    let catalog = gate
        .desk()
        .found_venue(new, resources.collect(), key, gate.now())
        .await?;
    let location = format_args!("/v1/venues/{}", catalog.venue.slug).to_string();
    Ok(Made::at(location, Venue::of(&catalog)).version(catalog.venue.settings))
}

pub(crate) async fn list(
    State(gate): State<Gate>,
    Query(query): Query<VenuesQuery>,
) -> Result<Seen<VenueList>> {
    let limit = query.limit.unwrap_or(50) as usize;
    let mut lines = gate
        .desk()
        .venues(VenueId(query.after.unwrap_or(0)), limit + 1)
        .await?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| more).map(|line| line.id.0);
    let address =
        next.map(|next| format!("{}/v1/venues?after={next}&limit={limit}", gate.public_url()));
    let items = lines
        .into_iter()
        .map(|line| VenueLine {
            id: line.id,
            slug: line.slug,
            name: line.name,
        })
        .collect();
    Ok(Seen::new(VenueList { items, next }).next(address))
}

pub(crate) async fn show(By(caller): By, In(catalog): In) -> Result<Seen<Venue>> {
    let version = catalog.venue.settings;
    Ok(if caller.actor().is_staff() {
        Seen::new(Venue::within(&catalog))
            .version(version)
            .private()
    } else {
        Seen::new(Venue::of(&catalog)).version(version)
    })
}

pub(crate) async fn change(
    State(gate): State<Gate>,
    Managing(desk): Managing,
    In(catalog): In,
    Expects(expects): Expects,
    Body(body): Body<VenueChange>,
) -> Result<Seen<Venue>> {
    let edit = body.edit()?;
    if edit == VenueEdit::default() {
        unchanged(&catalog, expects)?;
        return Ok(Seen::new(Venue::within(&catalog)).version(catalog.venue.settings));
    }
    let change = SettingsChange::Venue(edit);
    let catalog = desk
        .change_settings(catalog.venue.id, change, expects, gate.now())
        .await?;
    Ok(Seen::new(Venue::within(&catalog)).version(catalog.venue.settings))
}
