//! What a venue says of itself: name, address, zone, language, currency, who gets its letters, and which sites show its page.

use axum::extract::RawQuery;
use axum::response::{IntoResponse, Redirect, Response};
use bronya_domain::money::Money;
use bronya_domain::settings::{SettingsChange, VenueEdit};
use bronya_gate::Denial;
use bronya_words::price;

use super::basics::{self, Reader};
use super::effect::{self, Place, Saved};
use super::form::{FormPage, wrong};
use super::sent::Sent;
use super::ways::{self, Around};
use crate::asked::Form;
use crate::fields::Field;
use crate::inside::{Admin, Inside};
use crate::page::Page;
use crate::paths;
use crate::tongue::Blanks;

const FIELDS: [&str; 8] = [
    "name",
    "address",
    "zone",
    "language",
    "currency",
    "region",
    "staff_email",
    "embedders",
];

/// How many prices a page names.
const PRICES_MOST: usize = 10;

pub(super) async fn show(Admin(inside): Admin, RawQuery(query): RawQuery) -> Response {
    let done = ways::asked(query.as_deref(), "done");
    let around = Around::of(&inside, done.as_deref());
    let fields = basics::fields(inside.known.tongue(), &inside.catalog.venue);
    page(&inside, around, fields).into_response()
}

pub(super) async fn save(Admin(inside): Admin, Form(sent): Form<Sent>) -> Response {
    let visitor = inside.known.visitor;
    visitor.told(saved(&inside, &sent).await)
}

async fn saved(inside: &Inside, sent: &Sent) -> Result<Response, Denial> {
    sent.only(&FIELDS)?;
    let mut fields = basics::fields(inside.known.tongue(), &inside.catalog.venue);
    basics::typed(&mut fields, sent);
    let change = read(inside, sent, &mut fields);
    let around = Around::of(inside, None);
    if wrong(&fields) {
        return Ok(page(inside, around, fields).into_response());
    }
    let place = Place {
        inside,
        sent,
        action: path(inside),
        back: path(inside),
        repriced: repriced(inside, &change).await?,
    };
    match place.save(change).await {
        Ok(Saved::Asks(page)) => Ok(page.into_response()),
        Ok(Saved::Yes) => Ok(Redirect::to(&format!("{}?done=saved", path(inside))).into_response()),
        Err(denial) => match effect::trouble(inside, &denial) {
            Some(trouble) => {
                Ok(page(inside, around.troubled(Some(trouble)), fields).into_response())
            }
            None => Err(denial),
        },
    }
}

/// What is to be changed. What stays as it is, is left out.
fn read(inside: &Inside, sent: &Sent, fields: &mut Vec<Field>) -> SettingsChange {
    let venue = &inside.catalog.venue;
    let mut reader = Reader {
        tongue: inside.known.tongue(),
        sent,
        fields,
    };
    let zone = reader.zone();
    SettingsChange::Venue(VenueEdit {
        name: Some(reader.name()),
        address: Some(reader.address()),
        region: Some(reader.region()),
        staff_email: Some(reader.staff_email()),
        embedders: Some(reader.embedders()),
        zone: zone.filter(|(name, _)| *name != venue.zone_name),
        language: reader.language(),
        currency: reader.currency(),
        ..VenueEdit::default()
    })
}

/// What prices come to in another currency, which keeps their numbers: 1,500 roubles are not 150,000 yen.
async fn repriced(inside: &Inside, change: &SettingsChange) -> Result<Vec<String>, Denial> {
    let (tongue, venue) = (inside.known.tongue(), &inside.catalog.venue);
    let after = match change {
        SettingsChange::Venue(edit) => edit.currency.filter(|after| *after != venue.currency),
        _ => None,
    };
    let Some(after) = after else {
        return Ok(Vec::new());
    };
    let desk = inside.known.gate.desk();
    let prices = desk
        .prices_asked(&inside.catalog, inside.known.gate.now())
        .await?;
    let more = prices.len().saturating_sub(PRICES_MOST);
    let said = |minor, currency| price(tongue.0, Money { minor, currency });
    let lines = prices.into_iter().take(PRICES_MOST).map(|minor| {
        let blanks = Blanks::default()
            .with("before", said(minor, venue.currency))
            .with("after", said(minor, after));
        tongue.say("settings-repriced.line", &blanks)
    });
    let more = (more > 0).then(|| {
        let blanks = Blanks::default().with("more", more);
        tongue.say("settings-repriced.more", &blanks)
    });
    Ok(lines.chain(more).collect())
}

fn path(inside: &Inside) -> String {
    format!("{}/venue", paths::settings(&inside.catalog.venue.slug))
}

fn page(inside: &Inside, around: Around, fields: Vec<Field>) -> Page {
    let title = inside.known.tongue().word("settings-venue");
    FormPage::new(inside, around, title, path(inside), fields).page()
}
